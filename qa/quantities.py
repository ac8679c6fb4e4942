"""Numbers as values with units: 130名, 130 人 and 一百三十名 are one, and so are 50%, ５０％ and 百分之五十."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = r"(?<![0-9a-z+.])\d+(?:,\d{3})*(?:\.\d+)?(?![0-9a-z+])"
_HAN_DIGITS = "〇零一二两三四五六七八九"
_VALUES = dict(zip(_HAN_DIGITS, (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_ENGLISH_POWERS = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_ENGLISH = dict(
    zip(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        range(2, 13),
        strict=True,
    )
)
# Those of one line stand for each other
_UNIT_KINDS = (
    "%|个百分点|百分点|percent|per cent",
    "名|人|位|个",
    "日|号",
    "公里|千米",
    "次|场|回",
    "所|家",
    *[
        "年",
        "个月",
        "月",
        "天",
        "小时",
        "分钟",
        "元",
        "美元",
        "欧元",
        "日元",
        "项",
        "张",
        "支",
        "篇",
        "部",
        "门",
        "届",
        "期",
        "间",
        "座",
        "米",
        "厘米",
        "吨",
        "亩",
        "岁",
        "倍",
        "级",
        "世纪",
        "条",
        "种",
    ],
)
_UNITS = {unit: kind.split("|")[0] for kind in _UNIT_KINDS for unit in kind.split("|")}
# 一 is a number before these only: 一个, 一名 and 一次 are everywhere
_UNITS_OF_ONE = frozenset(("年", "月", "日", "%", "元", "级", "小时", "世纪"))
_QUANTITY = re.compile(
    rf"(?P<kind>百分之|第)?"
    rf"(?:(?P<digits>{_DIGITS})|(?P<han>[{_HAN_DIGITS}十][{_HAN_DIGITS}十百千万亿点]*)|\b(?P<english>{'|'.join(_ENGLISH)})\b|首(?=[次个批届家位名]))"
    rf"\s?[余多几]?(?P<power>[十百千万亿]+|(?:{'|'.join(_ENGLISH_POWERS)})\b)?[余多]?\s?"
    rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number in a text."""

    text: str
    start: int
    end: int
    value: Decimal
    unit: str  # one for all that stand for each other; "第" for a place in an order; "" where none is known

    def agrees(self, other: Quantity) -> bool:
        """Tell whether two may be the same: of equal value, and not of different units."""
        return self.value == other.value and (self.unit == other.unit or not (self.unit and other.unit))


def quantities(folded: str) -> Iterator[Quantity]:
    """Yield the numbers of a folded text.

    Example: ``quantities("引进一百三十人，占1.2万的百分之五")`` -> 130 名, 12000, 5 %
    """
    for match in _QUANTITY.finditer(folded):
        kind, han = match["kind"], match["han"]
        kind = "第" if match[0][0] == "首" else kind
        unit = {"百分之": "%", "第": "第", None: _UNITS.get(match["unit"] or "", "")}[kind]
        # 三全育人, 双高 and 一体化 count nothing
        if han and len(han) == 1 and not kind and not (unit if han != "一" else unit in _UNITS_OF_ONE):
            continue
        start, end = match.start(), match.start() + len(match[0].rstrip())
        yield Quantity(text=match[0].rstrip(), start=start, end=end, value=_value(match).normalize(), unit=unit)


def _value(match: re.Match[str]) -> Decimal:
    if match[0][0] == "首":
        return Decimal(1)
    if match["han"]:
        value = _han_value(match["han"])
    else:
        value = Decimal(_ENGLISH[match["english"]] if match["english"] else match["digits"].replace(",", ""))
    power = match["power"] or ""
    if power in _ENGLISH_POWERS:
        return value * _ENGLISH_POWERS[power]
    for character in power:
        value *= _POWERS[character]
    return value


def _han_value(text: str) -> Decimal:
    """Return the value of a Chinese numeral: 一百三十 is 130, 二〇二一 is 2021, 三点五 is 3.5."""
    whole, _, rest = text.partition("点")
    decimals = "".join(str(_VALUES[character]) for character in rest if character in _VALUES)
    if not _POWERS.keys() & set(whole):
        return Decimal("".join(str(_VALUES[character]) for character in whole) + (f".{decimals}" if decimals else ""))
    total = section = digit = 0
    for character in whole:
        power = _POWERS.get(character, 0)
        if not power:
            digit = _VALUES[character]
        elif power < _POWERS["万"]:
            section, digit = section + (digit or 1) * power, 0
        else:  # 亿 counts all before it, 万 what came since
            section += digit
            total = (total + section) * power if power > _POWERS["万"] else total + section * power
            section = digit = 0
    return Decimal(f"{total + section + digit}" + (f".{decimals}" if decimals else ""))
