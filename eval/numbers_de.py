"""Numbers and moments as Germans write them."""

from __future__ import annotations

import datetime


def german(value: float | None, digits: int = 3) -> str:
    """``0,453``; a dash for what was not measured."""
    return "–" if value is None else f"{value:.{digits}f}".replace(".", ",")


def german_signed(value: float, digits: int = 3) -> str:
    """``+0,020`` or ``−0,020``."""
    return f"{'−' if value < 0 else '+'}{german(abs(value), digits)}"


def german_chance(p: float) -> str:
    """``0,042``; below a thousandth ``< 0,001``, for a chance is never none."""
    return "< 0,001" if p < 0.0005 else german(p)


def german_count(value: int) -> str:
    """``12.345``."""
    return f"{value:,}".replace(",", ".")


def german_measure(value: float | None, unit: str) -> str:
    """A measure's value with its unit: shares with three digits, seconds by size, counts with one digit."""
    if value is None or not unit:
        return german(value)
    if unit == "s":
        return f"{german(value * 1000, 0)} ms" if value < 1 else f"{german(value, 1)} s"
    return german(value, 1)


def german_moment(moment: datetime.datetime) -> str:
    """``21.11.2026, 09:58 Uhr (UTC)``."""
    return f"{moment.astimezone(datetime.UTC):%d.%m.%Y, %H:%M} Uhr (UTC)"
