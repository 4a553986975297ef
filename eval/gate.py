"""Stops a release that got worse: a run against fixed bounds and against a baseline.

Every bound that is not met is a reason in German. What was not measured meets no bound: a gate that passes because a
measure silently disappeared would be worse than none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpora.errors import UsageError
from eval.comparison import compare_runs
from eval.measures.catalogue import Better, Measure, find_measure
from eval.run_file import Run
from eval.scores import Scores, score
from eval.words import GERMAN

_ROUNDING = 1e-9
_IDS_SHOWN = 5


class Kind(StrEnum):
    """What a bound bounds."""

    MINIMUM = "--min"
    MAXIMUM = "--max"
    MAX_DROP = "--max-drop"
    """How much worse than the baseline a measure may be, whichever way it improves."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One condition of a gate."""

    kind: Kind
    measure: Measure
    value: float


def parse_bound(kind: Kind, text: str) -> Bound:
    """A bound written ``MEASURE=VALUE``. Raises `UsageError`."""
    name, equals, number = text.rpartition("=")
    try:
        value = float(number.replace(",", "."))
    except ValueError:
        value = math.nan
    if not equals or not math.isfinite(value):
        raise UsageError(
            f"„{text}“ ist keine Schranke.", hint=f"Schreiben Sie Maß und Zahl, z. B. `{kind.value} nDCG@10=0.45`."
        )
    measure = find_measure(name)
    if kind is Kind.MAX_DROP and (measure.better is Better.NEITHER or value < 0):
        raise UsageError(
            f"„{text}“ ist keine Schranke für einen Rückgang.",
            hint="Die Zahl ist 0 oder größer, und das Maß hat eine bessere Richtung; siehe docs/evaluation.md.",
        )
    return Bound(kind, measure, value)


def check(run: Run, bounds: Sequence[Bound], baseline: Run | None = None) -> list[str]:
    """The reasons why the run does not pass, in German; empty when it does.

    Raises `UsageError` for a bound on a drop without a baseline, and for a gate without any bound.
    """
    if not bounds:
        raise UsageError(
            "Die Prüfung hat keine Schranke.", hint="Nennen Sie mindestens eine mit --min, --max oder --max-drop."
        )
    if baseline is None and any(bound.kind is Kind.MAX_DROP for bound in bounds):
        raise UsageError("--max-drop braucht einen Vergleichslauf.", hint="Nennen Sie ihn mit --baseline.")
    reasons = []
    if not run.complete:
        reasons.append(f"Der Lauf ist nicht vollständig: {len(run.outcomes)} von {run.header.cases} Fällen.")
    scores = score(run.outcomes, answered=not run.header.retrieval_only, judged=run.header.judge is not None)
    reasons.extend(_check_fixed(scores, [bound for bound in bounds if bound.kind is not Kind.MAX_DROP]))
    if baseline is not None:
        reasons.extend(_check_drops(run, baseline, [bound for bound in bounds if bound.kind is Kind.MAX_DROP]))
    return reasons


def _check_fixed(scores: Scores, bounds: Sequence[Bound]) -> list[str]:
    reasons = []
    for bound in bounds:
        measured = scores.estimate(bound.measure.name)
        name = f"{GERMAN.title(bound.measure)} ({bound.measure.name})"
        if measured is None:
            reasons.append(f"{name} wurde nicht gemessen.")
        elif bound.kind is Kind.MINIMUM and measured.value < bound.value - _ROUNDING:
            reasons.append(
                f"{name} ist {GERMAN.number(measured.value)}, verlangt ist mindestens {GERMAN.number(bound.value)}."
            )
        elif bound.kind is Kind.MAXIMUM and measured.value > bound.value + _ROUNDING:
            reasons.append(
                f"{name} ist {GERMAN.number(measured.value)}, erlaubt ist höchstens {GERMAN.number(bound.value)}."
            )
    return reasons


def _check_drops(run: Run, baseline: Run, bounds: Sequence[Bound]) -> list[str]:
    comparison = compare_runs(baseline, run)
    reasons = []
    if comparison.only_before:
        shown = ", ".join(comparison.only_before[:_IDS_SHOWN])
        more = " …" if len(comparison.only_before) > _IDS_SHOWN else ""
        reasons.append(
            f"{len(comparison.only_before)} Fälle des Vergleichslaufs fehlen oder fragen anderes ({shown}{more}); "
            "legen Sie für neue Fälle einen neuen Vergleichslauf an."
        )
    changes = {change.measure.name: change for change in comparison.changes}
    for bound in bounds:
        change = changes.get(bound.measure.name)
        name = f"{GERMAN.title(bound.measure)} ({bound.measure.name})"
        if change is None:
            reasons.append(f"{name} wurde nicht in beiden Läufen gemessen.")
            continue
        difference = change.difference
        worse = difference.change if bound.measure.better is Better.LOWER else -difference.change
        if worse > bound.value + _ROUNDING:
            moved = "stieg" if difference.change > 0 else "fiel"
            lost = ", ".join(loss.id for loss in change.losses[:_IDS_SHOWN])
            reasons.append(
                f"{name} {moved} von {GERMAN.number(difference.before)} auf {GERMAN.number(difference.after)} "
                f"(um {GERMAN.number(worse)}, erlaubt {GERMAN.number(bound.value)}; p = {GERMAN.number(difference.p)}"
                f"{f'; verschlechtert: {lost}' if lost else ''})."
            )
    return reasons
