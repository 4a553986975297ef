"""Two runs side by side: paired by case, with the chance that a difference is none, and who won and lost.

Both runs are scored against the gold of the second one: a case whose gold was corrected in between is measured alike.
A case whose question changed is no longer the same case and is left out, as are cases that only one run holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from eval.headers import find_differences
from eval.measures.catalogue import Better, Measure
from eval.outcomes import CaseOutcome
from eval.run_file import Run, RunHeader
from eval.scores import Scores, score
from eval.uncertainty import Difference, compare

SIGNIFICANT = 0.05
"""Below this p a difference is called one."""

_EQUAL = 1e-9


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One case in both runs."""

    id: str
    type: str
    question: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """One measure in both runs."""

    measure: Measure
    difference: Difference
    wins: tuple[CaseChange, ...]
    """Cases that became better, the largest change first."""
    losses: tuple[CaseChange, ...]
    """Cases that became worse, the largest change first."""
    by_type: tuple[tuple[str, Difference], ...]

    @property
    def better(self) -> bool | None:
        """Whether the change is for the better; None when it is none or the measure knows no better."""
        if self.measure.better is Better.NEITHER or abs(self.difference.change) < _EQUAL:
            return None
        return (self.difference.change > 0) is (self.measure.better is Better.HIGHER)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second run against the first."""

    before: RunHeader
    after: RunHeader
    shared: int
    """Cases in both runs."""
    only_before: tuple[str, ...]
    """Ids, cases with a changed question included."""
    only_after: tuple[str, ...]
    unlike: tuple[str, ...]
    """What differs between the runs besides their results, as names of the header's fields."""
    changes: tuple[MeasureChange, ...]
    """In the order of the catalogue; measures that both runs have."""


def compare_runs(before: Run, after: Run) -> Comparison:
    """Compare two runs over the cases they share."""
    after_by_id = {outcome.case.id: outcome for outcome in after.outcomes}
    pairs = [
        (outcome, after_by_id[outcome.case.id])
        for outcome in before.outcomes
        if outcome.case.id in after_by_id and after_by_id[outcome.case.id].case.question == outcome.case.question
    ]
    old = _score(before, [replace(first, case=second.case) for first, second in pairs])
    new = _score(after, [second for _, second in pairs])
    shared = [second for _, second in pairs]
    ids = {outcome.case.id for outcome in shared}
    measured = {measure.name for measure in new.measured()}
    changes = (_compare(measure, old, new, shared) for measure in old.measured() if measure.name in measured)
    return Comparison(
        before=before.header,
        after=after.header,
        shared=len(shared),
        only_before=tuple(outcome.case.id for outcome in before.outcomes if outcome.case.id not in ids),
        only_after=tuple(outcome.case.id for outcome in after.outcomes if outcome.case.id not in ids),
        unlike=tuple(find_differences(before.header, after.header)),
        changes=tuple(change for change in changes if change is not None),
    )


def _score(run: Run, outcomes: Sequence[CaseOutcome]) -> Scores:
    return score(outcomes, answered=not run.header.retrieval_only, judged=run.header.judge is not None)


def _compare(measure: Measure, old: Scores, new: Scores, outcomes: Sequence[CaseOutcome]) -> MeasureChange | None:
    difference = compare(old.parts(measure.name), new.parts(measure.name))
    if difference is None:
        return None
    wins: list[CaseChange] = []
    losses: list[CaseChange] = []
    for outcome in outcomes:
        case = outcome.case
        before, after = old.value(case.id, measure.name), new.value(case.id, measure.name)
        if before is None or after is None or abs(after - before) < _EQUAL:
            continue
        improved = (after > before) is (measure.better is not Better.LOWER)
        (wins if improved else losses).append(CaseChange(case.id, case.type, case.question, before, after))
    by_type = []
    for name in sorted({outcome.case.type for outcome in outcomes}):
        ids = [outcome.case.id for outcome in outcomes if outcome.case.type == name]
        # One type of question alone is the whole, which takes seconds to draw for a thousand cases.
        whole = len(ids) == len(outcomes)
        within = difference if whole else compare(old.parts(measure.name, ids), new.parts(measure.name, ids))
        if within is not None:
            by_type.append((name, within))
    return MeasureChange(measure, difference, _largest(wins), _largest(losses), tuple(by_type))


def _largest(changes: list[CaseChange]) -> tuple[CaseChange, ...]:
    return tuple(sorted(changes, key=lambda change: (-abs(change.after - change.before), change.id)))
