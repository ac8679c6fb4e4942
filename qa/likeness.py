"""How alike the pieces of a question and of sentences are, by the vectors of the shipped encoder.

Characters are blind to other words for the same thing: 美誉 and 被誉为, 原因 and 理由. The idea is late interaction
(ColBERT, Khattab and Zaharia 2020) with static vectors: each piece of the question looks for its nearest piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer


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
    _nearest: NDArray[np.float32]  # (pieces of the question, n) cosine of the nearest piece of the sentence
    _weights: NDArray[np.float32]  # (pieces,) their lengths
    _concepts: NDArray[np.int64]  # (pieces,) the concept that each stands in

    @classmethod
    def of(
        cls, concepts: Sequence[str], sentences: Sequence[str], passages: Sequence[int], encoder: PieceEncoder
    ) -> Likeness:
        """Compare concepts with sentences; ``passages`` says how many sentences each passage has."""
        asked, concept_of = _pieces(concepts, encoder)
        said, sentence_of = _pieces(sentences, encoder)
        vectors = encoder.table[said]
        query = encoder.table[asked]
        sums = np.zeros((len(sentences), encoder.table.shape[1]), dtype=np.float32)
        nearest = np.zeros((len(asked), len(sentences)), dtype=np.float32)
        if len(said):
            starts = np.flatnonzero(np.diff(sentence_of, prepend=-1))
            sums[sentence_of[starts]] = np.add.reduceat(vectors, starts)
            if len(asked):
                similar = _unit(query) @ _unit(vectors).T
                nearest[:, sentence_of[starts]] = np.maximum.reduceat(similar, starts, axis=1)
        whole = _unit(query.sum(axis=0, keepdims=True))[0]
        of_passages = np.add.reduceat(sums, np.cumsum([0, *passages[:-1]]))
        return cls(
            cosines=_unit(sums) @ whole,
            passage_cosines=np.repeat(_unit(of_passages) @ whole, passages),
            _nearest=nearest,
            _weights=np.linalg.norm(query, axis=1),
            _concepts=concept_of,
        )

    def soft(self, concepts: Iterable[int]) -> NDArray[np.float32]:
        """Return ``(n,)`` how near each sentence comes to some concepts, by the mean over their pieces, at most 1."""
        chosen = np.isin(self._concepts, list(concepts))
        weights = self._weights[chosen]
        if not weights.sum():
            return np.zeros(len(self.cosines), dtype=np.float32)
        shares: NDArray[np.float32] = weights @ self._nearest[chosen] / weights.sum()
        return shares


def _pieces(texts: Sequence[str], encoder: PieceEncoder) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pieces of texts, and the number of the text of each."""
    encoded = encoder.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    lengths = [len(one.ids) for one in encoded]
    pieces = np.fromiter((piece for one in encoded for piece in one.ids), dtype=np.int64, count=sum(lengths))
    return pieces, np.repeat(np.arange(len(texts)), lengths)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    units: NDArray[np.float32] = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6)
    return units
