"""Claims made from a sentence by rule: some follow from it, some do not."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from index import Glossary


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A sentence and what claims are made with."""

    sentence: str
    same: tuple[str, ...]  # the other sentences of its passage
    others: Sequence[str]  # sentences of other passages
    answers: tuple[str, ...]  # spans of it that answer a question of the set
    names: Sequence[str]  # such spans of all passages, without numbers


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim and what it cites."""

    text: str
    quotes: tuple[str, ...]


Change: TypeAlias = Callable[[Source, random.Random], Claim | None]

_CLAUSE_END = re.compile(r"[，；。！？;!?]+|(?<!\d),|,(?!\d)")
_NUMBER = re.compile(r"(?<![0-9A-Za-z.+])\d+(?:\.\d+)?(?![0-9A-Za-z+])")
_COUNTS = re.compile(r"[\d一二三四五六七八九十百千万亿]")
_HAN_DIGITS = "零一二三四五六七八九"
_SCHOOLS = ("嘉兴职业技术学院", "聊城职业技术学院", "泉州职业技术大学", "山西工程职业学院", "浙江工商职业技术学院")
_PLACES = re.compile(
    "中国|美国|英国|法国|德国|日本|俄罗斯|韩国|印度|北京|上海|天津|重庆|香港|台湾|浙江|江苏|福建|广东|四川|湖北|湖南|河南"
)
_VERBS = re.compile(
    "开展|成立|获得|举行|参加|建设|形成|使用|发现|担任|接受|出现|发生|进行|进入|加入|离开|同意|属于|位于|建立|提出|采用|拥有|包括"
    "|导致|影响|支持|完成|通过|造成|提供|实施|设立|加强|组织"
)
_NOT = re.compile(r"(?<!有)并?没有(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])并?不(?=[能会是可再])|尚未|并未|未能")
# 容易, 富裕, 迅速, 简单, 积极, 安全 and their opposites are none of those that qa/contradictions.py knows
_TURNS = [
    tuple(pair.split("/"))
    for line in (
        "增加/减少 增长/下降 上升/下降 提高/降低 扩大/缩小 加强/削弱 增强/减弱 高于/低于 超过/不足 以上/以下",
        "最大/最小 最高/最低 最多/最少 开始/结束 之前/之后 以前/以后 早期/晚期 支持/反对 成立/解散 成功/失败",
        "胜利/失败 进口/出口 东部/西部 南部/北部 上游/下游 内部/外部 优点/缺点 容易/困难 富裕/贫穷 迅速/缓慢",
        "简单/复杂 积极/消极 安全/危险",
    )
    for pair in line.split()
]
# Words that mean nearly the same in running text and that no row of the glossary has beside each other
PLAIN_WORDS: Mapping[str, str] = dict(
    pair.split("/")
    for line in (
        "因为/由于 由于/因为 但是/不过 目前/眼下 位于/坐落于 获得/取得 取得/获得 成为/变成 并且/而且 以及/和",
        "之后/以后 之前/以前 大约/约 包括/包含 认为/觉得 开始/起初 主要/大多 非常/十分 经常/常常 许多/很多",
        "建造/修建 死亡/去世 举行/召开 担任/出任 著名/知名 最终/最后 使用/采用 参加/加入 发现/找到 居民/住户",
        "迅速/很快 增加/增多 父亲/爸爸",
    )
    for pair in line.split()
)


def whole(source: Source, draw: random.Random) -> Claim | None:
    """The sentence itself, in other spacing."""
    return Claim(source.sentence.replace("，", "， "), (source.sentence,))


def shortened(source: Source, draw: random.Random) -> Claim | None:
    """Some clauses left out."""
    clauses = _clauses(source.sentence)
    if len(clauses) < 2:
        return None
    first = draw.randrange(len(clauses))
    kept = [clause for place, clause in enumerate(clauses) if place == first or draw.random() < 0.4]
    return _claim("，".join(kept), source) if len(kept) < len(clauses) else None


def reordered(source: Source, draw: random.Random) -> Claim | None:
    """The clauses in another order."""
    clauses = _clauses(source.sentence)
    return _claim("，".join([*clauses[1:], clauses[0]]), source) if len(clauses) > 1 else None


def reworded(source: Source, draw: random.Random) -> Claim | None:
    """All terms that the glossary knows in another wording of it (outside quotation marks and names)."""
    text = source.sentence
    for match in reversed(list(Glossary.load().find_chinese(text))):
        before, old, after = text[: match.start], text[match.start : match.end], text[match.end :]
        quoted = before.count("“") != before.count("”") or before.count("《") != before.count("》")
        named = any(old in school and school in text for school in _SCHOOLS) or _COUNTS.search(before[-1:] + old)
        if match.others and not quoted and not named:
            text = f"{before}{draw.choice(match.others)}{after}"
    return _claim(text, source)


def plain_words(source: Source, draw: random.Random) -> Claim | None:
    """All words of a list in another word that no glossary has beside it."""
    pattern = re.compile("|".join(PLAIN_WORDS))
    return _claim(pattern.sub(lambda match: PLAIN_WORDS[match[0]], source.sentence), source)


def respelled(source: Source, draw: random.Random) -> Claim | None:
    """Numbers in Chinese characters, or with full-width digits."""
    if draw.random() < 0.5:
        wide = str.maketrans("0123456789%", "０１２３４５６７８９％")
        return _claim(_NUMBER.sub(lambda match: match[0].translate(wide), source.sentence), source)
    return _claim(re.sub(r"(?<![\d.])([1-9])(\d)(?![\d.%A-Za-z])", _in_characters, source.sentence), source)


def joined(source: Source, draw: random.Random) -> Claim | None:
    """A clause each of two sentences, both quoted."""
    if not source.same:
        return None
    other = draw.choice(source.same)
    text = f"{draw.choice(_clauses(source.sentence))}，{draw.choice(_clauses(other))}。"
    return Claim(text, (source.sentence, other))


def other_number(source: Source, draw: random.Random) -> Claim | None:
    """One number changed by a digit."""
    found = list(_NUMBER.finditer(source.sentence))
    if not found:
        return None
    match = draw.choice(found)
    place = draw.choice([n for n in range(*match.span()) if source.sentence[n] != "."])
    new = draw.choice([digit for digit in "123456789" if digit != source.sentence[place]])
    return _claim(source.sentence[:place] + new + source.sentence[place + 1 :], source)


def other_place(source: Source, draw: random.Random) -> Claim | None:
    """A school, a country or a province replaced by another one."""
    if school := next((one for one in _SCHOOLS if one in source.sentence), None):
        other = draw.choice([one for one in _SCHOOLS if one != school])
        return _claim(source.sentence.replace(school, other), source)
    found = _PLACES.search(source.sentence)
    if not found:
        return None
    others = [place for place in _PLACES.pattern.split("|") if place not in source.sentence]
    return _claim(source.sentence.replace(found[0], draw.choice(others)), source)


def other_answer(source: Source, draw: random.Random) -> Claim | None:
    """What answers a question replaced by the answer to another: most are names, some other phrases."""
    spans = [span for span in source.answers if span in source.names]
    if not spans:
        return None
    span = draw.choice(spans)
    others = [name for name in draw.sample(source.names, 60) if abs(len(name) - len(span)) <= 1]
    other = next((name for name in others if name not in source.sentence), None)
    return _claim(source.sentence.replace(span, other), source) if other else None


def negated(source: Source, draw: random.Random) -> Claim | None:
    """A verb negated, or a negation taken out."""
    if found := _NOT.search(source.sentence):
        return _claim(source.sentence[: found.start()] + source.sentence[found.end() :], source)
    if not (found := _VERBS.search(source.sentence)):
        return None
    word = draw.choice(("没有", "未", "并未", "不"))
    return _claim(source.sentence[: found.start()] + word + source.sentence[found.start() :], source)


def turned(source: Source, draw: random.Random) -> Claim | None:
    """A word of direction or degree replaced by its opposite."""
    for pair in draw.sample(_TURNS, len(_TURNS)):
        for old, new in (pair, pair[::-1]):
            if old in source.sentence and new not in source.sentence:
                return _claim(source.sentence.replace(old, new, 1), source)
    return None


def widened(source: Source, draw: random.Random) -> Claim | None:
    """Some made all."""
    pattern = re.compile("一些|部分(?=[\u4e00-\u9fff])|少数|某些|大多数|多数|许多|很多")
    return _claim(pattern.sub("所有", source.sentence, count=1), source)


def clause_added(source: Source, draw: random.Random) -> Claim | None:
    """A clause of another sentence of the same passage put behind."""
    if not source.same:
        return None
    added = draw.choice(_clauses(draw.choice(source.same)))
    text = f"{source.sentence.rstrip('。！？；')}，{added}。"
    return _claim(text, source) if len(added) >= 6 and added not in source.sentence else None


def same_passage(source: Source, draw: random.Random) -> Claim | None:
    """Another sentence of the same passage."""
    return _claim(draw.choice(source.same), source) if source.same else None


def other_passage(source: Source, draw: random.Random) -> Claim | None:
    """A sentence of another passage."""
    return _claim(draw.choice(source.others), source)


def exchanged(source: Source, draw: random.Random) -> Claim | None:
    """Two answers or two numbers of the sentence in each other's place: every word of it is in the quote."""
    spans = [span for span in source.answers if source.sentence.count(span) == 1]
    spans = spans if len(spans) > 1 else list(dict.fromkeys(_NUMBER.findall(source.sentence)))
    if len(spans) < 2 or spans[0] in spans[1] or spans[1] in spans[0]:
        return None
    one, other = spans[:2]
    return _claim(source.sentence.replace(one, "\0").replace(other, one).replace("\0", other), source)


def _claim(text: str, source: Source) -> Claim | None:
    return Claim(text, (source.sentence,)) if text != source.sentence else None


def _clauses(sentence: str) -> list[str]:
    return [clause for clause in _CLAUSE_END.split(sentence) if clause] or [sentence]


def _in_characters(match: re.Match[str]) -> str:
    tens, ones = (_HAN_DIGITS[int(digit)] for digit in match.groups())
    return f"{tens if tens != '一' else ''}十{ones if ones != '零' else ''}"


# In the order of the report
POSITIVE: Mapping[str, Change] = {
    "verbatim": whole,
    "shortened": shortened,
    "reordered": reordered,
    "joined from two": joined,
    "numbers respelled": respelled,
    "reworded (glossary)": reworded,
    "reworded (plain)": plain_words,
}
NEGATIVE: Mapping[str, Change] = {
    "number changed": other_number,
    "school or place": other_place,
    "answer replaced": other_answer,
    "negated": negated,
    "opposite word": turned,
    "some made all": widened,
    "clause added": clause_added,
    "same passage": same_passage,
    "other passage": other_passage,
    "exchanged": exchanged,
}
