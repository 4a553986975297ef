"""Terms become BM25 weights in a sparse vector; the inverse document frequency is the engine's.

Weights follow BM25's term-frequency part with a constant average length instead of the collection's: chunks are cut to
about the same length, and a weight that depended on what else is indexed would change with every ingest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from corpora.model import Chunk
from index.analysis import Analyzer
from index.engine import SparseVector

K1 = 0.9
B = 0.4
AVERAGE_LENGTH = 90.0
"""Weighted terms of a chunk with its context; measured on council papers and laws (88 and 85)."""

CONTEXT_WEIGHT = 2.0
"""What one occurrence in title, reference or headings counts; chosen in docs/measurements.md."""


class SparseEncoder:
    """Encodes chunks for the index and questions for the search, with the same analysis."""

    def __init__(self, analyzer: Analyzer, *, k1: float = K1, b: float = B) -> None:
        self._analyzer = analyzer
        self._k1 = k1
        self._b = b
        self._ids: dict[str, int] = {}

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same chunk would give another vector."""
        return f"{self._analyzer.fingerprint};bm25={self._k1},{self._b},{AVERAGE_LENGTH};context={CONTEXT_WEIGHT}"

    def encode_passages(self, chunks: Sequence[Chunk]) -> list[SparseVector]:
        """One vector a chunk, of its context and its text."""
        return [self._encode_passage(chunk) for chunk in chunks]

    def encode_question(self, terms: Mapping[str, float]) -> SparseVector:
        """The vector of a question's terms with their weights; empty for no terms."""
        return _vector((self.term_id(term), weight) for term, weight in terms.items() if weight > 0)

    def term_id(self, term: str) -> int:
        """Unsigned 32 bit from the term's text; the same on every machine."""
        found = self._ids.get(term)
        if found is None:
            found = int.from_bytes(hashlib.blake2b(term.encode(), digest_size=4).digest(), "big")
            self._ids[term] = found
        return found

    def _encode_passage(self, chunk: Chunk) -> SparseVector:
        counts: dict[str, float] = {}
        for text, weight in ((chunk.context, CONTEXT_WEIGHT), (chunk.text, 1.0)):
            for term, count in self._analyzer.sum_weights(text).items():
                counts[term] = counts.get(term, 0.0) + weight * count
        length = sum(counts.values())
        norm = self._k1 * (1 - self._b + self._b * length / AVERAGE_LENGTH)
        return _vector((self.term_id(term), count * (self._k1 + 1) / (count + norm)) for term, count in counts.items())


def _vector(weights: Iterable[tuple[int, float]]) -> SparseVector:
    summed: dict[int, float] = {}
    for index, weight in weights:
        summed[index] = summed.get(index, 0.0) + weight
    ordered = sorted(summed.items())
    return SparseVector(tuple(index for index, _ in ordered), tuple(weight for _, weight in ordered))
