"""What is compared with what: a question as its sentences are compared with it, and a passage as it is read for it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index import Passage, aligned, fold
from qa.answer_type import AnswerType, asked_type
from qa.candidates import Candidate
from qa.question import Question
from qa.wording import Wording, Wordings

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_QUESTION_WORD = re.compile(
    r"何时|何人|何地|何处|何种|何年|哪[一些几]?[个位种项年月日里儿座所家次届国]?|什么(?:时候|时间|地方|样)?|谁|多少|几|怎么样?|怎样|如何"
    r"|为何|为什么|多[大高长远重久快宽深厚]|第几"
)
_EDGE = re.compile(rf"[^{_HAN}0-9a-z]")
BESIDE_CHARS = 6  # that are looked at on each side of the question word


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the sentences are compared with."""

    folded: str
    wordings: Wordings
    focus: int  # the concept next to the question word
    left: str  # what stands beside the question word
    right: str
    type: AnswerType
    dates: tuple[str, ...]  # 1998年6月, or a year alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A passage as its sentences are compared with a question."""

    passage: Passage
    rank: int
    ratio: float
    sentences: Sequence[Candidate]
    folded: Sequence[str]
    terms: Sequence[frozenset[str]]
    context: frozenset[str]  # terms of title and headings
    heading: frozenset[str]
    chosen: Sequence[Wording]  # of each concept, as this passage says it
    weights: Mapping[str, float]  # of their terms
    local: Mapping[str, float]


def asked_by(question: Question, wordings: Wordings) -> Asked:
    """Return what sentences are compared with for a question."""
    folded = fold(question.whole)
    word = _QUESTION_WORD.search(folded)
    start, end = word.span() if word else (len(folded), len(folded))

    def distance(text: str) -> int:
        found = folded.find(text)
        return min(abs(found - end), abs(found + len(text) - start)) if found >= 0 else len(folded)

    texts = [concept[0].text for concept in wordings.concepts]
    return Asked(
        folded=folded,
        wordings=wordings,
        focus=min(range(len(texts)), key=lambda place: distance(texts[place]), default=0),
        left=re.sub(r"(?<=.)[是在为于有的由]+$", "", _EDGE.split(folded[:start])[-1])[-BESIDE_CHARS:] if word else "",
        right=_EDGE.split(folded[end:])[0][:BESIDE_CHARS],
        type=asked_type(aligned(question.whole)),
        dates=question.dates or question.years,
    )


def read_passage(wordings: Wordings, sentences: Sequence[Candidate], rank: int, best: float) -> Read:
    """Return a passage, given by its sentences, as it is read for a question; ``best`` is the first one's score."""
    passage = sentences[0].passage
    folded = [fold(sentence.text) for sentence in sentences]
    terms = [wordings.terms_in(text) for text in folded]
    heading = wordings.terms_in(fold(passage.heading))
    context = heading | wordings.terms_in(fold(f"{passage.institution or ''}\n{passage.title}"))
    chosen = wordings.within(context.union(*terms))
    weights: dict[str, float] = {}
    for wording in chosen:
        for term, weight in wording.weights.items():
            weights[term] = weights.get(term, 0.0) + weight
    counts = {term: sum(term in one for one in terms) for term in weights}
    return Read(
        passage=passage,
        rank=rank,
        ratio=passage.score / best,
        sentences=sentences,
        folded=folded,
        terms=terms,
        context=context,
        heading=heading,
        chosen=chosen,
        weights=weights,
        local={t: w * math.log(1 + len(terms) / counts[t]) for t, w in weights.items() if counts[t]},
    )
