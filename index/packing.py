"""Sparse vectors on their way from a reading process: packed as columns, and believed only after a look at each number.

A reading process may have been overpowered by a file it read. Whether a vector belongs to its text cannot be told
without making it again, no more than whether the text belongs to the file; but one that breaks the contract of the
engine, or outweighs every other, could spoil the searches for other documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np

from index.engine import SparseVector
from ingest.pipeline import ReadDocument

TASK = "index.reading:read_and_encode"
"""What a reading process runs at an ingest; it answers with an `EncodedDocument`."""

_WHOLE, _REAL = np.uint32, np.float64

_HIGHEST = 10.0
"""Above every weight of a term in a passage, which stay below `index.sparse.K1` + 1."""


@dataclass(frozen=True, slots=True)
class EncodedPassages:
    """The vectors of a document's chunks in their order, and which encoder made them."""

    fingerprint: str
    """See `index.points.PassageEncoder.fingerprint`."""
    vectors: tuple[SparseVector, ...]


@dataclass(frozen=True, slots=True)
class PackedPassages:
    """The same as bytes in the machine's own order: a process and its parent run on one machine."""

    fingerprint: str
    lengths: bytes
    """How many terms each vector has."""
    ids: bytes
    weights: bytes


@dataclass(frozen=True, slots=True)
class EncodedDocument:
    """A document as a reading process hands it over."""

    read: ReadDocument
    passages: PackedPassages


def pack(passages: EncodedPassages) -> PackedPassages:
    """Make bytes of vectors, with every bit of their weights."""
    lengths = [len(vector.indices) for vector in passages.vectors]
    ids = list(chain.from_iterable(vector.indices for vector in passages.vectors))
    weights = list(chain.from_iterable(vector.values for vector in passages.vectors))
    return PackedPassages(
        passages.fingerprint,
        np.array(lengths, _WHOLE).tobytes(),
        np.array(ids, _WHOLE).tobytes(),
        np.array(weights, _REAL).tobytes(),
    )


def unpack(packed: PackedPassages, chunks: Sequence[object]) -> EncodedPassages | None:
    """The vectors of `chunks`, one each; None unless their ids ascend and their weights are what weights can be."""
    if not isinstance(packed, PackedPassages) or not isinstance(packed.fingerprint, str):
        return None
    try:
        lengths = np.frombuffer(packed.lengths, _WHOLE)
        ids = np.frombuffer(packed.ids, _WHOLE)
        weights = np.frombuffer(packed.weights, _REAL)
    except (TypeError, ValueError):
        return None
    if len(lengths) != len(chunks) or not lengths.sum() == len(ids) == len(weights):
        return None
    # What is no number compares as false.
    if not ((weights >= 0) & (weights < _HIGHEST)).all():
        return None
    bounds = [0, *lengths.cumsum().tolist()]
    starts_anew = np.zeros(len(ids) + 1, dtype=bool)
    starts_anew[bounds] = True
    if not ((ids[1:] > ids[:-1]) | starts_anew[1 : len(ids)]).all():
        return None
    indices, values = ids.tolist(), weights.tolist()
    vectors = (SparseVector(tuple(indices[start:end]), tuple(values[start:end])) for start, end in pairwise(bounds))
    return EncodedPassages(packed.fingerprint, tuple(vectors))
