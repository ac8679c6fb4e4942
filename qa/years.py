"""Years and days: which of them a text speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DIGITS = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
# 二〇一九年
_CHINESE = re.compile(r"[一二][〇零一二三四五六七八九]{3}(?=年)")
# 2021年, 2021—2022学年, 2021-03-05, 2021.3: not the 2050 of 2050人
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=\s*[年届级学—–~至-]|[./]\d{1,2}(?!\d))")
_RANGE = re.compile(r"(?<!\d)((?:19|20)\d\d)年?(?:\d{1,2}月)?\s*(?:至|到|—+|–|~|-)\s*((?:19|20)\d\d)(?!\d)")
# 1998年6月, 8月16日, 8 月 16 号
_DATE = re.compile(r"(?<!\d)(?:[12]\d{3}\s*年)?\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?|(?<!\d)[12]\d{3}\s*年")
_DAY = re.compile(r"(?<!\d)\d{1,2}\s*月(?:份|\s*\d{1,2}\s*[日号])?")
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


def dates_of(text: str) -> list[str]:
    """Return the dates that a text names, as exact as it names them, in order.

    Example: ``dates_of("1998 年 6 月至2000年，8月16号")`` -> ``["1998年6月", "2000年", "8月16日"]``
    """
    return [re.sub(r"\s", "", found[0]).replace("号", "日") for found in _DATE.finditer(text)]


def without_days(text: str) -> str:
    """Return a text without its months and days: 2021年9月 is 2021年."""
    return _DAY.sub(" ", text)


def share_of_dates(dates: Sequence[str], sentences: Sequence[str]) -> list[float]:
    """Return how much of some dates each sentence of a passage has: 0 to 1, and 1 of none.

    A date whose year alone is there, in the sentence or last before it, counts half.
    """
    if not dates:
        return [1.0] * len(sentences)
    shares = []
    year = ""
    for sentence in sentences:
        plain = re.sub(r"\s", "", sentence).replace("号", "日")
        years = years_of(sentence) or [year]
        found = (1.0 if date in plain else 0.5 * (date[:4] in years) for date in dates)
        shares.append(sum(found) / len(dates))
        year = years[-1]
    return shares


def asks_since(text: str) -> bool:
    """Tell whether a question asks for what has been since a year, or before it."""
    return bool(_SINCE.search(text)) or bool(re.search(r"\b(?:since|before|after)\b", text, re.IGNORECASE))


def can_be_of(years: Sequence[str], sentence: str, before: str) -> bool:
    """Tell whether a sentence can speak of all of some years: those that it names, or the last one named before it."""
    named = years_of(sentence) or years_of(before)[-1:]
    return bool(named) and set(years) <= set(named)
