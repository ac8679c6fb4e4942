"""Spans: what in a sentence is what was asked for, a number, a date or a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from index import aligned, fold
from qa.answer_type import asked_type, found_spans
from qa.fitting import can_answer, counts_schools
from qa.quantities import quantities
from qa.question import Question

# The second batch and 二级学院 count nothing; three years on end are no date
_ORDINAL = re.compile(r"第|首|[一二三两]级")
_DURATION = re.compile(r".{0,2}?(?:近|连续|历时|过去)?[一二两三四五六七八九十\d]{1,2}年[来间内中里多]")
_CLAUSE_MARKS = "，；、,;"


def find_spans(question: Question, text: str) -> list[tuple[int, int]]:
    """Return where a sentence has something of the type and in the unit that is asked for: offsets in the sentence."""
    whole = aligned(question.whole)
    wanted = asked_type(whole)
    if wanted in ("reason", "place", "other") or (question.over_institutions and counts_schools(whole)):
        return []
    asked = fold(whole)
    spans = [
        (start, end)
        for start, end in found_spans(wanted, text)
        if fold(text[start:end]) not in asked
        and not (wanted == "number" and _ORDINAL.match(text[start:end]))
        and not (wanted == "date" and _DURATION.match(text[max(0, start - 2) : end + 1]))
        and (wanted == "person" or can_answer(whole, text[start:end]))
    ]
    if wanted == "number":
        spans = [span for span in spans if any(quantities(fold(text[slice(*span)])))]
    return spans


def nearest_span(
    question: Question, text: str, spans: Sequence[tuple[int, int]], frequency: Callable[[str], int]
) -> tuple[int, int] | None:
    """Return the span that is what is asked for.

    It is the one in whose clause most of the question's words stand, rare ones counting more, and nearest. If two are
    equally good, nothing is marked: a wrong mark is worse than none.
    """
    if not spans:
        return None
    said = (asks[at : at + 2] for asks in question.content for at in range(max(1, len(asks) - 1)))
    pairs = {pair: 1 / (1 + frequency(pair)) for pair in said}
    ranked = sorted((_nearness(text, span, pairs), span) for span in spans)
    (best, span), *others = ranked[::-1]
    return None if others and others[0][0] == best else span


def _nearness(text: str, span: tuple[int, int], pairs: Mapping[str, float]) -> tuple[float, int]:
    """Return the weight of the question's pairs of characters in a span's clause, and how near the nearest is."""
    clause = _clause(text, *span)
    inside = [pair for pair in pairs if pair in clause]
    at = clause.find(fold(text[slice(*span)]))
    return sum(map(pairs.__getitem__, inside)), -min(
        (abs(clause.find(pair) - at) for pair in inside), default=len(clause)
    )


def _clause(text: str, start: int, end: int) -> str:
    """Return the clause that a span of a text stands in, folded."""
    first = max(text.rfind(mark, 0, start) for mark in _CLAUSE_MARKS) + 1
    last = min((at for mark in _CLAUSE_MARKS if (at := text.find(mark, end)) >= 0), default=len(text))
    return fold(text[first:last])
