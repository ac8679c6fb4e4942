"""Save the encoder in the format of sentence-transformers, which model2vec reads too."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

STATIC_EMBEDDING = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"


def save_model(folder: Path, tokenizer: Tokenizer, table: NDArray[np.float16]) -> None:
    """Write the model's files; the model card beside them is written by hand.

    They are written here and not by sentence-transformers, whose own save adds its version and a card of its own.
    """
    inner = folder / "0_StaticEmbedding"
    inner.mkdir(parents=True, exist_ok=True)
    save_file({"embedding.weight": table}, inner / "model.safetensors")
    tokenizer.save(str(inner / "tokenizer.json"), pretty=False)
    # No Normalize module: in 16 bits it makes not-a-number of an empty text
    _write(
        folder / "modules.json",
        [
            {"idx": 0, "name": "0", "path": "0_StaticEmbedding", "type": STATIC_EMBEDDING},
        ],
    )
    _write(
        folder / "config_sentence_transformers.json",
        {
            "model_type": "SentenceTransformer",
            "prompts": {},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
            # For model2vec, which reads its settings from this file: no text is cut off
            "max_length": None,
        },
    )


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
