"""The terms that evidence should have: each concept of a question in the wording that a passage uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from index import rarity, split_terms
from index.terms import WORD
from qa.concepts import Concept, has_han
from qa.question import Question

# What a term of another wording than the question's is worth: 扶贫 is asked, 对口帮扶 is found. It is little less than
# one of its own: how much other wordings are to be trusted is for the scorer to learn.
OTHER_CREDIT = 0.97
# What a Latin word counts that the glossary does not know: it may be a name, or say little
UNTRANSLATED = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One way to say a concept, with the weight of each of its terms (see `split_terms`)."""

    text: str
    weights: Mapping[str, float]
    credit: float  # what it is worth beside the question's own


@dataclass(frozen=True, kw_only=True)
class Wordings:
    """The concepts of a question, each with its wordings, the question's own first."""

    concepts: tuple[tuple[Wording, ...], ...]
    masses: tuple[float, ...]  # the weight of each concept
    usual: tuple[int, ...]  # of each concept, the first wording that the documents use
    translated: float  # 0 to 1: share of the weight in Latin words that stand for Chinese ones
    unseen: float  # 0 to 1: share of the weight in terms that no document has, in the question's own wording

    @property
    def mass(self) -> float:
        """The weight of all concepts together."""
        return sum(self.masses)

    @cached_property
    def _terms(self) -> tuple[tuple[str, ...], frozenset[str]]:
        """The terms of all wordings: Chinese ones, and words."""
        terms = {term for concept in self.concepts for wording in concept for term in wording.weights}
        return tuple(term for term in terms if not term.isascii()), frozenset(filter(str.isascii, terms))

    def terms_in(self, folded: str) -> frozenset[str]:
        """Return those of the terms that a folded text has."""
        chinese, words = self._terms
        found = {term for term in chinese if term in folded}
        return frozenset(found.union(words.intersection(WORD.findall(folded))) if words else found)

    def within(self, terms: Set[str]) -> list[Wording]:
        """Return the wording of each concept that a text with these terms comes nearest to."""
        return [max(wordings, key=lambda wording: weight_of(wording.weights, terms)) for wordings in self.concepts]


def wordings_of(question: Question, frequency: Callable[[str], int], chunks: int) -> Wordings:
    """Return the wordings of a question's concepts.

    Args:
        question: What is asked.
        frequency: In how many chunks a term occurs.
        chunks: How many chunks there are.
    """
    own = [
        [rarity(terms, frequency, chunks) for terms in (_own_terms(one, frequency), *map(_terms_of, one.others))]
        for one in question.concepts
    ]
    usual = [next((n for n, weights in enumerate(one) if _occurs(weights, frequency)), 0) for one in own]
    # A wording that no document uses says nothing about how rare the thing itself is
    masses = [
        sum(weights[first].values()) * (1.0 if has_han(concept.text) or concept.others else UNTRANSLATED)
        for concept, weights, first in zip(question.concepts, own, usual, strict=True)
    ]
    concepts = tuple(
        tuple(
            Wording(text=text, weights=_scaled(weights, mass * credit), credit=credit)
            for text, weights, credit in zip(
                (concept.text, *concept.others), of_concept, (1.0, *(OTHER_CREDIT,) * len(concept.others)), strict=True
            )
        )
        for concept, of_concept, mass in zip(question.concepts, own, masses, strict=True)
    )
    pairs = [pairs_only(wordings[0].weights) for wordings in concepts]
    said = sum(sum(weights.values()) for weights in pairs)
    unseen = sum(weight for weights in pairs for term, weight in weights.items() if not frequency(term))
    latin = sum(
        mass for mass, one in zip(masses, question.concepts, strict=True) if one.others and not has_han(one.text)
    )
    return Wordings(
        concepts=concepts,
        masses=tuple(masses),
        usual=tuple(usual),
        translated=latin / (sum(masses) or 1.0),
        unseen=unseen / said if said else 0.0,
    )


def weight_of(weights: Mapping[str, float], terms: Set[str]) -> float:
    """Return the weight of those terms that a text has."""
    return sum(map(weights.__getitem__, weights.keys() & terms))


def _own_terms(concept: Concept, frequency: Callable[[str], int]) -> tuple[str, ...]:
    """Return the terms of a concept's own wording.

    A pair of characters across two concepts is one if some document has it: 党建|工作 stand together there, too.
    """
    bridge = (concept.bridge,) if concept.bridge and frequency(concept.bridge) else ()
    return (*_terms_of(concept.text), *bridge)


def _terms_of(text: str) -> tuple[str, ...]:
    terms = split_terms(text)
    return (*terms.grams, *terms.words)


def _occurs(weights: Mapping[str, float], frequency: Callable[[str], int]) -> bool:
    return any(frequency(term) for term in weights if len(term) > 1)


def _scaled(weights: Mapping[str, float], mass: float) -> dict[str, float]:
    total = sum(weights.values())
    return {term: mass * weight / total for term, weight in weights.items()} if total else {}


def pairs_only(weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of words and of pairs of characters; a single character is in nearly every text."""
    return {term: weight for term, weight in weights.items() if len(term) > 1 or term.isascii()}


def trigrams(wordings: Sequence[Wording]) -> list[str]:
    """Return the runs of three characters of some wordings, or the whole of a shorter one."""
    texts = [wording.text for wording in wordings]
    return [text[start : start + 3] for text in texts for start in range(max(1, len(text) - 2))]
