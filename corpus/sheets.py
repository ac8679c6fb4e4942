"""Read tables, .xlsx and .csv: the whole file as one text, or each row as a document."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from corpus.archive import require_sane_zip
from corpus.decode import decode
from corpus.errors import CorpusError, Notice
from corpus.extracted import CELL_BREAK, PAGE_BREAK, Extracted
from corpus.outcome import Removal
from corpus.workbook import MAX_CHARACTERS, MAX_ROWS, Report, Row, Sheet, workbook_sheets

_HEADER_LENGTH = 50  # of a column; what is longer is a text
_HEADER_DEPTH = 20  # rows in which the header is looked for
_SNIFFED = 8192  # characters

_DELIMITERS = ",\t;"
_STATED_DELIMITER = re.compile(r"sep=(.)\r?\n")  # a line for Excel

_DEFAULT_NAME = re.compile(r"(?:sheet|工作表|表)\s*\d+", re.IGNORECASE)
_NUMERIC = re.compile(r"(?=.*\d)[^a-zA-Z\u3400-\u9fff]*")  # also 2021-09-01, 95.5%, (1,234)
_NEWLINES = re.compile(r"\s*[\r\n]+\s*")
_LIKE_HEADING = re.compile(r"^(#{1,6}) ")

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


def read_table(data: bytes, *, source: str) -> Extracted:
    """Read a table as one text, a line a row; where the table has a header, each value has its column's name in front.

    Raises:
        CorpusError: The file is damaged, encrypted, or has no text.
    """
    report = Report()
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
    report = Report()
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


def _row_documents(rows: Iterable[Row], names: dict[int, str], column: int) -> Iterator[RowDocument]:
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


def _notices(report: Report, source: str) -> tuple[Notice, ...]:
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
        en=f"{source!r} has more than the {MAX_ROWS:,} rows or {MAX_CHARACTERS:,} characters that are read; split it.",
        zh=f"{source!r} 超过可读取的 {MAX_ROWS:,} 行或 {MAX_CHARACTERS:,} 字；请拆分。",
    )


def _lines(rows: Iterator[Row]) -> Iterator[str]:
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


def _is_header(names: dict[int, str], second: Row) -> bool:
    return (
        all(len(name) <= _HEADER_LENGTH and not _NUMERIC.fullmatch(name) for name in names.values())
        and len(set(names.values())) == len(names)
        and 2 * len(names) >= len(second.cells)
    )


def _line(row: Row, header: dict[int, str]) -> str:
    if not header or row.spanning:
        return _LIKE_HEADING.sub(r"\1", CELL_BREAK.join(map(_one_line, row.cells.values())))
    named = (f"{header[at]}：{_one_line(text)}" if at in header else _one_line(text) for at, text in row.cells.items())
    return "；".join(named)


def _one_line(text: str) -> str:
    return _NEWLINES.sub(" ", text)


def _sheets(data: bytes, source: str, report: Report) -> Iterator[Sheet]:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or source.lower().endswith((".xlsx", ".xlsm")):
        require_sane_zip(data, source=source)
        sheets = workbook_sheets(data, report)
    else:
        sheets = iter([Sheet(name="", hidden=False, rows=_csv_rows(data, source, report))])
    for sheet in _guarded(sheets, source):
        yield Sheet(name=sheet.name, hidden=sheet.hidden, rows=_bounded(_guarded(sheet.rows, source), report))


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


def _bounded(rows: Iterator[Row], report: Report) -> Iterator[Row]:
    for row in rows:
        report.rows += 1
        report.characters += sum(map(len, row.cells.values()))
        if report.is_full:
            return
        yield row


# Values that are separated by a sign


def _csv_rows(data: bytes, source: str, report: Report) -> Iterator[Row]:
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
            yield Row(number=number, cells=cells)


def _delimiter(text: str) -> str:
    """Return what separates the values; the guess of the library holds if the first line has it."""
    first = text.lstrip().partition("\n")[0]
    try:
        guess = csv.Sniffer().sniff(text[:_SNIFFED], delimiters=_DELIMITERS).delimiter
    except csv.Error:
        guess = ""
    return guess if guess and guess in first else max(_DELIMITERS, key=first.count)
