"""The extractive answer: the best sentences, verbatim, each with its marker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus import Language
from index import fold
from qa.evidence import Evidence, Finding, Found
from qa.quantities import quantities
from qa.question import Question
from qa.records import Answer, AnswerSentence, Citation, Coverage

MAX_SENTENCES = 3
# One sentence is enough if it is the answer with this probability; otherwise the next ones are quoted as well
CERTAIN = 0.97
# and for how something is done, where several sentences may tell it. Of questions on CMRC2018 trial of this kind the
# first sentence is right 66 times in 100 with it and 60 without, and one of them 83 times with and without.
CERTAIN_OF_HOW = 0.95
# The probability from which on an institution is listed in a survey. Between 0.4 and 0.6 F1 on training/cases (unseen)
# and on the gold set's tuning half changes by less than 0.02, the higher the fewer that do not belong there.
LISTED = 0.55
# How probable it must be that a survey has any answer, beside the threshold of others: each row is judged again
SURVEY_SHARE = 0.75
# How good the others must be beside the best, where several sentences tell how something is done
SHARE_OF_BEST = 0.6
_DATE = re.compile(r"[年月日]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A citation with the words that lead to it: the institution's name where the quote needs it, else nothing."""

    lead: str
    citation: Citation


def threshold_for(question: Question, threshold: float) -> float:
    """Return the probability from which on what was found answers a question."""
    return round(SURVEY_SHARE * threshold, 4) if question.over_institutions else threshold


def choose(question: Question, found: Found, threshold: float) -> list[Evidence]:
    """Return the sentences that make the answer, in its order; none if nothing is probable enough.

    Args:
        question: What is asked.
        found: What was found.
        threshold: The probability from which on it is an answer.
    """
    if not found.findings or found.probability < threshold:
        return []
    if question.over_institutions:
        return [finding.evidence[0] for finding in found.findings if finding.probability >= LISTED]
    evidence = found.findings[0].evidence
    if question.kind == "how":
        return _in_document_order(_several(evidence))
    return _enough(evidence)


def differing(question: Question, chosen: Sequence[Evidence], findings: Sequence[Finding]) -> list[Evidence]:
    """Return the sentences of different documents that give different numbers or dates to the same question.

    They are two or more, the first chosen one first, or none if the documents agree.
    """
    if question.over_institutions or not chosen or chosen[0].span is None:
        return []
    first = chosen[0]
    sides = [first]
    for one in findings[0].evidence:
        if one.span is None or one.passage.document_id in {side.passage.document_id for side in sides}:
            continue
        if one.passage.institution != first.passage.institution or one.coverage < first.coverage:
            continue
        if not any(_agree(one, side) for side in sides):
            sides.append(one)
    return sides[:MAX_SENTENCES] if len(sides) > 1 else []


def _enough(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the best sentence, with the next ones where it is not certain to be the answer."""
    chosen: list[Evidence] = []
    for one in evidence[:MAX_SENTENCES]:
        if sum(other.share for other in chosen) >= CERTAIN:
            break
        if chosen and chosen[0].typed and (not one.typed or _says_the_same(one, chosen[0])):
            continue  # it has nothing of what is asked for, or says the same again
        if not any(one.start < other.end and other.start < one.end for other in _same_document(one, chosen)):
            chosen.append(one)
    return chosen


def _several(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the best sentence, with others that are about as much of what is asked, unless it is certainly the one."""
    if evidence[0].share >= CERTAIN_OF_HOW:
        return [evidence[0]]
    return [one for one in evidence[:MAX_SENTENCES] if one.coverage >= SHARE_OF_BEST * evidence[0].coverage]


def _same_document(one: Evidence, others: Sequence[Evidence]) -> list[Evidence]:
    return [other for other in others if other.passage.document_id == one.passage.document_id]


def _in_document_order(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return sentences in the order of the documents' best, and within each as they were written."""
    rank = {one.passage.document_id: place for place, one in reversed(list(enumerate(evidence)))}
    return sorted(evidence, key=lambda one: (rank[one.passage.document_id], one.start))


def _agree(one: Evidence, other: Evidence) -> bool:
    """Tell whether two sentences give the same: 1,200名 and 1200人, or the same date or name."""
    ours, theirs = _found(one), _found(other)
    numbers = next(quantities(ours), None), next(quantities(theirs), None)
    if numbers[0] is not None and numbers[1] is not None and not _DATE.search(ours + theirs):
        return numbers[0].agrees(numbers[1])
    return re.sub(r"\s", "", ours) == re.sub(r"\s", "", theirs)


def _says_the_same(one: Evidence, other: Evidence) -> bool:
    return one.span is not None and other.span is not None and _agree(one, other)


def _found(evidence: Evidence) -> str:
    """Return what was asked for, folded."""
    start, end = evidence.span or (evidence.start, evidence.start)
    return fold(evidence.text[start - evidence.start : end - evidence.start])


def compose(answer: Answer, quotes: Sequence[Quote], *, negated: bool = False) -> Iterator[Answer]:
    """Yield an answer that grows by one quote each time; the last one is whole.

    Which schools do not is answered with those of which nothing is said first: documents tell of what is done, and
    whether a school that says nothing does not do it is not in them.
    """
    parts = []
    if answer.coverage and negated:
        parts.append(_silent(answer.language, answer.coverage))
    if answer.coverage and (answer.coverage.answered or answer.coverage.not_mentioned):
        parts.append(_headline(answer.language, answer.coverage))
    if answer.conflict:
        parts.append(_conflict(answer.language))
    for quote in quotes:
        citation = quote.citation
        lead = f"{quote.lead}{'：' if answer.language == 'zh' else ': '}" if quote.lead else ""
        parts.append(f"{lead}{citation.quote}[{citation.marker}]")
        sentence = AnswerSentence(text=citation.quote, markers=(citation.marker,), support=1.0)
        answer = replace(
            answer,
            text="\n".join(parts),
            sentences=(*answer.sentences, sentence),
            citations=(*answer.citations, citation),
        )
        yield answer
    if answer.coverage and answer.coverage.not_mentioned and not negated:
        parts.append(_not_mentioned(answer.language, answer.coverage))
        yield replace(answer, text="\n".join(parts))


def _headline(language: Language, coverage: Coverage) -> str:
    some, total = len(coverage.answered), len(coverage.answered) + len(coverage.not_mentioned)
    return f"{total} 所学校中有 {some} 所提到：" if language == "zh" else f"{some} of {total} institutions mention it:"


def _silent(language: Language, coverage: Coverage) -> str:
    names = coverage.not_mentioned
    if language == "zh":
        return f"文档没有说到的学校：{'、'.join(names)}。" if names else "每所学校的文档都说到了。"
    return f"Nothing is said of: {', '.join(names)}." if names else "The documents of every institution tell of it."


def _conflict(language: Language) -> str:
    return "各文档的说法不一：" if language == "zh" else "The documents differ:"


def _not_mentioned(language: Language, coverage: Coverage) -> str:
    names = coverage.not_mentioned
    return f"未提及：{'、'.join(names)}。" if language == "zh" else f"Not mentioned: {', '.join(names)}."
