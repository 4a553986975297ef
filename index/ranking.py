"""Described candidates become one order: learned weights, a configured embedder, what is named by number, folding.

All of it is arithmetic on values that are already here: deterministic, ties by id, no second look-up.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.candidates import Candidate, place_of
from index.features import FEATURES
from index.hits import Evidence

WEIGHTS = {
    "words": 3.34,
    "document": 4.75,
    "cover": 9.87,
    "meaning": 3.01,
    "kin": 31.84,
    "size": -1.20,
    "year": 1.88,
    "time": 2.96,
    "body": 3.63,
}
"""Weights of `index.features.FEATURES`, made by ``python -m tools.tune_ranking``."""

DENSE_WEIGHT = 3.0
"""What the candidate nearest by a configured embedder gains, in the measure of `WEIGHTS`."""

SUPERSEDED_MALUS = 2.0
"""What a Satzung loses that a newer one replaces, in the same measure; the words of both are mostly the same."""

IDENTIFIER_BONUS = 10.0
"""Relative to the distance of the best from the worst: what is named by its number always comes first."""

SAME_TEXT = 0.9
"""Share of common words from which two chunks count as one text."""

_WORD = re.compile(r"\w+")


def rank(
    candidates: Sequence[Candidate], features: NDArray[np.float32], superseded: Container[str] = ()
) -> list[Candidate]:
    """Candidates with their scores set, best first; scores count from the worst candidate up.

    `features` is what `index.features` says of them, row by row; `superseded` names the documents that stand back
    because a newer version replaces them.
    """
    if not candidates:
        return []
    sums = features @ np.array([WEIGHTS[name] for name in FEATURES], dtype=np.float32)
    sums += DENSE_WEIGHT * _dense(candidates)
    back = [candidate.payload.document in superseded for candidate in candidates]
    sums -= SUPERSEDED_MALUS * np.array(back, dtype=np.float32)
    sums -= sums.min()
    top = 1.0 + float(sums.max())
    for candidate, score in zip(candidates, sums.tolist(), strict=True):
        candidate.score = score
        if candidate.cited is not None:
            # Readings come in order of likelihood; within one, the first chunk leads unless words decide otherwise.
            candidate.score += top * IDENTIFIER_BONUS / (1 + candidate.cited) - candidate.payload.number * 1e-6
    return sorted(candidates, key=_order)


def best_of_place(ranked: Iterable[Candidate]) -> list[Candidate]:
    """The first candidate of every page, or of every section where a format has no pages."""
    seen: set[tuple[str, object]] = set()
    kept = []
    for candidate in ranked:
        place = place_of(candidate.payload)
        if place not in seen:
            seen.add(place)
            kept.append(candidate)
    return kept


def fold(ranked: Sequence[Candidate], limit: int) -> list[Candidate]:
    """The first `limit` candidates whose text is not that of a better one; those are counted in `folded`.

    Chunks with other numbers are never the same text: a fee that changed is a difference that matters.
    """
    kept: list[tuple[Candidate, frozenset[str], frozenset[str]]] = []
    for candidate in ranked:
        words = frozenset(_WORD.findall(candidate.payload.text.casefold()))
        numbers = frozenset(word for word in words if word[0].isdigit())
        for other, other_words, other_numbers in kept:
            if numbers == other_numbers and len(words & other_words) >= SAME_TEXT * len(words | other_words):
                other.folded += 1
                break
        else:
            if len(kept) == limit:
                break
            kept.append((candidate, words, numbers))
    return [candidate for candidate, _, _ in kept]


def _dense(candidates: Sequence[Candidate]) -> NDArray[np.float32]:
    """0 for the farthest candidate by a configured embedder and for those it did not find, 1 for the nearest."""
    found = [candidate.dense for candidate in candidates if Evidence.DENSE in candidate.why]
    if not found:
        return np.zeros(len(candidates), dtype=np.float32)
    low, spread = min(found), (max(found) - min(found)) or 1.0
    nearness = [
        (candidate.dense - low) / spread if Evidence.DENSE in candidate.why else 0.0 for candidate in candidates
    ]
    return np.array(nearness, dtype=np.float32)


def _order(candidate: Candidate) -> tuple[float, str]:
    return -candidate.score, candidate.id
