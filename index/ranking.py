"""Candidates from the engine become one order: fusion, evidence of page and document, years, folding.

All of it is arithmetic on values that are already here: deterministic, ties by id, no second look-up. The weights are
chosen in docs/measurements.md.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from index.engine import Payload, ScoredPoint
from index.hits import Evidence

DENSE_WEIGHT = 0.4
"""Share of the dense score where there is one."""

MEANING_WEIGHT = 0.5
"""What the candidate nearest in meaning gains, relative to the best score by words, where there is a static model;
chosen in docs/decisions/static-model.md."""

PAGE_WEIGHT = 0.1
DOCUMENT_WEIGHT = 0.2
EVIDENCE_DECAY = 0.5
EVIDENCE_DEPTH = 4
"""A document counts its best chunks, each half as much as the one before; a page counts its best ones alike. Sections
of formats without pages do not: long sections would win by their length (measured on laws)."""

YEAR_BONUS = 0.4
"""Relative bonus for papers of a year that the question names."""

SUPERSEDED_MALUS = 0.3
"""Relative malus for a Satzung that a newer one replaces; the words of both are mostly the same."""

IDENTIFIER_BONUS = 10.0
"""Relative to the best score: what is named by its number always comes first."""

SAME_TEXT = 0.9
"""Share of common words from which two chunks count as one text."""

_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Candidate:
    """A point on its way to becoming a hit."""

    id: str
    payload: Payload
    sparse: float = 0.0
    dense: float = 0.0
    meaning: float | None = None
    """Cosine with the question by the static model (`index.static_embedding`); None without one."""
    cited: int | None = None
    """Position (0-based) of the question's identifier that names this chunk."""
    score: float = 0.0
    why: set[Evidence] = field(default_factory=set)
    folded: int = 0


def gather(
    sparse: Iterable[ScoredPoint], dense: Iterable[ScoredPoint], cited: Iterable[tuple[int, ScoredPoint]]
) -> list[Candidate]:
    """One candidate a point, with all its scores."""
    found: dict[str, Candidate] = {}
    for point in sparse:
        candidate = found.setdefault(point.id, Candidate(point.id, point.payload))
        candidate.sparse = max(candidate.sparse, point.score)
        candidate.why.add(Evidence.SPARSE)
    for point in dense:
        candidate = found.setdefault(point.id, Candidate(point.id, point.payload))
        candidate.dense = point.score
        candidate.why.add(Evidence.DENSE)
    for position, point in cited:
        candidate = found.setdefault(point.id, Candidate(point.id, point.payload))
        candidate.sparse = max(candidate.sparse, point.score)
        candidate.cited = position if candidate.cited is None else min(candidate.cited, position)
        candidate.why.add(Evidence.IDENTIFIER)
    return list(found.values())


def rank(
    candidates: Sequence[Candidate],
    years: Iterable[int],
    years_of: Mapping[str, frozenset[int]],
    superseded: Container[str] = (),
) -> list[Candidate]:
    """Candidates with their scores set, best first.

    `years_of` names the years of each document (its date, its title, its path); `superseded` the documents that a newer
    version replaces, which stand back unless the question names a year.
    """
    _fuse(candidates)
    pages: dict[tuple[str, object], list[float]] = {}
    documents: dict[str, list[float]] = {}
    for candidate in sorted(candidates, key=_order):
        pages.setdefault(_place(candidate.payload), []).append(candidate.score)
        documents.setdefault(candidate.payload.document, []).append(candidate.score)
    wanted = frozenset(years)
    for candidate in candidates:
        payload = candidate.payload
        if payload.page is not None:
            candidate.score += PAGE_WEIGHT * sum(pages[_place(payload)][:EVIDENCE_DEPTH])
        candidate.score += DOCUMENT_WEIGHT * sum(
            score * EVIDENCE_DECAY**position
            for position, score in enumerate(documents[payload.document][:EVIDENCE_DEPTH])
        )
        if wanted & years_of.get(payload.document, frozenset()):
            candidate.score *= 1 + YEAR_BONUS
    _add_meaning(candidates)
    top = max((candidate.score for candidate in candidates), default=0.0) or 1.0
    for candidate in candidates:
        if not wanted and candidate.payload.document in superseded:
            candidate.score *= 1 - SUPERSEDED_MALUS
        if candidate.cited is not None:
            # Readings come in order of likelihood; within one, the first chunk leads unless words decide otherwise.
            candidate.score += top * IDENTIFIER_BONUS / (1 + candidate.cited) - candidate.payload.number * 1e-6
    return sorted(candidates, key=_order)


def best_of_place(ranked: Iterable[Candidate]) -> list[Candidate]:
    """The first candidate of every page, or of every section where a format has no pages."""
    seen: set[tuple[str, object]] = set()
    kept = []
    for candidate in ranked:
        place = _place(candidate.payload)
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


def _fuse(candidates: Sequence[Candidate]) -> None:
    best_sparse = max((candidate.sparse for candidate in candidates), default=0.0) or 1.0
    dense = [candidate.dense for candidate in candidates if Evidence.DENSE in candidate.why]
    low, high = (min(dense), max(dense)) if dense else (0.0, 0.0)
    for candidate in candidates:
        candidate.score = candidate.sparse / best_sparse
        if dense:
            similarity = (candidate.dense - low) / ((high - low) or 1.0) if Evidence.DENSE in candidate.why else 0.0
            candidate.score = (1 - DENSE_WEIGHT) * candidate.score + DENSE_WEIGHT * similarity


def _add_meaning(candidates: Sequence[Candidate]) -> None:
    """Each chunk for itself: what its page and document say is counted by words alone (better, and measured)."""
    known = [candidate.meaning for candidate in candidates if candidate.meaning is not None]
    if not known:
        return
    low, spread = min(known), (max(known) - min(known)) or 1.0
    best = max(candidate.score for candidate in candidates)
    for candidate in candidates:
        if candidate.meaning is not None:
            candidate.score += MEANING_WEIGHT * best * (candidate.meaning - low) / spread


def _order(candidate: Candidate) -> tuple[float, str]:
    return -candidate.score, candidate.id


def _place(payload: Payload) -> tuple[str, object]:
    return payload.document, payload.page if payload.page is not None else payload.heading_path
