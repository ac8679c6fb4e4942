"""Text in, unit vectors out: the encoder that ships with the project, and any other in its place.

The shipped encoder is static: a text's vector is the weighted mean of the vectors of its pieces. It runs on NumPy and
never imports torch. ``training/`` makes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

__all__ = ["DEFAULT_ENCODER", "Encoder", "HashEncoder", "StaticEncoder", "TransformerEncoder", "load_encoder"]

DEFAULT_ENCODER = Path(__file__).parent / "models" / "yinzheng-static-zh-v1"

CONFIG = "config_sentence_transformers.json"
# Where sentence-transformers puts a static model, in the order in which model2vec looks for it.
STATIC_FOLDERS = ("", "0_StaticEmbedding")
WEIGHTS, TOKENIZER = "model.safetensors", "tokenizer.json"

# What determines the vectors of any other model: weights, settings and vocabularies
MODEL_FILES = {".safetensors", ".bin", ".json", ".txt", ".model"}

# A batch of 512 passages holds some 70,000 piece numbers and 1 MB of vectors.
BATCH = 512


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


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticEncoder:
    """A static embedding in the format of sentence-transformers or model2vec, on NumPy.

    A piece that occurs `n` times in a text counts ``n ** repetition``. At 1, the plain mean, this gives the vectors of
    sentence-transformers and model2vec. The shipped model asks for less in its configuration, because a mean drowns
    what a passage says once in what it repeats.
    """

    name: str
    fingerprint: str
    tokenizer: Tokenizer
    table: NDArray[np.float32]
    unknown: int | None
    repetition: float

    @classmethod
    def load(cls, path: Path) -> StaticEncoder:
        """Load a model's folder; never looks anywhere else.

        Raises:
            StoreError: The folder is missing, incomplete or damaged.
        """
        inner = _static_folder(path)
        if inner is None:
            raise _unusable(path, "no tokenizer.json beside a model.safetensors")
        from model2vec import StaticModel

        try:
            model = StaticModel.from_pretrained(path, max_length=None, force_download=False)
            repetition = float(json.loads(_config(path).read_text(encoding="utf-8")).get("repetition", 1))
        except Exception as error:  # safetensors and tokenizers raise plain Exception for damaged files
            raise _unusable(path, f"{type(error).__name__}: {error}") from error
        return cls(
            name=path.name,
            fingerprint=_sha256([inner / WEIGHTS, inner / TOKENIZER, _config(path)]),
            tokenizer=model.tokenizer,
            table=_rows(model),
            unknown=model.unk_token_id,
            repetition=repetition,
        )

    @property
    def dim(self) -> int:
        """The number of columns of the vectors."""
        return int(self.table.shape[1])

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors ``(n, dim)`` of passages."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), BATCH):
            batch = list(texts[start : start + BATCH])
            pieces = [encoding.ids for encoding in self.tokenizer.encode_batch_fast(batch, add_special_tokens=False)]
            self._pool(pieces, vectors[start : start + len(pieces)])
        return _unit(vectors)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors ``(n, dim)`` of questions: the same as of passages."""
        return self.encode_passages(texts)

    def _pool(self, pieces: list[list[int]], out: NDArray[np.float32]) -> None:
        """Write the weighted sum of each text's pieces into its row of `out`.

        One vector-matrix product for each text took a sixth of the time of `np.add.reduceat`, whose gathered rows do
        not stay in the processor's cache; the whole encoding takes half the time of model2vec's.
        """
        lengths = np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces))
        flat = np.fromiter(chain.from_iterable(pieces), dtype=np.int64, count=int(lengths.sum()))
        rows = np.repeat(np.arange(len(pieces)), lengths)
        if self.unknown is not None:
            rows, flat = rows[flat != self.unknown], flat[flat != self.unknown]
        keys, counts = np.unique(rows * len(self.table) + flat, return_counts=True)
        rows, flat = np.divmod(keys, len(self.table))
        weights = (counts**self.repetition).astype(np.float32)
        bounds = np.searchsorted(rows, np.arange(len(pieces) + 1))
        for row, (start, stop) in enumerate(pairwise(bounds)):
            out[row] = weights[start:stop] @ self.table[flat[start:stop]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransformerEncoder:
    """Any model that sentence-transformers loads from a folder, with the prompts that the model brings."""

    name: str
    fingerprint: str
    dim: int
    model: SentenceTransformer

    @classmethod
    def load(cls, path: Path) -> TransformerEncoder:
        """Load a model's folder; never looks anywhere else.

        Raises:
            StoreError: The folder is missing, or sentence-transformers cannot load it.
        """
        if not path.is_dir():
            raise _unusable(path, "there is no such folder")
        from sentence_transformers import SentenceTransformer

        try:
            model = SentenceTransformer(str(path.resolve()), local_files_only=True)
        except Exception as error:  # whatever a damaged folder makes of torch, transformers and safetensors
            raise _unusable(path, f"{type(error).__name__}: {error}") from error
        files = sorted(file for file in path.rglob("*") if file.suffix in MODEL_FILES)
        dim = model.get_embedding_dimension()
        if dim is None:
            raise _unusable(path, "the model does not say how long its vectors are")
        return cls(name=path.name, fingerprint=_sha256(files), dim=dim, model=model)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors ``(n, dim)`` of passages."""
        return self._encode(self.model.encode_document, texts)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors ``(n, dim)`` of questions."""
        return self._encode(self.model.encode_query, texts)

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:  # sentence-transformers gives shape (0,)
            return np.zeros((0, self.dim), dtype=np.float32)
        return _unit(np.array(encode(list(texts), show_progress_bar=False), dtype=np.float32))


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
        return _unit(vectors)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors ``(n, dim)`` of questions."""
        return self.encode_passages(texts)


def load_encoder(path: Path) -> Encoder:
    """Load the encoder in a folder: a static one on NumPy, any other through sentence-transformers.

    Raises:
        StoreError: The folder is missing, incomplete or damaged.
    """
    return TransformerEncoder.load(path) if path.is_dir() and not _is_static(path) else StaticEncoder.load(path)


def _static_folder(path: Path) -> Path | None:
    """Return the folder that holds the table and the tokenizer of a static model."""
    folders = [path / name for name in STATIC_FOLDERS]
    return next((f for f in folders if (f / WEIGHTS).is_file() and (f / TOKENIZER).is_file()), None)


def _is_static(path: Path) -> bool:
    """Tell by the modules whether the vectors are plain means; what cannot be read is left to sentence-transformers."""
    try:
        modules = json.loads((path / "modules.json").read_text(encoding="utf-8"))
        kinds = [module["type"].rpartition(".")[2] for module in modules]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return kinds in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"])


def _config(path: Path) -> Path:
    """Return the file with the settings: model2vec's own name goes before, as it does in model2vec."""
    return path / "config.json" if (path / "config.json").is_file() else path / CONFIG


def _rows(model: Any) -> NDArray[np.float32]:
    """Return one row for each piece; model2vec's compressed tables keep a mapping and weights apart."""
    table: NDArray[Any] = model.embedding
    if model.token_mapping is not None:
        table = table[model.token_mapping]
    rows = table.astype(np.float32)
    return rows if model.weights is None else rows * model.weights[:, None].astype(np.float32)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Divide each row by its length, in place; a zero row stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    return vectors


def _sha256(files: Iterable[Path]) -> str:
    """Hash the files one after the other, in parts: 19 MB take some 15 ms, and a model may be larger than memory."""
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _unusable(path: Path, reason: str) -> StoreError:
    """Return the error for a folder that holds no usable encoder."""
    return StoreError(
        en=f"No usable encoder in {str(path)!r}: {reason}. Expected a folder that sentence-transformers saved "
        "(modules.json, model.safetensors, tokenizer.json). Name another folder, or reinstall for the shipped one.",
        zh=f"{str(path)!r} 中没有可用的编码器：{reason}。应为 sentence-transformers 保存的文件夹（含 modules.json、"
        "model.safetensors、tokenizer.json）。请换一个文件夹，或重新安装以恢复自带的编码器。",
    )
