"""The write path: read documents become points, and a batch of them becomes current in one step.

The order of the steps, and what a crash leaves after each, stands in `index.writing`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from corpora.catalog import Catalog
from corpora.errors import CatalogUnavailable, DiskFull, DocumentError, UnknownDocument
from corpora.library import Library
from corpora.model import Access, Document
from corpora.records import DocumentRecord
from index.embedding import Embedder
from index.engine import IndexStore, PointFilter, TenantIndex
from index.generation import Generations
from index.points import PassageEncoder, PointBatch
from index.writing import BATCH_POINTS, BatchWriter, Reading, upsert_all
from ingest.chunking import DocumentKey, chunk

BATCH_EMBEDDED = 256
"""Points of a batch where a model makes vectors: on a slow machine a thousand take minutes, and a batch is what is told
of."""

BATCH_DOCUMENTS = 200
_OPTIMIZE_SHARE = 0.1
"""An index of which so much is new is merged at the end of a run."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a run that did not end cleanly had left behind."""

    points: int = 0
    generations: int = 0
    files: int = 0
    restored: int = 0
    """Current documents whose points were not all there and were written again from the library."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One document that was indexed again from the library."""

    record: DocumentRecord
    chunks: int
    reason: str = ""
    """German; why it could not be, empty when it was."""


class Indexer:
    """Writes tenants' documents into library, index and catalogue. One writer a tenant at a time.

    Every method raises `Unavailable` errors of the three; what was committed before stays.
    """

    def __init__(  # noqa: PLR0913 - the parts it writes with
        self,
        catalog: Catalog,
        library: Library,
        store: IndexStore,
        encoder: PassageEncoder,
        embedder: Embedder | None = None,
        *,
        batch_documents: int = BATCH_DOCUMENTS,
    ) -> None:
        """A batch is written at `batch_documents` or `BATCH_POINTS`, whichever is full first."""
        self._batch_documents = batch_documents
        self._batch_points = BATCH_POINTS if embedder is None else BATCH_EMBEDDED
        self._catalog = catalog
        self._library = library
        self._encoder = encoder
        self._embedder = embedder
        self.generations = Generations.of(catalog, store, encoder.fingerprint, embedder)

    def index_documents(
        self, tenant: str, corpus: str, readings: Iterable[Reading]
    ) -> Iterator[tuple[Reading, DocumentError | None]]:
        """Write readings in batches; each is handed on as soon as it is current, or with why it cannot be stored.

        Raises `IndexOutdated` before anything is read. Closing the iterator early drops what was not committed.
        """
        index = self.generations.start(tenant)
        batch = PointBatch(self._encoder, self._embedder)
        writer = BatchWriter(self._library, self._catalog, index, batch, self._catalog.documents(tenant, corpus))
        for reading in readings:
            try:
                self._library.store_original(reading.source)
            except DocumentError as error:
                yield reading, error
                continue
            writer.add(reading)
            if writer.points >= self._batch_points or writer.documents >= self._batch_documents:
                yield from ((committed, None) for committed in writer.commit())
        yield from ((committed, None) for committed in writer.commit())

    def merge(self, tenant: str, written: int) -> None:
        """After a run that wrote so many chunks: merge the index when much of it is new.

        Merging only makes searches faster; on a disk without room for it the index stays as it is.
        """
        index = self.generations.open_current(tenant) if written else None
        if index is not None and written >= _OPTIMIZE_SHARE * index.count():
            with suppress(DiskFull):
                index.optimize()

    def count(self, tenant: str, corpus: str, documents: frozenset[str] = frozenset()) -> int:
        """Points of a corpus, or of some of its documents, as the engine counts them; 0 before the first ingest."""
        index = self.generations.open_current(tenant)
        return 0 if index is None else index.count(_whole(corpus, documents))

    def remove_documents(self, tenant: str, documents: Iterable[str]) -> int:
        """Remove all points of documents the catalogue has forgotten; return how many."""
        index = self.generations.open_current(tenant)
        if index is None:
            return 0
        removed = sum(index.delete_document(document) for document in documents)
        index.flush()
        return removed

    def remove_corpus(self, tenant: str, corpus: str) -> int:
        """Remove all points of a corpus; return how many."""
        index = self.generations.open_current(tenant)
        if index is None:
            return 0
        removed = index.delete_corpus(corpus)
        index.flush()
        return removed

    def sweep(self, tenant: str) -> Swept:
        """Remove what a run that did not end cleanly left behind. While nothing else writes to the tenant."""
        index = self.generations.open_current(tenant)
        if index is None:
            return Swept(generations=self.generations.drop_others(tenant))
        records = {record.id: record for record in self._catalog.documents(tenant) if record.version is not None}
        stored: Counter[str] = Counter()
        points = 0
        for found in list(index.stored_versions()):
            record = records.get(found.document)
            if record is None:
                points += index.delete_document(found.document)
            elif record.version != found.version:
                points += index.delete_document(found.document, keep_version=record.version)
            else:
                stored[found.document] = found.points
        incomplete = [record for id, record in records.items() if stored[id] != record.chunks]
        for record in incomplete:
            index.delete_document(record.id)
        rebuilt = list(self._rebuild(index, incomplete))
        index.flush()
        self._note_counts(rebuilt)
        restored = [done for done in rebuilt if not done.reason]
        files = self._library.sweep(
            tenant,
            versions={(one.corpus, one.id, one.version) for one in records.values() if one.version is not None},
            originals={(one.corpus, one.version_sha256) for one in records.values() if one.version_sha256},
        )
        return Swept(points, self.generations.drop_others(tenant), files.documents + files.originals, len(restored))

    def rewrite(self, tenant: str, documents: Iterable[tuple[Document, int]]) -> Iterator[list[tuple[Document, int]]]:
        """Store and index current documents again, each under the version it has: for changed facts or access.

        Each comes with the lines of its pages and the number of chunks the catalogue knows; they are handed on in
        batches, with the number they have now, as soon as they are written. What a crash leaves of a batch is written
        again by the next time.
        """
        index = self.generations.start(tenant)
        batch = PointBatch(self._encoder, self._embedder)
        written: list[tuple[Document, int]] = []
        for document, known_chunks in documents:
            key = DocumentKey(document.tenant, document.corpus, document.path, document.version)
            chunks = chunk(key, document.facts, document.kind, document.sections, document.pages)
            self._library.store_document(document)
            if known_chunks > len(chunks):
                index.delete_document(document.id)
            batch.add(document, chunks)
            written.append((document, len(chunks)))
            if len(batch) >= self._batch_points or len(written) >= self._batch_documents:
                yield self._write_again(index, batch, written)
                written = []
        if written:
            yield self._write_again(index, batch, written)

    def _write_again(
        self, index: TenantIndex, batch: PointBatch, written: list[tuple[Document, int]]
    ) -> list[tuple[Document, int]]:
        upsert_all(index, batch.take())
        index.flush()
        self._library.sync()
        return written

    def reindex(self, tenant: str) -> Generator[Rebuilt, None, None]:
        """Build a new generation beside the current one from the library, swap it in, drop the old one.

        Documents are yielded as they are written. The old index is searched until the last one is; closing the iterator
        early leaves it in place. Raises `DiskFull` before the first one when both would not fit beside each other.
        """
        records = [record for record in self._catalog.documents(tenant) if record.version is not None]
        name, index = self.generations.start_beside(tenant, sum(record.chunks for record in records))
        rebuilt: list[Rebuilt] = []
        for done in self._rebuild(index, records):
            rebuilt.append(done)
            yield done
        index.flush()
        with suppress(DiskFull):
            index.optimize()
        self.generations.switch(tenant, name)
        self._note_counts(rebuilt)
        self.generations.drop_others(tenant)

    def _rebuild(self, index: TenantIndex, records: Iterable[DocumentRecord]) -> Iterator[Rebuilt]:
        batch = PointBatch(self._encoder, self._embedder)
        for record in records:
            try:
                document = self._library.load_document(record.tenant, record.corpus, record.id, record.version or "")
            except (UnknownDocument, CatalogUnavailable) as error:
                yield Rebuilt(record, 0, str(error))
                continue
            # The catalogue may have been told of a stricter access since.
            document = replace(document, access=Access.stricter(document.access, record.access))
            key = DocumentKey(record.tenant, record.corpus, record.path, document.version)
            chunks = chunk(key, document.facts, document.kind, document.sections, document.pages)
            batch.add(document, chunks)
            if len(batch) >= self._batch_points:
                index.upsert(batch.take())
            yield Rebuilt(record, len(chunks))
        index.upsert(batch.take())

    def _note_counts(self, rebuilt: Iterable[Rebuilt]) -> None:
        """Tell the catalogue where a newer way of cutting gave another number of chunks."""
        for done in rebuilt:
            record = done.record
            # A record whose newer file failed must keep saying so.
            if done.reason or done.chunks == record.chunks or record.sha256 != record.version_sha256:
                continue
            document = self._library.load_document(record.tenant, record.corpus, record.id, record.version or "")
            self._catalog.commit_document(
                replace(document, access=record.access),
                chunks=done.chunks,
                size=record.bytes,
                seconds=record.seconds,
                fingerprint=record.fingerprint,
            )


def _whole(corpus: str, documents: frozenset[str]) -> PointFilter:
    return PointFilter(frozenset({corpus}), frozenset(Access), documents=documents)
