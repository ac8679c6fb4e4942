"""Scanned pages of a PDF, read by optical character recognition: RapidOCR, whose models come with its package.

Optional (`pip install 'yinzheng[ocr]'`). Its lines become runs like those of printed text, so that columns, running
headers and paragraphs are found in the same way.
"""

from __future__ import annotations

import logging
from contextlib import closing
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from corpus.pdf_page import Run

_SCALE = 150 / 72  # pixels a point; at 200 dpi a page takes twice as long and reads no better
_SURE = 0.6  # of a line, below which it is mostly a stamp or a picture
_LETTERS = 0.75  # of the height of the box around a line: the size of its characters
_BASE = 0.18  # of that height, from the bottom of the box to the line that characters stand on


def can_read_scans() -> bool:
    """Tell whether the extra is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read_scan(document: Any, index: int) -> tuple[Run, ...]:
    """Return the lines of a page that is a picture; ``index`` counts from 0."""
    with closing(document.get_page(index)) as page:
        height = page.get_height()
        with closing(page.render(scale=_SCALE)) as bitmap:
            found = _engine()(bitmap.to_numpy()[..., :3])
    if found.boxes is None:
        return ()
    runs = []
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        left, right = (float(edge) / _SCALE for edge in (box[:, 0].min(), box[:, 0].max()))
        top, bottom = (float(edge) / _SCALE for edge in (box[:, 1].min(), box[:, 1].max()))
        if score >= _SURE and text.strip():
            y = height - bottom + _BASE * (bottom - top)
            size = _LETTERS * (bottom - top)
            runs.append(Run(text=text, x0=left, x1=right, y=y, size=size, bold=False, spaced=True))
    return tuple(runs)


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error"})
