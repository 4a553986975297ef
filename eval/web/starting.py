"""Beginning a run: on a kept file of cases, or on one that is uploaded and kept."""

from __future__ import annotations

from pathlib import PurePath

import streamlit as st

from app.access import Person, Role
from app.web import person
from app.web.doing import safely
from app.web.messages import worded
from app.web.moments import size
from app.web.plain import plain_lines
from app.web.session import counted, key_in_language, say, t
from corpora.errors import AktenkompassError, UsageError
from eval.case_files import LONGEST_FILE, CaseFile, make_name
from eval.cases import CaseStatus
from eval.web.runs import corpus_titles
from eval.web.services import Quality
from eval.web.spot import Spot, View, move

_TOLD = "ak_starting_told"
_ROUND = "ak_starting_round"


def render(quality: Quality, reader: Person) -> None:
    """Show the form."""
    told = st.session_state.pop(_TOLD, None)
    if told:
        st.error(plain_lines(told))
    files = {file.id: file for file in quality.files.all(reader) if file.counts[CaseStatus.ACCEPTED]}
    key = f"ak_start_upload_{st.session_state.get(_ROUND, 0)}"
    titles = corpus_titles(reader)
    with st.form("ak_start", border=False):
        if files:
            st.selectbox(
                t("starting.file"),
                list(files),
                format_func=lambda id: _words(files[id]),
                key=key_in_language("ak_start_file"),
            )
        st.file_uploader(
            t("starting.or_upload" if files else "starting.upload"),
            type=["jsonl"],
            key=key,
            max_upload_size=LONGEST_FILE // 2**20,
            help=t("starting.upload_help", size=size(LONGEST_FILE)),
        )
        st.text_input(t("starting.title"), key="ak_start_title", max_chars=120, help=t("starting.title_help"))
        st.multiselect(
            t("starting.corpora"),
            list(titles),
            format_func=titles.__getitem__,
            key="ak_start_corpora",
            placeholder=t("ask.corpora_all", count=len(titles)),
        )
        st.checkbox(t("starting.search_only"), key="ak_start_search_only")
        st.form_submit_button(t("starting.submit"), type="primary", on_click=safely(_start), args=(quality, key))
    st.caption(t("starting.means"))


def _words(file: CaseFile) -> str:
    return counted("starting.file_words", file.counts[CaseStatus.ACCEPTED], name=file.name)


def _start(quality: Quality, key: str) -> None:
    state, reader = st.session_state, person.require(Role.EVALUATOR)
    try:
        name, content = _chosen(quality, reader, key)
        quality.measurements.start(
            reader,
            content,
            title=str(state.get("ak_start_title") or "").strip() or name,
            cases_name=name,
            corpora=list(state.get("ak_start_corpora") or ()),
            retrieval_only=bool(state.get("ak_start_search_only")),
        )
    except AktenkompassError as error:
        state[_TOLD] = worded(error)
        say(worded(error))
        return
    state[_ROUND] = state.get(_ROUND, 0) + 1
    move(Spot(View.RUNS))
    say(t("starting.started"))


def _chosen(quality: Quality, reader: Person, key: str) -> tuple[str, bytes]:
    """Name and content of the cases: an upload outranks the choice, and is kept where there is none of its name."""
    state = st.session_state
    upload = state.get(key)
    if upload is not None:
        name, content = make_name(PurePath(upload.name).stem), upload.getvalue()
        kept = {file.id: file.name for file in quality.files.all(reader)}
        same = [id for id, known in kept.items() if known == name and quality.files.content(reader, id) == content]
        if not same:
            quality.files.add(reader, name, content)
        return name, content
    chosen = str(state.get(key_in_language("ak_start_file")) or "")
    if not chosen:
        raise UsageError(t("starting.no_file"))
    name = chosen.rsplit("/", 1)[-1]
    return name, quality.files.content(reader, chosen)
