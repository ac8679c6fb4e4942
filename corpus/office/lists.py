"""The lists of a Word document: what stands before the paragraph that comes next in one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.office.elements import Element, attribute, by_id, children, find, number, value
from corpus.office.numbers import written_number
from corpus.office.styles import Style, Styles

_LONGEST = 100  # characters of the text around the numbers; it comes again in each item
_TIGHT_ENDS = tuple("、，。：．）】〕》")  # full-width signs have their gap in them


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """How the items of one level of a list are numbered."""

    form: str = "decimal"
    text: str = ""  # "%1.%2" for example
    start: int = 1
    in_digits: bool = False  # the numbers of all levels, whatever their form
    goes_on: bool = False  # where an item of a higher level comes between
    is_tight: bool = False  # no gap between number and text
    style_id: str | None = None  # whose paragraphs have this level


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """A list; several can count together."""

    counter: str
    levels: dict[int, _Level]
    restarts: dict[int, int]  # the numbers at which levels begin anew, each until it has


class Lists:
    """The lists of a document, with how far each is counted."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        patterns = by_id(root, "w:abstractNum", "w:abstractNumId")
        found = by_id(root, "w:num", "w:numId")
        uses = {key: value(item, "w:abstractNumId") or "" for key, item in found.items()}
        own = {key: _levels(item, "w:lvl") for key, item in patterns.items()}
        levels = dict(own)
        for key, item in patterns.items():
            if link := value(item, "w:numStyleLink"):
                listed = styles.style(link).listed
                levels[key] = own.get(uses.get(listed.list_id, ""), {}) if listed else {}
        self._lists = {
            key: _List(
                counter=uses[key],
                levels=levels.get(uses[key], {}) | _levels(item, "w:lvlOverride/w:lvl"),
                restarts=_restarts(item),
            )
            for key, item in found.items()
        }
        self._counts: dict[str, dict[int, int]] = {}  # of each counter, by level

    def next(self, style: Style, own: Element | None) -> str:
        """Return the number of a paragraph with its gap, "" if it has none; it counts as seen."""
        listed = style.listed
        found = self._lists.get(value(own, "w:numId") or (listed.list_id if listed else ""))
        if found is None:
            return ""
        level = number(value(own, "w:ilvl"), listed.level if listed else 0)
        if own is None and listed:
            linked = (at for at, item in found.levels.items() if item.style_id == listed.style_id)
            level = next(linked, level)
        return _written(found.levels, self._count(found, level), level) if level in found.levels else ""

    def _count(self, found: _List, level: int) -> dict[int, int]:
        counts = self._counts.setdefault(found.counter, {})
        if level in found.restarts:
            counts[level] = found.restarts.pop(level)
        elif level in counts:
            counts[level] += 1
        for lower in [other for other in counts if other > level]:
            if not found.levels.get(lower, _Level()).goes_on:
                del counts[lower]
        for upper in range(level + 1):
            counts.setdefault(upper, found.levels.get(upper, _Level()).start)
        return counts


def _levels(parent: Element, path: str) -> dict[int, _Level]:
    found = ((number(attribute(item, "w:ilvl"), 0), item) for item in children(parent, path))
    return {level: _level(item) for level, item in found if 0 <= level < 9}


def _level(item: Element) -> _Level:
    return _Level(
        form=value(item, "w:numFmt") or "decimal",
        text=(value(item, "w:lvlText") or "")[:_LONGEST],
        start=number(value(item, "w:start"), 1),
        in_digits=find(item, "w:isLgl") is not None,
        goes_on=value(item, "w:lvlRestart") == "0",
        is_tight=value(item, "w:suff") == "nothing",
        style_id=value(item, "w:pStyle"),
    )


def _restarts(item: Element) -> dict[int, int]:
    found: dict[int, int] = {}
    for override in children(item, "w:lvlOverride"):
        if (start := find(override, "w:startOverride")) is not None:
            found.setdefault(number(attribute(override, "w:ilvl"), -1), number(attribute(start, "w:val"), 1))
    return found


def _written(levels: dict[int, _Level], counts: dict[int, int], level: int) -> str:
    item = levels[level]
    if item.form == "bullet":
        return ""

    def shown(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        form = "decimal" if item.in_digits else levels.get(at, _Level()).form
        return written_number(counts[at], form) if at in counts else ""

    text = re.sub("%([1-9])", shown, item.text).strip()
    return text if not text or item.is_tight or text.endswith(_TIGHT_ENDS) else f"{text} "
