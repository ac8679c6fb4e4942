"""Evidence: the sentences of the retrieved passages, scored, and how probable it is that they answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index import DEFAULT_ENCODER, Index, Passage, fold, load_encoder, split_terms
from index.static import StaticEncoder
from qa.answer_type import AnswerType, asked_type, found_spans
from qa.candidates import Candidate, find_candidates
from qa.features import column, features_of
from qa.fitting import can_answer
from qa.question import Question
from qa.scorer import Scorer

_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One sentence of a passage, with what speaks for it: ``text == document.text[start:end]``."""

    passage: Passage
    start: int  # in the document's text
    end: int
    text: str
    score: float  # of the scorer; higher is better
    share: float  # 0 to 1: how probable it is that this sentence is the answer, if there is one
    coverage: float  # 0 to 1: share of the question's terms, by rarity, in the sentence; half for those of its heading
    span: tuple[int, int] | None  # in the document's text: what is of the type that was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found for a question: in all passages, or in those of one institution if it is about several."""

    group: str  # see `Passage.group`; "" for all passages
    evidence: tuple[Evidence, ...]  # best first
    probability: float  # 0 to 1: that one of them answers


def find_evidence(question: Question, passages: Sequence[Passage], index: Index) -> list[Finding]:
    """Return what the passages say to a question, the most probable answer first.

    Sentences that lack a term that the question cannot do without, or speak of another year, are left out; a sentence
    that several documents share is taken once.
    """
    candidates = find_candidates(passages)
    features = features_of(question, candidates, index.frequency, len(index), _pieces())
    sentences = [sentence for of_passage in candidates for sentence in of_passage]
    scorer = Scorer.load()
    scores = scorer.score(features)
    groups: dict[str, list[int]] = {}
    for place in _admissible(question, sentences, scores):
        groups.setdefault(sentences[place].passage.group if question.over_institutions else "", []).append(place)
    findings = []
    for group, places in groups.items():
        shares = scorer.shares(scores[places])
        findings.append(
            Finding(
                group=group,
                evidence=tuple(
                    _evidence(question, sentences[place], scores[place], share, features[place])
                    for place, share in zip(places, shares, strict=True)
                ),
                probability=scorer.probability(features[places], scores[places]),
            )
        )
    return sorted(findings, key=lambda finding: -finding.probability)


def missing_terms(question: Question, passage: Passage) -> list[str]:
    """Return the terms that an answer cannot do without and that the passage and its context do not have."""
    text = fold(f"{passage.institution or ''}\n{passage.title}\n{passage.heading}\n{passage.text}")
    needed = {concept.text: (concept.text, *concept.others) for concept in question.concepts if concept.required}
    needed |= {fold(term): (fold(term), *needed.get(fold(term), ())) for term in question.required}
    return [term for term, wordings in needed.items() if not any(wording in text for wording in wordings)]


def absent(run: str, frequency: Callable[[str], int]) -> bool:
    """Tell whether none of a run's pairs of characters, and none of its words, occurs in any document."""
    terms = split_terms(run)
    said = [term for term in (*terms.grams, *terms.words) if len(term) > 1]
    return bool(said) and not any(map(frequency, said))


@lru_cache(maxsize=1)
def _pieces() -> StaticEncoder:
    """Return the encoder that the scorer was made with, whatever the index was made with."""
    encoder = load_encoder(DEFAULT_ENCODER)
    if not isinstance(encoder, StaticEncoder):
        raise TypeError(f"{DEFAULT_ENCODER} is no static encoder")
    return encoder


def _admissible(
    question: Question, sentences: Sequence[Candidate], scores: NDArray[np.float64]
) -> list[int]:
    """Return the sentences that can be quoted, best first, each wording once (in a survey, for each institution)."""
    lacking: dict[tuple[str, int], bool] = {}
    seen: set[tuple[str, str]] = set()
    kept = []
    for place in np.argsort(-scores, kind="stable").tolist():
        sentence = sentences[place]
        passage = sentence.passage
        key = (passage.document_id, passage.start)
        if key not in lacking:
            lacking[key] = bool(missing_terms(question, passage))
        said = (_plain(sentence.text), (passage.institution or "") if question.over_institutions else "")
        if said in seen or lacking[key] or not _of_the_year(question, sentence):
            continue
        if not can_answer(question.whole, sentence.text):
            continue
        seen.add(said)
        kept.append(place)
    return kept


def _plain(text: str) -> str:
    """Return a text without marks and spaces, in which reprints differ."""
    return re.sub(r"\W", "", fold(text))


def _of_the_year(question: Question, sentence: Candidate) -> bool:
    """Tell whether a sentence can be about the years that are asked for.

    It can be about those that it names and those between them (1991年至1994年), or else about the last before it.
    """
    if not question.years:
        return True
    named = _YEAR.findall(sentence.text)
    if not named:
        passage = sentence.passage
        before = f"{passage.title}\n{passage.heading}\n{passage.text[: sentence.start - passage.start]}"
        named = _YEAR.findall(before)[-1:] or [""]
    earliest, latest = min(named), max(named)
    return all(earliest <= year <= latest for year in question.years)


def _evidence(
    question: Question, sentence: Candidate, score: float, share: float, features: NDArray[np.float32]
) -> Evidence:
    return Evidence(
        passage=sentence.passage,
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
        score=float(score),
        share=float(share),
        coverage=float(column(features[None], "headed")[0]),
        span=_span(question, sentence),
    )


def _span(question: Question, sentence: Candidate) -> tuple[int, int] | None:
    """Return what a sentence has of the type that is asked for, the one with most of the question's words near it."""
    wanted: AnswerType = asked_type(question.whole)
    asked = fold(question.whole)
    spans = [span for span in found_spans(wanted, sentence.text) if fold(sentence.text[slice(*span)]) not in asked]
    if wanted == "reason" or not spans:
        return None
    places = [
        sentence.text.find(text[start : start + 2])
        for text in question.content
        for start in range(len(text) - 1)
        if text[start : start + 2] in sentence.text
    ]
    start, end = min(spans, key=lambda span: min((_apart(span, place) for place in places), default=0))
    return sentence.start + start, sentence.start + end


def _apart(span: tuple[int, int], place: int) -> int:
    return min(abs(place - span[0]), abs(place - span[1]))
