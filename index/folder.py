"""The index folder: one data folder that its manifest names, and beside it at most one that is being made."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from index.errors import StoreError
from index.manifest import CALIBRATION, MANIFEST, Manifest

_DATA_PREFIX = "data-"
# A folder of this name was made by this program; any other is the user's and is never touched
_DATA_FOLDER = re.compile(r"data-[0-9a-f]{8}")
_LOCK = "build.lock"
_OWN = frozenset((MANIFEST, f"{MANIFEST}.new", CALIBRATION, f"{CALIBRATION}.new", _LOCK))
# In a data folder that is being made: what it is made of. It goes when the folder is whole.
_STARTED = "started.json"


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, and make the folder if it is not there.

    Raises:
        StoreError: If the folder is something else, another process writes it, or it cannot be written.
    """
    from filelock import FileLock, Timeout

    _refuse_other_folders(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / _LOCK, timeout=0):
            yield
    except Timeout:
        raise StoreError(
            en=f"another build is running in {str(folder)!r}. Wait until it has ended, or choose another --index.",
            zh=f"{str(folder)!r} 中正在进行另一次建库。请等它结束，或用 --index 指定别的文件夹。",
        ) from None
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreError(
            en=f"cannot write the index in {str(folder)!r}: {reason}. The index that was there is"
            " unchanged. Check permissions and free space, or choose another --index.",
            zh=f"无法在 {str(folder)!r} 写入索引：{reason}。原有索引没有改动。"
            "请检查权限和剩余空间，或用 --index 另选文件夹。",
        ) from error


def current(folder: Path) -> Manifest | None:
    """Return the manifest of a folder, or None if there is none that this program reads."""
    try:
        return Manifest.load(folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def start(folder: Path, made_of: dict[str, object]) -> Path:
    """Return a data folder that was started with the same, and not finished; else a new one."""
    for data in folder.iterdir():
        if _DATA_FOLDER.fullmatch(data.name) and _made_of(data) == made_of:
            return data
    data = folder / f"{_DATA_PREFIX}{uuid4().hex[:8]}"
    data.mkdir()
    return data


def mark_started(data: Path, made_of: dict[str, object]) -> None:
    """Say of what a data folder is made, so that it can be gone on with after a crash."""
    temporary = data / f"{_STARTED}.new"
    temporary.write_text(json.dumps(made_of), encoding="utf-8")
    temporary.replace(data / _STARTED)


def was_started(data: Path) -> bool:
    """Tell whether something has been made in a data folder already."""
    return (data / _STARTED).exists()


def finish(data: Path) -> None:
    """Say that a data folder is whole."""
    (data / _STARTED).unlink()


def _made_of(data: Path) -> object:
    try:
        return json.loads((data / _STARTED).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None


def remove_unused(folder: Path, *, but: Path | None = None) -> None:
    """Remove every data folder but the one that the manifest names, and another one."""
    used = current(folder)
    for data in folder.iterdir():
        if _DATA_FOLDER.fullmatch(data.name) and data != but and not (used and data.name == used.data):
            # Windows keeps a folder that another process has open; the next change tries again
            shutil.rmtree(data, ignore_errors=True)


def link_files(source: Path, target: Path) -> None:
    """Put the files of a folder into another, new one, without copying where the disk can have a file under two names.

    Only for files that are never written again once they are there.
    """
    target.mkdir()
    for path in source.iterdir():
        if path.name.endswith(".lock"):
            continue
        try:
            os.link(path, target / path.name)
        except OSError:
            shutil.copyfile(path, target / path.name)


def _refuse_other_folders(folder: Path) -> None:
    """Raise StoreError if the folder holds anything that no build has written."""
    try:
        strangers = sorted(
            path.name
            for path in (folder.iterdir() if folder.exists() else ())
            if path.name not in _OWN and not _DATA_FOLDER.fullmatch(path.name)
        )
    except OSError:
        raise StoreError(
            en=f"{str(folder)!r} cannot be an index folder: it is a file, or lies where none can be."
            " Choose another --index.",
            zh=f"{str(folder)!r} 不能用作索引文件夹：它是文件，或所在位置无法使用。请用 --index 另选一个。",
        ) from None
    if strangers:
        raise StoreError(
            en=f"{str(folder)!r} is not an index: it holds {strangers[0]!r}. Nothing was changed; choose an empty"
            " or a new folder with --index.",
            zh=f"{str(folder)!r} 不是索引文件夹：其中有 {strangers[0]!r}。没有改动任何内容；"
            "请用 --index 指定空文件夹或新文件夹。",
        )
