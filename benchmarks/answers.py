"""Answers and abstention: how often a question is answered, and how often by a sentence that holds the answer.

Questions of DRCD are asked of DRCD's passages, with the article that answers them and without it; questions of the
trial set of CMRC2018, which none of the passages answers, are asked of the same. The thresholds of qa/evidence.py were
chosen on these sets.

Run it as: python -m benchmarks.answers [--questions 700]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reading import CMRC_TRIAL, DRCD, Asked, load
from index import DEFAULT_ENCODER, Index, Scope, load_encoder
from qa import Answer, Assistant


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Shares of questions, 0 to 1: answered at all, with a right answer in the first quote, and in any quote."""

    answered: float
    first: float
    any: float


def measure(questions: int, folder: Path) -> dict[str, Shares]:
    """Return the shares for so many questions of each kind, drawn at random."""
    reading, draw = load(DRCD), random.Random(0)
    asked, others = draw.sample(reading.questions, questions), draw.sample(load(CMRC_TRIAL).questions, questions)
    sources = [document.source for document in reading.documents]
    assistant = Assistant(Index.build(reading.documents, folder, encoder=load_encoder(DEFAULT_ENCODER)))
    away = [assistant.ask(one.text, scope=without_article(one, sources)) for one in asked]
    return {
        "of their article": shares([assistant.ask(one.text) for one in asked], asked),
        "of other articles": shares([assistant.ask(one.text) for one in others], others),
        "without their article": shares(away, asked),
    }


def without_article(asked: Asked, sources: Sequence[str]) -> Scope:
    """Return a scope of all passages but those of the article that answers a question."""
    article = asked.source.split("/")[0] + "/"
    return Scope(documents=tuple(source for source in sources if not source.startswith(article)))


def shares(answers: Sequence[Answer], asked: Sequence[Asked]) -> Shares:
    """Return the shares for some answers to some questions."""
    pairs = list(zip(answers, asked, strict=True))
    right = [[any(text in c.quote for text in one.answers) for c in answer.citations] for answer, one in pairs]
    return Shares(
        answered=sum(bool(quotes) for quotes in right) / len(pairs),
        first=sum(any(quotes[:1]) for quotes in right) / len(pairs),
        any=sum(any(quotes) for quotes in right) / len(pairs),
    )


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=700, help="how many of each kind")
    with tempfile.TemporaryDirectory() as work:
        for asked, share in measure(parser.parse_args().questions, Path(work) / "index").items():
            print(
                f"asked {asked:22} answered {100 * share.answered:5.1f} %   answer in the first quote"
                f" {100 * share.first:5.1f} %, in any {100 * share.any:5.1f} %"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
