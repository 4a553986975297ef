"""Jobs: what is being done for the tenant or a corpus, how far it is, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.access import Person
from app.jobs import JobView
from app.web import person
from app.web.doing import keep_looking
from app.web.holdings.words import job_words, outcome_words
from app.web.host import current
from app.web.messages import worded
from app.web.moments import day_and_time
from app.web.session import counted, say, t
from app.web.tables import Action, Cell, Column, TableRow, show_table
from corpora.model import Access
from corpora.records import JobState

_LOOK_SECONDS = 1.0
SHOWN = 10
_FAILED = "ak_job_failures"


def latest_jobs(reader: Person, corpus: str | None = None) -> list[JobView]:
    """The jobs that `show_jobs` shows; to be asked for before what jobs change, or a page would show that too old."""
    return current().app.runner.all(reader, corpus)[:SHOWN]


def show_jobs(jobs: list[JobView], corpus: str | None = None) -> None:
    """The latest jobs; looked at again every second while one is open."""
    if not jobs:
        # Others' jobs are kept from whoever may not see everything.
        st.text(t("job.none" if person.now().clearance is Access.RESTRICTED else "job.none_yours"))
        return
    if any(job.is_open for job in jobs):
        _watch(corpus)
    else:
        _show(jobs)
    _show_failures(jobs)


def _watch(corpus: str | None) -> None:
    def watch() -> None:
        jobs = latest_jobs(person.now(), corpus)
        _show(jobs)
        if not any(job.is_open for job in jobs):
            say(t("job.ended", words=f"{t(f'job.kind_{jobs[0].kind}')}: {job_words(jobs[0])}"))
            st.rerun()

    keep_looking(watch, _LOOK_SECONDS)


def _show(jobs: list[JobView]) -> None:
    titles = {corpus.id: corpus.title for corpus in current().app.holdings.corpora(person.now())}
    show_table(
        t("job.caption"),
        [
            Column("kind", t("job.kind"), head=True),
            Column("state", t("job.state")),
            Column("outcome", t("job.outcome")),
            Column("when", t("job.when")),
        ],
        [_row(job, titles) for job in jobs],
        key="ak_jobs",
        act=_act,
    )


def _row(job: JobView, titles: Mapping[str, str]) -> TableRow:
    kind = t(f"job.kind_{job.kind}")
    actions = []
    if job.is_open and not job.stopping:
        actions.append(Action("cancel", t("job.cancel"), t("job.cancel_spoken", kind=kind)))
    if job.report is not None and job.report.get("failures"):
        actions.append(Action("failures", t("job.failures"), t("job.failures_spoken", kind=kind)))
    bad = job.state in (JobState.FAILED, JobState.INTERRUPTED)
    # Half of the way is read, the other half in the index: a bar that is full when all can be found.
    share = (job.read + job.done) / (2 * job.total) if job.state is JobState.RUNNING and job.total else None
    return TableRow(
        job.id,
        {
            "kind": Cell(kind, note=titles.get(job.corpus, job.corpus) if job.corpus else ""),
            "state": Cell(job_words(job), note=job.current, alert=bad, share=share),
            "outcome": outcome_words(job),
            "when": day_and_time(job.started),
        },
        actions,
    )


def _act(id: str, action: str) -> None:
    if action == "cancel":
        current().app.runner.cancel(person.now(), id)
        say(t("job.cancelled_said"))
    else:
        st.session_state[_FAILED] = None if st.session_state.get(_FAILED) == id else id


def _show_failures(jobs: list[JobView]) -> None:
    chosen = next((job for job in jobs if job.id == st.session_state.get(_FAILED)), None)
    failures: list[dict[str, Any]] = list((chosen.report or {}).get("failures", ())) if chosen else []
    if failures:
        show_table(
            counted("job.failures_caption", len(failures)),
            [Column("document", t("papers.file"), head=True), Column("reason", t("job.reason"))],
            [
                TableRow(each["document"], {"document": each["document"], "reason": worded(each["reason"])})
                for each in failures
            ],
            key="ak_job_failures_table",
        )
