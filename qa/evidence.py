"""Evidence: the sentences of the retrieved passages, scored, and the decision whether they suffice for an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from corpus import split_sentences
from index import Passage, coverage, fold, rarity, split_terms
from qa.question import Question

# A term that stands only in a heading above a sentence counts half: the heading says what the sentence is about, but a
# sentence that has the term itself is the better quote.
HEADING_CREDIT = 0.5
# A sentence's score: the share of the question that it covers itself, the share that its passage covers, the passage's
# rank in retrieval, and whether it holds a number or a date where one is asked for.
SENTENCE_WEIGHT = 1.0
PASSAGE_WEIGHT = 0.5
RETRIEVAL_WEIGHT = 0.5
TYPE_WEIGHT = 0.25
# Below these shares of the question's terms, weighted by their rarity, nothing is answered. On DRCD's passages 89 % of
# DRCD's questions are answered, 9 % of CMRC2018's, and 11 % of DRCD's without the article that answers them
# (benchmarks/answers.py).
MIN_PASSAGE_COVERAGE = 0.45
MIN_SENTENCE_COVERAGE = 0.3

_WANTED = {
    "number": re.compile(
        r"\d|[一二两三四五六七八九十百千万亿]+[个名人次项所种位家条类年月日天岁元米里吨度倍成届期场门册大座]"
    ),
    "date": re.compile(r"\d|[〇零一二三四五六七八九十]+[年月日]|世纪|年代|时期|朝|[春夏秋冬]"),
}
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One sentence of a passage, with what speaks for it."""

    passage: Passage
    start: int  # in the document's text
    end: int
    text: str
    coverage: float  # share of the question's terms in the sentence, 0 to 1; half for those only in a heading
    passage_coverage: float  # the same share in the whole passage
    score: float


def term_weights(question: Question, frequency: Callable[[str], int], chunks: int) -> dict[str, float]:
    """Return the terms that evidence must cover, with their weights."""
    runs = [split_terms(run) for run in question.content]
    return rarity((term for run in runs for term in (*run.grams, *run.words)), frequency, chunks)


def find_evidence(question: Question, passages: Sequence[Passage], weights: Mapping[str, float]) -> list[Evidence]:
    """Return every sentence of the passages as evidence, best first.

    A sentence that several documents share is taken once, but in a survey once for each institution.
    """
    found: dict[tuple[str, str], Evidence] = {}
    for passage in passages:
        for evidence in _sentences(question, passage, weights):
            key = (evidence.text, passage.group if question.kind == "survey" else "")
            known = found.get(key)
            if known is None or evidence.score > known.score:
                found[key] = evidence
    return sorted(found.values(), key=lambda evidence: (-evidence.score, evidence.passage.source, evidence.start))


def suffices(question: Question, evidence: Evidence) -> bool:
    """Tell whether a sentence is enough to answer with."""
    return (
        evidence.passage_coverage >= MIN_PASSAGE_COVERAGE
        and evidence.coverage >= MIN_SENTENCE_COVERAGE
        and not missing_terms(question, evidence.passage)
        and _of_the_year(question, evidence)
        and (question.wants is None or question.kind == "survey" or bool(_WANTED[question.wants].search(evidence.text)))
    )


def _of_the_year(question: Question, evidence: Evidence) -> bool:
    """Tell whether a sentence can be about the years that are asked for.

    It can be about those that it names and those between them (1991年至1994年), or else about the last before it.
    """
    if not question.years:
        return True
    named = _YEAR.findall(evidence.text)
    if not named:
        before = evidence.passage.text[: evidence.start - evidence.passage.start]
        named = _YEAR.findall(_context(evidence.passage) + before)[-1:] or [""]
    earliest, latest = min(named), max(named)
    return all(earliest <= year <= latest for year in question.years)


def missing_terms(question: Question, passage: Passage) -> list[str]:
    """Return the terms that an answer cannot do without and that the passage and its context do not have."""
    text = fold(_context(passage) + passage.text)
    return [term for term in question.required if fold(term) not in text]


def absent(run: str, frequency: Callable[[str], int]) -> bool:
    """Tell whether none of a run's pairs of characters, and none of its words, occurs in any document."""
    terms = split_terms(run)
    said = [term for term in (*terms.grams, *terms.words) if len(term) > 1]
    return bool(said) and not any(map(frequency, said))


def _sentences(question: Question, passage: Passage, weights: Mapping[str, float]) -> list[Evidence]:
    passage_coverage = coverage(fold(_context(passage) + passage.text), weights)
    heading = fold(passage.heading)
    evidence = []
    for start, end in split_sentences(passage.text):
        text = passage.text[start:end]
        own = coverage(fold(text), weights)
        credited = own + HEADING_CREDIT * (coverage(f"{heading}\n{fold(text)}", weights) - own)
        typed = question.wants is not None and bool(_WANTED[question.wants].search(text))
        evidence.append(
            Evidence(
                passage=passage,
                start=passage.start + start,
                end=passage.start + end,
                text=text,
                coverage=credited,
                passage_coverage=passage_coverage,
                score=SENTENCE_WEIGHT * credited
                + PASSAGE_WEIGHT * passage_coverage
                + RETRIEVAL_WEIGHT * passage.score
                + TYPE_WEIGHT * typed,
            )
        )
    return evidence


def _context(passage: Passage) -> str:
    return f"{passage.institution or ''}\n{passage.title}\n{passage.heading}\n"
