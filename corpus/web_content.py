"""Where the article of a page is: the smallest element that holds nearly all of its prose."""

from __future__ import annotations

from collections.abc import Collection

from corpus.web_furniture import Weights, drop_furniture, drop_sections, measure, weigh
from corpus.web_lines import Line, read_lines
from corpus.web_names import CONTAINERS
from corpus.web_tree import Element, ancestors, walk

_NEARLY_ALL = 0.85  # of the prose; comments and teasers that nothing marks have the rest
_MOST = 0.6  # of the prose, where of the characters beside it less than the next share is prose
_PROSE_SHARE = 0.4
_ENOUGH = 0.8  # of what is found without names: then a container that has one is believed
# What stands beside it and goes on with it: paragraphs with few links, and how much there must be of them
_PART = 0.05
_PARAGRAPH = 45  # characters
_LINKS = 0.1


def find_article(root: Element, titles: Collection[str]) -> Element:
    """Return the element that holds the article; furniture is dropped from the tree on the way.

    ``titles`` are names that the article may have: where one stands is no furniture.
    """
    lines = read_lines(root)
    weights = weigh(root, lines)
    core = _core(root, lines, weights, titles)
    drop_furniture(root, core, weights)
    drop_sections(root, core, _kept(lines), weights)
    lines = read_lines(root)
    weights = weigh(root, lines)
    densest = _densest(root, lines, weights)
    named = _outermost(_containers(root, weights))
    best = max(named, key=lambda element: weights[element], default=None)
    if best is not None and (len(named) == 1 or weights[best] >= _ENOUGH * weights.get(densest, 0.0)):
        return best
    return densest


def _core(root: Element, lines: list[Line], weights: Weights, titles: Collection[str]) -> set[Element]:
    """Return the containers, the titles, and all that is around them."""
    core: set[Element] = set()
    tops = [line.element for line in lines if not line.is_linked() and "".join(line.text.split()) in titles]
    for top in (*tops, *_containers(root, weights)):
        element: Element | None = top
        while element is not None and element not in core:
            core.add(element)
            element = element.parent
    return core


def _containers(root: Element, weights: Weights) -> list[Element]:
    """Return the elements that have the name of a container of articles and prose in them."""
    return [
        element
        for element in walk(root)
        if weights.get(element, 0.0) >= _PARAGRAPH / 2 and not CONTAINERS.isdisjoint(element.names())
    ]


def _outermost(elements: list[Element]) -> list[Element]:
    inside = set(elements)
    return [element for element in elements if inside.isdisjoint(ancestors(element))]


def _kept(lines: list[Line]) -> list[Line]:
    """Return the lines that do not stand in what has been dropped."""
    seen: dict[Element, bool] = {}

    def is_kept(element: Element) -> bool:
        path = []
        current: Element | None = element
        while current is not None and current not in seen:
            path.append(current)
            current = current.parent
        kept = True if current is None else seen[current]
        for passed in reversed(path):
            kept = kept and not passed.dropped
            seen[passed] = kept
        return kept

    return [line for line in lines if is_kept(line.element)]


def _densest(root: Element, lines: list[Line], weights: Weights) -> Element:
    """Go down from the root while one element has nearly all of the prose, or what stands beside it is hardly prose."""
    sizes = measure(root, lines)
    paragraphs = {line.element for line in lines if _is_paragraph(line)}
    current, all_prose = root, weights.get(root, 0.0)
    while True:
        inner = [child for child in current.children if isinstance(child, Element) and not child.dropped]
        best = max(inner, key=lambda child: weights.get(child, 0.0), default=None)
        if best is None or weights.get(best, 0.0) <= 0:
            return _with_neighbours(current, weights)
        if current in paragraphs or any(p is not best and p.tag == "p" and p in paragraphs for p in inner):
            return current
        beside = sizes[current] - sizes[best]
        is_furniture = weights[current] - weights[best] < _PROSE_SHARE * beside
        if is_furniture and weights[best] >= _MOST * weights[current]:
            all_prose = weights[best]
        # of all, not of this level: in a page of unclosed tags every paragraph stands within the one before it
        elif weights[best] < _NEARLY_ALL * all_prose:
            return _with_neighbours(current, weights)
        current = best


def _with_neighbours(found: Element, weights: Weights) -> Element:
    """Return the element around an article that is split over several of one kind, without what is outside of them."""
    parent = found.parent
    if parent is None:
        return found
    inner = [child for child in parent.children if isinstance(child, Element) and not child.dropped]
    parts = [i for i, child in enumerate(inner) if child is found or _goes_on(child, found, weights)]
    if len(parts) < 2:
        return found
    for child in (*inner[: parts[0]], *inner[parts[-1] + 1 :]):
        child.dropped = True
    return parent


def _goes_on(element: Element, article: Element, weights: Weights) -> bool:
    """Tell whether an element is one more part of the article: of the same kind, with paragraphs and few links."""
    if element.tag != article.tag or element.get("class") != article.get("class"):
        return False
    if weights.get(element, 0.0) < _PART * weights.get(article, 0.0):
        return False
    lines = read_lines(element)
    links = sum(line.links for line in lines)
    return links <= _LINKS * sum(line.size() for line in lines) and any(map(_is_paragraph, lines))


def _is_paragraph(line: Line) -> bool:
    ends = line.text.rstrip("”’」』）)】").endswith(("。", "！", "？"))
    return ends and line.size() >= _PARAGRAPH and not line.is_linked()
