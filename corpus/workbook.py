"""Read the sheets of a workbook, row by row, as a reader sees them.

It is parsed here: openpyxl either keeps every cell in memory or does not tell what is hidden or merged, and it takes
the dates of Chinese Excel (formats 27 to 58) for numbers.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from zipfile import ZipFile

from corpus.errors import Notice
from corpus.extracted import CELL_BREAK, PAGE_BREAK
from corpus.number_format import EPOCH, known_formats, show_number
from corpus.outcome import Removal

MAX_ROWS = 200_000
MAX_CHARACTERS = 50_000_000  # a cell may name a text of megabytes that the file holds once
_MAX_COLUMNS = 16_384
_MAX_MERGED = 1_000_000  # columns of merged ranges, in all; beyond, cells under them are kept
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row that has something to see."""

    number: int
    cells: dict[int, str]  # by column from 1; only what a reader sees, in order
    spanning: bool = False  # its only cell is merged over several columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet; its rows are read from the file as they are asked for."""

    name: str
    hidden: bool
    rows: Iterator[Row]


@dataclass(slots=True)
class Report:
    """What is found out while the rows are read."""

    removed: list[Removal] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    unknown: int = 0  # formulas without a value
    rows: int = 0
    characters: int = 0

    @property
    def is_full(self) -> bool:
        """Tell whether there is more than is read."""
        return self.rows > MAX_ROWS or self.characters > MAX_CHARACTERS


def workbook_sheets(data: bytes, report: Report) -> Iterator[Sheet]:
    """Yield the sheets of an .xlsx file; damage raises whatever the libraries raise."""
    with ZipFile(io.BytesIO(data)) as archive:
        workbook = next(target for _, kind, target in _related(archive, "") if kind == "officeDocument")
        related = _related(archive, workbook)
        style = _Style.of(archive, workbook, {kind: target for _, kind, target in related})
        worksheets = {key: target for key, kind, target in related if kind == "worksheet"}
        for sheet in _elements(archive, workbook, "sheet"):
            key = next(value for name, value in sheet.attrib.items() if name.endswith("}id"))
            if key in worksheets:  # not a chart
                hidden = sheet.get("state", "visible") != "visible"
                rows = _worksheet_rows(archive, worksheets[key], style, report)
                yield Sheet(name=sheet.get("name", ""), hidden=hidden, rows=rows)
                report.removed.extend(() if hidden else _comments(archive, worksheets[key]))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """What the cells of all sheets refer to."""

    strings: list[str]
    formats: list[str]  # of numbers, by the style of a cell
    epoch: datetime

    @classmethod
    def of(cls, archive: ZipFile, workbook: str, parts: dict[str, str]) -> _Style:
        strings: list[str] = []
        if "sharedStrings" in parts:
            strings = [_string(element) for element in _elements(archive, parts["sharedStrings"], "si")]
        formats: list[str] = []
        codes = known_formats()
        if "styles" in parts:
            for element in _elements(archive, parts["styles"], "numFmt", "cellXfs"):
                if element.get("formatCode"):
                    codes[int(element.get("numFmtId"))] = element.get("formatCode")
                formats.extend(codes.get(int(style.get("numFmtId", "0")), "General") for style in element)
        from_1904 = any(_is_set(element, "date1904") for element in _elements(archive, workbook, "workbookPr"))
        return cls(strings=strings, formats=formats, epoch=datetime(1904, 1, 1) if from_1904 else EPOCH)

    def shown(self, cell: Any) -> str | None:
        """Return what a reader sees in a cell; nothing if it is a formula that was never calculated."""
        kind = cell.get("t", "n")
        parts = {_local(child): child for child in cell}
        value = parts["v"].text or "" if "v" in parts else ""
        if "f" in parts and not value and not (kind == "str" and "v" in parts):
            return None
        if kind == "inlineStr":
            return _string(parts["is"]) if "is" in parts else ""
        if kind == "s":
            return self.strings[int(value)] if value else ""
        if kind == "b":
            return {"0": "FALSE", "1": "TRUE"}.get(value, value)
        if kind == "n" and value:
            style = int(cell.get("s", "0"))
            return show_number(value, self.formats[style] if self.formats else "General", epoch=self.epoch)
        return _clean(value).removesuffix("T00:00:00")  # "d": a date as YYYY-MM-DDThh:mm:ss


def _worksheet_rows(archive: ZipFile, part: str, style: _Style, report: Report) -> Iterator[Row]:
    """Yield the rows that have something to see; what is hidden goes into the report."""
    columns, merged = _layout(archive, part)
    under: dict[int, tuple[int, int, int, int]] = {}  # by column, the merged range that began last
    number = 0
    for element in _elements(archive, part, "row"):
        number = int(element.get("r", number + 1))
        while merged and merged[-1][0] <= number:
            top, left, bottom, right = merged.pop()
            under.update(dict.fromkeys(range(left, right + 1), (top, left, bottom, right)))
        cells = _cells(element, style, report)
        folded = _is_set(element, "hidden") or element.get("ht") == "0"
        hidden = [text for at, text in cells.items() if folded or at in columns]
        if hidden:
            report.removed.append(Removal(text=CELL_BREAK.join(hidden), rule="hidden text"))
        seen = {
            at: text
            for at, text in cells.items()
            if not folded and at not in columns and _is_on_top(under.get(at), number, at)
        }
        if seen:
            spans = under.get(min(seen), (0, 0, 0, 0))
            spanning = len(seen) == 1 and spans[2] >= number and spans[3] > spans[1]
            yield Row(number=number, cells=seen, spanning=spanning)


def _cells(row: Any, style: _Style, report: Report) -> dict[int, str]:
    cells: dict[int, str] = {}
    at = 0
    for cell in row:
        if _local(cell) == "c":
            at = _place(cell.get("r"))[1] if cell.get("r") else at + 1
            text = style.shown(cell)
            report.unknown += text is None
            if text and text.strip():
                cells[at] = text.strip()
    return cells


def _is_on_top(merged: tuple[int, int, int, int] | None, row: int, column: int) -> bool:
    """Tell whether a cell is seen: of merged cells only the first is, though programs fill the others too."""
    return merged is None or merged[2] < row or merged[:2] == (row, column)


def _layout(archive: ZipFile, part: str) -> tuple[set[int], list[tuple[int, int, int, int]]]:
    """Return the hidden columns, and the merged ranges as (top, left, bottom, right), the last first."""
    hidden: set[int] = set()
    merged: list[tuple[int, int, int, int]] = []
    width = 0
    for element in _elements(archive, part, "row", "col", "mergeCell"):
        if _local(element) == "col" and (_is_set(element, "hidden") or float(element.get("width", 1)) == 0):
            first, last = int(element.get("min")), min(int(element.get("max")), _MAX_COLUMNS)
            hidden.update(() if first in hidden else range(first, last + 1))  # they do not overlap
        elif _local(element) == "mergeCell" and width < _MAX_MERGED:
            start, _, end = element.get("ref").partition(":")
            merged.append((*_place(start), *_place(end or start)))
            width += merged[-1][3] - merged[-1][1]
    return hidden, sorted(merged, reverse=True)


def _comments(archive: ZipFile, part: str) -> Iterator[Removal]:
    for _, kind, target in _related(archive, part):
        if kind == "comments":
            for element in _elements(archive, target, "comment"):
                for text in element:
                    if _local(text) == "text" and (words := _string(text).strip()):
                        yield Removal(text=words, rule="comment")


def _related(archive: ZipFile, part: str) -> list[tuple[str, str, str]]:
    """Return (id, kind, name) of the parts that a part refers to; "" stands for the whole file."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in archive.namelist():
        return []
    return [
        (
            element.get("Id"),
            element.get("Type").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, element.get("Target"))).lstrip("/"),
        )
        for element in _elements(archive, relations, "Relationship")
        if element.get("TargetMode") != "External"
    ]


def _elements(archive: ZipFile, part: str, *names: str) -> Iterator[Any]:
    """Yield the elements of these names, whatever their namespace; each is emptied when the next one is asked for."""
    from lxml import etree

    tags = [f"{{*}}{name}" for name in names]
    with archive.open(part) as file:
        for _, element in etree.iterparse(file, tag=tags, resolve_entities=False, no_network=True, load_dtd=False):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _string(element: Any) -> str:
    """Return the text of a string without what tells how it is pronounced."""
    parts = [child for child in element if _local(child) == "t"]
    parts += [child for run in element if _local(run) == "r" for child in run if _local(child) == "t"]
    return _clean("".join(part.text or "" for part in parts))


def _clean(text: str) -> str:
    return text.replace("_x000D_", "").replace(PAGE_BREAK, "")


def _place(reference: str) -> tuple[int, int]:
    """Return (row, column) of a reference: B7 -> (7, 2)."""
    if not (match := _REFERENCE.fullmatch(reference)):
        raise ValueError(f"{reference!r} is no cell")
    return int(match[2]), min(_column(match[1]), _MAX_COLUMNS)


@lru_cache(maxsize=1000)
def _column(letters: str) -> int:
    return sum((ord(letter) - ord("A") + 1) * 26**at for at, letter in enumerate(reversed(letters)))


def _is_set(element: Any, name: str) -> bool:
    return element.get(name) in ("1", "true", "on")


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
