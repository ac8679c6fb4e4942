"""A comparison as a workbook: the table on the first sheet, on the second a row for each citation, linked both ways."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

from qa.comparison import Comparison
from qa.comparison_words import Words, shown, words_in

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_CELL_CHARS = 32_767  # the most that Excel holds in a cell
_NAME_WIDTH, _ASPECT_WIDTH = 22, 48
_WIDTHS = (8, 70, 22, 40, 16, 12, 28, 8, 8, 8, 18, 18, 20)  # of the sheet of citations
_TOP = Alignment(wrap_text=True, vertical="top")
_HEAD = PatternFill("solid", fgColor="E8EEF4")
_LINK = "1F5FA8"
_FAINT = "8A8A8A"


def workbook(comparison: Comparison) -> bytes:
    """Return a comparison as the bytes of an .xlsx file; nothing in it is a formula."""
    words = words_in(comparison.language)
    book = Workbook()
    book.properties.creator = "Yinzheng"
    book.properties.title = shown(" ".join(comparison.questions))[:255]
    table = book.worksheets[0]
    table.title = words.title
    sources = book.create_sheet(words.sources)
    places = _fill_table(table, sources.title, comparison, words)
    _fill_sources(sources, table.title, comparison, words, places)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _fill_table(sheet: Worksheet, sources: str, comparison: Comparison, words: Words) -> dict[int, tuple[str, str]]:
    """Fill the first sheet; return for each marker the first cell that has it, and its aspect."""
    places: dict[int, tuple[str, str]] = {}
    _head(sheet, (words.institution, *comparison.aspects), (_NAME_WIDTH, *[_ASPECT_WIDTH] * len(comparison.aspects)))
    for number, (row, cells) in enumerate(comparison.table(), start=2):
        _put(sheet, number, 1, row).font = Font(bold=True)
        for column, cell in enumerate(cells, start=2):
            said = "\n".join(f"{shown(one.quote)} [{one.marker}]" for one in cell.citations)
            target = _put(sheet, number, column, said or words.not_mentioned)
            if cell.citations:
                # a cell has one link: to its first citation; the second mostly stands below that
                _link(target, sources, f"A{cell.citations[0].marker + 1}")
            else:
                target.font = Font(italic=True, color=_FAINT)
            for one in cell.citations:
                places.setdefault(one.marker, (target.coordinate, cell.aspect))
    sheet.freeze_panes = "B2"
    _print_on_pages(sheet)
    return places


def _fill_sources(
    sheet: Worksheet, table: str, comparison: Comparison, words: Words, places: Mapping[int, tuple[str, str]]
) -> None:
    _head(sheet, words.citation_fields, _WIDTHS)
    for one in comparison.citations:
        place, aspect = places[one.marker]
        described = (one.quote, one.institution, one.title, one.publisher, one.date, one.source, one.page)
        values = (one.marker, *described, one.start, one.end, aspect, one.document_id, one.document_sha256)
        for column, value in enumerate(values, start=1):
            _put(sheet, one.marker + 1, column, value)
        _link(sheet.cell(one.marker + 1, 1), table, place)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    _print_on_pages(sheet)


def _head(sheet: Worksheet, names: tuple[str, ...], widths: tuple[int, ...]) -> None:
    for column, (name, width) in enumerate(zip(names, widths, strict=True), start=1):
        cell = _put(sheet, 1, column, name)
        cell.font, cell.fill = Font(bold=True), _HEAD
        sheet.column_dimensions[get_column_letter(column)].width = width


def _put(sheet: Worksheet, row: int, column: int, value: str | int | None) -> SheetCell | MergedCell:
    """Put a value into a cell; a text is a text, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.alignment = _TOP
    if isinstance(value, str):
        lines = "\n".join(map(shown, value.split("\n")))
        cell.value = lines if len(lines) <= _CELL_CHARS else lines[: _CELL_CHARS - 1] + "…"
        cell.data_type = "s"  # openpyxl takes "=..." for a formula and "#N/A" for an error
        cell.quotePrefix = lines.startswith(("=", "+", "-", "@"))  # and Excel would, once the cell is edited
    else:
        cell.value = value
    return cell


def _link(cell: SheetCell | MergedCell, sheet: str, place: str) -> None:
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!{place}")
    cell.font = Font(color=_LINK)


def _print_on_pages(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes, one page wide
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
