"""A tenant's words in the catalogue, on every database that is supported."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpora.catalog import Catalog
from corpora.database import Database
from corpora.errors import UnknownTenant
from corpora.vocabularies import Vocabularies


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    Catalog(database).add_tenant("auenfurt", "Auenfurt")
    Catalog(database).add_tenant("moorwalde", "Moorwalde")
    yield database
    database.close()


def test_a_text_is_kept_as_it_was_put_and_replaced_by_the_next(database):
    vocabularies = Vocabularies(database)

    assert vocabularies.text("auenfurt") == ""
    vocabularies.put("auenfurt", "# Größe\nGlaspalast -> Rathaus\n")
    assert vocabularies.text("auenfurt") == "# Größe\nGlaspalast -> Rathaus\n"
    vocabularies.put("auenfurt", "ZVM = Zweckverband")
    assert vocabularies.text("auenfurt") == "ZVM = Zweckverband"
    assert vocabularies.text("moorwalde") == ""


def test_an_empty_text_removes_what_was_there(database):
    vocabularies = Vocabularies(database)
    vocabularies.put("auenfurt", "ZVM = Zweckverband")

    vocabularies.put("auenfurt", " \n")

    assert vocabularies.text("auenfurt") == ""


def test_an_unknown_tenant_has_no_text_and_gets_none(database):
    assert Vocabularies(database).text("nirgendwo") == ""
    with pytest.raises(UnknownTenant, match="nirgendwo"):
        Vocabularies(database).put("nirgendwo", "ZVM = Zweckverband")


def test_a_removed_tenants_words_go_with_it(database):
    Vocabularies(database).put("auenfurt", "ZVM = Zweckverband")

    Catalog(database).remove_tenant("auenfurt")
    Catalog(database).add_tenant("auenfurt", "Auenfurt")

    assert Vocabularies(database).text("auenfurt") == ""
