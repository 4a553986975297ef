"""A tenant's own words: read from a text, used for that tenant's papers and for nobody else's."""

from __future__ import annotations

import pytest

from corpora.errors import InvalidSetting
from corpora.model import Access
from corpora.scope import Grant, Scope
from index.analysis import Analyzer
from index.compounds import load_splitter
from index.search import Searcher
from index.vocabulary import MAX_CHARACTERS, READERS_KEPT, TenantQueryReader, Vocabulary, parse_vocabulary
from tests.index.test_search import EVERYTHING, World, scope, world

__all__ = ["world"]

ANALYZER = Analyzer(load_splitter())


def test_synonyms_and_abbreviations_may_stand_in_any_order():
    parsed = parse_vocabulary("# Eigenes\nZVM = Zweckverband Moorwasser\nGlaspalast -> Rathaus\n\nKita <-> Krippe\n")

    assert [entry.everyday for entry in parsed.synonyms] == [("Glaspalast",), ("Kita",)]
    assert [entry.long for entry in parsed.abbreviations] == [("Zweckverband Moorwasser",)]
    assert parse_vocabulary("") == Vocabulary((), ())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Glaspalast Rathaus", "Zeile 3 des Vokabulars hat weder einen Pfeil"),
        ("Glaspalast ->", "In Zeile 3 des Vokabulars fehlt"),
        ("A -> B -> C", "Zeile 3 des Vokabulars hat mehr als einen Pfeil"),
        ("ZVM =", "In Zeile 3 des Vokabulars fehlt"),
        ("A = B = C", "Zeile 3 des Vokabulars hat mehr als ein „=“"),
    ],
)
def test_a_wrong_line_is_named(line, message):
    with pytest.raises(InvalidSetting) as raised:
        parse_vocabulary(f"# Anfang\nKita <-> Krippe\n{line}")

    assert raised.value.message.startswith(message)
    assert raised.value.hint


def test_a_text_beyond_all_measure_is_refused():
    with pytest.raises(InvalidSetting, match=r"500\.001 Zeichen"):
        parse_vocabulary("x" * (MAX_CHARACTERS + 1))


# Reading questions


def test_a_changed_text_counts_at_the_next_question():
    texts = {"auenfurt": "Glaspalast -> Rathaus"}
    reader = TenantQueryReader(ANALYZER, lambda tenant: texts.get(tenant, ""))

    assert "rathaus" in reader.for_tenant("auenfurt").read("Glaspalast").terms
    texts["auenfurt"] = "Glaspalast -> Schwimmbad"
    changed = reader.for_tenant("auenfurt").read("Glaspalast").terms
    assert "schwimmbad" in changed
    assert "rathaus" not in changed
    del texts["auenfurt"]
    assert set(reader.for_tenant("auenfurt").read("Glaspalast").terms) == set(reader.read("Glaspalast").terms)


def test_the_shipped_words_stay():
    reader = TenantQueryReader(ANALYZER, lambda _: "Glaspalast -> Rathaus")

    assert "fahrerlaubnis" in reader.for_tenant("auenfurt").read("Führerschein").terms
    assert "verwaltungsausschuss" in reader.for_tenant("auenfurt").read("VA").terms


def test_more_tenants_than_are_kept_are_read_all_the_same():
    reader = TenantQueryReader(ANALYZER, lambda tenant: f"Haus -> Wort{tenant}")

    for _ in range(2):
        for tenant in map(str, range(READERS_KEPT + 1)):
            assert f"wort{tenant}" in reader.for_tenant(tenant).read("Haus").terms


# Searching


def searcher(world: World, **texts: str) -> Searcher:
    return world.searcher.reading_with(TenantQueryReader(ANALYZER, lambda tenant: texts.get(tenant, "")))


def test_one_tenants_words_are_never_used_for_anothers_papers(world):
    world.add("eigen.pdf", "Das Technische Rathaus wird saniert.", tenant="auenfurt")
    world.add("fremd.pdf", "Das Technische Rathaus wird saniert.", tenant="moorwalde")
    own = searcher(world, auenfurt="Glaspalast -> Technisches Rathaus")
    both = Scope(
        (
            Grant("auenfurt", EVERYTHING, Access.RESTRICTED),
            Grant("moorwalde", frozenset(("rat",)), Access.PUBLIC),
        )
    )

    assert [hit.path for hit in own.search(scope("auenfurt"), "Glaspalast")] == ["eigen.pdf"]
    assert own.search(scope("moorwalde"), "Glaspalast") == []
    assert [hit.path for hit in own.search(both, "Glaspalast")] == ["eigen.pdf"]


def test_a_tenants_word_counts_as_matched_only_in_its_own_papers(world):
    for year, tenant in ((2021, "auenfurt"), (2022, "moorwalde")):  # other numbers: not the same text
        world.add(f"{tenant}.pdf", f"Das Rathaus erhält {year} eine neue Heizung.", tenant=tenant)
    own = searcher(world, auenfurt="Glaspalast -> Rathaus")
    both = Scope(tuple(Grant(tenant, EVERYTHING, Access.RESTRICTED) for tenant in ("auenfurt", "moorwalde")))

    matched = {hit.path: hit.matched_terms for hit in own.search(both, "Heizung im Glaspalast")}

    assert matched["auenfurt.pdf"] > matched["moorwalde.pdf"]
