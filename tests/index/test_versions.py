"""Older versions of a Satzung stand back and are marked."""

from __future__ import annotations

import datetime

import pytest

from corpora.model import CorpusKind, Facts
from tests.index.test_search import World, scope, world

__all__ = ["world"]

OLD = "Die Steuer beträgt für den zweiten Hund 108,00 Euro. Hunde sind anzumelden, ein Hund ist ein Hund."
NEW = "Die Steuer beträgt für den zweiten Hund 144,00 Euro."


def add(world: World, path: str, year: int, text: str, title: str, kind: str = "Satzung") -> None:
    facts = Facts(title=f"{title} vom 14. Februar {year}", date=datetime.date(year, 2, 14), kind=kind)
    world.add(path, text, corpus="recht", kind=CorpusKind.REGULATION, facts=facts)


@pytest.fixture
def two_versions(world: World) -> World:
    add(world, "alt.pdf", 2019, OLD, "Hundesteuersatzung der Stadt Auenfurt")
    add(world, "neu.pdf", 2023, NEW, "Hundesteuersatzung der Stadt Auenfurt")
    return world


def test_the_newer_version_comes_first_and_the_older_one_names_it(two_versions):
    hits = two_versions.searcher.search(scope(), "Wie hoch ist die Steuer für den zweiten Hund?")

    assert [(hit.path, hit.superseded_by) for hit in hits] == [("neu.pdf", ""), ("alt.pdf", "neu.pdf")]


def test_a_question_that_names_the_year_gets_the_version_of_that_year(two_versions):
    hits = two_versions.searcher.search(scope(), "Wie hoch war 2019 die Steuer für den zweiten Hund?")

    assert (hits[0].path, hits[0].superseded_by) == ("alt.pdf", "neu.pdf")


@pytest.mark.parametrize(
    ("title", "other", "kind"),
    [
        ("Hundesteuersatzung", "Friedhofssatzung", "Satzung"),
        ("Haushaltssatzung", "Haushaltssatzung", "Satzung"),
        ("Neufassung der Hundesteuersatzung", "Neufassung der Hundesteuersatzung", "Beschlussvorlage"),
    ],
)
def test_other_texts_budgets_and_vorlagen_replace_nothing(world, title, other, kind):
    add(world, "a.pdf", 2019, OLD, title, kind)
    add(world, "b.pdf", 2023, NEW, other, kind)

    hits = world.searcher.search(scope(), "Steuer Hund")

    assert {hit.superseded_by for hit in hits} == {""}
    assert len(hits) == 2
