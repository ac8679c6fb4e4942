"""One search: candidates of both legs, fused by score, with how closely the question's terms stand together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.coverage import closeness
from index.encoder import Encoder
from index.fuse import CLOSE_READ, CLOSENESS_WEIGHT, fuse
from index.opened import Opened
from index.passage import Passage, Scope
from index.terms import fold
from index.wanted import Wanted

# Candidates that each leg hands to the fusion
POOL = 100
# The same when the passages are shared out over institutions, so that a school with few passages is still among them
GROUPED_POOL = 2000


@dataclass(frozen=True, slots=True)
class Search:
    """One search, all of it in the same state of the index."""

    opened: Opened
    encoder: Encoder

    def run(self, want: Wanted, k: int, scope: Scope | None, per_institution: int | None) -> list[Passage]:
        """Return the best passages, best first; see `Index.search`."""
        pool = max(k, GROUPED_POOL if per_institution else POOL)
        found = self._candidates(want, pool, scope)
        order = [int(i) for i in np.lexsort((found.rows, -found.fused))]
        if per_institution:
            order = self._at_most(per_institution, [int(found.rows[i]) for i in order], order)
        passages = self._scored(found, order[: max(k, CLOSE_READ)], want)
        return sorted(passages, key=lambda passage: -passage.score)[:k]

    def legs(self, want: Wanted, k: int) -> tuple[list[Passage], list[Passage]]:
        """Return the best passages of each leg."""
        listed, _ = self.opened.words.search(want.terms, k, others=want.others)
        near = self._near(self.encoder.encode_queries([want.text])[0], k, None)
        passages = self.opened.records.passages([int(row) for row in np.union1d(listed, near)])
        return [passages[int(row)] for row in listed], [passages[int(row)] for row in near]

    def _near(self, vector: NDArray[np.float32], pool: int, among: Sequence[int] | None) -> NDArray[np.int64]:
        """Return what the dense leg finds. A text without a known token has no direction, so nothing is near it."""
        return self.opened.vectors.search(vector, pool, among=among)[0] if vector.any() else np.empty(0, dtype=np.int64)

    def _scored(self, found: _Candidates, order: Sequence[int], want: Wanted) -> list[Passage]:
        """Return candidates as passages, with the closeness of their sentences in their score."""
        passages = self.opened.records.passages([int(found.rows[i]) for i in order])
        lexical = np.nan_to_num(found.lexical)
        scored = []
        for i in order:
            passage = passages[int(found.rows[i])]
            close = closeness(fold(f"{passage.heading}\n{passage.text}"), want.weights)
            score = (float(found.fused[i]) + CLOSENESS_WEIGHT * close) / (1 + want.dense + CLOSENESS_WEIGHT)
            scored.append(
                replace(passage, score=score, lexical=float(lexical[i]), dense=float(found.cosines[i])),
            )
        return scored

    def _at_most(self, limit: int, rows: Sequence[int], order: Sequence[int]) -> list[int]:
        """Return what is left of an order (of the chunks in ``rows``) with so many of each institution at most."""
        groups = self.opened.records.groups(rows)
        counts: Counter[str] = Counter()
        kept = []
        for row, place in zip(rows, order, strict=True):
            counts[groups[row]] += 1
            if counts[groups[row]] <= limit:
                kept.append(place)
        return kept

    def _candidates(self, want: Wanted, pool: int, scope: Scope | None) -> _Candidates:
        """Return what either leg finds."""
        documents = chunks = None
        if scope:
            documents = self.opened.records.documents_of(ids=scope.documents, institutions=scope.institutions)
            chunks = self.opened.records.chunks_of(documents)
        vector = self.encoder.encode_queries([want.text])[0]
        listed, scores = self.opened.words.search(want.terms, pool, documents=documents, others=want.others)
        near = self._near(vector, pool, chunks)
        rows = np.union1d(listed, near)
        lexical = np.full(len(rows), np.nan, dtype=np.float32)
        lexical[np.searchsorted(rows, listed)] = scores
        cosines = self.opened.vectors.cosines(vector, rows)
        fused = fuse(lexical, cosines, complete=len(listed) < pool, weight=want.dense)
        return _Candidates(rows=rows, lexical=lexical, cosines=cosines, fused=fused)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidates:
    """Chunks that either leg found: arrays ``(n,)``."""

    rows: NDArray[np.int64]
    lexical: NDArray[np.float32]  # BM25, NaN where the lexical leg did not list the chunk
    cosines: NDArray[np.float32]
    fused: NDArray[np.float32]
