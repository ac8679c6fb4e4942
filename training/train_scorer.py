"""Train the scorer that ranks sentences and tells how probable an answer is.

python -m training.train_scorer    # some 6 minutes on two cores

Learns from the trial set of CMRC 2018 and the development set of DRCD (see training/questions.py). Scores that the
probability is learned from come from trees that have not seen the article (five folds), as in use they will not have.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from qa.figures import auroc
from qa.scorer import SCORER, Scorer, Trees, save, signs_of
from training.questions import Example, read_examples

FOLDS = 5
TREES = 300
# Sentences are ranked within each question; only the first three places matter
SETTINGS = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 3,
    "num_leaves": 15,
    "max_depth": 6,
    "learning_rate": 0.05,
    "min_data_in_leaf": 60,
    "lambda_l2": 5,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "seed": 0,
    "verbose": -1,
}
# CMRC's questions were written like those that people ask; DRCD's have more of the passage's own words
CMRC_WEIGHT = 2.0
STRENGTH = 0.1  # of the logistic regression, the inverse of its regularisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Probable:
    """What the probability is learned from: a row for each question."""

    signs: NDArray[np.float64]  # (n, SIGNS)
    answerable: NDArray[np.bool_]
    articles: NDArray[np.str_]


def fit_trees(examples: Sequence[Example]) -> Trees:
    """Return trees that rank the sentences of each question by whether they hold an answer."""
    asked = [one for one in examples if one.answerable]
    # a right answer in another passage may be there by chance, so it is neither right nor wrong
    kept = [one.of_passage | ~one.right for one in asked]
    booster = lightgbm.train(
        SETTINGS,
        lightgbm.Dataset(
            np.concatenate([one.features[keep] for one, keep in zip(asked, kept, strict=True)]),
            np.concatenate([one.right[keep] for one, keep in zip(asked, kept, strict=True)]),
            weight=np.concatenate([np.full(keep.sum(), _weight(one)) for one, keep in zip(asked, kept, strict=True)]),
            group=[int(keep.sum()) for keep in kept],
        ),
        TREES,
    )
    return _as_arrays([tree["tree_structure"] for tree in booster.dump_model()["tree_info"]])


def fold_of(articles: Sequence[str]) -> NDArray[np.int64]:
    """Return the fold of each example: all of an article are in one."""
    names = {name: number for number, name in enumerate(dict.fromkeys(articles))}
    folds = np.random.default_rng(0).integers(0, FOLDS, len(names))
    return np.array([folds[names[name]] for name in articles])


def unseen_scores(examples: Sequence[Example]) -> list[NDArray[np.float64]]:
    """Return the scores of each example's sentences by trees that have not seen its article."""
    folds = fold_of([one.article for one in examples])
    scores: dict[int, NDArray[np.float64]] = {}
    for fold in range(FOLDS):
        trees = fit_trees([one for one, of in zip(examples, folds, strict=True) if of != fold])
        scores |= {n: trees.score(examples[n].features) for n in np.flatnonzero(folds == fold).tolist()}
    return [scores[n] for n in range(len(examples))]


def fit_probability(probable: Probable) -> tuple[NDArray[np.float64], float]:
    """Return the weights of the signs and the bias of a logistic regression."""
    scaler = StandardScaler().fit(probable.signs)
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    model.fit(scaler.transform(probable.signs), probable.answerable)
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - weights @ scaler.mean_)


def fit_sharpness(examples: Sequence[Example], scores: Sequence[NDArray[np.float64]]) -> float:
    """Return the sharpness at which the softmax of the scores is most probable to name the right sentence."""

    def loss(sharpness: float) -> float:
        total = 0.0
        for one, score in zip(examples, scores, strict=True):
            if one.answerable:
                raised = np.exp(sharpness * (score - score.max()))
                total -= float(np.log(raised[one.right].sum() / raised.sum() + 1e-9))
        return total

    return float(min(np.arange(0.3, 3.0, 0.05), key=loss))


def right_in(examples: Sequence[Example], scores: Sequence[NDArray[np.float64]], sentences: int) -> float:
    """Return the share of answerable questions with a right answer among the best sentences."""
    hits = [
        one.right[np.argsort(-score)[:sentences]].any()
        for one, score in zip(examples, scores, strict=True)
        if one.answerable
    ]
    return float(np.mean(hits))


def train(examples: Sequence[Example], out: Path, console: Console) -> None:
    """Train on examples, print what unseen questions say, and save the scorer."""
    scores = unseen_scores(examples)
    probable = Probable(
        signs=np.array([signs_of(one.features, score) for one, score in zip(examples, scores, strict=True)]),
        answerable=np.array([one.answerable for one in examples]),
        articles=np.array([one.article for one in examples]),
    )
    about: dict[str, object] = {
        "made_by": "python -m training.train_scorer",
        "learned_from": "CMRC 2018 trial, DRCD dev (see NOTICE)",
        "questions": int(probable.answerable.sum()),
        "questions_without_answer": int((~probable.answerable).sum()),
        "right_in_first_sentence": round(right_in(examples, scores, 1), 4),
        "right_in_three": round(right_in(examples, scores, 3), 4),
        "auroc": round(_unseen_auroc(probable), 4),
    }
    weights, bias = fit_probability(probable)
    sharpness = fit_sharpness(examples, scores)
    save(Scorer(trees=fit_trees(examples), weights=weights, bias=bias, sharpness=sharpness), out, about)
    console.print(about)
    console.print(f"Saved to {out}, {out.stat().st_size:,} bytes")


def _unseen_auroc(probable: Probable) -> float:
    folds = fold_of(probable.articles.tolist())
    values = np.zeros(len(folds))
    for fold in range(FOLDS):
        seen, unseen = folds != fold, folds == fold
        weights, bias = fit_probability(
            Probable(signs=probable.signs[seen], answerable=probable.answerable[seen], articles=probable.articles[seen])
        )
        values[unseen] = probable.signs[unseen] @ weights + bias
    return auroc(values[probable.answerable], values[~probable.answerable])


def _weight(example: Example) -> float:
    return CMRC_WEIGHT if example.article.startswith("cmrc") else 1.0


def _as_arrays(roots: Sequence[dict[str, Any]]) -> Trees:
    nodes: list[tuple[int, float, int, int, float]] = []

    def add(node: dict[str, Any]) -> int:
        place = len(nodes)
        nodes.append((0, 0.0, place, place, float(node.get("leaf_value", 0.0))))
        if "leaf_value" not in node:
            left, right = add(node["left_child"]), add(node["right_child"])
            nodes[place] = (node["split_feature"], node["threshold"], left, right, 0.0)
        return place

    starts = [add(root) for root in roots]
    table = np.array(nodes)
    return Trees(
        feature=table[:, 0].astype(np.int64),
        threshold=table[:, 1],
        left=table[:, 2].astype(np.int64),
        right=table[:, 3].astype(np.int64),
        value=table[:, 4],
        roots=np.array(starts),
        depth=int(SETTINGS["max_depth"]),  # type: ignore[call-overload]
    )


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(prog="python -m training.train_scorer", description=__doc__)
    parser.add_argument("--out", type=Path, default=SCORER, help="file to save the scorer to")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        train(read_examples(Path(work)), arguments.out, Console())


if __name__ == "__main__":
    main()
