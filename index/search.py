"""The read path: a question and a scope become hits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from corpora.catalog import Catalog
from corpora.errors import IndexUnavailable
from corpora.model import Access, CorpusKind
from corpora.records import DocumentRecord
from corpora.scope import Grant, Scope
from index.bodies import treats
from index.candidates import Candidate, gather
from index.compounds import load_splitter
from index.embedding import Embedder
from index.engine import PointFilter, ScoredPoint, SearchedIndex, SparseVector
from index.features import DocumentLook, FeatureReader, Group
from index.hits import Hit
from index.identifiers import Citation
from index.laws import Law, match_law
from index.periods import nearness
from index.query import Query, QueryReader, Reading
from index.ranking import best_of_place, fold, rank
from index.reranking import Reranking
from index.sparse import SparseEncoder
from index.static_embedding import load_shipped_model
from index.versions import find_superseded

CANDIDATES = 96
"""Points taken from each way of searching before they are ranked."""

ON_ROUTE = 0.4
"""What a paper that a body treats counts beside the body's own minutes."""

_CITED = 50
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What a person narrows a search to; every empty field leaves it as wide as the scope."""

    corpora: frozenset[str] = frozenset()
    """Ids, or ``tenant/corpus``."""
    kinds: frozenset[CorpusKind] = frozenset()
    bodies: frozenset[str] = frozenset()
    """Names of bodies; case does not matter."""
    date_from: date | None = None
    """Inclusive; papers without a date are left out once a range is given."""
    date_to: date | None = None
    documents: frozenset[str] = frozenset()
    """`Document.id`s."""


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates of a question, described but not ranked."""

    readings: Mapping[str, Reading]
    """Tenant to the question as read with its words."""
    candidates: tuple[Candidate, ...]
    features: NDArray[np.float32]
    """A row a candidate, as `index.features` describes it."""
    records: Mapping[str, DocumentRecord]
    """By id, of the candidates' documents at least."""
    superseded: Mapping[str, str]
    """Document to the path of a newer version."""


class Searcher:
    """Searches the indexes of a scope's tenants and ranks what they find.

    `open_index` gives a tenant's current index, or None when nothing was indexed yet; it raises `IndexOutdated` when
    the index was made by another pipeline.
    """

    def __init__(  # noqa: PLR0913 - the parts it searches with
        self,
        catalog: Catalog,
        open_index: Callable[[str], SearchedIndex | None],
        encoder: SparseEncoder,
        reader: QueryReader,
        embedder: Embedder | None = None,
        *,
        reranking: Reranking | None = None,
    ) -> None:
        """With an `embedder` dense vectors are searched, too, in the indexes that have some of its making."""
        self._catalog = catalog
        self._open_index = open_index
        self._encoder = encoder
        self._reader = reader
        self._embedder = embedder
        self._reranking = reranking
        self._features = FeatureReader(load_shipped_model())

    def reading_with(self, reader: QueryReader) -> Searcher:
        """The same searcher with another way to read questions, e.g. with other synonyms."""
        return Searcher(
            self._catalog, self._open_index, self._encoder, reader, self._embedder, reranking=self._reranking
        )

    def search(self, scope: Scope, question: str, limit: int = 10, filters: SearchFilters | None = None) -> list[Hit]:
        """At most `limit` hits, best first, one a page (or a section), near-duplicates folded.

        Only documents of the scope, only their current versions. Empty when nothing matches.
        """
        filters = filters or SearchFilters()
        if filters.corpora:
            scope = scope.narrow(filters.corpora)
        found = self.find(scope, question, filters)
        past = any(reading.query.past for reading in found.readings.values())
        stand_back = () if past else found.superseded
        ranked = best_of_place(rank(found.candidates, found.features, stand_back))
        if self._reranking is None:
            chosen = fold(ranked, limit)
        else:
            titles = {id: record.title for id, record in found.records.items()}
            chosen = self._reranking.reorder(question, fold(ranked, self._reranking.reach(limit)), titles)[:limit]
        return [self._hit(position, candidate, found) for position, candidate in enumerate(chosen, start=1)]

    def find(self, scope: Scope, question: str, filters: SearchFilters) -> Found:
        """The candidates of a question with what speaks for each, unranked: for `search`, and to tune the ranking."""
        # Each tenant's papers are searched with that tenant's own words and nobody else's.
        readings = {grant.tenant: self._reader.for_tenant(grant.tenant).reading(question) for grant in scope.grants}
        embed = cache(partial(self._embed, question))
        groups: list[Group] = []
        for grant in scope.grants:
            query = readings[grant.tenant].query
            generation = self._catalog.generation(grant.tenant)
            try:
                groups.append(self._search_tenant(grant, query, embed, filters))
            except IndexUnavailable:
                if self._catalog.generation(grant.tenant) == generation:
                    raise
                # Another one, built anew, took its place meanwhile.
                groups.append(self._search_tenant(grant, query, embed, filters))
        records = self._catalog.document_by_id({one.payload.document for group in groups for one in group.candidates})
        allowed = cache(scope.allows)
        groups = [group.only(lambda one: _is_current(one, records, allowed)) for group in groups]
        candidates = tuple(candidate for group in groups for candidate in group.candidates)
        looks = {id: _look(record, readings[record.tenant].query) for id, record in records.items()}
        superseded = find_superseded(records[candidate.payload.document] for candidate in candidates)
        return Found(readings, candidates, self._features.describe(groups, looks), records, superseded)

    def _search_tenant(
        self, grant: Grant, query: Query, embed: Callable[[], Sequence[float]], filters: SearchFilters
    ) -> Group:
        vector = self._encoder.encode_question(query.terms)
        index = self._open_index(grant.tenant)
        if index is None:
            return Group(vector, ())
        where = PointFilter(
            corpora=grant.corpora,
            access=frozenset(grant.levels),
            kinds=frozenset(kind.value for kind in filters.kinds),
            bodies=frozenset(body.casefold() for body in filters.bodies),
            date_from=_as_number(filters.date_from),
            date_to=_as_number(filters.date_to),
            documents=filters.documents,
        )
        sparse = index.search_sparse(vector, where, CANDIDATES) if vector.indices else []
        dense: list[ScoredPoint] = []
        if self._embedder is not None and index.dense_size is not None and query.text.strip():
            dense = index.search_dense(embed(), where, CANDIDATES)
        return Group(vector, gather(sparse, dense, self._look_up(index, grant, where, query, vector)))

    def _embed(self, text: str) -> Sequence[float]:
        vector: list[float] = [] if self._embedder is None else self._embedder.embed_question(text).tolist()
        return vector

    def _look_up(
        self, index: SearchedIndex, grant: Grant, where: PointFilter, query: Query, vector: SparseVector
    ) -> list[tuple[int, ScoredPoint]]:
        """Points that the question names by number, with the position of the reading that named them."""
        found = _find_cited(index, where, list(query.drucksachen), vector, every=True)
        for citation in query.citations:
            points = _find_cited(index, where, list(citation.identifiers), vector)
            if not points and citation.guess:
                points = _find_cited(index, where, self._guess_laws(grant, citation), vector)
            found.extend(points)
        return found

    def _guess_laws(self, grant: Grant, citation: Citation) -> list[str]:
        laws = [
            Law(named.id, named.title, named.reference)
            for named in self._catalog.named_documents(grant)
            if not named.reference[0].isdigit()
        ]
        names = (name for guess in citation.names for name in match_law(guess, laws, load_splitter()))
        return list(dict.fromkeys(f"{citation.kind}:{name}/{citation.number}" for name in names))

    def _hit(self, position: int, candidate: Candidate, found: Found) -> Hit:
        record = found.records[candidate.payload.document]
        payload = candidate.payload
        known = " ".join((record.title, record.reference or "", *payload.heading_path))
        return Hit(
            rank=position,
            score=candidate.score,
            why=tuple(sorted(candidate.why)),
            tenant=record.tenant,
            corpus=payload.corpus,
            kind=CorpusKind(payload.kind),
            access=payload.access,
            document=payload.document,
            version=payload.version,
            path=record.path,
            title=record.title,
            reference=record.reference,
            date=record.date,
            chunk=candidate.id,
            page=payload.page,
            heading_path=payload.heading_path,
            text=payload.text,
            spans=payload.spans,
            matched_terms=found.readings[record.tenant].cover(f"{known}\n{payload.text}"),
            superseded_by=found.superseded.get(payload.document, ""),
            folded=candidate.folded,
        )


def _find_cited(
    index: SearchedIndex, where: PointFilter, identifiers: list[str], vector: SparseVector, *, every: bool = False
) -> list[tuple[int, ScoredPoint]]:
    found: list[tuple[int, ScoredPoint]] = []
    for position, identifier in enumerate(identifiers):
        narrowed = replace(where, identifiers=frozenset((identifier,)))
        points = {point.id: point for point in index.lookup(narrowed, _CITED)}
        if points and vector.indices:
            points |= {point.id: point for point in index.search_sparse(vector, narrowed, _CITED)}
        found.extend((position, point) for point in points.values())
        if points and not every:
            # Readings of one citation exclude each other: the likeliest that exists is the one that was meant.
            break
    return found


def _is_current(
    candidate: Candidate, records: dict[str, DocumentRecord], allowed: Callable[[str, str, Access], bool]
) -> bool:
    """Whether the point belongs to the version the catalogue names, and the scope holds it (checked a second time)."""
    record = records.get(candidate.payload.document)
    return (
        record is not None
        and record.version == candidate.payload.version
        and allowed(record.tenant, record.corpus, record.access)
        and allowed(record.tenant, candidate.payload.corpus, candidate.payload.access)
    )


def _look(record: DocumentRecord, query: Query) -> DocumentLook:
    return DocumentLook(
        chunks=record.chunks,
        of_year=bool(query.years) and not _years(record).isdisjoint(query.years),
        of_time=nearness(query.periods, record.date) if query.periods else 0.0,
        of_body=_of_body(record, query) if query.bodies else 0.0,
    )


def _of_body(record: DocumentRecord, query: Query) -> float:
    if not treats(query.bodies, record.bodies):
        return 0.0
    return 1.0 if record.kind == "Niederschrift" else ON_ROUTE


def _years(record: DocumentRecord) -> set[int]:
    years = {int(year) for year in _YEAR.findall(f"{record.title} {record.path}")}
    if record.date is not None:
        years.add(record.date.year)
    return years


def _as_number(day: date | None) -> int | None:
    return day.year * 10_000 + day.month * 100 + day.day if day else None
