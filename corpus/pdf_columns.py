"""In which order the rows of a page of a PDF are read: column by column where there are columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from statistics import median

from corpus.pdf_page import Run
from corpus.pdf_rows import Row, rows_of

_STEP = 2.0  # points, in which a gutter is looked for
_MOST_STEPS = 1_000  # on a poster
_NARROWEST = 0.8  # of a gutter, of the size of the font
_WIDEST = 0.2  # of a gutter, of the width of the text
_COLUMN = 8.0  # the narrowest, of the size of the font
_SIDE = 0.15  # of the width of the text, in which a gutter is not looked for
_ROWS = 6  # of a column; fewer where the page before or after has the same gutter
_FILLED = 0.6  # of a column, by the row in the middle of all; cells of tables are shorter
_CROSSING = 0.5  # of all rows at most
_NEAR = 6.0  # points, within which a short block is set between the margins of a long one
_ENOUGH = 5  # rows that show where the margins are


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Rows under each other, and the margins between which they are set."""

    rows: tuple[Row, ...]
    left: float
    right: float


Gutter = tuple[float, float]  # from where to where on the page


def read_blocks(pages: Sequence[Sequence[Run]]) -> list[list[Block]]:
    """Return the blocks of every page in the order in which they are read."""
    gutters = [_find_gutter(runs) for runs in pages]
    if known := [sum(gutter) / 2 for gutter in gutters if gutter]:
        usual = median(known)
        gutters = [found or _find_gutter(runs, usual) for found, runs in zip(gutters, pages, strict=True)]
    blocks = [
        _split(runs, gutter) if gutter else [_block(rows_of(runs))] if runs else []
        for runs, gutter in zip(pages, gutters, strict=True)
    ]
    return _settle_margins(blocks)


def _settle_margins(pages: list[list[Block]]) -> list[list[Block]]:
    """Give blocks of few rows the margins of longer ones in the same place."""
    known = [block for blocks in pages for block in blocks if len(block.rows) >= _ENOUGH]
    return [[_with_margins(block, known) for block in blocks] for blocks in pages]


def _with_margins(block: Block, known: list[Block]) -> Block:
    if len(block.rows) >= _ENOUGH:
        return block
    around = [other for other in known if other.left - _NEAR <= block.left and block.right <= other.right + _NEAR]
    if not around:
        return block
    closest = min(around, key=lambda other: other.right - other.left)
    return replace(block, left=closest.left, right=closest.right)


def _find_gutter(runs: Sequence[Run], usual: float | None = None) -> Gutter | None:
    """Find the widest strip between two columns; ``usual`` is the middle of the one on other pages."""
    if len(runs) < 2:
        return None
    low, high, size = min(run.x0 for run in runs), max(run.x1 for run in runs), median(run.size for run in runs)
    gutter = _widest_strip(runs, low, high, usual)
    if gutter is None or not _NARROWEST * size < gutter[1] - gutter[0] < _WIDEST * (high - low):
        return None
    rows = rows_of(runs)
    left, right = (rows_of(side) for side in _sides(rows, gutter))
    crossing = sum(_crosses(row, gutter) for row in rows)
    if min(len(left), len(right)) < (_ROWS if usual is None else 1) or crossing > _CROSSING * len(rows):
        return None
    columns = ((left, gutter[0] - low), (right, high - gutter[1]))
    return gutter if all(_is_column(side, width, size) for side, width in columns) else None


def _is_column(rows: Sequence[Row], width: float, size: float) -> bool:
    """Tell a column of text from one of a table: it is wide, and most of its rows fill it."""
    if len(rows) < _ROWS:
        return True
    return width > _COLUMN * size and median(_inked(row) for row in rows) > _FILLED * width


def _inked(row: Row) -> float:
    return sum(run.x1 - run.x0 for run in row.runs)


def _widest_strip(runs: Sequence[Run], low: float, high: float, usual: float | None) -> Gutter | None:
    """Return the widest strip that no more runs cross than any other."""
    step = max(_STEP, (high - low) / _MOST_STEPS)
    steps = int((high - low) / step) + 1
    changes = [0] * (steps + 2)
    for run in runs:
        changes[int((run.x0 - low) / step)] += 1
        changes[int((run.x1 - low) / step) + 1] -= 1
    covered = list(accumulate(changes))
    inner = range(int(steps * _SIDE), steps - int(steps * _SIDE))
    if not inner:
        return None
    fewest = min(covered[i] for i in inner)
    strips = [list(strip) for open_, strip in groupby(inner, key=lambda i: covered[i] == fewest) if open_]
    gutters = [(low + strip[0] * step, low + (strip[-1] + 1) * step) for strip in strips]
    if usual is not None:
        gutters = [gutter for gutter in gutters if gutter[0] <= usual <= gutter[1]]
    return max(gutters, key=lambda gutter: gutter[1] - gutter[0], default=None)


def _crosses(row: Row, gutter: Gutter) -> bool:
    return any(run.x0 < gutter[0] and run.x1 > gutter[1] for run in row.runs)


def _sides(rows: Iterable[Row], gutter: Gutter) -> tuple[list[Run], list[Run]]:
    """Return the runs to the left and to the right of the gutter, without rows that cross it."""
    runs = [run for row in rows if not _crosses(row, gutter) for run in row.runs]
    middle = sum(gutter) / 2
    return [run for run in runs if run.x0 < middle], [run for run in runs if run.x0 >= middle]


def _split(runs: Sequence[Run], gutter: Gutter) -> list[Block]:
    """Return the blocks of a page or a part of one: columns, and between them the rows that cross all of them."""
    blocks: list[Block] = []
    for crosses, group in groupby(rows_of(runs), key=lambda row: _crosses(row, gutter)):
        rows = list(group)
        if crosses:
            blocks.append(_block(rows))
            continue
        for side in _sides(rows, gutter):
            inner = _find_gutter(side)  # of three columns or more
            blocks += _split(side, inner) if inner else [_block(rows_of(side))] if side else []
    return blocks


def _block(rows: Sequence[Row]) -> Block:
    """Set the margins of rows: most begin and end there, but for tables and what is set out into the margin."""
    lines = [row for row in rows if len(row.cells) == 1]
    if len(lines) < _ENOUGH:
        lines = list(rows)
    starts, ends = sorted(row.x0 for row in lines), sorted(row.x1 for row in lines)
    if len(lines) < _ENOUGH:
        return Block(rows=tuple(rows), left=starts[0], right=ends[-1])
    return Block(rows=tuple(rows), left=starts[len(starts) // 10], right=ends[-1 - len(ends) // 10])
