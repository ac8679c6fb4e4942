"""Coverage: the share of a query's terms that a text has, rare terms counting more."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping

# Finer than the sentences that are quoted, and fast: what stands together is what matters here
_CUT = re.compile(r"[。！？!?；;\n]")


def rarity(terms: Iterable[str], frequency: Callable[[str], int], chunks: int) -> dict[str, float]:
    """Return the weight of each term: its inverse document frequency, as BM25 has it.

    Single characters and pairs of them weigh alike: with both, the coverage of a passage tells answerable questions
    from others a little better than with pairs alone.
    """
    return {
        term: math.log(1 + (chunks - found + 0.5) / (found + 0.5)) for term in terms for found in (frequency(term),)
    }


def coverage(folded: str, weights: Mapping[str, float]) -> float:
    """Return the share of the terms, by weight, that a folded text has: 0 to 1."""
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in folded) / total if total else 0.0


def closeness(folded: str, weights: Mapping[str, float]) -> float:
    """Return the coverage of the best sentence of a folded text: terms that stand together mean more."""
    return max((coverage(sentence, weights) for sentence in _CUT.split(folded) if sentence), default=0.0)
