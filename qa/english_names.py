"""The schools that a question names in English or in pinyin: "Jiaxing Vocational", "Zhejiang Gongshang".

A name is read as the pinyin of its place, translations (or the pinyin) of the words in the middle, and words such as
college that any school has. pypinyin is imported only if a word of the question can be pinyin: that takes 0.15 s.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from qa.institutions import Mention, lowered
from qa.name_words import IN_NAMES
from qa.places import is_covered, place_of, provinces

_WORD = re.compile(r"[a-z]+")
_PINYIN = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|ia|ie|in|iu|ou"
    r"|ua|ue|ui|un|uo|a|e|i|o|u)|ang|ai|an|ao|en|er|ou|a|e)+"
)
_MIN_PINYIN = 4
# What stands between the words of one name
_GAPS = (" ", "-", " & ", "  ", "'")
# Places whose English name is not their pinyin
_IRREGULAR = {
    "shaanxi": "陕西", "harbin": "哈尔滨", "tibet": "西藏", "lhasa": "拉萨", "urumqi": "乌鲁木齐", "hohhot": "呼和浩特",
    "macau": "澳门", "macao": "澳门", "peking": "北京", "taipei": "台北", "qiqihar": "齐齐哈尔", "xinjiang": "新疆",
}  # fmt: skip
# Schools that everybody knows by a name that is no place
_KNOWN = {
    "tsinghua",
    "fudan",
    "tongji",
    "nankai",
    "harvard",
    "oxford",
    "cambridge",
    "stanford",
    "yale",
    "mit",
    "renmin",
}
_HEADS = {"college", "university", "institute", "polytechnic", "academy"}
_GENERIC = _HEADS | {"vocational", "technical", "technology", "professional", "technological", "higher", "school"}
_JOINING = {"and", "of", "for", "the"}
_SCHOOLS = {"schools", "colleges", "universities", "institutions", "polytechnics"}
# Any other university with a name of its own
_OTHER_UNIVERSITY = re.compile(
    r"\b(?!(?:The|What|Which|How|Does|Do|Is|Are|Did|Has|Have|Who|When|Where|Why|Each|Every|Any|This|That|Vocational|Technical)\b)"
    r"(?:[A-Z][a-z]+ ){1,3}(?:University|Polytechnic)\b|\bUniversity of [A-Z][a-z]+"
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A way to read words of a question as a school's name."""

    end: int  # the word after the last
    fit: int
    name: str


@dataclass(frozen=True, slots=True)
class _Name:
    """An institution's name, ready to be recognised in English."""

    name: str
    places: frozenset[str]  # what it begins with, in Latin letters
    parts: tuple[tuple[tuple[str, ...], ...], ...]  # the wordings of each word in its middle


def find_english_names(text: str, institutions: Mapping[str, Sequence[str]]) -> tuple[list[Mention], list[str]]:
    """Return where a text in one width names institutions in Latin letters, and the strangers that it names so.

    A name that could be that of several institutions stands for none of them.
    """
    found = list(_WORD.finditer(lowered(text)))
    words = [match[0] for match in found]
    joined = [text[one.end() : next_one.start()] in _GAPS for one, next_one in pairwise(found)]
    others = _OTHER_UNIVERSITY.findall(text)
    if not _may_name(words):
        return [], others
    names = _names(tuple(institutions)) if any(map(_is_pinyin, words)) else ()
    mentions: list[Mention] = []
    strangers: list[str] = []
    start = 0
    while start < len(words):
        stop = start + 1 + next((n for n, good in enumerate(joined[start:]) if not good), len(joined) - start)
        end = start + 1
        if reading := _best(names, words[start:stop]):
            end = start + reading.end
            mentions.append(Mention(found[start].start(), found[end - 1].end(), reading.name))
        elif length := _stranger(words[start:stop], institutions):
            end = start + length
            strangers.append(text[found[start].start() : found[end - 1].end()])
        start = end
    others = [name for name in others if not any(name in stranger or stranger in name for stranger in strangers)]
    named = [text[one.start : one.end] for one in mentions]
    others = [name for name in others if not any(one in name or name in one for one in named)]
    return mentions, list(dict.fromkeys((*strangers, *others)))


def _may_name(words: Sequence[str]) -> bool:
    return any(_is_pinyin(word) or word in _IRREGULAR or word in _KNOWN for word in words)


def _is_pinyin(word: str) -> bool:
    return len(word) >= _MIN_PINYIN and bool(_PINYIN.fullmatch(word))


def _pinyin(text: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(text)).replace("ü", "u")


def _place_names(place: str) -> set[str]:
    """Return how a place is written in Latin letters; 陕西 is Shaanxi, as 山西 is Shanxi."""
    names = {english for english, chinese in _IRREGULAR.items() if chinese == place}
    return names if place == "陕西" else names | {_pinyin(place)}


@lru_cache(maxsize=4)
def _names(institutions: tuple[str, ...]) -> tuple[_Name, ...]:
    return tuple(map(_read_name, institutions))


def _read_name(name: str) -> _Name:
    stem = re.sub(r"(?:高等)?(?:职业)?(?:技术)?(?:大学|学院|专科学校)$", "", name)
    place = place_of(stem) or stem[:2]
    rest = stem.removeprefix(place).lstrip("市省")
    pieces = re.findall("|".join(sorted(IN_NAMES, key=len, reverse=True)) + r"|.", rest)
    parts = tuple(
        tuple(tuple(wording.split()) for wording in (*IN_NAMES.get(piece, "").split("|"), _pinyin(piece)) if wording)
        for piece in _joined_singles(pieces)
    )
    return _Name(name, frozenset(_place_names(place)), parts)


def _joined_singles(pieces: Sequence[str]) -> Iterator[str]:
    """Yield the words of a name; characters that are no known word stay together."""
    single = ""
    for piece in pieces:
        if len(piece) == 1:
            single += piece
            continue
        if single:
            yield single
        single = ""
        yield piece
    if single:
        yield single


def _best(names: Sequence[_Name], words: Sequence[str]) -> _Reading | None:
    """Return the reading of the words at the start as an institution, if one fits better than all others."""
    readings = [reading for name in names if (reading := _read(name, words))]
    if not readings:
        return None
    best = max((reading.end, reading.fit) for reading in readings)
    fitting = [reading for reading in readings if (reading.end, reading.fit) == best]
    return fitting[0] if len(fitting) == 1 else None


def _read(name: _Name, words: Sequence[str]) -> _Reading | None:
    place = _place_words(name.places, words)
    if not place:
        return None
    at, last = place, place
    open_parts, said = list(name.parts), set()
    while at < len(words):
        part, length = _next_part(open_parts, words[at:])
        if part is not None:
            open_parts.remove(part)
        elif words[at] in _GENERIC | _JOINING:
            said.add(words[at])
            length = 1
        else:
            break
        at += length
        if words[at - 1] not in _JOINING:
            last = at
    said &= set(words[place:last])
    if open_parts or _is_other(name.name, said, words[last:]):
        return None
    return _Reading(last, 2 * len(name.parts) + _agreement(name.name, said), name.name)


def _place_words(places: Container[str], words: Sequence[str]) -> int:
    """Return how many of the first words write a place: 1 for jiaxing, 2 for jia xing, 0 if they do not."""
    return next((n for n in (1, 2, 3) if n <= len(words) and "".join(words[:n]) in places), 0)


def _next_part(
    parts: Sequence[tuple[tuple[str, ...], ...]], words: Sequence[str]
) -> tuple[tuple[tuple[str, ...], ...] | None, int]:
    fitting = [(len(wording), part) for part in parts for wording in part if tuple(words[: len(wording)]) == wording]
    length, part = max(fitting, default=(0, None), key=lambda one: one[0])
    return part, length


def _agreement(name: str, said: set[str]) -> int:
    if not said:
        return 0
    technical = bool(said & {"technical", "technology", "technological"})
    return (technical == ("技术" in name)) + (("university" in said) == ("大学" in name))


def _is_other(name: str, said: set[str], after: Sequence[str]) -> bool:
    """Tell whether the words make it another school's name, or the place's: Jiaxing University, Quanzhou city."""
    if "university" in said and "大学" not in name and "vocational" not in said:
        return True
    if "vocational" in said and "职业" not in name:
        return True
    if said & _HEADS:
        return False
    return bool(after) and (after[0] in {"city", "province", "municipality"} | _SCHOOLS or bool(_head_after(after)))


def _head_after(words: Sequence[str]) -> int:
    """Return how many words there are up to a college or university, if all can be parts of its name."""
    vocabulary = _name_words()
    for number, word in enumerate(words):
        if word in _HEADS:
            return number + 1
        if word not in vocabulary and not _is_pinyin(word):
            return 0
    return 0


@lru_cache(maxsize=1)
def _name_words() -> frozenset[str]:
    return (
        frozenset(word for wordings in IN_NAMES.values() for word in re.findall("[a-z]+", wordings))
        | _GENERIC
        | _JOINING
    )


def _stranger(words: Sequence[str], institutions: Mapping[str, Sequence[str]]) -> int:
    """Return how many of the first words name a school, or the schools of a place, that no document is about."""
    if words[0] in _KNOWN:
        return 1 + _head_after(words[1:])
    places = _places()
    if words[0] in _SCHOOLS and words[1:2] and words[1] in {"in", "of", "from"}:
        length = _place_words(places, words[2:])
        return 2 + length if length and not is_covered(places["".join(words[2 : 2 + length])], institutions) else 0
    if not (length := _place_words(places, words)):
        return 0
    if head := _head_after(words[length:]):
        return length + head
    place = places["".join(words[:length])]
    rest = words[length : length + 2]
    schools = next(
        (n for n, word in enumerate(rest, start=1) if word in _SCHOOLS and set(rest[:n]) <= _SCHOOLS | _GENERIC), 0
    )
    return length + schools if schools and not is_covered(place, institutions) else 0


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    return {name: place for place in provinces() for name in _place_names(place)}
