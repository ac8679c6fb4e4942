"""What stands in a paragraph of a Word document."""

from __future__ import annotations

import re

from corpus.extracted import PAGE_BREAK
from corpus.office.elements import Element, attribute, find, local, named
from corpus.office.looks import Look
from corpus.office.styles import Styles
from corpus.office.text import LINE_BREAK, SET_BREAK, written

_SIGNS = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-", "cr": LINE_BREAK, "lastRenderedPageBreak": PAGE_BREAK}
_BREAKS = {"textWrapping": LINE_BREAK, "page": SET_BREAK}
_SKIPPED = frozenset(("pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr", "instrText", "rt"))
_DELETED = frozenset(("del", "moveFrom"))
# Of the fonts that have pictures for letters, the signs that are used as text
_PICTURES = {
    "wingdings": dict(zip("lnou\xa8\xd8\xfb\xfc\xfd\xfe", "●■□◆□➢✗✓☒☑", strict=True)),
    "wingdings 2": dict(zip("PRT\xa3", "✓☑☒□", strict=True)),
    "wingdings 3": {},
    "webdings": {},
    "symbol": dict(zip("\xa3\xae\xb0\xb1\xb3\xb4\xb7\xb8\xb9", "≤→°±≥×·÷≠", strict=True)),
}


class Paragraph:
    """The text of a paragraph in pieces; what a reader does not see stands apart."""

    def __init__(self, element: Element, look: Look, styles: Styles) -> None:
        self.words: list[str] = []
        self.hidden: list[str] = []
        self.deleted: list[str] = []
        self.boxes: list[Element] = []  # text boxes that are fixed here
        self.notes: list[tuple[str, str]] = []  # kind and id of the notes whose marks stand here
        # Of each open field, whether its code or that of one around it is being read; the first stands for no field
        self._fields = [False]
        self._look = look
        self._styles = styles
        self._read(element, self.words)

    def _read(self, element: Element, words: list[str]) -> None:
        """Add the text inside an element to the words, those of the paragraph or its hidden ones."""
        for child in element:
            name = local(child)
            if name in _DELETED:
                self.deleted += (part.text or "" for part in named(child, "t", "delText"))
            elif name == "r":
                look = self._styles.run(find(child, "w:rPr"), self._look)
                self._read(child, self.hidden if look.is_hidden else words)
            elif name == "txbxContent":
                self.boxes.append(child)
            elif (sign := self._sign(child, name)) is not None:
                words.append(sign)
            elif name not in _SKIPPED:
                branch = find(child, "mc:Choice")  # the fallback beside it says the same once more
                self._read(child if branch is None else branch, words)
            if name == "num":  # of a fraction
                words.append("/")

    def _sign(self, element: Element, name: str) -> str | None:
        """Return what an element without others inside stands for; None if it is no such element."""
        if name in ("t", "sym"):
            text = written(element.text) if name == "t" else _symbol(element)
            return "" if self._fields[-1] else text
        if name == "br":
            return _BREAKS.get(attribute(element, "w:type") or "textWrapping", "")
        if name == "fldChar":
            self._follow_field(attribute(element, "w:fldCharType"))
        elif name in ("footnoteReference", "endnoteReference"):
            self.notes.append((name.removesuffix("Reference"), attribute(element, "w:id") or ""))
        return _SIGNS.get(name)

    def _follow_field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif len(self._fields) > 1 and kind == "separate":
            self._fields[-1] = self._fields[-2]
        elif len(self._fields) > 1 and kind == "end":
            self._fields.pop()


def _symbol(element: Element) -> str:
    code, font = attribute(element, "w:char") or "", (attribute(element, "w:font") or "").lower()
    point = int(code, 16) if re.fullmatch("[0-9a-fA-F]{2,4}", code) else 0
    if font in _PICTURES:
        return _PICTURES[font].get(chr(point & 0xFF), "")
    is_text = 0x20 < point < 0xD800 or 0xF900 <= point < 0xFFFE  # neither half a character nor of private use
    return chr(point) if is_text else ""
