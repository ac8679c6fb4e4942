"""The manifest: what an index was made of, and which files belong to it.

An index folder holds ``manifest.json`` and one data folder, which the manifest names. A build writes a new data
folder and then replaces the manifest in one step, so that an interrupted build leaves the old index as it was.
"""

from __future__ import annotations

import json
import os
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus import ChunkConfig

FORMAT_VERSION = 2
MANIFEST = "manifest.json"
CALIBRATION = "calibration.json"
RECORDS = "records.sqlite3"
VECTORS = "vectors.faiss"
WORDS = "words"
# Files up to this size are read whole and compared at every open (0.1 s in all for an index of 100,000 passages);
# of larger ones the size is compared.
CHECKED_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCheck:
    """The size and the CRC-32 of one file of the index."""

    size: int
    crc32: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an index was made of."""

    format_version: int
    data: str  # name of the data folder
    encoder: str
    encoder_fingerprint: str
    dim: int
    chunking: ChunkConfig
    documents: int
    chunks: int
    removed_chunks: int  # that were taken out since it was built
    calibrated: str  # name of the data folder that the stored calibration has to be of
    calibrated_documents: int  # how many documents that one has
    created_at: str  # ISO 8601, UTC
    versions: dict[str, str]  # of the libraries whose files these are
    files: dict[str, FileCheck]

    def save(self, folder: Path) -> None:
        """Write the manifest: from here on the folder is this index."""
        temporary = folder / f"{MANIFEST}.new"
        temporary.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")
        _sync(temporary)
        temporary.replace(folder / MANIFEST)

    @classmethod
    def load(cls, folder: Path) -> Manifest:
        """Read the manifest of an index folder.

        Raises:
            OSError: If it cannot be read.
            ValueError, KeyError, TypeError, AttributeError: If it is not a manifest of this format.
        """
        fields: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if fields["format_version"] == FORMAT_VERSION:
            fields["chunking"] = ChunkConfig(**fields["chunking"])
            fields["files"] = {name: FileCheck(**check) for name, check in fields["files"].items()}
            return cls(**fields)
        raise FormatVersionError(fields["format_version"])


class FormatVersionError(ValueError):
    """The manifest is of another format version, which is the only argument."""


def save_calibration(folder: Path, data: str, fields: dict[str, object]) -> None:
    """Write what was measured on an index beside its manifest, with the data folder that it holds for."""
    temporary = folder / f"{CALIBRATION}.new"
    temporary.write_text(json.dumps({"data": data, **fields}, ensure_ascii=False, indent=1), encoding="utf-8")
    _sync(temporary)
    temporary.replace(folder / CALIBRATION)


def load_calibration(folder: Path, data: str) -> dict[str, Any] | None:
    """Return what was measured on an index, or None if nothing was, or on the data of an earlier build."""
    try:
        fields: dict[str, Any] = json.loads((folder / CALIBRATION).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) and fields.pop("data", None) == data else None


def check_files(folder: Path) -> dict[str, FileCheck]:
    """Bring all files below a data folder to the disk, and return their checks by relative path."""
    for path in folder.rglob("*"):
        if path.is_file():
            _sync(path)
    return {
        path.relative_to(folder).as_posix(): FileCheck(size=path.stat().st_size, crc32=_crc32(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".lock")  # Tantivy's lock files are no data
    }


def damaged_files(folder: Path, files: dict[str, FileCheck]) -> list[str]:
    """Return the files of a data folder that are missing or not as they were written."""
    return [name for name, check in files.items() if not _intact(folder / name, check)]


def _intact(path: Path, check: FileCheck) -> bool:
    try:
        if path.stat().st_size != check.size:
            return False
        return check.size > CHECKED_BYTES or _crc32(path) == check.crc32
    except OSError:
        return False


def _sync(path: Path) -> None:
    """Wait until a file is on the disk: the manifest must not name what a power failure takes."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _crc32(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while block := file.read(2**20):
            checksum = zlib.crc32(block, checksum)
    return checksum
