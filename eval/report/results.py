"""What became of a case as a whole: one result, which is good, fair or poor."""

from __future__ import annotations

from enum import StrEnum

from eval.measures.abstention import ACCURACY
from eval.measures.places import matches
from eval.measures.spans import RECALL, SUCCESS
from eval.outcomes import CaseOutcome
from eval.scores import Scores

FOUND_SHOWN = 10
"""Hits of a case that reports show; the gold place is found when it is among them."""


class State(StrEnum):
    """How good a result is."""

    POOR = "poor"
    FAIR = "fair"
    GOOD = "good"


class Result(StrEnum):
    """What became of a case; texts call it ``result.VALUE``."""

    FAILED = "failed"
    SEARCH_ONLY = "search_only"
    """An unanswerable question in a run without answers."""
    FOUND = "found"
    NOT_FOUND = "not_found"
    RIGHTLY_SILENT = "rightly_silent"
    WRONGLY_ANSWERED = "wrongly_answered"
    NO_ANSWER = "no_answer"
    NOTHING_WANTED = "nothing_wanted"
    """Answered, but the case names no facts that a right answer holds."""
    HOLDS = "holds"
    HOLDS_PART = "holds_part"
    LACKS = "lacks"

    @property
    def state(self) -> State:
        """Good, fair or poor."""
        if self in _FAIR:
            return State.FAIR
        return State.GOOD if self in _GOOD else State.POOR


_GOOD = {Result.FOUND, Result.RIGHTLY_SILENT, Result.HOLDS}
_FAIR = {Result.SEARCH_ONLY, Result.NOTHING_WANTED, Result.HOLDS_PART}


def judge_case(outcome: CaseOutcome, scores: Scores) -> Result:
    """What became of the case."""
    if outcome.failed:
        return Result.FAILED
    if outcome.answer is None:
        return _judge_search(outcome)
    right = scores.value(outcome.case.id, ACCURACY)
    if not outcome.case.answerable:
        return Result.RIGHTLY_SILENT if right else Result.WRONGLY_ANSWERED
    if not right:
        return Result.NO_ANSWER
    return _judge_spans(scores.value(outcome.case.id, SUCCESS), scores.value(outcome.case.id, RECALL))


def _judge_search(outcome: CaseOutcome) -> Result:
    if not outcome.case.answerable:
        return Result.SEARCH_ONLY
    rank = first_gold_rank(outcome)
    return Result.FOUND if rank and rank <= FOUND_SHOWN else Result.NOT_FOUND


def _judge_spans(success: float | None, share: float | None) -> Result:
    if success is None:
        return Result.NOTHING_WANTED
    if success:
        return Result.HOLDS
    return Result.HOLDS_PART if share else Result.LACKS


def first_gold_rank(outcome: CaseOutcome) -> int | None:
    """1-based rank of the first hit on a gold place."""
    case = outcome.case
    for rank, found in enumerate(outcome.found, start=1):
        if any(matches(place, case, found) for place in case.relevant):
            return rank
    return None
