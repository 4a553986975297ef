"""Which plots a report shows, made from the outcomes of a run. A plot whose measure was not taken is left out."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.answering.types import Outcome
from eval.measures.abstention import draw_curve
from eval.measures.places import Level
from eval.measures.retrieval import DEPTH, draw_recall
from eval.measures.spans import SUCCESS
from eval.outcomes import CaseOutcome
from eval.report.plots import Dot, Series, plot_dots, plot_lines
from eval.scores import Scores
from eval.words import Words

_LEVELS = (Level.PLACE, Level.DOCUMENT)


def draw_figures(outcomes: Sequence[CaseOutcome], scores: Scores, words: Words) -> list[str]:
    """Figures as HTML, in order."""
    figures = [
        _recall(outcomes, words),
        _by_type(outcomes, scores, "nDCG@10", words.text("plot.search_by_type"), words),
        _by_type(outcomes, scores, SUCCESS, words.text("plot.answers_by_type"), words),
        _abstention(outcomes, words),
        _latency(outcomes, words),
    ]
    return [figure for figure in figures if figure]


def _recall(outcomes: Sequence[CaseOutcome], words: Words) -> str:
    series = []
    for level in _LEVELS:
        values = draw_recall(outcomes, level)
        if values:
            points = tuple((float(rank), value) for rank, value in enumerate(values, start=1))
            series.append(Series(words.text(f"plot.recall_{level.value}"), points))
    if not series:
        return ""
    ticks = [(float(rank), str(rank)) for rank in (1, 2, 3, 5, 10, 20, DEPTH)]
    return plot_lines(
        words.text("plot.recall"),
        words.text("plot.recall_means"),
        series,
        words,
        x_name=words.text("case_list.rank"),
        x_ticks=ticks,
        scale=math.log,
    )


def _by_type(outcomes: Sequence[CaseOutcome], scores: Scores, measure: str, caption: str, words: Words) -> str:
    dots = []
    for name in sorted({outcome.case.type for outcome in outcomes}):
        found = scores.estimate(measure, [outcome.case.id for outcome in outcomes if outcome.case.type == name])
        if found is not None:
            dots.append(Dot(words.type_name(name), found.value, found.low, found.high, found.cases))
    if not dots:
        return ""
    dots.sort(key=lambda dot: (-dot.value, dot.name))
    return plot_dots(caption, words.text("plot.by_type_means"), dots, words)


def _abstention(outcomes: Sequence[CaseOutcome], words: Words) -> str:
    curve = draw_curve(outcomes)
    if not curve:
        return ""
    lines = {
        "recognised": tuple((point.threshold, point.recall) for point in curve),
        "answered": tuple((point.threshold, point.answered) for point in curve),
        "right": tuple((point.threshold, point.precision) for point in curve if point.precision is not None),
    }
    return plot_lines(
        words.text("plot.abstention"),
        words.text("plot.abstention_means"),
        [Series(words.text(f"plot.abstention_{name}"), points, step=True) for name, points in lines.items()],
        words,
        x_name=words.text("plot.threshold"),
        x_ticks=[(tick / 5, words.number(tick / 5, 1)) for tick in range(6)],
        x_digits=3,
    )


def _latency(outcomes: Sequence[CaseOutcome], words: Words) -> str:
    timed = {
        "search": [outcome.search_seconds for outcome in outcomes if outcome.search_seconds is not None],
        "first": [
            outcome.answer.seconds_first
            for outcome in outcomes
            if outcome.answer is not None and outcome.answer.seconds_first is not None
        ],
        "whole": [
            outcome.answer.seconds
            for outcome in outcomes
            if outcome.answer is not None and outcome.answer.outcome is not Outcome.SOURCES_ONLY
        ],
    }
    series = [
        Series(words.text(f"plot.times_{name}"), _distribution(values), step=True)
        for name, values in timed.items()
        if values
    ]
    if not series:
        return ""
    shown = [x for each in series for x, _ in each.points]
    return plot_lines(
        words.text("plot.times"),
        words.text("plot.times_mean"),
        series,
        words,
        x_name=words.text("plot.seconds"),
        x_ticks=_time_ticks(min(shown), max(shown), words),
        scale=math.log10,
        x_digits=3,
    )


def _distribution(values: Sequence[float]) -> tuple[tuple[float, float], ...]:
    ordered = sorted(max(value, 1e-4) for value in values)
    return tuple((value, number / len(ordered)) for number, value in enumerate(ordered, start=1))


def _time_ticks(low: float, high: float, words: Words) -> list[tuple[float, str]]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    # An axis needs two ends.
    powers = range(first, max(last, first + 1) + 1)
    return [(10.0**power, words.number(10.0**power, max(0, -power))) for power in powers]
