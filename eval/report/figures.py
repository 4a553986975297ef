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
from eval.report.content import type_name
from eval.report.plots import Dot, Series, plot_dots, plot_lines
from eval.scores import Scores

_DOTS = "Eine Zeile je Art der Frage mit Punkt und Intervall; Zahl der Fälle in Klammern; hohl bei weniger als fünf."
_LEVELS = {
    Level.PLACE: "genannte Stelle",
    Level.DOCUMENT: "Dokument",
}


def draw_figures(outcomes: Sequence[CaseOutcome], scores: Scores) -> list[str]:
    """Figures as HTML, in order."""
    figures = [
        _recall(outcomes),
        _by_type(outcomes, scores, "nDCG@10", "Suche nach Art der Frage (nDCG@10 mit 95-%-Intervall)"),
        _by_type(outcomes, scores, SUCCESS, "Antwort enthält das Gesuchte, nach Art der Frage (mit 95-%-Intervall)"),
        _abstention(outcomes),
        _latency(outcomes),
    ]
    return [figure for figure in figures if figure]


def _recall(outcomes: Sequence[CaseOutcome]) -> str:
    series = []
    for level, name in _LEVELS.items():
        values = draw_recall(outcomes, level)
        if values:
            series.append(Series(name, tuple((float(rank), value) for rank, value in enumerate(values, start=1))))
    if not series:
        return ""
    ticks = [(float(rank), str(rank)) for rank in (1, 2, 3, 5, 10, 20, DEPTH)]
    return plot_lines(
        "Wie weit man lesen muss: gefundener Anteil nach Rang",
        "Linien steigen mit dem Rang; der Anteil der richtigen Stellen und Dokumente unter den ersten n Fundstellen.",
        series,
        x_name="Rang",
        x_ticks=ticks,
        scale=math.log,
    )


def _by_type(outcomes: Sequence[CaseOutcome], scores: Scores, measure: str, caption: str) -> str:
    dots = []
    for name in sorted({outcome.case.type for outcome in outcomes}):
        found = scores.estimate(measure, [outcome.case.id for outcome in outcomes if outcome.case.type == name])
        if found is not None:
            dots.append(Dot(type_name(name), found.value, found.low, found.high, found.cases))
    if not dots:
        return ""
    dots.sort(key=lambda dot: (-dot.value, dot.name))
    return plot_dots(caption, _DOTS, dots)


def _abstention(outcomes: Sequence[CaseOutcome]) -> str:
    curve = draw_curve(outcomes)
    if not curve:
        return ""
    series = [
        Series("erkannte unbeantwortbare", tuple((point.threshold, point.recall) for point in curve), step=True),
        Series("beantwortete beantwortbare", tuple((point.threshold, point.answered) for point in curve), step=True),
        Series(
            "richtige unter den Enthaltungen",
            tuple((point.threshold, point.precision) for point in curve if point.precision is not None),
            step=True,
        ),
    ]
    return plot_lines(
        "Enthaltung: was eine andere Schwelle der Sicherheit bewirkte",
        "Mit steigender Schwelle werden mehr unbeantwortbare Fragen erkannt und weniger beantwortbare beantwortet.",
        series,
        x_name="Schwelle der Sicherheit",
        x_ticks=[(tick / 5, f"{tick / 5:.1f}".replace(".", ",")) for tick in range(6)],
        x_digits=3,
    )


def _latency(outcomes: Sequence[CaseOutcome]) -> str:
    timed = {
        "Suche": [outcome.search_seconds for outcome in outcomes if outcome.search_seconds is not None],
        "erste Aussage": [
            outcome.answer.seconds_first
            for outcome in outcomes
            if outcome.answer is not None and outcome.answer.seconds_first is not None
        ],
        "ganze Antwort": [
            outcome.answer.seconds
            for outcome in outcomes
            if outcome.answer is not None and outcome.answer.outcome is not Outcome.SOURCES_ONLY
        ],
    }
    series = [Series(name, _distribution(values), step=True) for name, values in timed.items() if values]
    if not series:
        return ""
    shown = [x for each in series for x, _ in each.points]
    return plot_lines(
        "Zeit: Anteil der Fragen, die nach so vielen Sekunden fertig waren",
        "Verteilung der Zeiten auf einer logarithmischen Achse.",
        series,
        x_name="Sekunden",
        x_ticks=_time_ticks(min(shown), max(shown)),
        scale=math.log10,
        x_digits=3,
    )


def _distribution(values: Sequence[float]) -> tuple[tuple[float, float], ...]:
    ordered = sorted(max(value, 1e-4) for value in values)
    return tuple((value, number / len(ordered)) for number, value in enumerate(ordered, start=1))


def _time_ticks(low: float, high: float) -> list[tuple[float, str]]:
    ticks = []
    for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1):
        tick = 10.0**power
        ticks.append((tick, f"{tick:.{max(0, -power)}f}".replace(".", ",")))
    return ticks if len(ticks) > 1 else [*ticks, (ticks[0][0] * 10, f"{ticks[0][0] * 10:g}".replace(".", ","))]
