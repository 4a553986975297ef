"""Edited facts in the catalogue, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from corpora.catalog import Catalog
from corpora.fact_edits import FactEdits
from corpora.model import Access, Document, Facts
from tests.corpora.papers import COUNCIL, a_document


@pytest.fixture
def paper(catalog: Catalog) -> Document:
    catalog.add_tenant("musterstadt", "Musterstadt")
    catalog.add_corpus(COUNCIL)
    document = a_document(facts=Facts(title="Wie gelesen", number="1/2026"))
    catalog.commit_document(document, chunks=3, size=100, seconds=0.5, fingerprint="reading-1")
    return document


def test_edits_change_what_the_catalogue_says_and_nothing_of_how_the_file_was_tried(
    catalog: Catalog, paper: Document
) -> None:
    edits = FactEdits(catalog.database)
    before = catalog.document(paper.tenant, paper.corpus, paper.path)
    day = datetime.date(2026, 3, 2)
    edited = replace(paper, facts=Facts(title="Neu\x00", date=day, body="Rat"), access=Access.RESTRICTED)
    edits.commit(edited, 4, kept={"title": ("Neu\x00", "Wie gelesen"), "number": (None, "1/2026")}, subject="anna")
    after = catalog.document(paper.tenant, paper.corpus, paper.path)
    assert (after.title, after.reference, after.date, after.bodies, after.access, after.chunks) == (
        "Neu",
        None,
        day,
        ("Rat",),
        Access.RESTRICTED,
        4,
    )
    same = ("sha256", "fingerprint", "version", "state", "bytes", "seconds", "updated", "pages", "media_type")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    kept = edits.of([paper.id, "nirgends"])
    assert {field: (edit.value, edit.read, edit.subject) for field, edit in kept[paper.id].items()} == {
        "title": ("Neu", "Wie gelesen", "anna"),
        "number": (None, "1/2026", "anna"),
    }
    assert list(kept) == [paper.id]


def test_an_edit_that_stays_keeps_its_author_and_one_that_is_left_out_goes(catalog: Catalog, paper: Document) -> None:
    edits = FactEdits(catalog.database)
    edits.commit(paper, 3, kept={"title": ("Eins", None), "office": ("Amt", None)}, subject="anna")
    first = edits.of([paper.id])[paper.id]
    edits.commit(paper, 3, kept={"title": ("Eins", "x"), "kind": ("Antrag", None)}, subject="bert")
    second = edits.of([paper.id])[paper.id]
    assert {field: edit.subject for field, edit in second.items()} == {"title": "anna", "kind": "bert"}
    assert second["title"].updated == first["title"].updated
    edits.note_read(paper.id, {"title": "Neu gelesen", "office": "egal"})
    assert edits.of([paper.id])[paper.id]["title"].read == "Neu gelesen"
    assert set(edits.of([paper.id])[paper.id]) == {"title", "kind"}


def test_edits_outlast_a_new_reading_and_go_with_the_document(catalog: Catalog, paper: Document) -> None:
    edits = FactEdits(catalog.database)
    edits.commit(paper, 3, kept={"title": ("Eins", None)}, subject="anna")
    catalog.commit_document(paper, chunks=5, size=1, seconds=0.1, fingerprint="reading-2")
    assert edits.of([paper.id])[paper.id]["title"].value == "Eins"
    edits.note_facts([(replace(paper, access=Access.INTERNAL), 6)])
    record = catalog.document(paper.tenant, paper.corpus, paper.path)
    assert (record.access, record.chunks) == (Access.INTERNAL, 6)
    assert edits.of([paper.id])[paper.id]["title"].value == "Eins"
    catalog.forget_documents([paper.id])
    assert edits.of([paper.id]) == {}
    assert edits.of([]) == {}
