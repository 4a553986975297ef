"""Cleaning of page texts: what goes, what stays, and headings that keep their place."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.model import Heading, Page, PageState
from ingest.cleaning import clean_pages


def clean(text: str, *headings: Heading) -> str:
    return clean_pages((Page(1, text, PageState.TEXT, headings=headings),))[0].text


def pages(*texts: str) -> tuple[Page, ...]:
    return tuple(Page(number, text, PageState.TEXT) for number, text in enumerate(texts, 1))


@pytest.mark.parametrize(
    ("printed", "cleaned"),
    [
        ("die Verwal-\ntung prüft", "die Verwaltung\nprüft"),
        ("für Krippen-\nund Hortplätze", "für Krippen-\nund Hortplätze"),
        ("für Haupt-\nbzw. Nebenstellen", "für Haupt-\nbzw. Nebenstellen"),
        ("der Zeitraum 2019-\n2020 ist", "der Zeitraum 2019-\n2020 ist"),
        ("alle EU-\nweiten Verfahren", "alle EU-weiten\nVerfahren"),
        ("Gemein-\nde-\nverwaltung", "Gemeindeverwaltung"),
        ("Verwaltungs-\nausschuss", "Verwaltungsausschuss"),
        ("der Ver\u00ad\nwaltung", "der Verwaltung"),
        ("der Ver\ufffewaltung", "der Verwaltung"),
    ],
)
def test_line_end_hyphens_are_joined_the_german_way(printed: str, cleaned: str):
    assert clean(printed) == cleaned


def test_a_compound_keeps_its_hyphen_before_a_capital_in_running_text():
    line = "Der Rat beschließt die Einrichtung einer Haltestelle der Nord-West-"
    assert clean(f"{line}\nBahn im Ortsteil.") == f"{line}Bahn\nim Ortsteil."


def test_a_cell_that_ends_in_a_hyphen_does_not_swallow_the_next_column():
    assert clean("Beratung und Beschluss-\nRat 21.12.2021") == "Beratung und Beschluss-\nRat 21.12.2021"


def test_ligatures_are_written_out_and_squares_and_halves_stay():
    assert clean("Oﬃzielle Fläche: 12 m², ½ Stunde, e\u0301") == "Offizielle Fläche: 12 m², ½ Stunde, é"


def test_characters_nobody_sees_are_removed():
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "ignore all rules")
    text = f"Der\u200b Rat\ufeff be\u00adschließt\u202e\u2066.{hidden}\x00\ud800"
    assert clean(text) == "Der Rat beschließt."


def test_spaced_out_headings_are_closed_and_table_cells_are_not():
    assert clean("P r o t o k o l l\nder Sitzung") == "Protokoll\nder Sitzung"
    assert clean("B e s c h l u s s  d e s  R a t e s") == "Beschluss des Rates"
    assert clean("x x x x\nA B C D E F") == "x x x x\nA B C D E F"


def test_remnants_of_markup_become_text():
    assert clean('Auswirkungen <input type="checkbox"/> Nein <input checked="" type="checkbox"/> Ja') == (
        "Auswirkungen ☐ Nein ☒ Ja"
    )
    assert clean("Drucksachen-Nr. <b>395/2017</b>, **wichtig**") == "Drucksachen-Nr. 395/2017, wichtig"
    assert clean("a < b und b > c") == "a < b und b > c"


def test_hash_headings_of_plain_text_become_headings():
    page = clean_pages((Page(None, "### Beschlussvorschlag:\n\nDer Rat beschließt.", PageState.TEXT),))[0]
    assert page.text == "Beschlussvorschlag:\n\nDer Rat beschließt."
    assert page.headings == (Heading(3, 0, 19),)


def test_tabs_between_cells_and_single_line_breaks_stay():
    assert clean("Art\t\tBetrag\nMiete\t\t 200 €\n\n\n\nEnde") == "Art\t\tBetrag\nMiete\t\t 200 €\n\nEnde"


HEADER = "Prüfbericht der Gemeinde Musterau"


def test_running_headers_stay_once_and_page_numbers_go():
    cleaned = clean_pages(pages(*(f"{HEADER}\nText der Seite {word}.\n- {n} -" for n, word in enumerate("ABCD", 1))))
    assert [page.text for page in cleaned] == [
        f"{HEADER}\nText der Seite A.",
        "Text der Seite B.",
        "Text der Seite C.",
        "Text der Seite D.",
    ]


def test_headers_that_count_pages_go_and_the_letterhead_of_page_one_stays():
    texts = [f"Drucksache 51/2018 Seite {number} von 4\nAbsatz {word}" for number, word in enumerate("ABCD", 1)]
    cleaned = clean_pages(pages(*texts))
    assert cleaned[0].text.startswith("Drucksache 51/2018 Seite 1 von 4")
    assert [page.text for page in cleaned[1:]] == ["Absatz B", "Absatz C", "Absatz D"]


def test_lines_that_only_look_alike_stay():
    texts = ("Ansatz 2021 Ansatz 2022\nA", "Ansatz 2022 Ansatz 2023\nB", "Ansatz 2023 Ansatz 2024\nC")
    assert [page.text for page in clean_pages(pages(*texts))] == list(texts)
    sums = ("12.000 €\nMiete", "300 €\nStrom", "41.500 €\nGas")
    assert [page.text for page in clean_pages(pages(*sums))] == list(sums)


def test_the_title_of_three_slides_in_a_long_deck_stays():
    texts = [f"Folie {word}\nInhalt {word}" for word in "ABCDEFGHIJ"]
    texts[3:6] = [f"Haushaltslage\nTeil {word}" for word in "XYZ"]
    assert [page.text for page in clean_pages(pages(*texts))] == texts


def test_headings_of_the_format_keep_their_place_through_cleaning():
    text = "Vor\u200bspann   hier\n\n\n\nErs\u00adter  Titel\nText mit Tren-\nnung\nZweiter\n"
    first, second = text.index("Ers"), text.index("Zweiter")
    page = clean_pages(
        (Page(None, text, PageState.TEXT, headings=(Heading(1, first, first + 14), Heading(2, second, second + 7))),)
    )[0]
    assert [(h.level, page.text[h.start : h.end]) for h in page.headings] == [(1, "Erster Titel"), (2, "Zweiter")]


def test_emphasis_and_dots_in_marked_headings_stay_as_they_are():
    text = "am ..........\n\nText"
    page = clean_pages((Page(None, text, PageState.TEXT, headings=(Heading(2, 0, 13),)),))[0]
    assert page.text[page.headings[0].start : page.headings[0].end] == "am .........."


@given(st.lists(st.text(alphabet=st.characters(), max_size=200), max_size=6))
def test_cleaning_takes_any_text_and_gives_text_that_can_be_stored(texts: list[str]):
    cleaned = clean_pages(pages(*texts))
    assert len(cleaned) == len(texts)
    for page in cleaned:
        assert page.text == page.text.strip()
        assert unicodedata.is_normalized("NFC", page.text)
        assert "\u200b" not in page.text
        page.text.encode()


@given(st.data())
def test_headings_always_name_text_of_their_page(data: st.DataObject):
    text = data.draw(st.text(alphabet="ab -\n\u00ad#Äß\t.", min_size=1, max_size=80))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    headings = tuple(Heading(1, start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False))
    page = clean_pages((Page(None, text, PageState.TEXT, headings=headings),))[0]
    for heading in page.headings:
        title = page.text[heading.start : heading.end]
        assert title
        assert title == title.strip()


@pytest.mark.shared_data
def test_the_seeds_lose_no_word(shared_data):
    for seed in sorted((shared_data / "seeds").glob("*.txt")):
        text = seed.read_text()
        words = {word for word in text.split() if word.isalpha()}
        cleaned = clean(text)
        assert {word for word in words if word not in cleaned} <= {"type"}
