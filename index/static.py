"""The static encoder: a text's vector is the mean of the vectors of its pieces.

It runs on NumPy and never imports torch. ``training/`` makes the one that ships.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import DEFAULT_ENCODER, sha256_of, unit, unusable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Where sentence-transformers puts a static model, in the order in which model2vec looks for it.
STATIC_FOLDERS = ("", "0_StaticEmbedding")
WEIGHTS, TOKENIZER = "model.safetensors", "tokenizer.json"

# A batch of 512 passages holds some 70,000 piece numbers and 1 MB of vectors.
BATCH = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticEncoder:
    """A static embedding in the format of sentence-transformers or model2vec, on NumPy.

    The vectors are those of sentence-transformers and of model2vec, divided by their length.
    """

    name: str
    fingerprint: str
    tokenizer: Tokenizer
    table: NDArray[np.float32]  # a row for each piece

    @classmethod
    def load(cls, path: Path) -> StaticEncoder:
        """Load a model's folder; never looks anywhere else.

        Raises:
            StoreError: The folder is missing, incomplete or damaged.
        """
        inner = _static_folder(path)
        if inner is None:
            raise unusable(path, "no tokenizer.json beside a model.safetensors")
        try:
            tokenizer, table = _plain(inner) or _of_model2vec(path)
        except Exception as error:  # safetensors and tokenizers raise plain Exception for damaged files
            raise unusable(path, f"{type(error).__name__}: {error}") from error
        return cls(
            name=path.name,
            fingerprint=sha256_of([inner / WEIGHTS, inner / TOKENIZER]),
            tokenizer=tokenizer,
            table=table,
        )

    @property
    def dim(self) -> int:
        """The number of columns of the vectors."""
        return int(self.table.shape[1])

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors ``(n, dim)`` of passages."""
        # model2vec's own encode took 2.4 times as long in the same run
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), BATCH):
            batch = list(texts[start : start + BATCH])
            pieces = self.tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            for row, encoding in enumerate(pieces, start=start):
                vectors[row] = self.table[encoding.ids].sum(axis=0)
        return unit(vectors)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors ``(n, dim)`` of questions: the same as of passages."""
        return self.encode_passages(texts)


@lru_cache(maxsize=1)
def shipped_encoder() -> StaticEncoder:
    """Return the encoder that ships, which is static; it is read once."""
    return StaticEncoder.load(DEFAULT_ENCODER)


def _static_folder(path: Path) -> Path | None:
    """Return the folder that holds the table and the tokenizer of a static model."""
    folders = [path / name for name in STATIC_FOLDERS]
    return next((f for f in folders if (f / WEIGHTS).is_file() and (f / TOKENIZER).is_file()), None)


def _plain(folder: Path) -> tuple[Tokenizer, NDArray[np.float32]] | None:
    """Return the tokenizer and the table of a model that is one table without an unknown piece, as ours is.

    model2vec reads it as well, but its import alone takes 0.3 s, a third of the time to the first answer.
    """
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    tensors = load_file(folder / WEIGHTS)
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    if set(tensors) != {"embedding.weight"} or getattr(tokenizer.model, "unk_token", None) is not None:
        return None
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer, tensors["embedding.weight"].astype(np.float32)


def _of_model2vec(path: Path) -> tuple[Tokenizer, NDArray[np.float32]]:
    """Return the tokenizer and the table of any static model.

    model2vec's compressed tables keep a mapping and weights apart.
    """
    from model2vec import StaticModel

    model = StaticModel.from_pretrained(path, max_length=None, force_download=False)
    table: NDArray[Any] = model.embedding
    if model.token_mapping is not None:
        table = table[model.token_mapping]
    rows = table.astype(np.float32)
    if model.weights is not None:
        rows *= model.weights[:, None].astype(np.float32)
    if model.unk_token_id is not None:
        rows[model.unk_token_id] = 0  # model2vec leaves an unknown piece out
    return model.tokenizer, rows
