"""Dates, times, sizes and durations in the session's language."""

from __future__ import annotations

from datetime import date, datetime

from app.web.session import counted, language, t
from app.web.texts.catalogue import Language, write_number


def day(value: date) -> str:
    """A date."""
    return f"{value:%d.%m.%Y}" if language() is Language.GERMAN else f"{value:%d %b %Y}"


def day_and_time(value: datetime) -> str:
    """A moment, in the machine's time zone."""
    return f"{value.astimezone():{t('format.moment')}}"


def number(value: float, digits: int = 0) -> str:
    """A number with separators of thousands."""
    return write_number(language(), value, digits)


def percent(share: float) -> str:
    """A share (0 to 1) as whole percent."""
    return f"{share:.0%}" if language() is Language.ENGLISH else f"{share * 100:.0f} %"


def size(bytes: int) -> str:
    """A size of files, as file managers count it."""
    for unit, factor in (("GB", 2**30), ("MB", 2**20), ("KB", 2**10)):
        if bytes >= factor:
            return f"{number(bytes / factor, 1 if bytes % factor else 0)} {unit}"
    return f"{number(bytes)} B"


def duration(seconds: float) -> str:
    """How long something takes, roughly."""
    if seconds < 60:
        return counted("duration.seconds", max(round(seconds), 1))
    if seconds < 5400:
        return counted("duration.minutes", round(seconds / 60))
    return t("duration.hours", count=number(seconds / 3600, 1))
