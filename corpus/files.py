"""Find the files of a corpus, and refuse what should not be opened."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from corpus.errors import CorpusError
from corpus.outcome import Outcome, cannot_open, without_document

FORMATS = (".md", ".txt")
_IGNORED_NAMES = {"thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file to read, and the name under which the corpus knows it."""

    path: Path
    source: str  # relative to the corpus folder, with "/" as separator
    folder: str = ""  # the corpus folder; "" if the file was given by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class FileList:
    """The files of a corpus in the order of their sources, and what was refused without being read."""

    files: tuple[SourceFile, ...]
    folders: tuple[str, ...] = ()  # that were looked through
    refused: tuple[Outcome, ...] = ()


def find_files(folders: Sequence[Path]) -> FileList:
    """List the files under ``folders`` that can be read.

    Hidden files are passed over. A link to a file or folder inside the corpus is passed over too, as its target is
    listed under its own name; a link that leads out of it is refused. When two folders hold the same relative path, the
    one listed later gets its folder's name in front.

    Raises:
        CorpusError: A folder is missing, is no folder, or there is nothing to read in all of them.
    """
    files: dict[str, SourceFile] = {}
    refused: list[Outcome] = []
    seen: set[Path] = set()
    roots = [_checked_folder(folder) for folder in folders]
    for folder, root in zip(folders, roots, strict=True):
        for found in _walk(root):
            if isinstance(found, Outcome):
                refused.append(found)
            elif found.path not in seen:
                seen.add(found.path)
                source = _unique_source(found, folder, files)
                files[source] = SourceFile(path=found.path, source=source, folder=str(root))
    if not files:
        raise _nothing_to_read(folders, refused)
    return FileList(
        files=tuple(files[source] for source in sorted(files)),
        folders=tuple(map(str, roots)),
        refused=tuple(sorted(refused, key=lambda outcome: outcome.source)),
    )


def _checked_folder(folder: Path) -> Path:
    if folder.is_dir():
        return folder.resolve()
    if folder.exists():
        raise CorpusError(
            en=f"{str(folder)!r} is not a folder; give the folder that holds the documents.",
            zh=f"{str(folder)!r} 不是文件夹；请指定存放文档的文件夹。",
        )
    raise CorpusError(
        en=f"the folder {str(folder)!r} does not exist; check the path, or create it and put documents in it.",
        zh=f"文件夹 {str(folder)!r} 不存在；请检查路径，或新建该文件夹并放入文档。",
    )


def _walk(root: Path) -> Iterator[SourceFile | Outcome]:
    """Yield the files under ``root`` and the outcomes of those that are refused."""
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            why = cannot_open(error)
            yield without_document(_source_name(folder, root), "failed", en=why.en, zh=why.zh)
            continue
        for entry in entries:
            if entry.name.startswith((".", "~$")) or entry.name.lower() in _IGNORED_NAMES:
                continue
            path = Path(entry.path)
            if entry.is_symlink():
                yield from _refused_link(path, root)
            elif entry.is_dir():
                waiting.append(path)
            else:
                yield _file_or_refusal(path, root, is_file=entry.is_file())


def _refused_link(path: Path, root: Path) -> Iterator[Outcome]:
    target = path.resolve()
    source = _source_name(path, root)
    if not target.exists():
        yield without_document(
            source,
            "failed",
            en="is a link that leads nowhere; remove it or restore the file it points to.",
            zh="是失效的链接；请删除它，或恢复它所指向的文件。",
        )
    elif not target.is_relative_to(root):
        yield without_document(
            source,
            "skipped",
            en="is a link that leads out of the corpus folder; copy the file into the folder if it belongs there.",
            zh="是指向文档文件夹之外的链接；如需读取，请把文件复制到该文件夹中。",
        )


def _file_or_refusal(path: Path, root: Path, *, is_file: bool) -> SourceFile | Outcome:
    source = _source_name(path, root)
    if is_file and path.suffix.lower() in FORMATS:
        return SourceFile(path=path, source=source)
    formats = " ".join(FORMATS)
    return without_document(
        source,
        "skipped",
        en=f"is of a type that is not read (expected: {formats}); save it as text (.txt, UTF-8) to include it.",
        zh=f"的类型不受支持（可读取：{formats}）；请另存为文本文件（.txt，UTF-8）。",
    )


def _source_name(path: Path, root: Path) -> str:
    """Return the path relative to its root as text that can be stored: names in GBK are decoded, none is dropped."""
    data = os.fsencode(path.relative_to(root).as_posix())
    for encoding in ("utf-8", "gb18030"):
        try:
            return unicodedata.normalize("NFC", data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "backslashreplace")


def _unique_source(found: SourceFile, folder: Path, taken: dict[str, SourceFile]) -> str:
    source = found.source
    if source not in taken:
        return source  # resolving the folder for every file would take longer than all the rest
    for part in reversed(folder.resolve().parts):
        source = str(PurePosixPath(part.strip(os.sep) or "root") / source)
        if source not in taken:
            break
    return source


def _nothing_to_read(folders: Sequence[Path], refused: list[Outcome]) -> CorpusError:
    names = ", ".join(repr(str(folder)) for folder in folders)
    formats = " ".join(FORMATS)
    others = f" (other files, skipped or failed: {len(refused)})" if refused else ""
    others_zh = f"（另有 {len(refused)} 个文件被跳过或无法读取）" if refused else ""
    return CorpusError(
        en=f"there is no document to read in {names}{others}; put files of these types there: {formats}.",
        zh=f"{names} 中没有可读取的文档{others_zh}；请放入以下类型的文件：{formats}。",
    )
