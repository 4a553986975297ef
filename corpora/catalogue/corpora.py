"""The catalogue's corpora, with whom they are shared, and what follows for searching."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import delete, insert, select, update

from corpora.catalogue.finding import find_corpus, is_corpus
from corpora.catalogue.part import CatalogPart
from corpora.errors import AlreadyExists, UsageError
from corpora.model import Access, Corpus, CorpusKind
from corpora.names import check_id, check_title
from corpora.rows import corpus_of, find_tenant, now
from corpora.scope import Grant
from corpora.tables import corpora, documents, shares


class CorpusCatalog(CatalogPart):
    """Corpora and shares."""

    def add_corpus(self, corpus: Corpus) -> Corpus:
        """Add a corpus. Raises `UnknownTenant`, `InvalidName`, `AlreadyExists`."""
        added = replace(corpus, title=check_title(corpus.title, "Bestands"))
        check_id(corpus.id, "Bestands")
        with self._database.writing() as connection:
            find_tenant(connection, corpus.tenant)
            if connection.execute(select(corpora.c.id).where(*is_corpus(corpus.tenant, corpus.id))).first() is not None:
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
            return find_corpus(connection, tenant, id)

    def update_corpus(
        self,
        tenant: str,
        id: str,
        *,
        title: str | None = None,
        access: Access | None = None,
        kind: CorpusKind | None = None,
    ) -> Corpus:
        """Change a corpus's title, access or kind; None leaves a value as it is.

        A stricter access is written to the corpus's documents in the same transaction. A looser one leaves their
        access as it is until they are read again, because a paper's own word is known only then. With another kind the
        documents lose the fingerprint of their reading: each is to be read again. Raises `UnknownTenant`,
        `UnknownCorpus`.
        """
        with self._database.writing() as connection:
            before = find_corpus(connection, tenant, id)
            after = replace(
                before,
                title=before.title if title is None else check_title(title, "Bestands"),
                access=before.access if access is None else access,
                kind=before.kind if kind is None else kind,
            )
            connection.execute(
                update(corpora)
                .where(*is_corpus(tenant, id))
                .values(title=after.title, access=after.access.value, kind=after.kind.value)
            )
            if after.kind is not before.kind:
                connection.execute(
                    update(documents)
                    .where(documents.c.tenant == tenant, documents.c.corpus == id)
                    .values(fingerprint="")
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
            find_corpus(connection, tenant, id)
            connection.execute(delete(corpora).where(*is_corpus(tenant, id)))

    def share_corpus(self, owner_tenant: str, corpus: str, with_tenant: str) -> None:
        """Let another tenant search a corpus; no error when it already may.

        Raises `UnknownTenant`, `UnknownCorpus`, and `UsageError` for a restricted corpus or the owner itself.
        """
        with self._database.writing() as connection:
            shared = find_corpus(connection, owner_tenant, corpus)
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
            find_corpus(connection, owner_tenant, corpus)
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
            find_corpus(connection, owner_tenant, corpus)
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
