"""The comparison: every aspect is asked of every institution, and what each says is quoted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index import Index, Scope, fold, split_terms
from qa.aspects import Aspect, Request, read_request
from qa.comparison import Cell, Comparison
from qa.errors import QuestionError
from qa.records import Answer, Citation
from qa.retrieve import resolved

if TYPE_CHECKING:
    from qa.answer import Assistant

# Quotes in a cell: one says that it is done, the second often how
MAX_QUOTES = 2
# A table of more rows is read by no one, and each of them is asked by itself
MAX_ROWS = 1000
# How much of what the best row's quote has of the topic a document that is asked by itself must have to mention it too
SHARE_OF_BEST = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """An institution with its documents, or one document that has none."""

    name: str
    institution: str | None
    scope: Scope

    def has(self, citation: Citation) -> bool:
        """Tell whether a citation is of this row."""
        if self.institution is not None:
            return citation.institution == self.institution
        return citation.document_id in self.scope.documents


def compare(
    assistant: Assistant,
    texts: Sequence[str],
    *,
    scope: Scope,
    on_cell: Callable[[int, int], None] = lambda done, total: None,
) -> Comparison:
    """Compare the institutions in what one question, or several questions or topics, ask.

    Args:
        assistant: Answers about each aspect.
        texts: The question, or the questions or topics.
        scope: What the comparison is narrowed to.
        on_cell: Called with how many cells are done, and how many there are.

    Raises:
        QuestionError: If there is nothing to compare (an empty aspect, none, or too many; no institution, an unknown
            one, or too many).
    """
    started = time.perf_counter()
    request = read_request((texts,) if isinstance(texts, str) else texts, assistant.index.institutions())
    scope = _narrowed(resolved(assistant.index, scope), request)
    rows = _rows(assistant.index, scope)
    total = len(rows) * len(request.aspects)
    columns = []
    for number, aspect in enumerate(request.aspects):
        column = []
        for done, quotes in enumerate(_column(assistant, aspect, rows, scope), start=number * len(rows) + 1):
            column.append(quotes)
            on_cell(done, total)
        columns.append(column)
    comparison = _table(request, rows, columns)
    return replace(comparison, seconds=round(time.perf_counter() - started, 4))


def _narrowed(scope: Scope, request: Request) -> Scope:
    """Return the user's scope, narrowed to the institutions that the questions name."""
    if not request.institutions:
        return scope
    names = tuple(name for name in request.institutions if not scope.institutions or name in scope.institutions)
    if not names:
        raise _nothing("、".join(request.institutions))
    return replace(scope, institutions=names)


def _rows(index: Index, scope: Scope) -> list[_Row]:
    """Return the rows of a scope, in the order of the index."""
    rows: dict[str, _Row] = {}
    for info in index.documents():
        outside = scope.documents and info.id not in scope.documents and info.source not in scope.documents
        if outside or (scope.institutions and info.institution not in scope.institutions):
            continue
        if info.institution is not None:
            narrow = Scope(documents=scope.documents, institutions=(info.institution,))
            rows.setdefault(info.institution, _Row(name=info.institution, institution=info.institution, scope=narrow))
        else:
            name = info.title if info.title not in rows else f"{info.title} ({info.source})"
            rows[name] = _Row(name=name, institution=None, scope=Scope(documents=(info.id,)))
    if not rows:
        raise _nothing("、".join((*scope.institutions, *scope.documents)))
    if len(rows) > MAX_ROWS:
        raise QuestionError(
            en=f"there are {len(rows):,} institutions and documents of none to compare; at most {MAX_ROWS:,} are."
            " Narrow it down with --institution or --document.",
            zh=f"要对比的学校（及未注明学校的文档）有 {len(rows):,} 个，最多 {MAX_ROWS:,} 个。"
            "请用 --institution 或 --document 缩小范围。",
        )
    return list(rows.values())


def _nothing(names: str) -> QuestionError:
    return QuestionError(
        en=f"there is no institution and no document to compare in {names or 'the index'!r}."
        " Leave out --institution or --document, or name institutions of the index.",
        zh=f"{names or '索引'!r} 中没有可对比的学校或文档。请去掉 --institution 或 --document，或写出索引中的学校。",
    )


def _column(assistant: Assistant, aspect: Aspect, rows: Sequence[_Row], scope: Scope) -> Iterator[tuple[Citation, ...]]:
    """Yield what each row says about an aspect."""
    if aspect.alone:
        for row in rows:
            yield assistant.ask(aspect.question, scope=row.scope).citations[:MAX_QUOTES]
        return
    survey = assistant.ask(aspect.question, scope=scope).citations
    best = max((_share(aspect.name, citation.quote) for citation in survey), default=0.0)
    for row in rows:
        found = [citation for citation in survey if row.has(citation)]
        if not found and row.institution is None:
            # the survey accounts for every institution, but not for every document that has none
            alone = assistant.ask(aspect.question, scope=row.scope).citations
            found = [one for one in alone if _share(aspect.name, one.quote) >= SHARE_OF_BEST * best]
        yield _with_second(found, aspect, assistant.ask(aspect.name, scope=row.scope)) if found else ()


def _with_second(found: Sequence[Citation], aspect: Aspect, more: Answer) -> tuple[Citation, ...]:
    """Return the quotes of a cell: the best, and another that has as much of the topic."""
    enough = _share(aspect.name, found[0].quote)
    known = [citation.quote for citation in found]
    others = [one for one in more.citations if one.quote not in known and _share(aspect.name, one.quote) >= enough > 0]
    return (*found, *others)[:MAX_QUOTES]


def _share(topic: str, quote: str) -> float:
    """Return the share of a topic's words, and pairs of its characters, that a quote has."""
    terms = split_terms(topic)
    said = [term for term in (*terms.grams, *terms.words) if len(term) > 1]
    return sum(term in fold(quote) for term in said) / max(len(said), 1)


def _table(request: Request, rows: Sequence[_Row], columns: Sequence[Sequence[tuple[Citation, ...]]]) -> Comparison:
    """Return the cells row by row, with the citations numbered in that order."""
    numbered: dict[tuple[str, int, int], Citation] = {}
    cells = []
    for number, row in enumerate(rows):
        for aspect, column in zip(request.aspects, columns, strict=True):
            places = [(one.document_id, one.start, one.end) for one in column[number]]
            for place, citation in zip(places, column[number], strict=True):
                numbered.setdefault(place, replace(citation, marker=len(numbered) + 1))
            citations = tuple(numbered[place] for place in places)
            cells.append(Cell(row=row.name, institution=row.institution, aspect=aspect.name, citations=citations))
    return Comparison(
        questions=request.questions,
        aspects=tuple(aspect.name for aspect in request.aspects),
        asked=tuple(aspect.question for aspect in request.aspects),
        rows=tuple(row.name for row in rows),
        cells=tuple(cells),
        citations=tuple(numbered.values()),
        language=request.language,
        seconds=0.0,
    )
