"""Text becomes dense vectors. Questions and passages embed differently, and the signatures say so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """A maker of dense vectors; every row has Euclidean length 1."""

    @property
    def name(self) -> str:
        """Name and version of the model as it goes into the index's generation and into answers."""

    @property
    def size(self) -> int:
        """Dimensions."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), size)."""

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """Shape (size,)."""
