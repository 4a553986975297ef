"""The times a question speaks of: days, months, years, decades, and what is relative to today.

„zwischen 2015 und 2018“, „im März 2019“, „Anfang der 2010er“, „seit 2020“ and „letztes Jahr“ each become a `Period` of
whole days. Times are a preference for papers, never a filter, so they are read generously: „Ende 2019“ is its last four
months, „seit 2020“ ends today, „vor 2018“ is the five years before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.analysis import MONTHS

SHORT_DAYS = 200
"""Longest time that counts as days, months or a season."""

HALF_DAYS = 45
"""Papers are written weeks before the meeting that treats them, minutes weeks after."""

_YEARS_BEFORE = 5
"""What „vor 2018“ reaches back."""

_CENTURY_BREAK = 60
"""Two-digit years below mean 20xx, the others 19xx; as in `index.analysis`."""

_YEAR = r"(?:19|20)\d\d"
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_SEASON_MONTHS = {"frühjahr": (3, 5), "frühling": (3, 5), "sommer": (6, 8), "herbst": (9, 11), "winter": (12, 14)}
_SEASON = "|".join(_SEASON_MONTHS)
_PART_MONTHS = {"anfang": (1, 4), "mitte": (5, 8), "ende": (9, 12)}
_PART_YEARS = {"anfang": (0, 3), "mitte": (3, 6), "ende": (6, 9)}
_NUMBERS = {
    word: number for number, word in enumerate("einem zwei drei vier fünf sechs sieben acht neun zehn".split(), start=1)
}
_DECADES = {
    word: 1920 + 10 * number
    for number, word in enumerate(
        "zwanziger dreißiger vierziger fünfziger sechziger siebziger achtziger neunziger".split()
    )
}
_COUNT = rf"\d{{1,2}}|{'|'.join(_NUMBERS)}"
_LAST = r"(?:letzte|vergangene|vorige)[nrsm]?"
_HALF = {"1": (1, 6), "2": (7, 12), "erst": (1, 6), "zweit": (7, 12)}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both included."""

    first: date
    last: date

    @property
    def years(self) -> range:
        """The years it touches."""
        return range(self.first.year, self.last.year + 1)


def find_periods(question: str, today: date) -> tuple[Period, ...]:
    """The times a question names, in order; each stretch of text is read once, by the first form that fits."""
    found: list[tuple[int, Period]] = []
    left = question
    for pattern, read in _FORMS:
        for match in pattern.finditer(left):
            period = read(match, today)
            if period is not None and period.first <= period.last:
                found.append((match.start(), period))
        left = pattern.sub(lambda match: " " * len(match.group()), left)
    return tuple(dict.fromkeys(period for _, period in sorted(found, key=lambda pair: pair[0])))


def _months(year: int, first: int, last: int) -> Period:
    """From one month (1-based) to another; months beyond 12 are of the next year."""
    return Period(_first_of(year, first), _first_of(year, last + 1) - timedelta(days=1))


def _first_of(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _years(first: int, last: int) -> Period:
    return Period(date(first, 1, 1), date(last, 12, 31))


def _day(match: re.Match[str], _today: date) -> Period | None:
    year = int(match["year"])
    if len(match["year"]) == 2:
        year += 2000 if year < _CENTURY_BREAK else 1900
    month = int(match["month"]) if match["month"] else MONTHS[match["name"].lower()]
    try:
        day = date(year, month, int(match["day"]))
    except ValueError:
        return None
    return Period(day, day)


def _iso_day(match: re.Match[str], _today: date) -> Period | None:
    try:
        day = date.fromisoformat(match.group())
    except ValueError:
        return None
    return Period(day, day)


def _between(match: re.Match[str], _today: date) -> Period:
    return _years(int(match["from"]), int(match["to"]))


def _pair(match: re.Match[str], _today: date) -> Period | None:
    """„2019/2020“ and „2019/20“; other pairs are numbers of papers."""
    first = int(match["from"])
    last = int(match["to"]) if len(match["to"]) == 4 else first // 100 * 100 + int(match["to"])
    return _years(first, last) if last == first + 1 else None


def _since(match: re.Match[str], today: date) -> Period:
    year = int(match["year"]) + (match["word"].lower() == "nach")
    month = MONTHS[match["month"].lower()] if match["month"] else 1
    return Period(date(year, month, 1), max(today, date(year, 12, 31)))


def _before(match: re.Match[str], _today: date) -> Period:
    year = int(match["year"])
    return _years(year - _YEARS_BEFORE, year - 1)


def _decade(match: re.Match[str], _today: date) -> Period:
    written = match["decade"].lower()
    start = _DECADES[written] if written in _DECADES else int(written)
    if start < 100:
        start += 2000 if start < _CENTURY_BREAK // 2 else 1900
    first, last = _PART_YEARS[match["part"].lower()] if match["part"] else (0, 9)
    return _years(start + first, start + last)


def _month(match: re.Match[str], _today: date) -> Period:
    month = MONTHS[match["month"].lower()]
    until = MONTHS[match["until"].lower()] if match["until"] else month
    return _months(int(match["year"]), month, max(month, until))


def _season(match: re.Match[str], _today: date) -> Period:
    year, season = int(match["year"]), match["season"].lower()
    if season == "winter" and not match["next"]:
        return _months(year - 1, 12, 26)  # which of the two winters is not said
    return _months(year, *_SEASON_MONTHS[season])


def _part(match: re.Match[str], _today: date) -> Period:
    return _months(int(match["year"]), *_PART_MONTHS[match["part"].lower()])


def _half(match: re.Match[str], _today: date) -> Period:
    return _months(int(match["year"]), *_HALF[match["half"].lower()])


def _quarter(match: re.Match[str], _today: date) -> Period:
    quarter = int(match["quarter"])
    return _months(int(match["year"]), 3 * quarter - 2, 3 * quarter)


def _year(match: re.Match[str], _today: date) -> Period:
    year = int(match.group())
    return _years(year, year)


def _relative_year(match: re.Match[str], today: date) -> Period:
    word = match["which"].lower()
    shift = -2 if word.startswith("vorletzt") else -1 if word[0] in "lv" else 1 if word[0] in "nk" else 0
    return _years(today.year + min(shift, 0), today.year + shift) if shift <= 0 else _years(today.year, today.year + 1)


def _last_years(match: re.Match[str], today: date) -> Period:
    return Period(date(today.year - _count(match["count"]), 1, 1), today)


def _years_ago(match: re.Match[str], today: date) -> Period:
    year = today.year - _count(match["count"])
    return _years(year, year)


def _months_ago(match: re.Match[str], today: date) -> Period:
    back = 12 * today.year + today.month - 1 - _count(match["count"])
    return _months(back // 12, back % 12 + 1, back % 12 + 1)


def _relative_month(match: re.Match[str], today: date) -> Period:
    back = 12 * today.year + today.month - 1 - (match["which"].lower()[0] in "lv")
    return _months(back // 12, back % 12 + 1, back % 12 + 1)


def _relative_week(match: re.Match[str], today: date) -> Period:
    monday = today - timedelta(days=today.weekday() + 7 * (match["which"].lower()[0] in "lv"))
    return Period(monday, monday + timedelta(days=6))


def _last_season(match: re.Match[str], today: date) -> Period:
    months = _SEASON_MONTHS[match["season"].lower()]
    this = _months(today.year, *months)
    return this if this.last < today else _months(today.year - 1, *months)


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS[text.lower()]


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Period | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (
            rf"(?<![\d/.,-])(?P<day>\d{{1,2}})\.\s?(?:(?P<month>\d{{1,2}})\.\s?|(?P<name>{_MONTH})\s+)"
            r"(?P<year>\d{4}|\d{2})(?![\w/]|[.,-]\d)",
            _day,
        ),
        (rf"(?<![\d/.,-]){_YEAR}-\d\d-\d\d(?![\w/-])", _iso_day),
        (
            rf"(?<![\d/.,-])(?:(?<=zwischen )|(?<=den Jahren )|(?!{_YEAR}\s?und))(?P<from>{_YEAR})"
            rf"\s?(?:und|bis|-|–)\s?(?P<to>{_YEAR})(?![\w/]|[.,-]\d)",
            _between,
        ),
        (rf"\b(?P<season>{_SEASON})s?\s(?P<year>{_YEAR})(?P<next>/\d\d(?:\d\d)?)?(?![\w/]|[.,-]\d)", _season),
        (rf"(?<![\w/.,-])(?P<from>{_YEAR})/(?P<to>{_YEAR}|\d\d)(?![\w/]|[.,-]\d)", _pair),
        (
            rf"\b(?P<word>seit|ab|nach)\s+(?:dem\s+Jahr\s+)?(?:(?:Anfang|Mitte|Ende)\s+)?(?:(?P<month>{_MONTH})\s+)?"
            rf"(?P<year>{_YEAR})(?![\w/]|[.,-]\d)",
            _since,
        ),
        (rf"\bvor\s+(?:dem\s+Jahr\s+)?(?P<year>{_YEAR})(?![\w/]|[.,-]\d)", _before),
        (
            r"(?<![\w/.,-])(?:(?P<part>Anfang|Mitte|Ende)\s+der\s+|(?=\d{4}|\d0er[ -]?Jahre|[a-z]))"
            rf"(?P<decade>(?:19|20)?\d0(?=er)|{'|'.join(_DECADES)})(?:ern?|n)?(?:[ -]?Jahren?)?\b",
            _decade,
        ),
        (
            rf"\b(?P<month>{_MONTH})(?:\s(?:und|bis)\s(?P<until>{_MONTH}))?\s(?P<year>{_YEAR})(?![\w/]|[.,-]\d)",
            _month,
        ),
        (rf"\b(?P<half>1|2|erst|zweit)(?:\.|e[nrs]?)\s?(?:Halbjahr|Jahreshälfte)s?\s(?P<year>{_YEAR})\b", _half),
        (rf"\b(?P<quarter>[1-4])\.\s?Quartals?\s(?P<year>{_YEAR})\b", _quarter),
        (rf"\b(?P<part>Anfang|Mitte|Ende)\s(?:des\s+Jahres\s+)?(?P<year>{_YEAR})(?![\w/]|[.,-]\d)", _part),
        (
            rf"\b(?P<which>vorletzte[ns]|{_LAST}|dieses|diesem|laufenden|nächste[ns]|kommende[ns])\s+Jahr(?:es)?\b",
            _relative_year,
        ),
        (rf"\b(?:der|den)\s+{_LAST}\s+(?P<count>{_COUNT})\s+Jahren?\b", _last_years),
        (rf"\bvor\s+(?P<count>{_COUNT})\s+Jahr(?:en)?\b", _years_ago),
        (rf"\bvor\s+(?P<count>{_COUNT})\s+Monat(?:en)?\b", _months_ago),
        (rf"\b(?P<which>{_LAST}|diese[mns])\s+Monats?\b", _relative_month),
        (rf"\b(?P<which>{_LAST}|diese)\s+Woche\b", _relative_week),
        (rf"\b{_LAST}\s+(?P<season>{_SEASON})s?\b", _last_season),
        (rf"(?<![\d/.,-]){_YEAR}(?![\d/]|[.,-]\d)", _year),
    )
)
"""From the most to the least precise form; a year that is part of another form is not read again."""


def nearness(periods: Sequence[Period], day: date | None) -> float:
    """How near a day is to the nearest of the times that name days, months or seasons: 1 within, 0 without a day.

    Half as much `HALF_DAYS` away. Whole years do not count here: a paper is of a year or is not.
    """
    if day is None:
        return 0.0
    short = [period for period in periods if (period.last - period.first).days <= SHORT_DAYS]
    away = [max((period.first - day).days, (day - period.last).days, 0) for period in short]
    return max((0.5 ** (days / HALF_DAYS) for days in away), default=0.0)
