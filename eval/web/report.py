"""The report of a run, from the same contents as the file that `kompass eval` writes; documents' words stay text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.access import Person, Role
from app.web import person
from app.web.asking import ask, asked, confirm
from app.web.doing import keep_looking, safely
from app.web.messages import worded
from app.web.plain import plain
from app.web.session import say, t
from app.web.tables import Column, TableRow, show_table
from corpora.errors import AktenkompassError
from eval.kept_runs import RunInfo, RunState
from eval.measures.catalogue import Measure
from eval.readings import Reading
from eval.report.content import Table, provenance_rows, sentence_of, settings_rows, type_table, value_tables
from eval.report.tables import Column as ReportColumn
from eval.uncertainty import Estimate
from eval.web import case_view
from eval.web.runs import act, actions_of, corpus_titles, failed_words, state_words
from eval.web.services import Quality
from eval.web.spot import Spot, View, move
from eval.web.values import computing, show_report_table, value_cells, value_columns, words

_LOOK_SECONDS = 1.0
_ASKED = "ak_run_delete"
_TOLD = "ak_report_told"


def render(quality: Quality, reader: Person, spot: Spot) -> None:
    """Show it. Raises `UnknownRun`."""
    info = quality.measurements.one(reader, spot.run)
    if spot.case:
        case_view.render(quality, reader, info, spot.case)
        return
    st.button(t("runs.all"), key="ak_back", on_click=safely(move), args=(Spot(),))
    st.title(plain(info.title), anchor=False)
    st.caption(plain(" · ".join(_about(reader, info))))
    told = st.session_state.pop(_TOLD, None)
    if told:
        st.error(plain(told))
    if info.state is RunState.RUNNING:
        _watch(quality, info.id)
        return
    if info.note:
        st.error(plain(worded(info.note)))
    file = _show_actions(quality, info)
    if not info.done:
        st.info(t("report.no_results"))
        return
    with computing(t("report.computing")):
        reading = quality.readings.one(reader, info.id)
        figures = reading.key_figures
    _show(info, reading, figures)
    with file, computing(t("report.writing")):
        page = reading.page(words())
    file.download_button(
        t("report.download"),
        page.encode(),
        file_name=f"bericht-{info.created:%Y-%m-%d}.html",
        mime="text/html",
        on_click="ignore",
    )


def _about(reader: Person, info: RunInfo) -> list[str]:
    titles = corpus_titles(reader)
    words = [t("report.cases_of", name=info.series), *(titles.get(name, name) for name in info.corpora)]
    if info.state is not RunState.RUNNING:
        words.append(state_words(info))
    return words + ([t("runs.search_only")] if info.retrieval_only else [])


def _watch(quality: Quality, id: str) -> None:
    def watch() -> None:
        info = quality.measurements.one(person.require(Role.EVALUATOR), id)
        if info.state is not RunState.RUNNING:
            say(t("runs.ended", title=info.title, state=state_words(info)))
            st.rerun()
        st.progress(info.done / info.total if info.total else 0.0, text=plain(state_words(info)))
        if info.failed:
            st.text(failed_words(info))
        st.button(t("runs.stop"), key="ak_report_stop", on_click=safely(act), args=(quality, id, "stop"))

    keep_looking(watch, _LOOK_SECONDS)


def _show_actions(quality: Quality, info: RunInfo) -> DeltaGenerator:
    """What can be done with the run; return the place for its file, which is written last since it takes longest."""
    with st.container(horizontal=True):
        for action in actions_of(info):
            st.button(plain(action.label), type="primary", on_click=safely(act), args=(quality, info.id, action.name))
        st.button(t("report.compare"), on_click=safely(move), args=(Spot(View.COMPARE, run=info.id),))
        file = st.empty()
        st.button(t("report.delete"), on_click=safely(ask), args=(_ASKED, info.id))
    if asked(_ASKED) == info.id:
        confirm(_ASKED, "report", "delete", partial(_delete, quality, info.id), name=info.title, total=info.done)
    return file


def _show(info: RunInfo, reading: Reading, figures: Sequence[tuple[Measure, Estimate]]) -> None:
    spoken = words()
    st.write(plain(sentence_of(reading.run, spoken)))
    show_table(
        t("report.key_figures"),
        [Column("title", t("report.measure"), head=True), *value_columns(), Column("better", t("report.better"))],
        [
            TableRow(
                measure.name,
                {
                    "title": spoken.full_title(measure),
                    **value_cells(measure, found),
                    "better": spoken.better(measure),
                },
            )
            for measure, found in figures
        ],
        key="ak_key_figures",
    )
    st.caption(t("report.means"))
    st.header(t("report.cases"), anchor=False)
    case_view.show_list(info, reading)
    st.header(t("report.types"), anchor=False)
    with computing(t("report.computing")):
        types, tables = type_table(reading.run, reading.scores, spoken), value_tables(reading.scores, spoken)
    show_report_table(types, "ak_types", hide_caption=True)
    with st.expander(t("report.all_measures"), key="ak-all-measures"):
        for place, table in enumerate(tables):
            show_report_table(table, f"ak_values_{place}")
    header = reading.run.header
    pair = (ReportColumn(t("report.what")), ReportColumn(t("report.stand")))
    with st.expander(t("report.provenance"), key="ak-provenance"):
        made_of = Table(t("report.made_of"), pair, tuple(provenance_rows(header, spoken)))
        show_report_table(made_of, "ak_made_of")
        show_report_table(Table(t("report.settings"), pair, tuple(settings_rows(header.settings))), "ak_settings")


def _delete(quality: Quality, id: str) -> None:
    try:
        quality.measurements.delete(person.require(Role.EVALUATOR), id)
    except AktenkompassError as error:
        st.session_state[_TOLD] = worded(error)
        return
    move(Spot())
    say(t("report.deleted"))
