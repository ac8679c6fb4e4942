"""The index: documents with their chunks, words and vectors, in one folder.

Only this file and what it calls know Tantivy, FAISS and SQLite.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

from corpus import ChunkConfig, Document, FileList
from index.encoder import Encoder
from index.errors import StoreError
from index.files import FileRecord
from index.manifest import Manifest, load_calibration, save_calibration
from index.opened import Opened, load_manifest, open_folder, reading, refuse_unusable, stamp_of
from index.passage import Passage, Scope
from index.records import DocumentInfo
from index.search import Search
from index.sync import Progress, Synced, sync
from index.update import Update, build_index
from index.wanted import wanted

Mode: TypeAlias = Literal["change", "build", "rebuild"]


class Index:
    """A searchable collection of documents.

    Example:
        >>> index = Index.open(Path("var/index"), encoder=load_encoder(DEFAULT_ENCODER))
        >>> index.search("双带头人", 5)[0].text
    """

    def __init__(self, folder: Path, encoder: Encoder, opened: Opened) -> None:
        self._folder = folder
        self._encoder = encoder
        self._last = opened
        self._opening = threading.Lock()

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
        build_index(documents, folder, encoder=encoder, chunking=chunking, on_vectors=on_vectors)
        return cls.open(folder, encoder=encoder)

    @classmethod
    def open(cls, folder: Path, *, encoder: Encoder) -> Index:
        """Open the index in a folder.

        Raises:
            StoreError: If there is none, if it is damaged, of another format version, or made with another encoder.
        """
        return cls(folder, encoder, open_folder(folder, encoder))

    @property
    def _opened(self) -> Opened:
        """The index as it is now: a change by another process is seen at the next call.

        A look at the manifest's file takes 2 microseconds.
        """
        if stamp_of(self._folder) != self._last.stamp:
            with self._opening:
                if stamp_of(self._folder) != self._last.stamp:
                    # other threads may be reading the one before; it closes when the last of them lets go of it
                    self._last = open_folder(self._folder, self._encoder)
        return self._last

    @property
    def manifest(self) -> Manifest:
        """What the index is made of."""
        return self._opened.manifest

    @classmethod
    def update(
        cls,
        folder: Path,
        listing: FileList,
        *,
        encoder: Encoder,
        mode: Mode = "change",
        progress: Progress = lambda files: files,
        on_vectors: Callable[[int, int], None] = lambda done, total: None,
    ) -> tuple[Index, list[Synced]]:
        """Bring the index in a folder up to date with files, or build it, and open it; see `sync`.

        Args:
            folder: The index folder.
            listing: The files.
            encoder: Makes the vectors.
            mode: What becomes of an index that is there and cannot be changed, made with another encoder or format:
                to "change" it is an error, for what is in it and not among the files would be lost; a "build" puts
                another in its place; a "rebuild" does so with any.
            progress: Wraps the files to show how far it is.
            on_vectors: Called with the number of vectors indexed so far and their total.

        Returns:
            The index, and what became of each file.

        Raises:
            StoreError: As in `Update.begin` and `Update.commit`.
        """
        if mode == "change":
            refuse_unusable(folder, encoder)
        with Update.begin(folder, encoder=encoder, anew=mode == "rebuild") as update:
            done = sync(update, listing, progress=progress)
            if update.changed:
                update.commit(on_vectors)
        return cls.open(folder, encoder=encoder), done

    @classmethod
    def take_out(cls, folder: Path, names: Sequence[str], *, encoder: Encoder) -> tuple[Index, list[str]]:
        """Take documents (ids or sources) out of the index in a folder, and open it.

        Returns:
            The index, and those of the names that no document has. If there are any, nothing is taken out.

        Raises:
            StoreError: As in `Update.begin` and `Update.commit`.
        """
        load_manifest(folder)  # there is nothing to take out of an index that is not there
        refuse_unusable(folder, encoder)
        with Update.begin(folder, encoder=encoder) as update:
            unknown = [name for name in names if not update.take_out(name)]
            if not unknown:
                update.commit()
        return cls.open(folder, encoder=encoder), unknown

    def files(self) -> list[FileRecord]:
        """Return the files that the documents were read from, and those that gave none."""
        return self._opened.records.files()

    def close(self) -> None:
        """Close the files of the index."""
        self._last.records.close()

    def documents(self) -> list[DocumentInfo]:
        """Return all documents, without their texts."""
        return self._opened.records.documents()

    def document(self, document_id: str) -> Document | None:
        """Return one document with its text, or None.

        Raises:
            StoreError: If its text is not the one that was indexed.
        """
        with reading(self._folder):
            return self._opened.records.document(document_id)

    def openings(self, chars: int) -> Iterator[tuple[str, str]]:
        """Yield the id and the first characters of the text of every document; few of them are in memory at a time."""
        with reading(self._folder):
            yield from self._opened.records.openings(chars)

    def copies_with(self, document_id: str, quote: str) -> list[str]:
        """Return the sources of the reprints of a document that have a quote as well."""
        return self._opened.records.copies_with(document_id, quote)

    def has_document(self, name: str) -> bool:
        """Tell whether there is a document of this id or source."""
        return bool(self._opened.records.documents_of(ids=[name.encode("utf-8", "ignore").decode()]))

    def institutions(self, documents: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
        """Return the institutions of all documents, or of some (ids or sources), with their aliases."""
        if documents:
            return self._opened.records.institutions(documents)
        return self._opened.institutions

    def frequency(self, gram_or_word: str) -> int:
        """Return in how many chunks a term (see `split_terms`) occurs, in the state that was looked at last.

        It is asked hundreds of times for one question.
        """
        return self._last.words.frequency(gram_or_word)

    def __len__(self) -> int:
        return self.manifest.chunks

    @property
    def encoder(self) -> Encoder:
        """The encoder that the index was made with."""
        return self._encoder

    def calibration(self) -> dict[str, Any] | None:
        """Return what was measured on this index (see `qa.calibrate`), or None."""
        return load_calibration(self._folder, self.manifest.calibrated)

    def save_calibration(self, fields: dict[str, object]) -> None:
        """Keep what was measured on this index, in its folder.

        Raises:
            StoreError: If it cannot be written.
        """
        try:
            save_calibration(self._folder, self.manifest.calibrated, fields)
        except OSError as error:
            raise StoreError(
                en=f"the index in {str(self._folder)!r} is built, but what was measured on it cannot be kept:"
                f" {error.strerror or error}. Check permissions and free space, and run the same command again.",
                zh=f"索引 {str(self._folder)!r} 已建好，但校准结果无法保存：{error.strerror or error}。"
                "请检查权限和剩余空间，然后再次运行同一命令。",
            ) from error

    def sample(self, count: int) -> list[Passage]:
        """Return passages from all over the index, drawn at random but always the same."""
        with reading(self._folder):
            records = self._opened.records
            every = records.chunk_rows()
            rows = random.Random(0).sample(every, min(count, len(every)))  # noqa: S311  (nothing secret)
            passages = records.passages(rows)
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
        with reading(self._folder):
            opened = self._opened
            want = wanted(query, others, opened.words.frequency, opened.manifest.chunks)
            return Search(opened, self._encoder).run(want, k, scope, per_institution)

    def legs(self, query: str, k: int) -> tuple[list[Passage], list[Passage]]:
        """Return the best passages of the lexical leg and those of the dense leg, each by itself, without scores."""
        with reading(self._folder):
            opened = self._opened
            want = wanted(query, (), opened.words.frequency, opened.manifest.chunks)
            return Search(opened, self._encoder).legs(want, k)
