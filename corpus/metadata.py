"""What a document says about itself: front matter, title, institution and the short names it uses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from corpus.clean import Byline
from corpus.errors import Notice
from corpus.extracted import CELL_BREAK

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
# Control characters and halves of characters, which no list can show and no database take
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?)?[月年]?\b")

# How the name of an institution ends, and how it is shortened. 二级学院 end in 学院 too, so that alone is not enough.
_SUFFIXES = {
    "职业技术师范大学": ("职技师大",),
    "职业技术大学": ("职大", "职业大学", "职技大"),
    "职业技术学院": ("职院", "职业学院", "职技院", "职技学院"),
    "职业大学": ("职大",),
    "职业学院": ("职院",),
    "高等专科学校": ("高专", "专科学校"),
    "高等职业学校": ("高职",),
    "中等职业学校": ("中职",),
    "中等专业学校": ("中专",),
    "职业技术学校": ("职校", "职业学校"),
    "职业教育中心": ("职教中心",),
    "职教中心": (),
    "职业高级中学": ("职高",),
    "职业中学": ("职中",),
    "职业学校": ("职校",),
    "技师学院": ("技院",),
    "技工学校": ("技校",),
    "大学": ("大",),
    "专科学校": ("专",),
}
_ENDING = re.compile(rf"(?:{'|'.join(_SUFFIXES)})(?!生|城|堂|语文|英语|们|出版|路|章程)")
_HAN_BEFORE = re.compile(r"[\u4e00-\u9fff]*\Z")
_STEM_CHARS = 16  # 上海电子信息… with room; the names of a few dozen colleges reach 12 before the ending
# A name that ends in 学院 or 学校 only is one if it opens the title or is the publisher, and begins with its province.
_PROVINCIAL = re.compile(
    r"(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏"
    r"|陕西|甘肃|青海|宁夏|新疆|内蒙古|[\u4e00-\u9fff]{2,3}市)[\u4e00-\u9fff]{2,10}(?:学院|学校)(?![\u4e00-\u9fff])"
)
# Words that stand before a name and are no part of it.
_BEFORE_NAME = re.compile(
    r"^.*(?:(?:对(?!外)|同(?!济))|[在由与和是为到从向将了的及称以让把被给使等跟于按据某]|作为|近日|近年来|走进|来自|关于|联合|访问|考察|参观|毕业于|就读于|"
    r"举办|召开|建设|创办|创建|打造|推进|推动|引领|助力|成为|组织|邀请|聘请|任职|任教|以来|通讯员|记者|院校|单位|学校|承办|主办|获批)"
)
_GENERIC = re.compile(
    r".*(?:[型类所个本该各我他两国级名新]|一流|综合|高等|高职|本科|民办|公办|兄弟|重点|研究|应用|全国|全省|全市|职业|试点|示范|普通|开放|老年|夜|"
    r"当代|青年|优质|合作|有关|相关|多|高水平)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The fields at the top of a note; those that are not there are None or empty."""

    title: str | None = None
    institution: str | None = None
    aliases: tuple[str, ...] = ()
    publisher: str | None = None
    author: str | None = None
    date: str | None = None
    type: str | None = None

    def or_else(self, other: FrontMatter) -> FrontMatter:
        """Return these fields, with those that are not there taken from others."""
        return FrontMatter(
            **{field.name: getattr(self, field.name) or getattr(other, field.name) for field in fields(self)}
        )


def split_front_matter(text: str, *, source: str) -> tuple[FrontMatter, str, Notice | None]:
    """Return the front matter, the text below it and a notice if the front matter cannot be read.

    What cannot be read is left in the text, so nothing is lost.
    """
    match = _FRONT_MATTER.match(text)
    if not match:
        return FrontMatter(), text, None
    import yaml

    try:
        # every value as the text that it is: 2022-02-30 is no error here, and 0x10 not 16
        found = yaml.load(match[1], Loader=yaml.BaseLoader)  # noqa: S506 - makes nothing but text, lists and mappings
    except (yaml.YAMLError, RecursionError):
        found = None
    if not isinstance(found, Mapping):
        notice = Notice(
            en=f"{source!r}: the front matter between the --- lines is not valid YAML (expected lines such as "
            "'title: ...'); it is kept as text. Correct it and read the file again.",
            zh=f"{source!r}：--- 之间的头部信息不是有效的 YAML（应为 title: ... 这样的行），已按正文保留；"
            "请改正后重新读取。",
        )
        return FrontMatter(), text, notice
    return front_matter(found), text[match.end() :], None


def front_matter(found: Mapping[str, object]) -> FrontMatter:
    """Return the fields of a mapping that are known; of the others nothing is taken."""
    words = {field.name: _words(found.get(field.name)) for field in fields(FrontMatter)}
    aliases = found.get("aliases")
    listed = aliases if isinstance(aliases, list) else re.split(r"[,，、;；]", str(aliases or ""))
    return FrontMatter(
        title=words["title"],
        institution=words["institution"],
        aliases=tuple(
            dict.fromkeys(word for alias in listed if not isinstance(alias, list) and (word := _words(alias)))
        ),
        publisher=words["publisher"],
        author=words["author"],
        date=iso_date(words["date"]),
        type=words["type"],
    )


def _words(value: object) -> str | None:
    """Return a field as one line of text; None if it is empty or no plain value."""
    if isinstance(value, list):  # one level: YAML aliases can make a list contain itself
        return "、".join(word for item in value if not isinstance(item, list) and (word := _words(item))) or None
    words = one_line(value) if isinstance(value, str) else ""
    return None if words in ("", "~", "null") else words


def one_line(words: str) -> str:
    """Return words as one line that can be stored and shown, which half a character (YAML can write one) cannot."""
    return " ".join(_UNSHOWN.sub(" ", words).split())


def iso_date(words: str | None) -> str | None:
    """Return YYYY, YYYY-MM or YYYY-MM-DD: 2022年10月27日 -> 2022-10-27."""
    match = _DATE.match(words or "")
    parts = [int(part) for part in match.groups() if part] if match else []
    try:
        date(*parts, *[1] * (3 - len(parts)))
    except ValueError:  # no day of the calendar: 2022-02-30
        return None
    return "-".join(f"{part:02}" for part in parts) or None


def find_title(text: str) -> str | None:
    """Return the first line of the text if it can be a title: short, no sentence, and no row of a table."""
    line = text.lstrip().split("\n", 1)[0].strip()
    if CELL_BREAK in line:
        return None
    line = re.sub(r"^#{1,6}\s+|\s+#+$", "", line)
    return line if 2 <= len(line) <= 80 and line[-1] not in "。，、；：,;:" and "。" not in line else None


def find_institution(text: str, byline: Byline) -> str | None:
    """Return the institution that a document is about; None unless its head names one or its text keeps to one.

    The title and the two lines under it count most, then who published it, then how often the text names it. The only
    one that a text names need only be named twice.
    """
    head = "\n".join(line for line in text.split("\n", 12) if line.strip()).split("\n")[:3]
    scores: Counter[str] = Counter()
    for line in head:
        if len(line) <= 80 and not line.endswith(("。", "！", "？")):
            scores.update(dict.fromkeys(_head_names(line), 5))
    scores.update(dict.fromkeys(_head_names(byline.publisher or ""), 4))
    scores.update(dict.fromkeys(_head_names(byline.author or ""), 3))
    for name in _names(text):
        scores[next((known for known in scores if name.endswith(known)), name)] += 1
    if len(scores) == 1 and _is_called_again(text, *scores):
        return next(iter(scores))
    ranked = scores.most_common(2)
    if not ranked or ranked[0][1] < 3 or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _is_called_again(text: str, institution: str) -> bool:
    """Tell whether a text names an institution more than once, by its name or a short form."""
    return text.count(institution) > 1 or bool(find_aliases(text, institution))


def _names(text: str) -> list[str]:
    """Return the names of institutions in a text, without the words that stand before them."""
    names = []
    for ending in _ENDING.finditer(text):
        before = _HAN_BEFORE.search(text[max(0, ending.start() - _STEM_CHARS) : ending.start()])
        stem = _BEFORE_NAME.sub("", before[0]) if before else ""
        if len(stem) >= 2 and not _GENERIC.fullmatch(stem):
            names.append(stem + ending[0])
    return names


def _head_names(line: str) -> list[str]:
    provincial = _PROVINCIAL.match(line)
    return _names(line) or ([provincial[0]] if provincial else [])


def find_aliases(text: str, institution: str) -> tuple[str, ...]:
    """Return the short names of an institution that its document uses.

    Example: 嘉兴职业技术学院 -> 嘉职院; 浙江工商职业技术学院 -> 浙江工商职院.
    """
    ending = _ENDING.search(institution)
    found = re.findall(
        rf"{re.escape(institution)}\s*[（(]以?下?简?称(?:为)?[:：]?[“\"]?([\u4e00-\u9fff]{{2,8}})[”\"]?[）)]", text
    )
    if ending and ending.start() >= 2:
        stem = institution[: ending.start()]
        stems = dict.fromkeys((stem, stem[0] + stem[2:], stem[0::2], stem[0] + stem[-2:], stem[:1]))
        shorts = (short + end for short in stems for end in _SUFFIXES[ending[0]])
        found += [short for short in shorts if len(short) >= 3 and short in text and short not in institution]
    return tuple(dict.fromkeys(found))
