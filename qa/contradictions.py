"""What speaks against a claim: numbers, names and scope that its source does not have, and opposites of what it says.

Each function compares two folded texts. They look at words, and where they cannot tell they find nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index import Glossary, fold, one_width, split_terms
from index.glossary import base_forms
from qa.answer_type import found_spans
from qa.institutions import find_institutions, find_strangers
from qa.places import place_pattern
from qa.quantities import quantities

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_QUOTED = re.compile(r"[“「『《‘]([^“”「」『』《》‘’\n]{2,20})[”」』》’]")
_MARKS = re.compile(r"[，。；：、！？,;:!?\s]+")
_COUNTRIES = (
    "中国|美国|英国|法国|德国|日本|俄罗斯|苏联|韩国|朝鲜|印度|越南|泰国|意大利|西班牙|葡萄牙|荷兰|希腊|埃及|土耳其"
    "|墨西哥|加拿大|澳大利亚|巴西|香港|澳门|台湾|欧洲|亚洲|非洲"
)
_PLACE = re.compile(f"{_COUNTRIES}|{place_pattern()}")
_LATIN = re.compile(r"[A-Za-z0-9]+(?:[+.%/-][A-Za-z0-9]+)*")

_NO_NEGATION = re.compile(r"不得不|不能不|不可不|无不|莫不|不无|未尝不|有没有|是不是|能不能|了")
_NOT = re.compile(
    r"(?:没有?|(?:并|尚|从|还)?未(?![来必免])|并?不(?!同(?!意)|[断仅但少久过论管妨如])|无(?![论锡数限疑])|并?非(?![常洲遗凡])|[勿莫])"
    rf"(?:能够?|会|再|曾|有|正式|完全|真正|及时|充分|任何)*(?P<what>{_HAN}{{2}})?"
    r"|\b(?:not|no|never|cannot|without|neither|nor|(?:do|does|did|is|are|was|were|has|have|had|can|could|wo|would)nt)\b"
    r"(?: (?:been|yet|be|an?|any|the)\b)* ?(?P<word>\w+)?"
)
# Verbs that say by themselves that something is not so
_LACKING = re.compile(r"缺乏|缺少|欠缺|拒绝|禁止|取消|停止|杜绝|避免|\b(?:lack|fail|refus|absen)")

# Opposites; the words of one side stand for each other
_ONE_OR_OTHER = (
    ("增加|增长|增多|增至|上升|上涨|升高|提高|提升|增强|加强|扩大", "减少|下降|下跌|降低|降至|减弱|削弱|缩小|缩减"),
    (r"\b(?:increas|rise|rose|rising|grow|grew)", r"\b(?:decreas|reduc|fell|fall|drop|declin)"),
    ("全部|所有|全体|全员|一律|都|各|每", "部分|一些|少数|个别|某些|有的|多数"),
    (r"\b(?:all|every|each)\b", r"\b(?:some|several|few|part of)\b"),
    ("以上|超过|高于|多于|大于|至少|不少于", "以下|不足|低于|少于|小于|至多|不超过"),
    (r"\b(?:more than|over|above|at least)\b", r"\b(?:less than|under|below|at most)\b"),
    (f"已经?(?={_HAN})|完成", "计划|拟于|将于|将要|准备|力争|有望"),
    ("开始|开幕|启动", "结束|闭幕|停止|终止"),
    (r"之前|以前|\bbefore\b", r"之后|以后|\bafter\b"),
    ("支持|赞成|同意|允许", "反对|拒绝|禁止"),
    ("成立|设立|建立", "撤销|取消|解散|废除"),
    ("成功|胜利|获胜|击败|战胜", "失败|战败|落败|败给"),
    ("最大|最高|最多|最长|最早", "最小|最低|最少|最短|最晚"),
    ("公办|公立|国有", "民办|私立|私营"),
    *(("进口", "出口"), ("收入", "支出"), ("上级", "下级"), ("合格", "不合格")),
    *(("早期|初期|前期", "晚期|末期|后期"), ("上游", "下游"), ("内部", "外部"), ("国内", "国外"), ("上半年", "下半年")),
    *(("东部", "西部"), ("南部", "北部"), ("[左]", "[右]"), ("[男]", "[女]"), ("优点", "缺点"), ("优势", "劣势")),
)
_OPPOSITES = tuple((re.compile(one), re.compile(other)) for pair in _ONE_OR_OTHER for one, other in (pair, pair[::-1]))
# That it is everyone, the only one or the first: more than to say nothing of it
_SCOPES = (
    re.compile(r"全部|所有|全体|全员|一律|无一例外|\b(?:all|every|each)\b"),
    re.compile(r"唯一|仅有|\bonly\b"),
    re.compile(r"首次|首个|首批|首家|率先|第一[次个批家]|最早|\bfirst\b"),
)


def missing_numbers(claim: str, said: str) -> Iterator[str]:
    """Yield the numbers that a source does not have in the same unit: "130名" where it has 120名 or 130年."""
    known = list(quantities(said))
    yield from (one.text for one in quantities(claim) if not any(map(one.agrees, known)))


def missing_scope(claim: str, said: str) -> Iterator[str]:
    """Yield words that make a claim wider than its source."""
    for scope in _SCOPES:
        if (match := scope.search(claim)) and not scope.search(said):
            yield match[0]


def as_named(claim: str, said: str) -> str:
    """Return a claim with its schools named as its source names them: 嘉职院 as 嘉兴职业技术学院, or the reverse."""
    for school in find_strangers(said, {}):
        for mention in reversed(find_institutions(claim, {school: ()})):
            claim = f"{claim[: mention.start]}{school}{claim[mention.end :]}"
    for school in find_strangers(claim, {}):
        if school not in said and (mentions := find_institutions(said, {school: ()})):
            claim = claim.replace(school, said[mentions[0].start : mentions[0].end])
    return claim


def missing_names(claim: str, said: str) -> Iterator[str]:
    """Yield quoted terms, schools, places, persons and Latin words that a source does not have; ``claim`` unfolded."""
    width, folded = one_width(claim), as_named(fold(claim), said)
    persons = [folded[start:end] for start, end in found_spans("person", folded)]
    names = [part for quoted in _QUOTED.findall(width) for part in _MARKS.split(fold(quoted))]
    names += find_strangers(folded, {})
    names += [_core(name) for name in persons if not Glossary.load().chinese(name)]  # 明显 and 高铁 look like names
    names += [place for place in _PLACE.findall(folded) if place != "中国" or "我国" not in said]
    yield from (name for name in names if name not in said)
    yield from _missing_latin(width.replace("'", "").replace("’", ""), said)


def _core(name: str) -> str:
    """Return what is surely part of a name: of a foreign one what stands around its point."""
    found = re.search(r".{1,2}[·•・].{1,2}", name)
    return found[0] if found else name


def _missing_latin(claim: str, said: str) -> Iterator[str]:
    """Yield Latin words; of an English claim only names, and codes such as 1+8+N if the source is Chinese."""
    known = {form for word in split_terms(said).words for form in base_forms(word)}
    chinese = re.search(_HAN, claim)
    other_language = not chinese and re.search(_HAN, said)
    for match in _LATIN.finditer(claim):
        word = match[0]
        code = "+" in word or (re.search(r"[A-Za-z]", word) and re.search(r"\d", word))
        name = re.search(r"[A-Za-z]", word) and (
            chinese or (match.start() and not other_language and word[0].isupper())
        )
        if (code or name) and known.isdisjoint(base_forms(word.lower())):
            yield word.lower()


def negated_otherwise(claim: str, said: str) -> Iterator[str]:
    """Yield what one text has with a negation and the other only without, and negations of which a source has none.

    Example: ``negated_otherwise("没有开展活动", "开展活动")`` -> "没有开展"
    """
    ours, theirs = _negations(claim), _negations(said)
    we_deny, they_deny = {what for _, what, _ in ours}, {what for _, what, _ in theirs}
    we_affirm, they_affirm = _affirmed(claim), _affirmed(said)
    for _, what, text in ours:
        if what in they_deny:
            continue
        if (what and what in they_affirm) or not (theirs or _LACKING.search(said)):
            yield text
    for before, what, text in theirs:
        # what is also affirmed there counts only with the very words before it
        affirmed = before + what if what in they_affirm else what
        if what and what not in we_deny and affirmed in we_affirm and affirmed not in they_affirm:
            yield text


def _negations(text: str) -> list[tuple[str, str, str]]:
    """Return the negations of a text: the two characters before, what is negated, and both as they stand there."""
    plain = _NO_NEGATION.sub("", text)
    return [
        (plain[max(0, match.start() - 2) : match.start()], match["what"] or match["word"] or "", match[0])
        for match in _NOT.finditer(plain)
    ]


def _affirmed(text: str) -> str:
    """Return a text without its negations and what they negate."""
    return _NOT.sub("\n", _NO_NEGATION.sub("", text))


def opposites(claim: str, said: str) -> Iterator[str]:
    """Yield words in whose place a source has words of opposite meaning.

    That is so where the two characters before or behind it are beside an opposite there, and nowhere beside a word of
    its own side; or where there is an opposite and no word of its own side at all.
    """
    for pattern, other in _OPPOSITES:
        found = list(pattern.finditer(claim))
        if not found or not (against := _beside(other, said)):
            continue
        along = _beside(pattern, said)
        for match in found:
            sides = _sides(match)
            if not along or (sides & against and not sides & along):
                yield match[0]


def _beside(pattern: re.Pattern[str], text: str) -> frozenset[tuple[str, str]]:
    """Return what stands beside each match; never empty if there is one."""
    return frozenset({("", "")}.union(*map(_sides, found)) if (found := list(pattern.finditer(text))) else ())


def _sides(match: re.Match[str]) -> frozenset[tuple[str, str]]:
    before, after = match.string[max(0, match.start() - 2) : match.start()], match.string[match.end() :][:3]
    after = after.removeprefix("了")[:2]
    return frozenset(
        (side, text) for side, text in (("before", before), ("after", after)) if re.fullmatch(f"{_HAN}{{2}}", text)
    )
