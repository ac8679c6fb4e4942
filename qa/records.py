"""The answer as a record: what is said, by which quotes it is supported, and what else was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from corpus import Language
from index import Passage
from qa.kinds import Kind

Status = Literal["answered", "abstained"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A quote and where it stands: ``quote == document.text[start:end]``, always."""

    marker: int  # the n of [n] in the answer's text, from 1
    document_id: str
    title: str
    institution: str | None
    source: str
    date: str | None
    quote: str
    start: int
    end: int
    document_sha256: str
    publisher: str | None
    page: int | None
    span: tuple[int, int] | None = None  # offsets in the document of what was asked for: the number, the date, the name
    also: tuple[str, ...] = ()  # sources of reprints that have the quote as well


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSentence:
    """One sentence of the answer with the markers of its citations."""

    text: str
    markers: tuple[int, ...]
    support: float  # 0 to 1: how far the quotes support it; 1 for a sentence that is itself the quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Which institutions the answer found something about, and which not; together all that were asked about."""

    answered: tuple[str, ...]
    not_mentioned: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A sentence that might have been quoted."""

    source: str
    start: int
    end: int
    text: str
    probability: float  # 0 to 1: that it answers
    quoted: bool
    why_not: str  # "" for one that is quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How an answer came about."""

    institutions: tuple[str, ...]  # that the question names
    strangers: tuple[str, ...]  # that it names and no document is about
    concepts: tuple[tuple[str, tuple[str, ...]], ...]  # what it is about, each with its other wordings
    required: tuple[str, ...]  # what an answer cannot do without
    asked_for: str  # the type of answer, see `qa.answer_type`
    considered: tuple[Considered, ...]  # best first


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one question."""

    question: str
    status: Status
    reason: str | None  # why there is no answer, in the language of the question
    text: str  # with [n] markers
    language: Language
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    coverage: Coverage | None  # for questions about several institutions
    passages: tuple[Passage, ...]  # what was retrieved, best first
    seconds: float
    engine: str
    id: str | int | None = None  # of the line of a question file
    whole: str = ""  # the question as it was understood: a follow-up made whole from the turns before it
    kind: Kind = "how"
    probability: float = 0.0  # 0 to 1: that the documents hold an answer
    threshold: float = 0.0  # below this probability nothing is answered
    conflict: bool = False  # whether documents differ in the number or date that is asked for
    trace: Trace | None = None  # how it came about

    def explain(self) -> list[str]:
        """Return line by line how the answer came about: what was understood, found, and cut and why."""
        from qa.explain import explanation_lines

        return list(explanation_lines(self))

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain data, with the field names of the JSON contract."""
        fields = asdict(replace(self, trace=None))
        del fields["trace"]
        scored = ("document_id", "source", "start", "end", "score", "lexical", "dense")
        fields["passages"] = [{name: passage[name] for name in scored} for passage in fields["passages"]]
        return {"id": fields.pop("id"), **fields}


def marked_lines(text: str, quotes: Sequence[str]) -> Iterator[tuple[str, int | None]]:
    """Yield the lines of an answer's text, each with its marker taken off, or None if it has none.

    Only a marker that follows its own quote is one: a quote may hold "[2]" itself.

    Args:
        text: The text of an answer.
        quotes: The quotes of its citations, in the order of their markers.
    """
    for line in text.split("\n"):
        marked = (n for n, quote in enumerate(quotes, start=1) if line.endswith(f"{quote}[{n}]"))
        marker = next(marked, None)
        yield (line.removesuffix(f"[{marker}]"), marker) if marker else (line, None)
