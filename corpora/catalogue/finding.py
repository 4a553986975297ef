"""One corpus, found within a transaction, and the error for one that is not there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from corpora.errors import UnknownCorpus
from corpora.model import Corpus
from corpora.rows import corpus_of, find_tenant
from corpora.tables import corpora


def unknown_corpus(tenant: str, id: str) -> UnknownCorpus:
    """The error for a corpus that is not there, or not for the one who asks."""
    return UnknownCorpus(
        f"Der Mandant „{tenant}“ hat keinen Bestand „{id}“.",
        hint=f"`kompass corpus list {tenant}` zeigt alle; neu anlegen: `kompass corpus add {tenant}/{id}`.",
    )


def is_corpus(tenant: str, id: str) -> tuple[Any, Any]:
    """The condition for the row of one corpus."""
    return corpora.c.tenant == tenant, corpora.c.id == id


def find_corpus(connection: Connection, tenant: str, id: str) -> Corpus:
    """One corpus. Raises `UnknownTenant`, `UnknownCorpus`."""
    row = connection.execute(select(corpora).where(*is_corpus(tenant, id))).first()
    if row is None:
        find_tenant(connection, tenant)
        raise unknown_corpus(tenant, id)
    return corpus_of(row)
