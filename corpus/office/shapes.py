"""The shapes on a slide that have words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.office.places import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A shape with words, and its place."""

    box: Box
    lines: tuple[str, ...]
    kind: Literal["text", "title", "footer", "hidden text"] = "text"


def in_reading_order(shapes: Sequence[Shape]) -> list[Shape]:
    """Sort shapes from top to bottom, and those that stand side by side from left to right."""
    rows: list[list[Shape]] = []
    for shape in sorted(shapes, key=lambda item: (item.box.top, item.box.left)):
        first = rows[-1][0].box if rows else None
        if first and shape.box.top - first.top < min(first.height, shape.box.height) / 2:
            rows[-1].append(shape)
        else:
            rows.append([shape])
    return [shape for row in rows for shape in sorted(row, key=lambda item: (item.box.left, item.box.top))]
