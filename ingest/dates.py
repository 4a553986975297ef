"""German dates as people write them: 14.11.2011, 14.11.11, 07. September 2021, 2021-09-07."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = {
    "januar": 1, "jänner": 1, "jan": 1, "februar": 2, "feb": 2, "märz": 3, "maerz": 3, "mrz": 3, "april": 4, "apr": 4,
    "mai": 5, "juni": 6, "jun": 6, "juli": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9,
    "oktober": 10, "okt": 10, "november": 11, "nov": 11, "dezember": 12, "dez": 12,
}  # fmt: skip
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?<![\d./])(?P<day>\d{{1,2}})\.[ ]?(?:(?P<month>\d{{1,2}})\.[ ]?|(?P<name>{_NAMES})\.?\s+)"
    r"(?P<year>\d{4}|\d{2})(?![\d]|[./]\d)"
    r"|(?<![\d-])(?P<iso>\d{4}-\d{2}-\d{2})(?![\d-])",
    re.IGNORECASE,
)
_CENTURY_TURN = 70
"""Two-digit years below it are of this century: papers that write "11.02.25" are young."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and where it stands in the text that was searched."""

    date: datetime.date
    start: int
    end: int


def find_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[FoundDate]:
    """Every date of the calendar in `text`, in order; "31.02.2020" and file numbers like "11.40.90" are none."""
    for found in _DATE.finditer(text, start, len(text) if end is None else end):
        date = _read(found)
        if date is not None:
            yield FoundDate(date, found.start(), found.end())


def first_date(text: str, start: int = 0, end: int | None = None) -> datetime.date | None:
    """The first date in a stretch of text, None when there is none."""
    return next((found.date for found in find_dates(text, start, end)), None)


def _read(found: re.Match[str]) -> datetime.date | None:
    try:
        if found["iso"]:
            return datetime.date.fromisoformat(found["iso"])
        month = int(found["month"]) if found["month"] else _MONTHS[found["name"].lower()]
        year = int(found["year"])
        if len(found["year"]) == 2:
            year += 2000 if year < _CENTURY_TURN else 1900
        date = datetime.date(year, month, int(found["day"]))
    except ValueError:
        return None
    return date if 1800 <= date.year <= 2100 else None
