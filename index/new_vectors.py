"""The vectors of the chunks that a change of an index adds, in a file until they are indexed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from index.vectors import VectorIndex


class NewVectors:
    """Vectors of chunks with consecutive rows, those of texts that the index had before taken from there.

    Args:
        path: The file, of rows of float32; what it holds of the rows that are there already is kept.
        encoder: Makes the vectors.
        first: The row of the first chunk.
        there: How many chunks have been added before a crash.
        base: The vector index that is changed, or None.
    """

    def __init__(self, path: Path, encoder: Encoder, *, first: int, there: int, base: Path | None) -> None:
        self._path = path
        self._encoder = encoder
        self._first = first
        self._base = base
        self._known: dict[bytes, int] = {}  # texts that were taken out, with their rows in the base
        self._file = path.open("ab")
        self._file.truncate(4 * encoder.dim * there)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def remember(self, texts: Iterable[tuple[int, str]]) -> None:
        """Keep in mind the texts of chunks (rows) that are taken out: a file that was moved has them again."""
        self._known |= {_digest(text): row for row, text in texts}

    def add(self, texts: Sequence[str]) -> None:
        """Add the vectors of some chunks; from here on a crash does not lose them."""
        self._file.write(self._vectors_of(texts).data)
        self._file.flush()

    def _vectors_of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [self._known.get(_digest(text), -1) if self._known else -1 for text in texts]
        known = np.array([row >= 0 for row in rows], dtype=bool)
        vectors = np.empty((len(texts), self._encoder.dim), dtype=np.float32)
        if known.any():
            vectors[known] = self._old.vectors_of(np.array(rows, dtype=np.int64)[known])
        if not known.all():
            new = [text for text, is_known in zip(texts, known, strict=True) if not is_known]
            vectors[~known] = self._encoder.encode_passages(new)
        return vectors

    @cached_property
    def _old(self) -> VectorIndex:
        if not self._base:
            raise ValueError("there is no index yet")
        return VectorIndex.open(self._base)

    def index(
        self, path: Path, *, gone: Sequence[int], kept: Sequence[int], on_vectors: Callable[[int, int], None]
    ) -> None:
        """Write the vector index: of the base without some rows, and of those of the new rows that are kept."""
        self.close()
        dim = self._encoder.dim
        count = self._path.stat().st_size // (4 * dim)
        vectors: NDArray[np.float32] = np.empty((0, dim), dtype=np.float32)
        if count:
            vectors = np.memmap(self._path, dtype=np.float32, mode="r", shape=(count, dim))
        ids = np.arange(self._first, self._first + count)
        are_kept = np.isin(ids, kept)  # all but those that came and went in this change
        if not are_kept.all():
            vectors, ids = np.asarray(vectors[are_kept]), ids[are_kept]
        if self._base:
            index = self._old.changed(gone, vectors, ids, on_vectors)
        else:
            index = VectorIndex.build(vectors, ids, on_vectors)
        index.save(path)
        del vectors  # closes the map: Windows does not delete a mapped file


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
