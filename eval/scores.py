"""From outcomes to numbers: every measure for every case, and their means with intervals.

Pure: the same outcomes give the same scores, on any machine. Scores are never stored in a run, so an old run is scored
by the measures of today and two runs are always compared by the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from eval.measures.abstention import measure_abstention
from eval.measures.catalogue import MEASURES, Measure
from eval.measures.citations import measure_citations
from eval.measures.effort import measure_effort
from eval.measures.judged import measure_judgement
from eval.measures.part import Part, Parts
from eval.measures.retrieval import measure_retrieval
from eval.measures.spans import measure_spans
from eval.outcomes import CaseOutcome
from eval.uncertainty import Estimate, estimate

NONE = Part(0.0, 0.0)
"""The part of a case that a measure does not concern."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Parts of all measures by case id, in the order of the cases."""

    by_case: Mapping[str, Parts]
    _estimates: dict[tuple[str, tuple[str, ...] | None], Estimate | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Drawn once: the tables, plots and languages of a report ask for the same ones."""

    def parts(self, measure: str, cases: Iterable[str] | None = None) -> list[Part]:
        """One part a case, `NONE` where it was not measured."""
        ids = self.by_case if cases is None else cases
        return [self.by_case[id].get(measure, NONE) for id in ids]

    def value(self, case: str, measure: str) -> float | None:
        """The measure of one case; None when it was not measured."""
        return self.by_case[case].get(measure, NONE).value

    def mean(self, measure: str) -> float | None:
        """The value of `estimate` without its interval, which takes drawing thousands of samples."""
        parts = self.parts(measure)
        weight = sum(part.weight for part in parts)
        return sum(part.amount for part in parts) / weight if weight else None

    def estimate(self, measure: str, cases: Iterable[str] | None = None) -> Estimate | None:
        """The measure over all cases, or over some; None when it was not measured."""
        ids = None if cases is None else tuple(cases)
        key = (measure, None if ids == tuple(self.by_case) else ids)
        if key not in self._estimates:
            self._estimates[key] = estimate([part for part in self.parts(measure, key[1]) if part.weight])
        return self._estimates[key]

    def measured(self) -> list[Measure]:
        """The measures that at least one case has, in the order of the catalogue."""
        return [
            measure
            for name, measure in MEASURES.items()
            if any(parts.get(name, NONE).weight for parts in self.by_case.values())
        ]


def score(outcomes: Sequence[CaseOutcome], *, answered: bool = True, judged: bool = False) -> Scores:
    """All measures over the outcomes of one run.

    `answered`: whether the run asked for answers at all, `judged`: whether it had a judge. What a run did not ask for
    is not measured, for failed cases neither.
    """
    by_case = measure_retrieval(outcomes)
    for outcome in outcomes:
        if not answered:
            by_case[outcome.case.id] |= measure_effort(outcome)
            continue
        by_case[outcome.case.id] |= {
            **measure_spans(outcome),
            **measure_citations(outcome),
            **measure_abstention(outcome),
            **measure_judgement(outcome, judged=judged),
            **measure_effort(outcome),
        }
    return Scores(by_case)
