"""Rows of a PDF as lines between margins, and which of them are of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.extracted import CELL_BREAK
from corpus.pdf_columns import Block
from corpus.pdf_page import may_part
from corpus.pdf_rows import Row

_SAME_START = 0.6  # of the size of the font, of cells under each other
_NEXT = 2.5  # of the size of the font, between rows of a table
_HYPHENATED = re.compile(r"[A-Za-z]-\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row and where it stands; indents are of the size of its font."""

    text: str
    page: int
    block: int  # counted through the document
    table: bool
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    left: float  # margins
    right: float
    leading: float  # the usual distance between lines

    @property
    def indent(self) -> float:
        """How far from the left margin the line begins."""
        return (self.x0 - self.left) / self.size

    @property
    def room(self) -> float:
        """How far from the right margin the line ends."""
        return (self.right - self.x1) / self.size

    @property
    def is_centered(self) -> bool:
        """Whether the line stands in the middle, away from both margins."""
        return self.indent > 1 and self.room > 1 and abs(self.indent - self.room) < 2


def lines_of(pages: Sequence[Sequence[Block]]) -> list[Line]:
    """Return the rows of all pages as lines, and rows of tables as one line each."""
    leading = _leading([row for blocks in pages for block in blocks for row in block.rows], 1.5)
    lines: list[Line] = []
    count = 0
    for page, blocks in enumerate(pages):
        for block in blocks:
            count += 1
            its_leading = _leading(block.rows, leading)
            for row, cells, table in _with_tables(block.rows):
                lines.append(
                    Line(
                        text=(CELL_BREAK if table else " ").join(cells),
                        page=page,
                        block=count,
                        table=table,
                        x0=row.x0,
                        x1=row.x1,
                        y=row.y,
                        size=row.size,
                        bold=row.bold,
                        left=block.left,
                        right=block.right,
                        leading=its_leading * row.size,
                    )
                )
    return lines


def _leading(rows: Sequence[Row], usual: float) -> float:
    """Return the usual distance between lines, of the size of their font."""
    steps = [(a.y - b.y) / a.size for a, b in pairwise(rows) if a.size == b.size and a.y > b.y]
    return median(steps) if len(steps) > 4 else usual


def _with_tables(rows: Sequence[Row]) -> Iterator[tuple[Row, list[str], bool]]:
    """Yield rows with their cells, and whether they are of a table: a second row under the first begins alike."""
    pending: tuple[Row, list[str], bool] | None = None
    for i, row in enumerate(rows):
        around = [other for other in (*rows[max(i - 1, 0) : i], *rows[i + 1 : i + 2]) if _alike(row, other)]
        if pending and pending[2] and (places := _wrapped(pending[0], row)):
            for place, cell in zip(places, row.cells, strict=True):
                pending[1][place] = join_lines([(pending[1][place], ""), (cell, "")])
            continue
        if pending:
            yield pending
        pending = row, list(row.cells), bool(around)
    if pending:
        yield pending


def _alike(row: Row, other: Row) -> bool:
    return (
        min(len(row.cells), len(other.cells)) > 1
        and abs(row.y - other.y) < _NEXT * row.size
        and any(_starts_at(start, other) is not None for start in row.starts[1:])
    )


def _starts_at(x: float, row: Row) -> int | None:
    """Return the cell of a row that begins at ``x``."""
    return next((i for i, start in enumerate(row.starts) if abs(start - x) < _SAME_START * row.size), None)


def _wrapped(row: Row, below: Row) -> list[int]:
    """Return the cells of ``row`` that go on in the row below; none if that is a row by itself."""
    places = [_starts_at(start, row) for start in below.starts]
    if 0 in places or len(places) >= len(row.cells):
        return []
    return [place for place in places if place is not None] if None not in places else []


def join_lines(lines: Iterable[tuple[str, str]]) -> str:
    """Join lines: a space between words, none beside Chinese, and a word that was cut in two is one again.

    Each comes with what stands before it: the marks of pages that begin there.
    """
    parts: list[str] = []
    for text, mark in lines:
        if parts:
            before = parts[-1]
            if _HYPHENATED.search(before) and text[:1].islower():
                parts[-1] = before[:-1]
            elif not before.endswith("-") and may_part(before[-1:], text[:1]):
                parts.append(" ")
        parts += [mark, text]
    return "".join(parts)
