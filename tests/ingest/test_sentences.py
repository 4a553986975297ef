"""Sentences of German administrative text by offset."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Nach Nr. 3 und § 5 Abs. 2 S. 1 i. V. m. Art. 3 GG ist er zuständig.",
        "Das betrifft z. B. Zelte, d. h. ca. 12 Stück bzw. Teile davon.",
        "Die Sitzung am 14. März 2019 beginnt um 18.00 Uhr.",
        "Die 2. stellvertretende Vorsitzende, Frau Dr. Meier, dankt Herrn Prof. Dr. h. c. Schulz.",
        "Der 3. Nachtrag und die 14. Änderung gelten ab dem 1. Januar.",
        "St. Martin liegt gem. Plan in der Hauptstr. 5 in Groß Musterau.",
        "Die Kosten von 1,5 Mio. Euro trägt die Fa. Beispiel GmbH & Co. KG zu 50 v. H. selbst.",
        "Er zahlt 200,-- € ./. 110,-- € im Monat.",
        "Im II. Quartal berichtet Frau E. Ilse dem Rat.",
        "Die Frist endet am 5.11. um Mitternacht.",
        "Aufgrund des Gesetzes vom 7. August 1973 (BGBl. I S. 965) und des § 5 (Nds. GVBl. S. 90) ist er zuständig.",
    ],
)
def test_a_sentence_is_not_broken_inside(sentence: str):
    assert sentences(sentence) == [sentence]
    assert sentences(f"{sentence} Der Rat stimmt zu.") == [sentence, "Der Rat stimmt zu."]


def test_sentences_end_at_stops_questions_and_closing_quotes():
    text = "Er ging! Warum? „Das ist gut.“ Es war 2019. Die Arbeiten nach § 12. Das gilt usw. Die Frist läuft."
    assert sentences(text) == [
        "Er ging!",
        "Warum?",
        "„Das ist gut.“",
        "Es war 2019.",
        "Die Arbeiten nach § 12.",
        "Das gilt usw.",
        "Die Frist läuft.",
    ]


def test_a_line_break_inside_a_sentence_is_a_blank():
    text = "Der Ausschuss empfiehlt dem Rat, die Satzung in der vorliegenden Fassung bis zum\n14. März 2026 zu ändern."
    assert sentences(text) == [text]


def test_blank_lines_headings_and_forced_breaks_end_a_sentence():
    text = (
        "Zu Punkt 3: Einwohnerfragestunde\n"
        "Die Einwohnerfragestunde wird von den anwesenden Einwohnern nicht in Anspruch\n"
        "genommen.\n"
        "Beschlussvorschlag:\n"
        "Der Rat stimmt zu\n\nEnde der Sitzung"
    )
    assert sentences(text) == [
        "Zu Punkt 3: Einwohnerfragestunde",
        "Die Einwohnerfragestunde wird von den anwesenden Einwohnern nicht in Anspruch\ngenommen.",
        "Beschlussvorschlag:",
        "Der Rat stimmt zu",
        "Ende der Sitzung",
    ]


def test_list_items_and_table_rows_are_sentences_of_their_own():
    text = (
        "Die Verwaltung wird beauftragt,\n1. die Beschaffung vorzubereiten. Das eilt.\n2. zu berichten\n"
        "- mündlich\n• schriftlich\na) sofort,\nb) später\nArt\tBetrag\nMiete\t200 €"
    )
    assert sentences(text) == [
        "Die Verwaltung wird beauftragt,",
        "1. die Beschaffung vorzubereiten.",
        "Das eilt.",
        "2. zu berichten",
        "- mündlich",
        "• schriftlich",
        "a) sofort,",
        "b) später",
        "Art\tBetrag",
        "Miete\t200 €",
    ]


def test_paragraphs_of_a_statute_start_sentences():
    text = "(1) Die Gebühr beträgt 5 Euro.\n(2) Sie ist nach § 12 Abs. 3\nKAG zu zahlen."
    assert sentences(text) == ["(1) Die Gebühr beträgt 5 Euro.", "(2) Sie ist nach § 12 Abs. 3\nKAG zu zahlen."]


@given(st.text(alphabet=" \n\t.!?:;,-•(§)„“12aZäÄNr", max_size=300) | st.text(max_size=200))
def test_every_character_that_is_not_white_space_lies_in_exactly_one_sentence(text: str):
    spans = split_sentences(text)
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


def test_a_megabyte_takes_less_than_a_second_of_work():
    paragraph = "Der Rat der Gemeinde Musterau beschließt gem. § 58 Abs. 1 Nr. 5 den Plan vom 14. März 2019. Er gilt.\n"
    text = paragraph * 10_000
    started = time.process_time()
    assert len(split_sentences(text)) == 20_000
    assert time.process_time() - started < 1.0
