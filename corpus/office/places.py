"""Places on a slide, in EMU (914,400 an inch)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.office.elements import Element, attribute, find, named, number

_KINDS = {"ctrTitle": "title", "obj": "body", "subTitle": "body"}  # kinds of placeholders that others stand in for


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Where a shape is on the slide, or in its group."""

    left: float
    top: float
    width: float
    height: float

    def is_off(self, slide: tuple[int, int]) -> bool:
        """Say whether nothing of it is on the slide."""
        right, bottom = self.left + self.width, self.top + self.height
        is_outside = right <= 0 or bottom <= 0 or self.left >= slide[0] or self.top >= slide[1]
        return is_outside and (self.width > 0 or self.height > 0)  # else its place is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How places inside a group become places on the slide."""

    left: float = 0
    top: float = 0
    across: float = 1
    down: float = 1

    def box(self, box: Box) -> Box:
        """Return the place on the slide of a box in the group."""
        return Box(
            left=self.left + box.left * self.across,
            top=self.top + box.top * self.down,
            width=box.width * self.across,
            height=box.height * self.down,
        )

    def inside(self, transform: Element) -> Scale:
        """Return the scale inside a group that is itself inside this one."""
        box, inner = self.box(box_of(transform)), box_of(transform, corner="a:chOff", extent="a:chExt")
        across = box.width / inner.width if inner.width else self.across
        down = box.height / inner.height if inner.height else self.down
        return Scale(left=box.left - inner.left * across, top=box.top - inner.top * down, across=across, down=down)


def box_of(transform: Element | None, *, corner: str = "a:off", extent: str = "a:ext") -> Box:
    """Return the place that a shape says it has, zeros where it says nothing."""
    off, size = find(transform, corner), find(transform, extent)
    return Box(
        left=number(attribute(off, "x"), 0),
        top=number(attribute(off, "y"), 0),
        width=number(attribute(size, "cx"), 0),
        height=number(attribute(size, "cy"), 0),
    )


def box_around(boxes: Sequence[Box]) -> Box:
    """Return the box that holds all of these."""
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right, bottom = max(box.left + box.width for box in boxes), max(box.top + box.height for box in boxes)
    return Box(left=left, top=top, width=right - left, height=bottom - top)


def placeholder(shape: Element) -> str | None:
    """Return the kind of a placeholder, None for any other shape."""
    found = find(shape, "p:nvSpPr/p:nvPr/p:ph")
    found = found if found is not None else find(shape, "p:nvGraphicFramePr/p:nvPr/p:ph")
    return None if found is None else attribute(found, "type") or "obj"


def placeholder_keys(shape: Element) -> tuple[str, ...]:
    """Return under which keys the place of a placeholder is kept; the number comes before the kind."""
    if (kind := placeholder(shape)) is None:
        return ()
    index = attribute(find(shape, "p:nvSpPr/p:nvPr/p:ph"), "idx")
    return (*((f"#{index}",) if index else ()), _KINDS.get(kind, kind))


def placeholder_boxes(root: Element) -> dict[str, Box]:
    """Return where a layout or a master puts placeholders, by their keys."""
    found: dict[str, Box] = {}
    for shape in named(root, "sp"):
        if (transform := find(shape, "p:spPr/a:xfrm")) is not None:
            found |= dict.fromkeys(placeholder_keys(shape), box_of(transform))
    return found
