"""The contract of `TenantIndex` and `IndexStore`, run against every engine.

What a sparse score is: the inner product with the engine's IDF, ``ln((n - df + 0.5) / (df + 0.5) + 1)``, over the
points that are alive and have terms. Left to themselves the engines differ here: Qdrant (embedded and server) counts
deleted points until it rebuilds a segment, the client in memory does not. All three are therefore asked for live
statistics, so that the same content scores the same however it came about. A server too old to know that parameter
keeps to its own.

Scores of different engines are compared with a tolerance (five digits, 16 bit for dense vectors), order and ties
exactly, within each engine's own scores.
"""

from __future__ import annotations

import itertools
import math
import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qdrant_client import QdrantClient

from corpora.errors import IndexOutdated, IndexUnavailable, InvalidName
from corpora.model import Access, Span
from index.engine import (
    NO_TERMS,
    IndexStore,
    Payload,
    Point,
    PointFilter,
    ScoredPoint,
    SparseVector,
    StoredVersion,
    TenantIndex,
)
from index.engines.edge import EdgeStore
from index.engines.memory import MemoryStore
from index.engines.server import ServerStore

QDRANT_URL = os.environ.get("QDRANT_URL", "")
DENSE_SIZE = 3
LIMIT = 1_000
TENANTS = itertools.count()

pytestmark = [
    # What the client in memory says when it plays a server.
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant:UserWarning"),
    pytest.mark.filterwarnings("ignore:Local mode performs exact .brute-force. search:UserWarning"),
]


def _edge(folder: Path) -> IndexStore:
    return EdgeStore(folder, max_open=2)


def _memory(folder: Path) -> IndexStore:
    return MemoryStore()


def _server_in_memory(folder: Path) -> IndexStore:
    return ServerStore("http://127.0.0.1:6333", client=QdrantClient(":memory:"))


def _server(folder: Path) -> IndexStore:
    return ServerStore(QDRANT_URL, os.environ.get("QDRANT_API_KEY"), prefix=f"test-{uuid.uuid4().hex[:8]}-")


# The real server is not collected at all without an address: a test that is always skipped says nothing.
ENGINES = [_edge, _memory, _server_in_memory]
PARAMS = [pytest.param(make, id=make.__name__.strip("_")) for make in ENGINES]
if QDRANT_URL:
    PARAMS.append(pytest.param(_server, id="server", marks=pytest.mark.qdrant_server))


@pytest.fixture(scope="module", params=PARAMS)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexStore]:
    make: Callable[[Path], IndexStore] = request.param
    opened = make(tmp_path_factory.mktemp("index"))
    yield opened
    opened.close()


@pytest.fixture
def index(store: IndexStore) -> Iterator[TenantIndex]:
    with fresh_index(store) as opened:
        yield opened


class fresh_index:
    """A new tenant's index that is dropped in the end."""

    def __init__(self, store: IndexStore) -> None:
        self.store = store
        self.tenant = f"ort-{next(TENANTS)}"

    def __enter__(self) -> TenantIndex:
        return self.store.open(self.tenant, "g1", dense_size=DENSE_SIZE)

    def __exit__(self, *error: object) -> None:
        self.store.drop(self.tenant, "g1")


def payload(corpus: str = "rat", document: str = "d1", version: str = "v1", number: int = 0, **more: object) -> Payload:
    return replace(
        Payload(corpus=corpus, access=Access.PUBLIC, document=document, version=version, number=number, page=1),
        **more,  # type: ignore[arg-type]
    )


def point(name: str, carried: Payload, *terms: tuple[int, float], dense: tuple[float, ...] = (1.0, 0.0, 0.0)) -> Point:
    indices, values = zip(*sorted(terms), strict=True) if terms else ((), ())
    return Point(str(uuid.uuid5(uuid.NAMESPACE_URL, name)), SparseVector(indices, values), carried, dense)


EVERYTHING = PointFilter(frozenset({"rat", "recht", "hilfe"}), frozenset(Access))
COUNCIL = PointFilter(frozenset({"rat"}), frozenset({Access.PUBLIC}))


# Random content: every engine against the one in memory.

corpora = st.sampled_from(["rat", "recht"])
accesses = st.sampled_from(list(Access))
documents = st.sampled_from(["d1", "d2", "d3", "d4"])
versions = st.sampled_from(["v1", "v2"])
dates = st.none() | st.integers(20240101, 20240105)
bodies = st.lists(st.sampled_from(["rat der stadt", "bauausschuss"]), unique=True).map(tuple)
identifiers = st.lists(st.sampled_from(["ds:51/2018", "bv:499/2025"]), unique=True).map(tuple)
weights = st.sampled_from([0.25, 0.5, 1.0, 1.5])
term_ids = st.sampled_from([0, 1, 2, 3, 4, 5, 77, 2**31, 2**32 - 1])
sparse_vectors = st.dictionaries(term_ids, weights, max_size=5).map(
    lambda terms: SparseVector(tuple(sorted(terms)), tuple(terms[term] for term in sorted(terms)))
)
dense_vectors = st.tuples(*[st.sampled_from([-1.0, 0.5, 1.0, 2.0])] * DENSE_SIZE)
payloads = st.builds(
    Payload,
    corpus=corpora,
    access=accesses,
    document=documents,
    version=versions,
    number=st.integers(0, 9),
    page=st.none() | st.integers(1, 3),
    kind=st.sampled_from(["", "council"]),
    date=dates,
    bodies=bodies,
    identifiers=identifiers,
    text=st.text(max_size=20).filter(lambda text: text.isprintable()),
    heading_path=st.lists(st.sampled_from(["§ 1", "Begründung"]), max_size=2).map(tuple),
    spans=st.lists(st.builds(Span, st.integers(0, 3), st.integers(0, 9), st.integers(10, 99)), max_size=2).map(tuple),
)
ids = st.integers(0, 30).map(lambda number: str(uuid.uuid5(uuid.NAMESPACE_URL, str(number))))
points = st.builds(Point, id=ids, sparse=sparse_vectors, payload=payloads, dense=dense_vectors)
steps = st.one_of(
    st.tuples(st.just("upsert"), st.lists(points, max_size=15, unique_by=lambda one: one.id)),
    st.tuples(st.just("upsert"), st.lists(points, max_size=15, unique_by=lambda one: one.id)),
    st.tuples(st.just("delete_document"), documents, st.none() | versions),
    st.tuples(st.just("delete_corpus"), corpora),
    st.tuples(st.just("optimize")),
)
some = st.frozensets(corpora, min_size=1)
filters = st.builds(
    PointFilter,
    corpora=some,
    access=st.frozensets(accesses, min_size=1),
    kinds=st.frozensets(st.just("council"), max_size=1),
    bodies=st.frozensets(st.sampled_from(["rat der stadt", "bauausschuss"]), max_size=1),
    documents=st.frozensets(documents, max_size=2),
    identifiers=st.frozensets(st.sampled_from(["ds:51/2018", "bv:499/2025"]), max_size=2),
    date_from=st.none() | dates,
    date_to=st.none() | dates,
)
queries = st.tuples(sparse_vectors, dense_vectors, filters, st.integers(1, 12))


def apply(index: TenantIndex, step: tuple[object, ...]) -> int | None:
    match step:
        case ("upsert", list() as batch):
            index.upsert(batch)
        case ("delete_document", str() as document, version):
            assert version is None or isinstance(version, str)
            return index.delete_document(document, keep_version=version)
        case ("delete_corpus", str() as corpus):
            return index.delete_corpus(corpus)
        case ("optimize",):
            index.optimize()
    return None


def assert_same_ranking(
    found: list[ScoredPoint], all_expected: list[ScoredPoint], limit: int, tolerance: float
) -> None:
    """`found` is a right answer when `all_expected` are all matches as the oracle scores them."""
    assert found == sorted(found, key=lambda one: (-one.score, one.id))
    assert len(found) == min(limit, len(all_expected))
    expected = {one.id: one for one in all_expected}
    for one, best in zip(found, all_expected, strict=False):
        assert one.score == pytest.approx(best.score, abs=tolerance)
        assert one.score == pytest.approx(expected[one.id].score, abs=tolerance)
        assert one.payload == expected[one.id].payload


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(steps, min_size=1, max_size=5), asked=st.lists(queries, min_size=1, max_size=6))
def test_any_history_is_counted_found_and_ranked_as_by_the_oracle(
    store: IndexStore,
    history: list[tuple[object, ...]],
    asked: list[tuple[SparseVector, tuple[float, ...], PointFilter, int]],
) -> None:
    with fresh_index(store) as index, fresh_index(MemoryStore()) as oracle:
        for step in history:
            assert apply(index, step) == apply(oracle, step)
        assert index.count() == oracle.count()
        assert set(index.stored_versions()) == set(oracle.stored_versions())
        for sparse, dense, where, limit in asked:
            assert index.count(where) == oracle.count(where)
            assert index.lookup(where, limit) == oracle.lookup(where, limit)
            assert_same_ranking(
                index.search_sparse(sparse, where, limit), oracle.search_sparse(sparse, where, LIMIT), limit, 1e-3
            )
            assert_same_ranking(
                index.search_dense(dense, where, limit), oracle.search_dense(dense, where, LIMIT), limit, 5e-3
            )


# What the contract says, one by one.


def test_a_point_comes_back_with_exactly_the_payload_it_was_given(index: TenantIndex) -> None:
    full = Payload(
        corpus="rat", access=Access.INTERNAL, document="d1", version="0123456789abcdef", number=7, page=3,
        kind="council", date=20250131, bodies=("rat", "bauausschuss"), identifiers=("ds:1/2025",),
        text="Straße „Am Ring“\nzweite Zeile", heading_path=("Begründung", "1. Lage"),
        spans=(Span(2, 10, 60), Span(3, 0, 25)),
    )  # fmt: skip
    bare = payload(number=8, page=None)
    index.upsert([point("full", full, (1, 1.0)), point("bare", bare, (1, 1.0))])
    assert [found.payload for found in index.lookup(EVERYTHING, 5)] == [full, bare]
    assert {found.payload for found in index.search_sparse(SparseVector((1,), (1.0,)), EVERYTHING, 5)} == {full, bare}


def test_a_sparse_score_is_the_inner_product_with_the_idf_of_living_points(index: TenantIndex) -> None:
    def idf(points_alive: int, with_term: int) -> float:
        return math.log((points_alive - with_term + 0.5) / (with_term + 0.5) + 1)

    index.upsert([point("a", payload(), (1, 2.0), (2, 0.5)), point("b", payload(document="d2"), (1, 1.0))])
    index.upsert([point(f"c{n}", payload(document="d3", number=n), (3, 1.0)) for n in range(6)])
    index.upsert([point("empty", payload(document="d4"))])
    query = SparseVector((1, 2), (1.0, 2.0))
    found = index.search_sparse(query, COUNCIL, 10)
    assert [one.score for one in found] == pytest.approx([2.0 * idf(8, 2) + 1.0 * idf(8, 1), idf(8, 2)], abs=1e-4)
    # Deleted, replaced and rewritten points leave the statistics at once.
    index.delete_document("d3")
    index.upsert([point("b", payload(document="d2"), (4, 1.0))])
    index.upsert([point("a", payload(), (1, 2.0), (2, 0.5))])
    found = index.search_sparse(query, COUNCIL, 10)
    assert [one.score for one in found] == pytest.approx([2.0 * idf(2, 1) + idf(2, 1)], abs=1e-4)


def test_found_points_come_with_their_terms(index: TenantIndex) -> None:
    full, bare = point("full", payload(), (1, 2.0), (2**32 - 1, 0.5)), point("bare", payload(number=1))
    index.upsert([full, bare])
    assert [one.terms for one in index.search_sparse(SparseVector((1,), (1.0,)), COUNCIL, 10)] == [full.sparse]
    assert [one.terms for one in index.lookup(COUNCIL, 10)] == [full.sparse, NO_TERMS]


def test_ties_come_by_id_even_where_the_limit_cuts_through_them(index: TenantIndex) -> None:
    index.upsert([point(f"t{n}", payload(number=n), (1, 1.0)) for n in range(120)])
    index.upsert([point("best", payload(number=500), (1, 3.0), dense=(0.0, 1.0, 0.0))])
    ascending = sorted(point(f"t{n}", payload()).id for n in range(120))
    best = point("best", payload()).id
    for limit in (1, 2, 7, 60):
        assert [one.id for one in index.search_sparse(SparseVector((1,), (1.0,)), COUNCIL, limit)] == [
            best, *ascending[: limit - 1],
        ]  # fmt: skip
        assert [one.id for one in index.search_dense((1.0, 0.0, 0.0), COUNCIL, limit)] == ascending[:limit]


def test_nothing_matching_gives_an_empty_list_and_zero(index: TenantIndex) -> None:
    nowhere = PointFilter(frozenset({"fehlt"}), frozenset({Access.PUBLIC}))
    for _ in range(2):
        assert index.search_sparse(SparseVector((9,), (1.0,)), COUNCIL, 10) == []
        assert index.search_sparse(SparseVector((), ()), COUNCIL, 10) == []
        assert index.search_sparse(SparseVector((1,), (1.0,)), nowhere, 10) == []
        assert index.search_dense((0.0, 1.0, 0.0), nowhere, 10) == []
        assert index.search_sparse(SparseVector((1,), (1.0,)), COUNCIL, 0) == []
        assert index.lookup(nowhere, 10) == index.lookup(COUNCIL, 0) == []
        assert index.count(nowhere) == 0
        assert index.delete_document("fehlt") == index.delete_corpus("fehlt") == 0
        index.upsert([])
        index.upsert([point("a", payload(), (1, 1.0))])


def test_a_filter_keeps_out_what_it_does_not_name(index: TenantIndex) -> None:
    index.upsert(
        [
            point("public", payload(number=0), (1, 1.0)),
            point("internal", payload(number=1, access=Access.INTERNAL), (1, 9.0)),
            point("other corpus", payload(number=2, corpus="recht"), (1, 9.0)),
            point("undated", payload(number=3, kind="council"), (1, 0.5)),
            point(
                "dated",
                payload(number=4, date=20240229, bodies=("rat", "bauausschuss"), identifiers=("ds:1",)),
                (1, 0.1),
            ),
        ]
    )
    query = SparseVector((1,), (1.0,))

    def numbers(where: PointFilter) -> list[int]:
        found = index.search_sparse(query, where, 10)
        assert {one.id for one in found} == {one.id for one in index.lookup(where, 10)}
        assert {one.id for one in found} == {one.id for one in index.search_dense((1.0, 0.0, 0.0), where, 10)}
        return [one.payload.number for one in found]

    assert numbers(COUNCIL) == [0, 3, 4]
    assert numbers(replace(COUNCIL, access=frozenset({Access.INTERNAL}))) == [1]
    assert numbers(replace(COUNCIL, kinds=frozenset({"council"}))) == [3]
    assert numbers(replace(COUNCIL, bodies=frozenset({"bauausschuss", "fehlt"}))) == [4]
    assert numbers(replace(COUNCIL, identifiers=frozenset({"ds:1"}))) == [4]
    assert numbers(replace(COUNCIL, date_from=20240229)) == [4]
    assert numbers(replace(COUNCIL, date_from=20240101, date_to=20240229)) == [4]
    assert numbers(replace(COUNCIL, date_to=20240228)) == []
    assert numbers(replace(COUNCIL, documents=frozenset({"d1"}))) == [0, 3, 4]


def test_a_filter_cannot_be_made_without_corpora_or_access() -> None:
    with pytest.raises(ValueError, match="everything"):
        PointFilter(frozenset(), frozenset({Access.PUBLIC}))
    with pytest.raises(ValueError, match="everything"):
        PointFilter(frozenset({"rat"}), frozenset())


def test_deleting_a_document_spares_the_kept_version_and_counts_what_went(index: TenantIndex) -> None:
    index.upsert([point(f"old{n}", payload(version="v1", number=n), (1, 1.0)) for n in range(3)])
    index.upsert([point(f"new{n}", payload(version="v2", number=n), (1, 1.0)) for n in range(2)])
    index.upsert([point("other", payload(document="d2"), (1, 1.0))])
    assert set(index.stored_versions()) == {
        StoredVersion("d1", "v1", 3), StoredVersion("d1", "v2", 2), StoredVersion("d2", "v1", 1),
    }  # fmt: skip
    assert index.delete_document("d1", keep_version="v2") == 3
    assert index.delete_document("d1", keep_version="v2") == 0
    assert index.count() == 3
    assert index.delete_document("d1") == 2
    assert index.delete_corpus("rat") == 1
    assert list(index.stored_versions()) == []


def test_lookups_come_in_reading_order_and_not_as_they_were_written(index: TenantIndex) -> None:
    index.upsert([point(f"{d}{n}", payload(document=d, number=n), (1, 1.0)) for d in ("d2", "d1") for n in (10, 9, 2)])
    found = index.lookup(COUNCIL, 4)
    assert [(one.payload.document, one.payload.number) for one in found] == [
        ("d1", 2),
        ("d1", 9),
        ("d1", 10),
        ("d2", 2),
    ]
    assert {one.score for one in found} == {0.0}


def test_tenants_and_generations_are_apart(store: IndexStore) -> None:
    one = store.open("ort-a", "g1", dense_size=None)
    two = store.open("ort-b", "g1", dense_size=None)
    three = store.open("ort-a", "g2", dense_size=None)
    try:
        one.upsert([replace(point("a", payload(), (1, 1.0)), dense=None)])
        assert (one.count(), two.count(), three.count()) == (1, 0, 0)
        assert two.search_sparse(SparseVector((1,), (1.0,)), EVERYTHING, 10) == []
        assert store.generations("ort-a") == ["g1", "g2"]
        assert store.generations("ort-b") == ["g1"]
        assert store.generations("ort") == []
        store.activate("ort-a", "g2")
        store.activate("ort-a", "g1")
        store.drop("ort-a", "g2")
        assert store.generations("ort-a") == ["g1"]
        assert store.open("ort-a", "g1", dense_size=None).count() == 1
    finally:
        for tenant, generation in (("ort-a", "g1"), ("ort-a", "g2"), ("ort-b", "g1"), ("ort-b", "g1")):
            store.drop(tenant, generation)
    assert store.generations("ort-a") == []


def test_an_index_without_dense_vectors_finds_nothing_by_them_and_does_not_open_with_them(store: IndexStore) -> None:
    index = store.open("ohne-vektoren", "g1", dense_size=None)
    try:
        index.upsert([replace(point("a", payload(), (1, 1.0)), dense=None)])
        assert index.dense_size is None
        assert index.search_dense((1.0, 0.0), COUNCIL, 5) == []
        with pytest.raises(IndexOutdated, match="kompass reindex ohne-vektoren"):
            store.open("ohne-vektoren", "g1", dense_size=2)
    finally:
        store.drop("ohne-vektoren", "g1")


def test_a_closed_index_says_so_and_opens_again_with_its_points(store: IndexStore) -> None:
    index = store.open("zu-und-auf", "g1", dense_size=None)
    try:
        index.upsert([replace(point("a", payload(), (1, 1.0)), dense=None)])
        index.flush()
        index.close()
        index.close()
        for use in (index.count, index.flush, lambda: index.search_sparse(SparseVector((1,), (1.0,)), COUNCIL, 1)):
            with pytest.raises(IndexUnavailable, match="geschlossen"):
                use()
        assert store.open("zu-und-auf", "g1", dense_size=None).count() == 1
    finally:
        store.drop("zu-und-auf", "g1")


def test_an_index_that_is_not_there_is_not_made_in_passing(store: IndexStore) -> None:
    with pytest.raises(IndexUnavailable, match="kompass reindex nirgends"):
        store.open("nirgends", "g1", dense_size=None, create=False)
    assert store.generations("nirgends") == []


@pytest.mark.parametrize("name", ["", "../anders", "a/b", "A", ".", "ort_eins", "ä"])
def test_names_that_could_lead_elsewhere_are_refused(store: IndexStore, name: str) -> None:
    for call in (
        lambda: store.open(name, "g1", dense_size=None),
        lambda: store.open("ort", name, dense_size=None),
        lambda: store.drop(name, "g1"),
        lambda: store.generations(name),
    ):
        with pytest.raises(InvalidName):
            call()
