"""Text of a page that its reader does not see: it is dropped, and every piece of it is reported."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.outcome import Removal
from corpus.web_lines import read_lines
from corpus.web_names import CONTAINERS
from corpus.web_style import Colour, Declarations, StyleSheet, colour, declarations, pixels
from corpus.web_tree import Element, Tree, walk, words

_WORDS = re.compile(r"[\u4e00-\u9fff\w]{2}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")
_PROSE = re.compile(r"[，。；！？]")
_SMALLEST = 2.0  # pixels; text below it cannot be read
_FAR_OFF = -900.0  # pixels; where what is kept from view is put
# Classes whose style sheet, which is not saved with the page, hides them from all but screen readers
_HIDDEN_CLASSES = frozenset(("screen-reader-text", "sr-only", "visually-hidden", "visuallyhidden"))
# An element that holds more of the page's sentences than this, or that is named as the article, is shown by a script:
# WeChat saves its articles hidden
_WHOLE_ARTICLE = 0.6
_UNSEEN_TAGS = ("noscript", "template")
_WHITE = (255, 255, 255)  # what a page is written on


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What text inherits from the elements around it."""

    size: float = 16.0
    colour: Colour | None = None
    background: Colour | None = _WHITE  # None: not known, or a picture
    visible: bool = True
    transparent: bool = False

    def shows_text(self) -> bool:
        """Tell whether text that looks so is seen."""
        same = self.colour is not None and self.colour == self.background
        return self.visible and self.size >= _SMALLEST and not same and not self.transparent


def drop_hidden(tree: Tree) -> list[Removal]:
    """Drop what is not seen, and return what had words, in the order of the page; then the comments in Chinese."""
    sheet = StyleSheet(
        ["".join(child for child in e.children if isinstance(child, str)) for e in walk(tree.root) if e.tag == "style"]
    )
    weights = _sentence_weights(tree.root)
    most = _WHOLE_ARTICLE * weights[tree.root]
    removed: list[Removal] = []
    stack = [(tree.root, _Look())]
    while stack:
        element, look = stack.pop()
        if element.tag in _UNSEEN_TAGS:
            _drop(element, removed)
            continue
        style = _style(element, sheet)
        is_article = weights[element] > most > 0 or not CONTAINERS.isdisjoint(element.names())
        if not is_article and _is_out_of_sight(element, style):
            _drop(element, removed)
            continue
        if style:
            look = _inherit(look, style, keep_visible=is_article)
        if not look.shows_text():
            _drop_own_text(element, removed)
        stack.extend((child, look) for child in reversed(element.children) if isinstance(child, Element))
    removed += [Removal(text=comment.strip(), rule="comment") for comment in tree.comments if _CHINESE.search(comment)]
    return removed


def _sentence_weights(root: Element) -> dict[Element, int]:
    """Return how many characters of sentences stand in every element."""
    weights: dict[Element, int] = {}
    for element in reversed(list(walk(root))):
        own = 0
        if element.tag not in ("script", "style", "noscript", "template"):
            own = sum(len(child) for child in element.children if isinstance(child, str) and _PROSE.search(child))
        weights[element] = weights.get(element, 0) + own
        if element.parent is not None:
            weights[element.parent] = weights.get(element.parent, 0) + weights[element]
    return weights


def _drop(element: Element, removed: list[Removal]) -> None:
    if element.tag in _UNSEEN_TAGS:  # which have no text for a reader
        text = " ".join("".join(c for e in walk(element) for c in e.children if isinstance(c, str)).split())
    else:
        text = " ".join(words(element).split()) if not _is_menu(element) else ""
    element.dropped = True
    if _WORDS.search(text):
        removed.append(Removal(text=text, rule="hidden text"))


def _is_menu(element: Element) -> bool:
    """Tell a menu that opens when it is pointed at: nothing but links, of which nobody asks why they are not quoted."""
    lines = read_lines(element)
    return all(line.is_linked() for line in lines)


def _drop_own_text(element: Element, removed: list[Removal]) -> None:
    text = " ".join("".join(child for child in element.children if isinstance(child, str)).split())
    element.children = [child for child in element.children if not isinstance(child, str)]
    if _WORDS.search(text) and element.tag not in ("script", "style", "title"):
        removed.append(Removal(text=text, rule="hidden text"))


def _style(element: Element, sheet: StyleSheet) -> Declarations:
    """Return the style of an element; its attributes go before the style sheet, and its own style before both."""
    style = dict(sheet.of(element))
    if element.tag == "font" and (value := element.get("color")):
        style["color"] = value
    if value := element.get("bgcolor"):
        style["background"] = value
    if element.get("background"):
        style["background"] = "url()"
    return style | declarations(element.get("style"))


def _is_out_of_sight(element: Element, style: Declarations) -> bool:
    if "hidden" in element.attributes or style.get("display") == "none":
        return True
    if not _HIDDEN_CLASSES.isdisjoint(element.get("class").lower().split()):
        return True
    if style.get("position") in ("absolute", "fixed") and _is_far_off_or_clipped(style):
        return True
    if style.get("opacity") and (pixels(style["opacity"], of=1) or 0) == 0:
        return True
    closed = any(pixels(style.get(name, "auto"), of=0) == 0 for name in ("height", "max-height", "width"))
    return (closed and style.get("overflow") == "hidden") or (
        pixels(style.get("text-indent", ""), of=0) or 0
    ) < _FAR_OFF


def _is_far_off_or_clipped(style: Declarations) -> bool:
    if any((pixels(style.get(name, ""), of=0) or 0) < _FAR_OFF for name in ("left", "top")):
        return True
    clip = style.get("clip", "")
    sides = [pixels(side, of=0) for side in clip.removeprefix("rect(").rstrip(")").replace(",", " ").split()]
    nothing = bool(sides) and all(side is not None and side <= 1 for side in sides)
    return nothing or style.get("clip-path", "").startswith(("inset(50%", "inset(100%"))


def _inherit(look: _Look, style: Declarations, *, keep_visible: bool) -> _Look:
    if (visibility := style.get("visibility")) and not keep_visible:
        look = replace(look, visible=visibility not in ("hidden", "collapse"))
    if (size := style.get("font-size")) and (read := pixels(size, of=look.size)) is not None:
        look = replace(look, size=read)
    if background := style.get("background-color") or style.get("background"):
        seen = None if "url(" in background or "gradient" in background else colour(background)
        transparent = background.startswith(("transparent", "none", "inherit", "initial"))
        look = look if transparent else replace(look, background=seen)
    if style.get("background-image", "none") != "none":
        look = replace(look, background=None)
    if value := style.get("color"):
        look = replace(look, colour=colour(value), transparent=value == "transparent")
    return look
