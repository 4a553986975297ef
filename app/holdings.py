"""What a tenant holds, as one person may see it: corpora, their documents, and with whom they are shared.

Corpora and documents above a person's clearance are left out of every list and count here, and asking for one by name
is told as if it did not exist.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from app.access import AccessPolicy, Person, Role
from corpora.catalog import Catalog
from corpora.catalogue.documents import unknown_document
from corpora.catalogue.finding import unknown_corpus
from corpora.errors import AlreadyExists, InvalidName, UnknownCorpus, UsageError
from corpora.model import Access, Corpus, CorpusKind, DocumentState, Tenant
from corpora.records import DocumentRecord


@dataclass(frozen=True, slots=True)
class CorpusChoice:
    """A corpus a person may ask."""

    corpus: Corpus
    owner: str
    """Title of the tenant that owns it."""
    own: bool
    """False for one that a neighbour shares."""


@dataclass(frozen=True, slots=True)
class CorpusOverview:
    """A corpus as a manager sees it; all counts are of documents the manager may see."""

    corpus: Corpus
    documents: int
    searchable: int
    states: Mapping[DocumentState, int]
    pages: int
    bytes: int
    """Of the files as last tried."""
    shared_with: tuple[str, ...]
    """Ids of tenants, sorted."""


class Holdings:
    """What people see of their tenant's holdings, and what managers and admins change about corpora."""

    def __init__(self, catalog: Catalog, access: AccessPolicy) -> None:
        self._catalog = catalog
        self._access = access

    # Readers

    def choices(self, person: Person) -> list[CorpusChoice]:
        """The corpora a person may ask, their own first, each part by id."""
        self._access.require(person, Role.READER)
        if not self._access.may_search(person):
            return []
        titles = {tenant.id: tenant.title for tenant in self._catalog.tenants()}
        found = []
        for grant in self._access.scope(person).grants:
            for id in grant.corpora:
                with suppress(UnknownCorpus):  # A job may remove one while they are looked up.
                    corpus = self._catalog.corpus(grant.tenant, id)
                    found.append(CorpusChoice(corpus, titles[grant.tenant], grant.tenant == person.tenant))
        return sorted(found, key=lambda choice: (not choice.own, choice.corpus.tenant, choice.corpus.id))

    # Managers

    def corpora(self, person: Person) -> list[Corpus]:
        """The tenant's own corpora that a manager may see, by id. Raises `NotAllowed`."""
        self._access.require(person, Role.MANAGER)
        return [corpus for corpus in self._catalog.corpora(person.tenant) if _covers(person, corpus.access)]

    def corpus(self, person: Person, id: str) -> Corpus:
        """One of them. Raises `NotAllowed`, `UnknownCorpus`."""
        self._access.require(person, Role.MANAGER)
        corpus = self._catalog.corpus(person.tenant, id)
        if not _covers(person, corpus.access):
            raise unknown_corpus(person.tenant, id)
        return corpus

    def overview(self, person: Person) -> list[CorpusOverview]:
        """All of them with what they hold. Raises `NotAllowed`."""
        by_corpus: dict[str, list[DocumentRecord]] = {}
        for record in self.documents(person):
            by_corpus.setdefault(record.corpus, []).append(record)
        found = []
        for corpus in self.corpora(person):
            with suppress(UnknownCorpus):  # A job may remove one while they are counted.
                found.append(self._overview(corpus, by_corpus.get(corpus.id, [])))
        return found

    def documents(self, person: Person, corpus: str | None = None) -> list[DocumentRecord]:
        """The documents of the tenant or of one corpus by corpus and path. Raises `NotAllowed`, `UnknownCorpus`."""
        corpora = self.corpora(person) if corpus is None else [self.corpus(person, corpus)]
        seen = {each.id for each in corpora}
        records = self._catalog.documents(person.tenant, corpus)
        return [record for record in records if record.corpus in seen and _covers(person, record.access)]

    def document(self, person: Person, corpus: str, path: str) -> DocumentRecord:
        """One document. Raises `NotAllowed`, `UnknownCorpus`, `UnknownDocument`."""
        self.corpus(person, corpus)
        record = self._catalog.document(person.tenant, corpus, path)
        if not _covers(person, record.access):
            raise unknown_document(person.tenant, corpus, path)
        return record

    def hidden_paths(self, person: Person, corpus: str) -> frozenset[str]:
        """Paths in a corpus that are taken by documents the person may not see. Never to be shown."""
        records = self._catalog.documents(person.tenant, corpus)
        return frozenset(record.path for record in records if not _covers(person, record.access))

    def add_corpus(self, person: Person, id: str, title: str, kind: CorpusKind, access: Access) -> Corpus:
        """Add a corpus. Raises `NotAllowed`, `InvalidName`, `AlreadyExists`, `UsageError` above one's own clearance."""
        self._access.require(person, Role.MANAGER)
        _check_level(person, access)
        try:
            return self._catalog.add_corpus(Corpus(person.tenant, id, title, kind, access))
        except AlreadyExists:
            if _covers(person, self._catalog.corpus(person.tenant, id).access):
                raise
            # It must not be told that there is one; but two corpora cannot have one id.
            raise InvalidName(
                f"„{id}“ lässt sich nicht als Kennung verwenden.", hint="Wählen Sie eine andere Kennung."
            ) from None

    def rename_corpus(self, person: Person, id: str, title: str) -> Corpus:
        """Give a corpus another title. Raises `NotAllowed`, `UnknownCorpus`, `InvalidName`."""
        self.corpus(person, id)
        return self._catalog.update_corpus(person.tenant, id, title=title)

    def restrict_corpus(self, person: Person, id: str, access: Access) -> Corpus:
        """Give a corpus a stricter access at once; a looser one is left to a job, which has to look at each document.

        Raises `NotAllowed`, `UnknownCorpus`, `UsageError` above one's own clearance.
        """
        self.corpus(person, id)
        _check_level(person, access)
        return restrict_at_once(self._catalog, person.tenant, id, access)

    # Admins

    def neighbours(self, person: Person) -> list[Tenant]:
        """The other tenants, with whom a corpus can be shared. Raises `NotAllowed`."""
        self._access.require(person, Role.ADMIN)
        return [tenant for tenant in self._catalog.tenants() if tenant.id != person.tenant]

    def share(self, person: Person, corpus: str, with_tenant: str) -> None:
        """Let another tenant search a corpus; no error when it already may.

        Raises `NotAllowed`, `UnknownCorpus`, `UnknownTenant`, and `UsageError` for a restricted corpus.
        """
        self._access.require(person, Role.ADMIN)
        self._catalog.share_corpus(person.tenant, self.corpus(person, corpus).id, with_tenant)

    def unshare(self, person: Person, corpus: str, with_tenant: str) -> None:
        """Take a share back; no error when there is none. Raises `NotAllowed`, `UnknownCorpus`."""
        self._access.require(person, Role.ADMIN)
        self._catalog.unshare_corpus(person.tenant, self.corpus(person, corpus).id, with_tenant)

    def _overview(self, corpus: Corpus, records: list[DocumentRecord]) -> CorpusOverview:
        return CorpusOverview(
            corpus=corpus,
            documents=len(records),
            searchable=sum(record.version is not None and record.chunks > 0 for record in records),
            states=Counter(record.state for record in records),
            pages=sum(record.pages for record in records),
            bytes=sum(record.bytes for record in records),
            shared_with=tuple(self._catalog.shares(corpus.tenant, corpus.id)),
        )


def restrict_at_once(catalog: Catalog, tenant: str, corpus: str, access: Access) -> Corpus:
    """Give a corpus a stricter access, with which nobody finds too much from here on; a looser one changes nothing.

    Returns the corpus as it is then. Raises `UnknownTenant`, `UnknownCorpus`.
    """
    before = catalog.corpus(tenant, corpus)
    if access.level > before.access.level:
        return catalog.update_corpus(tenant, corpus, access=access)
    return before


def check_full_sight(person: Person) -> None:
    """Raise `UsageError` for whoever may not see all of a tenant: for work whose counts would tell of the rest."""
    if person.clearance is not Access.RESTRICTED:
        raise UsageError(
            "Dafür müssen Sie alle Dokumente Ihres Hauses sehen dürfen.",
            hint="Bitten Sie jemanden mit der Freigabe „restricted“ darum.",
        )


def _check_level(person: Person, access: Access) -> None:
    if not _covers(person, access):
        raise UsageError(
            f"Mit dem Zugang „{access.value}“ würden Sie den Bestand selbst nicht mehr sehen.",
            hint=f"Wählen Sie höchstens „{person.clearance.value}“.",
        )


def _covers(person: Person, access: Access) -> bool:
    return access.level <= person.clearance.level
