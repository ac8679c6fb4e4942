"""The terms that evidence should have: each concept of a question in the wording that a passage uses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from index import rarity, split_terms
from qa.question import Concept, Question

# What a term of another wording than the question's is worth: 扶贫 is asked, 对口帮扶 is found
OTHER_CREDIT = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One way to say a concept, with the weight of each of its terms (see `split_terms`)."""

    text: str
    weights: Mapping[str, float]
    other: bool  # whether it is not the question's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordings:
    """The concepts of a question, each with its wordings, the question's own first."""

    concepts: tuple[tuple[Wording, ...], ...]
    mass: float  # the weight of all concepts together

    def within(self, terms: Collection[str]) -> list[Wording]:
        """Return the wording of each concept that a text with these terms comes nearest to."""
        return [max(wordings, key=lambda wording: _said(wording, terms)) for wordings in self.concepts]


def wordings_of(question: Question, frequency: Callable[[str], int], chunks: int) -> Wordings:
    """Return the wordings of a question's concepts.

    Args:
        question: What is asked.
        frequency: In how many chunks a term occurs.
        chunks: How many chunks there are.
    """
    concepts = tuple(_wordings(concept, frequency, chunks) for concept in question.concepts)
    return Wordings(concepts=concepts, mass=sum(_mass(wordings[0]) for wordings in concepts))


def coverage_of(wordings: Iterable[Wording], terms: Collection[str]) -> float:
    """Return the weight of the terms of some wordings that a text has."""
    return sum(_said(wording, terms) for wording in wordings)


def terms_of(text: str) -> frozenset[str]:
    """Return the terms of a text."""
    terms = split_terms(text)
    return frozenset((*terms.grams, *terms.words))


def _wordings(concept: Concept, frequency: Callable[[str], int], chunks: int) -> tuple[Wording, ...]:
    own = _weights(concept.text, frequency, chunks)
    others = [_weights(other, frequency, chunks) for other in concept.others]
    # A wording that no document uses says nothing about how rare the thing itself is
    mass = next((sum(weights.values()) for weights in (own, *others) if _occurs(weights, frequency)), sum(own.values()))
    return (
        Wording(text=concept.text, weights=_scaled(own, mass), other=False),
        *(
            Wording(text=text, weights=_scaled(weights, OTHER_CREDIT * mass), other=True)
            for text, weights in zip(concept.others, others, strict=True)
        ),
    )


def _weights(text: str, frequency: Callable[[str], int], chunks: int) -> dict[str, float]:
    return rarity(terms_of(text), frequency, chunks)


def _occurs(weights: Mapping[str, float], frequency: Callable[[str], int]) -> bool:
    return any(frequency(term) for term in weights if len(term) > 1)


def _scaled(weights: Mapping[str, float], mass: float) -> dict[str, float]:
    total = sum(weights.values())
    return {term: mass * weight / total for term, weight in weights.items()} if total else {}


def _mass(wording: Wording) -> float:
    return sum(wording.weights.values())


def _said(wording: Wording, terms: Collection[str]) -> float:
    return sum(weight for term, weight in wording.weights.items() if term in terms)


def pairs_only(weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of words and of pairs of characters; a single character is in nearly every text."""
    return {term: weight for term, weight in weights.items() if len(term) > 1 or term.isascii()}


def trigrams(wordings: Sequence[Wording]) -> list[str]:
    """Return the runs of three characters of some wordings, or the whole of a shorter one."""
    texts = [wording.text for wording in wordings]
    return [text[start : start + 3] for text in texts for start in range(max(1, len(text) - 2))]
