"""Times in questions become periods, those relative to today by the day that is handed in."""

from __future__ import annotations

from datetime import date

import pytest

from index.periods import HALF_DAYS, Period, find_periods, nearness

TODAY = date(2026, 11, 25)  # a Wednesday


def times(question: str) -> list[str]:
    return [f"{period.first}/{period.last}" for period in find_periods(question, TODAY)]


def years(question: str) -> list[tuple[int, int]]:
    return [(period.years[0], period.years[-1]) for period in find_periods(question, TODAY)]


@pytest.mark.parametrize(
    ("question", "span"),
    [
        ("Was galt 2018?", (2018, 2018)),
        ("zwischen 2015 und 2018", (2015, 2018)),
        ("zwischen den Jahren 2015 und 2018", (2015, 2018)),
        ("von 2015 bis 2018", (2015, 2018)),
        ("2015-2018", (2015, 2018)),
        ("2015 – 2018", (2015, 2018)),
        ("Haushalt 2019/2020", (2019, 2020)),
        ("Haushaltsjahr 2019/20", (2019, 2020)),
        ("seit 2020", (2020, 2026)),
        ("ab dem Jahr 2024", (2024, 2026)),
        ("nach 2019", (2020, 2026)),
        ("vor 2018", (2013, 2017)),
        ("Anfang der 2010er", (2010, 2013)),
        ("Mitte der 2010er Jahre", (2013, 2016)),
        ("Ende der 90er", (1996, 1999)),
        ("in den 2010ern", (2010, 2019)),
        ("in den 20er Jahren", (2020, 2029)),
        ("in den neunziger Jahren", (1990, 1999)),
        ("letztes Jahr", (2025, 2025)),
        ("im vergangenen Jahr", (2025, 2025)),
        ("im vorletzten Jahr", (2024, 2024)),
        ("in diesem Jahr", (2026, 2026)),
        ("im kommenden Jahr", (2026, 2027)),
        ("in den letzten drei Jahren", (2023, 2026)),
        ("der letzten 10 Jahre", (2016, 2026)),
        ("vor zwei Jahren", (2024, 2024)),
    ],
)
def test_years_are_read(question, span):
    assert years(question) == [span]


@pytest.mark.parametrize(
    ("question", "span"),
    [
        ("am 14.03.19", "2019-03-14/2019-03-14"),
        ("am 14. März 2019", "2019-03-14/2019-03-14"),
        ("am 3.4.2019", "2019-04-03/2019-04-03"),
        ("2019-03-14", "2019-03-14/2019-03-14"),
        ("im März 2019", "2019-03-01/2019-03-31"),
        ("Ende April 2012", "2012-04-01/2012-04-30"),
        ("März bis Mai 2019", "2019-03-01/2019-05-31"),
        ("seit März 2026", "2026-03-01/2026-12-31"),
        ("Anfang 2015", "2015-01-01/2015-04-30"),
        ("Ende des Jahres 2015", "2015-09-01/2015-12-31"),
        ("im Herbst 2014", "2014-09-01/2014-11-30"),
        ("Winter 2019/20", "2019-12-01/2020-02-29"),
        ("1. Halbjahr 2019", "2019-01-01/2019-06-30"),
        ("im zweiten Halbjahr 2019", "2019-07-01/2019-12-31"),
        ("3. Quartal 2020", "2020-07-01/2020-09-30"),
        ("letzten Monat", "2026-10-01/2026-10-31"),
        ("diesen Monat", "2026-11-01/2026-11-30"),
        ("vor drei Monaten", "2026-08-01/2026-08-31"),
        ("letzte Woche", "2026-11-16/2026-11-22"),
        ("im letzten Sommer", "2026-06-01/2026-08-31"),
        ("im letzten Winter", "2025-12-01/2026-02-28"),
    ],
)
def test_days_and_months_are_read(question, span):
    assert times(question) == [span]


@pytest.mark.parametrize(
    "question",
    [
        "DS 51/2018",
        "Drucksache 14/2007",
        "Bebauungsplan Nr. 2012/3",
        "am 30.02.2019",
        "Tempo 30er Zone",
        "eine 10er-Karte",
        "2.018 Euro",
        "20180 Einwohner",
        "Was gilt heute?",
    ],
)
def test_other_numbers_are_no_times(question):
    assert times(question) == []


def test_several_times_are_read_in_order_and_each_once():
    assert years("2011 und 2013, nochmals 2011, am 14.03.2019") == [(2011, 2011), (2013, 2013), (2019, 2019)]


def test_a_time_is_near_by_its_days():
    march = [Period(date(2019, 3, 1), date(2019, 3, 31))]

    assert nearness(march, date(2019, 3, 15)) == 1.0
    assert nearness(march, date.fromordinal(date(2019, 3, 31).toordinal() + HALF_DAYS)) == 0.5
    assert nearness(march, date.fromordinal(date(2019, 3, 1).toordinal() - HALF_DAYS)) == 0.5
    assert nearness(march, None) == 0.0
    assert nearness([], date(2019, 3, 15)) == 0.0


def test_a_whole_year_is_not_near_to_anything():
    assert nearness([Period(date(2019, 1, 1), date(2019, 12, 31))], date(2019, 3, 15)) == 0.0
