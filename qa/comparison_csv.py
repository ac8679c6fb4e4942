"""A comparison as CSV for Excel: a row for each institution, and beside each aspect a column with its sources.

So the sheet can be sorted and filtered as it is, and every quote stays beside the place where it stands.
"""

from __future__ import annotations

import csv
import io
import re

from qa.comparison import Cell, Comparison
from qa.comparison_words import Words, reference, shown, words_in

# What Excel and LibreOffice read as a formula, full-width forms included; an apostrophe makes it text
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


def csv_text(comparison: Comparison) -> str:
    """Return a comparison as CSV; two quotes of a cell are two lines of it."""
    words = words_in(comparison.language)
    target = io.StringIO()
    writer = csv.writer(target)  # \r\n ends a row, as Excel writes it
    headings = [heading for one in comparison.aspects for heading in (one, words.source_of.format(aspect=one))]
    writer.writerow(map(harmless, (words.institution, *headings)))
    for row, cells in comparison.table():
        writer.writerow([harmless(row), *(column for cell in cells for column in _columns(cell, words))])
    return target.getvalue()


def harmless(text: str) -> str:
    """Return a text that a spreadsheet takes as text.

    Example:
        >>> harmless("=1+1")
        "'=1+1"
    """
    text = shown(text)
    return f"'{text}" if _FORMULA.match(text) else text


def _columns(cell: Cell, words: Words) -> tuple[str, str]:
    quotes = "\n".join(harmless(f"{citation.quote} [{citation.marker}]") for citation in cell.citations)
    sources = "\n".join(f"[{citation.marker}] {reference(citation, words)}" for citation in cell.citations)
    return quotes or words.not_mentioned, sources
