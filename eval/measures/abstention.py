"""Whether the product is silent where the documents hold no answer, and only there.

An abstention is an answer with the outcome `no_answer`. `abstention_precision`: share of abstentions that were right.
`abstention_recall`: share of unanswerable questions that got one. `abstention_f1`: their harmonic mean, 2·TP / (2·TP +
FP + FN). `abstention_accuracy`: share of all questions where keeping silent or not was right. A failure, or sources
without an answer because the model failed, is wrong either way: on an unanswerable question it is a missed abstention,
on an answerable one a wrong one. The curve moves the threshold on the confidence that each answer carries, abstentions
included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.types import Outcome
from eval.measures.part import Part, Parts
from eval.outcomes import CaseOutcome

PRECISION = "abstention_precision"
RECALL = "abstention_recall"
F1 = "abstention_f1"
ACCURACY = "abstention_accuracy"

_ABOVE = 1e-9
"""Lifts a threshold above the highest confidence: every answer with one is refused."""


def measure_abstention(outcome: CaseOutcome) -> Parts:
    """Parts of the four measures."""
    if outcome.answer is None and not outcome.failed:
        return {}
    ended = outcome.answer.outcome if outcome.answer is not None else None
    broken = outcome.failed or ended is Outcome.SOURCES_ONLY
    if outcome.case.answerable:
        return _count(wrong=broken or ended is Outcome.NO_ANSWER)
    right = not broken and ended is Outcome.NO_ANSWER
    return _count(right=right, missed=not right)


def _count(*, right: bool = False, wrong: bool = False, missed: bool = False) -> Parts:
    return {
        PRECISION: Part(float(right), float(right or wrong)),
        RECALL: Part(float(right), float(right or missed)),
        F1: Part(2.0 * right, 2.0 * right + wrong + missed),
        ACCURACY: Part(float(not wrong and not missed)),
    }


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What a threshold on the confidence would do."""

    threshold: float
    """Below it there is no answer."""
    precision: float | None
    """None when nothing lies below the threshold."""
    recall: float
    f1: float
    answered: float
    """Share of the answerable questions that would still get an answer."""


def draw_curve(outcomes: Sequence[CaseOutcome]) -> list[CurvePoint]:
    """One point for each confidence that occurs and one above all, rising; empty without both kinds of questions.

    A failed case has no confidence: it counts as an unanswerable question that is never recognised or as an answerable
    one that is always refused.
    """
    pairs = confidences(outcomes)
    answerable = sum(is_answerable for _, is_answerable in pairs)
    unanswerable = len(pairs) - answerable
    if not answerable or not unanswerable:
        return []
    stated = {confidence for confidence, _ in pairs if 0 <= confidence <= 1}
    thresholds = sorted(stated | {0.0, max(stated, default=0.0) + _ABOVE})
    points = []
    for threshold in thresholds:
        right = sum(confidence < threshold and not is_answerable for confidence, is_answerable in pairs)
        wrong = sum(confidence < threshold and is_answerable for confidence, is_answerable in pairs)
        points.append(
            CurvePoint(
                threshold,
                right / (right + wrong) if right + wrong else None,
                right / unanswerable,
                2 * right / (right + wrong + unanswerable),
                1 - wrong / answerable,
            )
        )
    return points


def confidences(outcomes: Sequence[CaseOutcome]) -> list[tuple[float, bool]]:
    """Confidence and whether the question is answerable, for each case with an answer or a failure."""
    pairs = []
    for outcome in outcomes:
        if outcome.failed:
            pairs.append((-1.0 if outcome.case.answerable else 2.0, outcome.case.answerable))
        elif outcome.answer is not None:
            pairs.append((outcome.answer.confidence, outcome.case.answerable))
    return pairs
