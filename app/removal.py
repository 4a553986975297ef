"""Takes documents and corpora out of catalogue, index and library, and counts what is gone and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.reports import DeletionReceipt
from corpora.catalog import Catalog
from corpora.errors import IndexOutdated, IndexUnavailable
from corpora.library import Library, Removed
from corpora.records import DocumentRecord
from index.indexer import Indexer


class Removal:
    """Removes; the caller is alone with the tenant and has a job on record."""

    def __init__(self, catalog: Catalog, library: Library, indexer: Indexer) -> None:
        self._catalog = catalog
        self._library = library
        self._indexer = indexer

    def remove_corpus(self, tenant: str, corpus: str) -> DeletionReceipt:
        """Remove a corpus with its documents and shares."""
        records = self._catalog.documents(tenant, corpus)
        points = self._indexer.count(tenant, corpus)
        # Forgotten first: from here on nothing finds them. The corpus itself goes last, so that after a crash the same
        # command finishes what it began.
        self._catalog.forget_documents(record.id for record in records)
        if self._catalog.generation(tenant) is not None:
            self._indexer.remove_corpus(tenant, corpus)
        removed = self._library.drop_corpus(tenant, corpus)
        left = {
            "points": self._indexer.count(tenant, corpus),
            "documents": len(self._catalog.documents(tenant, corpus)),
        }
        self._catalog.remove_corpus(tenant, corpus)
        receipt = DeletionReceipt(
            tenant, corpus, documents=len(records), points=points, pages=sum(record.pages for record in records)
        )
        return with_files(receipt, removed, left)

    def remove_documents(self, records: Sequence[DocumentRecord]) -> DeletionReceipt:
        """Remove documents of one corpus; the catalogue forgets them first."""
        if not records:
            return DeletionReceipt("")
        tenant, corpus = records[0].tenant, records[0].corpus
        ids = frozenset(record.id for record in records)
        points = self._indexer.count(tenant, corpus, ids)
        self._catalog.forget_documents(ids)
        self._indexer.remove_documents(tenant, sorted(ids))
        still_used = {record.version_sha256 for record in self._catalog.documents(tenant, corpus)}
        removed = Removed()
        for record in records:
            removed += self._library.delete_document(tenant, corpus, record.id)
            if record.version_sha256 and record.version_sha256 not in still_used:
                removed += self._library.delete_original(tenant, corpus, record.version_sha256)
        left = {
            "points": self._indexer.count(tenant, corpus, ids),
            "documents": len(self._catalog.document_by_id(ids)),
        }
        receipt = DeletionReceipt(
            tenant, corpus, documents=len(records), points=points, pages=sum(record.pages for record in records)
        )
        return with_files(receipt, removed, left)

    def count_all(self, tenant: str, own: Sequence[str]) -> int:
        """All points of a tenant: as the engine counts them, as the catalogue does when the index cannot be opened."""
        try:
            return sum(self._indexer.count(tenant, corpus) for corpus in own)
        except (IndexOutdated, IndexUnavailable):
            return sum(record.chunks for record in self._catalog.documents(tenant))


def with_files(receipt: DeletionReceipt, removed: Removed, remaining: dict[str, int]) -> DeletionReceipt:
    """The receipt with what went from the library added, and what is left in place of what it said before."""
    return replace(
        receipt,
        versions=receipt.versions + removed.documents,
        originals=receipt.originals + removed.originals,
        bytes=receipt.bytes + removed.bytes,
        remaining=remaining,
    )


def add_receipts(one: DeletionReceipt, other: DeletionReceipt) -> DeletionReceipt:
    """Both receipts in one, under the first one's names."""
    return replace(
        one,
        documents=one.documents + other.documents,
        points=one.points + other.points,
        pages=one.pages + other.pages,
        versions=one.versions + other.versions,
        originals=one.originals + other.originals,
        bytes=one.bytes + other.bytes,
        remaining={key: one.remaining.get(key, 0) + value for key, value in other.remaining.items()},
    )
