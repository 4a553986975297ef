"""The catalogue's documents: what is known of each, and which version is current."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, delete, select
from sqlalchemy.exc import IntegrityError

from corpora.catalogue.finding import find_corpus
from corpora.catalogue.part import CatalogPart
from corpora.errors import DocumentError, UnknownCorpus, UnknownDocument
from corpora.model import Document, DocumentState, Source, document_id
from corpora.records import DocumentRecord, KnownFile, NamedDocument, ReadDocument
from corpora.rows import TRIED, find_tenant, record_of, row_of_document, row_of_failure
from corpora.scope import Grant
from corpora.tables import documents

_BATCH = 500
"""Ids a look-up puts into one statement."""


class DocumentCatalog(CatalogPart):
    """Documents."""

    def commit_document(
        self, document: Document, *, chunks: int, size: int, seconds: float, fingerprint: str = ""
    ) -> None:
        """Name `document`'s version current, with all its facts. See `commit_documents`."""
        self.commit_documents([ReadDocument(document, chunks, size, seconds, fingerprint)])

    def commit_documents(self, batch: Iterable[ReadDocument]) -> None:
        """Name the versions of all documents of `batch` current in one transaction: the one commit point.

        Pages must be in the library and points flushed to the index before. When this returns, the change is on disk;
        when it raises, nothing of it is. Raises `UnknownCorpus`.
        """
        rows = [row_of_document(read) for read in batch]
        if not rows:
            return
        with self._database.writing() as connection:
            self._put_documents(connection, rows, updated=[name for name in rows[0] if name != "id"])

    def record_failure(
        self, source: Source, error: DocumentError, *, seconds: float = 0.0, fingerprint: str = ""
    ) -> None:
        """Record that a file could not be read. An earlier readable version stays current with its facts.

        The state becomes needs_ocr for `NeedsOcr`, blank for `NoText` and failed for all else.
        Raises `UnknownTenant`, `UnknownCorpus`.
        """
        with self._database.writing() as connection:
            corpus = find_corpus(connection, source.tenant, source.corpus)
            row = row_of_failure(source, error, corpus.access, seconds=seconds, fingerprint=fingerprint)
            self._put_documents(connection, [row], updated=list(TRIED))

    def documents(self, tenant: str, corpus: str | None = None) -> list[DocumentRecord]:
        """A tenant's documents, or one corpus's, sorted by corpus and path. Raises `UnknownTenant`, `UnknownCorpus`."""
        with self._database.reading() as connection:
            query = select(documents).where(documents.c.tenant == tenant)
            if corpus is None:
                find_tenant(connection, tenant)
            else:
                find_corpus(connection, tenant, corpus)
                query = query.where(documents.c.corpus == corpus)
            # Sorted here, not by the database: PostgreSQL's order depends on its locale.
            records = [record_of(row) for row in connection.execute(query)]
        return sorted(records, key=lambda record: (record.corpus, record.path))

    def newest_documents(self, grant: Grant, limit: int) -> list[DocumentRecord]:
        """At most `limit` searchable documents of a grant, newest first, those without a date last."""
        with self._database.reading() as connection:
            query = (
                select(documents)
                .where(*_searchable(grant), documents.c.chunks > 0)
                .order_by(documents.c.date.desc().nulls_last(), documents.c.id)
                .limit(limit)
            )
            return [record_of(row) for row in connection.execute(query)]

    def document(self, tenant: str, corpus: str, path: str) -> DocumentRecord:
        """One document. Raises `UnknownTenant`, `UnknownCorpus`, `UnknownDocument`."""
        with self._database.reading() as connection:
            find_corpus(connection, tenant, corpus)
            return _document(connection, tenant, corpus, path)

    def document_by_id(self, ids: Iterable[str]) -> dict[str, DocumentRecord]:
        """The documents with these ids; unknown ids are left out."""
        wanted = list(dict.fromkeys(ids))
        found: dict[str, DocumentRecord] = {}
        if not wanted:
            return found
        with self._database.reading() as connection:
            for part in _parts(wanted):
                rows = connection.execute(select(documents).where(documents.c.id.in_(part))).all()
                found.update((row[0], record_of(row)) for row in rows)
        return found

    def named_documents(self, grant: Grant) -> list[NamedDocument]:
        """Searchable documents of a grant that have a number or abbreviation, in no order; cheap for thousands."""
        with self._database.reading() as connection:
            query = select(documents.c.id, documents.c.title, documents.c.reference).where(
                *_searchable(grant), documents.c.reference.is_not(None)
            )
            return [NamedDocument(row.id, row.title, row.reference) for row in connection.execute(query)]

    def current_versions(self, tenant: str) -> dict[str, str]:
        """Document id to current version, of all documents that have one."""
        with self._database.reading() as connection:
            query = select(documents.c.id, documents.c.version).where(
                documents.c.tenant == tenant, documents.c.version.is_not(None)
            )
            return {row.id: row.version for row in connection.execute(query)}

    def known_hashes(self, tenant: str, corpus: str) -> dict[str, KnownFile]:
        """Path to content hash, reading fingerprint and state of the last try. Raises `UnknownTenant`, `UnknownCorpus`.

        A file is unchanged when hash and fingerprint are; a failed one too, unless a person asks to try it again.
        """
        with self._database.reading() as connection:
            find_corpus(connection, tenant, corpus)
            query = select(documents.c.path, documents.c.sha256, documents.c.fingerprint, documents.c.state).where(
                documents.c.tenant == tenant, documents.c.corpus == corpus
            )
            return {
                row.path: KnownFile(row.sha256, row.fingerprint, DocumentState(row.state))
                for row in connection.execute(query)
            }

    def forget_document(self, tenant: str, corpus: str, path: str) -> DocumentRecord:
        """Remove a document from the catalogue and return what was known of it; from here on nothing finds it.

        Raises `UnknownTenant`, `UnknownCorpus`, `UnknownDocument`.
        """
        with self._database.writing() as connection:
            find_corpus(connection, tenant, corpus)
            record = _document(connection, tenant, corpus, path)
            connection.execute(delete(documents).where(documents.c.id == record.id))
        return record

    def forget_documents(self, ids: Iterable[str]) -> int:
        """Remove documents by id in one transaction; return how many were there."""
        wanted = list(dict.fromkeys(ids))
        with self._database.writing() as connection:
            return sum(
                connection.execute(delete(documents).where(documents.c.id.in_(part))).rowcount
                for part in _parts(wanted)
            )

    def _put_documents(self, connection: Connection, rows: Sequence[dict[str, object]], *, updated: list[str]) -> None:
        statement = self._database.insert(documents)
        statement = statement.on_conflict_do_update(
            index_elements=[documents.c.id], set_={name: statement.excluded[name] for name in updated}
        )
        try:
            connection.execute(statement, list(rows))
        except IntegrityError as error:
            pairs = sorted({f"{row['tenant']}/{row['corpus']}" for row in rows})
            raise UnknownCorpus(
                f"Den Bestand „{', '.join(pairs)}“ gibt es nicht mehr.", hint="Legen Sie ihn an: `kompass corpus add`."
            ) from error


def _parts(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


def _searchable(grant: Grant) -> list[ColumnElement[bool]]:
    """Of the documents of a grant those that have been read."""
    return [
        documents.c.tenant == grant.tenant,
        documents.c.corpus.in_(sorted(grant.corpora)),
        documents.c.access.in_([level.value for level in grant.levels]),
        documents.c.version.is_not(None),
    ]


def unknown_document(tenant: str, corpus: str, path: str) -> UnknownDocument:
    """The error for a document that is not there, or not for the one who asks."""
    return UnknownDocument(
        f"Im Bestand „{tenant}/{corpus}“ gibt es kein Dokument „{path}“.",
        hint=f"`kompass documents {tenant}/{corpus}` zeigt alle mit ihrem Pfad.",
    )


def _document(connection: Connection, tenant: str, corpus: str, path: str) -> DocumentRecord:
    wanted = document_id(tenant, corpus, path)
    row = connection.execute(select(documents).where(documents.c.id == wanted)).first()
    if row is None:
        raise unknown_document(tenant, corpus, path)
    return record_of(row)
