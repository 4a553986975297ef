"""One tenant's index through qdrant-client: what the server engine and the one in memory share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from qdrant_client import QdrantClient, models

from corpora.errors import IndexOutdated, IndexUnavailable
from index.engine import NO_TERMS, Point, PointFilter, ScoredPoint, SparseVector, StoredVersion
from index.engines.payload import (
    DENSE,
    EDITION,
    INTEGER_FIELDS,
    KEYWORD_FIELDS,
    TERMS,
    AnyOf,
    Condition,
    Stored,
    best_first,
    conditions,
    edition,
    in_reading_order,
    pack,
    scored,
    stored_version,
)

Result = TypeVar("Result")

LIVE_IDF = models.SearchParams(idf=models.IdfCorpusParams(corpus=models.Filter()))
"""IDF over all points that are alive; a server too old to know the parameter counts deleted points for a while."""

_UPSERT = 500
"""Points a request: about 2 MB, far below a server's limit of 32 MB."""
_SCROLL = 2_000


class Connection(Protocol):
    """How a call reaches the engine: `server` retries and bounds it in time, `memory` lets one through at a time."""

    def run(self, operation: Callable[[QdrantClient], Result]) -> Result:
        """The operation's result; the engine's errors arrive as `IndexUnavailable` or `DiskFull`."""


class ClientIndex:
    """One tenant's points in one collection; see `index.engine.TenantIndex`.

    `dense_params` are the search parameters for dense vectors.
    """

    def __init__(
        self,
        connection: Connection,
        collection: str,
        dense_size: int | None,
        where: str,
        *,
        dense_params: models.SearchParams | None,
    ) -> None:
        self._connection = connection
        self._collection = collection
        self._dense_size = dense_size
        self._where = where
        self._dense_params = dense_params
        self.closed = False

    @property
    def dense_size(self) -> int | None:
        """Dimensions of dense vectors, None without."""
        return self._dense_size

    def _run(self, operation: Callable[[QdrantClient], Result]) -> Result:
        if self.closed:
            raise IndexUnavailable(f"Der {self._where} ist bereits geschlossen.", hint="Öffnen Sie ihn neu.")
        return self._connection.run(operation)

    def upsert(self, points: Sequence[Point]) -> None:
        """Write points; those with a known id are replaced."""
        for at in range(0, len(points), _UPSERT):
            batch = [_to_client(point) for point in points[at : at + _UPSERT]]
            self._run(lambda client, batch=batch: client.upsert(self._collection, batch, wait=True))  # type: ignore[misc]

    def delete_document(self, document: str, *, keep_version: str | None = None) -> int:
        """Remove a document's points except those of `keep_version`; return how many were removed."""
        kept: list[models.Condition] = []
        if keep_version is not None:
            kept.append(_any_of(EDITION, (edition(document, keep_version),)))
        return self._delete(models.Filter(must=[_any_of("document", (document,))], must_not=kept or None))

    def delete_corpus(self, corpus: str) -> int:
        """Remove all points of a corpus; return how many were removed."""
        return self._delete(models.Filter(must=[_any_of("corpus", (corpus,))]))

    def _delete(self, where: models.Filter) -> int:
        found = self._count(where)
        if found:
            selector = models.FilterSelector(filter=where)
            self._run(lambda client: client.delete(self._collection, selector, wait=True))
        return found

    def search_sparse(self, vector: SparseVector, where: PointFilter, limit: int) -> list[ScoredPoint]:
        """Best points by sparse inner product with IDF."""
        if not vector.indices:
            return []
        query = models.SparseVector(indices=list(vector.indices), values=list(vector.values))
        return self._search(query, TERMS, LIVE_IDF, where, limit)

    def search_dense(self, vector: Sequence[float], where: PointFilter, limit: int) -> list[ScoredPoint]:
        """Best points by cosine similarity; empty in an index without dense vectors."""
        if self._dense_size is None:
            return []
        return self._search([float(value) for value in vector], DENSE, self._dense_params, where, limit)

    def _search(
        self,
        query: models.SparseVector | list[float],
        using: str,
        params: models.SearchParams | None,
        where: PointFilter,
        limit: int,
    ) -> list[ScoredPoint]:
        allowed = _filter(where)

        def fetch(size: int) -> list[tuple[str, float]]:
            response = self._run(
                lambda client: client.query_points(
                    self._collection,
                    query=query,
                    using=using,
                    query_filter=allowed,
                    search_params=params,
                    limit=size,
                    with_payload=False,
                )
            )
            return [(str(found.id), found.score) for found in response.points]

        return self._with_payloads(best_first(fetch, limit))

    def lookup(self, where: PointFilter, limit: int) -> list[ScoredPoint]:
        """Points that match, unranked, ordered by document and number."""
        stored = (
            (payload["document"], payload["number"], str(record.id))
            for record in self._walk(_filter(where), ["document", "number"])
            if (payload := record.payload) is not None
        )
        return self._with_payloads([(point, 0.0) for point in in_reading_order(stored, limit)])

    def _with_payloads(self, ranked: list[tuple[str, float]]) -> list[ScoredPoint]:
        if not ranked:
            return []
        points = [point for point, _ in ranked]
        records = self._run(
            lambda client: client.retrieve(self._collection, points, with_payload=True, with_vectors=[TERMS])
        )
        return scored(ranked, {str(record.id): Stored(record.payload or {}, _terms(record)) for record in records})

    def _walk(self, where: models.Filter, fields: list[str]) -> Iterator[models.Record]:
        offset = None
        while True:
            records, offset = self._run(
                lambda client, offset=offset: client.scroll(  # type: ignore[misc]
                    self._collection, scroll_filter=where, limit=_SCROLL, offset=offset, with_payload=fields
                )
            )
            yield from records
            if offset is None:
                return

    def count(self, where: PointFilter | None = None) -> int:
        """Exact number of points."""
        return self._count(None if where is None else _filter(where))

    def _count(self, where: models.Filter | None) -> int:
        return self._run(lambda client: client.count(self._collection, count_filter=where, exact=True)).count

    def stored_versions(self) -> Iterator[StoredVersion]:
        """Every document version with points, in no order."""
        total = max(self._count(None), 1)
        facets = self._run(lambda client: client.facet(self._collection, EDITION, limit=total, exact=True))
        return (stored_version(str(hit.value), hit.count) for hit in facets.hits if hit.count)

    def flush(self) -> None:
        """Nothing to do: every write was waited for and stands in the engine's log."""
        self._run(lambda client: None)

    def optimize(self) -> None:
        """Nothing to do: the engine merges by itself."""

    def close(self) -> None:
        """Release; the client belongs to the store."""
        self.closed = True


def make_collection(
    client: QdrantClient, name: str, dense_size: int | None, *, replicas: int = 1, payload_indexes: bool = True
) -> None:
    """Create the collection and its payload indexes as far as they are not there yet."""
    if not client.collection_exists(name):
        dense = {}
        if dense_size is not None:
            dense[DENSE] = models.VectorParams(
                size=dense_size, distance=models.Distance.COSINE, datatype=models.Datatype.FLOAT16, on_disk=True
            )
        client.create_collection(
            name,
            vectors_config=dense,
            sparse_vectors_config={
                TERMS: models.SparseVectorParams(
                    index=models.SparseIndexParams(on_disk=True), modifier=models.Modifier.IDF
                )
            },
            on_disk_payload=True,
            replication_factor=replicas,
            write_consistency_factor=replicas // 2 + 1,
        )
    if not payload_indexes:
        return
    # A crash may have come between the collection and its indexes.
    present = client.get_collection(name).payload_schema
    for field in KEYWORD_FIELDS:
        if field not in present:
            client.create_payload_index(name, field, models.KeywordIndexParams(type=models.KeywordIndexType.KEYWORD))
    for field in INTEGER_FIELDS:
        if field not in present:
            schema = models.IntegerIndexParams(type=models.IntegerIndexType.INTEGER, lookup=False, range=True)
            client.create_payload_index(name, field, schema)


def check_dense_size(client: QdrantClient, name: str, wanted: int | None, tenant: str) -> None:
    """Raise `IndexOutdated` when the collection was made with dense vectors of another size."""
    vectors = client.get_collection(name).config.params.vectors
    params = vectors.get(DENSE) if isinstance(vectors, dict) else None
    stored = None if params is None else params.size
    if stored != wanted:
        raise IndexOutdated(
            f"Der Index von „{tenant}“ hat Vektoren der Größe {stored or 0}, gebraucht werden {wanted or 0}.",
            hint=f"Bauen Sie ihn mit `kompass reindex {tenant}` neu auf.",
        )


def _to_client(point: Point) -> models.PointStruct:
    vectors: dict[str, models.Vector] = {}
    # A chunk without terms has no sparse vector at all, so that it does not count in the IDF.
    if point.sparse.indices:
        vectors[TERMS] = models.SparseVector(indices=list(point.sparse.indices), values=list(point.sparse.values))
    if point.dense is not None:
        vectors[DENSE] = [float(value) for value in point.dense]
    return models.PointStruct(id=point.id, vector=vectors, payload=pack(point.payload))


def _any_of(field: str, values: tuple[str, ...]) -> models.FieldCondition:
    return models.FieldCondition(key=field, match=models.MatchAny(any=list(values)))


def _condition(condition: Condition) -> models.FieldCondition:
    if isinstance(condition, AnyOf):
        return _any_of(condition.field, condition.values)
    return models.FieldCondition(key=condition.field, range=models.Range(gte=condition.low, lte=condition.high))


def _filter(where: PointFilter) -> models.Filter:
    return models.Filter(must=[_condition(condition) for condition in conditions(where)])


def _terms(record: models.Record) -> SparseVector:
    found = record.vector.get(TERMS) if isinstance(record.vector, dict) else None
    return (
        SparseVector(tuple(found.indices), tuple(found.values)) if isinstance(found, models.SparseVector) else NO_TERMS
    )
