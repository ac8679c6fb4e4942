"""The files of an index: what could not be read, and what is on the disk now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus import CorpusError, FileList, SourceFile, find_files, in_user_language, user_language
from corpus.formats import TABLES
from index.files import FileRecord, FileStatus
from qa.findings import Finding
from qa.remedies import Remedies

_UNREAD: dict[FileStatus, tuple[str, str]] = {
    "failed": ("failed", "失败"),
    "skipped": ("skipped", "跳过"),
    "warned": ("read with a warning", "已读但有警告"),
}


def examine_files(files: Sequence[FileRecord], remedies: Remedies) -> list[Finding]:
    """Return what is wrong with the files, and how they differ from those on the disk."""
    folders = list(dict.fromkeys(file.folder for file in files if file.folder))
    there = [folder for folder in folders if Path(folder).is_dir()]
    gone = [folder for folder in folders if folder not in there]
    return [_unread(files, remedies), _folders(gone, remedies), _changes(files, there, remedies)]


def _unread(files: Sequence[FileRecord], remedies: Remedies) -> Finding:
    """Tell which files were skipped, failed or read with a warning, and why."""
    language = user_language()
    zh = language == "zh"
    counts = Counter(file.status for file in files)
    items = tuple(
        f"{words[zh]}: " + ("; ".join(notice.text(language) for notice in file.notices) or file.source)
        for status, words in _UNREAD.items()
        for file in files
        if file.status == status
    )
    if not items:
        message = in_user_language("every file was read", "文件全部读取")
        return Finding(check="files", level="ok", message=message)
    said = ", ".join(f"{counts[status]:,} {words[zh]}" for status, words in _UNREAD.items() if counts[status])
    message = in_user_language(f"of {len(files):,} files: {said}", f"{len(files):,} 个文件中：{said}")
    return Finding(check="files", level="warning", message=message, remedy=remedies.list(), items=items)


def _folders(gone: Sequence[str], remedies: Remedies) -> Finding:
    if not gone:
        message = in_user_language("every folder of the index is there", "建库的文件夹都在")
        return Finding(check="folders", level="ok", message=message)
    message = in_user_language(
        f"folders of the index that are gone: {len(gone)}. It cannot be updated. Put them back, or build it of the"
        " folders where the files are now.",
        f"已不存在的建库文件夹：{len(gone)} 个。索引无法更新。请恢复原位，或用文件现在所在的文件夹重新建库。",
    )
    return Finding(check="folders", level="problem", message=message, remedy=remedies.build(), items=tuple(gone))


def _changes(files: Sequence[FileRecord], folders: Sequence[str], remedies: Remedies) -> Finding:
    """Compare the files with those of the folders that are there, by size and time of last change."""
    items = tuple(_differences(files, folders)) if folders else ()
    if not items:
        message = in_user_language("no file has changed since it was read", "文件读取之后没有变化")
        return Finding(check="changes", level="ok", message=message)
    message = in_user_language(
        f"files that are new, have changed or are gone since the index was built: {len(items):,}",
        f"建库之后新增、有变化或已不存在的文件：{len(items):,} 个",
    )
    return Finding(check="changes", level="warning", message=message, remedy=remedies.update(), items=items)


def _differences(files: Sequence[FileRecord], folders: Sequence[str]) -> Iterator[str]:
    known = {file.source: file for file in files}
    try:
        listing = find_files([Path(folder) for folder in folders])
    except CorpusError:  # there is nothing to read in them any more
        listing = FileList(files=())
    for file in listing.files:
        before = known.get(file.source)
        if before is None:
            yield in_user_language(f"new: {file.source}", f"新增：{file.source}")
        elif _has_changed(file, before):
            yield in_user_language(f"changed: {file.source}", f"有变化：{file.source}")
    there = {file.source for file in listing.files} | {outcome.source for outcome in listing.refused}
    for one in files:
        if one.folder in folders and one.source not in there:
            yield in_user_language(f"gone: {one.source}", f"已不存在：{one.source}")


def _has_changed(file: SourceFile, before: FileRecord) -> bool:
    try:
        status = file.path.stat()
    except OSError:
        return True
    if (status.st_size, status.st_mtime_ns) != (before.size, before.modified):
        return True
    # what a table of metadata says of it; the rows of a table are read by a column that is not known here
    return file.suffix not in TABLES and file.read_as != before.read_as
