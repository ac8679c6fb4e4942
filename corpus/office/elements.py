"""The elements of the XML of Office: how one is found, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Protocol

_OFFICE = "http://schemas.openxmlformats.org"
_NAMESPACES = {
    "w": f"{_OFFICE}/wordprocessingml/2006/main",
    "a": f"{_OFFICE}/drawingml/2006/main",
    "p": f"{_OFFICE}/presentationml/2006/main",
    "r": f"{_OFFICE}/officeDocument/2006/relationships",
    "c": f"{_OFFICE}/drawingml/2006/chart",
    "dgm": f"{_OFFICE}/drawingml/2006/diagram",
    "mc": f"{_OFFICE}/markup-compatibility/2006",
    "dc": "http://purl.org/dc/elements/1.1/",
}


class Element(Protocol):
    """What is used of an element of lxml, which has no types."""

    tag: str
    text: str | None

    def get(self, key: str) -> str | None:
        """Return an attribute."""

    def find(self, path: str) -> Element | None:
        """Return the first element at a path."""

    def iterfind(self, path: str) -> Iterator[Element]:
        """Return all elements at a path."""

    def iter(self) -> Iterator[Element]:
        """Return the element and all inside it."""

    def __iter__(self) -> Iterator[Element]: ...


def find(element: Element | None, path: str) -> Element | None:
    """Return the first element at a path; None also where there is nothing to search in."""
    return None if element is None else element.find(_full(path))


def children(element: Element | None, path: str = "*") -> Iterator[Element]:
    """Return what is directly inside an element, or at a path; nothing where there is no element."""
    return iter(()) if element is None else element.iterfind(_full(path))


def named(element: Element | None, *names: str) -> Iterator[Element]:
    """Return the elements at any depth that have one of these names, whatever their namespace, in their order."""
    return iter(()) if element is None else (item for item in element.iter() if local(item) in names)


def by_id(element: Element | None, path: str, name: str) -> dict[str, Element]:
    """Return the elements at a path by an attribute of theirs; those without it are left out."""
    return {key: item for item in children(element, path) if (key := attribute(item, name))}


def attribute(element: Element | None, name: str) -> str | None:
    """Return an attribute, ``w:val`` for example; None also where there is no element."""
    return None if element is None else element.get(_full(name))


def value(element: Element | None, path: str) -> str | None:
    """Return what the element at a path is set to, in WordprocessingML."""
    return attribute(find(element, path), "w:val")


def is_on(element: Element | None) -> bool | None:
    """Return how a property is set that is on or off, in WordprocessingML; None where it is not set."""
    return None if element is None else attribute(element, "w:val") in (None, "1", "true", "on")


def number(text: str | None, default: int) -> int:
    """Return the integer of an attribute, the default where it is none or beyond all sense."""
    return int(text) if text and re.fullmatch("-?[0-9]{1,10}", text) else default


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


@cache
def _full(path: str) -> str:
    """Return a path with the full names, which lxml would else put together at each search."""
    return re.sub(r"(\w+):", lambda match: f"{{{_NAMESPACES[match[1]]}}}", path)
