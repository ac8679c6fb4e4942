"""Figures with their 95 % confidence intervals: shares, means, and how well a probability tells questions apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus import Notice

Unit = Literal["share", "score", "count", "ms"]
Floats: TypeAlias = NDArray[np.float64]
Statistic: TypeAlias = Callable[..., float]

RESAMPLES = 1000
_Z = 1.959964  # of the normal distribution: 95 % lie within it


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value; the interval holds the true one in 95 of 100 samples of so many questions."""

    key: str  # stable, for programs: retrieval.r_at_1
    label: Notice
    value: float
    low: float
    high: float
    n: int  # the questions (or the quotes) that it was measured on
    unit: Unit = "share"

    def text(self) -> str:
        """Return the value as a reader takes it in: ``97.8 %``, ``0.912``, ``3.4 ms``."""
        return _written(self.value, self.unit) + {"share": " %", "ms": " ms"}.get(self.unit, "")

    def interval(self) -> str:
        """Return the ends of the interval: ``96.9–98.5``."""
        return f"{_written(self.low, self.unit)}–{_written(self.high, self.unit)}"


def _written(value: float, unit: Unit) -> str:
    if unit == "score":
        return f"{value:.3f}"
    return f"{100 * value:.1f}" if unit == "share" else f"{value:.1f}"


def share(key: str, label: Notice, hits: Sequence[bool]) -> Figure | None:
    """Return the share of hits with its Wilson interval, or None where there is nothing to count."""
    if not hits:
        return None
    low, high = wilson(sum(hits), len(hits))
    return Figure(key=key, label=label, value=sum(hits) / len(hits), low=low, high=high, n=len(hits))


def estimate(
    key: str, label: Notice, statistic: Statistic, *groups: Sequence[Sequence[float] | float], unit: Unit = "share"
) -> Figure | None:
    """Return a statistic of some groups of values with its bootstrap interval, or None if a group is empty."""
    arrays = [np.asarray(group, dtype=np.float64) for group in groups]
    if not all(len(array) for array in arrays):
        return None
    low, high = bootstrap(statistic, *arrays)
    total = sum(len(array) for array in arrays)
    return Figure(key=key, label=label, value=statistic(*arrays), low=low, high=high, n=total, unit=unit)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share, which stays sound for few questions and at 0 and 1.

    Example: ``wilson(9, 10)`` -> ``(0.596, 0.982)``
    """
    p, z2 = hits / n, _Z * _Z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # the ends are exact at none and at all, where rounding would leave them a hair off
    return max(0.0, min(centre - half, p)), min(1.0, max(centre + half, p))


def bootstrap(statistic: Statistic, *groups: Floats) -> tuple[float, float]:
    """Return the 95 % percentile interval of a statistic, each group drawn anew from itself; the seed is fixed.

    The statistic's value itself always lies within it.
    """
    draw = np.random.default_rng(0)
    values = [
        statistic(*(group[draw.integers(len(group), size=len(group))] for group in groups)) for _ in range(RESAMPLES)
    ]
    low, high = np.percentile(values, (2.5, 97.5))
    value = statistic(*groups)
    return min(float(low), value), max(float(high), value)


def mean(values: Floats) -> float:
    """Return the mean."""
    return float(values.mean())


def percentile(q: float) -> Callable[[Floats], float]:
    """Return the function that gives the q-th percentile, 0 to 100."""
    return lambda values: float(np.percentile(values, q))


def auroc(higher: Floats, lower: Floats) -> float:
    """Return how often a value of the first group exceeds one of the second, ties by half: 0.5 is chance, 1 is perfect.

    Example: ``auroc(np.array([0.9, 0.5]), np.array([0.5, 0.1]))`` -> ``0.875``
    """
    ordered = np.sort(lower)
    below, not_above = np.searchsorted(ordered, higher, "left"), np.searchsorted(ordered, higher, "right")
    return float((below + not_above).mean() / (2 * len(ordered)))


def refused_at(rate: float) -> Callable[[Floats, Floats], float]:
    """Return the function of two groups: the share of the second refused when the first is, at most at this rate.

    Both groups are probabilities, of answerable and of unanswerable questions; a question is refused below the highest
    threshold that refuses no more than this share of the answerable ones.
    """

    def refused(answerable: Floats, unanswerable: Floats) -> float:
        # 1e-9: 0.05 x 20 is one question, whatever the last bit of the product
        place = min(int(rate * len(answerable) + 1e-9), len(answerable) - 1)
        return float((unanswerable < np.sort(answerable)[place]).mean())

    return refused


def precision_of(counts: Floats) -> float:
    """Return the precision over rows of (right, wrong, missing), 0 where nothing was listed."""
    right, wrong, _ = counts.sum(axis=0)
    return float(right / max(right + wrong, 1))


def recall_of(counts: Floats) -> float:
    """Return the recall over rows of (right, wrong, missing)."""
    right, _, missing = counts.sum(axis=0)
    return float(right / max(right + missing, 1))


def f1_of(counts: Floats) -> float:
    """Return the F1 over rows of (right, wrong, missing)."""
    right, wrong, missing = counts.sum(axis=0)
    return float(2 * right / max(2 * right + wrong + missing, 1))
