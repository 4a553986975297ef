"""The seam to a vector engine: one `TenantIndex` a tenant, implemented three times in `index/engines/`.

**Contract** (tests/contracts/ runs it against every implementation):

- One index holds the points of one tenant and nothing else. Opening makes it when it is not there.
- Payloads hold exactly the fields of `Payload`; filters are applied by the engine, before the limit.
- `upsert` with a known id overwrites; after `flush` returned, points survive `kill -9`.
- `delete_document` removes all points of a document, or all but one version's; it returns how many and is no error
  when there are none.
- Searches return at most `limit` points, highest score first, ties by id ascending; an empty list when nothing
  matches; never a point that the filter excludes. Sparse scores are the inner product with the engine's IDF over the
  whole index; dense scores are cosine similarities.
- Counting is exact. Every vendor error arrives as `IndexUnavailable` or `DiskFull` with its cause.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpora.model import Access, Span


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Term ids (unsigned 32 bit, strictly ascending) with their weights."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


NO_TERMS = SparseVector((), ())


@dataclass(frozen=True, slots=True)
class Payload:
    """What a point carries besides its vectors."""

    corpus: str
    access: Access
    document: str
    """`Document.id`."""
    version: str
    number: int
    """Of the chunk, 0-based."""
    page: int | None
    """1-based number of the page on which the chunk starts."""
    kind: str = ""
    """Of the corpus: council, regulation, guide."""
    date: int | None = None
    """Of the paper as yyyymmdd."""
    bodies: tuple[str, ...] = ()
    """Bodies that treat the paper, case-folded."""
    identifiers: tuple[str, ...] = ()
    """Normalised numbers and law citations under which exactly this chunk is to be found."""
    text: str = ""
    """The chunk's own text: hits are made from payloads, without a second look-up."""
    heading_path: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """A chunk as the engine stores it."""

    id: str
    sparse: SparseVector
    payload: Payload
    dense: tuple[float, ...] | None = None
    """None in an index that was opened without `dense_size`."""


@dataclass(frozen=True, slots=True)
class PointFilter:
    """What may be found. The first two are never empty: they come from a grant."""

    corpora: frozenset[str]
    access: frozenset[Access]
    kinds: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    """Any of these; each of the frozensets restricts only when it is not empty."""
    date_from: int | None = None
    """yyyymmdd, inclusive; a point without a date never matches a date range."""
    date_to: int | None = None

    def __post_init__(self) -> None:
        if not self.corpora or not self.access:
            raise ValueError("a filter without corpora or access levels would see everything")


@dataclass(frozen=True, slots=True)
class ScoredPoint:
    """A found point; score is 0.0 for look-ups that do not rank."""

    id: str
    score: float
    payload: Payload
    terms: SparseVector = NO_TERMS
    """As it is stored."""


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """How many points of one version of a document an index holds."""

    document: str
    version: str
    points: int


class SearchedIndex(Protocol):
    """What a search needs of an index."""

    @property
    def dense_size(self) -> int | None:
        """Dimensions of dense vectors, None where there are none to search by."""

    def search_sparse(self, vector: SparseVector, where: PointFilter, limit: int) -> list[ScoredPoint]:
        """Best points by sparse inner product with IDF."""

    def search_dense(self, vector: Sequence[float], where: PointFilter, limit: int) -> list[ScoredPoint]:
        """Best points by cosine similarity; none without dense vectors."""

    def lookup(self, where: PointFilter, limit: int) -> list[ScoredPoint]:
        """Points that match, unranked, ordered by document and number."""


class TenantIndex(SearchedIndex, Protocol):
    """See the module's docstring for the contract."""

    def upsert(self, points: Sequence[Point]) -> None:
        """Write points; those with a known id are replaced."""

    def delete_document(self, document: str, *, keep_version: str | None = None) -> int:
        """Remove a document's points except those of `keep_version`; return how many were removed."""

    def delete_corpus(self, corpus: str) -> int:
        """Remove all points of a corpus; return how many were removed."""

    def count(self, where: PointFilter | None = None) -> int:
        """Exact number of points, all or those that match. Without a filter for maintenance only."""

    def stored_versions(self) -> Iterator[StoredVersion]:
        """Every document version with points, in no order. For maintenance."""

    def flush(self) -> None:
        """Return when everything written so far is on disk."""

    def optimize(self) -> None:
        """Merge segments and build indexes; a no-op where the engine does it by itself."""

    def close(self) -> None:
        """Flush and release; the index cannot be used afterwards."""


class IndexStore(Protocol):
    """Opens, lists, swaps and drops tenants' indexes of one engine."""

    def open(self, tenant: str, generation: str, *, dense_size: int | None, create: bool = True) -> TenantIndex:
        """The index of a tenant, made when it is not there, or `IndexUnavailable` when it is not to be made.

        Opening one that is open already is cheap. Raises `IndexOutdated` when it has dense vectors of another size.
        `generation` names the set of index parameters it was made with (see `index.indexer`): a changed pipeline or
        model writes into a new generation beside the old one.
        """

    def require_room(self, tenant: str, points: int, dense_size: int | None) -> None:
        """Raise `DiskFull` when a new index of so many points would not fit beside what is there.

        For work that takes long before it writes; an engine that cannot know does nothing.
        """

    def generations(self, tenant: str) -> list[str]:
        """Generations on disk or server for a tenant, sorted; empty for an unknown tenant."""

    def activate(self, tenant: str, generation: str) -> None:
        """Point the tenant's public name (a server's alias) at this generation; nothing where there is no such name."""

    def drop(self, tenant: str, generation: str) -> None:
        """Delete one generation; no error when it is not there."""

    def close(self) -> None:
        """Close every open index."""
