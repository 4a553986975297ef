"""What a question is read as: other spellings of its numbers, its times, its bodies, its names."""

from __future__ import annotations

from datetime import date

import pytest

from index.analysis import Analyzer
from index.compounds import load_splitter
from index.query import QueryReader

ANALYZER = Analyzer(load_splitter())
READER = QueryReader(ANALYZER, today=lambda: date(2026, 11, 25))


def in_papers(text: str) -> set[str]:
    return {term.text for term in ANALYZER.analyze(text)}


@pytest.mark.parametrize(
    ("question", "paper"),
    [
        ("1,5 Mio. Euro", "1.500.000,00 €"),
        ("1,5 Millionen Euro", "1500000 EUR"),
        ("zwei Millionen Euro", "2.000.000 €"),
        ("anderthalb Millionen", "1.500.000"),
        ("eine halbe Million", "500.000 €"),
        ("15 TEUR", "15.000 €"),
        ("12,5 Tsd. Euro", "12.500 €"),
        ("3 Mrd. Euro", "3.000.000.000 €"),
        ("1 500 Euro", "1.500 €"),
        ("80 Cent", "0,80 €"),
        ("1.500.000 €", "1,5 Mio"),
        ("15 Euro", "15,00 EUR"),
        ("am 2019-03-14", "14. März 2019"),
        ("am 14.3.19", "14. März 2019"),
    ],
)
def test_a_number_asks_for_its_other_spellings(question, paper):
    numbers = {term for term in in_papers(paper) if term[0].isdigit()}

    assert numbers & READER.read(question).terms.keys()


@pytest.mark.parametrize("question", ["Nummer 51/2018", "1.512.345 Euro", "250 Euro", "20 Seiten", "§ 15 Abs. 2"])
def test_other_numbers_stay_alone(question):
    assert set(READER.read(question).terms) <= in_papers(question) | {"eur"}


def test_a_sum_written_out_in_a_paper_covers_a_short_one_in_the_question():
    query = READER.read("Kosten 1,5 Mio.")

    assert READER.cover(query, "Die Kosten liegen bei 1.500.000.") > READER.cover(
        query, "Die Kosten liegen bei 1.600.000."
    )


def test_times_are_read_relative_to_the_day():
    assert READER.read("im letzten Jahr").years == (2025,)
    assert READER.read("zwischen 2015 und 2018").years == (2015, 2016, 2017, 2018)
    assert READER.read("Wie ging es mit dem Antrag vom 7. März 2017 weiter?").years == ()
    assert READER.read("Was gilt?").years == ()


def test_only_a_time_that_is_over_asks_for_the_past():
    assert READER.read("Was galt 2019?").past
    assert not READER.read("Was gilt seit 2020?").past
    assert not READER.read("Was gilt 2026?").past
    assert not READER.read("Was gilt?").past


def test_an_abbreviated_body_is_read_as_a_body():
    assert (
        READER.read("Was hat der VA gesagt?").bodies == READER.read("Was hat der Verwaltungsausschuss gesagt?").bodies
    )


def test_the_name_of_a_street_is_not_expanded():
    plain = READER.read("Was gilt am Spielplatz?")
    assert set(plain.terms) > in_papers("am Spielplatz")  # has synonyms

    named = READER.read("Was gilt in der Straße Am Spielplatz?")

    assert set(named.terms) <= in_papers("Straße Am Spielplatz") | set(READER.read("Straße").terms) | {"gilt"}
