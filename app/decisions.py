"""What became of a proposal, as far as minutes that the reader may see say so; each result with its page as evidence.

No result is no statement: the minutes may be missing, not public, or worded in a way that `app.resolutions` leaves to
people.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Protocol

from app.answering.stopping import Stop
from app.places import Place
from app.resolutions import Resolution, Result, read_resolutions
from app.sources import find_visible
from app.standing import Nature, nature_of
from corpora.catalog import Catalog
from corpora.errors import UnknownDocument
from corpora.library import Library
from corpora.model import Document
from corpora.records import DocumentRecord
from corpora.scope import Scope
from index.hits import Hit
from index.identifiers import normalize_drucksache

_Load = Callable[[str, str, str, str], Document | None]
"""Loads a version by tenant, corpus, document and version; None for one that is gone."""

_MINUTES = 40
"""Hits looked through for minutes."""
_DECIDING = re.compile(
    r"(?:Rat|Stadtrat|Gemeinderat|Samtgemeinderat|Kreistag|Gemeindevertretung|Stadtverordnetenversammlung"
    r"|Stadtvertretung|Bürgerschaft|Verbandsversammlung)\b"
)
"""Bodies that have the last word; what others agree to is a recommendation as a rule."""
_POSSIBLE = {
    Nature.PROPOSAL: frozenset(Result),
    Nature.INFORMATION: frozenset({Result.NOTED, Result.POSTPONED}),
}
"""What can become of a paper."""
_LIKENESS = 55.0
"""Least `token_set_ratio` (0 to 100) of a point's heading and the paper's title: numbers are mistyped now and then."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What one body did with a paper."""

    body: str
    """As the minutes name it."""
    date: date
    """Of the meeting."""
    result: Result
    final: bool
    """Whether the body has the last word; else what it agreed to is a recommendation."""
    words: str
    """The line or sentence of the minutes, verbatim."""
    minutes: str
    """Title of the minutes."""
    page: int | None
    """1-based."""
    place: Place
    """Where the words stand."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a paper is, and what became of it as far as minutes say so."""

    nature: Nature
    decisions: tuple[Decision, ...] = ()
    """The oldest meeting first; none says nothing."""


_FINAL_WORDS = {
    Result.AS_PROPOSED: "wie vorgeschlagen beschlossen",
    Result.AGREED: "beschlossen",
    Result.CHANGED: "mit Änderungen beschlossen",
    Result.REJECTED: "abgelehnt",
    Result.POSTPONED: "abgesetzt oder vertagt",
    Result.NOTED: "zur Kenntnis genommen",
}
_ADVISORY_WORDS = {
    Result.AS_PROPOSED: "dem Vorschlag zugestimmt",
    Result.AGREED: "zugestimmt",
    Result.CHANGED: "mit Änderungen zugestimmt",
}


def describe_decision(decision: Decision) -> str:
    """A decision in German, e.g. ``Rat, 26.03.2024: wie vorgeschlagen beschlossen (Niederschrift, Seite 5)``."""
    words = _FINAL_WORDS[decision.result]
    if not decision.final:
        words = _ADVISORY_WORDS.get(decision.result, words)
    page = f", Seite {decision.page}" if decision.page is not None else ""
    return f"{decision.body}, {decision.date:%d.%m.%Y}: {words} (Niederschrift{page})"


class HitSource(Protocol):
    """`index.search.Searcher`, as far as it is needed here."""

    def search(self, scope: Scope, question: str, limit: int = 10) -> list[Hit]:
        """At most `limit` hits of the scope, best first."""


class Decisions:
    """Finds what became of papers; thread-safe."""

    def __init__(self, catalog: Catalog, library: Library, searcher: HitSource) -> None:
        self._catalog = catalog
        self._library = library
        self._searcher = searcher

    def find(self, scope: Scope, tenant: str, corpus: str, document: str) -> tuple[Decision, ...]:
        """The results for a paper in minutes of its own tenant, the oldest meeting first; often none.

        Raises `UnknownDocument` for a paper that is not there or not for this person.
        """
        return self._find(scope, find_visible(self._catalog, scope, tenant, corpus, document), self._load)

    def treatments(self, scope: Scope, documents: Iterable[str], stop: Stop | None = None) -> dict[str, Treatment]:
        """Document id to what became of it; without those that are not there or not for this person.

        Takes 25 to 40 ms for each proposal among them; once `stop` is set the rest is left out.
        """
        load = cache(self._load)  # Minutes treat many papers, and reading them is most of the work.
        found: dict[str, Treatment] = {}
        for id, paper in self._catalog.document_by_id(documents).items():
            if stop is not None and stop.is_set:
                break
            if scope.allows(paper.tenant, paper.corpus, paper.access):
                found[id] = Treatment(nature_of(paper), self._find(scope, paper, load))
        return found

    def _find(self, scope: Scope, paper: DocumentRecord, load: _Load) -> tuple[Decision, ...]:
        identifiers = frozenset(normalize_drucksache(paper.reference or ""))
        possible = _POSSIBLE.get(nature_of(paper), frozenset())
        if not possible or not identifiers:
            return ()
        # What a neighbour shares may use the same numbers for other papers.
        own = Scope(tuple(grant for grant in scope.grants if grant.tenant == paper.tenant))
        hits = self._searcher.search(own, f"DS {paper.reference}", _MINUTES)
        records = self._catalog.document_by_id(hit.document for hit in hits)
        found: dict[tuple[str, date, Result], Decision] = {}
        for record in sorted(records.values(), key=lambda record: record.path):
            # Minutes that do not say who met when prove nothing; the same minutes may lie there twice.
            if nature_of(record) is Nature.MINUTES and record.bodies and record.date is not None:
                for each in _read(own, record, identifiers, load):
                    if each.result not in possible or not _speak_of_one(each.subject, paper.title):
                        continue
                    decision = _decision(record, record.date, each)
                    found.setdefault((decision.body, decision.date, decision.result), decision)
        return tuple(sorted(found.values(), key=lambda decision: (decision.date, decision.body)))

    def _load(self, tenant: str, corpus: str, document: str, version: str) -> Document | None:
        try:
            return self._library.load_document(tenant, corpus, document, version)
        except UnknownDocument:
            return None


def _read(scope: Scope, minutes: DocumentRecord, paper: frozenset[str], load: _Load) -> list[Resolution]:
    if minutes.version is None or not scope.allows(minutes.tenant, minutes.corpus, minutes.access):
        return []
    document = load(minutes.tenant, minutes.corpus, minutes.id, minutes.version)
    return [] if document is None else list(read_resolutions(document, paper))


def _speak_of_one(heading: str, title: str) -> bool:
    from rapidfuzz.fuzz import token_set_ratio

    return token_set_ratio(heading.casefold(), title.casefold()) >= _LIKENESS


def _decision(minutes: DocumentRecord, met: date, found: Resolution) -> Decision:
    body = minutes.bodies[0]
    place = Place(minutes.tenant, minutes.corpus, minutes.id, minutes.version or "", found.span.page, found.span)
    return Decision(
        body=body,
        date=met,
        result=found.result,
        final=_DECIDING.match(body) is not None,
        words=found.words,
        minutes=minutes.title,
        page=found.page,
        place=place,
    )
