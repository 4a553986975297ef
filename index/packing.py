"""Sparse vectors on their way from a reading process: packed as columns, and believed only after a look at each number.

A reading process may have been overpowered by a file it read. Whether a vector belongs to its text cannot be told
without making it again, no more than whether the text belongs to the file; but one that breaks the contract of the
engine, or outweighs every other, could spoil the searches for other documents.
"""

from __future__ import annotations

import array
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise
from operator import lt

from index.engine import SparseVector
from ingest.pipeline import ReadDocument

TASK = "index.reading:read_and_encode"
"""What a reading process runs at an ingest; it answers with an `EncodedDocument`."""

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
    lengths, ids, weights = _columns()
    for vector in passages.vectors:
        lengths.append(len(vector.indices))
        ids.extend(vector.indices)
        weights.extend(vector.values)
    return PackedPassages(passages.fingerprint, lengths.tobytes(), ids.tobytes(), weights.tobytes())


def unpack(packed: PackedPassages, chunks: Sequence[object]) -> EncodedPassages | None:
    """The vectors of `chunks`, one each; None unless their ids ascend and their weights are what weights can be."""
    if not isinstance(packed, PackedPassages) or not isinstance(packed.fingerprint, str):
        return None
    lengths, ids, weights = _columns()
    try:
        lengths.frombytes(packed.lengths)
        ids.frombytes(packed.ids)
        weights.frombytes(packed.weights)
    except (TypeError, ValueError):
        return None
    if len(lengths) != len(chunks) or not sum(lengths) == len(ids) == len(weights):
        return None
    if weights and not (all(map(math.isfinite, weights)) and min(weights) >= 0 and max(weights) < _HIGHEST):
        return None
    vectors = []
    for start, end in pairwise(accumulate(lengths, initial=0)):
        vector = SparseVector(tuple(ids[start:end]), tuple(weights[start:end]))
        if not all(map(lt, vector.indices, islice(vector.indices, 1, None))):
            return None
        vectors.append(vector)
    return EncodedPassages(packed.fingerprint, tuple(vectors))


def _columns() -> tuple[array.array[int], array.array[int], array.array[float]]:
    """Lengths, ids and weights, empty."""
    return array.array("I"), array.array("I"), array.array("d")
