"""The assistant: a question in, a cited answer out."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from index import DEFAULT_ENCODER, Index, Passage, Scope, load_encoder
from qa.calibrate import THRESHOLD, stored
from qa.cite import cite
from qa.compare import compare
from qa.comparison import Comparison
from qa.evidence import Evidence, Found, absent, find_evidence, missing_terms, unknown
from qa.extract import Quote, choose, compose, differing, threshold_for
from qa.question import Question, understand, usable
from qa.records import Answer, Coverage
from qa.retrieve import PASSAGES, asked_about, resolved, retrieve
from qa.trace import traced


class Assistant:
    """Answers questions from an index.

    Example:
        >>> assistant = Assistant.open("var/index")
        >>> print(assistant.ask("嘉兴职业技术学院2021年引进了多少人才？").text)
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        calibration = stored(index)
        self.threshold = calibration.threshold if calibration else THRESHOLD

    @classmethod
    def open(cls, folder: str, *, encoder: Path = DEFAULT_ENCODER) -> Assistant:
        """Open the index in a folder with the encoder that it was made with.

        Raises:
            StoreError: If there is no usable index, or it was made with another encoder.
        """
        return cls(Index.open(Path(folder), encoder=load_encoder(encoder)))

    def ask(self, text: str, *, scope: Scope | None = None, history: Sequence[str] = ()) -> Answer:
        """Answer a question.

        Args:
            text: The question, in Chinese or English.
            scope: What the answer is narrowed to.
            history: The questions before it in the conversation, oldest first.

        Raises:
            QuestionError: If the question is empty or too long, or the scope names what the index does not have.
        """
        *_, answer = self.stream(text, scope=scope, history=history)
        return answer

    def stream(self, text: str, *, scope: Scope | None = None, history: Sequence[str] = ()) -> Iterator[Answer]:
        """Answer a question, yielding the answer as it grows; the last one is whole.

        The arguments and errors are those of `ask`.
        """
        started = time.perf_counter()
        scope = resolved(self.index, scope or Scope())
        question = understand(text, self.index.institutions(), history=history)
        answers = self._answers(question, scope)
        first = next(answers)
        for whole in question.otherwise if first.status == "abstained" else ():
            others = self._answers(replace(understand(whole, self.index.institutions()), text=question.text), scope)
            other = next(others)
            if other.status == "answered":
                first, answers = other, others
                break
        for answer in chain((first,), answers):
            yield replace(answer, seconds=round(time.perf_counter() - started, 4))

    def _answers(self, question: Question, scope: Scope) -> Iterator[Answer]:
        """Yield the answer to a question as it grows, without the time that it took."""
        passages = retrieve(self.index, question, scope)
        found = find_evidence(question, passages, self.index)
        chosen = choose(question, found, threshold_for(question, self.threshold))
        conflicting = differing(question, chosen, found.findings)
        chosen = conflicting or chosen
        quotes = self._quotes(question, chosen)
        blank = replace(self._blank(question, passages, found), trace=traced(question, found, chosen))
        if quotes:
            blank = replace(
                blank, coverage=self._coverage(question, quotes, scope), conflict=len(quotes) > 1 and bool(conflicting)
            )
            yield from compose(blank, quotes, negated=question.negated)
        else:
            yield self._abstain(blank, question, scope)

    def batch(self, questions: Iterable[str], *, scope: Scope | None = None) -> Iterator[Answer]:
        """Answer questions that have nothing to do with each other, in order, each when it is asked for.

        Raises:
            QuestionError: If a question is empty or too long; `qa.batch` reads files and goes on after a bad line.
        """
        return (self.ask(question, scope=scope) for question in questions)

    def compare(self, aspects: Sequence[str], *, scope: Scope | None = None) -> Comparison:
        """Compare the institutions in several aspects (questions or topics), or in those that one question asks for.

        Raises:
            QuestionError: If there is nothing to compare, or the scope names what the index does not have.
        """
        return compare(self, aspects, scope=scope or Scope())

    def search(self, query: str, k: int = PASSAGES, *, scope: Scope | None = None) -> list[Passage]:
        """Return the best passages for a query, best first.

        Raises:
            QuestionError: If the query is empty or too long, or the scope names what the index does not have.
        """
        return self.index.search(usable(query), k, scope=resolved(self.index, scope or Scope()))

    def _quotes(self, question: Question, evidence: Sequence[Evidence]) -> list[Quote]:
        """Resolve sentences to citations; one whose words are not in the document is left out."""
        quotes: list[Quote] = []
        for one in evidence:
            lead = _lead(question, one, several=len(self.index.institutions()) > 1)
            if citation := cite(self.index, one, marker=len(quotes) + 1):
                quotes.append(Quote(lead=lead, citation=citation))
        return quotes

    def _blank(self, question: Question, passages: Sequence[Passage], found: Found) -> Answer:
        """Return the answer before its first line."""
        return Answer(
            question=question.text,
            whole=question.whole,
            kind=question.kind,
            status="answered",
            reason=None,
            text="",
            language=question.language,
            sentences=(),
            citations=(),
            coverage=None,
            passages=tuple(passages),
            probability=round(found.probability, 4),
            threshold=threshold_for(question, self.threshold),
            seconds=0.0,
            engine="extractive",
        )

    def _coverage(self, question: Question, quotes: Sequence[Quote], scope: Scope) -> Coverage | None:
        """Return the account of the institutions that a question is about, if it is about several."""
        if not question.over_institutions:
            return None
        # documents of no institution have their lines in the answer, but no place in this account
        answered = tuple(dict.fromkeys(quote.citation.institution for quote in quotes if quote.citation.institution))
        silent = [name for name in asked_about(self.index, question, scope) if name not in answered]
        return Coverage(answered=answered, not_mentioned=(*silent, *question.strangers))

    def _abstain(self, blank: Answer, question: Question, scope: Scope) -> Answer:
        """Return the answer that there is none, with the reason and what came nearest."""
        missing = missing_terms(question, blank.passages[0]) if blank.passages else []
        nowhere = [term for term in missing if term in question.strangers or absent(term, self.index.frequency)]
        nowhere = nowhere or unknown(question, self.index.frequency)
        nowhere = list(dict.fromkeys((*question.strangers, *nowhere)))
        outside = [name for name in question.institutions if scope.institutions and name not in scope.institutions]
        nothing = question.kind == "comparison" and not any(len(text) > 1 for text in question.content)
        if question.language == "zh":
            text = "文档中没有找到这个问题的依据，因此不作回答。"
            reason = f"文档中没有提到：{'、'.join(nowhere)}" if nowhere else "最相近的段落没有说到所问的内容"
            reason = "没有说要比较哪一方面，例如：甲校和乙校的双带头人有什么不同" if nothing else reason
            reason = f"所选的范围不包括：{'、'.join(outside)}" if outside else reason
        else:
            text = "The documents hold no evidence for an answer, so none is given."
            reason = (
                f"not in the documents: {', '.join(nowhere)}" if nowhere else "the nearest passages say other things"
            )
            reason = "it is not said in what they are to be compared, such as: their 双带头人" if nothing else reason
            reason = f"not in the chosen scope: {', '.join(outside)}" if outside else reason
        return replace(blank, status="abstained", text=text, reason=reason)


def _lead(question: Question, evidence: Evidence, *, several: bool) -> str:
    """Return whose words a quote is, where neither the question nor the quote says so."""
    name = evidence.passage.institution or evidence.passage.title
    if question.over_institutions:
        return name
    said = question.institutions or name in evidence.text
    return name if several and evidence.passage.institution and not said else ""
