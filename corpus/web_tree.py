"""The tree of a web page: elements with their attributes, and text between them.

libxml2 repairs the markup; the tree is our own, because its depth has no limit, what is dropped is only marked, and
every walk over it is a loop: a page of 10,000 nested <div> is read like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

# What a browser never shows, or shows as a control of the page
_NO_TEXT_TAGS = (
    "script style template noscript title meta link base object embed applet iframe frame frameset svg math canvas "
    "audio video map area select option optgroup button input textarea datalist marquee dialog rt rp xml"
)
NO_TEXT = frozenset(_NO_TEXT_TAGS.split())


@dataclass(slots=True, eq=False, repr=False, kw_only=True)
class Element:
    """One element; what is dropped stays in the tree but is not walked."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)
    dropped: bool = False

    def get(self, name: str) -> str:
        """Return an attribute; "" if it is not there."""
        return self.attributes.get(name, "")

    def names(self) -> list[str]:
        """Return the id and the classes, which say what an element is for."""
        return [*self.get("class").split(), *self.get("id").split()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A parsed page and its comments."""

    root: Element
    comments: tuple[str, ...]


class _Builder:
    """Builds the tree from what the parser reports."""

    def __init__(self) -> None:
        self.root = Element(tag="page")
        self.comments: list[str] = []
        self._open = self.root
        self._text: list[str] = []  # in the pieces in which the parser gives it

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        self._end_text()
        element = Element(tag=tag, attributes=dict(attributes), parent=self._open)
        self._open.children.append(element)
        self._open = element

    def end(self, _tag: str) -> None:
        """Close the element that is open."""
        self._end_text()
        self._open = self._open.parent or self.root

    def data(self, text: str) -> None:
        """Add text."""
        self._text.append(text)

    def comment(self, text: str) -> None:
        """Keep a comment apart from the text."""
        self.comments.append(text)

    def close(self) -> Tree:
        """Return the tree."""
        self._end_text()
        return Tree(root=self.root, comments=tuple(self.comments))

    def _end_text(self) -> None:
        if self._text:
            self._open.children.append("".join(self._text))
            self._text = []


def parse(text: str) -> Tree:
    """Parse a page; nothing is fetched, and markup that is wrong is repaired or left out."""
    from lxml import etree  # has no type information

    builder = _Builder()
    parser = etree.HTMLParser(target=builder, encoding="utf-8", no_network=True, recover=True)
    parser.feed(text.encode("utf-8", "replace"))
    parser.close()
    return builder.close()


def walk(top: Element) -> Iterator[Element]:
    """Yield an element and all below it that are not dropped, in the order of the page."""
    stack = [top]
    while stack:
        element = stack.pop()
        if not element.dropped:
            yield element
            stack.extend(child for child in reversed(element.children) if isinstance(child, Element))


def events(top: Element) -> Iterator[tuple[Literal["open", "close"], Element] | tuple[Literal["text"], str]]:
    """Yield openings, texts and closings in the order of the page, without what has no text."""
    stack: list[tuple[Literal["open", "close"], Element] | tuple[Literal["text"], str]] = [("open", top)]
    while stack:
        event = stack.pop()
        if event[0] == "open":
            element = event[1]
            if element.dropped or element.tag in NO_TEXT:
                continue
            stack.append(("close", element))
            for child in reversed(element.children):
                stack.append(("text", child) if isinstance(child, str) else ("open", child))
        yield event


def words(top: Element) -> str:
    """Return the text of an element as it stands in the page, with the spaces of its markup."""
    return "".join(event[1] for event in events(top) if event[0] == "text")


def ancestors(element: Element) -> Iterator[Element]:
    """Yield the parents of an element, nearest first."""
    parent = element.parent
    while parent is not None:
        yield parent
        parent = parent.parent
