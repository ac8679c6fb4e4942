"""Measure an encoder on the glossary: wordings to terms, and to passages of news that have the term instead."""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from rich.console import Console
from rich.table import Table

from index.encoder import DEFAULT_ENCODER, Encoder, load_encoder
from index.glossary import GLOSSARY
from training.scores import DATA, PASSAGE, Score, score
from training.texts import Term, read_news, read_terms

Language = Literal["english", "everyday"]
CONTEXT = 8  # characters on each side of a reworded term


def score_wordings(asked: Sequence[Term], others: Sequence[Term], language: Language, encoder: Encoder) -> Score:
    """Score the wordings of terms over the first forms of these and of other terms.

    A wording that the other terms have too is not asked.
    """
    known = {wording for term in others for wording in getattr(term, language)}
    number = {form: i for i, form in enumerate(dict.fromkeys(term.official[0] for term in [*asked, *others]))}
    queries = [
        (wording, number[term.official[0]])
        for term in asked
        for wording in getattr(term, language)
        if wording not in known
    ]
    return score(
        encoder.encode_queries([wording for wording, _ in queries]),
        encoder.encode_passages(list(number)),
        np.array([right for _, right in queries]),
    )


def score_reworded(asked: Sequence[Term], articles: Sequence[str], language: Language, encoder: Encoder) -> Score:
    """Score snippets of passages with a term reworded, one for each term that occurs, over all passages."""
    chance = random.Random(7)  # noqa: S311  (a fixed choice, nothing secret)
    passages = [text[i : i + PASSAGE] for text in articles for i in range(0, len(text), PASSAGE)]
    queries = []
    for term in asked:
        form, wordings = term.official[0], getattr(term, language)
        having = [i for i, passage in enumerate(passages) if form in passage]
        if having and wordings:
            right = chance.choice(having)
            before, _, after = passages[right].partition(form)
            queries.append((f"{before[-CONTEXT:]} {chance.choice(wordings)} {after[:CONTEXT]}", right))
    return score(
        encoder.encode_queries([snippet for snippet, _ in queries]),
        encoder.encode_passages(passages),
        np.array([right for _, right in queries]),
    )


def main() -> None:
    """Print the scores of an encoder on the glossary."""
    parser = argparse.ArgumentParser(
        prog="python -m training.term_scores",
        description="Measure an encoder on the glossary: the wordings of nine tenths and of the last tenth of its rows "
        "over all terms, and snippets of held-out news with a term reworded over that news. The last tenth tells what "
        "is learnt beyond the rows only if the encoder was trained with --hold-terms-out.",
    )
    parser.add_argument("model", type=Path, nargs="?", default=DEFAULT_ENCODER, help="folder of the model")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data sets (default: %(default)s)")
    arguments = parser.parse_args()
    encoder = load_encoder(arguments.model)
    terms = read_terms(GLOSSARY)
    articles = read_news(arguments.data / "news.jsonl.xz", held_out=True)
    parts = (("nine tenths", terms.training, terms.held_out), ("last tenth", terms.held_out, terms.training))
    languages: tuple[Language, ...] = ("everyday", "english")
    table = Table("asked", "wordings R@1", "R@10", "reworded news R@1", "R@10")
    for part, asked, others in parts:
        for language in languages:
            alone = score_wordings(asked, others, language, encoder)
            inside = score_reworded(asked, articles, language, encoder)
            shares = (alone.first, alone.tenth, inside.first, inside.tenth)
            table.add_row(f"{language}, {part}", *(f"{share:.1f}" for share in shares))
    Console().print(table)


if __name__ == "__main__":
    main()
