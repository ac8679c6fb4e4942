"""Train the scorer that ranks sentences and tells how probable an answer is.

python -m training.train_scorer    # some 10 minutes on two cores

Learns from the trial set of CMRC 2018 and the development set of DRCD (see training/questions.py) and from case
articles with their questions (training/case_examples.py). Scores that the probability is learned from come from trees
that have not seen the article (five folds), as in use they will not have.
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
from qa.scorer import SCORER, Scorer, Trees, listed_signs, save, signs_of
from training.case_examples import case_examples
from training.examples import Example
from training.questions import read_examples

FOLDS = 5
TREES = 500
_COMMON = {
    "learning_rate": 0.05,
    "min_data_in_leaf": 60,
    "bagging_freq": 1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "seed": 0,
    "verbose": -1,
}
# Sentences are ranked within each question; only the first three places matter
DEPTH = 6
SETTINGS = {
    **_COMMON,
    "objective": "lambdarank",
    "lambdarank_truncation_level": 3,
    "num_leaves": 20,
    "max_depth": DEPTH,
    "lambda_l2": 5,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
}
# CMRC's questions were written like those that people ask; DRCD's have more of the passage's own words
CMRC_WEIGHT = 2.0
# Of a sentence of a case when sentences are ranked: at 1 as many right answers of cases are among the first three, but
# of the reading sets 84.9 % instead of 85.6 % stand first (unseen)
CASE_WEIGHT = 0.25
# Of a question on a case when the probability of an answer is learned
CASE_QUESTION_WEIGHT = 0.5
# and of one on the news: at 1 an answer is more often thought there than it is on the reading sets (refused without an
# answer, with 3 % refused that have one: 0.89 of CMRC's, at 0.3 0.93, at 0 0.92); at 0 0.46 of the news, at 0.3 0.60
NEWS_QUESTION_WEIGHT = 0.3
_QUESTION_WEIGHTS = {"case": CASE_QUESTION_WEIGHT, "news": NEWS_QUESTION_WEIGHT}
SURVEY_STRENGTH = 0.01  # of the logistic regression of surveys, the inverse of its regularisation
PROBABILITY_TREES = 300
PROBABILITY_DEPTH = 5
PROBABILITY = {
    **_COMMON,
    "objective": "binary",
    "num_leaves": 15,
    "max_depth": PROBABILITY_DEPTH,
    "lambda_l2": 10,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Probable:
    """What the probability is learned from: a row for each question."""

    signs: NDArray[np.float64]  # (n, SIGNS)
    answerable: NDArray[np.bool_]
    weights: NDArray[np.float64]
    folds: NDArray[np.int64]


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
    return _as_arrays(booster, DEPTH)


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


def fit_probability(probable: Probable) -> Trees:
    """Return trees whose sum is the log odds of an answer."""
    # Free of monotone constraints on coverage: with them AUROC of the gold set's tuning half is 0.952, without 0.966. A
    # question in the very words of an article asks what it does not tell more often than one in other words does.
    data = lightgbm.Dataset(probable.signs, probable.answerable, weight=probable.weights)
    booster = lightgbm.train(PROBABILITY, data, PROBABILITY_TREES)
    return _as_arrays(booster, PROBABILITY_DEPTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveys:
    """What the rows of surveys are learned from: a row for each institution of each survey."""

    signs: NDArray[np.float64]  # (n, LISTED)
    mentioned: NDArray[np.bool_]


def read_surveys(examples: Sequence[tuple[Example, NDArray[np.float64]]], answered: Trees) -> Surveys:
    """Return what is learned from the examples of surveys with the scores of their sentences."""
    of_question: dict[tuple[str, str], list[tuple[NDArray[np.float64], bool]]] = {}
    for one, score in examples:
        rows = of_question.setdefault((one.article, one.question), [])
        rows.append((signs_of(one.features, score), one.answerable))
    signs = [np.array([row for row, _ in rows]) for rows in of_question.values()]
    return Surveys(
        signs=np.concatenate([listed_signs(one, answered.score(one)) for one in signs]),
        mentioned=np.array([mentioned for rows in of_question.values() for _, mentioned in rows]),
    )


def fit_listed(surveys: Surveys) -> NDArray[np.float64]:
    """Return the weights of `LISTED` and the bias, of a logistic regression."""
    scaler = StandardScaler().fit(surveys.signs)
    model = LogisticRegression(C=SURVEY_STRENGTH, max_iter=5000)
    model.fit(scaler.transform(surveys.signs), surveys.mentioned)
    weights = model.coef_[0] / scaler.scale_
    return np.append(weights, model.intercept_[0] - weights @ scaler.mean_)


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
    asked = [(one, score) for one, score in zip(examples, scores, strict=True) if one.kind != "survey"]
    probable = Probable(
        signs=np.array([signs_of(one.features, score) for one, score in asked]),
        answerable=np.array([one.answerable for one, _ in asked]),
        weights=np.array([_QUESTION_WEIGHTS.get(one.kind, 1.0) for one, _ in asked]),
        folds=fold_of([one.article for one, _ in asked]),
    )
    unseen = unseen_odds(probable)
    about: dict[str, object] = {
        "made_by": "python -m training.train_scorer",
        "learned_from": "CMRC 2018 trial, DRCD dev, training/news, training/cases (see NOTICE)",
    }
    for kind in ("reading", "news", "case"):
        of_kind = np.array([one.kind == kind for one, _ in asked])
        right, wrong = of_kind & probable.answerable, of_kind & ~probable.answerable
        chosen = [one for one, _ in asked if one.kind == kind], [score for one, score in asked if one.kind == kind]
        about[kind] = {
            "questions": int(right.sum()),
            "questions_without_answer": int(wrong.sum()),
            "right_in_first_sentence": round(right_in(*chosen, 1), 4),
            "right_in_three": round(right_in(*chosen, 3), 4),
            "auroc": round(auroc(unseen[right], unseen[wrong]), 4),
        }
    answered = fit_probability(probable)
    surveys = [(one, score) for one, score in zip(examples, scores, strict=True) if one.kind == "survey"]
    scorer = Scorer(
        trees=fit_trees(examples),
        answered=answered,
        listed=fit_listed(read_surveys(surveys, answered)),
        sharpness=fit_sharpness(examples, scores),
    )
    save(scorer, out, about)
    console.print(about)
    console.print(f"Saved to {out}, {out.stat().st_size:,} bytes")


def unseen_odds(probable: Probable) -> NDArray[np.float64]:
    """Return the log odds ``(n,)`` of an answer by trees that have not seen the article."""
    odds = np.zeros(len(probable.folds))
    for fold in range(FOLDS):
        seen, unseen = probable.folds != fold, probable.folds == fold
        trees = fit_probability(
            Probable(
                signs=probable.signs[seen],
                answerable=probable.answerable[seen],
                weights=probable.weights[seen],
                folds=probable.folds[seen],
            )
        )
        odds[unseen] = trees.score(probable.signs[unseen])
    return odds


def _weight(example: Example) -> float:
    if example.kind in ("case", "survey"):
        return CASE_WEIGHT
    return CMRC_WEIGHT if example.article.startswith("cmrc") else 1.0


def _as_arrays(booster: lightgbm.Booster, depth: int) -> Trees:
    roots = [tree["tree_structure"] for tree in booster.dump_model()["tree_info"]]
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
        depth=depth,
    )


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(prog="python -m training.train_scorer", description=__doc__)
    parser.add_argument("--out", type=Path, default=SCORER, help="file to save the scorer to")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        train([*read_examples(Path(work)), *case_examples(Path(work))], arguments.out, Console())


if __name__ == "__main__":
    main()
