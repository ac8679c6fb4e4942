"""Find the files of a corpus, and refuse what should not be opened."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from corpus.convert import CONVERTED, find_converter
from corpus.errors import CorpusError
from corpus.formats import ARCHIVE, FORMATS, TABLES
from corpus.outcome import Outcome, cannot_open, without_document
from corpus.sidecar import SIDECAR, read_sidecar

if TYPE_CHECKING:
    from corpus.metadata import FrontMatter

# Raised with every change that reads the same file in another way, so that an index knows what it has to read again
READER_VERSION = 5
_IGNORED_NAMES = {"thumbs.db", "desktop.ini"}
# Control characters, and those that turn the order of the letters around: a name with them would spoil every list
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file to read, and the name under which the corpus knows it."""

    path: Path
    source: str  # relative to the corpus folder, with "/" as separator
    folder: str = ""  # the corpus folder; "" if the file was given by itself
    member: str = ""  # of a .zip archive, which `path` is then
    column: str = ""  # of a table, if each of its rows is a document, whose text is in this column
    metadata: FrontMatter | None = None  # what a table of metadata says of it

    @property
    def read_as(self) -> str:
        """What decides what is read from it beside its bytes."""
        metadata = asdict(self.metadata) if self.metadata else None
        return json.dumps([READER_VERSION, self.column, metadata], ensure_ascii=False)

    @property
    def suffix(self) -> str:
        """The ending of its name, in lower case."""
        return PurePosixPath(self.member).suffix.lower() if self.member else self.path.suffix.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileList:
    """The files of a corpus in the order of their sources, and what was refused without being read."""

    files: tuple[SourceFile, ...]
    folders: tuple[str, ...] = ()  # that were looked through
    refused: tuple[Outcome, ...] = ()


def find_files(folders: Sequence[Path], *, column: str = "") -> FileList:
    """List the files under ``folders`` that can be read, those inside .zip archives among them.

    Hidden files are passed over. A link to a file or folder inside the corpus is passed over too, as its target is
    listed under its own name; a link that leads out of it is refused. When two folders hold the same relative path, the
    one listed later gets its folder's name in front.

    Args:
        folders: The folders, each with all folders in it.
        column: If set, each row of a table (.xlsx, .csv) is a document, whose text is in this column.

    Raises:
        CorpusError: A folder is missing, is no folder, or there is nothing to read in all of them.
    """
    files: dict[str, SourceFile] = {}
    refused: list[tuple[Path, Outcome]] = []
    seen: set[tuple[Path, str]] = set()
    roots = [_checked_folder(folder) for folder in folders]
    for folder, root in zip(folders, roots, strict=True):
        metadata = _metadata(root)
        for found in _walk(root):
            if isinstance(found, Outcome):
                refused.append((folder, found))
            elif (found.path, found.member) not in seen:
                seen.add((found.path, found.member))
                source = _unique_source(found.source, folder, files)
                files[source] = replace(
                    found,
                    source=source,
                    folder=str(root),
                    column=column if found.suffix in TABLES else "",
                    metadata=metadata.get(found.source),
                )
    if not files:
        raise _nothing_to_read(folders, len(refused))
    return FileList(
        files=tuple(files[source] for source in sorted(files)),
        folders=tuple(map(str, roots)),
        refused=_under_own_names(refused, set(files)),
    )


def _under_own_names(refused: Sequence[tuple[Path, Outcome]], taken: set[str]) -> tuple[Outcome, ...]:
    """Return the outcomes in the order of their sources, none under the name of a file that is read or of another."""
    renamed: dict[str, Outcome] = {}
    for folder, outcome in refused:
        source = _unique_source(outcome.source, folder, taken | renamed.keys())
        renamed[source] = outcome.renamed(source)
    return tuple(renamed[source] for source in sorted(renamed))


def _metadata(root: Path) -> dict[str, FrontMatter]:
    sidecar = read_sidecar(root)
    if not sidecar:
        return {}
    from corpus.metadata import front_matter

    return {name: front_matter(fields) for name, fields in sidecar.items()}


def _checked_folder(folder: Path) -> Path:
    if folder.is_dir():
        return _named_in_utf8(folder.resolve())
    if folder.exists():
        raise CorpusError(
            en=f"{str(folder)!r} is not a folder; give the folder that holds the documents.",
            zh=f"{str(folder)!r} 不是文件夹；请指定存放文档的文件夹。",
        )
    raise CorpusError(
        en=f"the folder {str(folder)!r} does not exist; check the path, or create it and put documents in it.",
        zh=f"文件夹 {str(folder)!r} 不存在；请检查路径，或新建该文件夹并放入文档。",
    )


def _named_in_utf8(folder: Path) -> Path:
    """Return the folder; an index keeps its path, and can keep no other."""
    try:
        str(folder).encode()
    except UnicodeEncodeError:
        raise CorpusError(
            en=f"the path of the folder {str(folder)!r} is not in UTF-8, as an index keeps it; rename the folder.",
            zh=f"文件夹 {str(folder)!r} 的路径不是 UTF-8 编码，无法记入索引；请重命名该文件夹。",
        ) from None
    return folder


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
            if entry.name == SIDECAR and folder == root:
                continue
            if entry.is_symlink():
                yield from _refused_link(path, root)
            elif entry.is_dir():
                waiting.append(path)
            else:
                yield from _file_or_refusal(path, root, is_file=entry.is_file())


def _refused_link(path: Path, root: Path) -> Iterator[Outcome]:
    source = _source_name(path, root)
    target = Path(os.path.realpath(path))  # Path.resolve raises for a link to itself
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


def _file_or_refusal(path: Path, root: Path, *, is_file: bool) -> Iterator[SourceFile | Outcome]:
    source = _source_name(path, root)
    suffix = path.suffix.lower()
    if is_file and suffix == ARCHIVE:
        yield from _members(path, source)
    elif is_file and is_read(suffix):
        yield SourceFile(path=path, source=source)
    elif is_file:
        yield _not_read(source, suffix)
    else:
        yield without_document(
            source,
            "skipped",
            en="is a pipe, socket or device, no file; copy what it gives into a file to include it.",
            zh="是管道、套接字或设备，不是普通文件；如需读取，请把内容存为文件。",
        )


def _members(path: Path, source: str) -> Iterator[SourceFile | Outcome]:
    """Yield the files inside an archive, named after it: cases.zip/a.docx."""
    from corpus.archive import members

    try:
        for member in members(path, source=source):
            name = f"{source}/{member.name}"
            suffix = PurePosixPath(member.name).suffix.lower()
            if member.problem:
                yield Outcome(source=name, status="skipped", notices=(member.problem,))
            elif is_read(suffix):
                yield SourceFile(path=path, source=name, member=member.name)
            else:
                yield _not_read(name, suffix)
    except CorpusError as error:
        yield Outcome(source=source, status="failed", notices=(error.notice,))


def is_read(suffix: str) -> bool:
    """Tell whether files whose names end so, in lower case, are read here, if need be by way of LibreOffice."""
    return suffix in FORMATS or (suffix in CONVERTED and find_converter() is not None)


def _not_read(source: str, suffix: str) -> Outcome:
    if suffix in CONVERTED:
        target = CONVERTED[suffix].removeprefix(".")
        return without_document(
            source,
            "skipped",
            en=f"is of an older format; open it in Word, WPS or LibreOffice and save it as .{target}, or run:"
            f" soffice --headless --convert-to {target} FILE",
            zh=f"是旧格式；请用 Word、WPS 或 LibreOffice 打开并另存为 .{target}，"
            f"或运行：soffice --headless --convert-to {target} 文件",
        )
    formats = " ".join((*FORMATS, ARCHIVE))
    return without_document(
        source,
        "skipped",
        en=f"is of a type that is not read (expected: {formats}); save it as one of these to include it.",
        zh=f"的类型不受支持（可读取：{formats}）；请另存为其中一种格式。",
    )


def _source_name(path: Path, root: Path) -> str:
    """Return the path relative to its root as text that can be stored: names in GBK are decoded, none is dropped."""
    return _CONTROL.sub(
        lambda found: found[0].encode("unicode_escape").decode(),
        _decoded(os.fsencode(path.relative_to(root).as_posix())),
    )


def _decoded(name: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return unicodedata.normalize("NFC", name.decode(encoding))
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", "backslashreplace")


def _unique_source(source: str, folder: Path, taken: Container[str]) -> str:
    if source not in taken:
        return source  # resolving the folder for every file would take longer than all the rest
    for part in reversed(folder.resolve().parts):
        source = str(PurePosixPath(part.strip(os.sep) or "root") / source)
        if source not in taken:
            break
    return source


def _nothing_to_read(folders: Sequence[Path], refused: int) -> CorpusError:
    names = ", ".join(repr(str(folder)) for folder in folders)
    formats = " ".join((*FORMATS, ARCHIVE))
    others = f" (other files, skipped or failed: {refused})" if refused else ""
    others_zh = f"（另有 {refused} 个文件被跳过或无法读取）" if refused else ""
    return CorpusError(
        en=f"there is no document to read in {names}{others}; put files of these types there: {formats}.",
        zh=f"{names} 中没有可读取的文档{others_zh}；请放入以下类型的文件：{formats}。",
    )
