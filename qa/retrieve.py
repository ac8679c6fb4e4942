"""Retrieval for a question: what is searched, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index import Glossary, Index, Passage, Scope, fold, split_terms
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
        return index.search(question.query, PASSAGES, others=other_wordings(index, question), scope=scope)
    asked = asked_about(index, question, scope)
    if question.excepted:
        scope = replace(scope, institutions=tuple(asked))
    k = max(PASSAGES, PER_INSTITUTION * len(asked))
    query, others = question.query, other_wordings(index, question)
    passages = index.search(query, k, others=others, scope=scope, per_institution=PER_INSTITUTION)
    # An institution of which nothing was among the candidates is searched on its own before it counts as silent
    found = {passage.institution for passage in passages}
    for name in asked:
        if name not in found:
            alone = replace(scope, institutions=(name,))
            passages += index.search(query, PER_INSTITUTION, others=others, scope=alone)
    return passages


def other_wordings(index: Index, question: Question) -> tuple[str, ...]:
    """Return the other wordings to search for as well.

    An official term that the documents have word for word is not widened: on the tuning half of the gold set that
    took two of 33 facts from the first place (MRR 0.985 -> 0.955) and brought nothing.
    """
    glossary = Glossary.load()
    unsaid = (one for one in question.concepts if not glossary.official(one.text) or not _is_said(index, one.text))
    return tuple(dict.fromkeys(other for concept in unsaid for other in concept.others))


def _is_said(index: Index, term: str) -> bool:
    """Tell whether the documents have all pairs of characters and all words of a term."""
    terms = split_terms(term)
    return all(index.frequency(said) for said in (*terms.grams, *terms.words) if len(said) > 1)


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
    return [name for name in known if (not names or name in names) and name not in question.excepted]
