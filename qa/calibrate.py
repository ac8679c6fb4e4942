"""Calibration: the probability from which on an index answers, found on questions made from its own text.

A question is made from a sentence of document A and asked twice: of the whole index, and of what is left of it without
the documents that have the sentence. How often the first is refused, and the second, at each threshold, is the curve
that is stored with the index. How official, how uniform and how large a collection is moves the probabilities, and a
threshold that is right for an encyclopedia refuses too much or too little elsewhere.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from corpus import split_sentences
from index import Index, Passage, fold, without_frame
from qa.errors import QuestionError
from qa.evidence import find_evidence
from qa.figures import auroc
from qa.question import Question, understand
from qa.retrieve import PASSAGES

QUESTIONS = 40
# Passages of the document itself may fill the first ten places; so many are looked at for the rest
_DEEP = 40
# Without calibration, and what calibration may move it to: made-up questions are not those that people ask, so they
# have a say, and not the last word
THRESHOLD = 0.3
LOWEST, HIGHEST = 0.28, 0.3
FALSE_REFUSAL = 0.05  # what calibration aims at
_GRID = tuple(round(step / 20, 2) for step in range(1, 20))

_CLAUSE = re.compile(r"[，。；：！？,;:!?\n]")
_NUMBER = re.compile(r"\d[\d.,]*%?")
_CHARS = (8, 40)  # of the clause that a question is made of
_KEPT = 0.6  # share of its words that the question keeps
_WORD_CHARS = 6  # of a run without a framing word, that it keeps
_NAMED = 0.5  # share of the questions that say what they are about
_SUBJECT_CHARS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What a threshold does to the made-up questions: shares, 0 to 1."""

    threshold: float
    false_refusal: float  # refused with the document there
    refused: float  # refused without it


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The threshold of an index, and what is to be expected of it."""

    threshold: float
    questions: int
    auroc: float  # between the questions with their document and without
    false_refusal: float  # at the threshold
    refused: float
    curve: tuple[Point, ...]

    def to_dict(self) -> dict[str, object]:
        """Return the calibration as plain data."""
        return asdict(self)


def calibrate(
    index: Index, *, questions: int = QUESTIONS, on_question: Callable[[int, int], None] = lambda done, total: None
) -> Calibration | None:
    """Return the calibration of an index, or None if it has too little text for questions of its own.

    Args:
        index: The index.
        questions: How many questions are made, at most.
        on_question: Called with the number of questions asked so far and their total.
    """
    there, gone = [], []
    passages = index.sample(questions)
    for done, (passage, question) in enumerate(_questions(passages), start=1):
        pair = _asked(index, passage, question)
        if pair is not None:
            there.append(pair[0])
            gone.append(pair[1])
        on_question(done, len(passages))
    if len(there) < questions // 5:
        return None
    return _calibration(np.array(there), np.array(gone))


def _calibration(there: NDArray[np.float64], gone: NDArray[np.float64]) -> Calibration:
    threshold = float(np.clip(np.quantile(there, FALSE_REFUSAL), LOWEST, HIGHEST))
    return Calibration(
        threshold=round(threshold, 4),
        questions=len(there),
        auroc=round(auroc(there, gone), 4),
        false_refusal=round(float((there < threshold).mean()), 4),
        refused=round(float((gone < threshold).mean()), 4),
        curve=tuple(
            Point(
                threshold=step,
                false_refusal=round(float((there < step).mean()), 4),
                refused=round(float((gone < step).mean()), 4),
            )
            for step in _GRID
        ),
    )


def stored(index: Index) -> Calibration | None:
    """Return the calibration that was stored with an index, or None."""
    fields = index.calibration()
    if fields is None:
        return None
    try:
        points = tuple(Point(**point) for point in fields.pop("curve"))
        return Calibration(curve=points, **fields)
    except (KeyError, TypeError):  # of another version
        return None


def _questions(passages: list[Passage]) -> Iterator[tuple[Passage, str]]:
    """Yield each passage with a question made of one of its sentences."""
    draw = random.Random(0)  # noqa: S311  (the same questions for the same index, nothing secret)
    for passage in passages:
        sentences = [passage.text[start:end] for start, end in split_sentences(passage.text)]
        usable = [sentence for sentence in sentences if _CHARS[0] <= len(sentence)]
        if usable:
            yield passage, made_question(draw.choice(usable), passage.heading.split(" / ")[-1] or passage.title, draw)


def made_question(sentence: str, subject: str, draw: random.Random) -> str:
    """Return a question as somebody might ask for what a sentence says.

    It has some words of the sentence, in their order, asks for the number if there is one, and mostly says what it is
    about, as people do who have not read it.
    """
    clauses = [clause for clause in _CLAUSE.split(sentence) if len(clause) >= _CHARS[0]] or [sentence]
    text = draw.choice(clauses)[: _CHARS[1]]
    asks = "多少" if _NUMBER.search(text) else draw.choice(("是什么", "如何", "怎么样", ""))
    words = [run[:_WORD_CHARS] for run in without_frame(fold(_NUMBER.sub(" ", text, count=1))).split()]
    kept = [word for word in words if draw.random() < _KEPT] or words[:1]
    said = subject[:_SUBJECT_CHARS] if draw.random() < _NAMED else ""
    return f"{said}{''.join(kept)}{asks}"


def _asked(index: Index, passage: Passage, text: str) -> tuple[float, float] | None:
    """Return the probabilities of an answer with the documents that have it, and without them."""
    try:
        # without the institutions: a question about one is only asked of its documents, and of none without them
        question = understand(text, {})
    except QuestionError:  # nothing is left of a sentence of marks
        return None
    passages = index.search(question.query, _DEEP)
    others = [one for one in passages if one.document_id != passage.document_id and passage.text not in one.text]
    return _probability(index, question, passages[:PASSAGES]), _probability(index, question, others[:PASSAGES])


def _probability(index: Index, question: Question, passages: Sequence[Passage]) -> float:
    return find_evidence(question, passages, index).probability
