"""The blocks of a Word document: its paragraphs and the rows of its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.extracted import CELL_BREAK
from corpus.office.elements import Element, attribute, children, find, is_on, local, value
from corpus.office.lists import Lists
from corpus.office.looks import Look, is_shaded
from corpus.office.paragraph import Paragraph
from corpus.office.styles import Style, Styles, heading_level
from corpus.office.text import LINE_BREAK, PAGE_BREAKS, SET_BREAK, with_lines, without_pages
from corpus.outcome import Removal

_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_EDGES = f" \t\n\u3000\xa0{PAGE_BREAKS}"
_LONGEST_HEADING = 100  # characters; beyond it the outline level was set by mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, or a row of a table."""

    text: str
    number: str = ""
    level: int = 0  # of a heading
    is_row: bool = False

    def lines(self) -> list[str]:
        """Return the block as lines; breaks of the page before or after the words stand by themselves."""
        words = self.text.strip(_EDGES)
        before, _, after = self.text.partition(words) if words else (self.text, "", "")
        mark = "#" * self.level + " " if self.level else ""
        breaks = ["".join(char for char in edge if char in PAGE_BREAKS) for edge in (before, after)]
        line = mark + self.number + words if words else ""
        return [part for part in (breaks[0], line, breaks[1]) if part]

    def cell(self) -> str:
        """Return the block as a part of a cell of a table, without a line break."""
        return (self.number + self.text.strip()).strip().replace("\n", " ")


class Blocks:
    """Reads the blocks of one document, which are to be asked for in its order: lists count on."""

    def __init__(self, styles: Styles, lists: Lists, new_pages: Iterator[bool]) -> None:
        self._styles = styles
        self._lists = lists
        self._new_pages = new_pages  # of each section but the first, whether it begins on a new page
        self._has_begun = False
        self.title: str | None = None
        self.notes: dict[tuple[str, str], None] = {}  # kinds and ids of notes in the order of their marks
        self.removed: list[Removal] = []

    def read(self, container: Element | None, *, shaded: bool = False) -> Iterator[Block]:
        """Yield the blocks inside an element that stands on a coloured ground or on white."""
        for child in children(container):
            name = local(child)
            if name == "p":
                yield from self._paragraph(child, shaded)
            elif name == "tbl":
                yield from self._table(child, shaded)
            elif name in _WRAPPERS:
                yield from self.read(child, shaded=shaded)

    def _paragraph(self, element: Element, shaded: bool) -> Iterator[Block]:
        """Yield a paragraph and then what stands in its text boxes."""
        properties = find(element, "w:pPr")
        style = self._styles.style(value(properties, "w:pStyle"))
        ground = Look(shaded=shaded or is_shaded(find(properties, "w:shd")))
        found = Paragraph(element, style.look.over(ground).over(self._styles.plain), self._styles)
        self.notes |= dict.fromkeys(found.notes)
        for pieces, rule in ((found.hidden, "hidden text"), (found.deleted, "tracked deletion")):
            if text := without_pages("".join(pieces)).replace(LINE_BREAK, "\n").strip():
                self.removed.append(Removal(text=text, rule=rule))
        yield self._block("".join(found.words), properties, style)
        for box in found.boxes:
            for inner in self.read(box, shaded=True):
                yield replace(inner, text=without_pages(inner.text))

    def _block(self, words: str, properties: Element | None, style: Style) -> Block:
        own = value(properties, "w:outlineLvl")
        level = style.level if own is None else heading_level(own)
        level = level if len(words) <= _LONGEST_HEADING else 0
        text = with_lines(words, heading=level > 0)
        if self.title is None and level and style.is_title:
            self.title = without_pages(text).strip() or None
        is_deleted = not words and find(properties, "w:rPr/w:del") is not None
        counted = "" if is_deleted else self._lists.next(style, find(properties, "w:numPr"))
        return Block(text=self._on_page(text, properties, style), number=counted, level=level)

    def _on_page(self, text: str, properties: Element | None, style: Style) -> str:
        """Return the text of a paragraph with the breaks that its properties set around it."""
        own = is_on(find(properties, "w:pageBreakBefore"))
        is_first, self._has_begun = not self._has_begun, True
        before = not is_first and (style.breaks_before if own is None else own)
        after = find(properties, "w:sectPr") is not None and next(self._new_pages, False)
        return SET_BREAK * bool(before) + text + SET_BREAK * after

    def _table(self, table: Element, shaded: bool) -> Iterator[Block]:
        """Yield the rows of a table; of a table that only frames what is in it, that."""
        shaded = shaded or is_shaded(find(table, "w:tblPr/w:shd"))
        if (style := value(table, "w:tblPr/w:tblStyle")) is not None:
            shaded = shaded or self._styles.style(style).has_shade
        rows = [cells for row in _wrapped(table, "tr") if (cells := list(_wrapped(row, "tc")))]
        is_frame = all(len(row) <= 1 for row in rows)
        for row in rows:
            if is_frame:
                yield from (block for cell in row for block in self._cell(cell, shaded))
            else:
                yield from self._row(row, shaded)

    def _row(self, row: list[Element], shaded: bool) -> Iterator[Block]:
        """Yield a row, and then those of the tables inside it."""
        cells: list[str] = []
        rows: list[Block] = []
        for cell in row:
            blocks = list(self._cell(cell, shaded))
            rows += (block for block in blocks if block.is_row)
            parts = (block.cell() for block in blocks if not block.is_row)
            cells.append(" ".join(part for part in parts if part))
        # A row that goes on on the next page has the break in each of its cells
        most = max(range(len(cells)), key=lambda at: _count_breaks(cells[at]))
        shown = [cell if at == most else without_pages(cell) for at, cell in enumerate(cells)]
        yield Block(text=CELL_BREAK.join(cell.strip() for cell in shown) if any(shown) else "", is_row=True)
        yield from rows

    def _cell(self, cell: Element, shaded: bool) -> Iterator[Block]:
        """Yield the blocks of a cell; nothing of one that goes on from the cell above or before it."""
        properties = find(cell, "w:tcPr")
        merges = [find(properties, path) for path in ("w:vMerge", "w:hMerge")]
        if all(merge is None or attribute(merge, "w:val") == "restart" for merge in merges):
            yield from self.read(cell, shaded=shaded or is_shaded(find(properties, "w:shd")))


def _wrapped(element: Element, name: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, also those inside what Word puts around them."""
    for child in element:
        if local(child) == name:
            yield child
        elif local(child) in _WRAPPERS:
            yield from _wrapped(child, name)


def _count_breaks(text: str) -> int:
    return sum(char in PAGE_BREAKS for char in text)
