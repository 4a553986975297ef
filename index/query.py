"""A question becomes a `Query`: its terms, the numbers it cites and the years it speaks of."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

from index.analysis import Analyzer
from index.compounds import load_splitter
from index.identifiers import Citation, find_citations, find_drucksachen

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
    drucksachen: tuple[str, ...]
    """Identifiers as in `index.identifiers`."""
    citations: tuple[Citation, ...]
    years: tuple[int, ...]


class QueryReader:
    """Reads questions with the analysis that the index was made with."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer

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
        return Query(
            text=question,
            terms=terms,
            importance={term: term_importance(term) for term in sorted(parts)},
            parts=parts,
            drucksachen=find_drucksachen(question),
            citations=find_citations(question),
            years=tuple(dict.fromkeys(int(year) for year in _YEAR.findall(question))),
        )

    def cover(self, query: Query, text: str) -> float:
        """Share (0 to 1) of the question's importance whose words stand in `text`, compounds counted by their parts."""
        total = sum(query.importance.values())
        return sum(self.covered(query, text).values()) / total if total else 0.0

    def covered(self, query: Query, text: str) -> dict[str, float]:
        """The question's terms that stand in `text`, each with its importance, less where only a part stands there.

        A term of the question that is a compound counts by half when one of its parts stands in the text.
        """
        present: dict[str, float] = {}
        for occurrence in self._analyzer.analyze(text):
            present[occurrence.text] = max(present.get(occurrence.text, 0.0), occurrence.weight)
        found: dict[str, float] = {}
        for term, weight in query.importance.items():
            share = present.get(term, 0.0) or 0.5 * max(
                (present.get(part, 0.0) for part in query.parts.get(term, ())), default=0.0
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
