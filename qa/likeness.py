"""How alike the pieces of a question and of sentences are, by the vectors of the shipped encoder.

Characters are blind to other words for the same thing: 美誉 and 被誉为, 原因 and 理由. The idea is late interaction
(ColBERT, Khattab and Zaharia 2020) with static vectors: each piece of the question looks for its nearest piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from qa.wording import Wordings


class PieceEncoder(Protocol):
    """An encoder with a vector for each piece of text."""

    @property
    def tokenizer(self) -> Tokenizer:
        """Cuts text into pieces."""

    @property
    def table(self) -> NDArray[np.float32]:
        """The vectors ``(pieces, dim)``; a longer one belongs to a rarer piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike a question's concepts and ``n`` sentences are."""

    cosines: NDArray[np.float32]  # (n,) of question and sentence
    passage_cosines: NDArray[np.float32]  # (n,) of question and the passage that the sentence stands in
    concepts: NDArray[np.float32]  # (concepts, n) how near the nearest pieces of a sentence come to each, at most 1

    @classmethod
    def of(
        cls, wordings: Wordings, sentences: Sequence[str], passages: Sequence[int], encoder: PieceEncoder
    ) -> Likeness:
        """Compare a question with sentences; ``passages`` says how many sentences each passage has."""
        texts = [wording.text for concept in wordings.concepts for wording in concept]
        asked, wording_of = _pieces(texts, encoder)
        said, sentence_of = _pieces(sentences, encoder)
        query = encoder.table[asked]
        ends = np.searchsorted(sentence_of, np.arange(len(sentences)), side="right")
        # numpy's reduceat takes nine times as long
        sums = np.array([encoder.table[said[start:end]].sum(axis=0) for start, end in pairwise([0, *ends])])
        nearest = np.zeros((len(asked), len(sentences)), dtype=np.float32)
        if len(asked) and len(said):
            different, place = np.unique(said, return_inverse=True)
            similar = (_unit(query) @ _unit(encoder.table[different]).T)[:, place]
            starts = np.flatnonzero(np.diff(sentence_of, prepend=-1))
            nearest[:, sentence_of[starts]] = np.maximum.reduceat(similar, starts, axis=1)
        first = np.cumsum([0, *(len(concept) for concept in wordings.concepts)])
        usual = np.isin(wording_of, first[:-1] + np.array(wordings.usual, dtype=np.int64))
        whole = _unit(query[usual].sum(axis=0, keepdims=True))[0]
        of_passages = np.add.reduceat(sums, np.cumsum([0, *passages[:-1]]))
        near = _means(nearest, np.linalg.norm(query, axis=1), wording_of, len(texts))
        near *= np.array([wording.credit for concept in wordings.concepts for wording in concept])[:, None]
        return cls(
            cosines=_unit(sums) @ whole,
            passage_cosines=np.repeat(_unit(of_passages) @ whole, passages),
            concepts=np.array(
                [near[start:end].max(axis=0) for start, end in pairwise(first)], dtype=np.float32
            ).reshape(len(wordings.concepts), len(sentences)),
        )


def _means(
    nearest: NDArray[np.float32], lengths: NDArray[np.float32], wording_of: NDArray[np.int64], count: int
) -> NDArray[np.float32]:
    """Return the mean over the pieces of each wording ``(count, n)``; a longer vector is of a rarer piece."""
    sums = np.zeros((count, nearest.shape[1]), dtype=np.float32)
    np.add.at(sums, wording_of, nearest * lengths[:, None])
    totals = np.bincount(wording_of, weights=lengths, minlength=count)
    return (sums / np.maximum(totals, 1e-6)[:, None]).astype(np.float32)


def _pieces(texts: Sequence[str], encoder: PieceEncoder) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pieces of texts, and the number of the text of each."""
    encoded = encoder.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    lengths = [len(one.ids) for one in encoded]
    pieces = np.fromiter((piece for one in encoded for piece in one.ids), dtype=np.int64, count=sum(lengths))
    return pieces, np.repeat(np.arange(len(texts)), lengths)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    units: NDArray[np.float32] = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6)
    return units
