"""The confidence below which there is no answer: fitted on one half of the cases, reported on the other.

The halves are split by a hash of the question within each kind (answerable or not), so they do not depend on order, on
other cases, or on chance. Fitted is the threshold with the highest F1 of abstaining; among equals the lowest, which
answers the most. Only the half that was not looked at says how good it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from corpora.errors import UsageError
from eval.measures.abstention import CurvePoint, draw_curve
from eval.outcomes import CaseOutcome


@dataclass(frozen=True, slots=True)
class Half:
    """What a threshold does on one half of the cases."""

    answerable: int
    unanswerable: int
    precision: float | None
    recall: float
    f1: float
    answered: float
    """Share of the answerable questions that get an answer."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A threshold with its measurement."""

    threshold: float
    fitted_on: Half
    reported_on: Half
    curve: tuple[CurvePoint, ...]
    """Over the half it is reported on."""

    def form(self) -> dict[str, Any]:
        """As one JSON object."""
        return asdict(self)


def fit_threshold(outcomes: Sequence[CaseOutcome]) -> Fitted:
    """Fit and report. Raises `UsageError` when a half lacks answerable or unanswerable questions with a confidence."""
    usable = [outcome for outcome in outcomes if outcome.failed or outcome.answer is not None]
    halves = split_halves(usable)
    curves = [draw_curve(half) for half in halves]
    if not all(curves):
        raise UsageError(
            "Für eine Schwelle reichen die Fälle nicht.",
            hint="Nötig sind Läufe mit Antworten auf mindestens zwei beantwortbare und zwei unbeantwortbare Fragen.",
        )
    best = max(curves[0], key=lambda point: (point.f1, -point.threshold))
    return Fitted(
        best.threshold,
        _measure(halves[0], best.threshold),
        _measure(halves[1], best.threshold),
        tuple(curves[1]),
    )


def split_halves(outcomes: Sequence[CaseOutcome]) -> tuple[list[CaseOutcome], list[CaseOutcome]]:
    """Two halves with as many answerable and unanswerable questions each, give or take one."""
    halves: tuple[list[CaseOutcome], list[CaseOutcome]] = ([], [])
    for answerable in (True, False):
        of_kind = [outcome for outcome in outcomes if outcome.case.answerable is answerable]
        of_kind.sort(key=lambda outcome: hashlib.sha256(outcome.case.question.encode()).hexdigest())
        for number, outcome in enumerate(of_kind):
            halves[number % 2].append(outcome)
    return halves


def _measure(outcomes: Sequence[CaseOutcome], threshold: float) -> Half:
    # The curve is a staircase: the threshold does what the first confidence at or above it does.
    curve = draw_curve(outcomes)
    point = next((point for point in curve if point.threshold >= threshold), curve[-1])
    answerable = sum(outcome.case.answerable for outcome in outcomes)
    return Half(answerable, len(outcomes) - answerable, point.precision, point.recall, point.f1, point.answered)
