"""All runs of the tenant, the one that goes on watched; taking one up again, stopping it."""

from __future__ import annotations

import time

import streamlit as st

from app.access import Person, Role
from app.web import person
from app.web.doing import keep_looking, safely
from app.web.host import current
from app.web.messages import worded
from app.web.moments import day_and_time, duration, number, percent
from app.web.plain import plain
from app.web.session import counted, say, t
from app.web.tables import Action, Cell, Column, TableRow, show_table
from corpora.errors import AktenkompassError
from eval.kept_runs import RunInfo, RunState
from eval.web.services import Quality
from eval.web.spot import Spot, View, move

SHOWN = 20
"""Runs on the page at a time."""
_LOOK_SECONDS = 1.0
_STOP_SECONDS = 0.5
"""How long the page waits for a run to stop; a language model may take longer over its case."""
_SEEN = "ak_run_seen"
_TOLD = "ak_runs_told"


def render(quality: Quality, reader: Person) -> None:
    """Show them."""
    told = st.session_state.pop(_TOLD, None)
    if told:
        st.error(plain(told))
    runs = quality.measurements.all(reader)
    if not runs:
        st.info(t("runs.none"))
        st.button(t("runs.first"), type="primary", on_click=safely(move), args=(Spot(View.NEW),))
        return
    pages = -(-len(runs) // SHOWN)
    page = st.pagination(pages, key="ak_runs_page") if pages > 1 else 1
    if any(run.state is RunState.RUNNING for run in runs):
        _watch(quality, page)
    else:
        _show(quality, runs, page)


def _watch(quality: Quality, page: int) -> None:
    def watch() -> None:
        runs = quality.measurements.all(person.require(Role.EVALUATOR))
        _show(quality, runs, page)
        if all(run.state is not RunState.RUNNING for run in runs):
            _say_end(quality, person.now())
            st.rerun()

    keep_looking(watch, _LOOK_SECONDS)


def _say_end(quality: Quality, reader: Person) -> None:
    seen = st.session_state.pop(_SEEN, None)
    ended = next((run for run in quality.measurements.all(reader) if seen and run.id == seen[0]), None)
    if ended is not None:
        say(t("runs.ended", title=ended.title, state=state_words(ended)))


def _show(quality: Quality, runs: list[RunInfo], page: int) -> None:
    titles = corpus_titles(person.now())
    show_table(
        counted("runs.caption", len(runs)),
        [
            Column("title", t("runs.run"), head=True),
            Column("state", t("runs.state")),
            Column("cases", t("runs.cases"), numeric=True),
            Column("found", t("runs.found"), numeric=True),
            Column("held", t("runs.held"), numeric=True),
            Column("when", t("runs.when")),
        ],
        [_row(run, titles, _figures(quality, run)) for run in runs[(page - 1) * SHOWN : page * SHOWN]],
        key="ak_runs",
        act=lambda id, action: act(quality, id, action),
    )


def _figures(quality: Quality, run: RunInfo) -> dict[str, str]:
    """The two measures of a finished run that say most; empty where one was not measured."""
    if run.state is not RunState.DONE:
        return {}
    scores = quality.readings.one(person.now(), run.id).scores
    found, held = scores.mean("nDCG@10"), scores.mean("answer_success")
    return {"found": "" if found is None else number(found, 2), "held": "" if held is None else percent(held)}


def _row(run: RunInfo, titles: dict[str, str], figures: dict[str, str]) -> TableRow:
    running = run.state is RunState.RUNNING
    # What tells two runs apart besides their names.
    about = [run.series] if run.series != run.title else []
    about += [titles.get(name, name) for name in run.corpora]
    about += [t("runs.search_only")] if run.retrieval_only else []
    state = Cell(
        state_words(run),
        note=worded(run.note) or failed_words(run),
        alert=bool(run.note or run.failed),
        share=run.done / run.total if running and run.total else None,
    )
    return TableRow(
        run.id,
        {
            "title": Cell(run.title, note=" · ".join(about), action="open"),
            "state": state,
            "cases": number(run.total),
            "found": figures.get("found", ""),
            "held": figures.get("held", ""),
            "when": day_and_time(run.created),
        },
        actions_of(run),
    )


def actions_of(run: RunInfo) -> list[Action]:
    """What can be done with a run as it stands."""
    if run.state is RunState.RUNNING:
        return [] if run.stopping else [Action("stop", t("runs.stop"), t("runs.stop_spoken", title=run.title))]
    if run.state is RunState.DONE:
        return []
    return [Action("resume", t("runs.resume"), t("runs.resume_spoken", title=run.title))]


def act(quality: Quality, id: str, action: str) -> None:
    """Do it."""
    reader = person.require(Role.EVALUATOR)
    try:
        if action == "open":
            move(Spot(run=id))
        elif action == "stop":
            stopped = quality.measurements.cancel(reader, id, patience_seconds=_STOP_SECONDS)
            say(t("runs.stopping_said" if stopped.stopping else "runs.stopped_said"))
        elif action == "resume":
            quality.measurements.resume(reader, id)
            say(t("runs.resumed_said"))
    except AktenkompassError as error:
        st.session_state[_TOLD] = worded(error)
        say(worded(error))


def state_words(run: RunInfo) -> str:
    """How a run stands, in one line."""
    if run.state is not RunState.RUNNING:
        if run.state is RunState.DONE:
            return t("runs.done")
        return t(f"runs.{run.state.value}", done=number(run.done), total=number(run.total))
    if run.stopping:
        return t("runs.stopping", done=number(run.done), total=number(run.total))
    words = t("runs.done_of", done=number(run.done), total=number(run.total))
    left = _seconds_left(run)
    return words if left is None else f"{words} · {t('runs.left', left=duration(left))}"


def failed_words(run: RunInfo) -> str:
    """How many questions ended in an error; empty for none."""
    return counted("runs.failed_cases", run.failed) if run.failed else ""


def corpus_titles(reader: Person) -> dict[str, str]:
    """Titles of the corpora that a person may ask, by id, and ``tenant/id`` for those of others."""
    choices = current().app.holdings.choices(reader)
    return {
        each.corpus.id if each.own else f"{each.corpus.tenant}/{each.corpus.id}": each.corpus.title for each in choices
    }


def _seconds_left(run: RunInfo) -> float | None:
    """From the pace since this session first looked; None until that is known."""
    seen = st.session_state.get(_SEEN)
    if seen is None or seen[0] != run.id or run.done < seen[1]:
        st.session_state[_SEEN] = (run.id, run.done, time.monotonic())
        return None
    _, done, since = seen
    passed = run.done - done
    return (time.monotonic() - since) / passed * (run.total - run.done) if passed else None
