"""An index folder that is open: its records, words and vectors, or one error that says why it cannot be."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from index.encoder import Encoder
from index.errors import StoreError
from index.manifest import MANIFEST, RECORDS, VECTORS, WORDS, FormatVersionError, Manifest, damaged_files
from index.records import Records
from index.vectors import VectorIndex
from index.words import WordIndex


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The parts of an index, all of one state of it."""

    manifest: Manifest
    stamp: tuple[int, int]  # of the manifest's file
    records: Records
    words: WordIndex
    vectors: VectorIndex

    @cached_property
    def institutions(self) -> dict[str, tuple[str, ...]]:
        """The institutions of all documents, with their aliases."""
        return self.records.institutions()


def open_folder(folder: Path, encoder: Encoder) -> Opened:
    """Open the index in a folder.

    Raises:
        StoreError: If there is none, if it is damaged, of another format version, or made with another encoder.
    """
    stamp, manifest = stamp_of(folder), load_manifest(folder)
    try:
        return _open(folder, stamp, manifest, encoder)
    except StoreError:
        # a change may have put another index in its place in between; then that one is opened
        stamp, now = stamp_of(folder), load_manifest(folder)
        if now.data == manifest.data:
            raise
        return _open(folder, stamp, now, encoder)


def refuse_unusable(folder: Path, encoder: Encoder) -> None:
    """Raise StoreError if there is an index in a folder that nothing can be added to or taken out of."""
    if (folder / MANIFEST).exists():
        _refuse_other_encoders(folder, load_manifest(folder), encoder)


def stamp_of(folder: Path) -> tuple[int, int]:
    """Return what changes whenever the index does: a manifest is never written in place."""
    try:
        status = os.stat(f"{folder}/{MANIFEST}")  # a Path takes five times as long as the look
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_ino


def _open(folder: Path, stamp: tuple[int, int], manifest: Manifest, encoder: Encoder) -> Opened:
    _refuse_other_encoders(folder, manifest, encoder)
    data = folder / manifest.data
    if wrong := damaged_files(data, manifest.files):
        raise damaged(folder, wrong[0])
    with reading(folder):
        return Opened(
            manifest=manifest,
            stamp=stamp,
            records=Records(data / RECORDS),
            words=WordIndex.open(data / WORDS, exact=not manifest.removed_chunks),
            vectors=VectorIndex.open(data / VECTORS),
        )


def load_manifest(folder: Path) -> Manifest:
    """Read the manifest of a folder.

    Raises:
        StoreError: If there is none, or it cannot be used.
    """
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
        raise damaged(folder, MANIFEST) from error


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
def reading(folder: Path) -> Iterator[None]:
    """Turn what the libraries raise about unreadable files into one error."""
    try:
        yield
    except (OSError, ValueError, RuntimeError, sqlite3.Error) as error:
        raise damaged(folder, str(error)) from error


def damaged(folder: Path, what: str) -> StoreError:
    """Return the error that an index cannot be read."""
    return StoreError(
        en=f"the index in {str(folder)!r} is damaged ({what}). The documents are not: build the index again:"
        f" python build_index.py --index {folder}",
        zh=f"{str(folder)!r} 的索引已损坏（{what}）。原始文档不受影响，"
        f"请重新建库：python build_index.py --index {folder}",
    )
