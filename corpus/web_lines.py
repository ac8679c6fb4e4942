"""A part of a page as lines: what a reader sees in lines of its own.

A block is a line, inline elements join, <br> breaks a line, a row of a table of data is one line. A table that only
lays out the page is read as blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.extracted import CELL_BREAK
from corpus.web_tree import Element, events, walk, words

_BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p page pre section summary table tbody td "
    "tfoot th thead tr ul"
)
BLOCKS = frozenset(_BLOCK_TAGS.split())
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LONGEST_HEADING = 80  # characters; some editors make headings of whole paragraphs
_ROLES_OF_LINKS = ("link", "button")

# A line end of the markup: nothing between Chinese characters, a space between Latin words
_WRAP = re.compile(r"[ \t\f]*[\r\n][ \t\r\n\f]*")
_LATIN_WRAP = re.compile(r"(?<=[!-~])[ \t\f]*[\r\n][ \t\r\n\f]*(?=[!-~])")
_SPACES = re.compile(r"[ \t\f\xa0]+")
# Between inline elements, where they are to be told apart; it is not seen
PIECE = "\u2063"
_PIECES = re.compile(rf"[\s{PIECE}]*{PIECE}[\s{PIECE}]*")
_AROUND = f" \t\r\n\f\v\xa0\u3000\u200b\ufeff{PIECE}"

_LAYOUT_CELL = 300  # characters in one cell, and most of its table: the cell is a column of a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a page."""

    text: str
    element: Element  # the innermost block that the line stands in
    links: int = 0  # characters that are links
    level: int = 0  # of a heading, 1 to 6; 0: no heading
    cells: int = 0  # of a row of data; 0: no row

    def marked(self) -> str:
        """Return the line with the marks of its heading."""
        return f"{'#' * self.level} {self.text}" if self.level else self.text

    def size(self) -> int:
        """Return the number of characters that are no space."""
        return len("".join(self.text.split()))

    def plain(self) -> str:
        """Return the text without the marks between its pieces."""
        return self.text.replace(PIECE, " ")

    def is_linked(self) -> bool:
        """Tell whether most of the line is links."""
        return self.links * 2 > self.size()


def read_lines(top: Element, *, pieces: bool = False) -> list[Line]:
    """Return the lines of an element; ``pieces`` puts `PIECE` between inline elements, for lines of labelled fields."""
    writer = _Writer(top, pieces=pieces)
    for event in events(top):
        if event[0] == "open":
            writer.open(event[1])
        elif event[0] == "close":
            writer.close(event[1])
        else:
            writer.add(event[1])
    writer.flush()
    return writer.lines


class _Writer:
    """Puts lines together while the elements of a page open and close."""

    def __init__(self, top: Element, *, pieces: bool) -> None:
        self.lines: list[Line] = []
        self._pieces = pieces
        self._blocks = [top]
        self._parts: list[str] = []
        self._links = 0
        self._in_links = 0
        self._heading = 0
        self._verbatim = 0
        self._table: Element | None = None  # the table of data that is open
        self._row: list[str] = []

    def open(self, element: Element) -> None:
        """Begin a block, or note what an inline element changes."""
        tag = element.tag
        if tag == "br":
            self._break()
        elif tag in BLOCKS:
            if self._table is None:
                self.flush()
                if tag == "table" and is_table_of_data(element):
                    self._table = element
            elif tag != "tr":
                self._parts.append(" ")
            self._blocks.append(element)
            self._heading = _HEADINGS.get(tag, self._heading)
            self._verbatim += tag == "pre"
        else:
            self._in_links += is_link(element)
            if self._pieces:
                self._parts.append(PIECE)

    def close(self, element: Element) -> None:
        """End a block with its line, or an inline element."""
        if element.tag in BLOCKS:
            self._end_block(element)
        elif element.tag != "br":
            self._in_links -= is_link(element)
            if self._pieces:
                self._parts.append(PIECE)

    def _end_block(self, element: Element) -> None:
        tag = element.tag
        if self._table is None:
            self.flush()
        elif tag in ("td", "th", "caption"):
            self._end_cell()
        elif tag == "tr" or element is self._table:
            self._end_row(element)
            if element is self._table:
                self._table = None
        self._blocks.pop()
        self._verbatim -= tag == "pre"
        if tag in _HEADINGS:
            self._heading = 0

    def add(self, text: str) -> None:
        """Add text to the line."""
        if self._verbatim and "\n" in text:
            for part in text.split("\n"):
                self._parts.append(part)
                self.flush()
            return
        self._parts.append(text)
        if self._in_links:
            self._links += len("".join(text.split()))

    def flush(self) -> None:
        """End the line."""
        text = _tidy("".join(self._parts))
        if text:
            level = self._heading if len(text) <= _LONGEST_HEADING else 0
            self.lines.append(Line(text=text, element=self._blocks[-1], links=self._links, level=level))
        self._parts, self._links = [], 0

    def _break(self) -> None:
        if self._table is not None or self._heading:
            self._parts.append(" ")
        else:
            self.flush()

    def _end_cell(self) -> None:
        self._row.append(_tidy("".join(self._parts)).replace("\n", " "))
        self._parts = []

    def _end_row(self, element: Element) -> None:
        if text := _tidy("".join(self._parts)):  # which stands in no cell
            self._row.append(text)
        cells = [cell for cell in self._row if cell]
        if cells:
            text = CELL_BREAK.join(cells)
            self.lines.append(Line(text=text, element=element, links=self._links, cells=len(cells)))
        self._row, self._parts, self._links = [], [], 0


def _tidy(text: str) -> str:
    text = _PIECES.sub(PIECE, _WRAP.sub("", _LATIN_WRAP.sub(" ", text)))
    return _SPACES.sub(" ", text).strip(_AROUND)


def is_link(element: Element) -> bool:
    """Tell whether an element leads somewhere else."""
    return (element.tag == "a" and "href" in element.attributes) or element.get("role") in _ROLES_OF_LINKS


def is_table_of_data(table: Element) -> bool:
    """Tell a table of data from one that lays out a page: rows of several cells, none of which is most of the table."""
    if any(element.tag == "table" and element is not table for element in walk(table)):
        return False
    rows: dict[Element, list[int]] = {}
    total = 0
    for element in walk(table):
        if element.tag == "tr":
            rows[element] = []
        elif element.tag in ("td", "th") and element.parent in rows:
            size = len("".join(words(element).split()))
            rows[element.parent].append(size)
            total += size
    full = [cells for cells in rows.values() if sum(size > 0 for size in cells) > 1]
    longest = max((size for cells in rows.values() for size in cells), default=0)
    return len(full) > 1 and not (longest > _LAYOUT_CELL and longest * 2 > total)
