"""What a page of a PDF looks like: text in the colour of its ground, and pages that are a picture."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Box = tuple[float, float, float, float]  # left, bottom, right, top

_WHITE = 255
_CONTRAST = 24  # of 255, below which text and its ground look the same
_LONGEST_SIDE = 1500  # pixels of a page that is drawn
_DEEPEST = 5  # levels of pictures within parts of a page


def lost_in_ground(page: Any, objects: dict[int, tuple[Any, Box]]) -> set[int]:
    """Return the keys of the white text objects that stand on white, so that the page looks the same without them.

    The page is drawn with them and without them, so it does not matter what else stands at their place. On a dark
    ground they are seen even if they are not drawn, for want of their font on this computer.
    """
    import numpy as np

    width, height = page.get_size()
    scale = min(1.0, _LONGEST_SIDE / max(width, height, 1.0))
    shown = _drawn(page, scale)
    for handle, _ in objects.values():
        pdfium.FPDFPageObj_SetIsActive(handle, False)
    bare = _drawn(page, scale)
    lost = set()
    for key, (_, box) in objects.items():
        place = _pixels(page, box, bare.shape)
        is_white = bare[place].size == 0 or np.median(bare[place]) > _WHITE - _CONTRAST
        if is_white and not (abs(shown[place] - bare[place]) >= _CONTRAST).any():
            lost.add(key)
    return lost


def _drawn(page: Any, scale: float) -> NDArray[np.int16]:
    import numpy as np

    with closing(page.render(scale=scale, grayscale=True, may_draw_forms=False)) as bitmap:
        pixels = bitmap.to_numpy()
        return np.asarray(pixels, dtype=np.int16).reshape(pixels.shape[:2])


def _pixels(page: Any, box: Box, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Return where a box on the page is in its picture."""
    height, width = shape
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for corner in (box[:2], box[2:]):
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, width, height, 0, *corner, x, y)
        corners.append((min(max(x.value, 0), width), min(max(y.value, 0), height)))
    (x0, y0), (x1, y1) = corners
    return slice(min(y0, y1), max(y0, y1) + 1), slice(min(x0, x1), max(x0, x1) + 1)


def picture_share(page: Any) -> float:
    """Return the share of the page that pictures cover, where they lie over each other more than it is."""
    left, bottom, right, top = page.get_bbox()
    covered = 0.0
    for handle in _objects(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject):
        if _has_picture(handle, 0):
            x0, y0, x1, y1 = _bounds(handle)
            covered += max(min(x1, right) - max(x0, left), 0.0) * max(min(y1, top) - max(y0, bottom), 0.0)
    return float(covered / max((right - left) * (top - bottom), 1.0))


def _objects(parent: Any, count: Any, item: Any) -> Iterator[Any]:
    for i in range(count(parent)):
        if handle := item(parent, i):
            yield handle


def _has_picture(handle: Any, depth: int) -> bool:
    kind = pdfium.FPDFPageObj_GetType(handle)
    if kind != pdfium.FPDF_PAGEOBJ_FORM or depth == _DEEPEST:
        return bool(kind == pdfium.FPDF_PAGEOBJ_IMAGE)
    parts = _objects(handle, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject)
    return any(_has_picture(part, depth + 1) for part in parts)


def _bounds(handle: Any) -> Box:
    edges = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(handle, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    return left, bottom, right, top
