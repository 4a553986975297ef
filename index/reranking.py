"""A re-ranker reads question and passage together, so it judges better than any index, and costs far more.

Only the first candidates are read. What the ranking knows and the re-ranker does not (years, replaced versions,
evidence of page and document) keeps its share, and what a question names by its number stays in front.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.candidates import Candidate
from index.model_values import RERANKED, RERANKER_WEIGHT


class Reranker(Protocol):
    """Scores passages for a question."""

    @property
    def name(self) -> str:
        """Name of the model as people know it."""

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(passages),); higher is better, comparable within one call only."""


@dataclass(frozen=True, slots=True)
class Reranking:
    """A re-ranker and how it is used."""

    reranker: Reranker
    candidates: int = RERANKED
    """So many of the ranked candidates are read."""
    weight: float = RERANKER_WEIGHT
    """0 to 1: share of the re-ranker in the new order; the rest is the ranking's."""

    def reach(self, limit: int) -> int:
        """How many ranked candidates are needed for `limit` hits."""
        return max(limit, self.candidates)

    def reorder(self, question: str, ranked: Sequence[Candidate], titles: Mapping[str, str]) -> list[Candidate]:
        """`ranked` in its new order, scores set so that they fall; `titles` are those of the documents."""
        cited = sum(candidate.cited is not None for candidate in ranked)
        read = [candidate for candidate in ranked if candidate.cited is None][: max(self.candidates - cited, 0)]
        if len(read) < 2 or not question.strip():
            return list(ranked)
        judged = self.reranker.score(question, [_passage(candidate, titles) for candidate in read])
        before = np.array([candidate.score for candidate in read])
        mixed = self.weight * _stretched(judged) + (1 - self.weight) * _stretched(before)
        low, high = float(before.min()), float(before.max())
        for candidate, share in zip(read, mixed.tolist(), strict=True):
            candidate.score = low + (high - low) * share
        # Within the scores that the candidates had between them: those in front and those not read keep their places.
        return sorted(ranked, key=lambda candidate: -candidate.score)


def _passage(candidate: Candidate, titles: Mapping[str, str]) -> str:
    context = (titles.get(candidate.payload.document, ""), *candidate.payload.heading_path)
    return f"{' · '.join(part for part in context if part)}\n{candidate.payload.text}"


def _stretched(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """From 0 for the smallest to 1 for the largest."""
    low, spread = float(values.min()), float(values.max() - values.min())
    return np.asarray((values - low) / (spread or 1.0), dtype=np.float64)
