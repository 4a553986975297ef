"""All measures by name: what they are called in German, which way is better, in which part of a report they stand."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from corpora.errors import UsageError
from eval.measures import abstention, citations, effort, judged, spans
from eval.measures.places import Level

_LEVELS = {
    Level.PLACE: ("", ""),
    Level.PAGE: ("/page", " (nach Seite)"),
    Level.SECTION: ("/section", " (nach Abschnitt)"),
    Level.DOCUMENT: ("/document", " (nach Dokument)"),
}


class Group(StrEnum):
    """Part of a report."""

    RETRIEVAL = "Suche"
    ANSWERS = "Antworten"
    ABSTENTION = "Enthaltung"
    JUDGED = "Urteil eines Sprachmodells"
    EFFORT = "Aufwand"


class Better(StrEnum):
    """Which way a measure improves."""

    HIGHER = "höher"
    LOWER = "niedriger"
    NEITHER = "weder noch"
    """It describes; no comparison calls it better or worse."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as people meet it."""

    name: str
    """As in run files, tables and gates."""
    title: str
    """German."""
    group: Group
    better: Better = Better.HIGHER
    unit: str = ""
    """Empty for shares between 0 and 1."""

    @property
    def timing(self) -> bool:
        """Whether it measures time, which differs from run to run."""
        return self.name in effort.TIMES


def _retrieval() -> list[Measure]:
    found = []
    for suffix, where in _LEVELS.values():
        found.append(Measure(f"nDCG@10{suffix}", f"Rangfolge der ersten 10{where}", Group.RETRIEVAL))
        for cutoff in (1, 5, 10, 50):
            title = "An erster Stelle gefunden" if cutoff == 1 else f"Unter den ersten {cutoff} gefunden"
            found.append(Measure(f"R@{cutoff}{suffix}", f"{title}{where}", Group.RETRIEVAL))
        found.append(Measure(f"RR@10{suffix}", f"Kehrwert des ersten Treffers{where}", Group.RETRIEVAL))
    return found


_ALL = (
    *_retrieval(),
    Measure("outdated_rate", "Veraltete Stelle vor der gültigen", Group.RETRIEVAL, Better.LOWER),
    Measure(spans.SUCCESS, "Antwort enthält das Gesuchte", Group.ANSWERS),
    Measure(spans.RECALL, "Anteil der gesuchten Angaben", Group.ANSWERS),
    Measure(citations.PRECISION, "Aussagen, die ihr Beleg trägt", Group.ANSWERS),
    Measure(citations.RECALL, "Richtige Stellen, die zitiert wurden", Group.ANSWERS),
    Measure(citations.ON_GOLD, "Zitate von richtigen Stellen", Group.ANSWERS),
    Measure(citations.VERBATIM, "Aussagen mit wörtlich nachgelesenem Zitat", Group.ANSWERS),
    Measure(citations.UNSUPPORTED, "Aussagen ohne auffindbaren Beleg", Group.ANSWERS, Better.LOWER),
    Measure(abstention.PRECISION, "Enthaltungen, die richtig waren", Group.ABSTENTION),
    Measure(abstention.RECALL, "Unbeantwortbare Fragen ohne Antwort", Group.ABSTENTION),
    Measure(abstention.F1, "Schweigen, wo nötig, und nur dort (F1)", Group.ABSTENTION),
    Measure(abstention.ACCURACY, "Richtig entschieden, ob geantwortet wird", Group.ABSTENTION),
    Measure(judged.FAITHFULNESS, "Aussagen folgen aus ihren Zitaten", Group.JUDGED),
    Measure(judged.CORRECTNESS, "Antwort stimmt mit der Musterantwort überein", Group.JUDGED),
    Measure(judged.RELEVANCE, "Antwort geht auf die Frage ein", Group.JUDGED),
    Measure(effort.STATEMENTS, "Aussagen je Antwort", Group.EFFORT, Better.NEITHER, "Aussagen"),
    Measure(effort.CHARACTERS, "Länge der Antwort", Group.EFFORT, Better.NEITHER, "Zeichen"),
    Measure(effort.SEARCH, "Dauer der Suche", Group.EFFORT, Better.LOWER, "s"),
    Measure(effort.FIRST, "Zeit bis zur ersten Aussage", Group.EFFORT, Better.LOWER, "s"),
    Measure(effort.LAST, "Zeit bis zur letzten Aussage", Group.EFFORT, Better.LOWER, "s"),
)

MEASURES = {measure.name: measure for measure in _ALL}
"""In the order of reports."""

_BY_FOLDED = {name.casefold(): measure for name, measure in MEASURES.items()}


def find_measure(name: str) -> Measure:
    """The measure of this name, case ignored. Raises `UsageError` that offers the nearest names."""
    measure = _BY_FOLDED.get(name.strip().casefold())
    if measure is None:
        near = get_close_matches(name, MEASURES, n=3, cutoff=0.4)
        raise UsageError(
            f"Ein Maß „{name}“ gibt es nicht.",
            hint=f"Meinten Sie {' oder '.join(near)}?" if near else "docs/evaluation.md nennt alle Maße.",
        )
    return measure
