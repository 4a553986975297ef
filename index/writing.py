"""A batch of read documents being written, so that it becomes current in one step.

In the order of `BatchWriter`, a crash leaves after each step:

1. pages and originals in the library      files that no record names; `sweep` removes them
2. points in the index, flushed            points of a version that is not current; no search shows them
3. the catalogue names the new versions    the one commit point
4. old versions' points and pages go       points of a version that is no longer current; no search shows them

Ids are made of tenant, corpus, path, version and number, so that doing a step again writes the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpora.catalog import Catalog
from corpora.library import Library
from corpora.model import Chunk, Document, Source
from corpora.records import DocumentRecord, ReadDocument
from index.engine import Point, TenantIndex
from index.packing import EncodedPassages
from index.points import PointBatch

BATCH_POINTS = 1_000
"""Points that go to the engine at a time."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as it came from reading, with what the catalogue is to know of it."""

    source: Source
    document: Document
    chunks: Sequence[Chunk]
    seconds: float
    fingerprint: str
    """Of the reading pipeline."""
    encoded: EncodedPassages | None = None
    """The chunks' sparse vectors where reading has made them; without, or by another encoder, writing does."""


class BatchWriter:
    """Gathers readings and writes them; see the module for the order."""

    def __init__(
        self,
        library: Library,
        catalog: Catalog,
        index: TenantIndex,
        batch: PointBatch,
        known: Sequence[DocumentRecord],
    ) -> None:
        self._library = library
        self._catalog = catalog
        self._index = index
        self._batch = batch
        self._known = {record.id: record for record in known if record.version is not None}
        self._originals = Counter(record.version_sha256 for record in self._known.values())
        self._readings: list[Reading] = []

    @property
    def points(self) -> int:
        """How many wait."""
        return len(self._batch)

    @property
    def documents(self) -> int:
        """How many wait."""
        return len(self._readings)

    def add(self, reading: Reading) -> None:
        """Store the pages; keep the document without its lines and vectors, which nothing needs any more."""
        self._library.store_document(reading.document)
        self._batch.add(reading.document, reading.chunks, reading.encoded)
        pages = tuple(replace(page, lines=()) if page.lines else page for page in reading.document.pages)
        self._readings.append(replace(reading, document=replace(reading.document, pages=pages), encoded=None))

    def commit(self) -> list[Reading]:
        """Write the batch to its end; the readings that are current now."""
        committed, self._readings = self._readings, []
        if not committed:
            return []
        points = self._batch.take()
        for reading in committed:
            old = self._known.get(reading.document.id)
            if old is not None and old.version == reading.document.version and old.chunks > len(reading.chunks):
                # Read again as the same version but with less text: the points beyond its end would stay.
                self._index.delete_document(old.id)
        upsert_all(self._index, points)
        # Whatever was written lasts before the catalogue says that it is there.
        self._index.flush()
        self._library.sync()
        self._catalog.commit_documents(
            ReadDocument(
                reading.document, len(reading.chunks), reading.source.size, reading.seconds, reading.fingerprint
            )
            for reading in committed
        )
        for reading in committed:
            self._retire(reading.document)
        return committed

    def _retire(self, document: Document) -> None:
        """Remove what belongs to the version before."""
        self._originals[document.sha256] += 1
        old = self._known.get(document.id)
        if old is None:
            return
        self._originals[old.version_sha256] -= 1
        if old.version != document.version:
            self._index.delete_document(document.id, keep_version=document.version)
            self._library.delete_document(document.tenant, document.corpus, document.id, keep_version=document.version)
        if old.version_sha256 and not self._originals[old.version_sha256]:
            self._library.delete_original(document.tenant, document.corpus, old.version_sha256)


def upsert_all(index: TenantIndex, points: Sequence[Point]) -> None:
    """Hand points to the engine, so many at a time."""
    for at in range(0, len(points), BATCH_POINTS):
        index.upsert(points[at : at + BATCH_POINTS])
