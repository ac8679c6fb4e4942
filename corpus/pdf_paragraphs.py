"""Lines of a PDF joined to paragraphs as a reader sees them, and which of those are headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.extracted import PAGE_BREAK
from corpus.pdf_lines import Line, join_lines

# Of the size of the font:
_INDENT = 0.8
_SAME_INDENT = 0.5
_FREE = 1.6  # at the end of a line that goes on: a Chinese line ends early before a bracket
_LETTER_WIDTH = 0.55
_TITLE_GAP = 2.2  # between the lines of a title
_GAP = 1.35  # between paragraphs, of the usual distance between lines
_ALIKE = 0.1  # difference of sizes within a paragraph, of the size
# Of the size of the text:
_LARGER = 1.15  # of a heading, at least
_SMALLER = 0.92  # of a footnote, at most

_LONGEST_HEADING = 60  # characters
_TOP = 5  # paragraphs, among which the title is
_NARROW = 12  # characters of a line that goes on beside a picture, at least

_NUMERAL = "[一二三四五六七八九十百]"
_MARKER = re.compile(
    rf"{_NUMERAL}{{1,3}}[、.．]|[（(](?:{_NUMERAL}|\d){{1,3}}[)）]|\d{{1,3}}(?:[、．)）]|\.(?!\d))|[-–—]\s|"
    rf"[•●■◆▪○➢√★*①-⑳\ue000-\uf8ff]|第(?:{_NUMERAL}|\d){{1,4}}[章节条部篇]"
)
_CLOSED = re.compile(r"[。！？；：!?;:.…][”’」』）)】》]*\Z")
_PUNCTUATED = re.compile(r"[。！？；：，、!?;:,.…]\Z")
_CONTENTS = re.compile(r"(?:[.．…·]\s*){4,}\d+\Z")
_FIRST_WORD = re.compile(r"[^\s\u2e80-\U0003ffff]*")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph, a heading or a row of a table, as one line."""

    text: str
    first_page: int
    last_page: int
    level: int = 0  # of a heading


def paragraphs_of(lines: Sequence[Line]) -> list[Paragraph]:
    """Join lines to paragraphs and find the headings among them."""
    body = _body_size(lines)
    groups: list[list[Line]] = []
    for i, line in enumerate(lines):
        below = lines[i + 1] if i + 1 < len(lines) else None
        open_ = _open_group(groups, line, below, body)
        if open_ is None:
            groups.append([line])
        else:
            groups.append(groups.pop(open_))  # behind the footnotes that stand between its lines
            groups[-1].append(line)
    bold = sum(len(line.text) for line in lines if line.bold) * 2 > sum(len(line.text) for line in lines)
    return _with_title([_paragraph(group, body, bold_body=bold) for group in groups], groups)


def _body_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def _open_group(groups: list[list[Line]], line: Line, below: Line | None, body: float) -> int | None:
    """Return the group that a line goes on with: the last, or on a new page the last before the footnotes."""
    for i in range(len(groups) - 1, -1, -1):
        group = groups[i]
        if _goes_on(group, line, below, body):
            return i
        last = group[-1]
        if not (last.size < _SMALLER * body <= line.size and last.page == line.page - 1 == groups[i - 1][0].page):
            break
    return None


def _goes_on(group: list[Line], line: Line, below: Line | None, body: float) -> bool:
    last = group[-1]
    is_full = last.room < _room_needed(line)
    if last.table or line.table or _CONTENTS.search(last.text) or not _look_alike(last, line, is_full=is_full):
        return False
    if last.block != line.block:
        return is_full and _goes_on_elsewhere(group, line)
    gap = last.y - line.y
    if last.is_centered and line.is_centered and last.size > _LARGER * body:
        return gap < _TITLE_GAP * last.size and not _MARKER.match(line.text)
    if gap > _GAP * last.leading or (_CLOSED.search(last.text) and _MARKER.match(line.text)):
        return False
    return _is_within(group, line, below) if is_full else _is_beside(last, line)


def _look_alike(last: Line, line: Line, *, is_full: bool) -> bool:
    """Tell whether two lines can be of one paragraph, of which the beginning may be bold."""
    if abs(last.size - line.size) > _ALIKE * last.size or (line.bold and not last.bold and line.room > _FREE):
        return False
    return is_full or line.bold or not last.bold


def _room_needed(line: Line) -> float:
    """Return how much room the start of a line would have needed on the line before."""
    word = _FIRST_WORD.match(line.text)
    return _FREE + _LETTER_WIDTH * len(word[0] if word else "")


def _goes_on_elsewhere(group: list[Line], line: Line) -> bool:
    """Tell whether the first line of a page or column goes on with the paragraph before it."""
    if line.indent > _SAME_INDENT and (len(group) == 1 or abs(line.indent - group[-1].indent) > _SAME_INDENT):
        return False
    if _MARKER.match(line.text) and _CLOSED.search(group[-1].text):
        return False
    return not _CLOSED.search(group[-1].text) or group[0].indent > line.indent + _INDENT


def _is_within(group: list[Line], line: Line, below: Line | None) -> bool:
    """Tell by the indents whether a line under a full one is of the same paragraph."""
    last, step = group[-1], line.indent - group[-1].indent
    if len(group) > 1:
        return abs(step) < _SAME_INDENT
    if step > _SAME_INDENT:
        return bool(_MARKER.match(last.text))  # the text of an item stands to the right of its number
    if step < -_SAME_INDENT or line.indent < _INDENT:
        return True
    is_first = below is not None and below.block == line.block and below.indent < line.indent - _INDENT
    return not (is_first or _CLOSED.search(last.text))


def _is_beside(last: Line, line: Line) -> bool:
    """Tell whether two lines are of a paragraph that is set narrower, beside a picture."""
    ends_alike = abs(last.x0 - line.x0) < _SAME_INDENT * line.size and abs(last.x1 - line.x1) < _SAME_INDENT * line.size
    is_long = min(len(last.text), len(line.text)) >= _NARROW
    return ends_alike and is_long and not _CLOSED.search(last.text) and not _MARKER.match(line.text)


def _paragraph(group: list[Line], body: float, *, bold_body: bool) -> Paragraph:
    pages = [group[0].page, *(line.page for line in group)]
    text = join_lines((line.text, PAGE_BREAK * (line.page - page)) for line, page in zip(group, pages, strict=False))
    stands_out = group[0].size > _LARGER * body or (all(line.bold for line in group) and not bold_body)
    is_heading = (
        stands_out
        and not group[0].table
        and len(text) <= _LONGEST_HEADING
        and _LETTER.search(text)
        and not _PUNCTUATED.search(text)
    )
    return Paragraph(text=text, first_page=group[0].page, last_page=group[-1].page, level=2 if is_heading else 0)


def _with_title(paragraphs: list[Paragraph], groups: list[list[Line]]) -> list[Paragraph]:
    """Make the largest heading at the top of the first page the title."""
    top = [i for i, each in enumerate(paragraphs[:_TOP]) if each.level and each.first_page == 0]
    if top:
        title = max(top, key=lambda i: groups[i][0].size)
        paragraphs[title] = replace(paragraphs[title], level=1)
    return paragraphs
