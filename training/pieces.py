"""Texts as numbers of pieces, one after the other in flat arrays, so that a batch is cut out without a Python loop."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

SENTENCE_END = re.compile(r"(?<=[。！？；!?;\n])")
BATCH = 20_000

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bags:
    """Some bags of pieces: the number of each piece, and the number of the bag that it is in, ascending."""

    pieces: Numbers
    rows: Numbers
    count: int


@dataclass(frozen=True, slots=True)
class Texts:
    """The pieces of texts; text `i` has ``pieces[starts[i]:starts[i + 1]]``."""

    pieces: Numbers
    starts: Numbers

    @classmethod
    def from_strings(cls, strings: Sequence[str], tokenizer: Tokenizer) -> Texts:
        """Cut strings into pieces."""
        numbers: list[Numbers] = []
        lengths: list[int] = []
        for start in range(0, len(strings), BATCH):
            batch = tokenizer.encode_batch_fast(strings[start : start + BATCH], add_special_tokens=False)
            ids = [encoding.ids for encoding in batch]
            numbers.append(np.fromiter(chain.from_iterable(ids), dtype=np.int64))
            lengths += map(len, ids)
        return cls(np.concatenate(numbers), np.concatenate([[0], np.cumsum(lengths)]))

    def bags(self, chosen: Numbers) -> Bags:
        """Return the chosen texts as bags."""
        positions, rows = spans(self.starts[chosen], self.starts[chosen + 1])
        return Bags(self.pieces[positions], rows, len(chosen))

    def all_bags(self) -> Bags:
        """Return every text as a bag."""
        return self.bags(np.arange(len(self.starts) - 1))


@dataclass(frozen=True, slots=True)
class Articles:
    """Articles cut into sentences; article `i` has the sentences ``first[i]`` to ``first[i + 1]``."""

    sentences: Texts
    first: Numbers

    @classmethod
    def from_strings(cls, articles: Sequence[str], tokenizer: Tokenizer) -> Articles:
        """Cut articles into sentences and these into pieces."""
        cut = [[sentence for sentence in SENTENCE_END.split(text) if sentence.strip()] for text in articles]
        first = np.concatenate([[0], np.cumsum([len(sentences) for sentences in cut])])
        return cls(Texts.from_strings(list(chain.from_iterable(cut)), tokenizer), first)


def spans(starts: Numbers, stops: Numbers) -> tuple[Numbers, Numbers]:
    """Return the positions in all of the spans, and for each the number of its span.

    Example:
        >>> spans(np.array([3, 8]), np.array([5, 9]))
        (array([3, 4, 8]), array([0, 0, 1]))
    """
    lengths = stops - starts
    rows = np.repeat(np.arange(len(lengths)), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(len(rows)) + (starts - before)[rows], rows
