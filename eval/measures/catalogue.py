"""All measures by name: which way is better, in which part of a report they stand; their titles are in `eval.words`."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from corpora.errors import UsageError
from eval.measures import abstention, citations, effort, judged, spans
from eval.measures.places import Level


class Group(StrEnum):
    """Part of a report; texts call it ``measure_group.VALUE``."""

    RETRIEVAL = "retrieval"
    ANSWERS = "answers"
    ABSTENTION = "abstention"
    JUDGED = "judged"
    EFFORT = "effort"


class Better(StrEnum):
    """Which way a measure improves."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"
    """It describes; no comparison calls it better or worse."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as people meet it."""

    name: str
    """As in run files, tables and gates; texts call it ``measure.NAME``, its level apart."""
    group: Group
    better: Better = Better.HIGHER
    unit: str = ""
    """Empty for shares between 0 and 1; texts call it ``measure_unit.UNIT``."""

    @property
    def timing(self) -> bool:
        """Whether it measures time, which differs from run to run."""
        return self.name in effort.TIMES


def _retrieval() -> list[Measure]:
    suffixes = ["" if level is Level.PLACE else f"/{level.value}" for level in Level]
    names = ("nDCG@10", "R@1", "R@5", "R@10", "R@50", "RR@10")
    return [Measure(f"{name}{suffix}", Group.RETRIEVAL) for suffix in suffixes for name in names]


_ALL = (
    *_retrieval(),
    Measure("outdated_rate", Group.RETRIEVAL, Better.LOWER),
    Measure(spans.SUCCESS, Group.ANSWERS),
    Measure(spans.RECALL, Group.ANSWERS),
    Measure(citations.PRECISION, Group.ANSWERS),
    Measure(citations.RECALL, Group.ANSWERS),
    Measure(citations.ON_GOLD, Group.ANSWERS),
    Measure(citations.VERBATIM, Group.ANSWERS),
    Measure(citations.UNSUPPORTED, Group.ANSWERS, Better.LOWER),
    Measure(abstention.PRECISION, Group.ABSTENTION),
    Measure(abstention.RECALL, Group.ABSTENTION),
    Measure(abstention.F1, Group.ABSTENTION),
    Measure(abstention.ACCURACY, Group.ABSTENTION),
    Measure(judged.FAITHFULNESS, Group.JUDGED),
    Measure(judged.CORRECTNESS, Group.JUDGED),
    Measure(judged.RELEVANCE, Group.JUDGED),
    Measure(effort.STATEMENTS, Group.EFFORT, Better.NEITHER, "statements"),
    Measure(effort.CHARACTERS, Group.EFFORT, Better.NEITHER, "characters"),
    Measure(effort.SEARCH, Group.EFFORT, Better.LOWER, "s"),
    Measure(effort.FIRST, Group.EFFORT, Better.LOWER, "s"),
    Measure(effort.LAST, Group.EFFORT, Better.LOWER, "s"),
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
