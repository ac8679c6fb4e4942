"""What the scorer learns from: a question with the features of the sentences that may answer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question asked of an index."""

    kind: Literal["reading", "news", "case", "survey"]  # where it comes from; a survey is asked of one institution
    question: str  # which of them, and of which index
    article: str  # what is not to be in training and test at once
    features: NDArray[np.float32]  # (n, FEATURES)
    right: NDArray[np.bool_]  # (n,) whether a sentence holds a right answer
    of_passage: NDArray[np.bool_]  # (n,) whether it stands in the passage that the question was asked of
    answerable: bool
