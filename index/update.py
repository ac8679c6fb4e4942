"""Changing an index: documents in and out, the whole change at once or not at all.

A change is made in a data folder of its own, which starts as what is there: the records are copied, the segments of the
lexical index are files under a second name, and the vectors are read and written anew. So the index that is there
stays as it is, and open, until the manifest names the other folder, and a process that dies at any instant leaves
nothing half done. What that process had read is not read again: its folder is gone on with. The price is that a change
takes time by the size of the index, about 0.3 s for 27,000 passages (benchmarks/update.py); changing files in place
would need a journal over three libraries instead.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

from corpus import ChunkConfig, Document, chunk_document
from index.encoder import Encoder
from index.errors import StoreError
from index.files import FileRecord
from index.folder import current, finish, link_files, mark_started, remove_unused, start, was_started, writing
from index.manifest import FORMAT_VERSION, RECORDS, VECTORS, WORDS, Manifest, check_files
from index.new_vectors import NewVectors
from index.record_writer import RecordWriter, indexed_text
from index.records import Records
from index.words import WordWriter

_RAW_VECTORS = "vectors.raw"
# Chunks that are encoded together: enough for the tokenizer's threads, and 2 MB of vectors
_BATCH = 1024
# Share of the documents by which an index has to change before what was measured on it is measured again
RECALIBRATED_BEYOND = 0.1
# Libraries whose files an index consists of
_LIBRARIES = ("faiss-cpu", "tantivy")


class Update:
    """One change of an index.

    Example:
        >>> with Update.begin(folder, encoder=encoder) as update:
        ...     update.remove_file("old.txt")
        ...     update.commit()
    """

    def __init__(
        self, folder: Path, data: Path, base: Manifest | None, encoder: Encoder, chunking: ChunkConfig
    ) -> None:
        self._folder = folder
        self._data = data
        self._base = base
        self._encoder = encoder
        self._chunking = chunking
        self._open = contextlib.ExitStack()
        self._waiting: list[tuple[int, int, str]] = []  # chunk row, document row, text to index
        self.changed = False  # whether there is anything to commit
        self._committed = False
        self._goes_on = False
        self._first_chunk = self._next_chunk = 0

    @classmethod
    @contextlib.contextmanager
    def begin(
        cls, folder: Path, *, encoder: Encoder, chunking: ChunkConfig | None = None, anew: bool = False
    ) -> Iterator[Update]:
        """Begin a change of the index in a folder, or go on with one that was interrupted.

        An index that was made with another encoder or cut in another way is not
        built upon: the change begins with nothing. Only one process can change an index at a time.

        Args:
            folder: The index folder, which is made; one that holds anything but an index is refused.
            encoder: Makes the vectors of the chunks.
            chunking: How documents are cut.
            anew: Begin with nothing.

        Raises:
            StoreError: If the folder is something else, another process writes it, or it cannot be written.
        """
        chunking = chunking or ChunkConfig()
        with writing(folder):
            base = current(folder)
            if base and (anew or not _fits(base, encoder, chunking)):
                base = None
            made_of: dict[str, object] = {
                "base": base.data if base else None,
                "anew": uuid4().hex if anew else "",  # so that nobody goes on with it
                "version": FORMAT_VERSION,
                "encoder": encoder.fingerprint,
                "chunking": asdict(chunking),
            }
            data = start(folder, made_of)
            remove_unused(folder, but=data)
            update = cls(folder, data, base, encoder, chunking)
            update._goes_on = not anew
            try:
                update._prepare(made_of)
                yield update
            finally:
                update._end()

    def _prepare(self, made_of: dict[str, object]) -> None:
        base = self._folder / self._base.data if self._base else None
        if was_started(self._data):
            self.changed = True
        else:
            shutil.rmtree(self._data)
            self._data.mkdir()
            if base:
                shutil.copyfile(base / RECORDS, self._data / RECORDS)
            mark_started(self._data, made_of)
        # Tantivy commits at the end only; what an interrupted commit has left of it would be in the way
        shutil.rmtree(self._data / WORDS, ignore_errors=True)
        if base:
            link_files(base / WORDS, self._data / WORDS)
        self._records = self._open.enter_context(contextlib.closing(RecordWriter(self._data / RECORDS)))
        # rows that the index has had are not given again in the same change, so that each stands for one thing
        self._first_document, self._first_chunk = _next_rows(base) if base else (0, 0)
        document, chunk = self._records.next_rows()
        self._next_document = max(document, self._first_document)
        self._next_chunk = max(chunk, self._first_chunk)
        vectors = NewVectors(
            self._data / _RAW_VECTORS,
            self._encoder,
            first=self._first_chunk,
            there=self._next_chunk - self._first_chunk,
            base=base / VECTORS if base else None,
        )
        self._vectors = self._open.enter_context(contextlib.closing(vectors))
        self._words = WordWriter(self._data / WORDS)
        self._words.add(self._records.indexed("c.row >= ?", self._first_chunk))

    def _end(self) -> None:
        """Close the files. What was not committed stays to be gone on with, unless there is nothing of it."""
        worth = self._goes_on and not self._committed and self._next_chunk > self._first_chunk
        self._open.close()
        remove_unused(self._folder, but=self._data if worth else None)

    def files(self) -> dict[str, FileRecord]:
        """Return what is known of the files of the index, by source."""
        return self._records.files()

    def put_file(self, file: FileRecord, documents: Iterable[Document]) -> None:
        """Put the documents of a file in the place of those that it gave before; one that comes twice counts once."""
        self._remove_documents(file.source)
        self._records.put_file(file)
        self.changed = True
        for document in documents:
            self.add(document, file=file.source)

    def touch_file(self, file: FileRecord) -> None:
        """Keep what is known of a file whose documents are as they were."""
        self._records.put_file(file)
        self.changed = True

    def remove_file(self, source: str) -> None:
        """Take out the documents that were read from a file, and what is known of it."""
        self._remove_documents(source)
        self._records.forget_file(source)
        self.changed = True

    def _remove_documents(self, source: str) -> None:
        for row in self._records.rows_of_file(source):
            self._remove(row)

    def take_out(self, name: str) -> bool:
        """Take out a document (its id or source), and tell whether there was one.

        A file of which nothing is left is not read again until it changes.
        """
        found = self._records.find(name)
        for row, file in found:
            self._remove(row)
            known = self._records.files().get(file)
            if known and not self._records.rows_of_file(file):
                self._records.put_file(replace(known, status="removed", notices=()))
            self.changed = True
        return bool(found)

    def _remove(self, row: int) -> None:
        if row < self._first_document:  # its words go when the change is made
            self._vectors.remember((chunk, text) for chunk, _, text in self._records.indexed("d.row = ?", row))
        else:
            self._flush()
            self._words.remove([row])
        self._records.remove(row)

    def add(self, document: Document, *, file: str = "") -> None:
        """Add a document; one that is there already (same source and text) is left as it is."""
        self.changed = True
        if self._records.has(document.id):
            return
        chunks = list(enumerate(chunk_document(document, self._chunking), start=self._next_chunk))
        self._records.add(self._next_document, document, file, chunks)
        self._waiting += [(row, self._next_document, indexed_text(document, chunk)) for row, chunk in chunks]
        self._next_document += 1
        self._next_chunk += len(chunks)
        if len(self._waiting) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        """Index what waits; from here on a crash does not lose it."""
        if self._waiting:
            self._words.add(self._waiting)  # Tantivy's threads index while the batch is encoded
            self._vectors.add([text for _, _, text in self._waiting])
            self._waiting.clear()
        self._records.commit()

    def commit(self, on_vectors: Callable[[int, int], None] = lambda done, total: None) -> Manifest:
        """Make the change: from here on the folder is the changed index.

        Args:
            on_vectors: Called with the number of vectors indexed so far and their total.

        Raises:
            StoreError: If no document with text is left.
        """
        self._flush()
        documents, chunks = self._records.counts()
        if not chunks:
            raise StoreError(
                en=f"nothing to index for {str(self._folder)!r}: no document with text was given, or none is left.",
                zh=f"没有可以编入索引 {str(self._folder)!r} 的内容：没有含文字的文档，或文档已全部移除。",
            )
        gone = self._records.gone_since(self._folder / self._base.data / RECORDS) if self._base else ([], [])
        self._words.remove(gone[0])
        self._words.commit()
        kept = self._records.chunk_rows(self._first_chunk)
        self._vectors.index(self._data / VECTORS, gone=gone[1], kept=kept, on_vectors=on_vectors)
        self._records.group_copies()
        self._records.finish()
        self._open.close()
        finish(self._data)  # before anything is deleted that going on would need
        (self._data / _RAW_VECTORS).unlink()
        calibrated = self._base and abs(documents - self._base.calibrated_documents) <= (
            RECALIBRATED_BEYOND * self._base.calibrated_documents
        )
        manifest = Manifest(
            format_version=FORMAT_VERSION,
            data=self._data.name,
            encoder=self._encoder.name,
            encoder_fingerprint=self._encoder.fingerprint,
            dim=self._encoder.dim,
            chunking=self._chunking,
            documents=documents,
            chunks=chunks,
            removed_chunks=len(gone[1]) + (self._base.removed_chunks if self._base else 0),
            calibrated=self._base.calibrated if self._base and calibrated else self._data.name,
            calibrated_documents=self._base.calibrated_documents if self._base and calibrated else documents,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            versions={name: version(name) for name in _LIBRARIES},
            files=check_files(self._data),
        )
        manifest.save(self._folder)
        self._committed = True
        return manifest


def build_index(
    documents: Iterable[Document],
    folder: Path,
    *,
    encoder: Encoder,
    chunking: ChunkConfig | None = None,
    on_vectors: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Build an index of documents in a folder; the one that was there stays until the new one is whole.

    Memory does not grow with the number of documents: they are read one after the other, and vectors go to a file.
    The arguments and errors are those of `Update.begin` and `Update.commit`.
    """
    with Update.begin(folder, encoder=encoder, chunking=chunking, anew=True) as update:
        for document in documents:
            update.add(document)
        update.commit(on_vectors)


def _fits(base: Manifest, encoder: Encoder, chunking: ChunkConfig) -> bool:
    """Tell whether an index is made as this program would make it."""
    made = base.encoder_fingerprint, base.dim, base.chunking
    return made == (encoder.fingerprint, encoder.dim, chunking)


def _next_rows(base: Path) -> tuple[int, int]:
    with contextlib.closing(Records(base / RECORDS)) as records:
        return records.next_rows()
