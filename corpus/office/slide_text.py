"""The text of shapes, tables and charts on a slide."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.extracted import CELL_BREAK
from corpus.office.elements import Element, attribute, children, find, local, named, number
from corpus.office.numbers import written_number
from corpus.office.text import LINE_BREAK, with_lines, written

_TINY = 100  # hundredths of a point
_DEEPEST = 8  # level of a list
# How PowerPoint's formats of numbers begin, and how they end
_FORMS = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
    "ea1": "chineseCounting",
    "circleNum": "decimalEnclosedCircle",
}
_MARKS = {"ParenBoth": "({}) ", "ParenR": "{}) ", "Period": "{}. ", "Minus": "- {} - "}


def lines_of(body: Element | None) -> list[str]:
    """Return the paragraphs of a text, with the numbers that the program writes before them."""
    counts: dict[int, tuple[str, int]] = {}  # of each level, the format and the last number
    lines = []
    for paragraph in children(body, "a:p"):
        text = with_lines("".join(_pieces(paragraph))).strip()
        if not text:
            continue
        properties = find(paragraph, "a:pPr")
        level = min(abs(number(attribute(properties, "lvl"), 0)), _DEEPEST)
        counts = {other: count for other, count in counts.items() if other <= level}
        before, last = counts.pop(level, ("", 0))
        if (counted := find(properties, "a:buAutoNum")) is not None:
            form = attribute(counted, "type") or ""
            count = last + 1 if before == form else number(attribute(counted, "startAt"), 1)
            counts[level] = form, count
            text = _numbered(form, count) + text
        lines.append(text)
    return lines


def tiny_text(shape: Element) -> str:
    """Return the text of a shape that is too small to be seen."""
    runs = (find(run, "a:t") for run in named(shape, "r") if _is_tiny(run))
    return "".join(text.text or "" for text in runs if text is not None).strip()


def rows_of(table: Element) -> list[str]:
    """Return the rows of a table, a line each."""
    found = (children(row, "a:tc") for row in children(table, "a:tr"))
    rows = ([_cell(cell) for cell in cells if not _is(cell, "hMerge")] for cells in found)
    return [CELL_BREAK.join(row).strip() for row in rows if any(row)]


def chart_title(chart: Element) -> list[str]:
    """Return the title of a chart, if it has one."""
    title = find(chart, "c:chart/c:title/c:tx")
    words = "".join(written(item.text) for item in named(title, "t", "v")).strip()
    return [words] if words else []


def comments_in(root: Element) -> list[str]:
    """Return the comments of a slide."""
    texts = (" ".join(item.text or "" for item in named(comment, "text", "t")) for comment in root)
    return [text.strip() for text in texts]


def _numbered(form: str, count: int) -> str:
    written_form = next((name for start, name in _FORMS.items() if form.startswith(start)), "decimal")
    mark = next((mark for end, mark in _MARKS.items() if form.endswith(end)), "{} ")
    return mark.format(written_number(count, written_form))


def _pieces(paragraph: Element) -> Iterator[str]:
    for element in paragraph:
        name = local(element)
        if name == "br":
            yield LINE_BREAK
        elif name in ("r", "fld") and not _is_tiny(element):
            text = find(element, "a:t")
            yield "" if text is None else written(text.text)
        elif name in ("AlternateContent", "m"):  # a formula
            choice = find(element, "mc:Choice")
            yield from (part.text or "" for part in named(element if choice is None else choice, "t"))


def _is_tiny(run: Element) -> bool:
    return number(attribute(find(run, "a:rPr"), "sz"), 1800) <= _TINY


def _cell(cell: Element) -> str:
    return "" if _is(cell, "vMerge") else " ".join(lines_of(find(cell, "a:txBody"))).replace("\n", " ")


def _is(cell: Element, merge: str) -> bool:
    return attribute(cell, merge) in ("1", "true")
