"""Retrieval for a question: what is searched, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index import Index, Passage, Scope
from qa.question import Question

PASSAGES = 10  # for a question about one thing
PER_INSTITUTION = 4  # of each institution, for a question about all of them


def retrieve(index: Index, question: Question, scope: Scope) -> list[Passage]:
    """Return the passages to look for evidence in, best first."""
    if question.institutions and not narrowed(question, scope).institutions:
        return []  # the user has narrowed the search to other institutions than the question names
    scope = narrowed(question, scope)
    if question.kind != "survey":
        return index.search(question.query, PASSAGES, scope=scope)
    k = max(PASSAGES, PER_INSTITUTION * len(asked_about(index, question, scope)))
    return index.search(question.query, k, scope=scope, per_institution=PER_INSTITUTION)


def narrowed(question: Question, scope: Scope) -> Scope:
    """Return the user's scope, narrowed to the institutions that the question names."""
    if not question.institutions:
        return scope
    return replace(
        scope,
        institutions=tuple(
            name for name in question.institutions if not scope.institutions or name in scope.institutions
        ),
    )


def asked_about(index: Index, question: Question, scope: Scope) -> Sequence[str]:
    """Return the institutions that a survey has to account for."""
    known = index.institutions(scope.documents)
    names = narrowed(question, scope).institutions
    return [name for name in known if not names or name in names]
