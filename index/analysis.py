"""German text becomes weighted terms: the one place that decides what counts as the same word.

A term is a string; `Analyzer.analyze` returns each with the weight of one occurrence. Words are case-folded, stop words
dropped, the rest stemmed by Snowball's German stemmer (which also folds ä/ae, ö/oe, ü/ue and ß/ss together). Compounds
also yield their parts at a lower weight (`index.compounds`). Amounts, dates and paragraph signs become one spelling
each, so that "1.500,00 €" meets "1500 Euro" and "14. März 2019" meets "14.03.2019".
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from index.compounds import CompoundSplitter
from index.stopwords import STOP_WORDS

ANALYSIS_VERSION = 1
"""Part of the index generation: raise it when any term changes."""

PART_WEIGHT = 0.5
"""Weight of a compound's part beside the whole word's 1.0; chosen in docs/measurements.md."""

MONTHS = {
    "januar": 1,
    "jänner": 1,
    "februar": 2,
    "märz": 3,
    "maerz": 3,
    "april": 4,
    "mai": 5,
    "juni": 6,
    "juli": 7,
    "august": 8,
    "september": 9,
    "oktober": 10,
    "november": 11,
    "dezember": 12,
}
_MONTH_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))

_FIGURE = re.compile(
    r"(?P<paragraph>§§?\s*(?P<paragraph_number>\d+[a-z]?)\b)"
    rf"|(?P<date>\b(?P<day>\d{{1,2}})\.\s?(?:(?P<month>\d{{1,2}})\.|(?P<month_name>{_MONTH_NAMES}))\s?(?P<year>\d{{4}}|\d{{2}})\b)"
    rf"|(?P<month_year>\b(?P<named_month>{_MONTH_NAMES})\s(?P<of_year>(?:19|20)\d\d)\b)"
    r"|(?P<pair>\b(?P<first>\d{1,5})/(?P<second>(?:19|20)?\d\d)\b)"
    r"|(?P<number>\b\d{1,3}(?:\.\d{3})+(?:,\d+)?\b|\b\d+,\d+\b)",
    re.IGNORECASE,
)
_FIGURE_SIGN = re.compile(r"§|\d+")
"""Every figure starts with one of these, or has its year as one. Looking for figures only there halves the time."""

_WORD = re.compile(r"[^\W_]+")
_MONTH_AT_END = re.compile(rf"\b(?:{_MONTH_NAMES})\s\Z", re.IGNORECASE)
_LONGEST_MONTH = max(map(len, MONTHS)) + 1
_WORDS_KEPT = 400_000
"""Words, and terms, whose analysis is kept in memory."""

_YEAR_DIGITS = 4
_CENTURY_BREAK = 60
"""Two-digit years below mean 20xx, the others 19xx."""


class Term(NamedTuple):
    """One occurrence of a term."""

    text: str
    weight: float
    id: int
    """See `term_id`."""


@lru_cache(maxsize=_WORDS_KEPT)
def term_id(text: str) -> int:
    """The number under which an index stores a term: unsigned 32 bit from its text, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")


def _term(text: str, weight: float) -> Term:
    return Term(text, weight, term_id(text))


class Analyzer:
    """Turns text into terms. Not thread-safe while its caches fill for the same word twice, which is harmless."""

    def __init__(self, splitter: CompoundSplitter, *, part_weight: float = PART_WEIGHT) -> None:
        self._splitter = splitter
        self._part_weight = part_weight
        self._stemmer = Stemmer.Stemmer("german", 0)
        self._word_terms = lru_cache(_WORDS_KEPT)(self._analyze_word)

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text would give other terms."""
        return f"analysis={ANALYSIS_VERSION};parts={self._part_weight};words={self._splitter.fingerprint}"

    def analyze(self, text: str) -> list[Term]:
        """All terms of `text` in order; parts follow their compound."""
        terms: list[Term] = []
        for words, figure in _split(text):
            for word in words:
                terms.extend(self._word_terms(word))
            if figure is not None:
                terms.extend(_analyze_figure(figure))
        return terms

    def sum_weights(self, text: str) -> dict[int, float]:
        """The ids of the terms of `text`, each with the weights of all its occurrences added up."""
        sums: dict[int, float] = {}
        for terms, count in self._tally(text):
            for _, weight, id in terms:
                sums[id] = sums.get(id, 0.0) + count * weight
        return sums

    def highest_weights(self, text: str) -> dict[str, float]:
        """Each term of `text` with the weight of the occurrence that counts most."""
        highest: dict[str, float] = {}
        for terms, _ in self._tally(text):
            for term, weight, _ in terms:
                if weight > highest.get(term, 0.0):
                    highest[term] = weight
        return highest

    def _tally(self, text: str) -> list[tuple[Sequence[Term], int]]:
        """The terms of each different word, and of each figure, with how often it occurs."""
        words: list[str] = []
        tally: list[tuple[Sequence[Term], int]] = []
        for run, figure in _split(text):
            words += run
            if figure is not None:
                tally.append((_analyze_figure(figure), 1))
        tally += [(self._word_terms(word), count) for word, count in Counter(words).items()]
        return tally

    def stem(self, word: str) -> str:
        """The term of a single word, stop words included."""
        return str(self._stemmer.stemWord(word.casefold()))

    def _analyze_word(self, word: str) -> tuple[Term, ...]:
        folded = word.lower()
        if folded in STOP_WORDS or (len(folded) == 1 and not folded.isdigit()):
            return ()
        whole = self.stem(folded)
        terms = [_term(whole, 1.0)]
        if self._part_weight > 0:
            for part in self._splitter.all_parts(folded):
                stemmed = self.stem(part)
                if stemmed != whole and part not in STOP_WORDS:
                    terms.append(_term(stemmed, self._part_weight))
        return tuple(terms)


def _split(text: str) -> Iterator[tuple[list[str], re.Match[str] | None]]:
    """The words up to each figure with the figure, at last those after the last one with None."""
    start = 0
    for sign in _FIGURE_SIGN.finditer(text):
        if sign.start() < start:
            continue
        figure = _month_before(text, sign) or _FIGURE.match(text, sign.start())
        if figure is not None:
            yield _WORD.findall(text, start, figure.start()), figure
            start = figure.end()
    yield _WORD.findall(text, start), None


def _month_before(text: str, year: re.Match[str]) -> re.Match[str] | None:
    """The month with its year ("März 2019") whose year is at `year`."""
    at = year.start()
    if year.end() - at != _YEAR_DIGITS or not text[at - 1 : at].isspace():
        return None
    month = _MONTH_AT_END.search(text, max(at - _LONGEST_MONTH, 0), at)
    return None if month is None else _FIGURE.match(text, month.start())


def _analyze_figure(match: re.Match[str]) -> list[Term]:
    if match["paragraph"]:
        return [_term("§" + match["paragraph_number"].lower(), 1.0)]
    if match["number"]:
        whole, _, fraction = match["number"].replace(".", "").partition(",")
        fraction = fraction.rstrip("0")
        return [_term(f"{whole},{fraction}" if fraction else whole, 1.0)]
    if match["pair"]:
        return [_term(match["pair"], 1.0), _term(match["first"], 0.3), _term(match["second"], 0.3)]
    if match["month_year"]:
        month = MONTHS[match["named_month"].lower()]
        return [_term(f"{match['of_year']}-{month:02}", 1.0), _term(match["of_year"], 1.0)]
    month = int(match["month"] or MONTHS[match["month_name"].lower()])
    year = int(match["year"])
    if len(match["year"]) == 2:
        year += 2000 if year < _CENTURY_BREAK else 1900
    return [
        _term(f"{year:04}-{month:02}-{int(match['day']):02}", 1.0),
        _term(f"{year:04}-{month:02}", 0.5),
        _term(str(year), 0.5),
    ]
