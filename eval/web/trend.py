"""One measure over all runs of the same cases, with what changed from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.access import Person
from app.web.moments import day_and_time
from app.web.session import key_in_language, t
from app.web.tables import Cell, Column, TableRow, show_table
from eval.headers import find_differences
from eval.kept_runs import RunInfo, RunState
from eval.measures.catalogue import MEASURES, Measure
from eval.readings import Reading
from eval.report.content import KEY_MEASURES, is_headline
from eval.web.runs import act
from eval.web.services import Quality
from eval.web.values import computing, value_cells, value_columns, words

SHOWN = 20
"""Runs of a series that are shown, the latest."""


def render(quality: Quality, reader: Person) -> None:
    """Show it."""
    done = [run for run in quality.measurements.all(reader) if run.state is RunState.DONE]
    if not done:
        st.info(t("trend.none"))
        return
    for_series, for_measure = st.columns(2)
    series = for_series.selectbox(
        t("trend.series"), list(dict.fromkeys(run.series for run in done)), key="ak_trend_series"
    )
    runs = [run for run in done if run.series == series][:SHOWN]
    with computing(t("trend.computing")):
        readings = [(run, quality.readings.one(reader, run.id)) for run in runs]
        for _, reading in readings:
            _ = reading.scores
    name = for_measure.selectbox(
        t("trend.measure"),
        _measures([reading for _, reading in readings]),
        format_func=lambda each: words().full_title(MEASURES[each]),
        key=key_in_language("ak_trend_measure"),
    )
    measure = MEASURES[name]
    with computing(t("trend.computing")):
        estimates = [reading.scores.estimate(name) for _, reading in readings]
    most = max((each.high for each in estimates if each), default=1.0) if measure.unit else 1.0
    rows = []
    for place, ((run, _), found) in enumerate(zip(readings, estimates, strict=True)):
        cells = {"title": Cell(run.title, note=day_and_time(run.created), action="open")}
        rows.append(
            TableRow(run.id, {**cells, **value_cells(measure, found, most=most), "changed": _changed(readings[place:])})
        )
    show_table(
        _caption(measure),
        [Column("title", t("runs.run"), head=True), *value_columns(), Column("changed", t("trend.changed"))],
        rows,
        key="ak_trend",
        act=lambda id, action: act(quality, id, action),
    )
    st.caption(t("trend.means"))


def _caption(measure: Measure) -> str:
    title, way = words().full_title(measure), words().better(measure)
    return t("trend.caption", measure=title, way=way) if way else title


def _measures(readings: Sequence[Reading]) -> list[str]:
    """What at least one of the runs measured, the key measures first."""
    found = {measure.name for reading in readings for measure in reading.scores.measured() if is_headline(measure)}
    first = [name for name in KEY_MEASURES if name in found]
    return first + [name for name in MEASURES if name in found and name not in first]


def _changed(from_here: Sequence[tuple[RunInfo, Reading]]) -> str:
    """What differs between a run and the one before it, which stands next."""
    if len(from_here) < 2:
        return t("trend.first")
    (_, now), (_, before) = from_here[:2]
    return words().unlike(find_differences(before.run.header, now.run.header)) or t("trend.nothing")
