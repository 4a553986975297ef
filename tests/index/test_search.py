"""The read path on a real engine and a real catalogue."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpora.catalog import Catalog
from corpora.errors import ScopeError
from corpora.model import (
    Access,
    Chunk,
    Corpus,
    CorpusKind,
    Document,
    DocumentState,
    Facts,
    Meeting,
    Page,
    PageState,
    Span,
    chunk_id,
)
from corpora.scope import Grant, Scope
from index.analysis import Analyzer
from index.compounds import load_splitter
from index.engine import Payload, Point, TenantIndex
from index.engines.edge import EdgeStore
from index.hits import Evidence
from index.identifiers import chunk_identifiers
from index.query import QueryReader
from index.search import Searcher, SearchFilters
from index.sparse import SparseEncoder

EVERYTHING = frozenset(("rat", "recht", "intern"))


class World:
    """A catalogue and an embedded engine with a few papers."""

    def __init__(self, folder: Path) -> None:
        self.catalog = Catalog.open(f"sqlite:///{folder / 'catalog.sqlite'}")
        self.store = EdgeStore(folder / "index")
        analyzer = Analyzer(load_splitter())
        self.encoder = SparseEncoder(analyzer)
        self.searcher = Searcher(self.catalog, self.open, self.encoder, QueryReader(analyzer))
        for tenant in ("auenfurt", "moorwalde"):
            self.catalog.add_tenant(tenant, tenant.title())
            self.catalog.add_corpus(Corpus(tenant, "rat", "Rat", CorpusKind.COUNCIL, Access.PUBLIC))
            self.catalog.add_corpus(Corpus(tenant, "recht", "Recht", CorpusKind.REGULATION, Access.PUBLIC))
            self.catalog.add_corpus(Corpus(tenant, "intern", "Intern", CorpusKind.GUIDE, Access.INTERNAL))

    def open(self, tenant: str) -> TenantIndex | None:
        return self.store.open(tenant, "g1", dense_size=None) if self.store.generations(tenant) else None

    def add(
        self,
        path: str,
        *texts: str,
        tenant: str = "auenfurt",
        corpus: str = "rat",
        kind: CorpusKind = CorpusKind.COUNCIL,
        access: Access = Access.PUBLIC,
        facts: Facts | None = None,
        headings: tuple[str, ...] = (),
        version: str = "v1",
        commit: bool = True,
    ) -> Document:
        facts = facts or Facts(title=path)
        pages = tuple(Page(number, text, PageState.TEXT) for number, text in enumerate(texts, start=1))
        document = Document(
            tenant, corpus, path, "0" * 64, version, kind, access, facts, DocumentState.READY, pages=pages
        )
        chunks = [
            Chunk(
                chunk_id(tenant, corpus, path, version, number),
                document.id,
                number,
                headings,
                text,
                (Span(number, 0, len(text)),),
                context=" · ".join((facts.title, *headings)),
            )
            for number, text in enumerate(texts)
        ]
        points = [
            Point(
                chunk.id,
                vector,
                Payload(
                    corpus=corpus,
                    access=access,
                    document=document.id,
                    version=version,
                    number=chunk.number,
                    page=chunk.number + 1,
                    kind=kind.value,
                    date=int(facts.date.strftime("%Y%m%d")) if facts.date else None,
                    bodies=tuple(meeting.body.casefold() for meeting in facts.meetings),
                    identifiers=chunk_identifiers(document, chunk),
                    text=chunk.text,
                    heading_path=chunk.heading_path,
                    spans=chunk.spans,
                ),
            )
            for chunk, vector in zip(chunks, self.encoder.encode_passages(chunks), strict=True)
        ]
        self.store.open(tenant, "g1", dense_size=None).upsert(points)
        if commit:
            self.catalog.commit_document(document, chunks=len(chunks), size=1, seconds=0.1, fingerprint="test")
        return document


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.store.close()
    world.catalog.close()


def scope(tenant: str = "auenfurt", corpora: frozenset[str] = EVERYTHING, access: Access = Access.RESTRICTED) -> Scope:
    return Scope((Grant(tenant, corpora, access),))


def paths(world: World, question: str, within: Scope | None = None, **filters: object) -> list[str]:
    chosen = SearchFilters(**filters)  # type: ignore[arg-type]
    return [hit.path for hit in world.searcher.search(within or scope(), question, filters=chosen)]


def test_the_page_that_speaks_of_the_question_comes_first_with_all_a_citation_needs(world):
    world.add("andere.pdf", "Der Haushalt wurde einstimmig beschlossen.")
    world.add(
        "hunde.pdf",
        "Allgemeines.",
        "Die Hundesteuer beträgt 60 Euro im Jahr.",
        facts=Facts(title="Hundesteuer", number="7/2024", date=datetime.date(2024, 5, 2)),
    )

    hit = world.searcher.search(scope(), "Wie hoch ist die Steuer für Hunde?")[0]

    assert (hit.rank, hit.path, hit.page, hit.title, hit.reference) == (1, "hunde.pdf", 2, "Hundesteuer", "7/2024")
    assert hit.date == datetime.date(2024, 5, 2)
    assert hit.text == "Die Hundesteuer beträgt 60 Euro im Jahr."
    assert hit.why == (Evidence.SPARSE,)
    assert 0.3 < hit.matched_terms <= 1


def test_a_question_without_any_known_word_finds_nothing(world):
    world.add("a.pdf", "Der Haushalt wurde beschlossen.")

    assert paths(world, "Quantenverschränkung") == []
    assert paths(world, "der die das") == []
    assert paths(world, "") == []


def test_a_tenant_without_index_finds_nothing(world):
    assert paths(world, "Haushalt", scope("moorwalde")) == []


def test_another_tenants_papers_are_never_found(world):
    world.add("a.pdf", "Die Brücke wird saniert.", tenant="auenfurt")
    world.add("b.pdf", "Die Brücke wird saniert.", tenant="moorwalde")

    assert paths(world, "Brücke", scope("auenfurt")) == ["a.pdf"]
    assert paths(world, "Brücke", scope("moorwalde")) == ["b.pdf"]


def test_a_grant_for_another_tenants_corpus_adds_it_and_nothing_else_of_that_tenant(world):
    world.add("eigen.pdf", "Die Brücke wird saniert.", tenant="auenfurt")
    world.add("geteilt.pdf", "Die Brücke bleibt gesperrt.", tenant="moorwalde", corpus="rat")
    world.add("privat.pdf", "Die Brücke kostet zu viel.", tenant="moorwalde", corpus="intern", access=Access.PUBLIC)
    both = Scope(
        (
            Grant("auenfurt", EVERYTHING, Access.RESTRICTED),
            Grant("moorwalde", frozenset(("rat",)), Access.PUBLIC),
        )
    )

    assert set(paths(world, "Brücke", both)) == {"eigen.pdf", "geteilt.pdf"}


def test_papers_above_the_level_of_access_are_never_found(world):
    world.add("offen.pdf", "Grundstück am Markt.")
    world.add("geheim.pdf", "Grundstück am Markt, Kaufpreis.", access=Access.RESTRICTED)

    assert paths(world, "Grundstück", scope(access=Access.PUBLIC)) == ["offen.pdf"]
    assert set(paths(world, "Grundstück", scope(access=Access.RESTRICTED))) == {"offen.pdf", "geheim.pdf"}


def test_only_the_version_that_the_catalogue_names_is_found(world):
    world.add("satzung.pdf", "Die Steuer beträgt 48 Euro.", version="alt")
    world.add("satzung.pdf", "Die Steuer beträgt 60 Euro.", version="neu")
    world.add("halb.pdf", "Die Steuer beträgt 99 Euro.", commit=False)

    hits = world.searcher.search(scope(), "Steuer")

    assert [(hit.path, hit.version) for hit in hits] == [("satzung.pdf", "neu")]


@pytest.mark.parametrize("question", ["DS 51/2018", "51-2018", "Was steht in Drucksache Nr. 51/2018?"])
def test_a_drucksache_named_by_number_comes_first_whatever_else_mentions_it(world, question):
    world.add("erwaehnt.pdf", "Siehe DS 51/2018, DS 51/2018 und nochmals Drucksache 51/2018.")
    world.add("sie-selbst.pdf", "Neubau des Spielplatzes.", facts=Facts(title="Spielplatz", number="51/2018"))

    hits = world.searcher.search(scope(), question)

    assert hits[0].path == "sie-selbst.pdf"
    assert Evidence.IDENTIFIER in hits[0].why


@pytest.mark.parametrize("question", ["§ 3 BUrlG", "BUrlG § 3 Abs. 1", "Paragraf 3 Bundesurlaubsgesetz"])
def test_a_cited_paragraph_comes_first(world, question):
    facts = Facts(title="Mindesturlaubsgesetz für Arbeitnehmer", abbreviation="BUrlG")
    for number, name in ((1, "Urlaubsanspruch"), (3, "Dauer des Urlaubs"), (13, "Unabdingbarkeit")):
        world.add(
            f"{number}.md",
            f"Text zum {name}.",
            corpus="recht",
            kind=CorpusKind.REGULATION,
            facts=facts,
            headings=(f"§ {number} {name}",),
        )

    assert paths(world, question)[0] == "3.md"


def test_a_year_in_the_question_prefers_papers_of_that_year_but_keeps_the_others(world):
    for year in (2016, 2017, 2018):
        world.add(
            f"{year}.pdf",
            f"Zuschuss für den Sportverein im Ortsteil {'Nord ' * (2019 - year)} {2019 - year} Personen",
            facts=Facts(title="Zuschuss", date=datetime.date(year, 6, 1)),
        )

    found = paths(world, "Zuschuss Sportverein 2018")

    assert found[0] == "2018.pdf"
    assert len(found) == 3


def test_one_page_is_one_hit_and_repeated_text_is_folded_unless_a_number_differs(world):
    text = "Der Ortsrat beschließt einen Zuschuss für das Sommerfest der Feuerwehr im Ortsteil Nord von"
    world.add("a.pdf", f"{text} 200 Euro.")
    world.add("b.pdf", f"{text} 200 Euro.")
    world.add("c.pdf", f"{text} 300 Euro.")

    hits = world.searcher.search(scope(), "Zuschuss Sommerfest Feuerwehr")

    assert len(hits) == 2
    assert sorted(hit.folded for hit in hits) == [0, 1]
    assert "c.pdf" in [hit.path for hit in hits]


def test_filters_narrow_and_never_widen(world):
    world.add(
        "alt.pdf", "Haushalt.", facts=Facts(title="H", date=datetime.date(2010, 1, 1), meetings=(Meeting("Rat", None),))
    )
    world.add("neu.pdf", "Haushalt.", facts=Facts(title="H", date=datetime.date(2020, 1, 1)))
    world.add("recht.pdf", "Haushalt der Stadt.", corpus="recht", kind=CorpusKind.REGULATION)

    assert paths(world, "Haushalt", date_from=datetime.date(2015, 1, 1)) == ["neu.pdf"]
    assert paths(world, "Haushalt", date_to=datetime.date(2010, 1, 1)) == ["alt.pdf"]
    assert paths(world, "Haushalt", bodies=frozenset(("RAT",))) == ["alt.pdf"]
    assert paths(world, "Haushalt", kinds=frozenset((CorpusKind.REGULATION,))) == ["recht.pdf"]
    assert paths(world, "Haushalt", corpora=frozenset(("recht",))) == ["recht.pdf"]
    with pytest.raises(ScopeError, match="intern"):
        paths(world, "Haushalt", scope(corpora=frozenset(("rat",))), corpora=frozenset(("intern",)))


def test_the_same_question_gives_the_same_hits_in_the_same_order(world):
    for number in range(30):
        world.add(f"{number:02}.pdf", f"Bericht Nummer {number} über die Straße.")

    first = world.searcher.search(scope(), "Bericht Straße", limit=20)

    assert first == world.searcher.search(scope(), "Bericht Straße", limit=20)
    assert [hit.rank for hit in first] == list(range(1, 21))


def test_everyday_words_find_papers_in_office_german(world):
    world.add("a.pdf", "Die Fahrerlaubnis wird entzogen, wenn der Inhaber ungeeignet ist.")
    world.add("b.pdf", "Der Ortsrat bittet um eine neue Sitzbank am Dorfteich.")

    hits = world.searcher.search(scope(), "Wann ist der Führerschein weg?")

    assert [hit.path for hit in hits] == ["a.pdf"]
    assert hits[0].matched_terms > 0.3


def test_a_papers_own_word_still_beats_its_synonym(world):
    world.add("amtlich.pdf", "Die Fahrerlaubnis wird in der Sitzung behandelt.")
    world.add("woertlich.pdf", "Der Führerschein wird in der Sitzung behandelt. Fahrerlaubnis genannt.")

    assert paths(world, "Führerschein")[0] == "woertlich.pdf"


def test_papers_of_the_month_that_the_question_names_are_preferred(world):
    for month in (2, 6, 11):
        world.add(
            f"{month:02}.pdf",
            f"Zuschuss für den Sportverein, {month} Personen.",
            facts=Facts(title="Zuschuss", date=datetime.date(2018, month, 12)),
        )

    assert paths(world, "Zuschuss für den Sportverein im Juni 2018")[0] == "06.pdf"
    assert paths(world, "Zuschuss für den Sportverein Ende 2018")[0] == "11.pdf"


def test_minutes_of_the_body_that_the_question_names_come_before_papers_on_its_way(world):
    papers = (
        ("rat.pdf", "Niederschrift", "Rat"),
        ("bau.pdf", "Niederschrift", "Fachausschuss Planung, Bau und Umwelt"),
        ("ort.pdf", "Niederschrift", "Ortsrat Nord"),
        ("vorlage.pdf", "Beschlussvorlage", "Bau- und Umweltausschuss"),
    )
    for number, (path, kind, body) in enumerate(papers):
        facts = Facts(title="Radweg", kind=kind, meetings=(Meeting(body, None),))
        world.add(path, f"Der Radweg wird gebaut, Abschnitt {number}.", facts=facts)

    assert paths(world, "Was hat der Bauausschuss zum Radweg gesagt?")[:2] == ["bau.pdf", "vorlage.pdf"]
    assert paths(world, "Was hat der Rat zum Radweg gesagt?")[0] == "rat.pdf"
    assert paths(world, "Was hat der Ortsrat Nord zum Radweg gesagt?")[0] == "ort.pdf"
    assert len(paths(world, "Was hat der Bauausschuss zum Radweg gesagt?")) == 4
