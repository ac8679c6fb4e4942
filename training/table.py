"""The table of vectors: its first values, and texts pooled from it."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from tokenizers import Tokenizer
from torch.nn import functional

from training.pieces import Bags

# Said once by every run; the products used here have been compared with torch's embedding_bag, to equal results
warnings.filterwarnings("ignore", message="Sparse CSR tensor support is in beta")


def first_table(tokenizer: Tokenizer, share: NDArray[np.float64], *, dim: int, shared: float) -> torch.Tensor:
    """Return random vectors, short for frequent pieces; a longer piece resembles the shorter ones inside it.

    Args:
        tokenizer: Its vocabulary has a row each.
        share: How often each piece occurs, as a share of all pieces.
        dim: The number of columns.
        shared: The weight of the shorter pieces.
    """
    table = torch.randn(len(share), dim) * torch.from_numpy(0.1 * 1e-3 / (1e-3 + share)).float()[:, None]
    vocabulary: dict[str, int] = tokenizer.get_vocab()
    inner = csr_matrix(_inner_pieces(vocabulary, shared), shape=(len(share), len(share)))
    return table + _to_torch(inner) @ table


def _inner_pieces(vocabulary: dict[str, int], shared: float) -> tuple[list[float], tuple[list[int], list[int]]]:
    """Return weights with rows and columns: each Chinese piece, and the pieces that are parts of it."""
    weights: list[float] = []
    rows: list[int] = []
    columns: list[int] = []
    for piece, row in vocabulary.items():
        if not piece[0] >= "\u3400":
            continue
        parts = [piece[i:j] for i in range(len(piece)) for j in range(i + 1, len(piece) + 1) if j - i < len(piece)]
        found = [vocabulary[part] for part in parts if part in vocabulary]
        weights += [shared / max(1, len(found)) ** 0.5] * len(found)
        rows += [row] * len(found)
        columns += found
    return weights, (rows, columns)


def pool(table: torch.Tensor, bags: Bags) -> torch.Tensor:
    """Return the vectors ``(bags, dim)`` of length 1: the sums of their pieces' rows."""
    matrix = csr_matrix((np.ones(len(bags.pieces), np.float32), (bags.rows, bags.pieces)), (bags.count, len(table)))
    matrix.sum_duplicates()
    # Half the time of torch's embedding_bag, whose backward pass is slow
    sums: torch.Tensor = _SparseTimesTable.apply(table, matrix)  # type: ignore[no-untyped-call]
    return functional.normalize(sums, dim=1, eps=1e-6)


class _SparseTimesTable(torch.autograd.Function):
    """A constant sparse matrix times a table that learns."""

    @staticmethod
    def forward(ctx: Any, table: torch.Tensor, matrix: Any) -> torch.Tensor:
        ctx.matrix = matrix
        return _to_torch(matrix) @ table

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, None]:
        return _to_torch(ctx.matrix.T.tocsr()) @ gradients[0], None


def _to_torch(matrix: Any) -> torch.Tensor:
    data = torch.from_numpy(matrix.data.astype(np.float32))
    return torch.sparse_csr_tensor(
        torch.from_numpy(matrix.indptr), torch.from_numpy(matrix.indices), data, matrix.shape, check_invariants=False
    )
