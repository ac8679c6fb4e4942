"""What a question is about, concept by concept, each with what documents may call it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import Language
from index import Glossary, fold, split_terms, without_frame
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
_SINGLE = frozenset("和跟同有把让被给从向对为个家张项场次过靠叫做办上中里各由又也都到去来会要用搞啥")
# What is known already is not what is asked: 除了办沙龙，还…
_EXCEPT = re.compile(r"^除了?[^，,]{1,20}[，,]")
_RUN = re.compile(rf"[\ue000-\uf8ff]|[{HAN}]+|[0-9a-z]+(?:[+.%/-][0-9a-z]+)*")
_HAN_TERM = re.compile(rf"[{HAN}][{HAN}0-9+a-z]*|\d+(?:[.%]\d+)?")
_LATIN = re.compile(r"[a-z0-9]+(?:[+.%][a-z0-9]+)*")
# A shorter term may stand inside another word by chance
_SURE_CHARS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One thing that a question is about, with what documents may call it."""

    text: str  # folded, as it stands in the question
    others: tuple[str, ...] = ()  # other wordings, folded, best first
    required: bool = False  # whether an answer must have it, or one of the others


def find_concepts(text: str, language: Language, quoted: Sequence[str]) -> tuple[Concept, ...]:
    """Return the concepts of a question without its institutions, in its order.

    Args:
        text: The question in one width, without the institutions that it names.
        language: The language of its frame.
        quoted: What stands in quotation marks in it, folded.
    """
    glossary = Glossary.load()
    found = _english(fold(text), glossary) if language == "en" else _chinese(fold(text), glossary)
    return tuple({concept.text: _marked(concept, quoted, language) for concept in found}.values())


def _marked(concept: Concept, quoted: Sequence[str], language: Language) -> Concept:
    """Return a concept, required if an answer without it would be wrong."""
    text = concept.text
    compound = len(text) >= _COMPOUND_CHARS and bool(_SLOGAN.search(text)) and Glossary.load().official(text)
    chinese_term = language == "en" and has_han(text)
    if text in quoted or compound or chinese_term or CODE.fullmatch(text):
        return Concept(text=text, others=concept.others, required=True)
    return concept


def _chinese(folded: str, glossary: Glossary) -> Iterator[Concept]:
    """Yield the runs of a Chinese question without its frame, cut where the glossary knows a term in them."""
    known: list[Concept] = []
    masked, end = "", 0
    folded = _EXCEPT.sub("", folded)
    for match in glossary.find_chinese(folded):
        term = folded[match.start : match.end]
        if len(term) >= _SURE_CHARS and without_frame(term).strip():
            # one character of the private use area stands for the term, so that it is neither cut nor taken for frame
            masked += folded[end : match.start] + chr(0xE000 + len(known))
            known.append(Concept(text=term, others=match.others))
            end = match.end
    masked += folded[end:]
    runs = _RUN.findall(_HOLDING.sub(" ", _PRACTICE.sub(" ", without_frame(_GENERIC.sub(" ", masked)))))
    for run in [run for run in runs if run not in _SINGLE] or runs:
        if 0 <= ord(run[0]) - 0xE000 < len(known):
            yield known[ord(run[0]) - 0xE000]
        else:
            yield from _short_terms(run, glossary)


def _short_terms(run: str, glossary: Glossary) -> Iterator[Concept]:
    """Yield a run, cut at a term of two characters that begins or ends it and leaves a word."""
    if has_han(run) and len(run) != _SURE_CHARS:
        for start, end in ((0, len(run)), (len(run) - 2, len(run)), (0, 2)):
            if end - start == 2 and (others := glossary.chinese(run[start:end])):
                if start:
                    yield Concept(text=run[:start], others=glossary.chinese(run[:start]))
                yield Concept(text=run[start:end], others=others)
                if end < len(run):
                    yield Concept(text=run[end:], others=glossary.chinese(run[end:]))
                return
    yield Concept(text=run)


def _english(folded: str, glossary: Glossary) -> Iterator[Concept]:
    """Yield what an English question is about.

    Chinese terms and numbers decide. Its English words count only where there is no Chinese.
    """
    chinese = _HAN_TERM.findall(folded)
    codes = [code for code in CODE.findall(folded) if not has_han(code)]
    if any(map(has_han, chinese)):
        for term in dict.fromkeys((*codes, *chinese)):
            yield Concept(text=term, others=glossary.chinese(term))
        return
    yield from (Concept(text=code) for code in codes)
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
