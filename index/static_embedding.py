"""The German model that ships with the project: one vector a term, no torch, no download.

`index/static_model/` holds its files, its training and its card. A text's vector is the weighted sum of its terms'
vectors, and the weights are those of its sparse vector (`index.sparse`). So texts are compared by meaning from what
the index stores anyway: nothing is tokenised again, and the index knows nothing of the model.

A model is one file, ``model.safetensors``: ``ids`` (terms, uint32 of `index.analysis.term_id`, ascending), ``vectors``
(int8, one row a term) and ``scales`` (float32, what a row's integers are multiplied by).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysis import ANALYSIS_VERSION
from index.bags import TermBags
from index.engine import SparseVector
from index.tensors import map_tensors

_FILE = "model.safetensors"

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
        return self.read(TermBags.of(passages)).compare(question)

    def embed(self, texts: Sequence[SparseVector]) -> NDArray[np.float32]:
        """Shape (len(texts), dimensions); rows of length 1, or of zeros where no term is known."""
        return self.read(TermBags.of(texts)).vectors

    def read(self, passages: TermBags) -> ReadPassages:
        """What the model knows of passages, to compare several questions or several ways with."""
        rows, known = self._find(passages.ids)
        rows = rows[known]
        # A term stands in many candidates of one question, so each is widened to floats only once.
        stands = np.zeros(len(self._ids), dtype=bool)
        stands[rows] = True
        used = np.flatnonzero(stands)
        place = np.empty(len(self._ids), dtype=np.int32)
        place[used] = np.arange(len(used))
        table = self._vectors[used].astype(np.float32)
        bounds = np.concatenate([[0], np.cumsum(known)])[passages.bounds]
        weights = passages.weights[known] * self._scales[rows]
        return ReadPassages(self, table, place[rows], weights, bounds)

    def term_vectors(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """Shape (len(ids), dimensions): the vectors of single terms, zeros for unknown ones."""
        rows, known = self._find(np.asarray(ids, dtype=np.uint32))
        vectors = self._vectors[rows].astype(np.float32) * self._scales[rows, None]
        return np.asarray(np.where(known[:, None], vectors, np.float32(0)))

    def _find(self, ids: NDArray[np.uint32]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        rows = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
        return rows, self._ids[rows] == ids


class ReadPassages:
    """Some passages as a model knows them."""

    def __init__(
        self,
        model: StaticModel,
        table: NDArray[np.float32],
        places: NDArray[np.int32],
        weights: NDArray[np.float32],
        bounds: NDArray[np.intp],
    ) -> None:
        """Passage i holds the known terms ``places[bounds[i]:bounds[i + 1]]``, rows of `table`, unscaled."""
        self._model = model
        self._table = table
        self._places = places
        self._weights = weights
        self._bounds = bounds

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """Shape (passages, dimensions); rows of length 1, or of zeros where no term is known."""
        embedded = np.zeros((len(self._bounds) - 1, self._table.shape[1]), dtype=np.float32)
        for number, (start, end) in enumerate(pairwise(self._bounds.tolist())):
            embedded[number] = self._weights[start:end] @ self._table.take(self._places[start:end], axis=0)
        return _normalize(embedded)

    def compare(self, question: SparseVector) -> NDArray[np.float32]:
        """Cosine with the question's vector, shape (passages,); 0 where no term is known."""
        asked = np.asarray(question.values, dtype=np.float32) @ self._model.term_vectors(question.indices)
        return np.asarray(self.vectors @ _normalize(asked[None])[0], dtype=np.float32)

    def nearest_terms(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """For each passage and each term of `ids` the cosine of the passage's nearest term.

        Shape (passages, len(ids)); 0 where either side knows nothing, never below.
        """
        nearest = np.zeros((len(self._bounds) - 1, len(ids)), dtype=np.float32)
        filled = np.flatnonzero(np.diff(self._bounds))
        if len(filled) and len(ids):
            alike = self._table @ _normalize(self._model.term_vectors(ids)).T
            alike /= _lengths(self._table)
            nearest[filled] = np.maximum.reduceat(alike[self._places], self._bounds[filled], axis=0)
        return np.maximum(nearest, 0, out=nearest)


def _normalize(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vectors / _lengths(vectors))


def _lengths(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Shape (rows, 1); 1 for rows of zeros."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    return np.asarray(np.where(lengths > 0, lengths, 1), dtype=np.float32)


def save_model(folder: Path, ids: NDArray[np.uint32], vectors: NDArray[np.float32]) -> None:
    """Write a model's file, its vectors rounded to 8 bits a number. `ids` may come in any order.

    Needs the package `safetensors`, which comes with the extra ``models``.
    """
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    order = np.argsort(ids)
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-9) / _STEPS
    rounded = np.rint(vectors / scales[:, None]).astype(np.int8)
    arrays = {"ids": ids[order], "vectors": rounded[order], "scales": scales.astype(np.float32)[order]}
    save_file(arrays, folder / _FILE, metadata={"analysis": str(ANALYSIS_VERSION), "licence": "Apache-2.0"})


def load_model(folder: Path) -> StaticModel:
    """The model of a folder; the table stays on disk until its rows are needed. `OSError` when there is none."""
    tensors = map_tensors(folder / _FILE)
    return StaticModel(tensors["ids"], tensors["vectors"], tensors["scales"])


@cache
def load_shipped_model() -> StaticModel:
    """The model in `index/static_model/`, read once a process."""
    return load_model(Path(str(files("index").joinpath("static_model"))))
