"""The operator's scope: everything of the tenant, nothing of anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.access import local_scope
from corpora.catalog import Catalog
from corpora.errors import ScopeError, UnknownTenant
from corpora.model import Access, Corpus, CorpusKind


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog.open(f"sqlite:///{tmp_path / 'katalog.db'}")
    catalog.add_tenant("musterstadt", "Musterstadt")
    catalog.add_tenant("nachbardorf", "Nachbardorf")
    catalog.add_corpus(Corpus("musterstadt", "rat", "Rat", CorpusKind.COUNCIL, Access.PUBLIC))
    catalog.add_corpus(Corpus("musterstadt", "personal", "Personal", CorpusKind.GUIDE, Access.RESTRICTED))
    yield catalog
    catalog.close()


def test_the_operator_sees_all_corpora_of_the_tenant(catalog: Catalog) -> None:
    scope = local_scope(catalog, "musterstadt")
    assert scope.allows("musterstadt", "personal", Access.RESTRICTED)
    assert scope.allows("musterstadt", "rat", Access.PUBLIC)


def test_a_lower_access_shows_less(catalog: Catalog) -> None:
    scope = local_scope(catalog, "musterstadt", Access.PUBLIC)
    assert not scope.allows("musterstadt", "personal", Access.RESTRICTED)
    assert not scope.allows("musterstadt", "rat", Access.RESTRICTED)
    assert scope.allows("musterstadt", "rat", Access.PUBLIC)


def test_a_tenant_without_a_corpus_has_no_scope_until_a_neighbour_shares(catalog: Catalog) -> None:
    with pytest.raises(ScopeError, match="nachbardorf"):
        local_scope(catalog, "nachbardorf")
    catalog.share_corpus("musterstadt", "rat", "nachbardorf")
    scope = local_scope(catalog, "nachbardorf")
    assert scope.allows("musterstadt", "rat", Access.PUBLIC)
    assert not scope.allows("musterstadt", "rat", Access.RESTRICTED)
    assert not scope.allows("musterstadt", "personal", Access.PUBLIC)


def test_an_unknown_tenant_is_named(catalog: Catalog) -> None:
    with pytest.raises(UnknownTenant, match="nirgends"):
        local_scope(catalog, "nirgends")
