"""Evidence: the sentences of the retrieved passages, scored, and how probable it is that they answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import DEFAULT_ENCODER, Index, Passage, aligned, fold, split_terms
from index.static import StaticEncoder, shipped_encoder
from qa.candidates import Candidate, find_candidates
from qa.features import column, features_of
from qa.fitting import can_answer
from qa.question import Question
from qa.scorer import Scorer, probability, signs_of
from qa.spans import find_spans, nearest_span
from qa.years import asks_since, can_be_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One sentence of a passage, with what speaks for it: ``text == document.text[start:end]``."""

    passage: Passage
    start: int  # in the document's text
    end: int
    text: str
    share: float  # 0 to 1: how probable it is that this sentence is the answer, if there is one
    coverage: float  # 0 to 1: share of the question's terms, by rarity, in the sentence; half for those of its heading
    typed: bool  # whether it has something of the type that was asked for
    span: tuple[int, int] | None  # in the document's text: what that is, if it is certain which


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found for a question: in all passages, or in those of one institution if it is about several."""

    group: str  # see `Passage.group`; "" for all passages
    evidence: tuple[Evidence, ...]  # best first
    probability: float  # 0 to 1: that one of them answers, or that it is one of the institutions that are asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A sentence that cannot be quoted, and why not, in the language of the question."""

    sentence: Candidate
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found for a question."""

    probability: float  # 0 to 1: that something of it answers
    findings: tuple[Finding, ...]  # the most probable first
    refused: tuple[Refused, ...]  # the best first


def find_evidence(question: Question, passages: Sequence[Passage], index: Index) -> Found:
    """Return what the passages say to a question.

    Sentences that lack a term that the question cannot do without, or speak of another year, or have no number where
    one is asked for, are refused; a sentence that several documents share is taken once.
    """
    groups: dict[str, list[list[Candidate]]] = {}
    for passage, sentences in zip(passages, find_candidates(passages), strict=True):
        groups.setdefault(passage.group if question.over_institutions else "", []).append(sentences)
    refused: list[Refused] = []
    found: list[tuple[str, tuple[Evidence, ...], NDArray[np.float64]]] = []
    seen: set[str] = set()
    for group, candidates in groups.items():
        # each institution by itself, as if it were the only one that is asked about
        read = _read(question, candidates, index, seen if _is_document(candidates) else set())
        found += [(group, read.evidence, read.signs)] if read.evidence else []
        refused += read.refused
    signs = np.array([signs for _, _, signs in found])
    return Found(
        probability=probability(max(Scorer.load().odds(signs).tolist())) if found else 0.0,
        findings=tuple(_findings(question, found, signs)) if found else (),
        refused=tuple(refused),
    )


def _findings(
    question: Question,
    found: Sequence[tuple[str, tuple[Evidence, ...], NDArray[np.float64]]],
    signs: NDArray[np.float64],
) -> list[Finding]:
    """Return what was found in each group with its probability, the most probable first."""
    scorer = Scorer.load()
    odds = scorer.in_survey(signs) if question.over_institutions else scorer.odds(signs)
    findings = [
        Finding(group=group, evidence=evidence, probability=probability(one))
        for (group, evidence, _), one in zip(found, odds.tolist(), strict=True)
    ]
    return sorted(findings, key=lambda finding: -finding.probability)


def _is_document(candidates: Sequence[Sequence[Candidate]]) -> bool:
    """Tell whether a group is a document of no institution: the same article may be there under another name."""
    return any(sentence.passage.institution is None for sentences in candidates for sentence in sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What the passages of a group say."""

    evidence: tuple[Evidence, ...]  # best first
    signs: NDArray[np.float64]  # (SIGNS,) of it; empty without evidence
    refused: list[Refused]


def _read(question: Question, candidates: Sequence[Sequence[Candidate]], index: Index, seen: set[str]) -> _Read:
    """Return what the passages of a group say; what has been seen is left out, and what is read is added to it."""
    features = features_of(question, candidates, index.frequency, len(index), _pieces(index))
    sentences = [sentence for of_passage in candidates for sentence in of_passage]
    scorer = Scorer.load()
    scores = scorer.score(features)
    places, refused = _sorted_out(question, sentences, scores, seen)
    if not places:
        return _Read(evidence=(), signs=np.empty(0), refused=refused)
    evidence = tuple(
        _evidence(question, sentences[place], share, features[place], index.frequency)
        for place, share in zip(places, scorer.shares(scores[places]), strict=True)
    )
    return _Read(evidence=evidence, signs=signs_of(features[places], scores[places]), refused=refused)


def missing_terms(question: Question, passage: Passage) -> list[str]:
    """Return the terms that an answer cannot do without and that the passage and its context do not have."""
    text = fold(f"{passage.institution or ''}\n{passage.title}\n{passage.heading}\n{passage.text}")
    needed = {concept.text: (concept.text, *concept.others) for concept in question.concepts if concept.required}
    needed |= {fold(term): (fold(term), *needed.get(fold(term), ())) for term in question.required}
    return [term for term, wordings in needed.items() if not any(wording in text for wording in wordings)]


def unknown(question: Question, frequency: Callable[[str], int]) -> list[str]:
    """Return what the question is about and no document speaks of, in any wording that the glossary knows."""
    return [
        concept.text
        for concept in question.concepts
        if absent(concept.text, frequency) and not any(_occurs(other, frequency) for other in concept.others)
    ]


def _occurs(wording: str, frequency: Callable[[str], int]) -> bool:
    """Tell whether all pairs of a wording's characters, and its words, occur somewhere."""
    terms = split_terms(wording)
    return all(frequency(term) for term in (*terms.grams, *terms.words))


def absent(run: str, frequency: Callable[[str], int]) -> bool:
    """Tell whether none of a run's pairs of characters, and none of its words, occurs in any document."""
    terms = split_terms(run)
    said = [term for term in (*terms.grams, *terms.words) if len(term) > 1]
    return bool(said) and not any(map(frequency, said))


def _pieces(index: Index) -> StaticEncoder:
    """Return the encoder that the scorer was made with: mostly the index's own."""
    encoder = index.encoder
    return encoder if isinstance(encoder, StaticEncoder) and encoder.name == DEFAULT_ENCODER.name else shipped_encoder()


def _sorted_out(
    question: Question, sentences: Sequence[Candidate], scores: NDArray[np.float64], seen: set[str]
) -> tuple[list[int], list[Refused]]:
    """Return the sentences that can be quoted, and those that cannot, best first; each wording is taken once."""
    lacking: dict[tuple[str, int], list[str]] = {}
    admissible, refused = [], []
    for place in np.argsort(-scores, kind="stable").tolist():
        sentence = sentences[place]
        passage = sentence.passage
        said = _plain(sentence.text)
        if said in seen:
            continue
        seen.add(said)
        key = (passage.document_id, passage.start)
        if key not in lacking:
            lacking[key] = missing_terms(question, passage)
        if reason := _refusal(question, sentence, lacking[key]):
            refused.append(Refused(sentence=sentence, reason=reason))
        else:
            admissible.append(place)
    # of a school in a survey one sentence is quoted, and if one has what an answer must have, it is that. The answer to
    # another question often stands in the sentence after the one that names what it is about.
    required = [concept for concept in question.concepts if concept.required and question.over_institutions]
    needed = [(concept.text, *concept.others) for concept in required]
    admissible.sort(key=lambda place: _lacking(needed, fold(sentences[place].text)))
    return admissible, refused


def _lacking(needed: Sequence[Sequence[str]], folded: str) -> int:
    """Return how many things a folded text has in none of their wordings."""
    return sum(not any(wording in folded for wording in wordings) for wordings in needed)


def _refusal(question: Question, sentence: Candidate, missing: Sequence[str]) -> str:
    """Return why a sentence cannot be quoted, or ""."""
    chinese = question.language == "zh"
    if missing:
        return f"没有『{'』『'.join(missing)}』" if chinese else f"does not have {', '.join(missing)}"
    if not _of_the_year(question, sentence):
        return "说的是其他年份" if chinese else "speaks of another year"
    if not can_answer(aligned(question.whole), aligned(sentence.text)):
        return "没有所问的数字、年份或人名" if chinese else "has no number, year or name of the kind asked for"
    return ""


def _plain(text: str) -> str:
    """Return a text without marks and spaces, in which reprints differ; those of numbers stay: 3.5% is not 35."""
    return re.sub(r"(?<!\d)[^\w%]+|[^\w%]+(?!\d)", "", fold(text))


def _of_the_year(question: Question, sentence: Candidate) -> bool:
    """Tell whether a sentence can be about the years that are asked for."""
    if not question.years or asks_since(aligned(question.whole)):
        return True
    passage = sentence.passage
    before = f"{passage.title}\n{passage.heading}\n{passage.text[: sentence.start - passage.start]}"
    return can_be_of(question.years, sentence.text, before)


def _evidence(
    question: Question,
    sentence: Candidate,
    share: float,
    features: NDArray[np.float32],
    frequency: Callable[[str], int],
) -> Evidence:
    text = aligned(sentence.text)
    spans = find_spans(question, text)
    span = nearest_span(question, text, spans, frequency)
    return Evidence(
        passage=sentence.passage,
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
        share=float(share),
        coverage=float(column(features[None], "headed")[0]),
        typed=bool(spans),
        span=(sentence.start + span[0], sentence.start + span[1]) if span else None,
    )
