"""A comparison in a terminal, and as plain lines in a pipe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.comparison import Cell, Comparison
from qa.comparison_words import Words, reference, shown, summary, words_in

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

# A column narrower than nine Chinese characters is no longer read; then the rows are listed below each other
_MIN_WIDTH = 18
_NAME_WIDTH = 20
_NARROW_NAME_WIDTH = 10  # five Chinese characters: a school's name takes two lines
_WIDE = 100
# What is kept in one piece: a Latin word or number, or a character, with the marks that may not be parted from it
_UNIT = re.compile(
    r"[“‘《〈（「『【〔(\[]*(?:[0-9A-Za-z][0-9A-Za-z.%+/'-]*|.)(?:[”’》〉）」』】〕)\]，。、；：！？…,;:!?%·]|\.(?!\w))*(?:\[\d+\])?",
    re.DOTALL,
)


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """Yield a comparison as plain lines: each institution with its aspects below it, then the sources."""
    words = words_in(comparison.language)
    for row, cells in comparison.table():
        yield shown(row)
        for cell in cells:
            said = " ".join(f"{shown(one.quote)}[{one.marker}]" for one in cell.citations) or words.not_mentioned
            yield f"  {shown(cell.aspect)}{words.colon}{said}"
        yield ""
    yield from _source_lines(comparison, words)
    yield summary(comparison)


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print a comparison as a table as wide as the console, with its sources; as a list where it is too narrow."""
    from rich.text import Text

    words = words_in(comparison.language)
    name_width = _NAME_WIDTH if console.width >= _WIDE else _NARROW_NAME_WIDTH
    # a space at either edge of the table, and two behind each cell: one of the cell and one between the columns
    width = (console.width - 3 - name_width) // len(comparison.aspects) - 2
    if width < _MIN_WIDTH:
        for line in comparison_lines(comparison):
            console.print(Text(line), soft_wrap=True)
        return
    console.print(_table(comparison, words, name_width, width))
    for line in _source_lines(comparison, words):
        console.print(Text(line), soft_wrap=True)
    console.print(Text(summary(comparison)), soft_wrap=True)


def wrap(text: str, width: int) -> str:
    """Return text in lines of at most so many cells; no line begins with 。 or ends with “ where that can be helped."""
    from rich.cells import cell_len, chop_cells

    lines = [""]
    for unit in _UNIT.findall(text):
        pieces = [unit] if cell_len(unit) <= width else chop_cells(unit, width)
        for piece in pieces:
            if cell_len(lines[-1]) + cell_len(piece.rstrip()) > width:
                lines.append("")
            lines[-1] += piece if lines[-1] else piece.lstrip()
    return "\n".join(line.rstrip() for line in lines)


def _table(comparison: Comparison, words: Words, name_width: int, width: int) -> Table:
    from rich.box import HORIZONTALS
    from rich.table import Table
    from rich.text import Text

    table = Table(box=HORIZONTALS, show_lines=True, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(Text(words.institution), width=name_width, overflow="fold")
    for aspect in comparison.aspects:
        table.add_column(Text(wrap(shown(aspect), width)), width=width, overflow="fold")
    for row, cells in comparison.table():
        table.add_row(Text(wrap(shown(row), name_width), style="bold"), *(_said(cell, words, width) for cell in cells))
    return table


def _said(cell: Cell, words: Words, width: int) -> Text:
    """Return a cell, its markers in colour."""
    from rich.text import Text

    if not cell.citations:
        return Text(words.not_mentioned, style="dim")
    text = Text("\n".join(wrap(f"{shown(one.quote)}[{one.marker}]", width) for one in cell.citations))
    for one in cell.citations:
        text.highlight_words([f"[{one.marker}]"], style="cyan")
    return text


def _source_lines(comparison: Comparison, words: Words) -> Iterator[str]:
    if comparison.citations:
        yield words.sources
        for citation in comparison.citations:
            yield f"[{citation.marker}] {reference(citation, words)}"
        yield ""
