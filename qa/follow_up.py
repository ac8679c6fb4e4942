"""A follow-up made whole: the question written out so that it can be asked by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.institutions import HAN, Mention

# A question that leans on the one before it; any other stands alone, whatever was asked before
_THEIRS = (
    r"(?:该校|该院|此校|这[所个家](?:学校|学院|院校|大学)|那[所个家](?:学校|学院|院校|大学)|它们|它|他们|她们|他|她)"
)
_LEANS = re.compile(
    rf"^(?:那(?!些|所|个|家)|其(?!他|它|实)|还有|另外|此外|其中|一共|总共|共有|当时|后来|具体|还|第[一二三四五六七八九十]+[个项条关步点]?)"
    rf"|{_THEIRS}(?!国|人|山)|那里|呢[？?。！!\s]*$|也?一样吗|相比"
    r"|^(?:and|but|so|then|also|what about|how about)\b|\b(?:they|their|them|its|he|she|his|her|him)\b"
    r"|\bth(?:at|is) (?:school|college|university)\b"
    r"|\b(?:does|did|is|was|has) it\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:那么|那|还有|另外|此外|其中|(?:and|but|so|then|also)\b(?: (?:what|how) about\b)?|(?:what|how) about\b)"
    r"[，,、\s]*",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"呢?[？?。！!，,\s]*$")
_PRONOUN = re.compile(rf"{_THEIRS}(?!国|人|山)|(?<![{HAN}])其(?=[{HAN}])|那里")
_ENGLISH_POSSESSIVE = re.compile(r"\b(?:their|its|his|her)\b", re.IGNORECASE)
_ENGLISH_PRONOUN = re.compile(
    r"\b(?:they|them|it|he|she|th(?:at|is|e) (?:school|college|university))\b"
    r"|(?<!are )(?<!is )(?<!was )(?<!were )\bthere\b",
    re.IGNORECASE,
)
# "The schools" of a survey, whose place a named one takes
_ALL = re.compile(
    r"(?:各|每|哪些|哪几|哪|所有|全部|这些)(?:个|所|家|类|几所)?(?:职业院校|高职院校|院校|高校|学校|校)|(?:有)?(?:多少|几)所学校"
    r"|\b(?:the |which |what |all |each |every )?(?:schools?|colleges?|institutions?|universit(?:y|ies))\b",
    re.IGNORECASE,
)
# He or she, where the question before asked who somebody is
_WHO = re.compile(r"^(?P<zh>.*?)是谁[？?。\s]*$|^who (?:is|was) (?P<en>[^?]*)[?\s]*$", re.IGNORECASE)
_PERSON = re.compile(r"(?:他|她)(?!们|国|人|山)|\b(?:he|she)\b", re.IGNORECASE)
# That one: what the question before is about
_THAT_ONE = re.compile(r"(?:那|这)个(?=[是有在叫怎如和跟与由归属]|什么)")
_SUBJECTLESS = re.compile(
    r"有(?!没有)|共|参加|参与|覆盖|服务|持续|取得|效果|成效|结果|目的|目标|要求|条件|内容|标准|流程|步骤|经费|规模|由谁|谁来"
)
# The schools besides the one before: 其他学校呢, what about the other schools
_OTHERS = re.compile(
    r"(?:其他|其它|别的|另外(?:几|的)?)[几所个家的]*(?:学校|院校|高校|单位)|还有(?:哪些|别的|其他)(?:学校|院校|高校)"
    r"|\b(?:the )?other (?:schools|colleges|institutions|universities)\b",
    re.IGNORECASE,
)
# What goes before a follow-up and says nothing, and what stands for 那
_COURTESY = re.compile(
    r"^(?:(?:好的?|谢谢你?|嗯+|哦|明白了?|知道了|ok|okay|thanks|thank you)[，,。！!\s]+)+", re.IGNORECASE
)
_THEN = re.compile(r"^(?:那么|换成|换)(?=\S)")
# Beside another school: 与泉州职大相比呢, 泉州职大也一样吗
_BESIDE = re.compile(r"^(?:那)?(?:和|与|跟|同)?\s*(?:相比|比|比较|比起来|也?一样)")
_UNIT = re.compile(
    rf"[{HAN}]{{2,10}}?(?:系|部|书院|学院|研究院|中心|处|室|党委|党总支|党支部|团委|协会|社团)(?=如何|怎|有|是|的|什么|在)"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?=[年届级]|\b)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question of a conversation, as far as a follow-up leans on it."""

    text: str  # in one width
    mentions: tuple[Mention, ...]
    contents: tuple[str, ...]  # what it is about, as it stands in the text
    chinese: bool


def without_courtesy(text: str) -> str:
    """Return a question without what goes before it and says nothing: 好的，那么泉州呢 is 那泉州呢."""
    return _THEN.sub("那", _COURTESY.sub("", text)) or text


def leans(text: str) -> bool:
    """Tell whether a question leans on the one before it."""
    return bool(_LEANS.search(text) or _THAT_ONE.search(text) or _OTHERS.search(text))


def assumed(turn: Turn, before: Turn) -> list[str]:
    """Return what a question that could stand alone may mean after another, the likeliest first.

    In a talk it is mostly of the same school, and one without a subject of the same thing: 有多少学生参加.
    """
    if turn.mentions or not before.mentions:
        return []
    topic = "".join(before.contents)
    of_topic = _SUBJECTLESS.match(turn.text) and turn.chinese and before.chinese and topic
    about = [f"{_joined(_names(before), chinese=True)}的{topic}{turn.text}"] if of_topic else []
    return [*about, _of_same_school(turn, before)]


def made_whole(turn: Turn, before: Turn) -> str:
    """Return a follow-up as a question that can be asked by itself.

    Args:
        turn: The follow-up.
        before: The question before it, whole.
    """
    if special := _of_others(turn, before) or _of_what_was_said(turn, before):
        return special
    if turn.mentions and not turn.contents:
        return _of_other_school(before, _names(turn))
    if not turn.contents:
        return _with_subject(turn, before)
    if _is_parallel(turn):
        return _about_other_thing(turn, before)
    return _of_same_school(turn, before)


def _names(turn: Turn) -> list[str]:
    """Return the schools that a turn names, or else the part of one that it is about: 机电工程系怎么抓意识形态."""
    unit = _UNIT.match(turn.text)
    return list(dict.fromkeys(mention.name for mention in turn.mentions)) or ([unit[0]] if unit else [])


def _with_names(turn: Turn) -> str:
    """Return the text of a turn with the whole names of the schools in it."""
    text = turn.text
    for mention in reversed(turn.mentions):
        text = f"{text[: mention.start]}{mention.name}{text[mention.end :]}"
    return text


def _joined(names: Sequence[str], chinese: bool) -> str:
    return ("和" if chinese else " and ").join(names)


def _of_other_school(before: Turn, names: Sequence[str]) -> str:
    """Return the question before, asked of other schools, as 那浙江工商呢 does."""
    name = _joined(names, before.chinese)
    text = before.text
    if before.mentions:
        first, last = before.mentions[0], before.mentions[-1]
        return _spaced(text[: first.start], name, text[last.end :])
    if found := _ALL.search(text):
        return _spaced(text[: found.start()], name, text[found.end() :])
    return f"{name}{text}" if before.chinese else f"{_TRAILING.sub('', text)} at {name}?"


def _of_others(turn: Turn, before: Turn) -> str:
    """Return the question before, asked of the other schools or of another one beside its own, if that is meant."""
    if _OTHERS.search(turn.text) and before.mentions and not turn.mentions:
        return _of_the_others(before)
    if turn.mentions and before.mentions and _BESIDE.search(_without_names(turn)):
        return _of_other_school(before, list(dict.fromkeys([*_names(before), *_names(turn)])))
    return ""


def _of_what_was_said(turn: Turn, before: Turn) -> str:
    """Return a follow-up about the person or the one thing that the question before is about, if it is."""
    if (who := _WHO.match(before.text)) and _PERSON.search(turn.text):
        return _PERSON.sub(who["zh"] or who["en"], _LEADING.sub("", turn.text), count=1)
    if _THAT_ONE.search(turn.text) and before.contents:
        return _THAT_ONE.sub(f"的{''.join(before.contents)}", _with_names(turn), count=1).removeprefix("的")
    return ""


def _of_the_others(before: Turn) -> str:
    """Return the question before, asked of all schools but those that it names."""
    names = _joined(_names(before), before.chinese)
    text = _of_other_school(before, ["其他学校" if before.chinese else "other schools"])
    if before.chinese:
        return f"除了{names}，{text}"
    return f"{_TRAILING.sub('', text)} besides {names}?"


def _without_names(turn: Turn) -> str:
    text = turn.text
    for mention in reversed(turn.mentions):
        text = f"{text[: mention.start]}{text[mention.end :]}"
    return text


def _spaced(left: str, name: str, right: str) -> str:
    return re.sub(r"\bdo (?=[^a-z\s]+ )", "does ", f"{left}{name}{right}")


def _is_parallel(turn: Turn) -> bool:
    """Tell whether a follow-up only names another thing: 那红牌呢？, What about the red cards?"""
    said = re.search(
        r"呢[？?。！!\s]*$|^(?:and |but )?(?:what|how) about\b"
        r"|^and (?!.*\b(?:how|wh\w+|do|does|did|is|are|was|were|ha[sd]|have)\b)",
        turn.text,
        re.IGNORECASE,
    )
    return bool(said) and len(turn.contents) <= 2


def _about_other_thing(turn: Turn, before: Turn) -> str:
    """Return the question before, asked of another thing."""
    text = before.text
    thing = _TRAILING.sub("", _LEADING.sub("", turn.text)).strip()
    if turn.mentions:
        text = _of_other_school(before, _names(turn))
        thing = turn.contents[-1]
    year, old = _YEAR.search(thing), _YEAR.search(text)
    if year and old:
        return f"{text[: old.start()]}{year[0]}{text[old.end() :]}"
    if year and turn.chinese and before.chinese:
        end = before.mentions[-1].end if before.mentions and not turn.mentions else 0
        return f"{text[:end]}{year[0]}年{text[end:]}"
    place = _parallel(thing, before.contents)
    start = text.lower().rfind(place) if place else -1
    if start < 0:
        return _of_same_school(turn, before)
    return f"{text[:start]}{thing}{text[start + len(place) :]}"


def _parallel(thing: str, contents: Sequence[str]) -> str:
    """Return the content that another takes the place of: one that is alike (黄牌, 红牌), or the longest."""
    alike = [one for one in contents if one[-1] == thing[-1] or one[0] == thing[0]]
    return max(reversed(alike or contents), key=len, default="")


def _with_subject(turn: Turn, before: Turn) -> str:
    """Return a follow-up that says nothing of its own (为什么？, 什么时候？) with what the question before is about."""
    subject = _joined(_names(before), before.chinese)
    rest = _TRAILING.sub("", _LEADING.sub("", turn.text))
    if not rest or not before.contents:
        return before.text
    if turn.chinese:
        return f"{subject}{'的' if subject else ''}{''.join(before.contents)}{rest}？"
    return f"{rest} {' '.join(before.contents)}{' at ' if subject else ''}{subject}?"


def _of_same_school(turn: Turn, before: Turn) -> str:
    """Return a follow-up with the schools of the question before, where it names none."""
    rest = _LEADING.sub("", turn.text).strip() or turn.text
    name = _joined(_names(before), turn.chinese)
    if turn.mentions or not name:
        return rest
    end = _TRAILING.sub("", rest)
    if turn.chinese:
        rest = f"{end}？" if end != rest else rest
        replaced, count = _PRONOUN.subn(name, rest, count=1)
        return replaced if count else f"{name}{rest}"
    replaced, count = _ENGLISH_POSSESSIVE.subn(f"{name}'s", rest, count=1)
    replaced, more = _ENGLISH_PRONOUN.subn(name, replaced, count=1)
    return replaced if count + more else f"{end} at {name}?"
