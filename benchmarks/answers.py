"""Answers and abstention: how often a question is answered, and how often by a sentence that holds the answer.

Questions of DRCD are asked of DRCD's passages, with the article that answers them and without it; questions of CMRC2018's
trial set, which none of the passages answers, are asked of the same. The thresholds of qa/evidence.py were chosen on
these sets.

Run it as: python benchmarks/answers.py [--questions 700]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the benchmarks are run from the checkout

from benchmarks.reading import CMRC_TRIAL, DRCD, Asked, load  # noqa: E402
from index import DEFAULT_ENCODER, Index, Scope, load_encoder  # noqa: E402
from qa import Answer, Assistant  # noqa: E402


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=700, help="how many of each set, drawn at random")
    count = parser.parse_args().questions
    reading, draw = load(DRCD), random.Random(0)  # noqa: S311 - a sample, no secret
    asked, others = draw.sample(reading.questions, count), draw.sample(load(CMRC_TRIAL).questions, count)
    sources = [document.source for document in reading.documents]
    with tempfile.TemporaryDirectory() as work:
        index = Index.build(reading.documents, Path(work) / "index", encoder=load_encoder(DEFAULT_ENCODER))
        assistant = Assistant(index)
        there = [assistant.ask(one.text) for one in asked]
        print(f"asked of their article     {shares(there, asked)}")
        print(f"asked of other articles    {shares([assistant.ask(one.text) for one in others], others)}")
        without = [assistant.ask(one.text, scope=without_article(one, sources)) for one in asked]
        print(f"with their article away    {shares(without, asked)}")
    return 0


def without_article(asked: Asked, sources: Sequence[str]) -> Scope:
    """Return a scope of all passages but those of the article that answers a question."""
    article = asked.source.split("/")[0] + "/"
    return Scope(documents=tuple(source for source in sources if not source.startswith(article)))


def shares(answers: Sequence[Answer], asked: Sequence[Asked]) -> str:
    """Return how many are answered, and how many with a right answer in the first quote or in any."""
    answered = [(answer, one) for answer, one in zip(answers, asked, strict=True) if answer.citations]
    first = sum(any(text in answer.citations[0].quote for text in one.answers) for answer, one in answered)
    either = sum(any(text in c.quote for text in one.answers for c in answer.citations) for answer, one in answered)
    total = len(asked)
    return (
        f"answered {100 * len(answered) / total:5.1f} %   answer in the first quote {100 * first / total:5.1f} %,"
        f" in any {100 * either / total:5.1f} %"
    )


if __name__ == "__main__":
    sys.exit(main())
