"""Read books in .epub: the chapters in the order of the book, and what it says about itself."""

from __future__ import annotations

import io
import itertools
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.entities import html5
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

from corpus.archive import entry_name, require_sane_zip
from corpus.errors import CorpusError, Notice
from corpus.extracted import CELL_BREAK, PAGE_BREAK, Extracted
from corpus.outcome import Removal

# Fonts are scrambled so that they cannot be copied out of the book; the text is not.
_FONT_SCRAMBLING = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
_CHAPTERS = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml"}
_FURNITURE = {"cover", "cover-page", "coverpage", "toc", "nav", "landmarks", "page-list", "pagebreak"}
_UNKNOWN = re.compile(r"\W*(?:unknown|untitled|no title|未知|未命名|无标题|佚名)\W*", re.IGNORECASE)
_BLOCKS = re.compile(
    "address|article|aside|blockquote|body|caption|center|d[dlt]|details|div|fieldset|fig(?:caption|ure)|footer|form|"
    "h[1-6r]|header|legend|li|main|[ou]l|p|pre|section|summary|table|t(?:body|d|foot|h|head|r)"
)
_UNREAD = re.compile("head|title|script|style|template|nav|svg|audio|video|object|iframe|noscript|rp")
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LIKE_HEADING = re.compile(r"^(#{1,6}) ")
_SPACE = re.compile("[ \t\r\n\f]+")
_LATIN = re.compile("[!-~\u00a1-\u024f\u0370-\u052f]")
_LINE = "\x0b"  # where a line ends inside a block
_NAMED_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31};)")
_EMPTY_ELEMENT = re.compile(rb"<(title|script|style|textarea|iframe)\b[^<>]*/>", re.IGNORECASE)
_GBK = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?gb""", re.IGNORECASE)


@dataclass(slots=True)
class _Page:
    """The lines of a chapter while it is read."""

    lines: list[list[str]] = field(default_factory=lambda: [[]])  # of the chapter, and of each open cell in it
    rows: list[list[list[str]]] = field(default_factory=list)  # of each open row its cells, each with its lines
    words: list[str] = field(default_factory=list)  # of the open block
    removed: list[Removal] = field(default_factory=list)
    preformatted: int = 0  # open elements in which a line break is one

    def add(self, text: str | None) -> None:
        self.words.append((text or "").replace("\n", _LINE if self.preformatted else "\n"))

    def end_block(self, mark: str = "") -> None:
        text = _SPACE.sub(_space, "".join(self.words))
        self.words.clear()
        found = [line.strip() for line in text.replace(PAGE_BREAK, "").split(_LINE) if line.strip()]
        lines = [mark + " ".join(found)] if mark and found else [_LIKE_HEADING.sub(r"\1", line) for line in found]
        self.lines[-1].extend(lines)


def read_book(data: bytes, *, source: str) -> Extracted:
    """Read the chapters of a book, without its cover and contents.

    Raises:
        CorpusError: The file is damaged, protected against copying, or has no text.
    """
    require_sane_zip(data, source=source)
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            archive.NameToInfo.update({entry_name(entry): entry for entry in archive.infolist()})  # some are in GBK
            return _read(archive, source)
    except CorpusError:
        raise
    except Exception as error:  # a part is missing or no XML, a checksum is wrong, and what else the libraries raise
        raise CorpusError(
            en=f"{source!r} is damaged or no EPUB book; get the file again, or convert it to .epub with Calibre.",
            zh=f"{source!r} 已损坏，或者不是 EPUB 电子书；请重新取得文件，或用 Calibre 转换为 .epub。",
        ) from error


def _read(archive: ZipFile, source: str) -> Extracted:
    _require_free(archive, source)
    path = next(_parse(archive.read("META-INF/container.xml")).iter("{*}rootfile")).get("full-path")
    package = _parse(archive.read(path))
    chapters = list(_reading_order(package, posixpath.dirname(path)))
    pages = [_read_chapter(archive.read(chapter)) for chapter in chapters if chapter in archive.NameToInfo]
    missing = len(chapters) - len(pages)
    if not (text := "\n".join(line for page in pages for line in page.lines[0])):
        raise CorpusError(
            en=f"{source!r} has no text, perhaps pictures of pages only; get an edition with text, or recognise it.",
            zh=f"{source!r} 中没有文字，可能只有页面图片；请取得文字版，或先做文字识别。",
        )
    en = f"{source!r}: {missing} chapter(s) are missing in the file; get it again if the text is incomplete."
    zh = f"{source!r}：文件缺少 {missing} 个章节；如果内容不完整，请重新取得文件。"
    return replace(
        _description(package),
        text=text,
        removed=tuple(removal for page in pages for removal in page.removed),
        notices=(Notice(en=en, zh=zh),) if missing else (),
    )


def _require_free(archive: ZipFile, source: str) -> None:
    """Refuse a book that is encrypted so that only its buyer can read it."""
    name = "META-INF/encryption.xml"
    methods = _parse(archive.read(name)).iter("{*}EncryptionMethod") if name in archive.NameToInfo else ()
    if {method.get("Algorithm") for method in methods} - _FONT_SCRAMBLING:
        raise CorpusError(
            en=f"{source!r} is protected against copying (DRM); get an edition without protection.",
            zh=f"{source!r} 受版权保护技术（DRM）加密；请取得不加密的版本。",
        )


def _description(package: Any) -> Extracted:
    """Return what the book says about itself."""
    roles = {meta.get("refines"): meta.text for meta in package.iter("{*}meta") if meta.get("property") == "role"}
    creators = [
        text
        for element, text in _stated(package, "creator")
        if (_attribute(element, "role") or roles.get(f"#{element.get('id')}", "aut")) == "aut"
    ]
    stated = {_attribute(element, "event"): text.partition("T")[0] for element, text in _stated(package, "date")}
    date = stated.get("publication") or stated.get(None)
    return Extracted(
        text="",
        title=next((text for _, text in _stated(package, "title")), None),
        author="、".join(dict.fromkeys(creators)) or None,
        publisher=next((text for _, text in _stated(package, "publisher")), None),
        date=date if date and not date.startswith("0") else None,  # Calibre writes 0101-01-01 for an unknown one
    )


def _stated(package: Any, name: str) -> Iterator[tuple[Any, str]]:
    for element in package.iterfind(f".//{{*}}metadata//{{*}}{name}"):
        text = " ".join("".join(element.itertext()).replace(PAGE_BREAK, "").split())
        if text and not _UNKNOWN.fullmatch(text):
            yield element, text


def _reading_order(package: Any, folder: str) -> Iterator[str]:
    """Yield the names of the chapters that a reader goes through, each once."""
    items = {item.get("id"): item for item in package.iter("{*}item") if item.get("media-type") in _CHAPTERS}
    guide = (part for part in package.iter("{*}reference") if part.get("type", "").lower() in _FURNITURE)
    passed_over = {_path(folder, part.get("href", "")) for part in guide}  # and those that were read
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is not None and reference.get("linear") != "no":
            path = _path(folder, item.get("href", ""))
            kinds = {item.get("id", "").lower(), *item.get("properties", "").split()}
            if path not in passed_over and not kinds & _FURNITURE:
                passed_over.add(path)
                yield path


def _path(folder: str, reference: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(reference.partition("#")[0])))


def _read_chapter(data: bytes) -> _Page:
    from lxml import etree

    page, dropped = _Page(), None
    walk = etree.iterwalk(_parse(data, as_chapter=True), events=("start", "end"))
    for event, element in walk:
        # An entity, which is not expanded, has a function for a name
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if event == "start" and _is_dropped(element, name, page.removed):
            dropped = element
            walk.skip_subtree()
        elif event == "start":
            _open(page, name)
            page.add(element.text)
        else:
            if element is not dropped:  # it ends right after its start
                _close(page, name)
            page.add(element.tail)
    page.end_block()
    return page


def _is_dropped(element: Any, name: str, removed: list[Removal]) -> bool:
    if not name or _UNREAD.fullmatch(name) or _FURNITURE & set((_attribute(element, "type") or "").split()):
        return True
    is_hidden = element.get("hidden") is not None or _INVISIBLE.search(element.get("style", "")) is not None
    if (is_hidden or name == "rt") and (text := " ".join("".join(element.itertext()).split())):
        removed.append(Removal(text=text, rule="hidden text" if is_hidden else "ruby annotation"))
    return is_hidden or name == "rt"


def _open(page: _Page, name: str) -> None:
    if name == "br":
        page.words.append(_LINE)
    if _BLOCKS.fullmatch(name):
        page.end_block()
    if name == "tr":
        page.rows.append([])
    elif name in ("td", "th"):
        page.lines.append([])
    page.preformatted += name == "pre"


def _close(page: _Page, name: str) -> None:
    if _BLOCKS.fullmatch(name):
        page.end_block("#" * int(name[1]) + " " if name[:1] == "h" and name[1:].isdecimal() else "")
    if name in ("td", "th"):
        cell = page.lines.pop()
        if cell and page.rows:
            page.rows[-1].append(cell)
        else:
            page.lines[-1].extend(cell)
    elif name == "tr":
        cells = page.rows.pop()
        # A cell that is alone in its row holds a part of the page, not a value
        page.lines[-1].extend([CELL_BREAK.join(map(" ".join, cells))] if len(cells) > 1 else itertools.chain(*cells))
    page.preformatted -= name == "pre"


def _parse(data: bytes, *, as_chapter: bool = False) -> Any:
    """Parse XML; a chapter that is none is read as browsers do, and elsewhere errors such as a bare & do no harm."""
    from lxml import etree

    safe = {"no_network": True, "remove_comments": True, "remove_pis": True}
    data = _NAMED_ENTITY.sub(_as_number, data)  # XML knows five names, HTML 2,000
    try:
        return etree.fromstring(data, etree.XMLParser(recover=not as_chapter, resolve_entities=False, **safe))
    except etree.XMLSyntaxError:
        encoding = "gb18030" if _GBK.search(data[:1024]) else "utf-8"
        parser = etree.HTMLParser(encoding=encoding, huge_tree=True, **safe)
        # Of <title/> HTML knows only the beginning, and takes the rest of the chapter for the title
        root = etree.fromstring(b"<p></p>" + _EMPTY_ELEMENT.sub(rb"<\1></\1>", data), parser)
        if parser.error_log.filter_from_fatals():
            raise  # what is nested more than 2,048 deep is cut off
        return root


def _as_number(match: re.Match[bytes]) -> bytes:
    return "".join(f"&#{ord(char)};" for char in html5.get(match[1].decode(), "")).encode() or match[0]


def _space(match: re.Match[str]) -> str:
    if "\n" not in match[0]:
        return " "
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    return " " if _LATIN.match(before) and _LATIN.match(after) else ""


def _attribute(element: Any, name: str) -> str | None:
    """Return an attribute whatever its namespace, which stands before "}", and in HTML before ":"."""
    return next((value for key, value in element.attrib.items() if re.split("[}:]", key)[-1] == name), None)
