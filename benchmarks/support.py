"""How well `qa.verify.support` tells claims that follow from their quotes from claims that do not.

The claims are made from sentences by rule (see support_changes.py), one kind of change at a time: the figures are of
such changes, not of a language model's errors. Passages: CMRC2018's trial set, DRCD and the bundled notes. On one half
of them (by a hash of the passage) qa/verify.py was made and its threshold set; the other half is reported. The glossary
that rewords claims is the one that judges them; the plain words are in none.

Each row gives the claims of a kind: their number, their mean support, the share that is judged right (supported for
what follows, not supported for what does not), and for what does not follow the AUROC and the balanced accuracy
against all claims that follow.

Run it as: python -m benchmarks.support [--half tune | test]
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.reading import CMRC_TRIAL, DRCD, load
from benchmarks.support_changes import NEGATIVE, POSITIVE, Change, Claim, Source
from corpus import find_files, read_file, split_sentences
from index import DEFAULT_ENCODER, fold, load_encoder, split_terms
from index.static import StaticEncoder
from qa.figures import auroc
from qa.verify import SUPPORTED, support

CASES = Path(__file__).resolve().parent.parent / "corpus" / "cases"
HALVES = ("tune", "test")
SENTENCES = 1500  # of each half, from which claims of every kind are made where they can be
MIN_CHARS, MAX_CHARS = 12, 150  # of a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What came out for the claims of one kind."""

    kind: str
    claims: int
    mean: float
    right: float
    auroc: float | None = None  # for what does not follow
    balanced: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage and the spans of it that answer questions."""

    text: str
    answers: tuple[str, ...]

    @property
    def half(self) -> str:
        """The half that it belongs to, whatever else there is."""
        return HALVES[sha256(self.text.encode()).digest()[0] % 2]

    def sentences(self) -> list[str]:
        """Return its sentences of usual length."""
        spans = split_sentences(self.text)
        return [self.text[start:end] for start, end in spans if MIN_CHARS <= end - start <= MAX_CHARS]


def passages() -> list[Passage]:
    """Return the passages of all sources; a bundled note is one for each of its paragraphs."""
    found = []
    for path in (CMRC_TRIAL, DRCD):
        reading = load(path)
        answers: dict[str, list[str]] = {}
        for asked in reading.questions:
            answers.setdefault(asked.source, []).extend(asked.answers)
        found += [Passage(text=one.text, answers=tuple(answers.get(one.source, ()))) for one in reading.documents]
    outcomes = [read_file(file) for file in find_files([CASES]).files]
    texts = [paragraph for one in outcomes if one.document for paragraph in one.document.text.split("\n\n")]
    return found + [Passage(text=text, answers=()) for text in texts]


def sources(found: Sequence[Passage], half: str) -> list[Source]:
    """Return the sentences of a half, drawn at random (seed 0), with what claims are made with."""
    chosen = [one for one in found if one.half == half]
    sentences = [one.sentences() for one in chosen]
    everything = [sentence for of_passage in sentences for sentence in of_passage]
    # strings are sorted so that a set's order never decides
    names = sorted({a for one in chosen for a in one.answers if 2 <= len(a) <= 8 and not any(map(str.isdigit, a))})
    made = [
        Source(
            sentence=sentence,
            same=tuple(other for other in of_passage if other != sentence),
            others=everything,
            answers=tuple(dict.fromkeys(answer for answer in one.answers if answer in sentence)),
            names=names,
        )
        for one, of_passage in zip(chosen, sentences, strict=True)
        for sentence in of_passage
    ]
    return random.Random(0).sample(made, min(SENTENCES, len(made)))


def claims(changes: Mapping[str, Change], of: Sequence[Source]) -> dict[str, list[Claim]]:
    """Return the claims of each kind."""
    draw = random.Random(0)
    return {kind: [claim for one in of if (claim := change(one, draw))] for kind, change in changes.items()}


class Judging:
    """Judges claims as an index of all passages would have them judged, and keeps the times."""

    def __init__(self, found: Sequence[Passage]) -> None:
        encoder = load_encoder(DEFAULT_ENCODER)
        if not isinstance(encoder, StaticEncoder):
            raise TypeError(f"{DEFAULT_ENCODER} is no static encoder")
        self._encoder = encoder
        terms = [split_terms(fold(one.text)) for one in found]
        self._frequency = Counter(term for of_text in terms for term in (*of_text.grams, *of_text.words))
        self._chunks = len(found)
        self.milliseconds: list[float] = []

    def values(self, of: Sequence[Claim]) -> NDArray[np.float64]:
        """Return the support of claims."""
        values = []
        for claim in of:
            started = time.perf_counter()
            values.append(support(claim.text, claim.quotes, self._frequency.__getitem__, self._chunks, self._encoder))
            self.milliseconds.append(1000 * (time.perf_counter() - started))
        return np.array(values)


def measure(half: str) -> tuple[list[Row], float]:
    """Return a row for each kind of claim, and the median time of a claim in milliseconds."""
    found = passages()
    drawn = sources(found, half)
    judging = Judging(found)
    follow = {kind: judging.values(made) for kind, made in claims(POSITIVE, drawn).items()}
    not_follow = {kind: judging.values(made) for kind, made in claims(NEGATIVE, drawn).items()}
    return rows(follow, not_follow), float(np.median(judging.milliseconds))


def rows(follow: Mapping[str, NDArray[np.float64]], others: Mapping[str, NDArray[np.float64]]) -> list[Row]:
    """Return the figures of each kind; "all" takes each kind of change in equal parts, without the verbatim."""
    changed = {kind: values for kind, values in follow.items() if kind != "verbatim"}
    positive = np.concatenate([_equal(values) for values in changed.values()])
    negative = np.concatenate([_equal(values) for values in others.values()])
    kept = float((positive >= SUPPORTED).mean())
    made = [_row(kind, values, float((values >= SUPPORTED).mean())) for kind, values in follow.items()]
    for kind, values in (*others.items(), ("all that do not follow", negative)):
        refused = float((values < SUPPORTED).mean())
        made.append(_row(kind, values, refused, auroc=auroc(positive, values), balanced=(kept + refused) / 2))
    return made


def _row(kind: str, values: NDArray[np.float64], right: float, **more: float) -> Row:
    return Row(kind=kind, claims=len(values), mean=float(values.mean()), right=right, **more)


def _equal(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 1,000 values evenly from the sorted ones, so that each kind counts the same."""
    evenly: NDArray[np.float64] = np.sort(values)[np.linspace(0, len(values) - 1, 1000).astype(int)]
    return evenly


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=HALVES, default="test", help="of the passages")
    figures, milliseconds = measure(parser.parse_args().half)
    print(f"{'kind of claim':24}{'claims':>7}{'mean':>7}{'right':>7}{'AUROC':>7}{'balanced':>10}")
    for row in figures:
        more = f"{row.auroc:7.3f}{row.balanced:10.3f}" if row.auroc is not None else ""
        print(f"{row.kind:24}{row.claims:7}{row.mean:7.3f}{row.right:7.3f}{more}")
    print(f"supported from {SUPPORTED}; p50 {milliseconds:.2f} ms a claim")
    return 0


if __name__ == "__main__":
    sys.exit(main())
