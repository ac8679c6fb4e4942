"""The package of an Office document: a ZIP file of parts, most of them XML, that refer to each other."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.archive import require_sane_zip
from corpus.errors import CorpusError
from corpus.office.elements import Element, children

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")  # the names of "Strict Open XML", else the same
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOLDERS = frozenset(("word", "ppt", "xl"))  # where each program of Office keeps its parts
_MAX_PART = 24 * 2**20  # bytes of XML, 80,000 formatted paragraphs
_MAX_READ = 128 * 2**20  # bytes of all parts together, one that several slides refer to counted each time
# Counted likewise; 40 MiB that Office wrote have so many. The emptiest elements take 16 s and 0.8 GiB then.
_MAX_TAGS = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeKind:
    """What messages say about a format, and where its text is."""

    program: str
    suffix: str
    main: str  # the part that holds the text, where the package does not name it


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A part that another one refers to."""

    kind: str  # the last word of its type
    part: str


class Package:
    """The parts of a document."""

    def __init__(self, data: bytes, *, source: str, kind: OfficeKind) -> None:
        if data.startswith(_OLE):
            raise _not_converted(data, source, kind)
        require_sane_zip(data, source=source)
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._source = source
        self._kind = kind
        self._bytes_left = _MAX_READ
        self._tags_left = _MAX_TAGS

    def main(self) -> str:
        """Return the name of the part that holds the text."""
        named = [relation.part for relation in self.related("").values() if relation.kind == "officeDocument"]
        name = next((part for part in named if self.has(part)), self._kind.main)
        others = _FOLDERS - {posixpath.dirname(self._kind.main)}  # a workbook, whatever the file's name says
        if not self.has(name) or posixpath.dirname(name) in others:
            raise CorpusError(
                en=f"{self._source!r} is a ZIP file but no {self._kind.program} document; expected the part {name!r}. "
                f"Open it in the program it comes from and save it as {self._kind.suffix}.",
                zh=f"{self._source!r} 是 ZIP 文件，但不是 {self._kind.program} 文档（缺少 {name!r}）；"
                f"请用原来的程序打开并另存为 {self._kind.suffix}。",
            )
        return name

    def has(self, name: str) -> bool:
        """Say whether there is a part of that name."""
        return name in self._archive.NameToInfo

    def xml(self, name: str) -> Element | None:
        """Return the root of a part; None if there is no such part. Entities are refused: no such document has any.

        Raises:
            CorpusError: The part is damaged, or is more than may be read of one document.
        """
        if not self.has(name):
            return None
        from lxml import etree

        data = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", self._read(name))
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            root: Element = etree.fromstring(data, parser)
            if etree.ElementTree(root).docinfo.internalDTD is not None:
                raise ValueError("a document type declaration")
        except Exception as error:  # lxml raises several kinds of exceptions for damaged parts
            raise _damaged(self._source, self._kind) from error
        return root

    def related(self, part: str) -> dict[str, Relation]:
        """Return what a part refers to inside the package, by the ids that it uses."""
        folder, name = posixpath.split(part)
        found: dict[str, Relation] = {}
        for item in children(self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))):
            if item.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, item.get("Target") or "")).lstrip("/")
                kind = (item.get("Type") or "").rpartition("/")[2]
                found[item.get("Id") or ""] = Relation(kind=kind, part=target)
        return found

    def roots(self, related: Mapping[str, Relation], *kinds: str) -> list[Element]:
        """Return the roots of the related parts of some kinds, each part once."""
        names = dict.fromkeys(relation.part for relation in related.values() if relation.kind in kinds)
        return [root for name in names if (root := self.xml(name)) is not None]

    def _read(self, name: str) -> bytes:
        """Unpack a part, after a look at how large it is; a tree is only made of what is not too much."""
        size = self._archive.getinfo(name).file_size
        self._bytes_left -= size
        if size > _MAX_PART or self._bytes_left < 0:
            raise _too_much(self._source)
        try:
            data = self._archive.read(name)
        except Exception as error:  # zipfile and zlib raise many kinds of exceptions for damaged files
            raise _damaged(self._source, self._kind) from error
        self._tags_left -= data.count(b"<")
        if self._tags_left < 0:
            raise _too_much(self._source)
        return data


def _too_much(source: str) -> CorpusError:
    limit = f"{_MAX_PART // 2**20} MiB"
    return CorpusError(
        en=f"{source!r} holds more than one document may have: {limit} of XML in a part, {_MAX_READ // 2**20} MiB and "
        f"{_MAX_TAGS:,} tags in all; split it.",
        zh=f"{source!r} 的内容超过单个文档的上限（单个部件 {limit} XML，合计 {_MAX_READ // 2**20} MiB、"
        f"{_MAX_TAGS:,} 个标签）；请拆分后再读取。",
    )


def _not_converted(data: bytes, source: str, kind: OfficeKind) -> CorpusError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return CorpusError(
            en=f"{source!r} is protected by a password; open it in {kind.program}, take the password off "
            "(File > Info > Protect) and save it again.",
            zh=f"{source!r} 有密码保护；请用 {kind.program} 打开，取消密码（文件 > 信息 > 保护）后重新保存。",
        )
    old = kind.suffix.removesuffix("x")
    return CorpusError(
        en=f"{source!r} is in the old format of Office ({old}), whatever its name says; expected {kind.suffix}. "
        f"Open it in {kind.program} or WPS and save it as {kind.suffix}; changing its name does not convert it.",
        zh=f"{source!r} 是旧版 Office 格式（{old}），不是 {kind.suffix}；"
        f"请用 {kind.program} 或 WPS 打开并另存为 {kind.suffix}，只改文件名不会转换格式。",
    )


def _damaged(source: str, kind: OfficeKind) -> CorpusError:
    return CorpusError(
        en=f"{source!r} is damaged or cut off and cannot be read as {kind.suffix}; "
        f"open it in {kind.program}, let it repair the file and save it again, or get the original.",
        zh=f"{source!r} 已损坏或不完整，无法按 {kind.suffix} 读取；"
        f"请用 {kind.program} 打开并修复后重新保存，或重新取得原文件。",
    )
