"""Any other encoder, through sentence-transformers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import sha256_of, unit, unusable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# What determines the vectors of any other model: weights, settings and vocabularies
MODEL_FILES = {".safetensors", ".bin", ".json", ".txt", ".model"}


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
        from sentence_transformers import SentenceTransformer

        try:
            model = SentenceTransformer(str(path.resolve()), local_files_only=True)
        except Exception as error:  # whatever a damaged folder makes of torch, transformers and safetensors
            raise unusable(path, f"{type(error).__name__}: {error}") from error
        files = sorted(file for file in path.rglob("*") if file.suffix in MODEL_FILES)
        dim = model.get_embedding_dimension()
        if dim is None:
            raise unusable(path, "the model does not say how long its vectors are")
        return cls(name=path.name, fingerprint=sha256_of(files), dim=dim, model=model)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors ``(n, dim)`` of passages."""
        return self._encode(self.model.encode_document, texts)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors ``(n, dim)`` of questions."""
        return self._encode(self.model.encode_query, texts)

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:  # sentence-transformers gives shape (0,)
            return np.zeros((0, self.dim), dtype=np.float32)
        return unit(np.array(encode(list(texts), show_progress_bar=False), dtype=np.float32))
