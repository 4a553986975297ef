"""Reading a document again, putting another file in its place, deleting it with a receipt."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.access import Role
from app.jobs import JobView
from app.uploads import SUFFIXES
from app.web import person
from app.web.doing import safely
from app.web.holdings import spot
from app.web.holdings.adding import blocks
from app.web.holdings.words import outcome_words
from app.web.host import current
from app.web.messages import worded
from app.web.plain import plain
from app.web.session import say, t
from app.web.telling import show_told, tell
from corpora.errors import AktenkompassError
from corpora.records import DocumentRecord

_TOLD = "ak_replacing_told"
_PATIENCE_SECONDS = 5.0
"""Deleting one document is mostly over by then, and its receipt is shown at once."""


def show_replacing(record: DocumentRecord) -> None:
    """Show the three."""
    show_told(_TOLD)
    key = (record.corpus, record.path)
    st.header(t("replacing.reread_title"), anchor=False)
    st.write(t("replacing.reread_means"))
    st.button(t("replacing.reread"), on_click=safely(_reread), args=key)

    st.header(t("replacing.replace_title"), anchor=False)
    st.write(t("replacing.replace_means", path=plain(record.path)))
    st.file_uploader(
        t("replacing.file"), type=sorted(suffix.removeprefix(".") for suffix in SUFFIXES), key="ak_replacement"
    )
    st.button(t("replacing.replace"), on_click=safely(_replace), args=key)

    st.header(t("replacing.delete_title"), anchor=False)
    st.write(t("replacing.delete_means"))
    sure = st.checkbox(t("replacing.delete_sure"), key=f"ak_sure_{record.id}")
    st.button(t("replacing.delete"), on_click=safely(_delete), args=key, disabled=not sure)


def _reread(corpus: str, path: str) -> None:
    _do(lambda: current().app.runner.reread(person.require(Role.MANAGER), corpus, path), corpus)


def _replace(corpus: str, path: str) -> None:
    file = st.session_state.get("ak_replacement")
    if file is None:
        tell(_TOLD, t("adding.no_files"), good=False)
        return
    reader, uploads = person.require(Role.MANAGER), current().app.uploads
    try:
        batch = uploads.begin(reader, corpus)
        taken = uploads.add(reader, batch.id, file.name, blocks(file), instead_of=path)
        if taken.refused:
            uploads.discard(reader, batch.id)
            tell(_TOLD, worded(taken.refused), good=False)
            return
    except AktenkompassError as error:
        tell(_TOLD, worded(error), good=False)
        return
    _do(lambda: current().app.runner.ingest_upload(reader, batch.id), corpus)


def _delete(corpus: str, path: str) -> None:
    reader, runner = person.require(Role.MANAGER), current().app.runner
    try:
        job = runner.wait(reader, runner.delete(reader, corpus, path), _PATIENCE_SECONDS)
    except AktenkompassError as error:
        tell(_TOLD, worded(error), good=False)
        return
    spot.move(spot.Spot(corpus, view=spot.CorpusView.JOBS))
    say(_receipt(job))


def _receipt(job: JobView) -> str:
    return outcome_words(job) or t("job.started")


def _do(start: Callable[[], str], corpus: str) -> None:
    try:
        start()
    except AktenkompassError as error:
        tell(_TOLD, worded(error), good=False)
        return
    spot.move(spot.Spot(corpus, view=spot.CorpusView.JOBS))
    say(t("job.started"))
