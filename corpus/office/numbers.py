"""Numbers as Office writes them before the items of a list."""

from __future__ import annotations

import re

_DIGITS = "零一二三四五六七八九"
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_SIGNS_OF_DIGITS = {
    "decimalFullWidth": str.maketrans("0123456789", "０１２３４５６７８９"),
    "ideographDigital": str.maketrans("0123456789", "〇一二三四五六七八九"),
}
_ROMAN = dict(
    zip(
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        strict=True,
    )
)
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_SERIES = {
    "decimalEnclosedCircle": _CIRCLES,
    "decimalEnclosedCircleChinese": _CIRCLES,
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}


def written_number(count: int, form: str) -> str:
    """Return a number in one of Word's formats, in digits where the format is not known.

    Example: (21, "chineseCounting") -> "二十一"
    """
    if form == "none":
        return ""
    if 0 < count <= len(series := _SERIES.get(form, "")):
        return series[count - 1]
    if 0 < count < 10_000 and form.endswith(("Letter", "Roman")):
        written = _letters(count) if form.endswith("Letter") else _roman(count)
        return written.lower() if form.startswith("lower") else written
    if 0 <= count < 10_000 and (form == "chineseLegalSimplified" or "Counting" in form):
        return _chinese(count, form)
    return f"{count:02}" if form == "decimalZero" else str(count).translate(_SIGNS_OF_DIGITS.get(form, {}))


def _letters(count: int) -> str:
    return chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1)


def _roman(count: int) -> str:
    written = ""
    for sign, worth in _ROMAN.items():
        written += sign * (count // worth)
        count %= worth
    return written


def _chinese(count: int, form: str) -> str:
    written = ""
    for power, unit in enumerate(("", "十", "百", "千")):
        digit = count // 10**power % 10
        written = _DIGITS[digit] + (unit if digit else "") + written
    written = re.sub("零+", "零", written).strip("零") or "零"
    if form == "chineseLegalSimplified":
        return written.translate(_LEGAL)
    return written[1:] if 10 <= count < 20 else written
