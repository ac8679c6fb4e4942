"""What a question is about, concept by concept, each with what documents may call it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus import Language
from index import Glossary, boundaries, fold, split_terms, without_frame
from index.glossary import SURE_CHARS, Match
from index.terms import blanked
from qa.institutions import HAN

# Names made of numbers, which stand for one thing only: 1+8+N, the 1255 of 1255模式, the 四三 of 四三工程, 三会一课
CODE = re.compile(
    r"[0-9a-z]+(?:\+[0-9a-z]+)+|\d{3,}(?=模式|机制|工程|体系|计划)|[一二三四五六七八九十]{2,}(?=模式|机制|工程|体系)"
    rf"|(?<![一二三四五六七八九十两双])(?:[一二三四五六七八九两双](?![点十百千万分之年月日个一二三四五六七八九])[{HAN}]){{2}}"
)
# 双带头人, 三全育人, 两学一做, and not 二级学院
_SLOGAN = re.compile(r"[三四五六七八九双]|[一二两十].*[一二三四五六七八九十]")
_COMPOUND_CHARS = 4
# Verbs that open a question about practice whatever it is about: 如何落实…, 怎样推进…
_PRACTICE = re.compile(
    rf"(?<![{HAN}])(?:落实|推进|推动|实施|实行|执行|贯彻|加强|强化|抓好|做好|搞好|建设|构建|打造|提升)(?=[{HAN}]{{2}}|[\ue000-\uf8ff])"
)
_ENGLISH_PRACTICE = re.compile(
    r"\b(?:implement|promot|strengthen|enhanc|advanc|conduct|handl|carr(?:y|i)|pursu|undertak|tak(?:e|ing)|mak(?:e|ing)|giv(?:e|ing)"
    r"|us(?:e|ing)|mention|put|set|get|got|go|do(?:ne|ing)|say|said|mean|compar|explain|differ|defin|work)(?:e|e?s|e?d|ing|ent|ences?)?\b"
    r"|\b(?:out|up|into|there|them|they|it|can|could|will|would|should|may|might|not|no|as|than|so|also|other|both"
    r"|between|among|during|after|before|since|over|under|within|without|one|such|more|most|very|kinds?|types?|ways?"
    r"|things?|if|then|we|you|i|our|your|my|us|being|am|s|t|long|often|years?|exactly|now|currently|there)\b"
)
# What stands for "the schools" in a survey, and for "the school" where one is meant
_GENERIC = re.compile(
    r"(?:各|每|哪些|哪几|这些|那些|所有|全部|不同|多)?(?:个|所|家|类|地|几所)?(?:职业院校|高职院校|高等院校|高职|院校|高校|学校|该校|本校|各校|学院们)"
)
# What holds a question together and says nothing: 年 after a number, 有 at the edge of a run, single characters
_HOLDING = re.compile(
    r"或者?|并且|而且|各自|用到|用上|算进|[办搞做开有得上拿去用到]过|把(?![握关])|给(?![予养])|让|被|要(?=解决|实现|推进|建设)|来(?=[管做抓搞推])|"
    rf"(?<=\d)[年月日届]|(?<![{HAN}])有(?![机效色线限轨氧序毒害利力益])|(?<![拥所现国含占享私公具稀独])有(?![{HAN}])"
)
_HOLDING_WORDS = frozenset(
    "和跟同有把让被给从向对为个家张项场次过靠叫做办上中里各由又也都到去来会要用搞啥将并且而但或就才还再很太最更比以于往之其该"
    "本此它他她我你们想能当后前时起着得地所那这些名位种下内外间出进回成是不没"
).union(
    ("人家", "大家", "自己", "我们", "你们", "他们", "里面", "上面", "之间", "别的", "时候", "那个", "这个", "那边")
)
# What is known already is not what is asked: 除了办沙龙，还…
_EXCEPT = re.compile(r"^除了?[^，,]{1,20}[，,]")
_RUN = re.compile(rf"([\ue000-\uf8ff])\1*|[{HAN}]+|[0-9a-z]+(?:[+.%/-][0-9a-z]+)*")
_MASK = re.compile("[\ue000-\uf8ff]")
_FIRST_MASK = 0xE000
_LATIN_PHRASE = re.compile(r"(?<![0-9a-z+.%/-])[a-z][a-z'’]*(?:[ -][a-z][a-z'’]*)*(?![0-9a-z+.%/-])")
# What a Chinese question has in capitals: ChatGPT, BIM
_NAME = re.compile(r"(?<![0-9A-Za-z ])(?=[0-9a-z]*[A-Z][0-9a-zA-Z]*[A-Z])[0-9A-Za-z]+(?![0-9A-Za-z]| [A-Za-z])")
_ASKED_NOUN = re.compile(rf"(?:什么|哪些|哪种|哪[几]?[个门项本种])(?P<noun>[{HAN}])(?=[吗呢啊？?。，,\s]|$)")
# 天门冬的根有什么特点, 以什么为食
_PART = re.compile(rf"(?:的|什么为)(?P<noun>[{HAN}])(?=[有是为怎叫长在会能要，,？?\s]|$)")
_NO_PART = frozenset("人事话年月日时大小多少高低好坏新老")
_WHICH = frozenset("男女新老")
_NUMERALS = tuple("二三四五六七八九双")
_HAN_TERM = re.compile(rf"[{HAN}][{HAN}0-9+a-z]*|\d+(?:[.%]\d+)?")
_LATIN = re.compile(r"[a-z0-9]+(?:[+.%][a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One thing that a question is about, with what documents may call it."""

    text: str  # folded, as it stands in the question
    others: tuple[str, ...] = ()  # other wordings, folded, best first
    required: bool = False  # whether an answer must have it, or one of the others
    bridge: str = ""  # its first character with the one before it, if it follows another concept without a gap


def find_concepts(text: str, language: Language, quoted: Sequence[str]) -> tuple[Concept, ...]:
    """Return the concepts of a question without its institutions, in its order.

    Args:
        text: The question in one width, without the institutions that it names.
        language: The language of its frame.
        quoted: What stands in quotation marks in it, folded.
    """
    glossary, folded = Glossary.load(), fold(text)
    if language == "en" and not has_han(folded):
        found = [*_english(folded, glossary)]
    else:
        sure = [*_whole_terms(folded, language, quoted, glossary)]
        found = [*_chinese(folded, sure, glossary), *_foreign(folded, language, glossary)]
        terms = {folded[match.start : match.end] for match in sure}
        terms |= {name.lower() for name in _NAME.findall(text)} - {one.text for one in found if one.others}
        found = [replace(concept, required=concept.text in terms or _is_compound(concept.text)) for concept in found]
    return tuple({concept.text: concept for concept in found}.values())


def _is_compound(text: str) -> bool:
    """Tell whether a term is a slogan that an answer must have: 双带头人."""
    return len(text) >= _COMPOUND_CHARS and bool(_SLOGAN.search(text)) and Glossary.load().official(text)


def _whole_terms(folded: str, language: Language, quoted: Sequence[str], glossary: Glossary) -> Iterator[Match]:
    """Yield what is one thing whatever it consists of, and what an answer must have.

    Terms in quotation marks, names made of numbers, and Chinese terms inside an English question.
    """
    for term in quoted:
        if (start := folded.find(term)) >= 0:
            yield Match(start, start + len(term), glossary.chinese(term))
    for found in CODE.finditer(folded):
        yield Match(*found.span(), glossary.chinese(found[0]))
    for found in _HAN_TERM.finditer(folded) if language == "en" else ():
        if len(found[0]) >= SURE_CHARS and without_frame(found[0]) == found[0]:
            yield Match(*found.span(), glossary.chinese(found[0]))


def _foreign(folded: str, language: Language, glossary: Glossary) -> Iterator[Concept]:
    """Yield what the English words of a mixed question are about.

    In an English sentence the Chinese terms decide, and words that the glossary does not know are left out.
    """
    for found in _LATIN_PHRASE.finditer(folded):
        yield from (one for one in _english(found[0], glossary) if one.others or language == "zh")


def _chinese(folded: str, sure: Sequence[Match], glossary: Glossary) -> Iterator[Concept]:
    """Yield the runs of a question without its frame and its English, cut where the glossary knows a term in them.

    Args:
        folded: The question.
        sure: Where terms stand that are never cut.
        glossary: Knows the others.
    """
    folded = _EXCEPT.sub(blanked, folded)
    masked = _mask(folded, sure, glossary)
    found: list[Concept] = []
    last = -1
    for start, run in _runs(masked.text, boundaries(folded)):
        concept = masked.known[ord(run[0]) - _FIRST_MASK] if _MASK.match(run) else Concept(text=run)
        bridge = folded[start - 1 : start + 1] if start == last else ""
        found.append(replace(concept, bridge=bridge))
        last = start + len(run)
    # a single character is mostly a verb or a measure, unless it is what is asked for, as in 得过什么奖, or says which
    nouns = {match["noun"] for match in (*_ASKED_NOUN.finditer(folded), *_PART.finditer(folded))} - _NO_PART
    words = [one for one in found if len(one.text) > 1 or one.text.isdigit() or one.text in _WHICH | nouns]
    yield from words or [one for one in found if one.text not in _HOLDING_WORDS]


@dataclass(slots=True)
class _Masked:
    """A question in which each known term is a run of one character of the private use area.

    So a term is neither cut nor taken for frame.
    """

    folded: str
    text: str
    known: list[Concept]

    def mask(self, match: Match) -> None:
        size = match.end - match.start
        mark = chr(_FIRST_MASK + len(self.known))
        self.text = f"{self.text[: match.start]}{mark * size}{self.text[match.end :]}"
        self.known.append(Concept(text=self.folded[match.start : match.end], others=match.others))


def _mask(folded: str, sure: Sequence[Match], glossary: Glossary) -> _Masked:
    masked = _Masked(folded, folded, [])
    for match in sure:
        if not _MASK.search(masked.text, match.start, match.end):
            masked.mask(match)
    masked.text = _LATIN_PHRASE.sub(blanked, masked.text)
    matches = [*glossary.find_chinese(folded)]
    # a term of two characters can be part of the frame as well: 落实 is, in 如何落实双带头人
    for long in (True, False):
        for match in matches:
            is_long = match.end - match.start >= SURE_CHARS
            if is_long is long and _is_term(masked.text[match.start : match.end], match, folded):
                masked.mask(match)
        if long:
            masked.text = without_frame(_GENERIC.sub(blanked, masked.text))
            masked.text = _HOLDING.sub(blanked, _PRACTICE.sub(blanked, masked.text))
    return masked


def _is_term(term: str, match: Match, folded: str) -> bool:
    """Tell whether what stands at a match is a term still, and one of its own: 培养 is none in 四培养."""
    if term != folded[match.start : match.end] or folded[: match.start].endswith(_NUMERALS):
        return False
    return bool((match.others or len(term) >= SURE_CHARS) and without_frame(term).strip())


def _runs(masked: str, words: Set[int]) -> Iterator[tuple[int, str]]:
    """Yield the runs of what is left of a question, and where they begin, without the words that hold them together."""
    for found in _RUN.finditer(masked):
        cuts = sorted({found.start(), *(at for at in words if found.start() < at < found.end()), found.end()})
        first = found.start()
        for start, end in pairwise(cuts):
            if masked[start:end] in _HOLDING_WORDS and len(found[0]) > end - start:
                yield from [(first, masked[first:start])] if first < start else []
                first = end
        yield from [(first, masked[first : found.end()])] if first < found.end() else []


def _english(folded: str, glossary: Glossary) -> Iterator[Concept]:
    """Yield what English words are about."""
    yield from (Concept(text=code, required=True) for code in CODE.findall(folded))
    words = _LATIN.findall(
        CODE.sub(" ", folded.replace("-", " ").replace("'s ", " ").replace("’s ", " ").replace("'", ""))
    )
    end = 0
    for match in glossary.find_english(words):
        phrase = " ".join(words[match.start : match.end])
        if not _content(phrase):
            continue
        yield from (Concept(text=word) for word in _content(" ".join(words[end : match.start])))
        yield Concept(text=phrase, others=match.others)
        end = match.end
    yield from (Concept(text=word) for word in _content(" ".join(words[end:])))


def _content(phrase: str) -> list[str]:
    """Return the words of an English phrase that are not frame."""
    return _ENGLISH_PRACTICE.sub(" ", without_frame(phrase)).split()


def has_han(run: str) -> bool:
    """Tell whether there is a Chinese character in a text."""
    return bool(split_terms(run).grams)
