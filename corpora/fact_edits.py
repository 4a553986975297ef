"""Facts of documents that a person has set right: kept apart from what was read, so that reading again loses none."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from corpora.database import Database
from corpora.model import Document
from corpora.records import ReadDocument
from corpora.rows import now, row_of_document, storable
from corpora.tables import documents, fact_edits

_FACT_COLUMNS = ("title", "reference", "date", "kind", "office", "bodies", "publicity", "access", "chunks")
_BATCH = 500


@dataclass(frozen=True, slots=True)
class FactEdit:
    """One fact of one document as a person has set it. Values are texts; None is an absent fact."""

    field: str
    """Name of a field of `corpora.model.Facts`."""
    value: str | None
    read: str | None
    """What the paper itself says, as far as it was read last."""
    subject: str
    """Of the person."""
    updated: datetime.datetime


class FactEdits:
    """The edits of all documents. Thread-safe; every method is one transaction and raises as `Catalog`'s do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, ids: Iterable[str]) -> dict[str, dict[str, FactEdit]]:
        """Document id to its edits by field; documents without any are left out."""
        wanted = list(dict.fromkeys(ids))
        found: dict[str, dict[str, FactEdit]] = {}
        with self._database.reading() as connection:
            for start in range(0, len(wanted), _BATCH):
                part = wanted[start : start + _BATCH]
                for row in connection.execute(select(fact_edits).where(fact_edits.c.document.in_(part))):
                    edit = FactEdit(row.field, row.value, row.read, row.subject, row.updated)
                    found.setdefault(row.document, {})[row.field] = edit
        return found

    def commit(
        self, document: Document, chunks: int, *, kept: Mapping[str, tuple[str | None, str | None]], subject: str
    ) -> None:
        """Note a current document's changed facts and access, and replace its edits by `kept`.

        `kept` is field to value and what was read. Edits that stay as they were keep their author.
        """
        moment = now()
        with self._database.writing() as connection:
            _note(connection, document, chunks)
            rows = connection.execute(select(fact_edits).where(fact_edits.c.document == document.id))
            before = {row.field: row for row in rows}
            connection.execute(delete(fact_edits).where(fact_edits.c.document == document.id))
            for field, (value, read) in kept.items():
                old = before.get(field)
                same = old if old is not None and old.value == value else None
                connection.execute(
                    insert(fact_edits).values(
                        document=document.id,
                        field=field,
                        value=_storable(value),
                        read=_storable(read),
                        subject=subject if same is None else same.subject,
                        updated=moment if same is None else same.updated,
                    )
                )

    def note_facts(self, documents_with_chunks: Iterable[tuple[Document, int]]) -> None:
        """Note the facts and access of current documents that were indexed again; edits stay as they are."""
        with self._database.writing() as connection:
            for document, chunks in documents_with_chunks:
                _note(connection, document, chunks)

    def note_read(self, document: str, read: Mapping[str, str | None]) -> None:
        """Note what a document says of its edited fields, now that it was read again."""
        with self._database.writing() as connection:
            for field, value in read.items():
                connection.execute(
                    update(fact_edits)
                    .where(fact_edits.c.document == document, fact_edits.c.field == field)
                    .values(read=_storable(value))
                )


def _note(connection: Connection, document: Document, chunks: int) -> None:
    row = row_of_document(ReadDocument(document, chunks, 0, 0.0, ""))
    values = {name: row[name] for name in _FACT_COLUMNS}
    connection.execute(update(documents).where(documents.c.id == document.id).values(values))


def _storable(value: str | None) -> str | None:
    return None if value is None else storable(value)
