"""What can be checked literally in a sentence: numbers, amounts, dates, times, references, Drucksachen numbers, names.

Both the statement and the passage it cites are turned into claims, and a claim of the statement stands when the
passage holds an equal one. Numbers are compared by value and unit, so ``1.500 EUR`` is ``1500 Euro`` and
``1.500,00 €`` but ``15,00 €`` is not ``5,00 €``; dates by day, month and year in every German spelling.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.units import names_unit, stands_before, unit_at


class ClaimKind(StrEnum):
    """What is claimed; claims of different kinds are never equal, but see `ClaimSet.holds`."""

    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    REFERENCE = "reference"
    """``§``, Artikel, Absatz, Satz, Buchstabe."""
    PAPER = "paper"
    """Drucksachen numbers and everything else written ``51/2018``."""
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable part of a sentence."""

    kind: ClaimKind
    key: tuple[str, ...]
    """NUMBER: value, unit or empty. DATE: year, month, day, each may be empty. TIME: hour, minute. REFERENCE: sign,
    number. PAPER: number. NAME: case-folded name."""
    text: str
    """As written."""
    start: int
    """Where it begins in the text it was read from."""


_NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split(), 2)
}
_ORDINALS = {
    word: str(value)
    for value, word in enumerate("zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft".split(), 2)
}
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            ("januar", "jan", "jänner"),
            ("februar", "feb", "febr"),
            ("märz", "mrz", "mär"),
            ("april", "apr"),
            ("mai",),
            ("juni", "jun"),
            ("juli", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("oktober", "okt"),
            ("november", "nov"),
            ("dezember", "dez"),
        ),
        1,
    )
    for name in names
}
_LONG_MONTHS = "januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember"
_DIGIT_BEFORE = r"(?<![\d])(?<!\d[.,:/])"
_MONTH = r"(?P<month_name>(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r"))\b\.?"
_YEAR = r"(?:1[5-9]|20)\d\d"
_SHORT_YEAR = r"\d\d(?![\d.,])(?!\s?(?:€|EUR|Uhr|%))"
_SIGN = (
    r"(?P<sign>§§?|\bPara?gra(?:f|ph)(?:en)?\b|\bArt(?:\.|ikel[ns]?\b)|\bAbs(?:\.|atz(?:es)?\b)|\bS(?:atz(?:es)?\b|\.)"
    r"|\bBuchst(?:\.|abe\b)|\blit\.)"
)
_LISTED = r"\d+(?:\s?[a-z]\b)?(?:\s?(?:,|und|u\.|bis|-|oder|sowie)\s?\d+(?:\s?[a-z]\b)?)*|[a-z]\b"
_THOUSANDS = r"\d{1,3}(?:[. '’]\d{3})+(?![\d.])(?:,\d+|,-+)?"
_NUMBER_TAIL = r"jähr|monat|wöch|täg|stünd|minüt"
_HONORIFIC = r"(?:Herrn?|Frau|Ratsherrn?|Ratsfrau|Ratsmitglied|Bürgermeister(?:in|s)?|Familie|Firma|Fa\.)"
_WEEKDAY = r"(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|Sonnabend"

_AT_DIGIT = (
    rf"(?P<iso>{_DIGIT_BEFORE}(?P<iso_y>(?:19|20)\d\d)-(?P<iso_m>\d\d)-(?P<iso_d>\d\d)(?!\d))",
    rf"(?P<date>{_DIGIT_BEFORE}(?P<d>[0-3]?\d)\.\s?(?P<m>[01]?\d)\.\s?(?P<y>{_YEAR}|{_SHORT_YEAR})(?!\d))",
    rf"(?P<short_date>{_DIGIT_BEFORE}(?P<sd>[0-3]?\d)\.\s?(?P<sm>[01]?\d)\.(?!\s?\d))",
    rf"(?P<named_date>{_DIGIT_BEFORE}(?P<nd>[0-3]?\d)\.\s?{_MONTH}(?:\s(?P<ny>{_YEAR}|(?:'|\b)\d\d(?![\d.,:]))(?!\d))?)",
    rf"(?P<time>{_DIGIT_BEFORE}(?P<hour>[0-2]?\d)(?:[:.](?P<minute>[0-5]\d))?\s?Uhr\b)",
    rf"(?P<clock>{_DIGIT_BEFORE}(?P<c_hour>[0-2]?\d):(?P<c_minute>[0-5]\d)(?![\d:]))",
    rf"(?P<paper>{_DIGIT_BEFORE}(?P<paper_number>\d{{1,5}}\s?/\s?\d{{2,4}}|\d{{1,5}}-(?:19|20)\d\d)(?!\d)(?!\s?(?:€|EUR\b)))",
    rf"(?P<number>{_DIGIT_BEFORE}(?P<value>{_THOUSANDS}|\d+(?:\.\d+){{2,}}|\d+,\d+|\d+\.\d+(?!\d)|\d+)(?:,-+)?)",
    # No digit of a statement may stay unchecked, however it is written.
    r"(?P<rest>\d+)",
)
_AT_SIGN = (
    rf"(?P<reference>{_SIGN}\s?(?P<ref_numbers>{_LISTED}))",
    r"(?P<paragraph_mark>\((?P<paragraph>\d{1,2}[a-z]?)\))",
)
_AT_WORD = (
    rf"(?P<month_year>\b{_MONTH.replace('month_name', 'my_month')}\s(?P<my_year>{_YEAR})(?!\d))",
    rf"(?P<word>\b(?P<number_word>{'|'.join(_NUMBER_WORDS)})(?P<word_rest>mal|fach\w*|(?=\b)|(?={_NUMBER_TAIL})))",
    rf"(?P<ordinal>\b(?P<ordinal_word>{'|'.join(_ORDINALS)})e[nrsm]?\b)",
    rf"(?P<name>\b{_HONORIFIC}\s(?:(?:Dr|Prof|Dipl)\.(?:-[A-Z][a-z]+\.)?\s)*(?P<who>[A-ZÄÖÜ][\w-]+))",
    rf"(?P<month>\b(?P<month_alone>{_LONG_MONTHS})\b)",
    rf"(?P<weekday>\b(?P<day_name>(?i:{_WEEKDAY}))(?:s|e|en)?\b)",
)
# Grouped by their first character: at most places of a text one look shows that nothing begins there.
_PATTERNS = re.compile(
    rf"(?=\d)(?:{'|'.join(_AT_DIGIT)})"
    rf"|(?=[§(PAaSBbl])(?:{'|'.join(_AT_SIGN)})"
    rf"|\b(?=[^\W\d_])(?:{'|'.join(_AT_WORD)})"
)
_CASED = re.compile(rf"\b(?:{'|'.join([*_MONTHS, *_NUMBER_WORDS])})(?=\b|mal|fach|{_NUMBER_TAIL})", re.IGNORECASE)


def extract_claims(text: str) -> list[Claim]:
    """All claims of a text, in order. The text should be normalised (see `app.passages`); line breaks may stay."""
    # Months and number words count in any case; nouns such as "Acht" are rare enough.
    lowered = _CASED.sub(lambda match: match.group().lower(), text)
    found: list[Claim] = []
    for match in _PATTERNS.finditer(lowered):
        found.extend(_READERS[match.lastgroup or ""](text, match))
    return found


class ClaimSet:
    """The claims of a passage, to hold a statement's claims against."""

    def __init__(self, claims: list[Claim], text: str) -> None:
        self._keys = {(claim.kind, claim.key) for claim in claims}
        self._dates = [claim.key for claim in claims if claim.kind is ClaimKind.DATE]
        self._numbers = [claim.key for claim in claims if claim.kind is ClaimKind.NUMBER]
        self._text = text

    def holds(self, claim: Claim) -> bool:
        """Whether the passage says the same.

        A date with less than day, month and year stands when a fuller one includes it, a bare year also when it is the
        year of a date. A number without a unit stands for any number of its value. A number with a unit also stands
        for one without when the unit is named elsewhere in the passage, as in the head of a table.
        """
        if (claim.kind, claim.key) in self._keys:
            return True
        if claim.kind is ClaimKind.DATE:
            return any(_includes(date, claim.key) for date in self._dates)
        if claim.kind is ClaimKind.NUMBER:
            return self._holds_number(claim)
        if claim.kind is ClaimKind.NAME:
            return re.search(rf"\b{re.escape(claim.key[0])}\w{{0,2}}\b", self._text, re.IGNORECASE) is not None
        return False

    def _holds_number(self, claim: Claim) -> bool:
        value, unit = claim.key
        units = {other for number, other in self._numbers if number == value}
        if not unit:
            return bool(units) or (len(value) == 4 and any(date[0] == value for date in self._dates))
        if "" not in units:
            return False
        return names_unit(self._text, unit)


def _includes(date: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return all(not wanted or wanted == given for given, wanted in zip(date, other, strict=True))


def _year(text: str) -> str:
    digits = text.strip("'")
    if len(digits) == 2:
        return ("19" if int(digits) >= 70 else "20") + digits
    return digits


def _date(text: str, match: re.Match[str], year: str | None, month: int, day: str | None) -> Iterator[Claim]:
    key = (_year(year) if year else "", str(month), str(int(day)) if day else "")
    yield Claim(ClaimKind.DATE, key, text[match.start() : match.end()].strip(), match.start())


def _read_iso(text: str, match: re.Match[str]) -> Iterator[Claim]:
    return _date(text, match, match["iso_y"], int(match["iso_m"]), match["iso_d"])


def _read_date(text: str, match: re.Match[str]) -> Iterator[Claim]:
    return _date(text, match, match["y"], int(match["m"]), match["d"])


def _read_short_date(text: str, match: re.Match[str]) -> Iterator[Claim]:
    return _date(text, match, None, int(match["sm"]), match["sd"])


def _read_named_date(text: str, match: re.Match[str]) -> Iterator[Claim]:
    return _date(text, match, match["ny"], _MONTHS[match["month_name"]], match["nd"])


def _read_month_year(text: str, match: re.Match[str]) -> Iterator[Claim]:
    return _date(text, match, match["my_year"], _MONTHS[match["my_month"]], None)


def _read_time(text: str, match: re.Match[str]) -> Iterator[Claim]:
    key = (str(int(match["hour"])), str(int(match["minute"] or 0)))
    yield Claim(ClaimKind.TIME, key, text[match.start() : match.end()], match.start())


def _read_clock(text: str, match: re.Match[str]) -> Iterator[Claim]:
    key = (str(int(match["c_hour"])), str(int(match["c_minute"])))
    yield Claim(ClaimKind.TIME, key, text[match.start() : match.end()], match.start())


_SIGNS = (("§", "§"), ("para", "§"), ("art", "Art"), ("abs", "Abs"), ("s", "Satz"), ("buchst", "lit"), ("lit", "lit"))


def _read_reference(text: str, match: re.Match[str]) -> Iterator[Claim]:
    sign = match["sign"].lower()
    name = next(value for prefix, value in _SIGNS if sign.startswith(prefix))
    numbers = match["ref_numbers"]
    listed = re.findall(r"\d+(?:\s?[a-z]\b)?|^[a-z]$", numbers)
    for number in listed:
        key = number.replace(" ", "")
        shown = match.group().strip() if len(listed) == 1 else f"{match['sign'].rstrip('§') or '§'} {number}"
        yield Claim(ClaimKind.REFERENCE, (name, key), shown, match.start())
    spread = re.fullmatch(r"(\d+)\s?(?:bis|-)\s?(\d+)", numbers)
    if spread:
        # §§ 3 bis 6 also names § 4 and § 5 (a run of more than thirty is taken at its word), but is not §§ 4 bis 6.
        yield Claim(ClaimKind.REFERENCE, (name, f"{spread[1]}-{spread[2]}"), match.group().strip(), match.start())
        for between in range(int(spread[1]) + 1, min(int(spread[2]), int(spread[1]) + 30)):
            yield Claim(ClaimKind.REFERENCE, (name, str(between)), f"{name} {between}", match.start())


def _read_paragraph_mark(text: str, match: re.Match[str]) -> Iterator[Claim]:
    # "(2)" before a sentence of a law is its Absatz; elsewhere it is a number in brackets.
    yield Claim(ClaimKind.REFERENCE, ("Abs", match["paragraph"]), match.group(), match.start())
    digits = "".join(filter(str.isdigit, match["paragraph"]))
    yield Claim(ClaimKind.NUMBER, (digits, ""), match.group(), match.start())


def _read_paper(text: str, match: re.Match[str]) -> Iterator[Claim]:
    first, second = re.split(r"[/-]", match["paper_number"].replace(" ", ""))
    if len(second) == 2 and len(first) == 4 and first[:2] in {"19", "20"}:
        second = first[:2] + second  # 2024/25
    key = f"{first.lstrip('0') or '0'}/{second}"
    yield Claim(ClaimKind.PAPER, (key,), text[match.start() : match.end()], match.start())


def _read_number(text: str, match: re.Match[str]) -> Iterator[Claim]:
    written = match["value"]
    end = match.end()
    grouped = re.fullmatch(_THOUSANDS, written) is not None
    plain = (re.sub(r"[. '’]", "", written) if grouped else written).rstrip("-").rstrip(",")
    if re.fullmatch(r"\d+(?:,\d+)?", plain) is None:
        yield Claim(ClaimKind.NUMBER, (plain, ""), text[match.start() : end], match.start())
        return
    value = Decimal(plain.replace(",", "."))
    unit, factor, unit_end = unit_at(text, end)
    if not unit and stands_before(text, match.start()):
        unit = "€"
    yield Claim(ClaimKind.NUMBER, (_plain(value * factor), unit), text[match.start() : unit_end], match.start())


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _read_word(text: str, match: re.Match[str]) -> Iterator[Claim]:
    unit, factor, end = unit_at(text, match.end()) if not match["word_rest"] else ("", Decimal(1), match.end())
    value = Decimal(_NUMBER_WORDS[match["number_word"]]) * factor
    yield Claim(ClaimKind.NUMBER, (_plain(value), unit), text[match.start() : end], match.start())


def _read_ordinal(text: str, match: re.Match[str]) -> Iterator[Claim]:
    yield Claim(ClaimKind.NUMBER, (_ORDINALS[match["ordinal_word"]], ""), match.group(), match.start())


def _read_name(text: str, match: re.Match[str]) -> Iterator[Claim]:
    yield Claim(ClaimKind.NAME, (match["who"].casefold(),), text[match.start() : match.end()], match.start())


def _read_month(text: str, match: re.Match[str]) -> Iterator[Claim]:
    return _date(text, match, None, _MONTHS[match["month_alone"]], None)


def _read_weekday(text: str, match: re.Match[str]) -> Iterator[Claim]:
    yield Claim(ClaimKind.NAME, (match["day_name"].casefold(),), match.group(), match.start())


def _read_rest(text: str, match: re.Match[str]) -> Iterator[Claim]:
    yield Claim(ClaimKind.NUMBER, (match.group(), ""), match.group(), match.start())


_READERS: dict[str, Callable[[str, re.Match[str]], Iterator[Claim]]] = {
    "iso": _read_iso,
    "date": _read_date,
    "short_date": _read_short_date,
    "named_date": _read_named_date,
    "month_year": _read_month_year,
    "time": _read_time,
    "clock": _read_clock,
    "reference": _read_reference,
    "paragraph_mark": _read_paragraph_mark,
    "paper": _read_paper,
    "number": _read_number,
    "word": _read_word,
    "ordinal": _read_ordinal,
    "name": _read_name,
    "month": _read_month,
    "weekday": _read_weekday,
    "rest": _read_rest,
}
