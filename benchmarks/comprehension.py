"""Answers over a reading comprehension set: right, in how many sentences, and refused when they should be.

All passages of a set are one index. An answer is at most three sentences of at most 150 characters each: what comes
after them does not count. Three kinds of questions are asked: those of the set; those of another set, which no passage
answers; and those of the set once more with the passage that answers each taken out, which leaves its topic in the
index but not the answer. For the last kind, the passages are dealt into parts, and the questions on one part are asked
of an index of all others.

CMRC2018 dev is only ever measured; tune on the trial set and on DRCD.

Run it as: python -m benchmarks.comprehension [trial | drcd | dev]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.reading import CMRC_DEV, CMRC_TRIAL, DRCD, Asked, ReadingSet, load
from corpus import Document
from index import DEFAULT_ENCODER, Encoder, Index, load_encoder
from qa import Answer, Assistant
from qa.figures import auroc

QUESTIONS = 1000
MAX_SENTENCES = 3
MAX_CHARS = 150  # of a sentence; a longer one is cut
PARTS = 4

# Each set with the one whose questions it does not answer; dev's are never used to tune on another
SETS = {"trial": (CMRC_TRIAL, DRCD), "drcd": (DRCD, CMRC_TRIAL), "dev": (CMRC_DEV, CMRC_TRIAL)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comprehension:
    """Shares of questions, 0 to 1, where more is better except for ``refused``; and the median time of an answer."""

    first: float  # a right answer in the first sentence
    any: float  # in any sentence
    refused: float  # not answered, although the passage is there
    strangers_refused: float  # questions of another set
    absent_refused: float  # questions whose passage was taken out
    auroc: float  # of the probability, between questions with their passage and without
    milliseconds: float


def measure(name: str, folder: Path, *, questions: int = QUESTIONS) -> Comprehension:
    """Return the figures of a set (see ``SETS``); indexes are built below the folder."""
    path, other = SETS[name]
    reading, encoder = load(path), load_encoder(DEFAULT_ENCODER)
    asked = _sample(reading.questions, questions)
    assistant = _assistant(reading.documents, folder / "all", encoder)
    answers = [assistant.ask(one.text) for one in asked]
    strangers = [assistant.ask(one.text) for one in _sample(load(other).questions, questions)]
    absent = ask_without(reading, asked, folder, encoder)
    right = [held(answer, one.answers) for answer, one in zip(answers, asked, strict=True)]
    return Comprehension(
        first=_mean([any(sentences[:1]) for sentences in right]),
        any=_mean([any(sentences) for sentences in right]),
        refused=_refused(answers),
        strangers_refused=_refused(strangers),
        absent_refused=_refused(absent),
        auroc=auroc(_probabilities(answers), _probabilities(absent)),
        milliseconds=1000 * float(np.median([answer.seconds for answer in answers])),
    )


def ask_without(reading: ReadingSet, asked: Sequence[Asked], folder: Path, encoder: Encoder) -> list[Answer]:
    """Return the answers to questions, in their order, from indexes without the passage that answers each."""
    sources = [document.source for document in reading.documents]
    random.Random(0).shuffle(sources)
    part_of = {source: place % PARTS for place, source in enumerate(sources)}
    found: dict[int, Answer] = {}
    for part in range(PARTS):
        others = [document for document in reading.documents if part_of[document.source] != part]
        assistant = _assistant(others, folder / f"without-{part}", encoder)
        found |= {place: assistant.ask(one.text) for place, one in enumerate(asked) if part_of[one.source] == part}
        assistant.index.close()
    return [found[place] for place in range(len(asked))]


def held(answer: Answer, answers: Sequence[str]) -> list[bool]:
    """Tell for each sentence of an answer that counts whether it holds a right answer."""
    sentences = [citation.quote[:MAX_CHARS] for citation in answer.citations[:MAX_SENTENCES]]
    return [any(text in sentence for text in answers) for sentence in sentences]


def _sample(questions: Sequence[Asked], count: int) -> list[Asked]:
    return random.Random(0).sample(questions, min(count, len(questions)))


def _assistant(documents: Sequence[Document], folder: Path, encoder: Encoder) -> Assistant:
    return Assistant(Index.build(documents, folder, encoder=encoder))


def _probabilities(answers: Sequence[Answer]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([getattr(answer, "probability", answer.status == "answered") for answer in answers], dtype=float)


def _refused(answers: Sequence[Answer]) -> float:
    return _mean([answer.status == "abstained" for answer in answers])


def _mean(values: Sequence[bool]) -> float:
    return float(np.mean(values))


def _name(text: str) -> str:
    if text not in SETS:
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(SETS)}")
    return text


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", type=_name, default=["trial", "drcd"], help="trial, drcd or dev")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="of each kind, drawn at random (seed 0)")
    options = parser.parse_args()
    for name in options.sets:
        started = time.perf_counter()
        with tempfile.TemporaryDirectory() as work:
            figures = asdict(measure(name, Path(work), questions=options.questions))
        print(f"{name} ({time.perf_counter() - started:.0f} s)")
        for figure, value in figures.items():
            print(f"  {figure:18}" + (f"{value:7.1f}" if figure == "milliseconds" else f"{value:7.3f}"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
