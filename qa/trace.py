"""How an answer came about, for those who ask why."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answer_type import asked_type
from qa.evidence import Evidence, Found
from qa.question import Question
from qa.records import Considered, Trace

CONSIDERED = 8  # sentences that are kept of those that could be quoted, and of those that could not


def traced(question: Question, found: Found, quoted: Sequence[Evidence]) -> Trace:
    """Return how the answer to a question came about."""
    taken = {(one.passage.document_id, one.start) for one in quoted}
    probable = [
        (finding.probability * one.share, one) for finding in found.findings for one in finding.evidence[:CONSIDERED]
    ]
    considered = [
        Considered(
            source=one.passage.source,
            start=one.start,
            end=one.end,
            text=one.text,
            probability=round(probability, 4),
            quoted=(one.passage.document_id, one.start) in taken,
            why_not="" if (one.passage.document_id, one.start) in taken else _why_not(question, answered=bool(quoted)),
        )
        for probability, one in sorted(probable, key=lambda pair: -pair[0])[: max(CONSIDERED, len(quoted))]
    ]
    considered += [
        Considered(
            source=one.sentence.passage.source,
            start=one.sentence.start,
            end=one.sentence.end,
            text=one.sentence.text,
            probability=0.0,
            quoted=False,
            why_not=one.reason,
        )
        for one in found.refused[:CONSIDERED]
    ]
    return Trace(
        institutions=question.institutions,
        strangers=question.strangers,
        concepts=tuple((concept.text, concept.others) for concept in question.concepts),
        required=question.required,
        asked_for=asked_type(question.whole),
        considered=tuple(considered),
    )


def _why_not(question: Question, *, answered: bool) -> str:
    if answered:
        return "不如所引的句子确切" if question.language == "zh" else "not as probable as what is quoted"
    return "概率不足以作答" if question.language == "zh" else "not probable enough for an answer"
