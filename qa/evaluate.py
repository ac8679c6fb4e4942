"""Evaluation: a case of a gold file asked, and its answer graded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus import Notice
from index import Index, fold
from qa.answer import Assistant
from qa.errors import QuestionError
from qa.gold import Case
from qa.records import Answer, Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A case with its answer, and what was right in it."""

    case: Case
    answer: Answer | None  # None if the question could not be asked
    problem: Notice | None = None  # why not
    rank: int | None = None  # 1-based, of the first passage with an answer; 0 if none has; None if none is expected
    right: tuple[bool, ...] = ()  # for each quote: is it from a right document and holds an answer
    placed: tuple[bool, ...] = ()  # for each quote: is it from a right document
    verbatim: tuple[bool, ...] = ()  # for each quote: do these words stand at that place of that document
    documents: tuple[str, ...] = ()  # the right ones that the index has
    cited: tuple[str, ...] = ()  # those of them that are quoted
    listed: tuple[str, ...] = ()  # the institutions that the answer lists
    wanted: tuple[str, ...] = ()  # those that it must list, by the names that the documents use

    @property
    def refused(self) -> bool:
        """Tell whether there is no answer."""
        return self.answer is None or self.answer.status == "abstained"

    @property
    def judged(self) -> bool:
        """Tell whether the case says what a right quote is."""
        return self.case.answerable and bool(self.case.answers or self.case.documents)

    @property
    def probability(self) -> float:
        """Return how probable it is, by the assistant's own account, that the documents hold the answer: 0 to 1."""
        if self.answer is None:
            return 0.0
        return float(getattr(self.answer, "probability", self.answer.status == "answered"))

    @property
    def counts(self) -> tuple[int, int, int]:
        """Return how many institutions are listed rightly, listed wrongly, and missing."""
        listed, wanted = set(self.listed), set(self.wanted)
        return len(listed & wanted), len(listed - wanted), len(wanted - listed)

    @property
    def missed(self) -> bool:
        """Tell whether the answer is not as expected."""
        if not self.case.answerable:
            return not self.refused
        wrong = self.judged and not any(self.right)
        return self.refused or wrong or any(self.counts[1:] if self.wanted else ()) or not all(self.verbatim)


def evaluate(assistant: Assistant, cases: Iterable[Case]) -> Iterator[Graded]:
    """Ask each case and yield it graded, in order."""
    names = _names(assistant.index)
    for case in cases:
        graded = Graded(
            case=case,
            answer=None,
            rank=0 if case.answers else None,
            documents=tuple(name for name in case.documents if assistant.index.has_document(name)),
            wanted=_known(case.institutions, names),
        )
        try:
            yield grade(graded, assistant.ask(case.question, history=case.history), assistant.index)
        except QuestionError as error:
            yield replace(graded, problem=error.notice)


def grade(graded: Graded, answer: Answer, index: Index) -> Graded:
    """Return a case with an answer, graded; each quote is looked up again in the index."""
    case = graded.case
    placed = tuple(_is_of(case, citation.source, citation.document_id) for citation in answer.citations)
    holding = (holds(citation.quote, case.answers) for citation in answer.citations)
    quoted = {name for citation in answer.citations for name in (citation.source, citation.document_id)}
    return replace(
        graded,
        answer=answer,
        rank=_rank(case, answer) if case.answers else None,
        right=tuple(here and held for here, held in zip(placed, holding, strict=True)),
        placed=placed,
        verbatim=tuple(_stands(citation, index) for citation in answer.citations),
        cited=tuple(name for name in graded.documents if name in quoted),
        listed=_listed(answer),
    )


def holds(text: str, answers: Sequence[str]) -> bool:
    """Tell whether a text holds any of some answers, whatever the width, case, quotation marks and spaces.

    Without answers, every text does.
    """
    plain = _plain(text)
    return not answers or any(_plain(answer) in plain for answer in answers)


def strangers(cases: Iterable[Case], index: Index) -> list[Notice]:
    """Return what the cases expect that the index does not have, which no answer can make right."""
    cases, names = list(cases), _names(index)
    has = {name for info in index.documents() for name in (info.source, info.id)}
    lost = [case.documents[0] for case in cases if case.documents and not has & set(case.documents)]
    unknown = [name for case in cases for name in case.institutions if _plain(name) not in names]
    found = []
    if lost:
        found.append(
            Notice(
                en=f"{len(lost)} questions expect documents that the index does not have, such as {lost[0]!r}. Name"
                " them by their path below the corpus folder, or choose another --index.",
                zh=f"有 {len(lost)} 个问题要求引用索引中没有的文档，例如 {lost[0]!r}。"
                "请写文档在语料文件夹下的路径，或用 --index 另选索引。",
            )
        )
    if unknown:
        found.append(
            Notice(
                en=f"{len(unknown)} expected institutions are not in the index, such as {unknown[0]!r}. Name them as"
                " the documents do, or choose another --index.",
                zh=f"有 {len(unknown)} 处要求列出索引中没有的学校，例如 {unknown[0]!r}。"
                "请按文档中的名称书写，或用 --index 另选索引。",
            )
        )
    return found


def _is_of(case: Case, source: str, document_id: str) -> bool:
    return not case.documents or source in case.documents or document_id in case.documents


def _rank(case: Case, answer: Answer) -> int:
    for rank, passage in enumerate(answer.passages, start=1):
        if _is_of(case, passage.source, passage.document_id) and holds(passage.text, case.answers):
            return rank
    return 0


def _stands(citation: Citation, index: Index) -> bool:
    document = index.document(citation.document_id)
    return (
        document is not None
        and document.sha256 == citation.document_sha256
        and document.text[citation.start : citation.end] == citation.quote
    )


def _listed(answer: Answer) -> tuple[str, ...]:
    """Return the institutions that an answer lists: by its own account, or those that it quotes."""
    if answer.status == "abstained":
        return ()
    if answer.coverage:
        return answer.coverage.answered
    return tuple(dict.fromkeys(citation.institution for citation in answer.citations if citation.institution))


def _names(index: Index) -> dict[str, str]:
    """Return the institutions of an index by each of their names, folded."""
    known = index.institutions()
    return {
        **{_plain(alias): name for name, aliases in known.items() for alias in aliases},
        **{_plain(name): name for name in known},
    }


def _known(names: Iterable[str], known: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(known.get(_plain(name), name) for name in names))


def _plain(text: str) -> str:
    return "".join(fold(text).split())
