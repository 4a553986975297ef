"""Files of cases: what is kept, and the cases of one file."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath

import streamlit as st

from app.access import Person, Role
from app.web import person
from app.web.asking import ask, asked, confirm
from app.web.doing import safely
from app.web.messages import worded
from app.web.moments import day_and_time, number, size
from app.web.plain import plain, plain_lines
from app.web.session import counted, key_in_language, say, t
from app.web.tables import Cell, Column, TableRow, show_table
from corpora.errors import AktenkompassError, UsageError
from eval.case_files import LONGEST_FILE, CaseFile, file_name
from eval.cases import Case, CaseStatus
from eval.web.case_view import gold_words
from eval.web.services import Quality
from eval.web.spot import Spot, View, move
from eval.web.values import words

NEW = "*"
"""In the place of a case's id: one that is about to be written."""
SHOWN = 50
"""Cases on the page at a time."""
_TOLD = "ak_files_told"
_ROUND = "ak_files_round"
_ASKED = "ak_file_delete"


def render(quality: Quality, reader: Person) -> None:
    """Show the files."""
    told = st.session_state.pop(_TOLD, None)
    if told:
        st.error(plain_lines(told))
    files = quality.files.all(reader)
    if files:
        show_table(
            counted("cases.caption", len(files)),
            [
                Column("name", t("cases.file"), head=True),
                Column("counts", t("cases.counts")),
                Column("access", t("cases.access")),
                Column("changed", t("cases.changed")),
            ],
            [_row(file) for file in files],
            key="ak_files",
            act=lambda id, _: move(Spot(View.CASES, file=id)),
        )
    else:
        st.info(t("cases.none"))
    _show_upload(quality)


def _row(file: CaseFile) -> TableRow:
    counts = Cell(t("cases.unreadable"), note=worded(file.fault), alert=True) if file.fault else count_words(file)
    return TableRow(
        file.id,
        {
            "name": Cell(file.name, action="open"),
            "counts": counts,
            "access": t(f"access.{file.access.value}"),
            "changed": day_and_time(file.changed),
        },
    )


def count_words(file: CaseFile) -> str:
    """How many cases of which status."""
    return ", ".join(
        t(f"cases.count_{status.value}", count=number(file.counts[status]))
        for status in CaseStatus
        if file.counts[status]
    )


def _show_upload(quality: Quality) -> None:
    key = f"ak_files_upload_{st.session_state.get(_ROUND, 0)}"
    with st.form("ak_files_form", border=False):
        st.file_uploader(
            t("cases.upload"),
            type=["jsonl"],
            key=key,
            max_upload_size=LONGEST_FILE // 2**20,
            help=t("starting.upload_help", size=size(LONGEST_FILE)),
        )
        st.form_submit_button(t("cases.keep"), type="primary", on_click=safely(_keep), args=(quality, key))


def _keep(quality: Quality, key: str) -> None:
    state, reader = st.session_state, person.require(Role.EVALUATOR)
    upload = state.get(key)
    if upload is None:
        state[_TOLD] = t("cases.no_file")
        return
    try:
        id = quality.files.add(reader, PurePath(upload.name).stem, upload.getvalue())
    except AktenkompassError as error:
        state[_TOLD] = worded(error)
        say(worded(error))
        return
    state[_ROUND] = state.get(_ROUND, 0) + 1
    move(Spot(View.CASES, file=id))
    say(t("cases.kept"))


def render_file(quality: Quality, reader: Person, spot: Spot) -> None:
    """Show the cases of one file. Raises `UnknownCases`."""
    content = quality.files.content(reader, spot.file)
    st.button(t("cases.all"), key="ak_back", on_click=safely(move), args=(Spot(View.CASES),))
    st.title(plain(spot.file.rsplit("/", 1)[-1]), anchor=False)
    try:
        cases = quality.files.read(reader, spot.file).cases
    except UsageError as error:
        st.error(plain_lines(worded(error)))
        cases = ()
    with st.container(horizontal=True):
        if cases:
            st.button(t("cases.add"), on_click=safely(move), args=(Spot(View.CASES, file=spot.file, case=NEW),))
        st.download_button(
            t("cases.download"),
            content,
            file_name=file_name(spot.file),
            mime="application/jsonl",
            on_click="ignore",
        )
        st.button(t("cases.delete"), on_click=safely(ask), args=(_ASKED, spot.file))
    if asked(_ASKED) == spot.file:
        name = spot.file.rsplit("/", 1)[-1]
        confirm(_ASKED, "cases", "delete", partial(_delete, quality, spot.file), name=name)
    if cases:
        _show_cases(spot, cases)


def _show_cases(spot: Spot, cases: tuple[Case, ...]) -> None:
    statuses = [status.value for status in CaseStatus if any(case.status is status for case in cases)]
    chosen = st.selectbox(
        t("cases.status"),
        ["all", *statuses],
        format_func=lambda each: t(f"cases.is_{each}"),
        key=key_in_language("ak_cases_status"),
    )
    shown = [case for case in cases if chosen in ("all", case.status.value)]
    pages = -(-len(shown) // SHOWN)
    page = st.pagination(pages, key="ak_cases_page") if pages > 1 else 1
    show_table(
        counted("case_list.caption", len(shown)),
        [
            Column("question", t("case_list.question"), head=True),
            Column("places", t("cases.places")),
            Column("status", t("cases.status")),
        ],
        [
            TableRow(
                case.id,
                {
                    "question": Cell(case.question, note=f"{case.id} · {words().type_name(case.type)}", action="open"),
                    "places": "; ".join(gold_words(place, case) for place in case.relevant)
                    or t("cases.open" if case.is_open else "case_view.unanswerable"),
                    "status": t(f"cases.is_{case.status.value}"),
                },
            )
            for case in shown[(page - 1) * SHOWN : page * SHOWN]
        ],
        key="ak_cases",
        act=lambda id, _: move(Spot(View.CASES, file=spot.file, case=id)),
    )


def _delete(quality: Quality, id: str) -> None:
    quality.files.delete(person.require(Role.EVALUATOR), id)
    move(Spot(View.CASES))
    say(t("cases.deleted"))
