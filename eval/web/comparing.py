"""Two runs side by side: what changed, how sure that is, and which cases won or lost."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.access import Person
from app.web.doing import safely
from app.web.moments import day_and_time
from app.web.plain import plain
from app.web.session import counted, key_in_language, t
from app.web.tables import Cell, Column, TableRow, show_table
from corpora.errors import NothingShared
from eval.comparison import CaseChange, Comparison, MeasureChange
from eval.kept_runs import RunInfo
from eval.measures.catalogue import MEASURES, Better
from eval.report.changes import comparison_table
from eval.report.content import is_headline
from eval.report.page import write_page
from eval.web.services import Quality
from eval.web.spot import Spot, View, move
from eval.web.values import computing, show_report_table, words

SHOWN = 50
"""Cases of a kind that are shown."""


def render(quality: Quality, reader: Person, spot: Spot) -> None:
    """Show the choice and, once two are chosen, the comparison."""
    runs = {run.id: run for run in quality.measurements.all(reader) if run.done}
    if len(runs) < 2:
        st.info(t("comparing.too_few"))
        return
    before, after = _choose(runs, spot)
    if before == after:
        st.info(t("comparing.same"))
        return
    try:
        with computing(t("comparing.computing")):
            compared = quality.readings.comparison(reader, before, after)
            later = quality.readings.one(reader, after)
    except NothingShared:
        st.info(t("comparing.nothing_shared"))
        return
    _show(compared)
    with computing(t("comparing.writing")):
        page = write_page(later.run, later.scores, words(), compared)
    st.download_button(
        t("comparing.download"),
        page.encode(),
        file_name=f"vergleich-{runs[after].created:%Y-%m-%d}.html",
        mime="text/html",
        on_click="ignore",
    )


def _choose(runs: dict[str, RunInfo], spot: Spot) -> tuple[str, str]:
    ids = list(runs)
    after = spot.run if spot.run in runs else ids[0]
    # The run before it on the same cases, else whichever is not it.
    earlier = [id for id in ids[ids.index(after) + 1 :] if runs[id].series == runs[after].series]
    rest = [id for id in ids if id != after]
    before = spot.before if spot.before in runs else (earlier or rest)[0]

    def chosen() -> None:
        now, then = (st.session_state[key_in_language(f"ak_{each}")] for each in ("after", "before"))
        move(Spot(View.COMPARE, run=now, before=then))

    for column, label, id in zip(st.columns(2), ("before", "after"), (before, after), strict=True):
        column.selectbox(
            t(f"comparing.{label}"),
            ids,
            index=ids.index(id),
            format_func=lambda each: f"{runs[each].title} · {day_and_time(runs[each].created)}",
            key=key_in_language(f"ak_{label}"),
            on_change=safely(chosen),
        )
    return before, after


def _show(compared: Comparison) -> None:
    notes = [counted("comparing.shared", compared.shared)]
    if compared.only_before or compared.only_after:
        notes.append(t("comparing.only", before=len(compared.only_before), after=len(compared.only_after)))
    unlike = words().unlike(compared.unlike)
    notes.append(t("comparing.unlike", what=unlike) if unlike else t("comparing.like"))
    st.write(plain(" ".join(notes)))
    show_report_table(comparison_table(compared, words()), "ak_comparison")
    st.caption(t("comparing.means"))
    _show_cases(compared)


def _show_cases(compared: Comparison) -> None:
    changes = {
        change.measure.name: change
        for change in compared.changes
        if is_headline(change.measure)
        and not change.measure.timing
        and change.measure.better is not Better.NEITHER
        and (change.wins or change.losses)
    }
    st.header(t("comparing.cases"), anchor=False)
    if not changes:
        st.text(t("comparing.no_cases"))
        return
    name = st.selectbox(
        t("comparing.measure"),
        list(changes),
        format_func=lambda each: words().full_title(MEASURES[each]),
        key=key_in_language("ak_comparing_measure"),
    )
    change = changes[name]
    _show_changed("losses", change, change.losses)
    _show_changed("wins", change, change.wins)


def _show_changed(kind: str, change: MeasureChange, cases: Sequence[CaseChange]) -> None:
    if not cases:
        return
    unit = change.measure.unit
    show_table(
        counted(f"comparing.{kind}", len(cases)),
        [
            Column("question", t("case_list.question"), head=True),
            Column("before", t("comparing.was"), numeric=True),
            Column("after", t("comparing.is"), numeric=True),
        ],
        [
            TableRow(
                case.id,
                {
                    "question": Cell(case.question, note=case.id),
                    "before": words().value(case.before, unit),
                    "after": words().value(case.after, unit),
                },
            )
            for case in cases[:SHOWN]
        ],
        key=f"ak_{kind}",
    )
