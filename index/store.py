"""The index: documents with their chunks, words and vectors, in one folder.

Only this file and what it calls know Tantivy, FAISS and SQLite.
"""

from __future__ import annotations

import contextlib
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import ChunkConfig, Document
from index.build import build_index
from index.coverage import closeness
from index.encoder import Encoder
from index.errors import StoreError
from index.fuse import CLOSE_READ, CLOSENESS_WEIGHT, fuse
from index.manifest import (
    MANIFEST,
    RECORDS,
    VECTORS,
    WORDS,
    FormatVersionError,
    Manifest,
    damaged_files,
    load_calibration,
    save_calibration,
)
from index.passage import Passage, Scope
from index.records import DocumentInfo, Records
from index.terms import fold
from index.vectors import VectorIndex
from index.wanted import Wanted, wanted
from index.words import WordIndex

# Candidates that each leg hands to the fusion
POOL = 100
# The same when the passages are shared out over institutions, so that a school with few passages is still among them
GROUPED_POOL = 2000


class Index:
    """A searchable collection of documents.

    Example:
        >>> index = Index.open(Path("var/index"), encoder=load_encoder(DEFAULT_ENCODER))
        >>> index.search("双带头人", 5)[0].text
    """

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        encoder: Encoder,
        records: Records,
        words: WordIndex,
        vectors: VectorIndex,
    ) -> None:
        self.manifest = manifest
        self._folder = folder
        self._encoder = encoder
        self._records = records
        self._words = words
        self._vectors = vectors
        self._institutions: dict[str, tuple[str, ...]] | None = None

    @classmethod
    def build(
        cls,
        documents: Iterable[Document],
        folder: Path,
        *,
        encoder: Encoder,
        chunking: ChunkConfig | None = None,
        on_vectors: Callable[[int, int], None] = lambda done, total: None,
    ) -> Index:
        """Build an index of documents in a folder and open it; see `build_index` for the arguments and errors."""
        build_index(documents, folder, encoder=encoder, chunking=chunking or ChunkConfig(), on_vectors=on_vectors)
        return cls.open(folder, encoder=encoder)

    @classmethod
    def open(cls, folder: Path, *, encoder: Encoder) -> Index:
        """Open the index in a folder.

        Raises:
            StoreError: If there is none, if it is damaged, of another format version, or made with another encoder.
        """
        manifest = _load_manifest(folder)
        try:
            return cls._open(folder, manifest, encoder)
        except StoreError:
            # a build may have put another index in its place in between; then that one is opened
            if _load_manifest(folder).data == manifest.data:
                raise
            return cls._open(folder, _load_manifest(folder), encoder)

    @classmethod
    def _open(cls, folder: Path, manifest: Manifest, encoder: Encoder) -> Index:
        _refuse_other_encoders(folder, manifest, encoder)
        data = folder / manifest.data
        if damaged := damaged_files(data, manifest.files):
            raise _damaged(folder, damaged[0])
        with _reading(folder):
            return cls(
                folder,
                manifest,
                encoder,
                Records(data / RECORDS),
                WordIndex.open(data / WORDS),
                VectorIndex.open(data / VECTORS),
            )

    def close(self) -> None:
        """Close the files of the index."""
        self._records.close()

    def documents(self) -> list[DocumentInfo]:
        """Return all documents, without their texts."""
        return self._records.documents()

    def document(self, document_id: str) -> Document | None:
        """Return one document with its text, or None.

        Raises:
            StoreError: If its text is not the one that was indexed.
        """
        with _reading(self._folder):
            return self._records.document(document_id)

    def has_document(self, name: str) -> bool:
        """Tell whether there is a document of this id or source."""
        return bool(self._records.documents_of(ids=[name.encode("utf-8", "ignore").decode()]))

    def institutions(self, documents: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
        """Return the institutions of all documents, or of some (ids or sources), with their aliases."""
        if documents:
            return self._records.institutions(documents)
        if self._institutions is None:
            self._institutions = self._records.institutions()
        return self._institutions

    def frequency(self, gram_or_word: str) -> int:
        """Return in how many chunks a term (see `split_terms`) occurs."""
        return self._words.frequency(gram_or_word)

    def __len__(self) -> int:
        return self.manifest.chunks

    @property
    def encoder(self) -> Encoder:
        """The encoder that the index was made with."""
        return self._encoder

    def calibration(self) -> dict[str, Any] | None:
        """Return what was measured on this index (see `qa.calibrate`), or None."""
        return load_calibration(self._folder, self.manifest.data)

    def save_calibration(self, fields: dict[str, object]) -> None:
        """Keep what was measured on this index, in its folder."""
        save_calibration(self._folder, self.manifest.data, fields)

    def sample(self, count: int) -> list[Passage]:
        """Return passages from all over the index, drawn at random but always the same."""
        rows = random.Random(0).sample(range(len(self)), min(count, len(self)))  # noqa: S311  (nothing secret)
        with _reading(self._folder):
            passages = self._records.passages(rows)
        return [passages[row] for row in rows]

    def search(
        self,
        query: str,
        k: int,
        *,
        others: Sequence[str] = (),
        scope: Scope | None = None,
        per_institution: int | None = None,
    ) -> list[Passage]:
        """Return the best passages for a query, best first; equal scores are ordered as the documents are.

        Args:
            query: What is looked for.
            k: How many passages at most.
            others: Other wordings of what is looked for, which count for less.
            scope: What the search is narrowed to.
            per_institution: If set, how many passages each institution has at most among the results. Documents
                without an institution count as one institution each.
        """
        if k < 1:
            raise ValueError(f"k is {k}; expected at least 1")
        with _reading(self._folder):
            return self._search(wanted(query, others, self.frequency, len(self)), k, scope, per_institution)

    def _search(self, want: Wanted, k: int, scope: Scope | None, per_institution: int | None) -> list[Passage]:
        pool = max(k, GROUPED_POOL if per_institution else POOL)
        found = self._candidates(want, pool, scope)
        order = [int(i) for i in np.lexsort((found.rows, -found.fused))]
        if per_institution:
            order = self._at_most(per_institution, [int(found.rows[i]) for i in order], order)
        passages = self._scored(found, order[: max(k, CLOSE_READ)], want)
        return sorted(passages, key=lambda passage: -passage.score)[:k]

    def _scored(self, found: _Candidates, order: Sequence[int], want: Wanted) -> list[Passage]:
        """Return candidates as passages, with the closeness of their sentences in their score."""
        passages = self._records.passages([int(found.rows[i]) for i in order])
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
        groups = self._records.groups(rows)
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
            documents = self._records.documents_of(ids=scope.documents, institutions=scope.institutions)
            chunks = self._records.chunks_of(documents)
        vector = self._encoder.encode_queries([want.text])[0]
        listed, scores = self._words.search(want.terms, pool, documents=documents, others=want.others)
        # a text without a known token has no direction, so nothing is near it
        near = self._vectors.search(vector, pool, among=chunks)[0] if vector.any() else np.empty(0, dtype=np.int64)
        rows = np.union1d(listed, near)
        lexical = np.full(len(rows), np.nan, dtype=np.float32)
        lexical[np.searchsorted(rows, listed)] = scores
        cosines = self._vectors.cosines(vector, rows)
        fused = fuse(lexical, cosines, complete=len(listed) < pool, weight=want.dense)
        return _Candidates(rows=rows, lexical=lexical, cosines=cosines, fused=fused)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidates:
    """Chunks that either leg found: arrays ``(n,)``."""

    rows: NDArray[np.int64]
    lexical: NDArray[np.float32]  # BM25, NaN where the lexical leg did not list the chunk
    cosines: NDArray[np.float32]
    fused: NDArray[np.float32]


def _load_manifest(folder: Path) -> Manifest:
    try:
        return Manifest.load(folder)
    except (FileNotFoundError, NotADirectoryError):
        raise StoreError(
            en=f"there is no index in {str(folder)!r}. Build one: python build_index.py --index {folder}",
            zh=f"{str(folder)!r} 中没有索引。请先建库：python build_index.py --index {folder}",
        ) from None
    except FormatVersionError as error:
        raise StoreError(
            en=f"the index in {str(folder)!r} is of format version {error.args[0]!r}, which this program does not read."
            f" Build it again: python build_index.py --index {folder}",
            zh=f"{str(folder)!r} 的索引格式版本是 {error.args[0]!r}，本程序无法读取。"
            f"请重新建库：python build_index.py --index {folder}",
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(folder, MANIFEST) from error


def _refuse_other_encoders(folder: Path, manifest: Manifest, encoder: Encoder) -> None:
    if (manifest.encoder_fingerprint, manifest.dim) != (encoder.fingerprint, encoder.dim):
        # two versions of one encoder have the same name, so its fingerprint goes with it
        made = f"{manifest.encoder} {manifest.encoder_fingerprint[:8]}"
        now = f"{encoder.name} {encoder.fingerprint[:8]}"
        raise StoreError(
            en=f"the index in {str(folder)!r} was made with the encoder {made!r}, but {now!r} is set."
            " Set that encoder, or build the index again with this one:"
            f" python build_index.py --index {folder}",
            zh=f"{str(folder)!r} 的索引由编码器 {made!r} 建立，而当前设置的是 {now!r}。"
            f"请改回原编码器，或用当前编码器重新建库：python build_index.py --index {folder}",
        )


@contextlib.contextmanager
def _reading(folder: Path) -> Iterator[None]:
    """Turn what the libraries raise about unreadable files into one error."""
    try:
        yield
    except (OSError, ValueError, RuntimeError, sqlite3.Error) as error:
        raise _damaged(folder, str(error)) from error


def _damaged(folder: Path, what: str) -> StoreError:
    return StoreError(
        en=f"the index in {str(folder)!r} is damaged ({what}). The documents are not: build the index again:"
        f" python build_index.py --index {folder}",
        zh=f"{str(folder)!r} 的索引已损坏（{what}）。原始文档不受影响，"
        f"请重新建库：python build_index.py --index {folder}",
    )
