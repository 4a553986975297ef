"""Many sparse vectors as three flat arrays, so that numpy works on all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.engine import SparseVector


@dataclass(frozen=True, slots=True)
class TermBags:
    """Vector i holds ``ids[bounds[i]:bounds[i + 1]]``, ascending, and the weights at the same places."""

    ids: NDArray[np.uint32]
    weights: NDArray[np.float32]
    bounds: NDArray[np.intp]

    @classmethod
    def of(cls, vectors: Sequence[SparseVector]) -> TermBags:
        """The vectors in their order; empty ones stay."""
        bounds = np.cumsum([0, *(len(vector.indices) for vector in vectors)])
        ids = np.fromiter(chain.from_iterable(vector.indices for vector in vectors), np.uint32, bounds[-1])
        weights = np.fromiter(chain.from_iterable(vector.values for vector in vectors), np.float32, bounds[-1])
        return cls(ids, weights, bounds)

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @property
    def lengths(self) -> NDArray[np.intp]:
        """Terms of each vector."""
        return np.diff(self.bounds)

    def select(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The weights of some terms in every vector, 0 where one does not hold it; shape (len(self), len(ids)).

        `ids` ascend.
        """
        found = np.zeros((len(self), len(ids)), dtype=np.float32)
        if not ids:
            return found
        wanted = np.asarray(ids, dtype=np.uint32)
        columns = np.minimum(np.searchsorted(wanted, self.ids), len(wanted) - 1)
        places = np.flatnonzero(wanted[columns] == self.ids)
        rows = np.searchsorted(self.bounds, places, side="right") - 1
        found[rows, columns[places]] = self.weights[places]
        return found
