"""Numbers as a sheet shows them: what the format of a cell makes of its value."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

EPOCH = datetime(1899, 12, 30)

# Formats of numbers by their ids
_CHINESE_FORMATS = {
    **dict.fromkeys((14, 30), "yyyy/m/d"),
    22: "yyyy/m/d h:mm",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
}
_SYSTEM_FORMATS = {"[$-F800]": _CHINESE_FORMATS[31], "[$-F400]": "h:mm:ss"}  # as the computer is set
_CODE_LENGTH = 255  # that a format may have
_DIGITS = 15  # that a number has
_SMALLEST = Decimal("0.0001")
_LAST_DAY = 2_958_466  # 31 December 9999 and one
_EXACT = Context(prec=1000)

_UNIT = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]|.', re.DOTALL)
_LITERAL = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE = re.compile("[ymdhs]|aaa", re.IGNORECASE)
_PLAIN = r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].'
_NUMBER = re.compile(
    rf"{_PLAIN}|\[\$(?P<symbol>[^\]-]*)[^\]]*\]|\[[^\]]*\]|(?P<general>General|G/通用格式|@)"
    r"|(?P<digits>(?:[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+),*(?:E[+-][0#?]+)?)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_EXPONENT = re.compile("E.*", re.IGNORECASE)
_MOMENT = re.compile(
    rf"{_PLAIN}|(?P<code>\[(?:h+|m+|s+)\]|AM/PM|A/P|上午/下午|y+|m+|d+|h+|s+(?:\.0+)?|a{{3,4}})|\[[^\]]*\]|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)


def known_formats() -> dict[int, str]:
    """Return the formats by their ids: those that every workbook knows, and those of Chinese Excel."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    return BUILTIN_FORMATS | _CHINESE_FORMATS


@lru_cache(maxsize=10_000)
def show_number(value: str, code: str, *, epoch: datetime) -> str:
    """Return a number as a sheet shows it with this format: ("0.955", "0.0%") -> "95.5%".

    Formats that hide it give "". What the format says about conditions and Chinese numerals is not followed.
    """
    if code == "General" and value.isdecimal() and len(value) < _DIGITS:
        return value  # the most frequent by far
    try:
        days = float(value)
    except ValueError:
        return value
    if not math.isfinite(days) or abs(days) >= 10**_DIGITS:
        return value
    number = Decimal(repr(days))  # 0.95499999999999996 in the file is 0.955
    sections = _sections(code)
    if _DATE.search(_LITERAL.sub("", sections[0])):
        return _show_date(days, sections[0], epoch) if 0 <= days < _LAST_DAY else _show_general(number)
    which = 0 if len(sections) == 1 or number > 0 else 1 if number < 0 else 2
    sign = "-" if number < 0 and len(sections) == 1 else ""
    return sign + _show_decimal(abs(number), sections[which] if which < len(sections) else sections[0])


@lru_cache(maxsize=1000)
def _sections(code: str) -> list[str]:
    """Split a format into those for positive numbers, negative ones, zero and text."""
    sections = [""]
    for unit in _UNIT.findall(_SYSTEM_FORMATS.get(code[:8], code or "General")[:_CODE_LENGTH]):
        if unit == ";":
            sections.append("")
        else:
            sections[-1] += unit
    return sections


def _show_decimal(number: Decimal, section: str) -> str:
    tokens = list(_NUMBER.finditer(section))
    if sum(bool(match["digits"]) for match in tokens) > 1:  # a fraction, or the groups of a telephone number
        return _show_general(number)
    scaled = number * 100 ** sum(match["other"] == "%" for match in tokens)
    shown = ""
    for match in tokens:
        if match["digits"]:
            shown += _show_digits(scaled, match["digits"])
        elif match["general"]:
            shown += _show_general(number)
        else:
            shown += match[match.lastgroup] if match.lastgroup else ""
    return shown.strip()


def _show_digits(number: Decimal, digits: str) -> str:
    """Write a number like #,##0.00, where each comma at the end stands for a division by 1,000."""
    mantissa, exponent = _EXPONENT.sub("", digits), _EXPONENT.search(digits)
    whole, _, places = mantissa.rstrip(",").partition(".")
    if exponent:
        return f"{float(number):.{len(places)}E}"
    scaled = number / 1000 ** (len(mantissa) - len(mantissa.rstrip(",")))
    rounded = scaled.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP, _EXACT)
    before, _, after = f"{rounded:,f}".partition(".")
    if "," not in whole:
        before = before.replace(",", "").zfill(whole.count("0"))
    if before == "0" and "0" not in whole:
        before = ""
    certain = places.count("0")  # the other places are optional
    after = after[:certain] + after[certain:].rstrip("0")
    return f"{before}.{after}" if after else before


def _show_general(number: Decimal) -> str:
    """Write a number in the 11 characters that a cell without a format gives it, a whole one in full."""
    if number == number.to_integral_value():
        return str(int(number))
    if abs(number) < _SMALLEST:
        return f"{float(number):.6g}"
    places = max(0, 10 - len(str(int(abs(number)))))
    shown = f"{number:.{places}f}"
    return shown.rstrip("0").rstrip(".") if places else shown


def _show_date(days: float, section: str, epoch: datetime) -> str:
    tokens = list(_MOMENT.finditer(section))
    codes = [(match["code"] or "").lower().partition(".")[0] for match in tokens]
    fields = _fields_of_moment(days, epoch, in_halves=any("/" in code for code in codes))
    shown = before = ""
    for at, (match, code) in enumerate(zip(tokens, codes, strict=True)):
        if not code:
            shown += match[match.lastgroup] if match.lastgroup else ""
            continue
        after = next(filter(None, codes[at + 1 :]), "")
        is_minute = code in ("m", "mm") and (before.lstrip("[").startswith("h") or after.startswith("s"))
        shown += fields.get(code.replace("m", "n") if is_minute else code, "")
        before = code
    return shown.strip()


def _fields_of_moment(days: float, epoch: datetime, *, in_halves: bool) -> dict[str, str]:
    """Return what each code of a format stands for; "n" for minutes, as "m" is the month."""
    seconds = round(days * 86_400)
    moment = epoch + timedelta(seconds=seconds)
    if epoch == EPOCH and days < 60:
        moment += timedelta(days=1)  # Excel takes 1900 for a leap year
    hour = (moment.hour % 12 or 12) if in_halves else moment.hour
    weekday = "一二三四五六日"[moment.weekday()]
    half = "上午" if moment.hour < 12 else "下午"
    numbers = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}
    elapsed = {"h": seconds // 3600, "m": seconds // 60, "s": seconds}
    return {
        **{code: str(value) for code, value in numbers.items()},
        **{2 * code: f"{value:02}" for code, value in numbers.items()},
        **{f"[{code}]": str(value) for code, value in elapsed.items()},
        **{f"[{2 * code}]": f"{value:02}" for code, value in elapsed.items()},
        **dict.fromkeys(("y", "yy"), f"{moment:%y}"),
        **dict.fromkeys(("yyy", "yyyy"), f"{moment.year:04}"),
        **{"mmm": f"{moment:%b}", "mmmm": f"{moment:%B}", "ddd": f"{moment:%a}", "dddd": f"{moment:%A}"},
        **{"aaa": weekday, "aaaa": f"星期{weekday}"},
        **{"am/pm": "AM" if moment.hour < 12 else "PM", "a/p": half, "上午/下午": half},
    }
