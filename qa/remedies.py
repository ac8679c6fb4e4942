"""The commands that put an index right, as they are typed."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus import in_user_language
from index.files import FileRecord
from qa.findings import SHOWN


class Remedies:
    """Commands for one index.

    Example:
        >>> Remedies("var/index", files).update()
        'yinzheng update --index var/index'
    """

    def __init__(self, folder: str, files: Iterable[FileRecord] = ()) -> None:
        self._index = f"--index {shlex.quote(folder)}"
        files = tuple(files)
        self._folders = [
            one for one in dict.fromkeys(file.folder for file in files if file.folder) if Path(one).is_dir()
        ]
        self._alone = any(not file.folder for file in files)

    def build(self, *, anew: bool = False) -> str:
        """Make the index of its folders, as far as it is known which these are."""
        folders = " ".join(map(shlex.quote, self._folders)) or in_user_language("DIR", "文件夹")
        return f"python build_index.py --corpus {folders} {self._index}" + (" --rebuild" if anew else "")

    def update(self) -> str:
        """Read what has changed."""
        if self._folders:
            return f"yinzheng update {self._index}"
        return f"yinzheng add {in_user_language('FILE', '文件')} {self._index}" if self._alone else self.build()

    def remove(self, sources: Sequence[str]) -> str:
        """Take documents out: the first few, if there are many."""
        return f"yinzheng remove {' '.join(map(shlex.quote, sources[:SHOWN]))} {self._index}"

    def list(self) -> str:
        """Show all files with what is wrong with them."""
        return f"yinzheng list {self._index}"

    def evaluate(self) -> str:
        """Measure the answers."""
        return f"yinzheng eval GOLD.jsonl {self._index}"
