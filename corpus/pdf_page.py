"""One page of a PDF: runs of characters side by side, and which text on it a reader does not see."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from corpus.extracted import PAGE_BREAK
from corpus.pdf_glyphs import Character, Look, read_characters
from corpus.pdf_look import Box, lost_in_ground, picture_share

_SMALLEST = 1.0  # points; nobody can read smaller text
_LITTLE_TEXT = 200  # characters, below which a page may be a picture with a stamp or a page number on it
_PICTURE_PAGE = 0.6  # the share of a page from which on its pictures are the page
_TILT = 10  # degrees from which on text does not belong to the lines of the page
# Of the size of the font:
_PIECE_GAP = 1.2  # between pieces of text that are apart
_SOFT_GAP = 0.6  # less of it around Chinese is how the line is set, not a space
_RISE = 0.1  # between lines that characters stand on

# Characters that stand for nothing: private use, lost, control characters of Latin-1
_MEANINGLESS = re.compile("[\ue000-\uf8ff\ufff0-\uffff\x80-\x9f\U000f0000-\U0010ffff]")
# Radicals that some programs write for the characters that look the same: ⼤⻓ for 大长. NFKC knows the Kangxi ones.
_KANGXI = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_RADICALS = str.maketrans(
    "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻤⻥⻦⻩⻬⻰⻳", "母民虎西见角贝车长门青韦页风飞食马鬼鱼鸟黄齐龙龟"
)
_CONTROL = dict.fromkeys(range(0x20), "") | {0x02: "-", 0xAD: "-"}  # 0x02 is a hyphen at the end of a line
_CHARACTERS = _CONTROL | _KANGXI | _RADICALS | {ord(PAGE_BREAK): "\ufffd"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Characters side by side in one font; places are points from the lower left corner of the page as it is read."""

    text: str
    x0: float
    x1: float
    y: float  # of the line that the characters stand on
    size: float
    bold: bool
    spaced: bool  # white space stands before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The runs of a page in the order of the file, and what else is on it."""

    height: float
    runs: tuple[Run, ...]
    tilted: tuple[str, ...]  # text across the lines, such as a watermark
    hidden: tuple[str, ...]
    meaningless: int  # characters without a meaning
    picture: bool  # it is one picture or several side by side, without a layer of text


def may_part(before: str, after: str) -> bool:
    """Tell whether a space can stand between two characters: not beside Chinese and not inside brackets."""
    return max(before, after) < "\u2e80" and before not in "—…·“‘([{" and after not in "—…·”’)]},.;:!?%"


def read_page(document: Any, index: int) -> Page:
    """Read a page of an open document; ``index`` counts from 0."""
    with closing(document.get_page(index)) as page, closing(page.get_textpage()) as textpage:
        characters, looks = read_characters(textpage.raw)
        counts = Counter(each.owner for each in characters if each.owner)
        opaque = sum(count for owner, count in counts.items() if not looks[owner].transparent)
        picture = opaque < _LITTLE_TEXT and picture_share(page) >= _PICTURE_PAGE
        unseen = _unseen(page, characters, looks, picture=picture)
        box = page.get_bbox()
    turn = _turn(counts, looks)
    box = _turned(box, turn)
    shown: list[Run] = []
    others: dict[bool, list[str]] = {True: [], False: []}  # hidden, and tilted
    for kind, run in _runs(characters, looks, unseen, turn):
        hidden = kind.unseen or not (box[0] <= run.x1 and run.x0 <= box[2] and box[1] <= run.y <= box[3])
        if hidden or kind.tilted:
            others[hidden].append(run.text)
        else:
            x0, x1 = max(run.x0, box[0]) - box[0], min(run.x1, box[2]) - box[0]
            shown.append(replace(run, x0=x0, x1=x1, y=run.y - box[1], size=min(run.size, box[3] - box[1])))
    unmapped = sum(count for owner, count in counts.items() if looks[owner].unmapped)
    return Page(
        height=box[3] - box[1],
        runs=tuple(shown),
        tilted=tuple(others[False]),
        hidden=tuple(others[True]),
        meaningless=unmapped + sum(len(_MEANINGLESS.findall(run.text)) for run in shown),
        picture=picture and opaque == sum(counts.values()),
    )


def _unseen(page: Any, characters: list[Character], looks: dict[int, Look], *, picture: bool) -> set[int]:
    """Return the text objects that a reader does not see; transparent text over a picture says what it shows."""
    unseen = {key for key, look in looks.items() if look.size < _SMALLEST or (look.transparent and not picture)}
    boxes: dict[int, list[Box]] = {key: [] for key, look in looks.items() if look.white and not look.transparent}
    if not boxes:
        return unseen
    for each in characters:
        if each.owner in boxes:
            boxes[each.owner].append(each.box)
    return unseen | lost_in_ground(page, {key: (looks[key].handle, _around(found)) for key, found in boxes.items()})


def _around(boxes: list[Box]) -> Box:
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


def _turn(counts: Counter[int], looks: dict[int, Look]) -> int:
    """Return the quarter turn in which most of the text is read, in degrees: the page may be stored on its side."""
    turns: Counter[int] = Counter()
    for owner, count in counts.items():
        turns[round(looks[owner].angle / 90) % 4 * 90] += count
    return max(turns, key=lambda turn: turns[turn], default=0)


def _turned(box: Box, turn: int) -> Box:
    """Return a box as it is when text that runs at an angle of ``turn`` degrees is made level."""
    left, bottom, right, top = box
    if turn == 90:
        return bottom, -right, top, -left
    if turn == 180:
        return -right, -top, -left, -bottom
    if turn == 270:
        return -top, left, -bottom, right
    return box


class _Kind(NamedTuple):
    """What the characters of a run have in common."""

    size: float
    bold: bool
    tilted: bool
    unseen: bool


@dataclass(slots=True)
class _Open:
    """A run to which characters are still added."""

    kind: _Kind
    owner: int
    text: str
    x0: float
    x1: float
    y: float
    spaced: bool

    def takes(self, kind: _Kind, owner: int, left: float, y: float) -> bool:
        """Tell whether a character belongs to the run: it goes on where the run ends."""
        if kind != self.kind:
            return False
        near = -_SOFT_GAP < self._gap(left) < _PIECE_GAP and abs(y - self.y) <= _RISE * kind.size
        return near or (kind.tilted and owner == self.owner)

    def add(self, char: str, space: str, left: float, right: float) -> None:
        written = space == " "
        if written or (space and (may_part(self.text[-1], char) or self._gap(left) > _SOFT_GAP)):
            self.text += " "
        self.text += char
        self.x1 = right

    def _gap(self, left: float) -> float:
        return (left - self.x1) / max(self.kind.size, _RISE)

    def run(self) -> Run:
        return Run(
            text=_meant(self.text),
            x0=self.x0,
            x1=self.x1,
            y=self.y,
            size=self.kind.size,
            bold=self.kind.bold,
            spaced=self.spaced,
        )


def _runs(
    characters: list[Character], looks: dict[int, Look], unseen: set[int], turn: int
) -> Iterator[tuple[_Kind, Run]]:
    """Yield the runs in the order of the file, placed as the page is stored but for the turn."""
    kinds = {owner: _kind(look, turn, unseen=owner in unseen) for owner, look in looks.items()}
    heights = {owner: _turned((look.x, look.y, look.x, look.y), turn)[1] for owner, look in looks.items()}
    line: _Open | None = None
    space = ""  # before the next character; "+" if pdfium added it
    for char, owner, box in characters:
        if not owner or char.isspace():
            space = " " if owner else space or "+"
            continue
        kind, y = kinds[owner], heights[owner]
        left, _, right, _ = _turned(box, turn) if turn else box
        if line and line.takes(kind, owner, left, y):
            line.add(char, space, left, right)
        else:
            if line:
                yield line.kind, line.run()
            line = _Open(kind, owner, char, left, right, y, space == " ")
        space = ""
    if line:
        yield line.kind, line.run()


def _kind(look: Look, turn: int, *, unseen: bool) -> _Kind:
    tilt = abs((look.angle - turn + 180) % 360 - 180)
    return _Kind(size=look.size, bold=look.bold, tilted=tilt > _TILT, unseen=unseen)


def _meant(text: str) -> str:
    """Return a text with the characters that are meant, and with characters beyond 16 bits in one piece."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").translate(_CHARACTERS)
