"""The few declarations of style sheets that decide whether text is seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.web_tree import Element

Colour = tuple[int, int, int]
Declarations = dict[str, str]

_READ_NAMES = (
    "display visibility opacity font-size font color background background-color background-image position left top "
    "clip clip-path text-indent height width max-height overflow"
)
_READ = frozenset(_READ_NAMES.split())
_COLOUR_NAMES: dict[str, Colour] = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "red": (255, 0, 0),
    "blue": (0, 0, 255),
    "green": (0, 128, 0),
    "yellow": (255, 255, 0),
    "gray": (128, 128, 128),
    "silver": (192, 192, 192),
    "whitesmoke": (245, 245, 245),
    "ivory": (255, 255, 240),
    "snow": (255, 250, 250),
}
_NUMBER = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|%|vw|vh)?", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d+)\s*[, ]\s*(\d+)\s*[, ]\s*(\d+)\s*(?:[,/]\s*([\d.]+%?)\s*)?\)")
_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_COMPOUND = re.compile(r"([a-zA-Z][\w-]*)?((?:[.#][\w\u00a0-\uffff-]+)*)")
_MAX_RULES = 5_000
_MAX_SHEET = 500_000  # characters


@lru_cache(maxsize=4096)
def _parse(style: str) -> Declarations:
    found: Declarations = {}
    for declaration in style.lower().split(";"):
        name, _, value = declaration.partition(":")
        if (name := name.strip()) in _READ:
            found[name] = value.replace("!important", "").strip()
    return found


def declarations(style: str) -> Declarations:
    """Return what a style attribute or a rule's body declares, of what matters here."""
    return _parse(style) if style else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    tag: str
    names: frozenset[str]  # ".class" and "#id"
    declared: Declarations
    rank: tuple[int, int, int]  # ids, classes, tag


class StyleSheet:
    """The rules of a page's own <style> elements that name one element by its tag, classes and id.

    Rules for parts of others (``.a .b``), for states (``:hover``) and for other media are left out: what they do
    depends on more than the page.
    """

    def __init__(self, sheets: list[str]) -> None:
        self._rules: dict[str, list[_Rule]] = {}
        for sheet in sheets:
            for selectors, body in _plain_rules(sheet[:_MAX_SHEET]):
                if declared := declarations(body):
                    self._add(selectors, declared)

    def _add(self, selectors: str, declared: Declarations) -> None:
        for selector in selectors.split(","):
            match = _COMPOUND.fullmatch(selector.strip())
            if not match or not (match[1] or match[2]):
                continue
            names = re.findall(r"[.#][^.#]+", match[2])
            rule = _Rule(
                tag=(match[1] or "").lower(),
                names=frozenset(names),
                declared=declared,
                rank=(sum(name[0] == "#" for name in names), sum(name[0] == "." for name in names), bool(match[1])),
            )
            # under one of its names, by which every element that it can mean is looked up
            self._rules.setdefault(names[0] if names else rule.tag, []).append(rule)

    def of(self, element: Element) -> Declarations:
        """Return what the style sheet says about an element."""
        if not self._rules:
            return {}
        names = {"." + name for name in element.get("class").split()} | {
            "#" + name for name in element.get("id").split()
        }
        meant = [
            rule
            for key in (element.tag, *names)
            for rule in self._rules.get(key, ())
            if rule.names <= names and rule.tag in ("", element.tag)
        ]
        found: Declarations = {}
        for rule in sorted(meant, key=lambda rule: rule.rank):
            found |= rule.declared
        return found


def _plain_rules(sheet: str) -> list[tuple[str, str]]:
    """Return the selectors and bodies of rules that stand at the top of a sheet, not within @media."""
    sheet = _COMMENT.sub("", sheet)
    rules, depth, start, at_rule = [], 0, 0, False
    for match in re.finditer(r"[{}]", sheet):
        if match[0] == "{":
            if depth == 0:
                at_rule = sheet[start : match.start()].lstrip().startswith("@")
            depth += 1
            continue
        depth = max(0, depth - 1)
        if depth == 0:
            rule = None if at_rule else _RULE.fullmatch(sheet, start, match.end())
            if rule:
                rules.append((rule[1], rule[2]))
            start = match.end()
            if len(rules) >= _MAX_RULES:
                break
    return rules


def pixels(value: str, *, of: float) -> float | None:
    """Return a length in pixels; ``of`` is what em and % are parts of. None if it is a word."""
    match = _NUMBER.match(value)
    if not match:
        return None
    number, unit = float(match[1]), (match[2] or "px").lower()
    scale = {"pt": 4 / 3, "em": of, "rem": 16.0, "%": of / 100, "vw": 12.0, "vh": 8.0}
    return number * scale.get(unit, 1.0)


def colour(value: str) -> Colour | None:
    """Return the colour that a value begins with or holds; None for none, an unknown or a see-through one."""
    value = value.strip().lower()
    if match := _RGB.search(value):
        if match[4] in ("0", "0.0", "0%"):
            return None
        return int(match[1]), int(match[2]), int(match[3])
    for word in value.split():
        if word in _COLOUR_NAMES:
            return _COLOUR_NAMES[word]
        if match := _HEX.fullmatch(word):
            digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
            return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    return None
