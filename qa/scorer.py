"""The scorer: which sentence answers best, and how probable it is that the documents answer at all.

Two ensembles of shallow trees in one JSON file, made by ``training/train_scorer.py``: one ranks sentences, the other
says from signs of the best of them how probable an answer is. A logistic regression says beside that how probable it is
that an institution is one of those that a survey asks for: what the others tell counts there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.features import FEATURES, column

SCORER = Path(__file__).parent / "scorer.json"

# What the probability is made of: features of the best sentence, the best value among all, and the ranks' distances
BEST_OF = (
    "own",
    "passage",
    "passage_pairs",
    "passage_runs",
    "soft",
    "passage_soft",
    "cosine",
    "often",
    "near",
    "subject",
    "weakest",
)
LEAST_OF = ("missing",)
SIGNS = (
    *(f"first_{name}" for name in FEATURES),
    *(f"best_{name}" for name in BEST_OF),
    *(f"least_{name}" for name in LEAST_OF),
    "score",
    "ahead",  # of the second sentence
    "ahead_of_sixth",
)
# What tells whether an institution is one of those that a survey asks for: these signs, and how far each is behind that
# of the institution that has most of it. Where one school writes of 党史学习教育,
# 系统的学习教育 is something else.
OF_A_SURVEY = (
    "first_headed",
    "first_own",
    "first_cosine",
    "first_soft",
    "first_soft_focus",
    "first_least_found",
    "first_nowhere",
    "first_passage_soft",
    "first_missing",
    "first_subject",
    "best_soft",
    "best_cosine",
    "score",
)
LISTED = ("odds", *OF_A_SURVEY, "odds_behind", *(f"{name}_behind" for name in OF_A_SURVEY))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trees:
    """An ensemble of binary trees, node by node: arrays ``(nodes,)``.

    A leaf is its own child on both sides, so that all rows go down the same number of steps.
    """

    feature: NDArray[np.int32]
    threshold: NDArray[np.float64]  # a row goes to the left if its feature is at most this
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float64]
    roots: NDArray[np.int32]  # (trees,)
    depth: int

    def score(self, features: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the sum of the trees ``(n,)`` for rows of features ``(n, f)``."""
        # flat arrays and `take` are three times as fast as indexing with two arrays
        values, width = features.ravel(), features.shape[1]
        children = np.stack([self.left, self.right], axis=1).ravel()
        first = np.arange(len(features), dtype=np.int32)[:, None] * np.int32(width)
        node = np.broadcast_to(self.roots, (len(features), len(self.roots)))
        for _ in range(self.depth):
            above = values.take(first + self.feature.take(node)) > self.threshold.take(node)
            node = children.take(2 * node + above)
        scores: NDArray[np.float64] = self.value.take(node).sum(axis=1)
        return scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorer:
    """Ranks sentences and tells how probable an answer is."""

    trees: Trees  # over features: which sentence answers
    answered: Trees  # over signs: the log odds that one of them does
    listed: NDArray[np.float64]  # (LISTED + 1,) weights and bias: whether an institution belongs into a survey
    sharpness: float  # of the softmax that makes shares of scores

    @classmethod
    def load(cls, path: Path = SCORER) -> Scorer:
        """Load a scorer; the one that ships is read once."""
        return _load(path)

    def score(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the scores ``(n,)`` of sentences, by their features ``(n, FEATURES)``; higher is better."""
        return self.trees.score(features)

    def odds(self, signs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the log odds ``(n,)`` that one of the sentences with these signs ``(n, SIGNS)`` answers."""
        return self.answered.score(signs)

    def in_survey(self, signs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the log odds ``(n,)`` for each of n institutions that it is one of those that a survey asks for.

        Args:
            signs: Of the sentences of each ``(n, SIGNS)``, as `signs_of` gives them.
        """
        odds: NDArray[np.float64] = listed_signs(signs, self.odds(signs)) @ self.listed[:-1] + self.listed[-1]
        return odds

    def shares(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how probable it is for each sentence ``(n,)`` that it is the one, if one of them answers."""
        raised = np.exp(self.sharpness * (scores - scores.max()))
        shares: NDArray[np.float64] = raised / raised.sum()
        return shares


def listed_signs(signs: NDArray[np.float64], odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what speaks for each of n institutions in a survey ``(n, LISTED)``, by signs ``(n, SIGNS)`` and odds."""
    chosen = np.column_stack([odds, signs[:, [SIGNS.index(name) for name in OF_A_SURVEY]]])
    return np.hstack([chosen, chosen - chosen.max(axis=0)])


def signs_of(features: NDArray[np.float32], scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the probability is made of ``(SIGNS,)``, for at least one sentence."""
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    return np.concatenate(
        [
            features[order[0]],
            [column(features, name).max() for name in BEST_OF],
            [column(features, name).min() for name in LEAST_OF],
            [ranked[0], ranked[0] - ranked[min(1, len(ranked) - 1)], ranked[0] - ranked[min(5, len(ranked) - 1)]],
        ]
    ).astype(np.float64)


def save(scorer: Scorer, path: Path, about: dict[str, object]) -> None:
    """Write a scorer as JSON that a person can read: the trees node by node, with the names of what they look at."""
    fields = {
        "about": about,
        "features": list(FEATURES),
        "signs": list(SIGNS),
        "listed": {name: round(float(one), 5) for name, one in zip((*LISTED, "bias"), scorer.listed, strict=True)},
        "sharpness": round(scorer.sharpness, 4),
        "trees": _fields(scorer.trees),
        "answered": _fields(scorer.answered),
    }
    path.write_text(json.dumps(fields, ensure_ascii=False).replace("], [", "],\n["), encoding="utf-8")


def _fields(trees: Trees) -> dict[str, object]:
    nodes = zip(trees.feature, trees.threshold, trees.left, trees.right, trees.value, strict=True)
    return {
        "depth": trees.depth,
        "roots": trees.roots.tolist(),
        "nodes": [[int(f), float(f"{t:.6g}"), int(a), int(b), float(f"{v:.5g}")] for f, t, a, b, v in nodes],
    }


@lru_cache(maxsize=1)
def _load(path: Path) -> Scorer:
    fields = json.loads(path.read_text(encoding="utf-8"))
    if tuple(fields["features"]) != FEATURES or tuple(fields["signs"]) != SIGNS:
        raise ValueError(f"{path} was made for other features: run python -m training.train_scorer")
    return Scorer(
        trees=_trees(**fields["trees"]),
        answered=_trees(**fields["answered"]),
        listed=np.array([fields["listed"][name] for name in (*LISTED, "bias")]),
        sharpness=fields["sharpness"],
    )


def _trees(nodes: Sequence[Sequence[float]], roots: Sequence[int], depth: int) -> Trees:
    table = np.array(nodes, dtype=np.float64)
    return Trees(
        feature=table[:, 0].astype(np.int32),
        threshold=table[:, 1],
        left=table[:, 2].astype(np.int32),
        right=table[:, 3].astype(np.int32),
        value=table[:, 4],
        roots=np.array(roots, dtype=np.int32),
        depth=depth,
    )


def probability(odds: float) -> float:
    """Return the probability, 0 to 1, of log odds."""
    return float(1 / (1 + np.exp(-odds)))
