"""A question becomes a `Query`: its terms, the numbers it cites and the times it speaks of."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from index.abbreviations import Abbreviations, Expansion, load_abbreviations
from index.amounts import same_amounts
from index.analysis import Analyzer, Term
from index.bodies import NamedBody, find_bodies
from index.compounds import load_splitter
from index.identifiers import Citation, find_citations, find_drucksachen
from index.periods import Period, find_periods
from index.synonyms import Synonyms, load_synonyms

OFFICE_WEIGHT = 0.85
"""What a word counts that papers use instead of the question's, divided by the root of how many there are: a word with
five of them would else drown the others. Chosen in docs/decisions/query-understanding.md."""

EVERYDAY_WEIGHT = 0.6
"""What the question's own word still counts then."""

QUESTIONS_KEPT = 64
"""Queries that a reader keeps: search, judgement and answer each ask for the same question's."""

HELD_INSTEAD = 0.7
"""How far a text holds a word of the question that holds what papers say instead."""

_WORD = re.compile(r"\w+")
_STREET = re.compile(
    r"(?<=[\w,;:„“(] )(?:Am|Im|Zum|Zur|Beim|(?:An|Auf|Hinter|In|Unter|Vor|Bei) de[rmn])"
    r" (?:[A-ZÄÖÜ][\w-]+ )?[A-ZÄÖÜ][\w-]+"
)
"""„Am Friedhof“ with a capital inside of a sentence is the name of a street, „am Friedhof“ is a place."""
_TEXTS_COUNTED = 126_000
"""Texts behind the shipped word list: 18,034 council papers and about 108,000 sections of laws."""

_NOT_LISTED = 10
"""Assumed count of a word too rare for the list, which starts at 20."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a question asks for, as far as it can be read off without a model. Shared: nobody changes what is in it."""

    text: str
    terms: dict[str, float]
    """Term to weight; parts of compounds below 1."""
    importance: dict[str, float]
    """Term to how much it says (0 to 1), from the shipped word counts; whole words only, not their parts."""
    parts: dict[str, tuple[str, ...]]
    """Term of a compound to the terms of its parts."""
    alternatives: dict[str, tuple[tuple[str, ...], ...]]
    """Term of an everyday word or an abbreviation to what papers say instead, each the terms of a word or phrase."""
    drucksachen: tuple[str, ...]
    """Identifiers as in `index.identifiers`."""
    citations: tuple[Citation, ...]
    periods: tuple[Period, ...]
    """Times the question speaks of, in order."""
    bodies: tuple[NamedBody, ...]
    """Bodies it names (`index.bodies`)."""
    past: bool
    """Whether one of its times ended before this year: who asks so may well mean an older version."""

    @property
    def years(self) -> tuple[int, ...]:
        """The years that its times touch, each once; a single day is mostly told of something, not of the paper."""
        longer = (period for period in self.periods if period.first < period.last)
        return tuple(dict.fromkeys(year for period in longer for year in period.years))


class QueryReader:
    """Reads questions with the analysis that the index was made with."""

    def __init__(
        self,
        analyzer: Analyzer,
        synonyms: Synonyms | None = None,
        abbreviations: Abbreviations | None = None,
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Without `synonyms` and `abbreviations` the shipped lists are used; `today` tells what „letztes Jahr“ is."""
        self._analyzer = analyzer
        self._today = today
        self._synonyms = load_synonyms() if synonyms is None else synonyms
        self._abbreviations = load_abbreviations() if abbreviations is None else abbreviations
        self._kept = lru_cache(QUESTIONS_KEPT)(self._read)

    def for_tenant(self, tenant: str) -> QueryReader:
        """The reader for questions to papers of `tenant`; this one, where no tenant has words of its own."""
        return self

    def reading(self, question: str) -> Reading:
        """The query of a question, and what tells how much of it a text holds."""
        return Reading(self, self.read(question))

    def read(self, question: str) -> Query:
        """The query of a question; every field may be empty. One question's is asked for many times in a row."""
        return self._kept(question, self._today())

    def _read(self, question: str, today: date) -> Query:
        terms: dict[str, float] = {}
        parts: dict[str, tuple[str, ...]] = {}
        latest = ""
        for term in self._analyzer.analyze(question):
            terms[term.text] = max(terms.get(term.text, 0.0), term.weight)
            if term.weight >= 1.0:
                latest = term.text
                parts.setdefault(latest, ())
            else:
                parts[latest] = (*parts.get(latest, ()), term.text)
        words = _WORD.findall(question)
        alternatives = self._add_synonyms(words, terms, _in_names(question))
        other_forms = self._abbreviations.expand(words)
        self._add_other_forms(other_forms, words, terms, alternatives)
        self._add_amounts(question, terms, alternatives)
        periods = find_periods(question, today)
        return Query(
            text=question,
            terms=terms,
            importance={term: term_importance(term) for term in sorted(parts)},
            parts=parts,
            alternatives=alternatives,
            drucksachen=find_drucksachen(question),
            citations=find_citations(question),
            periods=periods,
            bodies=find_bodies(question, (form for each in other_forms for form in each.terms)),
            past=any(period.last.year < today.year for period in periods),
        )

    def _add_synonyms(
        self, words: list[str], terms: dict[str, float], names: set[int]
    ) -> dict[str, tuple[tuple[str, ...], ...]]:
        """Add the office words to `terms`, where everyday words then count less; return what stands for what.

        Words at the positions `names` are left as they are.
        """
        alternatives: dict[str, tuple[tuple[str, ...], ...]] = {}
        weakened: set[str] = set()
        for (start, end), office in self._synonyms.expand(words):
            if not names.isdisjoint(range(start, end)):
                continue
            phrases = [self._analyzer.analyze(phrase) for phrase in office]
            for term in self._terms_of(words[start:end]):
                if term.text in terms and term.text not in weakened:
                    terms[term.text] *= EVERYDAY_WEIGHT
                    weakened.add(term.text)
                    if term.weight >= 1.0:
                        alternatives[term.text] = _whole(phrases)
            _add(terms, phrases, OFFICE_WEIGHT / math.sqrt(len(phrases)))
        return alternatives

    def _add_other_forms(
        self,
        other_forms: Iterable[Expansion],
        words: list[str],
        terms: dict[str, float],
        alternatives: dict[str, tuple[tuple[str, ...], ...]],
    ) -> None:
        """Add the long forms of abbreviations, and the other way round, to `terms` and `alternatives`."""
        for found in other_forms:
            phrases = [self._analyzer.analyze(phrase) for phrase in found.terms]
            for term in self._terms_of(words[found.start : found.end]):
                if term.text in terms:
                    terms[term.text] *= found.own_weight
                    if term.weight >= 1.0:
                        alternatives[term.text] = (*alternatives.get(term.text, ()), *_whole(phrases))
            _add(terms, phrases, found.weight)

    def _add_amounts(
        self, question: str, terms: dict[str, float], alternatives: dict[str, tuple[tuple[str, ...], ...]]
    ) -> None:
        """Add other spellings of the question's numbers to `terms` and `alternatives`."""
        for amount in same_amounts(question):
            for term in self._analyzer.analyze(amount.written):
                if term.text in terms and term.weight >= 1.0:
                    alternatives[term.text] = (*alternatives.get(term.text, ()), amount.terms)
            for text in amount.terms:
                terms[text] = max(terms.get(text, 0.0), amount.weight)

    def _terms_of(self, words: list[str]) -> list[Term]:
        """The terms of single words, analysed once more: in the question a figure may have taken its neighbours."""
        return [term for word in words for term in self._analyzer.analyze(word)]

    def cover(self, query: Query, text: str) -> float:
        """Share (0 to 1) of the question's importance whose words stand in `text`, compounds counted by their parts."""
        total = sum(query.importance.values())
        return sum(self.covered(query, text).values()) / total if total else 0.0

    def covered(self, query: Query, text: str) -> dict[str, float]:
        """The question's terms that stand in `text`, each with its importance, less where only a part stands there.

        A term of the question that is a compound counts by half when one of its parts stands in the text, an everyday
        word by `HELD_INSTEAD` when a word stands there that papers use instead.
        """
        present = self._analyzer.highest_weights(text)
        found: dict[str, float] = {}
        for term, weight in query.importance.items():
            share = max(
                present.get(term, 0.0),
                0.5 * max((present.get(part, 0.0) for part in query.parts.get(term, ())), default=0.0),
                HELD_INSTEAD
                * max((_held(present, phrase) for phrase in query.alternatives.get(term, ())), default=0.0),
            )
            if share:
                found[term] = weight * share
        return found


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as one reader read it."""

    reader: QueryReader
    query: Query

    def cover(self, text: str) -> float:
        """See `QueryReader.cover`."""
        return self.reader.cover(self.query, text)


def _in_names(question: str) -> set[int]:
    """Positions of the words that belong to names of streets."""
    spans = [match.span() for match in _STREET.finditer(question)]
    return {
        position
        for position, word in enumerate(_WORD.finditer(question))
        if any(start <= word.start() < end for start, end in spans)
    }


def _add(terms: dict[str, float], phrases: list[list[Term]], weight: float) -> None:
    for term in (term for phrase in phrases for term in phrase):
        terms[term.text] = max(terms.get(term.text, 0.0), weight * term.weight)


def _whole(phrases: list[list[Term]]) -> tuple[tuple[str, ...], ...]:
    """The terms of whole words, without the parts of compounds."""
    return tuple(tuple(term.text for term in phrase if term.weight >= 1.0) for phrase in phrases)


def _held(present: dict[str, float], phrase: tuple[str, ...]) -> float:
    """How much of a phrase stands in a text: as much as the word that stands there least."""
    return min((present.get(term, 0.0) for term in phrase), default=0.0)


@cache
def _stem_counts() -> dict[str, int]:
    analyzer = Analyzer(load_splitter())
    counts: dict[str, int] = {}
    for word, count in load_splitter().counts():
        stem = analyzer.stem(word)
        counts[stem] = max(counts.get(stem, 0), count)
    return counts


def term_importance(term: str) -> float:
    """How much a term says: its inverse frequency in administrative German, scaled to 0 … 1."""
    count = _stem_counts().get(term, _NOT_LISTED)
    return math.log(_TEXTS_COUNTED / min(count, _TEXTS_COUNTED)) / math.log(_TEXTS_COUNTED / _NOT_LISTED)
