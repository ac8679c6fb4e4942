"""Read tables, .xlsx and .csv: the whole file as one text, or each row as a document.

A workbook is parsed here, row by row: openpyxl either keeps every cell in memory or does not tell what is hidden or
merged, and it takes the dates of Chinese Excel (formats 27 to 58) for numbers.
"""

from __future__ import annotations

import csv
import io
import itertools
import math
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any, TypeVar
from zipfile import ZipFile

from corpus.archive import require_sane_zip
from corpus.decode import decode
from corpus.errors import CorpusError, Notice
from corpus.extracted import CELL_BREAK, PAGE_BREAK, Extracted
from corpus.outcome import Removal

MAX_ROWS = 200_000
_MAX_CHARACTERS = 50_000_000  # a cell may name a text of megabytes that the file holds once
_MAX_COLUMNS = 16_384
_MAX_MERGED = 1_000_000  # columns of merged ranges, in all; beyond, cells under them are kept
_HEADER_LENGTH = 50  # of a column; what is longer is a text
_HEADER_DEPTH = 20  # rows in which the header is looked for
_SNIFFED = 8192  # characters

_DELIMITERS = ",\t;"
_STATED_DELIMITER = re.compile(r"sep=(.)\r?\n")  # a line for Excel

_DEFAULT_NAME = re.compile(r"(?:sheet|工作表|表)\s*\d+", re.IGNORECASE)
_NUMERIC = re.compile(r"(?=.*\d)[^a-zA-Z\u3400-\u9fff]*")  # also 2021-09-01, 95.5%, (1,234)
_NEWLINES = re.compile(r"\s*[\r\n]+\s*")
_LIKE_HEADING = re.compile(r"^(#{1,6}) ")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)")
# Formats of numbers by their ids: those that every workbook knows, and those of Chinese Excel
_CHINESE_FORMATS = {
    **dict.fromkeys((14, 30), "yyyy/m/d"),
    22: "yyyy/m/d h:mm",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
}
_SYSTEM_FORMATS = {"[$-F800]": _CHINESE_FORMATS[31], "[$-F400]": "h:mm:ss"}  # as the computer is set
_CODE_LENGTH = 255  # that a format may have
_DIGITS = 15  # that a number has
_SMALLEST = Decimal("0.0001")
_LAST_DAY = 2_958_466  # 31 December 9999 and one
_EPOCH = datetime(1899, 12, 30)
_EXACT = Context(prec=1000)

_UNIT = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]|.', re.DOTALL)
_LITERAL = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE = re.compile("[ymdhs]|aaa", re.IGNORECASE)
_PLAIN = r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].'
_NUMBER = re.compile(
    rf"{_PLAIN}|\[\$(?P<symbol>[^\]-]*)[^\]]*\]|\[[^\]]*\]|(?P<general>General|G/通用格式|@)"
    r"|(?P<digits>(?:[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+),*(?:E[+-][0#?]+)?)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_EXPONENT = re.compile("E.*", re.IGNORECASE)
_MOMENT = re.compile(
    rf"{_PLAIN}|(?P<code>\[(?:h+|m+|s+)\]|AM/PM|A/P|上午/下午|y+|m+|d+|h+|s+(?:\.0+)?|a{{3,4}})|\[[^\]]*\]|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)

T = TypeVar("T")

_FIELDS = {
    **dict.fromkeys(("title", "标题", "题目"), "title"),
    **dict.fromkeys(("institution", "学校", "单位", "院校"), "institution"),
    **dict.fromkeys(("publisher", "来源"), "publisher"),
    **dict.fromkeys(("author", "作者"), "author"),
    **dict.fromkeys(("date", "日期", "时间"), "date"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDocument:
    """A row that is a document: the text of one of its columns, and what the others say about it."""

    number: int  # of the row in the file, from 1
    text: str
    fields: dict[str, str]  # of title, institution, publisher, author and date those that the row has


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    number: int
    cells: dict[int, str]  # by column from 1; only what a reader sees, in order
    spanning: bool = False  # its only cell is merged over several columns


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    name: str
    hidden: bool
    rows: Iterator[_Row]


@dataclass(slots=True)
class _Report:
    """What is found out while the rows are read."""

    removed: list[Removal] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    unknown: int = 0  # formulas without a value
    rows: int = 0
    characters: int = 0

    @property
    def is_full(self) -> bool:
        return self.rows > MAX_ROWS or self.characters > _MAX_CHARACTERS


def read_table(data: bytes, *, source: str) -> Extracted:
    """Read a table as one text, a line a row; where the table has a header, each value has its column's name in front.

    Raises:
        CorpusError: The file is damaged, encrypted, or has no text.
    """
    report = _Report()
    written: list[tuple[str, list[str]]] = []
    for sheet in _sheets(data, source, report):
        lines = list(_lines(sheet.rows))
        if sheet.hidden and lines:
            report.removed.append(Removal(text="\n".join(lines), rule="hidden text"))
        elif lines:
            written.append((sheet.name, lines))
    if not written:
        raise CorpusError(
            en=f"{source!r} has no text in its visible cells; expected a table. Take it out, or save it again.",
            zh=f"{source!r} 的可见单元格中没有文字；请移除它，或重新保存。",
        )
    named = len(written) > 1
    text = "\n\n".join(
        "\n".join([f"## {name}", *lines] if named and not _DEFAULT_NAME.fullmatch(name.strip()) else lines)
        for name, lines in written
    )
    return Extracted(text=text, removed=tuple(report.removed), notices=_notices(report, source))


def read_rows(data: bytes, *, source: str, column: str) -> list[RowDocument]:
    """Read each row as a document whose text is in ``column``; rows without text are passed over.

    Raises:
        CorpusError: No sheet has the column, several have it, or there are more rows than are read.
    """
    report = _Report()
    found: list[list[RowDocument]] = []
    columns: list[str] = []
    for sheet in _sheets(data, source, report):
        for row in () if sheet.hidden else itertools.islice(sheet.rows, _HEADER_DEPTH):
            names = {at: _one_line(name) for at, name in row.cells.items()}
            if wanted := [at for at, name in names.items() if name.casefold() == column.strip().casefold()]:
                found.append(list(_row_documents(sheet.rows, names, wanted[0])))
                break
            if len(columns) < 2:  # a title stands above the table
                columns = list(names.values())
    if report.is_full:
        notice = _cut_off(source)
        raise CorpusError(en=notice.en, zh=notice.zh)
    if len(found) != 1:
        raise _no_column(source, column, columns, len(found))
    return found[0]


def _row_documents(rows: Iterable[_Row], names: dict[int, str], column: int) -> Iterator[RowDocument]:
    for row in rows:
        if text := row.cells.get(column):
            fields: dict[str, str] = {}
            for at, value in row.cells.items():
                known = _FIELDS.get(names.get(at, "").casefold())
                if known and at != column:
                    fields.setdefault(known, _one_line(value))
            yield RowDocument(number=row.number, text=text, fields=fields)


def _no_column(source: str, column: str, columns: list[str], found: int) -> CorpusError:
    if found:
        return CorpusError(
            en=f"{source!r} has a column {column!r} in {found} sheets; put the rows into one sheet.",
            zh=f"{source!r} 的 {found} 个工作表都有“{column}”列；请把各行合并到一个工作表中。",
        )
    names, names_zh = ", ".join(map(repr, columns[:50])) or "none", "、".join(columns[:50]) or "无"
    return CorpusError(
        en=f"{source!r} has no column {column!r}; its columns: {names}. Name one of them, or put the names of the "
        "columns into the first row.",
        zh=f"{source!r} 中没有“{column}”列；现有的列：{names_zh}。请改用其中一列，或在首行写上列名。",
    )


def _notices(report: _Report, source: str) -> tuple[Notice, ...]:
    notices = list(report.notices)
    if report.unknown:
        notices.append(
            Notice(
                en=f"{source!r}: {report.unknown} formula(s) have no stored value and are left out; open the file in "
                "Excel or WPS and save it.",
                zh=f"{source!r}：有 {report.unknown} 个公式没有保存计算结果，已略去；请用 Excel 或 WPS 打开并保存。",
            )
        )
    if report.is_full:
        notices.append(_cut_off(source))
    return tuple(notices)


def _cut_off(source: str) -> Notice:
    return Notice(
        en=f"{source!r} has more than the {MAX_ROWS:,} rows or {_MAX_CHARACTERS:,} characters that are read; split it.",
        zh=f"{source!r} 超过可读取的 {MAX_ROWS:,} 行或 {_MAX_CHARACTERS:,} 字；请拆分。",
    )


def _lines(rows: Iterator[_Row]) -> Iterator[str]:
    """Write rows as lines; what stands alone above the table, such as its title, is a line of its own."""
    first = None
    for row in rows:
        if len(row.cells) > 1:
            first = row
            break
        yield _line(row, {})
    if first is None:
        return
    yield _line(first, {})
    second = next(rows, None)
    if second:
        names = {at: _one_line(name).rstrip("：:") for at, name in first.cells.items()}
        header = names if _is_header(names, second) else {}
        yield from (_line(row, header) for row in itertools.chain([second], rows))


def _is_header(names: dict[int, str], second: _Row) -> bool:
    return (
        all(len(name) <= _HEADER_LENGTH and not _NUMERIC.fullmatch(name) for name in names.values())
        and len(set(names.values())) == len(names)
        and 2 * len(names) >= len(second.cells)
    )


def _line(row: _Row, header: dict[int, str]) -> str:
    if not header or row.spanning:
        return _LIKE_HEADING.sub(r"\1", CELL_BREAK.join(map(_one_line, row.cells.values())))
    named = (f"{header[at]}：{_one_line(text)}" if at in header else _one_line(text) for at, text in row.cells.items())
    return "；".join(named)


def _one_line(text: str) -> str:
    return _NEWLINES.sub(" ", text)


def _sheets(data: bytes, source: str, report: _Report) -> Iterator[_Sheet]:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or source.lower().endswith((".xlsx", ".xlsm")):
        require_sane_zip(data, source=source)
        sheets = _workbook_sheets(data, report)
    else:
        sheets = iter([_Sheet(name="", hidden=False, rows=_csv_rows(data, source, report))])
    for sheet in _guarded(sheets, source):
        yield _Sheet(name=sheet.name, hidden=sheet.hidden, rows=_bounded(_guarded(sheet.rows, source), report))


def _guarded(items: Iterator[T], source: str) -> Iterator[T]:
    try:
        yield from items
    except CorpusError:
        raise
    except Exception as error:  # a part is missing or no XML, a number is none, and what else the libraries raise
        raise CorpusError(
            en=f"{source!r} is damaged or no workbook; open it in Excel or WPS and save it as .xlsx again.",
            zh=f"{source!r} 已损坏，或者不是工作簿；请用 Excel 或 WPS 打开并重新保存为 .xlsx。",
        ) from error


def _bounded(rows: Iterator[_Row], report: _Report) -> Iterator[_Row]:
    for row in rows:
        report.rows += 1
        report.characters += sum(map(len, row.cells.values()))
        if report.is_full:
            return
        yield row


# Values that are separated by a sign


def _csv_rows(data: bytes, source: str, report: _Report) -> Iterator[_Row]:
    decoded = decode(data, source=source)
    if decoded.notice:
        report.notices.append(decoded.notice)
    text = decoded.text
    if stated := _STATED_DELIMITER.match(text):
        text = text[stated.end() :]
    delimiter = stated[1] if stated else _delimiter(text)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # 131,072 characters otherwise; documents have more
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for number, values in enumerate(reader, 2 if stated else 1):
        cells = {at: value.strip().replace(PAGE_BREAK, "") for at, value in enumerate(values, 1) if value.strip()}
        if cells:
            yield _Row(number=number, cells=cells)


def _delimiter(text: str) -> str:
    """Return what separates the values; the guess of the library holds if the first line has it."""
    first = text.lstrip().partition("\n")[0]
    try:
        guess = csv.Sniffer().sniff(text[:_SNIFFED], delimiters=_DELIMITERS).delimiter
    except csv.Error:
        guess = ""
    return guess if guess and guess in first else max(_DELIMITERS, key=first.count)


# Workbooks


def _workbook_sheets(data: bytes, report: _Report) -> Iterator[_Sheet]:
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
                yield _Sheet(name=sheet.get("name", ""), hidden=hidden, rows=rows)
                report.removed.extend(() if hidden else _comments(archive, worksheets[key]))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """What the cells of all sheets refer to."""

    strings: list[str]
    formats: list[str]  # of numbers, by the style of a cell
    epoch: datetime

    @classmethod
    def of(cls, archive: ZipFile, workbook: str, parts: dict[str, str]) -> _Style:
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        strings: list[str] = []
        if "sharedStrings" in parts:
            strings = [_string(element) for element in _elements(archive, parts["sharedStrings"], "si")]
        formats: list[str] = []
        codes = BUILTIN_FORMATS | _CHINESE_FORMATS
        if "styles" in parts:
            for element in _elements(archive, parts["styles"], "numFmt", "cellXfs"):
                if element.get("formatCode"):
                    codes[int(element.get("numFmtId"))] = element.get("formatCode")
                formats.extend(codes.get(int(style.get("numFmtId", "0")), "General") for style in element)
        from_1904 = any(_is_set(element, "date1904") for element in _elements(archive, workbook, "workbookPr"))
        return cls(strings=strings, formats=formats, epoch=datetime(1904, 1, 1) if from_1904 else _EPOCH)

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


def _worksheet_rows(archive: ZipFile, part: str, style: _Style, report: _Report) -> Iterator[_Row]:
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
            yield _Row(number=number, cells=seen, spanning=spanning)


def _cells(row: Any, style: _Style, report: _Report) -> dict[int, str]:
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
    from lxml import etree  # type: ignore[import-untyped]

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
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise ValueError(f"{reference!r} is no cell")
    return int(match[2]), min(_column(match[1]), _MAX_COLUMNS)


@lru_cache(maxsize=1000)
def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - ord("A") + 1
    return column


def _is_set(element: Any, name: str) -> bool:
    return element.get(name) in ("1", "true", "on")


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


# Numbers


@lru_cache(maxsize=10_000)
def show_number(value: str, code: str, *, epoch: datetime) -> str:
    """Return a number as a sheet shows it with this format: ("0.955", "0.0%") -> "95.5%".

    Formats that hide it give "". What the format says about conditions and Chinese numerals is not followed.
    """
    if code == "General" and value.isdecimal() and len(value) < _DIGITS:
        return value  # the most frequent by far
    try:
        days = float(value)
    except ValueError:
        return value
    if not math.isfinite(days) or abs(days) >= 10**_DIGITS:
        return value
    number = Decimal(repr(days))  # 0.95499999999999996 in the file is 0.955
    sections = _sections(code)
    if _DATE.search(_LITERAL.sub("", sections[0])):
        return _show_date(days, sections[0], epoch) if 0 <= days < _LAST_DAY else _show_general(number)
    which = 0 if len(sections) == 1 or number > 0 else 1 if number < 0 else 2
    sign = "-" if number < 0 and len(sections) == 1 else ""
    return sign + _show_decimal(abs(number), sections[which] if which < len(sections) else sections[0])


@lru_cache(maxsize=1000)
def _sections(code: str) -> list[str]:
    """Split a format into those for positive numbers, negative ones, zero and text."""
    sections = [""]
    for unit in _UNIT.findall(_SYSTEM_FORMATS.get(code[:8], code or "General")[:_CODE_LENGTH]):
        if unit == ";":
            sections.append("")
        else:
            sections[-1] += unit
    return sections


def _show_decimal(number: Decimal, section: str) -> str:
    tokens = list(_NUMBER.finditer(section))
    if sum(bool(match["digits"]) for match in tokens) > 1:  # a fraction, or the groups of a telephone number
        return _show_general(number)
    scaled = number * 100 ** sum(match["other"] == "%" for match in tokens)
    shown = ""
    for match in tokens:
        if match["digits"]:
            shown += _show_digits(scaled, match["digits"])
        elif match["general"]:
            shown += _show_general(number)
        else:
            shown += match[match.lastgroup] if match.lastgroup else ""
    return shown.strip()


def _show_digits(number: Decimal, digits: str) -> str:
    """Write a number like #,##0.00, where each comma at the end stands for a division by 1,000."""
    mantissa, exponent = _EXPONENT.sub("", digits), _EXPONENT.search(digits)
    whole, _, places = mantissa.rstrip(",").partition(".")
    if exponent:
        return f"{float(number):.{len(places)}E}"
    scaled = number / 1000 ** (len(mantissa) - len(mantissa.rstrip(",")))
    rounded = scaled.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP, _EXACT)
    before, _, after = f"{rounded:,f}".partition(".")
    if "," not in whole:
        before = before.replace(",", "").zfill(whole.count("0"))
    if before == "0" and "0" not in whole:
        before = ""
    certain = places.count("0")  # the other places are optional
    after = after[:certain] + after[certain:].rstrip("0")
    return f"{before}.{after}" if after else before


def _show_general(number: Decimal) -> str:
    """Write a number in the 11 characters that a cell without a format gives it, a whole one in full."""
    if number == number.to_integral_value():
        return str(int(number))
    if abs(number) < _SMALLEST:
        return f"{float(number):.6g}"
    places = max(0, 10 - len(str(int(abs(number)))))
    shown = f"{number:.{places}f}"
    return shown.rstrip("0").rstrip(".") if places else shown


def _show_date(days: float, section: str, epoch: datetime) -> str:
    tokens = list(_MOMENT.finditer(section))
    codes = [(match["code"] or "").lower().partition(".")[0] for match in tokens]
    fields = _fields_of_moment(days, epoch, in_halves=any("/" in code for code in codes))
    shown = before = ""
    for at, (match, code) in enumerate(zip(tokens, codes, strict=True)):
        if not code:
            shown += match[match.lastgroup] if match.lastgroup else ""
            continue
        after = next(filter(None, codes[at + 1 :]), "")
        is_minute = code in ("m", "mm") and (before.lstrip("[").startswith("h") or after.startswith("s"))
        shown += fields.get(code.replace("m", "n") if is_minute else code, "")
        before = code
    return shown.strip()


def _fields_of_moment(days: float, epoch: datetime, *, in_halves: bool) -> dict[str, str]:
    """Return what each code of a format stands for; "n" for minutes, as "m" is the month."""
    seconds = round(days * 86_400)
    moment = epoch + timedelta(seconds=seconds)
    if epoch == _EPOCH and days < 60:
        moment += timedelta(days=1)  # Excel takes 1900 for a leap year
    hour = (moment.hour % 12 or 12) if in_halves else moment.hour
    weekday = "一二三四五六日"[moment.weekday()]
    half = "上午" if moment.hour < 12 else "下午"
    numbers = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}
    elapsed = {"h": seconds // 3600, "m": seconds // 60, "s": seconds}
    return {
        **{code: str(value) for code, value in numbers.items()},
        **{2 * code: f"{value:02}" for code, value in numbers.items()},
        **{f"[{code}]": str(value) for code, value in elapsed.items()},
        **{f"[{2 * code}]": f"{value:02}" for code, value in elapsed.items()},
        **dict.fromkeys(("y", "yy"), f"{moment:%y}"),
        **dict.fromkeys(("yyy", "yyyy"), f"{moment.year:04}"),
        **{"mmm": f"{moment:%b}", "mmmm": f"{moment:%B}", "ddd": f"{moment:%a}", "dddd": f"{moment:%A}"},
        **{"aaa": weekday, "aaaa": f"星期{weekday}"},
        **{"am/pm": "AM" if moment.hour < 12 else "PM", "a/p": half, "上午/下午": half},
    }
