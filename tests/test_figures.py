"""Shares, means and rankings with their intervals, beside slow references."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Notice
from qa.figures import auroc, bootstrap, estimate, f1_of, mean, refused_at, wilson

probabilities = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=25)
values = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20)


@given(probabilities, probabilities)
def test_auroc_is_the_share_of_pairs_in_order(higher: list[float], lower: list[float]) -> None:
    pairs = [(a > b) + (a == b) / 2 for a in higher for b in lower]
    assert auroc(np.array(higher), np.array(lower)) == pytest.approx(sum(pairs) / len(pairs))


@given(probabilities, probabilities, st.sampled_from([0.0, 0.05, 0.1, 0.5, 0.9]))
def test_refusals_are_those_of_the_best_threshold(there: list[float], away: list[float], rate: float) -> None:
    allowed = [
        sum(one < threshold for one in away) / len(away)
        for threshold in {*there, *away}
        if sum(one < threshold for one in there) <= rate * len(there) + 1e-9
    ]
    # a threshold above the highest value refuses all answerable ones too, which no rate below 1 allows
    assert refused_at(rate)(np.array(there), np.array(away)) == pytest.approx(max(allowed, default=0.0))


@settings(max_examples=25)  # a bootstrap draws a thousand times
@given(values)
def test_a_bootstrap_interval_holds_the_mean(given_values: list[float]) -> None:
    array = np.array(given_values)
    low, high = bootstrap(mean, array)
    assert low <= mean(array) <= high
    assert min(given_values) - 1e-6 <= low <= high <= max(given_values) + 1e-6
    assert bootstrap(mean, array) == (low, high)


@given(st.integers(0, 50), st.integers(1, 50))
def test_a_wilson_interval_holds_the_share(hits: int, misses: int) -> None:
    n = hits + misses
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1
    assert wilson(misses, n) == pytest.approx((1 - high, 1 - low))


def test_known_values() -> None:
    assert wilson(9, 10) == pytest.approx((0.5958, 0.9821), abs=1e-4)
    assert f1_of(np.array([[2.0, 1.0, 1.0]])) == pytest.approx(2 / 3)
    assert f1_of(np.array([[0.0, 0.0, 3.0]])) == 0.0
    assert estimate("key", Notice(en="", zh=""), mean, []) is None
