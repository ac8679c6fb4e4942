"""Building an index: documents in, a new data folder and a manifest out."""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Self
from uuid import uuid4

import numpy as np

from corpus import Chunk, ChunkConfig, Document, chunk_document
from index.encoder import Encoder
from index.errors import StoreError
from index.manifest import CALIBRATION, FORMAT_VERSION, MANIFEST, RECORDS, VECTORS, WORDS, Manifest, check_files
from index.records import RecordWriter
from index.vectors import VectorIndex
from index.words import WordWriter

_DATA_PREFIX = "data-"
# A folder of this name was made by a build; any other is the user's and is never touched
_DATA_FOLDER = re.compile(r"data-[0-9a-f]{8}")
_LOCK = "build.lock"
_OWN = frozenset((MANIFEST, f"{MANIFEST}.new", CALIBRATION, f"{CALIBRATION}.new", _LOCK))
_RAW_VECTORS = "vectors.raw"
# Chunks that are encoded together: enough for the tokenizer's threads, and 2 MB of vectors
_BATCH = 1024
# Libraries whose files an index consists of
_LIBRARIES = ("faiss-cpu", "tantivy")


def build_index(
    documents: Iterable[Document],
    folder: Path,
    *,
    encoder: Encoder,
    chunking: ChunkConfig,
    on_vectors: Callable[[int, int], None],
) -> None:
    """Build an index of documents in a folder; the one that was there stays until the new one is whole.

    Memory does not grow with the number of documents: they are read one after the other, and vectors go to a file.

    Args:
        documents: The documents; one that comes twice (same source and text) is taken once.
        folder: The index folder, which is made; one that holds anything but an index is refused.
        encoder: Makes the vectors of the chunks.
        chunking: How documents are cut.
        on_vectors: Called with the number of vectors indexed so far and their total.

    Raises:
        StoreError: If the folder is something else, another build is running in it, or there was nothing to index.
    """
    with _new_data_folder(folder) as data:
        with _Writer(data, encoder, chunking) as writer:
            for document in documents:
                writer.add(document)
            writer.finish(on_vectors)
        if not writer.chunks:
            raise StoreError(
                en=f"nothing to index for {str(folder)!r}: no document with text was given. Add .md or .txt files.",
                zh=f"没有可以编入索引 {str(folder)!r} 的内容：没有含文字的文档。请加入 .md 或 .txt 文件。",
            )
        Manifest(
            format_version=FORMAT_VERSION,
            data=data.name,
            encoder=encoder.name,
            encoder_fingerprint=encoder.fingerprint,
            dim=encoder.dim,
            chunking=chunking,
            documents=writer.documents,
            chunks=writer.chunks,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            versions={name: version(name) for name in _LIBRARIES},
            files=check_files(data),
        ).save(folder)


class _Writer:
    """Writes documents to the record of truth, the lexical index and a file of raw vectors, batch by batch."""

    def __init__(self, data: Path, encoder: Encoder, chunking: ChunkConfig) -> None:
        self.documents = 0
        self.chunks = 0
        self._data = data
        self._encoder = encoder
        self._chunking = chunking
        self._open = contextlib.ExitStack()
        self._records = self._open.enter_context(contextlib.closing(RecordWriter(data / RECORDS)))
        self._words = WordWriter(data / WORDS)
        self._raw = self._open.enter_context((data / _RAW_VECTORS).open("wb"))
        self._seen: set[str] = set()
        self._waiting: list[tuple[int, int, str]] = []  # chunk row, document row, text to index

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._open.close()

    def add(self, document: Document) -> None:
        key = document.id
        if key in self._seen:
            return
        self._seen.add(key)
        chunks = list(enumerate(chunk_document(document, self._chunking), start=self.chunks))
        self._records.add(self.documents, document, chunks)
        self._waiting += [(row, self.documents, indexed_text(document, chunk)) for row, chunk in chunks]
        self.documents += 1
        self.chunks += len(chunks)
        if len(self._waiting) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        self._words.add(self._waiting)  # Tantivy's threads index while the batch is encoded
        self._encoder.encode_passages([text for _, _, text in self._waiting]).tofile(self._raw)
        self._waiting.clear()

    def finish(self, on_vectors: Callable[[int, int], None]) -> None:
        if self._waiting:
            self._flush()
        self._words.commit()
        self._open.close()
        raw = self._data / _RAW_VECTORS
        if self.chunks:
            vectors = np.memmap(raw, dtype=np.float32, mode="r", shape=(self.chunks, self._encoder.dim))
            VectorIndex.build(vectors, np.arange(self.chunks), on_vectors).save(self._data / VECTORS)
            del vectors  # closes the map: Windows does not delete a mapped file
        raw.unlink()


def indexed_text(document: Document, chunk: Chunk) -> str:
    """Return what a chunk is found by: its document's title and institution, its headings, and its own text."""
    context = dict.fromkeys((document.institution or "", document.title, chunk.heading))
    return "\n".join([*(part for part in context if part), chunk.text])


@contextlib.contextmanager
def _new_data_folder(folder: Path) -> Iterator[Path]:
    """Make a data folder for one build; on success the others go, on failure this one goes."""
    from filelock import FileLock, Timeout

    _refuse_other_folders(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / _LOCK, timeout=0):
            data = folder / f"{_DATA_PREFIX}{uuid4().hex[:8]}"
            data.mkdir()
            try:
                yield data
            finally:
                _remove_unused(folder, new=data)
    except Timeout:
        raise StoreError(
            en=f"another build is running in {str(folder)!r}. Wait until it has ended, or choose another --index.",
            zh=f"{str(folder)!r} 中正在进行另一次建库。请等它结束，或用 --index 指定别的文件夹。",
        ) from None
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreError(
            en=f"cannot write the index in {str(folder)!r}: {reason}. The index that was there is"
            " unchanged. Check permissions and free space, or choose another --index.",
            zh=f"无法在 {str(folder)!r} 写入索引：{reason}。原有索引没有改动。"
            "请检查权限和剩余空间，或用 --index 另选文件夹。",
        ) from error


def _remove_unused(folder: Path, *, new: Path) -> None:
    """Remove every data folder but the one that the manifest names; without a manifest, just the new one."""
    try:
        used = Manifest.load(folder).data
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        shutil.rmtree(new, ignore_errors=True)
        return
    for data in folder.iterdir():
        if _DATA_FOLDER.fullmatch(data.name) and data.name != used:
            # Windows keeps a folder that another process has open; the next build tries again
            shutil.rmtree(data, ignore_errors=True)


def _refuse_other_folders(folder: Path) -> None:
    """Raise StoreError if the folder holds anything that no build has written."""
    try:
        strangers = sorted(
            path.name
            for path in (folder.iterdir() if folder.exists() else ())
            if path.name not in _OWN and not _DATA_FOLDER.fullmatch(path.name)
        )
    except OSError:
        raise StoreError(
            en=f"{str(folder)!r} cannot be an index folder: it is a file, or lies where none can be."
            " Choose another --index.",
            zh=f"{str(folder)!r} 不能用作索引文件夹：它是文件，或所在位置无法使用。请用 --index 另选一个。",
        ) from None
    if strangers:
        raise StoreError(
            en=f"{str(folder)!r} is not an index: it holds {strangers[0]!r}. Nothing was changed; choose an empty"
            " or a new folder with --index.",
            zh=f"{str(folder)!r} 不是索引文件夹：其中有 {strangers[0]!r}。没有改动任何内容；"
            "请用 --index 指定空文件夹或新文件夹。",
        )
