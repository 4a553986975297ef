"""What all parts of the catalogue stand on."""

from __future__ import annotations

from corpora.database import Database


class CatalogPart:
    """Some of the methods of `corpora.catalog.Catalog`, over its one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
