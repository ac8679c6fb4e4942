"""The terms of a text: what the lexical index stores and what a query looks for.

Chinese has no spaces, so a run of Chinese characters is cut into every single character and every pair of
neighbours. That needs no dictionary, finds new words such as 双带头人, and is level with dictionary segmentation or
ahead of it (R@1 96.0 against 96.6 on CMRC2018, 2 to 4 points ahead on other sets). Latin words and numbers stay
whole, "1+8+N", "75.3" and "5g" included.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
# The same pattern is handed to Tantivy's own tokenizer, so it keeps to what Python and Rust read alike.
WORD_PATTERN = r"[0-9a-z]+(?:[+.%/-][0-9a-z]+)*"
WORD = re.compile(WORD_PATTERN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The distinct terms of a text, in the order in which they appear."""

    grams: tuple[str, ...]  # Chinese characters and pairs of them
    words: tuple[str, ...]  # Latin words and numbers


def fold(text: str) -> str:
    """Return the text in one width and one case, so that ＢＩＭ, BIM and bim are the same term."""
    return unicodedata.normalize("NFKC", text).lower()


def grams(run: str) -> list[str]:
    """Return the characters and the pairs of neighbours of one run of Chinese characters.

    Example: ``grams("三全育")`` -> ``["三", "全", "育", "三全", "全育"]``
    """
    return [*run, *(run[i : i + 2] for i in range(len(run) - 1))]


def split_terms(text: str) -> Terms:
    """Return the distinct terms of a text."""
    folded = fold(text)
    runs = HAN_RUN.findall(folded)
    return Terms(
        grams=tuple(dict.fromkeys(gram for run in runs for gram in grams(run))),
        words=tuple(dict.fromkeys(WORD.findall(folded))),
    )
