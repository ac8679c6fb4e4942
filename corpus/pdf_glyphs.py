"""The characters of a page of a PDF as pdfium gives them: where each stands, and how its text object looks."""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from corpus.pdf_look import Box

_BOLD_NAME = re.compile(r"bold|black|heavy|demi|simhei|heiti|黑|msyhbd|-B\Z", re.IGNORECASE)
_TRANSPARENT = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_NEAR_WHITE = 230  # of 255, each of red, green and blue

# The address of the text object of a character; pypdfium2's own function makes a pointer object of it, 5 times as slow
_owner_of = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
    ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
)


class Character(NamedTuple):
    """A character in the order of the file."""

    text: str
    owner: int  # the address of its text object; 0: white space that pdfium added
    box: Box  # as high as its font and as wide as its advance


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the characters of a text object look; places are as the page is stored."""

    handle: Any
    size: float  # points
    bold: bool
    angle: int  # degrees
    x: float
    y: float
    transparent: bool
    white: bool
    unmapped: bool  # the font does not say which characters its glyphs are


def read_characters(textpage: Any) -> tuple[list[Character], dict[int, Look]]:
    """Return the characters of an open page of text, and how their text objects look, by address."""
    characters: list[Character] = []
    looks: dict[int, Look] = {}
    box = pdfium.FS_RECTF()
    address, place = ctypes.cast(textpage, ctypes.c_void_p), ctypes.byref(box)
    code_of, box_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    for i in range(pdfium.FPDFText_CountChars(textpage)):
        owner = _owner_of(address, i) or 0
        if owner and owner not in looks:
            looks[owner] = _look(textpage, i)
        box_of(textpage, i, place)
        text = chr(min(code_of(textpage, i), 0x10FFFF))
        characters.append(Character(text, owner, (box.left, box.bottom, box.right, box.top)))
    return characters, looks


def _look(textpage: Any, i: int) -> Look:
    """Find out how the text object looks whose first character is the ``i``-th."""
    handle, matrix = pdfium.FPDFText_GetTextObject(textpage, i), pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage, i, matrix)
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(textpage, i, x, y)
    color = [ctypes.c_uint() for _ in range(4)]
    has_color = pdfium.FPDFText_GetFillColor(textpage, i, *color)
    *channels, alpha = (part.value for part in color)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
    size = abs(pdfium.FPDFText_GetFontSize(textpage, i)) * math.hypot(matrix.c, matrix.d)
    return Look(
        handle=handle,
        size=round(size, 1),
        bold=mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE or bool(_BOLD_NAME.search(_font_name(textpage, i))),
        angle=round(math.degrees(math.atan2(matrix.b, matrix.a))),
        x=x.value,
        y=y.value,
        transparent=mode in _TRANSPARENT or bool(has_color and alpha == 0),
        white=min(channels) >= _NEAR_WHITE,
        unmapped=pdfium.FPDFText_HasUnicodeMapError(textpage, i) == 1,
    )


def _font_name(textpage: Any, i: int) -> str:
    name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(textpage, i, name, len(name), flags)
    return name.value.decode("utf-8", "replace")
