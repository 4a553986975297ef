"""Tenants, corpora and documents: what is known, and which version of each document is current.

Everything here is small facts in a database; files lie in `corpora.library`. `Catalog.commit_documents` is the one
commit point of the write path: before it the old version is found, after it the new one.
"""

from __future__ import annotations

from corpora.catalogue.corpora import CorpusCatalog
from corpora.catalogue.documents import DocumentCatalog
from corpora.catalogue.tenants import TenantCatalog
from corpora.database import Database


class Catalog(TenantCatalog, CorpusCatalog, DocumentCatalog):
    """One open catalogue. Thread-safe; every method is one transaction.

    Each method raises `CatalogUnavailable` or `DiskFull` when the database fails, besides what its own docstring says.
    """

    @classmethod
    def open(cls, url: str) -> Catalog:
        """Open the catalogue at an SQLite or PostgreSQL URL and bring it to the newest form.

        Raises `InvalidSetting` (no usable URL), `CatalogUnavailable`, `CatalogOutdated` (written by a newer program),
        `DiskFull`.
        """
        return cls(Database(url))

    @property
    def database(self) -> Database:
        """The connection, for what else is written in it: jobs, members, conversations, feedback."""
        return self._database

    def close(self) -> None:
        """Close all connections."""
        self._database.close()
