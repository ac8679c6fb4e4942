"""Look into .zip archives, those that are document formats and those that hold a corpus, without trusting them."""

from __future__ import annotations

import contextlib
import io
import re
import stat
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from corpus.errors import CorpusError, Notice
from corpus.outcome import cannot_open

MAX_PARTS, MAX_PARTS_BYTES = 10_000, 256 * 2**20  # of one document
MAX_MEMBERS, MAX_MEMBERS_BYTES = 100_000, 4 * 2**30  # of one corpus
_MAX_RATIO = 200  # running text shrinks to a third, the emptiest tables to a fiftieth
_SMALL = 2**20  # an entry of up to this size may have any ratio
_MAX_DIRECTORY = 64 * 2**20  # the list of the entries, which is read at once
_ENTRY_MARK = b"PK\x01\x02"  # stands before each entry in the list at the end of an archive
_ENCRYPTED, _UTF8 = 0x1, 0x800  # flags of an entry
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PASSED_OVER = {"__macosx", "thumbs.db", "desktop.ini"}
_ARCHIVES = {".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"}
# Control characters, and those that turn the order of the letters around (gpj.exe for exe.jpg)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_CLIMBING = re.compile(r"/|[A-Za-z]:|(?:.*/)?\.\.(?:/|$)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file inside an archive; with a problem it is not to be read."""

    name: str  # NFC, "/" between folders, relative, and no other member has it
    size: int  # bytes when unpacked, as the archive says
    problem: Notice | None = None


def require_sane_zip(data: bytes, *, source: str) -> None:
    """Refuse what is no ZIP archive, or one that would take too much memory to unpack.

    Raises:
        CorpusError: Also when entries are encrypted or packed in a way that document formats do not use.
    """
    if data.startswith(_OLE):
        raise CorpusError(
            en=f"{source!r} is locked with a password or of an Office format before 2007; open it in Word, Excel, "
            "PowerPoint or WPS and save it without a password as .docx, .xlsx or .pptx.",
            zh=f"{source!r} 已加密码，或是 2007 年以前的 Office 格式；请用 Word、Excel、PowerPoint 或 WPS 打开，"
            "去掉密码并另存为 .docx、.xlsx 或 .pptx。",
        )
    if data.count(_ENTRY_MARK) > MAX_PARTS:  # before an object is made of each
        raise _too_much(source, f"{MAX_PARTS:,} entries", f"{MAX_PARTS:,} 个条目")
    for entry in _entries(io.BytesIO(data), source, MAX_PARTS_BYTES):
        if problem := _unreadable(entry, entry_name(entry), source):
            raise CorpusError(en=problem.en, zh=problem.zh)


def members(path: Path, *, source: str) -> Iterator[Member]:
    """List the files of an archive in its order; folders, hidden files and those of macOS are passed over.

    Raises:
        CorpusError: The archive cannot be opened, is damaged or holds too much.
    """
    return (member for member, _ in _opened(path, source).values())


def read_member(path: Path, name: str, *, source: str, limit: int) -> bytes:
    """Unpack the member that ``members`` lists under this name.

    Raises:
        CorpusError: There is no such member, it has a problem, is larger than ``limit`` bytes, or is damaged.
    """
    found = _opened(path, source).get(name)
    if found is None:
        raise CorpusError(
            en=f"{source!r} holds no file {name!r}; list the archive again, it may have been replaced.",
            zh=f"{source!r} 中没有文件 {name!r}；压缩包可能已被替换，请重新读取。",
        )
    member, entry = found
    if member.problem:
        raise CorpusError(en=member.problem.en, zh=member.problem.zh)
    if member.size > limit:
        size, most = f"{member.size / 2**20:,.1f} MiB", f"{limit / 2**20:,.1f} MiB"
        raise CorpusError(
            en=f"{source!r}: {name!r} has {size} unpacked, more than the {most} that may be read; split it.",
            zh=f"{source!r}：{name!r} 解压后有 {size}，超过可读取的上限 {most}；请拆分。",
        )
    try:
        return _unpack(path, entry)
    except OSError as error:
        raise _cannot_open(source, error) from error
    except (ValueError, struct.error, zlib.error) as error:
        raise CorpusError(
            en=f"{source!r}: {name!r} is damaged; download the archive again, or pack it again.",
            zh=f"{source!r}：{name!r} 已损坏；请重新下载或重新压缩。",
        ) from error


def entry_name(entry: ZipInfo) -> str:
    """Return the name of an entry as who packed it saw it: Chinese Windows writes GBK and does not say so."""
    name = entry.orig_filename
    for encoding in () if entry.flag_bits & _UTF8 else ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode(encoding)  # zipfile has read it as cp437
            break
    return unicodedata.normalize("NFC", name)


class _BoundedFile(io.FileIO):
    """A file of which no list of entries is read that would fill the memory."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _MAX_DIRECTORY:
            raise BadZipFile("the list of entries is too long")
        if (data := super().read(size)).count(_ENTRY_MARK) > MAX_MEMBERS:
            raise BadZipFile("there are too many entries")
        return data


def _opened(path: Path, source: str) -> dict[str, tuple[Member, ZipInfo]]:
    try:
        status = path.stat()
        return _listed(path, source, status.st_size, status.st_mtime_ns)
    except OSError as error:
        raise _cannot_open(source, error) from error


@lru_cache(maxsize=2)  # a list of 10,000 entries takes 0.1 s, and every member is read by its name
def _listed(path: Path, source: str, _size: int, _changed: int) -> dict[str, tuple[Member, ZipInfo]]:
    with _BoundedFile(path) as file:
        entries = _entries(file, source, MAX_MEMBERS_BYTES)
    listed: dict[str, tuple[Member, ZipInfo]] = {}
    counts: dict[str, int] = {}
    for entry in entries:
        written = entry_name(entry)
        path_in = written.replace("\\", "/")  # as old programs of Windows write it
        parts = [part for part in _CONTROL.sub("", path_in).split("/") if part not in ("", ".", "..")]
        if path_in.endswith("/") or stat.S_ISDIR(entry.external_attr >> 16) or _is_passed_over(parts):
            continue
        climbs = _CONTROL.search(path_in) or _CLIMBING.match(path_in)
        name = "/".join(parts)
        name = _unique(name.replace(":", "_") if climbs else name, listed, counts)
        problem = _climbs(written, source) if climbs else _unreadable(entry, written, source) or _other(entry, source)
        listed[name] = (Member(name=name, size=entry.file_size, problem=problem), entry)
    return listed


def _is_passed_over(parts: list[str]) -> bool:
    return not parts or any(part.startswith((".", "~$")) or part.lower() in _PASSED_OVER for part in parts)


def _unique(name: str, taken: dict[str, tuple[Member, ZipInfo]], counts: dict[str, int]) -> str:
    found = PurePosixPath(name)
    unique = name
    while unique in taken:
        counts[name] = counts.get(name, 1) + 1
        unique = str(found.with_name(f"{found.stem} ({counts[name]}){found.suffix}"))
    return unique


def _entries(file: io.BytesIO | _BoundedFile, source: str, most: int) -> list[ZipInfo]:
    try:
        with ZipFile(file) as archive:
            entries = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, struct.error, OverflowError) as error:
        raise CorpusError(
            en=f"{source!r} is no ZIP archive, or a damaged one ({error}); download it again, or save it again.",
            zh=f"{source!r} 不是 ZIP 压缩格式，或者已损坏（{error}）；请重新下载或重新保存。",
        ) from error
    if sum(entry.file_size for entry in entries) > most:
        raise _too_much(source, f"{most >> 20:,} MiB unpacked", f"解压后 {most >> 20:,} MiB")
    return entries


def _unpack(path: Path, entry: ZipInfo) -> bytes:
    """Unpack one entry at its place in the file; opening the archive for each would read the whole list again."""
    with path.open("rb") as file:
        file.seek(entry.header_offset)
        header = file.read(30)
        if header[:4] != b"PK\x03\x04":
            raise ValueError("there is no entry at this place")
        file.seek(sum(struct.unpack("<HH", header[26:30])), io.SEEK_CUR)  # the name again, and extra fields
        # What does not shrink grows by 5 bytes in 16,000
        packed = file.read(min(entry.compress_size, entry.file_size + entry.file_size // 1000 + 1000))
    data = packed
    if entry.compress_type == ZIP_DEFLATED:
        data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, entry.file_size + 1)
    if len(data) != entry.file_size or zlib.crc32(data) != entry.CRC:
        raise ValueError("the checksum is wrong")
    return data


def _unreadable(entry: ZipInfo, name: str, source: str) -> Notice | None:
    if entry.flag_bits & _ENCRYPTED:
        return Notice(
            en=f"{source!r}: {name!r} is encrypted; unpack it with its password and pack it again without one.",
            zh=f"{source!r}：{name!r} 已加密；请用密码解压后重新压缩（不设密码）。",
        )
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return Notice(
            en=f"{source!r}: {name!r} is packed by method {entry.compress_type}, expected deflate; pack it again.",
            zh=f"{source!r}：{name!r} 使用了不支持的压缩方法（{entry.compress_type}）；请用默认设置重新压缩。",
        )
    if entry.file_size > max(_SMALL, _MAX_RATIO * entry.compress_size):
        return Notice(
            en=f"{source!r}: {name!r} unpacks to over {_MAX_RATIO} times its size, as no document does; save it again.",
            zh=f"{source!r}：{name!r} 解压后膨胀到 {_MAX_RATIO} 倍以上，不像正常文档；请重新保存。",
        )
    return None


def _other(entry: ZipInfo, source: str) -> Notice | None:
    name = entry_name(entry)
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
        return Notice(
            en=f"{source!r}: {name!r} is a link, not a file; put the file itself into the archive.",
            zh=f"{source!r}：{name!r} 是链接而不是文件；请把文件本身放入压缩包。",
        )
    if PurePosixPath(name).suffix.lower() in _ARCHIVES:
        return Notice(
            en=f"{source!r}: {name!r} is an archive inside the archive; unpack it and add what it holds.",
            zh=f"{source!r}：{name!r} 是压缩包中的压缩包；请先解压，再加入其中的文件。",
        )
    return None


def _climbs(name: str, source: str) -> Notice:
    return Notice(
        en=f"{source!r}: the path {name!r} climbs out of the archive; it is not read. Pack the file again.",
        zh=f"{source!r}：路径 {name!r} 指向压缩包之外，因此不读取；请重新压缩该文件。",
    )


def _too_much(source: str, en: str, zh: str) -> CorpusError:
    return CorpusError(
        en=f"{source!r} holds more than {en}, the most that is read; split it.",
        zh=f"{source!r} 超过读取上限（{zh}）；请拆分。",
    )


def _cannot_open(source: str, error: OSError) -> CorpusError:
    why = cannot_open(error)
    return CorpusError(en=f"{source!r} {why.en}", zh=f"{source!r} {why.zh}")
