"""What papers say of themselves: five real papers as golden cases, and written ones for one trap each."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from corpora.model import CorpusKind, Facts, Heading, Meeting, Page, PageState, Publicity
from ingest.cleaning import clean_pages
from ingest.facts import read_facts
from ingest.outline import outline


def facts(
    *texts: str,
    kind: CorpusKind = CorpusKind.COUNCIL,
    path: str = "ordner/datei.pdf",
    metadata: dict[str, str] | None = None,
) -> Facts:
    pages = clean_pages(tuple(Page(number, text, PageState.TEXT) for number, text in enumerate(texts, 1)))
    return read_facts(pages, outline(pages, kind), metadata or {}, path, kind)


def day(text: str) -> datetime.date:
    return datetime.datetime.strptime(text, "%d.%m.%Y").date()


@pytest.fixture(scope="module")
def seeds(shared_data: Path) -> dict[str, Facts]:
    files = sorted((shared_data / "seeds").glob("*.txt"))
    return {file.name[:3]: facts(file.read_text(), path=file.name) for file in files}


@pytest.mark.shared_data
def test_guetersloh_2026_has_its_facts_in_a_table_with_values_under_their_labels(seeds):
    assert seeds["000"] == Facts(
        title="Aufbau einer souveränen KI-Plattform im Smart-City-Kontext mit interkommunaler Öffnung",
        number="206/2026",
        date=day("19.05.2026"),
        kind="Beschlussvorlage",
        office="Digitalisierung und Geoinformation",
        meetings=(Meeting("Hauptausschuss", day("01.06.2026")), Meeting("Rat", day("19.06.2026"))),
        publicity=Publicity.PUBLIC,
    )


@pytest.mark.shared_data
def test_guetersloh_2017_has_label_and_value_in_one_cell(seeds):
    assert seeds["001"] == Facts(
        title="Digitaler Aufbruch Gütersloh",
        number="395/2017",
        date=day("21.11.2017"),
        kind="Beschlussvorlage",
        office="Ratsangelegenheiten und Bürgerdialog",
        meetings=(Meeting("Hauptausschuss", day("04.12.2017")),),
        publicity=Publicity.PUBLIC,
    )


@pytest.mark.shared_data
def test_wiesbaden_answers_a_motion_and_is_dated_by_its_own_line(seeds):
    found = seeds["002"]
    assert (found.number, found.date, found.kind) == ("24-F-63-0018", day("12.03.2025"), "Antwort")
    assert found.title.startswith("Künstliche Intelligenz in der Stadtverwaltung: Pilotprojekte")
    assert found.publicity is Publicity.PUBLIC


@pytest.mark.shared_data
def test_koblenz_names_dates_before_bodies(seeds):
    assert seeds["003"] == Facts(
        title="Konzept zum Einsatz künstlicher Intelligenz bei der Stadtverwaltung Koblenz",
        number="BV/0499/2025",
        date=day("09.09.2025"),
        kind="Beschlussvorlage",
        office="10-Amt für Personal und Organisation",
        meetings=(Meeting("Stadtrat", day("02.10.2025")), Meeting("Haupt- und Finanzausschuss", day("22.09.2025"))),
        publicity=Publicity.PUBLIC,
    )


@pytest.mark.shared_data
def test_northeim_prints_both_words_of_the_form_and_no_number(seeds):
    assert seeds["004"] == Facts(
        title="Einstieg in den Einsatz von KI in der Northeimer Verwaltung",
        date=day("11.02.2025"),
        kind="Antrag",
        office="FDP-Fraktion",
        publicity=Publicity.UNKNOWN,
    )


PAPER = """Innere Dienste und Finanzen
Aktenzeichen: (1) 11.01.63
Auskunft erteilt: Frau Beispiel
Telefon: 800-23 23.05.2019
DS 54/2019 – 1. Ergänzung
Beschlussvorlage
Beratung in {word} Sitzung
Beratungsfolge Termin Stand Abstimmung
Fachausschuss Finanzen, Wirtschaftsförderung,
Marketing und 18.06.2019 Beratung und Empfehlung Einstimmig
Feuerschutz
Verwaltungsausschuss 25.06.2019 Beratung und Empfehlung einstimmig
Rat 02.07.2019 Beratung und Beschlussfassung
Änderung der Satzung vom 01.10.2018;
Antrag der Gruppe A vom 05.03.2019
Beschlussvorschlag:
Der Haushalt 2025/2026 und HJ1/2026 werden geändert."""


def test_a_paper_with_a_wrapped_beratungsfolge():
    found = facts(PAPER.format(word="öffentlicher"))
    assert found == Facts(
        title="Änderung der Satzung vom 01.10.2018; Antrag der Gruppe A vom 05.03.2019",
        number="54/2019 1. Ergänzung",
        date=day("23.05.2019"),
        kind="Beschlussvorlage",
        office="Innere Dienste und Finanzen",
        meetings=(
            Meeting("Fachausschuss Finanzen, Wirtschaftsförderung, Marketing und Feuerschutz", day("18.06.2019")),
            Meeting("Verwaltungsausschuss", day("25.06.2019")),
            Meeting("Rat", day("02.07.2019")),
        ),
        publicity=Publicity.PUBLIC,
    )


@pytest.mark.parametrize(
    ("head", "publicity"),
    [
        (PAPER.format(word="öffentlicher"), Publicity.PUBLIC),
        (PAPER.format(word="nichtöffentlicher"), Publicity.NOT_PUBLIC),
        (PAPER.format(word="nicht öffentlicher"), Publicity.NOT_PUBLIC),
        ("nichtöffentliche Beschlussvorlage\nBetreff: Grundstück", Publicity.NOT_PUBLIC),
        ("Antrag\n☐ öffentlich\n☒ nichtöffentlich\nBetreff: Grundstück", Publicity.NOT_PUBLIC),
        ("Antrag\n☒ öffentlich\n☐ nichtöffentlich\nBetreff: Weg", Publicity.PUBLIC),
        ("Antrag\n☐ öffentlich\n☐ nichtöffentlich\nBetreff: Weg", Publicity.UNKNOWN),
        ("Antrag\nöffentlich\nnichtöffentlich\nBetreff: Weg", Publicity.UNKNOWN),
        ("Antrag\nöffentlich\nBetreff: Weg", Publicity.PUBLIC),
        ("Beschlussvorlage\nBetreff: öffentliche Auslegung des Bebauungsplans", Publicity.UNKNOWN),
        ("Vertraulich\nVermerk", Publicity.NOT_PUBLIC),
    ],
)
def test_publicity_is_the_paper_s_own_word(head: str, publicity: Publicity):
    assert facts(head).publicity is publicity


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("Vorlagen-Nr.: 2021/123-1\nBeschlussvorlage", "2021/123-1"),
        ("Drucksache 17/2020\nAntrag", "17/2020"),
        ("DS 9/2012\nMitteilungsvorlage", "9/2012"),
        ("Anlage 2 zur 2. Ergänzung der DS 31/2017\nHauptsatzung", "31/2017 2. Ergänzung"),
        ("206/2026\nBeschlussvorlage", None),
        ("Haushalt 2025/2026\nBeschlussvorlage\nUmsetzung im HJ1/2026", None),
        ("Vorlage: siehe Anlage\nAntrag", None),
    ],
)
def test_a_number_needs_its_label(head: str, number: str | None):
    assert facts(head).number == number


MINUTES = """{word}
der {kind}Sitzung des Fachausschusses Finanzen und Marketing der Gemeinde Musterau am Dienstag,
dem 07. September 2021, im Sitzungszimmer des Rathauses
Beginn der Sitzung: 18:30 Uhr
Es sind anwesend:
Frau Beispiel
Tagesordnung:
- öffentlicher Teil -
1. Genehmigung des Protokolls der Sitzung vom 3. Mai 2021
2. Vorstellung (DS 20/2021)
- nichtöffentlicher Teil -
3. Grundstück"""


@pytest.mark.parametrize(
    ("kind", "publicity"),
    [
        ("öffentlichen ", Publicity.PUBLIC),
        ("", Publicity.PUBLIC),
        ("nichtöffentlichen ", Publicity.NOT_PUBLIC),
        ("teilweise öffentlichen / teilweise nichtöffentlichen ", Publicity.UNKNOWN),
    ],
)
def test_minutes_have_body_and_day_of_the_meeting(kind: str, publicity: Publicity):
    found = facts(MINUTES.format(word="P r o t o k o l l", kind=kind))
    body = "Fachausschuss Finanzen und Marketing"
    assert found == Facts(
        title=f"Protokoll {body} vom 07.09.2021",
        date=day("07.09.2021"),
        kind="Niederschrift",
        body=body,
        meetings=(Meeting(body, day("07.09.2021")),),
        publicity=publicity,
    )


def test_an_invitation_has_its_own_date_and_that_of_its_meeting():
    found = facts(
        "Bekanntmachung\nder Gemeinde Musterau\n"
        "Die 3. Sitzung des Rates der Gemeinde Musterau in der laufenden Wahlperiode findet\n"
        "am Donnerstag, dem 3. Mai 2007, um 20.00 Uhr statt.\nTagesordnung:\n1. Eröffnung\nMusterau, 23.04.2007"
    )
    assert (found.kind, found.body, found.date) == ("Bekanntmachung", "Rat", day("23.04.2007"))
    assert found.meetings == (Meeting("Rat", day("03.05.2007")),)
    assert found.title == "Bekanntmachung Rat vom 03.05.2007"


def test_a_satzung_has_title_abbreviation_and_days():
    found = facts(
        "- 1 -\nSatzung\nüber die Straßenreinigung\n(Straßenreinigungssatzung – StrRS)\n"
        "Aufgrund des § 5 der Gemeindeordnung in der Fassung\n"
        "vom 01.04.1993 hat der Rat in der Sitzung am 30. August 1999 beschlossen:\n§ 1 Zweck\nEs wird gereinigt.\n"
        "§ 2 Inkrafttreten\nDiese Satzung tritt rückwirkend zum 1. Juli 1999 in Kraft.\n"
        "Gleichzeitig tritt die Satzung vom\n12.12.1980 außer Kraft.",
        kind=CorpusKind.REGULATION,
    )
    assert found.title == "Satzung über die Straßenreinigung (Straßenreinigungssatzung – StrRS)"
    assert (found.kind, found.abbreviation) == ("Satzung", "StrRS")
    assert (found.date, found.in_force_from) == (day("30.08.1999"), day("01.07.1999"))


def test_a_satzung_in_force_after_its_announcement_has_no_day():
    found = facts(
        "Hundesteuersatzung\nder Gemeinde Musterau vom 21.03.2017\n§ 1 Zweck\nEs gilt.\n§ 2 Inkrafttreten\n"
        "Diese Satzung tritt am Tage nach ihrer Bekanntmachung in Kraft. Die Satzung vom 01.01.2001 tritt außer Kraft.",
        kind=CorpusKind.REGULATION,
    )
    assert (found.title, found.date) == ("Hundesteuersatzung der Gemeinde Musterau vom 21.03.2017", day("21.03.2017"))
    assert found.in_force_from is None


def test_a_law_takes_title_and_abbreviation_from_its_front_matter():
    text = "Mustergesetz (MuG)\n\nAusfertigungsdatum\n:   1963-01-08\n\n§ 1 Zweck\n\nEs gilt."
    pages = clean_pages((Page(None, text, PageState.TEXT, headings=(Heading(1, 0, 18), Heading(2, 54, 63))),))
    found = read_facts(
        pages,
        outline(pages, CorpusKind.REGULATION),
        {"Title": "Mustergesetz", "jurabk": "MuG"},
        "m/mug/index.md",
        CorpusKind.REGULATION,
    )
    assert found == Facts(title="Mustergesetz", abbreviation="MuG", kind="Gesetz", date=day("08.01.1963"))


def test_the_file_s_name_is_the_last_resort_for_the_title_and_for_nothing_else():
    found = facts("Ein Plan ohne Worte.", path="papers/DS_51-2018/Lageplan_Bahnhof.pdf")
    assert found == Facts(title="Lageplan Bahnhof")


def test_an_empty_document_has_no_facts_but_a_title():
    assert facts("", path="a/leer.pdf") == Facts(title="leer")


def test_the_subject_ends_where_the_table_of_meetings_begins() -> None:
    text = (
        "Öffentliche Beschlussvorlage\nVorlage: BV/0112/2024 Datum: 14.10.2024\n"
        "Betreff: Neufassung der Eintrittspreise für das Freibad\nab der Saison 2025\n"
        "Beratungsfolge Sitzungstermin Zuständigkeit\nAusschuss für Sport 05.11.2024 Vorberatung\n\n"
        "Beschlussvorschlag\nText."
    )
    table = (
        "Vorlage | MV/0031/2025\nBetreff | Sachstand zum Glasfaserausbau\n"
        "Beratungsfolge | Sitzungstermin\nRat | 26.06.2025"
    )

    assert facts(text).title == "Neufassung der Eintrittspreise für das Freibad ab der Saison 2025"
    assert facts(table).title == "Sachstand zum Glasfaserausbau"


@pytest.mark.parametrize("kind", [CorpusKind.GUIDE, CorpusKind.REGULATION])
@pytest.mark.parametrize(
    ("text", "publicity"),
    [
        ("# Vorlage\n\nNichtöffentliche Beschlussvorlage\n\nBetreff: Kauf", Publicity.NOT_PUBLIC),
        ("Vermerk\n**nichtöffentlich**\nZum Kauf", Publicity.NOT_PUBLIC),
        ("Leitfaden\n**VS-NfD**\nText", Publicity.NOT_PUBLIC),
        ("VS - Nur für den Dienstgebrauch\nText", Publicity.NOT_PUBLIC),
        ("Vermerk\n☐ öffentlich ☒ nichtöffentlich\nText", Publicity.NOT_PUBLIC),
        ("§ 5\nNichtöffentliche Sitzungen\nDie Beratung erfolgt in nichtöffentlicher Sitzung.", Publicity.UNKNOWN),
        ("Leitfaden\nEine nichtöffentliche Beschlussvorlage erkennt man am Vermerk.", Publicity.UNKNOWN),
        ("Leitfaden\nBehandeln Sie Angaben vertraulich.", Publicity.UNKNOWN),
    ],
)
def test_a_mark_counts_in_laws_and_guides_too_but_not_what_they_write_about_it(kind, text, publicity):
    page = Page(None, text, PageState.TEXT)
    assert read_facts([page], (), {}, "a.md", kind).publicity is publicity
