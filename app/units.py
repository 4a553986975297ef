"""Units of German administrative papers and how they are written."""

from __future__ import annotations

import re
from decimal import Decimal

_MAYBE_EURO = "€?"
"""Millions and milliards are of euros only where that is said."""

_UNITS = (
    # pattern, unit, factor; the first that matches wins.
    (r"(?:Mio|Millionen|Million)\.?\s*(?:€|EUR|Euro)?(?![a-zäöüß])", _MAYBE_EURO, Decimal(1_000_000)),
    (r"(?:Mrd|Milliarden|Milliarde)\.?\s*(?:€|EUR|Euro)?(?![a-zäöüß])", _MAYBE_EURO, Decimal(1_000_000_000)),
    (r"(?:T€|TEUR|T-?Euro|Tsd\.?\s*(?:€|EUR|Euro)|[Tt]ausend\s+Euro)", "€", Decimal(1000)),
    (r"(?:Tsd\.?|[Tt]ausend)(?![a-zäöüß])", "", Decimal(1000)),
    (r"(?:€|EUR\b|Euro\b)", "€", Decimal(1)),
    (r"(?:Cent|ct)\b", "ct", Decimal(1)),
    (r"(?:DM|D-Mark)\b", "DM", Decimal(1)),
    (r"(?:%|Prozent(?:punkten?)?\b|v\.\s?H\.|vom Hundert\b)", "%", Decimal(1)),
    (r"(?:‰|Promille\b|v\.\s?T\.)", "‰", Decimal(1)),
    (r"(?:km/h|Stundenkilometern?\b)", "km/h", Decimal(1)),
    (r"(?:m²|m2|qm|[Qq]uadratmetern?)(?![a-zäöüß0-9])", "m²", Decimal(1)),
    (r"(?:km²|km2|qkm|[Qq]uadratkilometern?)(?![a-zäöüß0-9])", "km²", Decimal(1)),
    (r"(?:m³|m3|cbm|[Kk]ubikmetern?)(?![a-zäöüß0-9])", "m³", Decimal(1)),
    (r"(?:ha|[Hh]ektar)\b", "ha", Decimal(1)),
    (r"(?:km|[Kk]ilometern?)\b", "km", Decimal(1)),
    (r"(?:cm|[Zz]entimetern?)\b", "cm", Decimal(1)),
    (r"(?:mm|[Mm]illimetern?)\b", "mm", Decimal(1)),
    (r"(?:m|[Mm]etern?)\b(?![²³])", "m", Decimal(1)),
    (r"(?:kWp)\b", "kWp", Decimal(1)),
    (r"(?:kWh)\b", "kWh", Decimal(1)),
    (r"(?:MWh)\b", "MWh", Decimal(1)),
    (r"(?:kW)\b", "kW", Decimal(1)),
    (r"(?:MW)\b", "MW", Decimal(1)),
    (r"(?:kg|[Kk]ilogramm)\b", "kg", Decimal(1)),
    (r"(?:t|[Tt]onnen?)\b", "t", Decimal(1)),
    (r"(?:°\s?C|Grad)\b", "°C", Decimal(1)),
    (r"(?:Jahren?|Jahres)\b|-?jährig[a-z]*", "Jahr", Decimal(1)),
    (r"(?:Monat(?:en?|s)?)\b|-?monatig[a-z]*", "Monat", Decimal(1)),
    (r"(?:Wochen?)\b|-?wöchig[a-z]*", "Woche", Decimal(1)),
    (r"(?:Werktag(?:en?|s)?)\b", "Werktag", Decimal(1)),
    (r"(?:Arbeitstag(?:en?|s)?)\b", "Arbeitstag", Decimal(1)),
    (r"(?:Tag(?:en?|s)?)\b|-?tägig[a-z]*", "Tag", Decimal(1)),
    (r"(?:Stunden?)\b|-?stündig[a-z]*", "Stunde", Decimal(1)),
    (r"(?:Minuten?)\b|-?minütig[a-z]*", "Minute", Decimal(1)),
    (r"(?:Sekunden?)\b", "Sekunde", Decimal(1)),
)
_UNIT_PATTERNS = tuple((re.compile(r"[  ]?-?(?:" + pattern + ")"), unit, factor) for pattern, unit, factor in _UNITS)
_EURO_BEFORE = re.compile(r"(?:€|\bEUR|\bEuro)\s?$")
_EURO_INSIDE = re.compile(r"€|\bEUR\b|\bEuro\b")


def unit_at(text: str, position: int) -> tuple[str, Decimal, int]:
    """The unit written at `position`, the factor it multiplies a value by, and where it ends.

    Without a unit: empty, 1 and `position`.
    """
    for pattern, unit, factor in _UNIT_PATTERNS:
        match = pattern.match(text, position)
        if match is None:
            continue
        if unit == _MAYBE_EURO:
            return ("€" if _EURO_INSIDE.search(match.group()) else ""), factor, match.end()
        return unit, factor, match.end()
    return "", Decimal(1), position


def stands_before(text: str, position: int) -> bool:
    """Whether a euro sign or name stands directly before `position` (``EUR 15``)."""
    return _EURO_BEFORE.search(text, max(0, position - 6), position) is not None


def names_unit(text: str, unit: str) -> bool:
    """Whether a text names a unit anywhere, as the head of a table does."""
    return any(pattern.search(text) for pattern, name, _ in _UNIT_PATTERNS if name == unit)
