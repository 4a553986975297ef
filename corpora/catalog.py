"""Tenants, corpora and documents: what is known, and which version of each document is current.

Everything here is small facts in a database; files lie in `corpora.library`. `Catalog.commit_documents` is the one
commit point of the write path: before it the old version is found, after it the new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from corpora.database import Database
from corpora.errors import (
    AlreadyExists,
    DocumentError,
    UnknownCorpus,
    UnknownDocument,
    UsageError,
)
from corpora.model import (
    Access,
    Corpus,
    Document,
    DocumentState,
    Source,
    Tenant,
    document_id,
)
from corpora.names import check_id, check_title
from corpora.records import DocumentRecord, KnownFile, NamedDocument, ReadDocument
from corpora.rows import (
    TRIED,
    corpus_of,
    find_tenant,
    now,
    record_of,
    row_of_document,
    row_of_failure,
    unknown_tenant,
)
from corpora.scope import Grant
from corpora.tables import corpora, documents, shares, tenants

_BATCH = 500
"""Ids a look-up puts into one statement."""


class Catalog:
    """One open catalogue. Thread-safe; every method is one transaction.

    Each method raises `CatalogUnavailable` or `DiskFull` when the database fails, besides what its own docstring says.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

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

    # Tenants

    def add_tenant(self, id: str, title: str) -> Tenant:
        """Add a tenant. Raises `InvalidName`, `AlreadyExists`."""
        tenant = Tenant(check_id(id, "Mandanten"), check_title(title, "Mandanten"))
        with self._database.writing() as connection:
            if _found(connection, select(tenants.c.id).where(tenants.c.id == id)):
                raise AlreadyExists(f"Den Mandanten „{id}“ gibt es schon.", hint="Wählen Sie eine andere Kennung.")
            connection.execute(insert(tenants).values(id=id, title=tenant.title, created=now()))
        return tenant

    def tenants(self) -> list[Tenant]:
        """All tenants by id."""
        with self._database.reading() as connection:
            rows = connection.execute(select(tenants.c.id, tenants.c.title).order_by(tenants.c.id))
            return [Tenant(row.id, row.title) for row in rows]

    def tenant(self, id: str) -> Tenant:
        """The tenant with this id. Raises `UnknownTenant`."""
        with self._database.reading() as connection:
            return find_tenant(connection, id)

    def remove_tenant(self, id: str) -> None:
        """Remove a tenant with its corpora, documents, shares and jobs. Raises `UnknownTenant`."""
        with self._database.writing() as connection:
            find_tenant(connection, id)
            connection.execute(delete(tenants).where(tenants.c.id == id))

    # Corpora

    def add_corpus(self, corpus: Corpus) -> Corpus:
        """Add a corpus. Raises `UnknownTenant`, `InvalidName`, `AlreadyExists`."""
        added = replace(corpus, title=check_title(corpus.title, "Bestands"))
        check_id(corpus.id, "Bestands")
        with self._database.writing() as connection:
            find_tenant(connection, corpus.tenant)
            if _found(connection, select(corpora.c.id).where(*_is_corpus(corpus.tenant, corpus.id))):
                raise AlreadyExists(
                    f"Den Bestand „{corpus.tenant}/{corpus.id}“ gibt es schon.", hint="Wählen Sie eine andere Kennung."
                )
            connection.execute(
                insert(corpora).values(
                    tenant=corpus.tenant,
                    id=corpus.id,
                    title=added.title,
                    kind=corpus.kind.value,
                    access=corpus.access.value,
                    created=now(),
                )
            )
        return added

    def corpora(self, tenant: str) -> list[Corpus]:
        """A tenant's own corpora by id. Raises `UnknownTenant`."""
        with self._database.reading() as connection:
            find_tenant(connection, tenant)
            rows = connection.execute(select(corpora).where(corpora.c.tenant == tenant).order_by(corpora.c.id))
            return [corpus_of(row) for row in rows]

    def corpus(self, tenant: str, id: str) -> Corpus:
        """One corpus. Raises `UnknownTenant`, `UnknownCorpus`."""
        with self._database.reading() as connection:
            return _corpus(connection, tenant, id)

    def update_corpus(self, tenant: str, id: str, *, title: str | None = None, access: Access | None = None) -> Corpus:
        """Change a corpus's title or access; None leaves a value as it is. Raises `UnknownTenant`, `UnknownCorpus`.

        A stricter access is written to the corpus's documents in the same transaction. A looser one leaves their
        access as it is until they are read again, because a paper's own word is known only then.
        """
        with self._database.writing() as connection:
            before = _corpus(connection, tenant, id)
            after = replace(
                before,
                title=before.title if title is None else check_title(title, "Bestands"),
                access=before.access if access is None else access,
            )
            connection.execute(
                update(corpora).where(*_is_corpus(tenant, id)).values(title=after.title, access=after.access.value)
            )
            looser = [level.value for level in Access if level.level < after.access.level]
            connection.execute(
                update(documents)
                .where(documents.c.tenant == tenant, documents.c.corpus == id, documents.c.access.in_(looser))
                .values(access=after.access.value)
            )
        return after

    def remove_corpus(self, tenant: str, id: str) -> None:
        """Remove a corpus with its documents and shares. Raises `UnknownTenant`, `UnknownCorpus`."""
        with self._database.writing() as connection:
            _corpus(connection, tenant, id)
            connection.execute(delete(corpora).where(*_is_corpus(tenant, id)))

    # Shares

    def share_corpus(self, owner_tenant: str, corpus: str, with_tenant: str) -> None:
        """Let another tenant search a corpus; no error when it already may.

        Raises `UnknownTenant`, `UnknownCorpus`, and `UsageError` for a restricted corpus or the owner itself.
        """
        with self._database.writing() as connection:
            shared = _corpus(connection, owner_tenant, corpus)
            find_tenant(connection, with_tenant)
            if with_tenant == owner_tenant:
                raise UsageError(f"Der Bestand „{owner_tenant}/{corpus}“ gehört „{with_tenant}“ bereits.")
            if shared.access is Access.RESTRICTED:
                raise UsageError(
                    f"Der Bestand „{owner_tenant}/{corpus}“ ist nur für Berechtigte des eigenen Hauses und kann nicht "
                    "freigegeben werden.",
                    hint="Freigeben lassen sich Bestände mit dem Zugang „public“ oder „internal“.",
                )
            row = {"tenant": owner_tenant, "corpus": corpus, "with_tenant": with_tenant, "created": now()}
            connection.execute(self._database.insert(shares).values(row).on_conflict_do_nothing())

    def unshare_corpus(self, owner_tenant: str, corpus: str, with_tenant: str) -> None:
        """Take a share back; no error when there is none. Raises `UnknownTenant`, `UnknownCorpus`."""
        with self._database.writing() as connection:
            _corpus(connection, owner_tenant, corpus)
            connection.execute(
                delete(shares).where(
                    shares.c.tenant == owner_tenant, shares.c.corpus == corpus, shares.c.with_tenant == with_tenant
                )
            )

    def shares(self, owner_tenant: str, corpus: str) -> list[str]:
        """Ids of the tenants that may search a corpus besides its owner, sorted.

        Raises `UnknownTenant`, `UnknownCorpus`.
        """
        with self._database.reading() as connection:
            _corpus(connection, owner_tenant, corpus)
            query = select(shares.c.with_tenant).where(shares.c.tenant == owner_tenant, shares.c.corpus == corpus)
            return sorted(connection.execute(query).scalars())

    def grants(self, tenant: str, access: Access) -> tuple[Grant, ...]:
        """What a person of `tenant` who may see up to `access` can search; empty when that is nothing.

        Own corpora stand in one grant at `access`, without those whose own access is higher. A neighbour's corpus is
        granted at its own access at most: a shared public corpus gives its public papers and not the one that calls
        itself not public, and nothing restricted ever leaves its house. So there are at most two grants an owner, and
        restricted corpora are never among them, not even when they were shared while they were still open.
        Raises `UnknownTenant`.
        """
        with self._database.reading() as connection:
            find_tenant(connection, tenant)
            own = connection.execute(select(corpora.c.id, corpora.c.access).where(corpora.c.tenant == tenant)).all()
            theirs = connection.execute(
                select(corpora.c.tenant, corpora.c.id, corpora.c.access)
                .join(shares, (shares.c.tenant == corpora.c.tenant) & (shares.c.corpus == corpora.c.id))
                .where(shares.c.with_tenant == tenant)
            ).all()
        mine = frozenset(row.id for row in own if Access(row.access).level <= access.level)
        grants = [Grant(tenant, mine, access)] if mine else []
        ceiling = min(access.level, Access.INTERNAL.level)
        shared: dict[tuple[str, Access], set[str]] = {}
        for row in theirs:
            level = Access(row.access)
            if level.level <= ceiling:
                shared.setdefault((row.tenant, level), set()).add(row.id)
        for owner, level in sorted(shared, key=lambda pair: (pair[0], pair[1].level)):
            grants.append(Grant(owner, frozenset(shared[owner, level]), level))
        return tuple(grants)

    # Documents

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
            corpus = _corpus(connection, source.tenant, source.corpus)
            row = row_of_failure(source, error, corpus.access, seconds=seconds, fingerprint=fingerprint)
            self._put_documents(connection, [row], updated=list(TRIED))

    def documents(self, tenant: str, corpus: str | None = None) -> list[DocumentRecord]:
        """A tenant's documents, or one corpus's, sorted by corpus and path. Raises `UnknownTenant`, `UnknownCorpus`."""
        with self._database.reading() as connection:
            query = select(documents).where(documents.c.tenant == tenant)
            if corpus is None:
                find_tenant(connection, tenant)
            else:
                _corpus(connection, tenant, corpus)
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
            _corpus(connection, tenant, corpus)
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
            _corpus(connection, tenant, corpus)
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
            _corpus(connection, tenant, corpus)
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

    # Index generations

    def set_generation(self, tenant: str, generation: str | None) -> None:
        """Name the index generation that is searched; None for none. Raises `UnknownTenant`."""
        with self._database.writing() as connection:
            find_tenant(connection, tenant)
            connection.execute(update(tenants).where(tenants.c.id == tenant).values(generation=generation))

    def generation(self, tenant: str) -> str | None:
        """The index generation that is searched, None before the first ingest. Raises `UnknownTenant`."""
        with self._database.reading() as connection:
            row = connection.execute(select(tenants.c.generation).where(tenants.c.id == tenant)).first()
            if row is None:
                raise unknown_tenant(tenant)
            generation: str | None = row.generation
            return generation

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


def _found(connection: Connection, query: Select[Any]) -> bool:
    return connection.execute(query).first() is not None


def _is_corpus(tenant: str, id: str) -> tuple[Any, Any]:
    return corpora.c.tenant == tenant, corpora.c.id == id


def unknown_corpus(tenant: str, id: str) -> UnknownCorpus:
    """The error for a corpus that is not there, or not for the one who asks."""
    return UnknownCorpus(
        f"Der Mandant „{tenant}“ hat keinen Bestand „{id}“.",
        hint=f"`kompass corpus list {tenant}` zeigt alle; neu anlegen: `kompass corpus add {tenant}/{id}`.",
    )


def unknown_document(tenant: str, corpus: str, path: str) -> UnknownDocument:
    """The error for a document that is not there, or not for the one who asks."""
    return UnknownDocument(
        f"Im Bestand „{tenant}/{corpus}“ gibt es kein Dokument „{path}“.",
        hint=f"`kompass documents {tenant}/{corpus}` zeigt alle mit ihrem Pfad.",
    )


def _corpus(connection: Connection, tenant: str, id: str) -> Corpus:
    row = connection.execute(select(corpora).where(*_is_corpus(tenant, id))).first()
    if row is None:
        find_tenant(connection, tenant)
        raise unknown_corpus(tenant, id)
    return corpus_of(row)


def _document(connection: Connection, tenant: str, corpus: str, path: str) -> DocumentRecord:
    wanted = document_id(tenant, corpus, path)
    row = connection.execute(select(documents).where(documents.c.id == wanted)).first()
    if row is None:
        raise unknown_document(tenant, corpus, path)
    return record_of(row)
