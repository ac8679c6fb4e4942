"""The styles of a Word document, each with what it takes over from those that it is based on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.office.elements import Element, attribute, by_id, children, find, is_on, number, value
from corpus.office.looks import NO_LOOK, Look, is_shaded, look_of

_HEADING = re.compile(r"(?:heading|标题|標題) ?([1-9])|([一二三四五六])级标题", re.IGNORECASE)
_DEEPEST = 20  # styles that a style is based on, one on the other; Word allows 11
_TITLES = ("title", "标题", "標題")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The list that a style puts its paragraphs into."""

    list_id: str
    level: int
    style_id: str  # the one that says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a style says; None where it says nothing."""

    look: Look = NO_LOOK
    outline: int | None = None  # the level of its headings, 1 to 6, 0 for what is no heading
    is_title: bool = False  # of the whole document
    breaks_before: bool | None = None  # the page
    listed: Listed | None = None
    has_shade: bool = False  # a style of tables: some cells have a colour

    @property
    def level(self) -> int:
        """Return the level of its headings, 1 to 6; 0 for what is no heading."""
        return int(self.is_title) if self.outline is None else self.outline

    def over(self, base: Style) -> Style:
        """Return what this style says together with the one that it is based on."""
        return Style(
            look=self.look.over(base.look),
            outline=base.outline if self.outline is None else self.outline,
            is_title=self.is_title or base.is_title,
            breaks_before=base.breaks_before if self.breaks_before is None else self.breaks_before,
            listed=self.listed or base.listed,
            has_shade=self.has_shade or base.has_shade,
        )


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: Element | None) -> None:
        found = by_id(root, "w:style", "w:styleId")
        self._own = {key: _style(key, item) for key, item in found.items()}
        self._bases = {key: value(item, "w:basedOn") or "" for key, item in found.items()}
        self._default = next((key for key, item in found.items() if _is_default_paragraph(item)), "")
        self._whole: dict[str, Style] = {}
        self.plain = look_of(find(root, "w:docDefaults/w:rPrDefault/w:rPr"))

    def style(self, style_id: str | None) -> Style:
        """Return a style with all it is based on; for a paragraph that names none, the usual one."""
        key = self._default if style_id is None else style_id
        if key not in self._whole:
            self._whole[key] = self._with_bases(key)
        return self._whole[key]

    def run(self, properties: Element | None, paragraph: Look) -> Look:
        """Return how a run of characters looks in a paragraph."""
        if properties is None:
            return paragraph
        look, named = look_of(properties), value(properties, "w:rStyle")
        return look.over(self.style(named).look if named else NO_LOOK).over(paragraph)

    def _with_bases(self, key: str) -> Style:
        style = Style()
        seen: set[str] = set()
        while key in self._own and key not in seen and len(seen) < _DEEPEST:
            seen.add(key)
            style = style.over(self._own[key])
            key = self._bases[key]
        return style


def heading_level(outline: str) -> int:
    """Return the level of a heading that has this outline level, 1 to 6; 0 for body text."""
    level = number(outline, 9)
    return min(level + 1, 6) if 0 <= level < 9 else 0


def _style(key: str, item: Element) -> Style:
    numbering = find(item, "w:pPr/w:numPr")
    listed = None
    if (list_id := find(numbering, "w:numId")) is not None:
        level = number(value(numbering, "w:ilvl"), 0)
        listed = Listed(list_id=attribute(list_id, "w:val") or "", level=level, style_id=key)
    name = (value(item, "w:name") or "").strip()
    return Style(
        look=look_of(find(item, "w:rPr"), shaded=is_shaded(find(item, "w:pPr/w:shd"))),
        outline=_outline(value(item, "w:pPr/w:outlineLvl"), name),
        is_title=name.lower() in _TITLES,
        breaks_before=is_on(find(item, "w:pPr/w:pageBreakBefore")),
        listed=listed,
        has_shade=any(map(is_shaded, children(item, ".//w:shd"))),
    )


def _outline(said: str | None, name: str) -> int | None:
    if said is not None:
        return heading_level(said)
    if match := _HEADING.fullmatch(name):
        return min(int(match[1]), 6) if match[1] else " 一二三四五六".index(match[2])
    return None


def _is_default_paragraph(style: Element) -> bool:
    return attribute(style, "w:type") == "paragraph" and attribute(style, "w:default") in ("1", "true")
