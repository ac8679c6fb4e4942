"""Text in, unit vectors out: what the index needs of an encoder, and which one it gets."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreError

DEFAULT_ENCODER = Path(__file__).parent / "models" / "yinzheng-static-zh-v1"


class Encoder(Protocol):
    """What the index needs of an encoder; rows are float32 of length 1, or zero for a text it knows nothing of."""

    @property
    def name(self) -> str:
        """The name that the index's manifest carries."""

    @property
    def dim(self) -> int:
        """The number of columns of the vectors."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of what determines the vectors: an index is only searched with the encoder that built it."""

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors ``(n, dim)`` of passages."""

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors ``(n, dim)`` of questions."""


@dataclass(frozen=True, slots=True)
class HashEncoder:
    """Hashed pairs of neighbouring characters: no model, the same everywhere. For tests."""

    dim: int = 64
    name: str = "hash"

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of the only thing that matters here, the dimension."""
        return hashlib.sha256(f"hash {self.dim}".encode()).hexdigest()

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors ``(n, dim)`` of passages."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for start in range(len(text) - 1):
                vectors[row, crc32(text[start : start + 2].encode()) % self.dim] += 1
        return unit(vectors)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors ``(n, dim)`` of questions."""
        return self.encode_passages(texts)


def load_encoder(path: Path) -> Encoder:
    """Load the encoder in a folder: a static one on NumPy, any other through sentence-transformers.

    Raises:
        StoreError: The folder is missing, incomplete or damaged.
    """
    if path.is_dir() and not _is_static(path):
        from index.transformer import TransformerEncoder

        return TransformerEncoder.load(path)
    from index.static import StaticEncoder

    return StaticEncoder.load(path)


def _is_static(path: Path) -> bool:
    """Tell by the modules whether the vectors are plain means; what cannot be read is left to sentence-transformers."""
    try:
        modules = json.loads((path / "modules.json").read_text(encoding="utf-8"))
        kinds = [module["type"].rpartition(".")[2] for module in modules]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return kinds in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"])


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Divide each row by its length, in place; a zero row stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    return vectors


def sha256_of(files: Iterable[Path]) -> str:
    """Hash the files one after the other, in parts: 19 MB take some 15 ms, and a model may be larger than memory."""
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def unusable(path: Path, reason: str) -> StoreError:
    """Return the error for a folder that holds no usable encoder."""
    return StoreError(
        en=f"No usable encoder in {str(path)!r}: {reason}. Expected a folder that sentence-transformers saved "
        "(modules.json, model.safetensors, tokenizer.json). Name another folder, or reinstall for the shipped one.",
        zh=f"{str(path)!r} 中没有可用的编码器：{reason}。应为 sentence-transformers 保存的文件夹（含 modules.json、"
        "model.safetensors、tokenizer.json）。请换一个文件夹，或重新安装以恢复自带的编码器。",
    )
