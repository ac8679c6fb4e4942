"""Years: which of them a text speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DIGITS = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
# 二〇一九年
_CHINESE = re.compile(r"[一二][〇零一二三四五六七八九]{3}(?=年)")
# 2021年, 2021—2022学年, 2021-03-05, 2021.3: not the 2050 of 2050人
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=\s*[年届级学—–~至-]|[./]\d{1,2}(?!\d))")
_RANGE = re.compile(r"(?<!\d)((?:19|20)\d\d)年?(?:\d{1,2}月)?\s*(?:至|到|—+|–|~|-)\s*((?:19|20)\d\d)(?!\d)")
_SINCE = re.compile(r"(?<!\d)((?:19|20)\d\d)年?(?:\d{1,2}月)?(?:以来|至今|起|以前|之前|以后|之后)")


def years_of(text: str) -> list[str]:
    """Return the years that a text names, in order, those of a range (1991年至1994年) with all between them.

    A year since or before which something was (2020年以来) is not among them.

    Example: ``years_of("2020年以来，2021—2022年引进2050人")`` -> ``["2021", "2022"]``
    """
    text = _CHINESE.sub(lambda match: "".join(_DIGITS[char] for char in match[0]), text)
    since = {match.start(1) for match in _SINCE.finditer(text)}
    named = [(match.start(), match[0]) for match in _YEAR.finditer(text) if match.start() not in since]
    for match in _RANGE.finditer(text):
        first, last = int(match[1]), int(match[2])
        if first < last <= first + 60:
            named += [(match.start(), str(year)) for year in range(first, last + 1)]
    return list(dict.fromkeys(year for _, year in sorted(named)))


def asks_since(text: str) -> bool:
    """Tell whether a question asks for what has been since a year, or before it."""
    return bool(_SINCE.search(text)) or bool(re.search(r"\b(?:since|before|after)\b", text, re.IGNORECASE))


def can_be_of(years: Sequence[str], sentence: str, before: str) -> bool:
    """Tell whether a sentence can speak of all of some years: those that it names, or the last one named before it."""
    named = years_of(sentence) or years_of(before)[-1:]
    return bool(named) and set(years) <= set(named)
