"""How the three engines store what a point carries, and how they ask for it: one mapping, so that they cannot drift.

A payload becomes a flat dictionary with short lists: spans are stored as ``[page, start, end, page, start, end, …]``,
and what is empty is left out. Document and version share one field, `EDITION`, because the engine can count and
filter a pair cheaply only when it is one value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from corpora.model import Access, Span
from index.engine import Payload, PointFilter, ScoredPoint, SparseVector, StoredVersion

Key = TypeVar("Key", str, UUID)
"""A point's id as the engine gives it; both order alike."""

TERMS = "terms"
"""Name of the sparse vector."""
DENSE = "dense"
"""Name of the dense vector."""
EDITION = "edition"
"""``document/version``: the points that appear and go together."""

KEYWORD_FIELDS = ("corpus", "access", "document", EDITION, "kind", "bodies", "identifiers")
"""Fields with an index for exact values."""
INTEGER_FIELDS = ("date",)
"""Fields with an index for ranges."""

_ACCESSES = {access.value: access for access in Access}


def edition(document: str, version: str) -> str:
    """The value of `EDITION` for one version of a document."""
    return f"{document}/{version}"


def pack(payload: Payload) -> dict[str, Any]:
    """What the engine stores."""
    packed: dict[str, Any] = {
        "corpus": payload.corpus,
        "access": payload.access.value,
        "document": payload.document,
        EDITION: edition(payload.document, payload.version),
        "number": payload.number,
        "page": payload.page,
        "kind": payload.kind,
        "date": payload.date,
        "bodies": list(payload.bodies),
        "identifiers": list(payload.identifiers),
        "text": payload.text,
        "path": list(payload.heading_path),
        "spans": [value for span in payload.spans for value in (span.page, span.start, span.end)],
    }
    return {name: value for name, value in packed.items() if value not in (None, "", [])}


def unpack(stored: dict[str, Any]) -> Payload:
    """The payload that was stored. Raises KeyError or ValueError for what `pack` cannot have written."""
    spans = stored.get("spans", [])
    return Payload(
        corpus=stored["corpus"],
        access=_ACCESSES[stored["access"]],
        document=stored["document"],
        version=stored[EDITION].rpartition("/")[2],
        number=stored["number"],
        page=stored.get("page"),
        kind=stored.get("kind", ""),
        date=stored.get("date"),
        bodies=tuple(stored.get("bodies", ())),
        identifiers=tuple(stored.get("identifiers", ())),
        text=stored.get("text", ""),
        heading_path=tuple(stored.get("path", ())),
        spans=tuple(map(Span, spans[::3], spans[1::3], spans[2::3])),
    )


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The field holds at least one of the values (sorted)."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """The field holds a number between the bounds, both inclusive, None for open."""

    field: str
    low: int | None
    high: int | None


Condition = AnyOf | Within


def conditions(where: PointFilter) -> list[Condition]:
    """All of these must hold. Never empty: a filter always names corpora and access levels."""
    restrictions: list[Condition] = [
        AnyOf("corpus", tuple(sorted(where.corpora))),
        AnyOf("access", tuple(sorted(where.access))),
    ]
    optional = (
        ("kind", where.kinds),
        ("bodies", where.bodies),
        ("document", where.documents),
        ("identifiers", where.identifiers),
    )
    restrictions += [AnyOf(field, tuple(sorted(values))) for field, values in optional if values]
    if where.date_from is not None or where.date_to is not None:
        restrictions.append(Within("date", where.date_from, where.date_to))
    return restrictions


def stored_version(value: str, points: int) -> StoredVersion:
    """The document version that a value of `EDITION` names."""
    document, _, version = value.rpartition("/")
    return StoredVersion(document, version, points)


_TIE_RESERVE = 16
"""How many points more than asked for are fetched, so that ties at the limit mostly need no second search."""


def best_first(fetch: Callable[[int], Sequence[tuple[Key, float]]], limit: int) -> list[tuple[Key, float]]:
    """The `limit` best ids with their scores, ties by id ascending.

    Engines cut ties at the limit as they come. `fetch(size)` returns the `size` best in descending order; it is asked
    again for more until the last one fetched scores less than the last one wanted. Scores are rounded to five digits:
    an engine adds a point's terms up in another order once it has merged its segments, and the last bits of a 32-bit
    sum must not decide between two equal chunks.
    """
    if limit < 1:
        return []
    size = limit + _TIE_RESERVE
    while True:
        found = [(point, float(f"{score:.5g}")) for point, score in fetch(size)]
        if len(found) < size or found[-1][1] < found[limit - 1][1]:
            break
        size *= 4
    return sorted(found, key=lambda item: (-item[1], item[0]))[:limit]


def in_reading_order(stored: Iterable[tuple[str, int, Key]], limit: int) -> list[Key]:
    """Ids of the first `limit` of (document, number, id)."""
    return [point for _, _, point in sorted(stored)[: max(limit, 0)]]


@dataclass(frozen=True, slots=True)
class Stored:
    """What an engine keeps of a point that was found."""

    payload: dict[str, Any]
    terms: SparseVector


def scored(ranked: Iterable[tuple[Key, float]], stored: Mapping[Key, Stored]) -> list[ScoredPoint]:
    """Ranked ids with what is stored of them; a point that was deleted between the two look-ups is left out."""
    return [
        ScoredPoint(str(point), score, unpack(found.payload), found.terms)
        for point, score in ranked
        if (found := stored.get(point)) is not None
    ]
