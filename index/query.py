"""A question becomes a `Query`: its terms, the numbers it cites and the years it speaks of."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

from index.analysis import Analyzer
from index.compounds import load_splitter
from index.identifiers import Citation, find_citations, find_drucksachen
from index.synonyms import Synonyms, load_synonyms

OFFICE_WEIGHT = 0.7
"""What a word counts that papers use instead of the question's; chosen in docs/measurements.md."""

EVERYDAY_WEIGHT = 0.6
"""What the question's own word still counts then."""

_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"(?<![\d/.,-])(?:19|20)\d\d(?![\d/]|[.,-]\d)")
_TEXTS_COUNTED = 126_000
"""Texts behind the shipped word list: 18,034 council papers and about 108,000 sections of laws."""

_NOT_LISTED = 10
"""Assumed count of a word too rare for the list, which starts at 20."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a question asks for, as far as it can be read off without a model."""

    text: str
    terms: dict[str, float]
    """Term to weight; parts of compounds below 1."""
    importance: dict[str, float]
    """Term to how much it says (0 to 1), from the shipped word counts; whole words only, not their parts."""
    parts: dict[str, tuple[str, ...]]
    """Term of a compound to the terms of its parts."""
    alternatives: dict[str, tuple[str, ...]]
    """Term of an everyday word to the terms that papers use instead (`index.synonyms`)."""
    drucksachen: tuple[str, ...]
    """Identifiers as in `index.identifiers`."""
    citations: tuple[Citation, ...]
    years: tuple[int, ...]


class QueryReader:
    """Reads questions with the analysis that the index was made with."""

    def __init__(self, analyzer: Analyzer, synonyms: Synonyms | None = None) -> None:
        """Without `synonyms` the shipped list is used."""
        self._analyzer = analyzer
        self._synonyms = load_synonyms() if synonyms is None else synonyms

    def read(self, question: str) -> Query:
        """The query of a question; every field may be empty."""
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
        alternatives = self._add_synonyms(question, terms)
        return Query(
            text=question,
            terms=terms,
            importance={term: term_importance(term) for term in sorted(parts)},
            parts=parts,
            alternatives=alternatives,
            drucksachen=find_drucksachen(question),
            citations=find_citations(question),
            years=tuple(dict.fromkeys(int(year) for year in _YEAR.findall(question))),
        )

    def _add_synonyms(self, question: str, terms: dict[str, float]) -> dict[str, tuple[str, ...]]:
        """Add the office words to `terms`, where everyday words then count less; return what stands for what."""
        alternatives: dict[str, tuple[str, ...]] = {}
        weakened: set[str] = set()
        words = _WORD.findall(question)
        for (start, end), office in self._synonyms.expand(words):
            instead = [term for word in office for term in self._analyzer.analyze(word)]
            whole = tuple(dict.fromkeys(term.text for term in instead if term.weight >= 1.0))
            for term in (term for word in words[start:end] for term in self._analyzer.analyze(word)):
                # Read from the question once more: a figure may have been analysed with its neighbours.
                if term.text in terms and term.text not in weakened:
                    terms[term.text] *= EVERYDAY_WEIGHT
                    weakened.add(term.text)
                    if term.weight >= 1.0:
                        alternatives[term.text] = whole
            for term in instead:
                terms[term.text] = max(terms.get(term.text, 0.0), OFFICE_WEIGHT * term.weight)
        return alternatives

    def cover(self, query: Query, text: str) -> float:
        """Share (0 to 1) of the question's importance whose words stand in `text`, compounds counted by their parts."""
        total = sum(query.importance.values())
        return sum(self.covered(query, text).values()) / total if total else 0.0

    def covered(self, query: Query, text: str) -> dict[str, float]:
        """The question's terms that stand in `text`, each with its importance, less where only a part stands there.

        A term of the question that is a compound counts by half when one of its parts stands in the text, an everyday
        word by `OFFICE_WEIGHT` when a word stands there that papers use instead.
        """
        present: dict[str, float] = {}
        for occurrence in self._analyzer.analyze(text):
            present[occurrence.text] = max(present.get(occurrence.text, 0.0), occurrence.weight)
        found: dict[str, float] = {}
        for term, weight in query.importance.items():
            share = max(
                present.get(term, 0.0),
                0.5 * max((present.get(part, 0.0) for part in query.parts.get(term, ())), default=0.0),
                OFFICE_WEIGHT * max((present.get(word, 0.0) for word in query.alternatives.get(term, ())), default=0.0),
            )
            if share:
                found[term] = weight * share
        return found


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
