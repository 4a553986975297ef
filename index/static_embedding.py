"""The German model that ships with the project: one vector a term, no torch, no download.

`index/static_model/` holds its files, its training and its card. A text's vector is the weighted sum of its terms'
vectors, and the weights are those of its sparse vector (`index.sparse`). So texts are compared by meaning from what
the index stores anyway: nothing is tokenised again, and the index knows nothing of the model.

Files of a model, all of numpy's own format: ``ids.npy`` (terms, uint32 of `SparseEncoder.term_id`, ascending),
``vectors.npy`` (int8, one row a term) and ``scales.npy`` (float32, what a row's integers are multiplied by).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.engine import SparseVector

_STEPS = 127
"""Largest integer of a row."""


class StaticModel:
    """Compares sparse vectors by meaning."""

    def __init__(self, ids: NDArray[np.uint32], vectors: NDArray[np.int8], scales: NDArray[np.float32]) -> None:
        """Shapes (terms,), (terms, dimensions), (terms,); `ids` ascend."""
        self._ids = ids
        self._vectors = vectors
        self._scales = scales

    def compare(self, question: SparseVector, passages: Sequence[SparseVector]) -> NDArray[np.float32]:
        """Cosine of the question's vector with each passage's, shape (len(passages),); 0 where no term is known."""
        embedded = self.embed([question, *passages])
        return np.asarray(embedded[1:] @ embedded[0], dtype=np.float32)

    def embed(self, texts: Sequence[SparseVector]) -> NDArray[np.float32]:
        """Shape (len(texts), dimensions); rows of length 1, or of zeros where no term is known."""
        bounds = np.cumsum([0, *(len(text.indices) for text in texts)])
        ids = np.fromiter(chain.from_iterable(text.indices for text in texts), np.uint32, bounds[-1])
        weights = np.fromiter(chain.from_iterable(text.values for text in texts), np.float32, bounds[-1])
        rows = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
        known = self._ids[rows] == ids
        rows, weights = rows[known], weights[known] * self._scales[rows[known]]
        bounds = np.concatenate([[0], np.cumsum(known)])[bounds].tolist()
        # A term stands in many candidates of one question, so each is widened to floats only once.
        place = np.zeros(len(self._ids), dtype=np.intp)
        place[rows] = 1
        used = np.flatnonzero(place)
        place[used] = np.arange(len(used))
        table, places = self._vectors[used].astype(np.float32), place[rows]
        embedded = np.zeros((len(texts), self._vectors.shape[1]), dtype=np.float32)
        for number, (start, end) in enumerate(pairwise(bounds)):
            embedded[number] = weights[start:end] @ table.take(places[start:end], axis=0)
        lengths = np.linalg.norm(embedded, axis=1, keepdims=True)
        return np.asarray(embedded / np.where(lengths > 0, lengths, 1))


def save_model(folder: Path, ids: NDArray[np.uint32], vectors: NDArray[np.float32]) -> None:
    """Write the files of a model, its vectors rounded to 8 bits a number. `ids` may come in any order."""
    folder.mkdir(parents=True, exist_ok=True)
    order = np.argsort(ids)
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-9) / _STEPS
    rounded = np.rint(vectors / scales[:, None]).astype(np.int8)
    for name, array in (("ids", ids), ("vectors", rounded), ("scales", scales.astype(np.float32))):
        np.save(folder / f"{name}.npy", array[order])


def load_model(folder: Path) -> StaticModel:
    """The model of a folder; the table stays on disk until its rows are needed. `OSError` when a file is missing."""
    ids, vectors, scales = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("ids", "vectors", "scales"))
    return StaticModel(np.asarray(ids), vectors, np.asarray(scales))


@cache
def load_shipped_model() -> StaticModel:
    """The model in `index/static_model/`, read once a process."""
    return load_model(Path(str(files("index").joinpath("static_model"))))
