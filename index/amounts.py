"""Sums of money and numbers that are written in several ways, as terms of a question.

The analysis gives one term for „1.500.000 €“ and „1500000 Euro“, another for „1,5 Mio. Euro“. Documents keep what they
say; a question that says it one way asks for the other, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

SAME_NUMBER = 1.0
"""Weight of the same number written out."""

ROUND_NUMBER = 0.5
"""Weight of „1,5“ and „Mio“ where the question says 1.500.000: other sums begin so, too."""

_SCALES = {
    **dict.fromkeys(("tsd", "tausend", "t€", "teur", "k€"), 1_000),
    **dict.fromkeys(("mio", "million", "millionen", "mill"), 1_000_000),
    **dict.fromkeys(("mrd", "milliarde", "milliarden"), 1_000_000_000),
}
_WORDS = {
    "eine": "1", "einer": "1", "zwei": "2", "drei": "3", "vier": "4", "fünf": "5", "sechs": "6", "sieben": "7",
    "acht": "8", "neun": "9", "zehn": "10", "elf": "11", "zwölf": "12", "zwanzig": "20", "dreißig": "30",
    "eineinhalb": "1,5", "anderthalb": "1,5", "zweieinhalb": "2,5", "halbe": "0,5", "halben": "0,5",
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_SCALED = re.compile(
    rf"(?<![\w.,/])(?P<number>{_NUMBER}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})\s?"
    rf"(?P<scale>{'|'.join(sorted(map(re.escape, _SCALES), key=len, reverse=True))})(?![\w])",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?<![\w.,/])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d/]|[.,]\d)")
_CENTS = re.compile(r"(?<![\w.,/])(?P<number>\d{1,2})\s?(?:Cent|Ct)\b", re.IGNORECASE)
_LARGE = re.compile(rf"(?<![\w.,/-])(?P<number>{_NUMBER})(?![\w/]|[.,-]\d)")
_DATE = re.compile(r"(?<![\d-])(?:19|20)\d\d-\d\d-\d\d(?![\d-])")


@dataclass(frozen=True, slots=True)
class SameAmount:
    """A number of a question and another way to write it."""

    written: str
    """As the question has it."""
    terms: tuple[str, ...]
    """The other way, as terms of `index.analysis`."""
    weight: float


def same_amounts(question: str) -> tuple[SameAmount, ...]:
    """The numbers of a question that papers may write in another way, in no order."""
    return tuple(_amounts(question))


def _amounts(question: str) -> Iterator[SameAmount]:
    for match in _SCALED.finditer(question):
        value = _value(match["number"]) * _SCALES[match["scale"].lower()]
        yield SameAmount(match.group(), (_term(value),), SAME_NUMBER)
    rest = _SCALED.sub(" ", question)
    for match in _SPACED.finditer(rest):
        yield SameAmount(match.group(), (_term(_value(re.sub(r"\s", "", match.group()))),), SAME_NUMBER)
    for match in _CENTS.finditer(rest):
        yield SameAmount(match["number"], (_term(_value(match["number"]) / 100),), SAME_NUMBER)
    for match in _DATE.finditer(rest):
        yield SameAmount(match.group(), (match.group(),), SAME_NUMBER)
    for match in _LARGE.finditer(_SPACED.sub(" ", rest)):
        for scale, name in ((1_000_000, "mio"), (1_000_000, "million"), (1_000_000_000, "mrd")):
            short = _value(match["number"]) / scale
            # „1.500.000“ may be „1,5 Mio.“, 1.512.345 is not.
            if 1 <= short < 1_000 and short * 100 == int(short * 100):
                yield SameAmount(match["number"], (_term(short), name), ROUND_NUMBER)


def _value(written: str) -> Decimal:
    number = _WORDS.get(written.lower(), written)
    return Decimal(number.replace(".", "").replace(",", "."))


def _term(value: Decimal) -> str:
    """As the analysis writes it: no separators of thousands, no zeros behind the comma."""
    return f"{value.normalize():f}".replace(".", ",")
