"""Sections of laws, statutes, council papers and minutes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.model import CorpusKind, Heading, Page, PageState, Section
from ingest.cleaning import clean_pages
from ingest.outline import outline


def pages(*texts: str) -> tuple[Page, ...]:
    return tuple(Page(number, text, PageState.TEXT) for number, text in enumerate(texts, 1))


def paths(texts: tuple[Page, ...], kind: CorpusKind) -> list[tuple[str, ...]]:
    return [section.heading_path for section in outline(texts, kind)]


def text_of(section: Section, of: tuple[Page, ...]) -> str:
    return "\n".join(of[span.page].text[span.start : span.end] for span in section.spans)


LAW = """Mustergesetz (MuG)

Erster Abschnitt - Allgemeines

§ 1 Zweck

Dieses Gesetz regelt Muster. § 2 Abs. 1 gilt.

§ 2 (weggefallen)

Zweiter Abschnitt

§ 3 Inkrafttreten

Es tritt am 1. Januar 2020 in Kraft.
"""
LAW_HEADINGS = (
    (1, "Mustergesetz (MuG)"),
    (2, "Erster Abschnitt - Allgemeines"),
    (3, "§ 1 Zweck"),
    (3, "§ 2 (weggefallen)"),
)


def law() -> tuple[Page, ...]:
    headings = [*LAW_HEADINGS, (2, "Zweiter Abschnitt"), (3, "§ 3 Inkrafttreten")]
    found = tuple(Heading(level, start := LAW.index(title), start + len(title)) for level, title in headings)
    return clean_pages((Page(None, LAW, PageState.TEXT, headings=found),))


def test_a_law_has_the_sections_its_headings_mark_and_no_others():
    root, first, second = "Mustergesetz (MuG)", "Erster Abschnitt - Allgemeines", "Zweiter Abschnitt"
    assert paths(law(), CorpusKind.REGULATION) == [
        (root,),
        (root, first),
        (root, first, "§ 1 Zweck"),
        (root, first, "§ 2 (weggefallen)"),
        (root, second),
        (root, second, "§ 3 Inkrafttreten"),
    ]


def test_a_section_of_a_law_holds_its_own_text_and_nothing_of_its_neighbour():
    document = law()
    section = outline(document, CorpusKind.REGULATION)[2]
    assert text_of(section, document) == "§ 1 Zweck\n\nDieses Gesetz regelt Muster. § 2 Abs. 1 gilt."


STATUTE = """Satzung über die Benutzung der Hallen
Aufgrund des § 10 NKomVG hat der Rat beschlossen:
I. Abschnitt – Allgemeines
§ 1 Geltungsbereich
(1) Die Satzung gilt für alle Hallen nach Maßgabe von
§ 12 Abs. 3 der Hauptsatzung und
§ 14 Gebäudegesetz, soweit nichts anderes bestimmt ist.
§ 2
Nutzungszeiten
Die Halle ist täglich offen.
§ 2a Ferien
In den Ferien ist sie geschlossen.
§ 3
Die Nutzung ist frei."""


def test_paragraphs_of_a_printed_statute_are_found_and_citations_are_not():
    part = "I. Abschnitt – Allgemeines"
    assert paths(pages(STATUTE), CorpusKind.REGULATION) == [
        (),
        (part,),
        (part, "§ 1 Geltungsbereich"),
        (part, "§ 2 Nutzungszeiten"),
        (part, "§ 2a Ferien"),
        (part, "§ 3"),
    ]


def test_a_table_of_contents_makes_no_sections():
    contents = "Inhalt\n§ 1 Zweck\n§ 2 Gebühren\n§ 3 Fälligkeit\n§ 4 Inkrafttreten\n"
    body = "".join(
        f"§ {n} {t}\n{'Es gilt das Folgende. ' * 9}\n"
        for n, t in enumerate(("Zweck", "Gebühren", "Fälligkeit", "Inkrafttreten"), 1)
    )
    found = paths(pages(contents, body), CorpusKind.REGULATION)
    assert found == [(), ("§ 1 Zweck",), ("§ 2 Gebühren",), ("§ 3 Fälligkeit",), ("§ 4 Inkrafttreten",)]


PAPER = """DS 12/2024
Beschlussvorlage
Neubau der Kita
Beschlussvorschlag:
Der Rat beschließt den Neubau.
Problembeschreibung/Begründung:
Die Plätze reichen nicht aus. Eine ausführliche Begründung der Kosten folgt in der Beratung über die
Begründung der Gebühren.
1. Bedarf
Der Bedarf steigt seit Jahren, weil immer mehr Familien zuziehen und die Betreuung früher beginnt als bisher.
Die Zahl der Anmeldungen liegt im dritten Jahr in Folge über der Zahl der Plätze.
1.1 Krippe
In der Krippe fehlen nach der letzten Zählung zwölf Plätze, davon sieben allein im Kernort der Gemeinde selbst.
Eine Zwischenlösung im Dorfgemeinschaftshaus ist nach Ansicht des Landkreises nicht möglich.
2. Standort
Der Standort am Bahnhof ist erschlossen, gehört der Gemeinde und kann vom kommenden Frühjahr an bebaut werden.
Finanzielle Auswirkungen:
Es entstehen Kosten von 1. Mio. Euro.
Beratungsergebnis:
Rat"""


def test_a_council_paper_has_its_labels_and_numbered_headings():
    why = "Problembeschreibung/Begründung"
    assert paths(pages(PAPER), CorpusKind.COUNCIL) == [
        (),
        ("Beschlussvorschlag",),
        (why,),
        (why, "1. Bedarf"),
        (why, "1. Bedarf", "1.1 Krippe"),
        (why, "2. Standort"),
        ("Finanzielle Auswirkungen",),
        ("Beratungsergebnis",),
    ]


def test_a_numbered_list_of_resolutions_makes_no_sections():
    text = (
        "Beschlussvorschlag:\n1. Die Satzung wird beschlossen\n2. Die Gebühr wird gesenkt\n3. Der Plan wird gebilligt"
    )
    assert paths(pages(text), CorpusKind.COUNCIL) == [("Beschlussvorschlag",)]


MINUTES = """Protokoll
der Sitzung des Ortsrates Musterau am Dienstag, dem 07. September 2021, im Rathaus
Es sind anwesend:
Frau Erika Beispiel
Tagesordnung:
- öffentlicher Teil -
1. Eröffnung der Sitzung
2. Genehmigung des Protokolls der Sitzung vom 3. Mai 2021
3. Vorläufiger Jahresabschluss 2020;
Zustimmung zu Aufwendungen
(DS 44/2021)
4. Anträge und Anfragen
"""
BODY = """Zu Punkt 1: Eröffnung der Sitzung
Frau Beispiel eröffnet. Punkt 4 der Tagesordnung wird vorgezogen.
Zu Punkt 2: Genehmigung des Protokolls der Sitzung vom 3. Mai 2021
Beschluss:
Das Protokoll wird genehmigt.
Abstimmungsergebnis: einstimmig
Zu Punkt 3: Vorläufiger Jahresabschluss 2020;
Zustimmung zu Aufwendungen
(DS 44/2021)
1. Der Abschluss wird vorgestellt.
Zu Punkt 4: Anträge und Anfragen
Keine.
Genehmigungsvermerk:
Das Protokoll wurde genehmigt."""
POINTS = [
    "TOP 1: Eröffnung der Sitzung",
    "TOP 2: Genehmigung des Protokolls der Sitzung vom 3. Mai 2021",
    "TOP 3: Vorläufiger Jahresabschluss 2020; Zustimmung zu Aufwendungen (DS 44/2021)",
    "TOP 4: Anträge und Anfragen",
]


@pytest.mark.parametrize("word", ["Zu Punkt {}:", "TOP {}", "Zu TOP {}:", "Tagesordnungspunkt {}:", "{}."])
def test_minutes_are_cut_at_their_agenda_points_however_they_are_numbered(word: str):
    body = BODY
    for number in range(1, 5):
        body = body.replace(f"Zu Punkt {number}:", word.format(number))
    document = pages(MINUTES, body)
    sections = outline(document, CorpusKind.COUNCIL)
    assert [section.heading for section in sections] == ["", "Tagesordnung", *POINTS, "Genehmigungsvermerk"]
    assert "Beschluss:\nDas Protokoll" in text_of(sections[3], document)
    assert "Abstimmungsergebnis: einstimmig" in text_of(sections[3], document)


def test_what_is_attached_behind_minutes_is_no_part_of_the_approval():
    found = paths(pages(MINUTES, BODY, "Haushaltslage\n2021", "Anlage 2 – Karte\nKarte"), CorpusKind.COUNCIL)
    assert found[-3:] == [("Genehmigungsvermerk",), ("Anlage",), ("Anlage 2 – Karte",)]


def test_minutes_that_end_with_their_agenda_have_no_points():
    assert paths(pages(MINUTES), CorpusKind.COUNCIL) == [(), ("Tagesordnung",)]


def test_points_that_follow_the_word_tagesordnung_without_a_list_are_found():
    body = "".join(f"TOP {number} Bericht {number}\n{'Der Ausschuss berät ausführlich. ' * 8}\n" for number in (1, 2))
    head = "Niederschrift\nüber die Sitzung des Rates am 3. Mai 2021\nAnwesend: alle\nTagesordnung\n"
    assert paths(pages(head + body), CorpusKind.COUNCIL)[-2:] == [("TOP 1: Bericht 1",), ("TOP 2: Bericht 2",)]


def test_an_invitation_has_an_agenda_and_no_points_of_its_own():
    text = (
        "Bekanntmachung\nEine Sitzung des Rates findet am 3. Mai 2021 statt.\nTagesordnung:\n1. Eröffnung\n2. Anfragen"
    )
    assert paths(pages(text), CorpusKind.COUNCIL) == [(), ("Tagesordnung",)]


def test_sheets_and_slides_start_sections_named_after_them():
    sheets = (
        Page(1, "Konto\tBetrag", PageState.TEXT, label="Einnahmen"),
        Page(2, "Konto\tBetrag", PageState.TEXT, label="Ausgaben"),
    )
    assert paths(sheets, CorpusKind.GUIDE) == [("Einnahmen",), ("Ausgaben",)]


LINES = st.sampled_from(
    [
        "§ 1 Zweck",
        "§ 2",
        "Gebühren",
        "Artikel 1",
        "Beschlussvorschlag:",
        "Begründung",
        "Tagesordnung:",
        "1. Eröffnung",
        "2. Anfragen",
        "Zu Punkt 1: Eröffnung",
        "TOP 2 Anfragen",
        "Anlage 3",
        "2.1 Ziele",
        "Protokoll der Sitzung",
        "Es sind anwesend:",
        "Teil I",
        "Der Rat beschließt.",
        "",
        "   ",
        "Genehmigungsvermerk:",
    ]
)


@given(
    st.lists(st.lists(LINES, max_size=12).map("\n".join), max_size=4),
    st.sampled_from(CorpusKind),
    st.booleans(),
)
def test_sections_hold_every_character_exactly_once_and_in_order(texts: list[str], kind: CorpusKind, cleaned: bool):
    document = pages(*texts)
    if cleaned:
        document = clean_pages(document)
    spans = [span for section in outline(document, kind) for span in section.spans]
    assert all(span.start < span.end for span in spans)
    assert spans == sorted(spans, key=lambda span: (span.page, span.start))
    for number, page in enumerate(document):
        covered = [page.text[span.start : span.end] for span in spans if span.page == number]
        assert "".join("".join(covered).split()) == "".join(page.text.split())
