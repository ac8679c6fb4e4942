"""The dense leg: inner products of unit vectors, by FAISS.

Files are read and written by Python and handed to FAISS as bytes: FAISS's own file functions fail on non-ASCII paths
on Windows (facebookresearch/faiss#3073).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isqrt
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Up to this many vectors every one is compared: 20,000 x 512 take about 1 ms, and the result is exact.
EXACT_UP_TO = 20_000
# Beyond it, vectors are kept in cells (IVF) at 8 bits, and this many cells are looked into: over 100,000 news passages
# recall@10 is 0.83 at 32 (0.4 ms), 0.90 at 64 (0.7 ms), 0.93 at 96 (1.0 ms), 0.95 at 128 (1.4 ms).
PROBES = 96
TRAINING_VECTORS_PER_CELL = 64
# How many times as many vectors as it was made for an index with cells takes before it is made anew
GROWTH = 4
ADD_BATCH = 16_384


class VectorIndex:
    """A FAISS index of unit vectors with the chunk's id for each."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(
        cls, vectors: NDArray[np.float32], ids: NDArray[np.int64], progress: Callable[[int, int], None]
    ) -> VectorIndex:
        """Index vectors ``(n, dim)``, float32 rows of length 1, under their ids ``(n,)``.

        ``vectors`` may be a memory map: only one batch is held in memory. ``progress(done, n)`` is called before the
        first and after each.
        """
        import faiss

        count, dim = vectors.shape
        if count <= EXACT_UP_TO:
            index = faiss.IndexIDMap2(faiss.IndexFlatIP(dim))
        else:
            # sqrt(n) cells of about sqrt(n) vectors: more of them lengthen the training without a better recall
            cells = isqrt(count)
            index = faiss.index_factory(dim, f"IVF{cells},SQ8", faiss.METRIC_INNER_PRODUCT)
            sample = np.random.default_rng(0).choice(
                count, min(count, cells * TRAINING_VECTORS_PER_CELL), replace=False
            )
            index.train(np.ascontiguousarray(vectors[np.sort(sample)]))
        _add(index, vectors, ids, progress)
        return cls._ready(index)

    @classmethod
    def open(cls, path: Path) -> VectorIndex:
        """Load an index from a file.

        Raises:
            RuntimeError: If the bytes are no FAISS index.
        """
        import faiss

        return cls._ready(faiss.deserialize_index(np.fromfile(path, dtype=np.uint8)))

    @classmethod
    def _ready(cls, index: Any) -> VectorIndex:
        import faiss

        if isinstance(index, faiss.IndexIVF):
            index.nprobe = PROBES
            # lets vectors be read back by id, for candidates that only the lexical leg found
            index.set_direct_map_type(faiss.DirectMap.Hashtable)
        return cls(index)

    def changed(
        self,
        gone: Sequence[int],
        vectors: NDArray[np.float32],
        ids: NDArray[np.int64],
        progress: Callable[[int, int], None],
    ) -> VectorIndex:
        """Return the index without some ids, and with vectors ``(n, dim)`` under their ids ``(n,)``.

        When it has outgrown its form, it is made anew from its own vectors; beyond `EXACT_UP_TO` these have 8 bits.
        """
        import faiss

        index = self._index
        ivf = isinstance(index, faiss.IndexIVF)
        if ivf:
            index.set_direct_map_type(faiss.DirectMap.NoMap)  # ids cannot be taken out of a hash table by batch
        index.remove_ids(faiss.IDSelectorBatch(np.array(gone, dtype=np.int64)))
        count = index.ntotal + len(ids)
        if count <= EXACT_UP_TO if not ivf else count <= GROWTH * index.nlist**2:
            _add(index, vectors, ids, progress)
            return self._ready(index)
        kept = self._ready(index)
        old = kept.ids()
        every = np.concatenate([kept.vectors_of(old), vectors])
        return self.build(every, np.concatenate([old, ids]), progress)

    def ids(self) -> NDArray[np.int64]:
        """Return all ids ``(n,)``."""
        import faiss

        if not isinstance(self._index, faiss.IndexIVF):
            return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)
        lists = self._index.invlists
        parts = [faiss.rev_swig_ptr(lists.get_ids(n), lists.list_size(n)).copy() for n in range(self._index.nlist)]
        return np.concatenate(parts).astype(np.int64)

    def vectors_of(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the stored vectors ``(n, dim)`` of some ids."""
        stored: NDArray[np.float32] = self._index.reconstruct_batch(ids)
        return stored

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        import faiss

        path.write_bytes(faiss.serialize_index(self._index).data)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(
        self, vector: NDArray[np.float32], k: int, *, among: Sequence[int] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the ids ``(n,)`` and cosines ``(n,)`` of the nearest vectors, nearest first, ``n <= k``.

        ``among`` narrows the search to some ids.
        """
        import faiss

        # One query is too small to share out: two threads that wait for each other take 8 to 24 ms on a busy
        # machine where one takes 0.5. OpenMP keeps this per thread, so it is set where the search runs.
        faiss.omp_set_num_threads(1)
        parameters = None
        if among is not None:
            selector = faiss.IDSelectorBatch(np.array(among, dtype=np.int64))
            ivf = isinstance(self._index, faiss.IndexIVF)
            # a scope may lie in any cell, so all are looked at
            parameters = (
                faiss.SearchParametersIVF(sel=selector, nprobe=self._index.nlist)
                if ivf
                else faiss.SearchParameters(sel=selector)
            )
        cosines, ids = self._index.search(vector[None, :], min(k, len(self)), params=parameters)
        found = ids[0] >= 0
        return ids[0][found], cosines[0][found]

    def cosines(self, vector: NDArray[np.float32], ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the cosines ``(n,)`` of some chunks."""
        if not len(ids):
            return np.empty(0, dtype=np.float32)
        return self.vectors_of(ids) @ vector


def _add(
    index: Any, vectors: NDArray[np.float32], ids: NDArray[np.int64], progress: Callable[[int, int], None]
) -> None:
    progress(0, len(ids))
    for start in range(0, len(ids), ADD_BATCH):
        stop = min(start + ADD_BATCH, len(ids))
        index.add_with_ids(np.ascontiguousarray(vectors[start:stop]), ids[start:stop])
        progress(stop, len(ids))
