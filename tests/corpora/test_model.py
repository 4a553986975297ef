"""The records: ids that last, access that only gets stricter, values that cannot change."""

from __future__ import annotations

import dataclasses

import pytest

from corpora import model
from corpora.model import Access, Section, Span, chunk_id, document_id
from tests.corpora.papers import a_document


def test_the_id_of_a_document_is_the_same_for_all_versions_and_never_changes_between_releases() -> None:
    assert a_document(content="eins").id == a_document(content="zwei").id
    # Written down: an index made by an older release must still find its documents.
    assert document_id("musterstadt", "rat", "2026/vorlage.pdf") == "165859bc-9dad-5ceb-94ec-3122added682"
    assert chunk_id("musterstadt", "rat", "2026/vorlage.pdf", "0" * 16, 3) == "6c16f1ed-e121-5a6b-a67b-cd15e1274d56"


def test_parts_of_an_id_cannot_run_into_each_other() -> None:
    assert document_id("ab", "c", "d") != document_id("a", "bc", "d")
    assert chunk_id("a", "b", "c", "d", 11) != chunk_id("a", "b", "c", "d1", 1)


@pytest.mark.parametrize("one", list(Access))
@pytest.mark.parametrize("other", list(Access))
def test_the_stricter_of_two_accesses_is_the_one_fewer_people_may_see(one: Access, other: Access) -> None:
    stricter = Access.stricter(one, other)
    assert stricter in (one, other)
    assert stricter.level == max(one.level, other.level)


def test_accesses_are_ordered_from_everyone_to_few() -> None:
    assert [access.level for access in (Access.PUBLIC, Access.INTERNAL, Access.RESTRICTED)] == [0, 1, 2]


def test_the_nearest_heading_of_a_section_is_the_last_of_its_path() -> None:
    assert Section(("Satzung", "§ 3 Gebühren"), (Span(0, 0, 1),)).heading == "§ 3 Gebühren"
    assert Section((), (Span(0, 0, 1),)).heading == ""


def test_every_record_is_frozen_and_slotted() -> None:
    records = [kind for kind in vars(model).values() if isinstance(kind, type) and dataclasses.is_dataclass(kind)]
    assert len(records) > 10
    for kind in records:
        assert kind.__dataclass_params__.frozen, kind  # type: ignore[attr-defined]
        assert "__slots__" in vars(kind), kind
