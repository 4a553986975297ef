"""The embedded engine: Qdrant Edge, one shard a tenant and generation in a folder of this machine.

::

    root/TENANT/GENERATION/index.json     its marker and parameters
    root/TENANT/GENERATION/shard/         the engine's own files

Open shards are kept in an LRU and opened again on demand, so an index may be held for as long as one likes. One
process owns the folder; the engine is fork-unsafe, so children are spawned. Scores use the IDF of the points that are
alive (see `LIVE_IDF`). What was measured stands in docs/decisions.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import qdrant_edge as qe

from corpora.errors import IndexOutdated, IndexUnavailable
from index.engine import NO_TERMS, Point, PointFilter, ScoredPoint, SparseVector, StoredVersion
from index.engines.edge_shards import MARKER, RESERVE_BYTES, Shards, make_index, read_dense_size
from index.engines.faults import check_name, mapped_faults, missing, require_space
from index.engines.payload import (
    DENSE,
    EDITION,
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

LIVE_IDF = qe.SearchParams(idf=qe.IdfParams(corpus=qe.Filter()))
"""IDF over all points that are alive. The engine's default counts deleted points until a segment is rebuilt, so the
same content would score differently depending on how it came about."""

EXACT_LIVE = qe.SearchParams(exact=True)

_POINT_BYTES, _DIMENSION_BYTES = 3_500, 7
"""What a point of usual length takes on disk before its log is dropped, and each dimension of its dense vector;
measured in docs/decisions/changing-models.md."""

_SCROLL = 5_000
"""Points a page when walking over many."""


class EdgeStore:
    """Tenants' indexes in one folder; see `index.engine.IndexStore`."""

    def __init__(self, root: Path, *, max_open: int = 8) -> None:
        """`max_open` is the number of shards kept open at a time."""
        self._root = root
        self._shards = Shards(max(max_open, 1))
        self._indexes: dict[tuple[str, str], EdgeIndex] = {}
        self._lock = threading.Lock()

    def open(self, tenant: str, generation: str, *, dense_size: int | None, create: bool = True) -> EdgeIndex:
        """See `index.engine.IndexStore.open`. Raises `DataFolderBusy` when another process has it."""
        folder = self._root / check_name(tenant) / check_name(generation)
        where = f"Index von „{tenant}“"
        with self._lock:
            if not (folder / MARKER).is_file():
                if not create:
                    raise missing(tenant, generation)
                with mapped_faults(where):
                    make_index(folder, dense_size, where)
            stored = read_dense_size(folder, where)
            if stored != dense_size:
                raise IndexOutdated(
                    f"Der {where} hat Vektoren der Größe {stored or 0}, gebraucht werden {dense_size or 0}.",
                    hint=f"Bauen Sie ihn mit `kompass reindex {tenant}` neu auf.",
                )
            index = self._indexes.get((tenant, generation))
            if index is None or index.closed:
                index = EdgeIndex(folder / "shard", self._shards, dense_size, where)
                self._indexes[tenant, generation] = index
        # Opened right away, so that what is damaged or busy is told here and not in the middle of a search.
        index.check()
        return index

    def require_room(self, tenant: str, points: int, dense_size: int | None) -> None:
        """See `index.engine.IndexStore.require_room`."""
        self._root.mkdir(parents=True, exist_ok=True)
        wanted = 2 * RESERVE_BYTES + points * (_POINT_BYTES + _DIMENSION_BYTES * (dense_size or 0))
        require_space(self._root, wanted, f"neuen Index von „{check_name(tenant)}“")

    def generations(self, tenant: str) -> list[str]:
        """Generations on disk, sorted."""
        folder = self._root / check_name(tenant)
        if not folder.is_dir():
            return []
        return sorted(entry.name for entry in folder.iterdir() if (entry / MARKER).is_file())

    def activate(self, tenant: str, generation: str) -> None:
        """Nothing to do: the catalogue alone says which generation is read."""

    def drop(self, tenant: str, generation: str) -> None:
        """Delete one generation; no error when it is not there."""
        folder = self._root / check_name(tenant) / check_name(generation)
        where = f"Index von „{tenant}“"
        with self._lock:
            index = self._indexes.pop((tenant, generation), None)
            if index is not None:
                index.close()
            with mapped_faults(where):
                # The marker goes first: a crash in the middle leaves a folder that counts as no index.
                (folder / MARKER).unlink(missing_ok=True)
                if folder.exists():
                    shutil.rmtree(folder)
                if folder.parent.is_dir() and not any(folder.parent.iterdir()):
                    folder.parent.rmdir()

    def close(self) -> None:
        """Close every open index."""
        with self._lock:
            for index in self._indexes.values():
                index.close()
            self._indexes.clear()


class EdgeIndex:
    """One tenant's points in one shard; see `index.engine.TenantIndex`. Safe to use from several threads."""

    def __init__(self, folder: Path, shards: Shards, dense_size: int | None, where: str) -> None:
        self._folder = folder
        self._shards = shards
        self._dense_size = dense_size
        self._where = where
        self.closed = False

    @property
    def dense_size(self) -> int | None:
        """Dimensions of dense vectors, None without."""
        return self._dense_size

    @contextmanager
    def _shard(self) -> Iterator[qe.EdgeShard]:
        if self.closed:
            raise IndexUnavailable(f"Der {self._where} ist bereits geschlossen.", hint="Öffnen Sie ihn neu.")
        with self._shards.lease(self._folder, self._where) as shard:
            yield shard

    def check(self) -> None:
        """Raise what opening the shard raises."""
        with self._shard():
            pass

    def upsert(self, points: Sequence[Point]) -> None:
        """Write points; those with a known id are replaced."""
        if not points:
            return
        require_space(self._folder, RESERVE_BYTES + sum(_size(point) for point in points), self._where)
        with self._shard() as shard:
            shard.update(qe.UpdateOperation.upsert_points([_to_edge(point) for point in points]))

    def delete_document(self, document: str, *, keep_version: str | None = None) -> int:
        """Remove a document's points except those of `keep_version`; return how many were removed."""
        kept = [] if keep_version is None else [_any_of(EDITION, [edition(document, keep_version)])]
        return self._delete(qe.Filter(must=[_any_of("document", [document])], must_not=[*kept]))

    def delete_corpus(self, corpus: str) -> int:
        """Remove all points of a corpus; return how many were removed."""
        return self._delete(qe.Filter(must=[_any_of("corpus", [corpus])]))

    def _delete(self, where: qe.Filter) -> int:
        with self._shard() as shard:
            found = int(shard.count(qe.CountRequest(exact=True, filter=where)))
            if found:
                require_space(self._folder, RESERVE_BYTES // 2, self._where)
                shard.update(qe.UpdateOperation.delete_points_by_filter(where))
            return found

    def search_sparse(self, vector: SparseVector, where: PointFilter, limit: int) -> list[ScoredPoint]:
        """Best points by sparse inner product with IDF."""
        if not vector.indices:
            return []
        nearest = qe.Query.Nearest(qe.SparseVector(list(vector.indices), list(vector.values)), using=TERMS)
        return self._search(nearest, LIVE_IDF, where, limit)

    def search_dense(self, vector: Sequence[float], where: PointFilter, limit: int) -> list[ScoredPoint]:
        """Best points by cosine similarity; empty in an index without dense vectors."""
        if self._dense_size is None:
            return []
        nearest = qe.Query.Nearest([float(value) for value in vector], using=DENSE)
        return self._search(nearest, EXACT_LIVE, where, limit)

    def _search(self, nearest: qe.Query, params: qe.SearchParams, where: PointFilter, limit: int) -> list[ScoredPoint]:
        allowed = _filter(where)
        with self._shard() as shard:

            def fetch(size: int) -> list[tuple[UUID, float]]:
                request = qe.QueryRequest(limit=size, query=nearest, filter=allowed, params=params)
                return [(_id(found), found.score) for found in shard.query(request)]

            ranked = best_first(fetch, limit)
            return scored(ranked, _read(shard, [point for point, _ in ranked]))

    def lookup(self, where: PointFilter, limit: int) -> list[ScoredPoint]:
        """Points that match, unranked, ordered by document and number."""
        with self._shard() as shard:
            records = _walk(shard, _filter(where), ["document", "number"])
            first = in_reading_order(
                (
                    (payload["document"], payload["number"], _id(record))
                    for record in records
                    if (payload := record.payload) is not None
                ),
                limit,
            )
            return scored(((point, 0.0) for point in first), _read(shard, first))

    def count(self, where: PointFilter | None = None) -> int:
        """Exact number of points."""
        with self._shard() as shard:
            return int(shard.count(qe.CountRequest(exact=True, filter=None if where is None else _filter(where))))

    def stored_versions(self) -> Iterator[StoredVersion]:
        """Every document version with points, in no order."""
        with self._shard() as shard:
            total = int(shard.count(qe.CountRequest(exact=True)))
            facets = shard.facet(qe.FacetRequest(EDITION, limit=max(total, 1), exact=True))
            # Values that no living point has are still listed, with a count of zero.
            counted = [(_keyword(hit.value), int(hit.count)) for hit in facets.hits if hit.count]
        return (stored_version(value, points) for value, points in counted)

    def flush(self) -> None:
        """Return when everything written so far is on disk."""
        with self._shard() as shard:
            shard.flush()

    def optimize(self) -> None:
        """Merge segments into one and build its index. Holds the interpreter's lock while it works.

        Needs about the index's own size again on disk and, at its peak, about 12 kB of memory a point.
        """
        used = sum(entry.stat().st_size for entry in self._folder.rglob("*") if entry.is_file())
        require_space(self._folder, RESERVE_BYTES + used, self._where)
        with self._shard() as shard:
            shard.optimize()
            shard.flush()

    def close(self) -> None:
        """Flush and release."""
        if not self.closed:
            self.closed = True
            self._shards.release(self._folder, self._where)


def _to_edge(point: Point) -> qe.Point:
    vectors: dict[str, Any] = {}
    # A chunk without terms has no sparse vector at all, so that it does not count in the IDF.
    if point.sparse.indices:
        vectors[TERMS] = qe.SparseVector(list(point.sparse.indices), list(point.sparse.values))
    if point.dense is not None:
        vectors[DENSE] = [float(value) for value in point.dense]
    return qe.Point(point.id, vectors, pack(point.payload))


def _size(point: Point) -> int:
    """Bytes a point takes on disk, generously: log and segment, both with its text."""
    return 2_000 + 4 * len(point.payload.text) + 24 * len(point.sparse.indices) + 8 * len(point.dense or ())


def _any_of(name: str, values: Sequence[str]) -> qe.FieldCondition:
    return qe.FieldCondition(name, match=qe.MatchAny(list(values)))


def _condition(condition: Condition) -> qe.FieldCondition:
    if isinstance(condition, AnyOf):
        return _any_of(condition.field, condition.values)
    return qe.FieldCondition(condition.field, range=qe.RangeFloat(gte=condition.low, lte=condition.high))


def _filter(where: PointFilter) -> qe.Filter:
    return qe.Filter(must=[_condition(condition) for condition in conditions(where)])


def _id(found: qe.ScoredPoint | qe.Record) -> UUID:
    # Asked once a point: the engine makes a new object each time. Numbers or texts as ids are none of ours.
    return cast(UUID, found.id)


def _read(shard: qe.EdgeShard, points: list[UUID]) -> dict[UUID, Stored]:
    if not points:
        return {}
    records = shard.retrieve([*points], with_payload=True, with_vector=[TERMS])
    return {_id(record): Stored(record.payload or {}, _terms(record)) for record in records}


def _terms(record: qe.Record) -> SparseVector:
    vectors = record.vector
    found = vectors.get(TERMS) if isinstance(vectors, dict) else None
    return SparseVector(tuple(found.indices), tuple(found.values)) if isinstance(found, qe.SparseVector) else NO_TERMS


def _walk(shard: qe.EdgeShard, where: qe.Filter, fields: list[str]) -> Iterator[qe.Record]:
    offset = None
    while True:
        records, offset = shard.scroll(
            qe.ScrollRequest(offset=offset, limit=_SCROLL, filter=where, with_payload=fields, with_vector=False)
        )
        yield from records
        if offset is None:
            return


def _keyword(value: object) -> str:
    # The engine hands out its own value type, which compares and prints but does not convert.
    return str(getattr(value, "value", value))
