"""Retrieval for a question: what is searched, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index import Index, Passage, Scope, fold
from qa.errors import QuestionError
from qa.question import Question, institution_forms

PASSAGES = 10  # for a question about one thing
PER_INSTITUTION = 4  # of each institution, for a question about all of them


def retrieve(index: Index, question: Question, scope: Scope) -> list[Passage]:
    """Return the passages to look for evidence in, best first."""
    if question.institutions and not narrowed(question, scope).institutions:
        return []  # the user has narrowed the search to other institutions than the question names
    scope = narrowed(question, scope)
    if not question.over_institutions:
        return index.search(question.query, PASSAGES, others=question.others, scope=scope)
    asked = asked_about(index, question, scope)
    k = max(PASSAGES, PER_INSTITUTION * len(asked))
    query, others = question.query, question.others
    passages = index.search(query, k, others=others, scope=scope, per_institution=PER_INSTITUTION)
    # An institution of which nothing was among the candidates is searched on its own before it counts as silent
    found = {passage.institution for passage in passages}
    for name in asked:
        if name not in found:
            alone = replace(scope, institutions=(name,))
            passages += index.search(query, PER_INSTITUTION, others=others, scope=alone)
    return passages


def resolved(index: Index, scope: Scope) -> Scope:
    """Return a scope with the names that the documents use, for aliases of institutions.

    Raises:
        QuestionError: If it names a document or an institution that the index does not have.
    """
    known = index.institutions()
    names = institution_forms(known)
    unknown = [name for name in scope.institutions if fold(name) not in names]
    unknown += [name for name in scope.documents if not index.has_document(name)]
    if unknown:
        raise QuestionError(
            en=f"the index has no document or institution named {unknown[0]!r}. It has {_some(known)}, among others.",
            zh=f"索引中没有名为 {unknown[0]!r} 的文档或学校。已有的学校如：{_some(known)}。",
        )
    return replace(scope, institutions=tuple(names[fold(name)] for name in scope.institutions))


def _some(known: Mapping[str, object]) -> str:
    return "、".join(list(known)[:5])


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
