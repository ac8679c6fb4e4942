"""The extractive answer: the best sentences, verbatim, each with its marker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus import Language
from qa.evidence import Evidence
from qa.question import Question
from qa.records import Answer, AnswerSentence, Citation, Coverage

# How many sentences answer a question about how something is done, and how good the others are beside the best
MAX_SENTENCES = 3
NEARLY_AS_GOOD = 0.75
# How much of what the best institution's sentence covers another's must cover to be a mention too: where one school
# writes of 党史学习教育, another's 系统的学习教育 is something else.
SHARE_OF_BEST = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A citation with the words that lead to it: the institution's name where the quote needs it, else nothing."""

    lead: str
    citation: Citation


def choose(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentences that make the answer, in its order.

    Args:
        question: What is asked.
        evidence: Sentences that suffice to answer, best first, at least one.
    """
    if question.kind == "survey":
        enough = SHARE_OF_BEST * max(one.coverage for one in evidence)
        best: dict[str, Evidence] = {}
        for one in evidence:
            if one.coverage >= enough:
                best.setdefault(one.passage.group, one)
        return list(best.values())
    if question.kind == "fact":
        return [evidence[0]]
    # by coverage as well: the rest of the score is alike for all sentences of a passage
    score, coverage = NEARLY_AS_GOOD * evidence[0].score, SHARE_OF_BEST * evidence[0].coverage
    good = [one for one in evidence[:MAX_SENTENCES] if one.score >= score and one.coverage >= coverage]
    # the documents by their best sentence, and within each the order in which it was written
    rank = {one.passage.document_id: place for place, one in reversed(list(enumerate(good)))}
    return sorted(good, key=lambda one: (rank[one.passage.document_id], one.start))


def compose(answer: Answer, quotes: Sequence[Quote]) -> Iterator[Answer]:
    """Yield an answer that grows by one quote each time; the last one is whole."""
    parts = []
    if answer.coverage and (answer.coverage.answered or answer.coverage.not_mentioned):
        parts.append(_headline(answer.language, answer.coverage))
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
    if answer.coverage and answer.coverage.not_mentioned:
        parts.append(_not_mentioned(answer.language, answer.coverage))
        yield replace(answer, text="\n".join(parts))


def _headline(language: Language, coverage: Coverage) -> str:
    some, total = len(coverage.answered), len(coverage.answered) + len(coverage.not_mentioned)
    return f"{total} 所学校中有 {some} 所提到：" if language == "zh" else f"{some} of {total} institutions mention it:"


def _not_mentioned(language: Language, coverage: Coverage) -> str:
    names = coverage.not_mentioned
    return f"未提及：{'、'.join(names)}。" if language == "zh" else f"Not mentioned: {', '.join(names)}."
