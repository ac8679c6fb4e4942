"""Measure an encoder: questions to passages, English to Chinese, passages per second."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from index.encoder import DEFAULT_ENCODER, Encoder, load_encoder
from index.static import StaticEncoder
from training.texts import read_news, read_translations

DATA = Path("../shared/data")
TUNING = ("cmrc2018_trial.json", "drcd_dev_simplified.json")
TEST = ("cmrc2018_dev.json",)
PASSAGE = 250  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well the right text is found, in percent."""

    first: float  # share of the queries whose text comes first: R@1
    tenth: float  # share of those whose text is among the first ten: R@10
    reciprocal_rank: float  # mean of 1 / rank, 0 beyond the tenth: MRR@10


def score(queries: NDArray[np.float32], texts: NDArray[np.float32], right: NDArray[np.int64]) -> Score:
    """Rank all texts for each query; query `i` asks for text ``right[i]``."""
    similar = queries @ texts.T
    rank = (similar > similar[np.arange(len(right)), right][:, None]).sum(axis=1)
    return Score(
        first=100 * float(np.mean(rank == 0)),
        tenth=100 * float(np.mean(rank < 10)),
        reciprocal_rank=100 * float(np.mean(np.where(rank < 10, 1 / (rank + 1), 0))),
    )


def score_questions(path: Path, encoder: Encoder) -> Score:
    """Score the questions of a file in the SQuAD format over all of its passages."""
    paragraphs = [p for article in json.loads(path.read_text(encoding="utf-8"))["data"] for p in article["paragraphs"]]
    number = {p["context"]: i for i, p in enumerate({p["context"]: p for p in paragraphs}.values())}
    asked = [(qa["question"], number[p["context"]]) for p in paragraphs for qa in p["qas"]]
    return score(
        encoder.encode_queries([question for question, _ in asked]),
        encoder.encode_passages(list(number)),
        np.array([passage for _, passage in asked]),
    )


def score_translations(path: Path, encoder: Encoder) -> Score:
    """Score 1,000 held-out English sentences over their Chinese translations."""
    pairs = read_translations(path).held_out
    return score(
        encoder.encode_queries([english for english, _ in pairs]),
        encoder.encode_passages([chinese for _, chinese in pairs]),
        np.arange(len(pairs)),
    )


def passages_per_second(encoder: StaticEncoder, passages: Sequence[str]) -> tuple[float, float]:
    """Return passages per second, and the tokenizer's share of the time."""
    start = time.perf_counter()
    encoder.encode_passages(passages)
    seconds = time.perf_counter() - start
    start = time.perf_counter()
    for first in range(0, len(passages), 512):
        encoder.tokenizer.encode_batch_fast(passages[first : first + 512], add_special_tokens=False)
    return len(passages) / seconds, (time.perf_counter() - start) / seconds


def main() -> None:
    """Print the scores of an encoder."""
    parser = argparse.ArgumentParser(
        prog="python -m training.scores",
        description="Measure an encoder on question sets (R@1 and MRR@10 over the set's own passages), on English to "
        "Chinese, and for speed. Tune on the trial and DRCD sets; --test adds CMRC2018 dev, for the last word.",
    )
    parser.add_argument("model", type=Path, nargs="?", default=DEFAULT_ENCODER, help="folder of the model")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data sets (default: %(default)s)")
    parser.add_argument("--test", action="store_true", help="also score the test set, cmrc2018_dev.json")
    parser.add_argument("--speed", action="store_true", help="also encode 20,000 passages of 250 characters")
    arguments = parser.parse_args()
    encoder = load_encoder(arguments.model)
    table = Table("set", "R@1", "R@10", "MRR@10")
    for name in TUNING + TEST * arguments.test:
        _add(table, name, score_questions(arguments.data / name, encoder))
    _add(table, "Tatoeba, English to Chinese", score_translations(arguments.data / "tatoeba_cmn_eng.tsv", encoder))
    Console().print(table)
    if arguments.speed and isinstance(encoder, StaticEncoder):
        articles = read_news(arguments.data / "news.jsonl.xz")
        passages = [text[i : i + PASSAGE] for text in articles for i in range(0, len(text), PASSAGE)][:20_000]
        speed, share = passages_per_second(encoder, passages)
        Console().print(f"{speed:,.0f} passages/s, {share:.0%} of the time in the tokenizer")


def _add(table: Table, name: str, measured: Score) -> None:
    table.add_row(name, f"{measured.first:.1f}", f"{measured.tenth:.1f}", f"{measured.reciprocal_rank:.1f}")


if __name__ == "__main__":
    main()
