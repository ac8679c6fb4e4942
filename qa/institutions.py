"""The schools that a question names: those of the documents by any form of their name, and those that are strangers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index import fold, is_word, without_frame
from qa.places import is_covered, place_of, place_pattern

HAN = r"\u3400-\u4dbf\u4e00-\u9fff"

# The regular short forms of a college: 聊城职院 and 聊职院 for 聊城职业技术学院, and 浙江工商 where the stem is no mere
# place name
_SHORT_ENDINGS = (
    (re.compile(r"职业(?:技术)?学院$"), "职院"),
    (re.compile(r"职业(?:技术)?大学$"), "职大"),
    (re.compile(r"(?:高级)?技工学校$"), "技校"),
)
# and of any school: 北屿海大 for 北屿海洋大学, 青岚医专 for 青岚医学高等专科学校
_INITIALS = (
    (re.compile(r"(?:职业)?(?:技术)?学院$"), "院"),
    (re.compile(r"(?:职业)?(?:技术)?大学$"), "大"),
    (re.compile(r"高等专科学校$"), "专"),
)
_TOWN = re.compile(rf"^([{HAN}]{{2}})[市县区](?=[{HAN}]{{4}})")
_COMPANY = re.compile(r"(?:股份)?有限(?:责任)?公司$")
_ENDING = re.compile(r"(?:职业)?(?:技术)?(?:大学|学院)$|高等专科学校$")
_WHOLE = re.compile(r"(?:大学|学院|学校|职院|职大|[院校])$")
_STEM_CHARS = 4
_PLACE_CHARS = 2
# 浙江工商 is not named in 浙江工商大学, nor 山西工程 in 山西工程科技职业大学: those are other schools
_NO_ENDING = (
    rf"(?!职业|技术|大学|学院|学校|(?:(?![和与跟及同的、]|{place_pattern()})[{HAN}]){{1,4}}"
    r"(?:职业(?:技术)?(?:大学|学院)|大学(?!生)))"
)
# A place alone is its school where it is what the question is about: 那聊城呢, 聊城和嘉兴有什么不同
_ABOUT_PLACE = (
    rf"(?:(?<![{HAN}])|(?<=那)|(?<=和)|(?<=与)|(?<=比较)|(?<=对比)|(?<=请问))",
    r"(?=呢|那(?:个|边|里)|如何|怎|有[没吗]|是否|有什么|和|与|跟|、|在[^，。]{0,12}[上中里面]|是?什么时候|何时|哪一?年"
    r"|的(?!学校|高校|院校|大学|高职))",
)
# A school's name: if the documents do not have it, nothing else answers for it
_SCHOOL = re.compile(
    rf"[{HAN}]{{2,10}}(?:职业技术师范大学|职业技术大学|职业技术学院|职业技术学校|职业大学|职业学院|专科学校|技师学院)"
    rf"|(?<![{HAN}])(?!高职)[{HAN}]{{1,4}}(?:职院|职大|高专)(?!校)"
)
# Other names begin with a place (浙江工商大学, 嘉兴学院), or are of schools that everybody knows by a short one
_KNOWN = (
    "清华 北大 复旦 浙大 南开 同济 武大 厦大 川大 南大 吉大 哈工大 中科大 上交大 上海交大 西安交大 西交大 北航 北理工"
    " 北师大 华师大 华中科大 华科大 西工大 国科大 深大 哈佛 耶鲁 牛津大学 剑桥大学 斯坦福 麻省理工"
)
# 北大 is not in 东北大学, 南大 not in 南大门, 武大 not in 武大郎, 清华 not in 清华园
_PART_OF_WORD = r"(?<![东西湖河华江海云])(?:{names})(?!门|街|郎|园|道|路|桥|红)(?:大学|学院)?"
# Perhaps a school's name, perhaps 现代产业学院: the passage has to have it, whatever it is
_PERHAPS_SCHOOL = re.compile(rf"(?<![{HAN}])[{HAN}]{{2,6}}(?:大学(?!生)|学院)")
# No school of its own, with whatever goes before
_GENERIC_SCHOOL = re.compile(
    r"(?:二级|产业|马克思主义|现代|信息|工程|管理|经济|继续教育|国际|教师|老年|开放|社区|职业|本科|应用型|[各个所些家类种名级型一二三四五六七八九十两系])"
    r"(?:学院|大学)$"
)
_ANY_COLLEGE = re.compile(
    r"(?:高等|本科|优质|一流|普通|公办|民办|类|所|有|个|国|省|层次)(?:职业(?:技术)?(?:大学|学院)|专科学校)$"
)
_SCHOOLS_OF = (
    r"({places})(?:市|省|地区|等地|自治区)?"
    r"(?:的?(?:职业院校|高职院校|职业学校|学校|高校|院校|高职|中职|中学|小学)|的大学)(?!生)"
)
_LEADING = re.compile(r"^(?:和|与|及|跟|同|在|由|自|从|被|将|请问|那么|那|问|比较|对比|关于|以及)+")


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names an institution."""

    start: int
    end: int
    name: str  # as the documents have it


def institution_forms(institutions: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the institution for each form of its name, folded: the name, its aliases, and its regular short forms.

    A short form that two institutions share stands for neither.
    """
    forms = _unshared((form, name) for name in institutions for form in _short_forms(name))
    return forms | {fold(form): name for name, aliases in institutions.items() for form in (*aliases, name)}


def _short_forms(name: str) -> Iterator[str]:
    stem = _ENDING.sub("", name)
    yield stem if len(stem) >= _STEM_CHARS else name
    for ending, short in _SHORT_ENDINGS:
        if ending.search(name):
            yield ending.sub(short, name)
            if len(stem) < _STEM_CHARS:
                yield stem[0] + short
    yield from _forms_of_others(name)
    if len(stem) >= _STEM_CHARS and place_of(name):
        yield stem[0] + stem[_PLACE_CHARS:]  # 浙工商
        yield from (stem[0] + stem[_PLACE_CHARS:] + short for ending, short in _SHORT_ENDINGS if ending.search(name))
    for ending, short in _INITIALS:
        middle = ending.sub("", name)[_PLACE_CHARS:]
        # 浙江工院 may be another school than 浙江工商职业技术学院
        if ending.search(name) and len(middle) > 1 and not ("职业" in name and place_of(name)):
            yield name[:_PLACE_CHARS] + middle[0] + short


def _forms_of_others(name: str) -> Iterator[str]:
    """Yield the short forms of what is no school."""
    if _TOWN.match(name):
        yield _TOWN.sub(r"\1", name)
    if _COMPANY.search(name):
        yield _COMPANY.sub("", name)
        yield _COMPANY.sub("公司", name)


def _unshared(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    names: dict[str, set[str]] = {}
    for form, name in pairs:
        names.setdefault(fold(form), set()).add(name)
    return {form: found.pop() for form, found in names.items() if len(found) == 1}


def find_institutions(text: str, institutions: Mapping[str, Sequence[str]]) -> list[Mention]:
    """Return the places where a text in one width (see `one_width`) names institutions, in Chinese, in its order."""
    known = tuple((name, tuple(aliases)) for name, aliases in institutions.items())
    pattern, names = _pattern(known)
    if not names:
        return []
    return [Mention(*match.span(), names[match[0]]) for match in pattern.finditer(lowered(text))]


@lru_cache(maxsize=4)
def _pattern(institutions: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return what finds the forms of names, the longest first, and the institution for each."""
    forms = institution_forms(dict(institutions))
    stems = _unshared((_ENDING.sub("", name), name) for name, _ in institutions)
    places = {stem: name for stem, name in stems.items() if 2 <= len(stem) < _STEM_CHARS and stem not in forms}
    # the beginning of a longer name is the school, unless it is a province or a city with other schools: 井坪 for
    # 井坪康养职业学院
    beginnings = _unshared((name[:_PLACE_CHARS], name) for name, _ in institutions if not place_of(name))
    places |= {beginning: name for beginning, name in beginnings.items() if beginning not in forms}
    # in a follow-up, a province or a city alone: 那山西呢
    talked_of = _unshared((name[:_PLACE_CHARS], name) for name, _ in institutions)
    talked_of = {place: name for place, name in talked_of.items() if place not in places | forms}
    before, after = _ABOUT_PLACE
    patterns = [(form, _form_pattern(form)) for form in forms]
    patterns += [
        (place, f"{before}{re.escape(place)}{after}" if is_word(place) else _form_pattern(place)) for place in places
    ]
    patterns += [(place, rf"(?:(?<=^那)|^){place}(?=的?呢)") for place in talked_of]
    patterns.sort(key=lambda one: -len(one[0]))
    return re.compile("|".join(pattern for _, pattern in patterns)), talked_of | places | forms


def _form_pattern(form: str) -> str:
    if form.isascii():
        return rf"(?<![0-9a-z]){re.escape(form)}(?![0-9a-z])"
    return re.escape(form) + ("" if _WHOLE.search(form) else _NO_ENDING)


def lowered(text: str) -> str:
    """Return the text in lower case and of the same length."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def without(text: str, mentions: Sequence[Mention]) -> str:
    """Return a text with a space in the place of each mention."""
    for mention in reversed(mentions):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return text


def find_strangers(folded: str, institutions: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the Chinese names of schools, and of places whose schools are meant, that no document is about.

    Args:
        folded: A folded question without the institutions of the documents.
        institutions: Those institutions, with their aliases.
    """
    named = [form for name, aliases in institutions.items() for form in (name, *aliases)]
    places = [match[0] for match in _schools_of().finditer(folded) if not is_covered(match[1], named)]
    plain = without_frame(_schools_of().sub(" ", folded))
    found = [name for name in map(_trimmed, _SCHOOL.findall(plain)) if not _ANY_COLLEGE.search(name)]
    rest = _SCHOOL.sub(" ", plain)
    found += [match[0] for match in _of_a_place().finditer(rest) if not _GENERIC_SCHOOL.fullmatch(match[0])]
    rest = _of_a_place().sub(" ", rest)
    return list(dict.fromkeys((*found, *places, *_known().findall(rest))))


def of_a_place(folded: str, institutions: Mapping[str, Sequence[str]]) -> tuple[list[str], str]:
    """Return the institutions of a place whose schools a question asks about, and the question without that.

    Example: 浙江的学校怎么做党建 asks about those of Zhejiang among the institutions.
    """
    found = _schools_of().search(folded)
    if not found:
        return [], folded
    names = [name for name, aliases in institutions.items() if is_covered(found[1], (name, *aliases))]
    return names, f"{folded[: found.start()]} {folded[found.end() :]}" if names else folded


def perhaps_schools(plain: str) -> list[str]:
    """Return what may be the name of a school in a folded question without its frame."""
    return [name for name in map(_trimmed, _PERHAPS_SCHOOL.findall(plain)) if not _GENERIC_SCHOOL.search(name)]


def _trimmed(name: str) -> str:
    """Return a name without what stands before the place that it begins with."""
    place = re.search(place_pattern(), name)
    return name[place.start() :] if place else _LEADING.sub("", name)


@lru_cache(maxsize=1)
def _of_a_place() -> re.Pattern[str]:
    """A place and the ending of a school's name: 浙江工商大学, 北京大学, 嘉兴学院."""
    return re.compile(
        rf"(?:{place_pattern()}|中国|国防|华东|华南|华北|华中|西北|西南|东北|东南|中南)[{HAN}]{{0,8}}?"
        r"(?:大学(?!生)|(?<!二级)(?<!产业)(?<!主义)学院(?!派))"
    )


@lru_cache(maxsize=1)
def _schools_of() -> re.Pattern[str]:
    return re.compile(_SCHOOLS_OF.format(places=place_pattern()))


@lru_cache(maxsize=1)
def _known() -> re.Pattern[str]:
    return re.compile(_PART_OF_WORD.format(names="|".join(_KNOWN.split())))
