"""Rows of a page of a PDF, and the rows that run along the top and the bottom of its pages."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import Literal

from corpus.outcome import Removal
from corpus.pdf_page import Page, Run, may_part

# Of the size of the font:
_ROW_HEIGHT = 0.5  # less between the feet of two runs: they are of one row, one of them raised or lowered
_CELL_GAP = 1.5  # between cells of a table
_WORD_GAP = 0.15  # between words whose space is not written
_CHINESE_GAP = 1.0

_DEPTH = 3  # rows that are looked at on each side
_EDGE_SHARE = 0.2  # of the height of the page
_SAME_PLACE = 4.0  # points
_NUMBER = re.compile(r"\d{1,4}")
_PAGE_NUMBER = re.compile(
    r"[-—–·~|]*(?:第|page|p\.?)?(?:\d{1,4}|[ivxl]{1,6})(?:页|/|of|[,，|]|共|总|第|\d{1,4})*[-—–·~|]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What stands side by side. Places are points from the lower left corner of the page."""

    cells: tuple[str, ...]
    starts: tuple[float, ...]  # of the cells
    runs: tuple[Run, ...]
    x0: float
    x1: float
    y: float
    size: float
    bold: bool

    @property
    def text(self) -> str:
        """The words of the row."""
        return " ".join(self.cells)


def rows_of(runs: Iterable[Run]) -> list[Row]:
    """Put runs together to rows, from top to bottom."""
    rows: list[list[Run]] = []
    foot, size = 0.0, 0.0  # of the largest run of the row
    for run in sorted(runs, key=lambda run: -run.y):
        if rows and foot - run.y < _ROW_HEIGHT * max(size, run.size):
            rows[-1].append(run)
        else:
            rows.append([run])
            size = 0.0
        if run.size > size:
            foot, size = run.y, run.size
    return [_row(sorted(row, key=lambda run: run.x0)) for row in rows]


def _row(runs: list[Run]) -> Row:
    cells, starts = [runs[0].text], [runs[0].x0]
    for before, run in pairwise(runs):
        size = max(before.size, run.size, 1.0)
        gap = (run.x0 - before.x1) / size
        if gap > _CELL_GAP:
            cells.append(run.text)
            starts.append(run.x0)
        else:
            least = _WORD_GAP if may_part(before.text[-1:], run.text[:1]) else _CHINESE_GAP
            is_space = run.spaced or gap > least
            cells[-1] += f" {run.text}" if is_space else run.text
    main = max(runs, key=lambda run: len(run.text))
    characters = sum(len(run.text) for run in runs)
    return Row(
        cells=tuple(cells),
        starts=tuple(starts),
        runs=tuple(runs),
        x0=runs[0].x0,
        x1=max(run.x1 for run in runs),
        y=main.y,
        size=main.size,
        bold=sum(len(run.text) for run in runs if run.bold) >= 0.8 * characters,
    )


Edge = Literal["header", "footer"]
_EDGES: tuple[Edge, ...] = ("header", "footer")


def cut_running(pages: Sequence[Page]) -> tuple[list[Page], tuple[Removal, ...]]:
    """Cut what stands on several pages, at the same place and but for the number of the page the same.

    Returns the pages without it, and what was cut and was hidden before, in the order of the pages.
    """
    rows = [rows_of(page.runs) for page in pages]
    running = _find_running(pages, rows)
    marks = Counter(text for page in pages for text in set(page.tilted))
    watermarks = {text for text, count in marks.items() if count >= _often(len(pages))}
    kept, removed = [], []
    for i, page in enumerate(pages):
        runs = [run for j, row in enumerate(rows[i]) if (i, j) not in running for run in row.runs]
        tilted = tuple(text for text in page.tilted if text not in watermarks)
        kept.append(replace(page, runs=tuple(runs), tilted=tilted))
        removed += [Removal(text=row.text, rule=running[i, j]) for j, row in enumerate(rows[i]) if (i, j) in running]
        removed += [Removal(text=text, rule="watermark") for text in page.tilted if text in watermarks]
        removed += [Removal(text=text, rule="hidden text") for text in page.hidden if text]
    return kept, tuple(removed)


def _find_running(pages: Sequence[Page], rows: Sequence[list[Row]]) -> dict[tuple[int, int], Edge]:
    """Return the rows along an edge by page and row."""
    found: dict[tuple[int, int], Edge] = {}
    for edge in _EDGES:
        along = [_along(edge, i, page.height, rows[i]) for i, page in enumerate(pages)]
        places: dict[str, list[float]] = defaultdict(list)
        for each in chain.from_iterable(along):
            for pattern in each.patterns:
                places[pattern].append(each.distance)
        for distances in places.values():
            distances.sort()
        for i, near in enumerate(along):
            for each in near:
                if not _repeats(each, places, len(pages)):
                    break  # what is further from the edge than a row of text is text too
                found[i, each.row] = edge
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Along:
    """A row near an edge."""

    row: int
    distance: float
    patterns: tuple[str, ...]


def _along(edge: Edge, page: int, height: float, rows: list[Row]) -> list[_Along]:
    """Return the rows near an edge, from the edge on."""
    found = []
    numbers = range(len(rows)) if edge == "header" else range(len(rows) - 1, -1, -1)
    for row in numbers[:_DEPTH]:
        distance = height - rows[row].y if edge == "header" else rows[row].y
        if distance < _EDGE_SHARE * height:
            found.append(_Along(row=row, distance=distance, patterns=_patterns(rows[row].text, page)))
    return found


def _patterns(text: str, page: int) -> tuple[str, ...]:
    """Return what a row says on any page: its words, and its words with a number counted from that of the page.

    Example: "党建案例 7" on page 5 -> ("党建案例7", "党建案例<2>")
    """
    words = "".join(text.split())
    if _PAGE_NUMBER.fullmatch(words):
        return (re.sub(r"\d+|[ivxlIVXL]+", "0", words),)
    numbers = list(_NUMBER.finditer(words))[:4]
    counted = [f"{words[: each.start()]}<{int(each[0]) - page}>{words[each.end() :]}" for each in numbers]
    return (words, *counted)


def _repeats(each: _Along, places: dict[str, list[float]], pages: int) -> bool:
    low, high = each.distance - _SAME_PLACE, each.distance + _SAME_PLACE
    found = [bisect_right(places[key], high) - bisect_left(places[key], low) for key in each.patterns]
    return max(found) >= _often(pages)


def _often(pages: int) -> int:
    """Return on how many pages something has to stand that belongs to all pages: three, or most."""
    return max(2, min(3, pages // 2 + 1))
