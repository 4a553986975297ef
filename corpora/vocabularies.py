"""The words a tenant adds to the shipped lists, as one text each; `index.vocabulary` says what may stand in it."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from corpora.database import Database
from corpora.errors import UnknownTenant
from corpora.rows import now, storable
from corpora.tables import tenants, vocabularies


class Vocabularies:
    """The tenants' vocabularies in an open catalogue. Thread-safe; every method is one transaction.

    Each method raises `CatalogUnavailable` or `DiskFull` when the database fails, besides what its own docstring says.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def text(self, tenant: str) -> str:
        """A tenant's text as it was put; empty when there is none, for an unknown tenant too."""
        with self._database.reading() as connection:
            found = connection.execute(select(vocabularies.c.text).where(vocabularies.c.tenant == tenant)).scalar()
            return found or ""

    def put(self, tenant: str, text: str) -> None:
        """Replace a tenant's text; an empty one removes it. Raises `UnknownTenant`."""
        with self._database.writing() as connection:
            if connection.execute(select(tenants.c.id).where(tenants.c.id == tenant)).first() is None:
                raise UnknownTenant(
                    f"Den Mandanten „{tenant}“ gibt es nicht.",
                    hint="`kompass tenant list` zeigt alle; neu anlegen: `kompass tenant add`.",
                )
            connection.execute(delete(vocabularies).where(vocabularies.c.tenant == tenant))
            if text.strip():
                connection.execute(insert(vocabularies).values(tenant=tenant, text=storable(text), updated=now()))
