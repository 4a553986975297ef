"""Terms become BM25 weights in a sparse vector; the inverse document frequency is the engine's.

Weights follow BM25's term-frequency part with a constant average length instead of the collection's: chunks are cut to
about the same length, and a weight that depended on what else is indexed would change with every ingest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from corpora.model import Chunk
from index.analysis import Analyzer, term_id
from index.compounds import load_splitter
from index.engine import SparseVector

K1 = 0.9
B = 0.6
CONTEXT_WEIGHT = 3.0
"""What one occurrence in title, reference or headings counts. These three were tried by ``python -m tools.tune_bm25``;
what came of it stands in docs/decisions/retrieval.md."""

AVERAGE_LENGTH = 90.0
"""Weighted terms of a chunk with its context counted twice, on council papers and laws (88 and 85); a scale for `B`."""


_CONTEXTS = 64
"""Contexts whose counts are kept."""


class SparseEncoder:
    """Encodes chunks for the index and questions for the search, with the same analysis."""

    def __init__(self, analyzer: Analyzer, *, k1: float = K1, b: float = B) -> None:
        self._analyzer = analyzer
        self._k1 = k1
        self._b = b
        # The chunks of a section follow each other and share their context.
        self._context_counts = lru_cache(_CONTEXTS)(self._count_context)

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same chunk would give another vector."""
        return f"{self._analyzer.fingerprint};bm25={self._k1},{self._b},{AVERAGE_LENGTH};context={CONTEXT_WEIGHT}"

    def encode_passages(self, chunks: Sequence[Chunk]) -> list[SparseVector]:
        """One vector a chunk, of its context and its text."""
        return [self._encode_passage(chunk) for chunk in chunks]

    def encode_question(self, terms: Mapping[str, float]) -> SparseVector:
        """The vector of a question's terms with their weights; empty for no terms."""
        weights: dict[int, float] = {}
        for term, weight in terms.items():
            if weight > 0:
                id = term_id(term)
                weights[id] = weights.get(id, 0.0) + weight
        return _vector(weights)

    def _encode_passage(self, chunk: Chunk) -> SparseVector:
        counts = self._context_counts(chunk.context).copy()
        for id, count in self._analyzer.sum_weights(chunk.text).items():
            counts[id] = counts.get(id, 0.0) + count
        most, length = self._k1 + 1, sum(counts.values())
        norm = self._k1 * (1 - self._b + self._b * length / AVERAGE_LENGTH)
        return _vector({id: count * most / (count + norm) for id, count in counts.items()})

    def _count_context(self, context: str) -> dict[int, float]:
        return {id: CONTEXT_WEIGHT * count for id, count in self._analyzer.sum_weights(context).items()}


def shipped_encoder() -> SparseEncoder:
    """The encoder of the product: what the main process and its reading processes have in common."""
    return SparseEncoder(Analyzer(load_splitter()))


def _vector(weights: Mapping[int, float]) -> SparseVector:
    ids = sorted(weights)
    return SparseVector(tuple(ids), tuple([weights[id] for id in ids]))
