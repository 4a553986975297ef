"""Numbers people cite, in every spelling they use."""

from __future__ import annotations

import pytest

from corpora.model import (
    Access,
    Chunk,
    CorpusKind,
    Document,
    DocumentState,
    Facts,
    Span,
)
from index.compounds import load_splitter
from index.identifiers import (
    chunk_identifiers,
    find_citations,
    find_drucksachen,
    law_names,
    normalize_drucksache,
)
from index.laws import Law, match_law


@pytest.mark.parametrize(
    "question",
    [
        "DS 51/2018",
        "51-2018",
        "ds 51/2018",
        "Drucksache Nr. 51/2018",
        "Was steht in der Drucksache 51/2018?",
        "Drucksachen-Nr. 51/2018",
        "Drs. 51-2018",
        "DS 51 / 2018",
        "DS 51/18",
        "DS-Nr. 51/18",
        "DS 51 aus 2018",
        "Drucksache Nr. 51 von 2018",
        "DS 051/2018",
        "Vorlage 51/2018",
    ],
)
def test_every_spelling_of_a_drucksache_is_the_same_number(question):
    assert find_drucksachen(question) == ("ds:51/2018/0", "ds:51/2018")
    assert set(find_drucksachen(question)) == set(normalize_drucksache("51/2018"))


def test_an_addendum_is_told_from_its_paper_and_found_with_it():
    asked = find_drucksachen("Wovon handelt die 1. Ergänzung zur Drucksache 37/2011?")

    assert asked == ("ds:37/2011/1", "ds:37/2011")
    assert asked[0] in normalize_drucksache("37/2011 1. Ergänzung")
    assert asked[0] not in normalize_drucksache("37/2011")
    assert find_drucksachen("DS 37/2011")[0] not in normalize_drucksache("37/2011 1. Ergänzung")


@pytest.mark.parametrize("question", ["BV/0499/2025", "bv/499/2025", "Was beschließt BV/0499/2025?"])
def test_letters_in_front_belong_to_the_number(question):
    assert find_drucksachen(question) == ("ds:bv/499/2025/0", "ds:bv/499/2025")
    assert "ds:bv/499/2025" in normalize_drucksache("BV/0499/2025")


def test_a_paper_with_letters_is_also_found_by_its_bare_number():
    assert set(find_drucksachen("499/2025")) <= set(normalize_drucksache("BV/0499/2025"))


@pytest.mark.parametrize(
    "question",
    [
        "Haushalt 2025/2026",
        "HJ1/2026",
        "Bericht am 12.05.2018",
        "im Jahr 2018",
        "Nr. 3",
        "24/7",
        "1/2",
        "2.500,00 €",
        "3 von 2018",
    ],
)
def test_pairs_of_numbers_that_are_no_drucksache_are_left_alone(question):
    assert find_drucksachen(question) == ()


@pytest.mark.parametrize(
    ("question", "identifier"),
    [
        ("§ 3 BUrlG", "p:burlg/3"),
        ("§3 BUrlG", "p:burlg/3"),
        ("BUrlG § 3 Abs. 1", "p:burlg/3"),
        ("§ 3 Abs. 1 Satz 2 BUrlG", "p:burlg/3"),
        ("§ 3 (1) BUrlG", "p:burlg/3"),
        ("Paragraf 17 Bundesmeldegesetz", "p:bundesmeldegesetz/17"),
        ("Paragraph 17 des Bundesmeldegesetzes", "p:bundesmeldegesetz/17"),
        ("Was steht in § 8a SGB VIII?", "p:sgb8/8a"),
        ("Was steht in § 8a SGB 8?", "p:sgb8/8a"),
        ("BGB 1357", "p:bgb/1357"),
        ("Paragraf 1 WasSiG§13V", "p:wassig§13v/1"),
        ("§ 2 Absatz 1 des BEG§172DV 63", "p:beg§172dv63/2"),
        ("SGB VIII 43", "p:sgb8/43"),
        ("Par. 35 StVO", "p:stvo/35"),
        ("Art. 5 GG", "a:gg/5"),
        ("Artikel 5 Abs. 1 des Grundgesetzes", "a:grundgesetz/5"),
        ("§ 4 der Hundesteuersatzung", "p:hundesteuersatzung/4"),
    ],
)
def test_a_citation_names_its_paragraph_and_law(question, identifier):
    citations = find_citations(question)

    assert len(citations) == 1
    assert identifier in citations[0].identifiers


def test_a_question_may_cite_two_paragraphs():
    assert [citation.number for citation in find_citations("Gilt § 5 BUrlG neben § 7 BUrlG?")] == ["5", "7"]


@pytest.mark.parametrize(
    ("title", "abbreviation", "name"),
    [
        ("Mindesturlaubsgesetz für Arbeitnehmer", "BUrlG", "burlg"),
        ("Paßgesetz", "PaßG 1986", "passg"),
        ("Paßgesetz", "PaßG 1986", "passgesetz"),
        ("Sozialgesetzbuch - Achtes Buch", "SGB 8", "sgb8"),
        ("Hundesteuersatzung der Stadt Auenfurt", None, "hundesteuersatzung"),
        ("Satzung über die Erhebung einer Hundesteuer", None, "hundesteuersatzung"),
    ],
)
def test_a_law_is_known_by_its_usual_names(title, abbreviation, name):
    assert name in law_names(title, abbreviation)


def document(kind: CorpusKind, facts: Facts) -> Document:
    return Document("t", "c", "p.md", "0" * 64, "v" * 16, kind, Access.PUBLIC, facts, DocumentState.READY)


def chunk(*headings: str) -> Chunk:
    return Chunk("id", "doc", 0, headings, "Text", (Span(0, 0, 4),))


def test_a_chunk_carries_its_own_paragraph_and_no_other():
    law = document(CorpusKind.REGULATION, Facts(title="Mindesturlaubsgesetz", abbreviation="BUrlG"))

    found = chunk_identifiers(law, chunk("Abschnitt 1", "§ 11 Urlaubsentgelt"))

    assert "p:burlg/11" in found
    assert "p:mindesturlaubsgesetz/11" in found
    assert all(identifier.endswith("/11") for identifier in found)


def test_a_council_papers_chunks_carry_its_number_only():
    paper = document(CorpusKind.COUNCIL, Facts(title="Spielplatz", number="51/2018"))

    assert chunk_identifiers(paper, chunk("§ 3 Kosten")) == ("ds:51/2018", "ds:51/2018/0")


def test_names_that_stand_nowhere_in_the_law_are_read_off_its_abbreviation():
    laws = [
        Law("1", "Gesetz zur Regelung des Statusrechts der Beamtinnen und Beamten in den Ländern", "BeamtStG"),
        Law("2", "Gesetz zur Verbesserung des Onlinezugangs zu Verwaltungsleistungen", "OZG"),
        Law("3", "Baugesetzbuch", "BBauG"),
        Law("4", "Mindesturlaubsgesetz für Arbeitnehmer", "BUrlG"),
        Law("5", "Bundesmeldegesetz", "BMG"),
    ]

    def found(name: str) -> list[str]:
        return match_law(name, laws, load_splitter())

    assert found("beamtenstatusgesetz") == ["beamtstg"]
    assert found("onlinezugangsgesetz") == ["ozg"]
    assert found("baugb") == ["bbaug"]
    assert found("bundesurlaubsgesetz") == ["burlg"]
    assert found("schulgesetz") == []
    assert found("xyz") == []
