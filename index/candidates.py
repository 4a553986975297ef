"""Points on their way to becoming hits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from index.engine import NO_TERMS, Payload, ScoredPoint, SparseVector
from index.hits import Evidence


@dataclass(slots=True, eq=False)
class Candidate:
    """A point on its way to becoming a hit."""

    id: str
    payload: Payload
    terms: SparseVector = NO_TERMS
    sparse: float = 0.0
    dense: float = 0.0
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
        candidate = _of(point, found)
        candidate.sparse = max(candidate.sparse, point.score)
        candidate.why.add(Evidence.SPARSE)
    for point in dense:
        candidate = _of(point, found)
        candidate.dense = point.score
        candidate.why.add(Evidence.DENSE)
    for position, point in cited:
        candidate = _of(point, found)
        candidate.sparse = max(candidate.sparse, point.score)
        candidate.cited = position if candidate.cited is None else min(candidate.cited, position)
        candidate.why.add(Evidence.IDENTIFIER)
    return list(found.values())


def _of(point: ScoredPoint, found: dict[str, Candidate]) -> Candidate:
    candidate = found.get(point.id)
    if candidate is None:
        candidate = found[point.id] = Candidate(point.id, point.payload, point.terms)
    return candidate


def place_of(payload: Payload) -> tuple[str, object]:
    """What is shown once: a page, or a section where the format has no pages."""
    return payload.document, payload.page if payload.page is not None else payload.heading_path
