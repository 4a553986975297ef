"""Whose papers: corpora that other municipalities share are told apart from one's own wherever they are named."""

from __future__ import annotations

from collections.abc import Mapping

from app.web import person
from app.web.host import current
from corpora.model import Corpus
from corpora.scope import Scope


def lenders(scope: Scope) -> Mapping[str, str]:
    """Tenants other than the person's own whose papers are in a scope, by id, with their titles."""
    own = person.now().tenant
    foreign = {grant.tenant for grant in scope.grants} - {own}
    return {id: current().app.catalog.tenant(id).title for id in sorted(foreign)}


def corpus_titles(scope: Scope) -> dict[str, str]:
    """Titles of a scope's corpora by ``tenant/id``, one's own first, each part by title; others' with their owner's."""
    catalog, others = current().app.catalog, lenders(scope)
    found = [catalog.corpus(grant.tenant, id) for grant in scope.grants for id in grant.corpora]

    def place(corpus: Corpus) -> tuple[bool, str, str, str]:
        return corpus.tenant in others, corpus.title, corpus.tenant, corpus.id

    return {
        f"{corpus.tenant}/{corpus.id}": f"{corpus.title} ({others[corpus.tenant]})"
        if corpus.tenant in others
        else corpus.title
        for corpus in sorted(found, key=place)
    }
