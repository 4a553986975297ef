"""Adding to a corpus: files by drag and drop, or a folder on the server; always looked at before anything is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import streamlit as st

from app.access import Person, Role
from app.previews import Finding, Preview, PreviewEntry
from app.uploads import SUFFIXES
from app.web import person
from app.web.doing import safely
from app.web.holdings import spot
from app.web.host import current
from app.web.messages import worded
from app.web.moments import number, size
from app.web.plain import plain
from app.web.session import counted, say, t
from app.web.tables import Cell, Column, TableRow, show_table
from corpora.errors import AktenkompassError, EmptyFile
from corpora.model import Corpus

SHOWN = 200
"""Files of a preview that are listed; all are counted."""
_BLOCK = 1 << 20
_TOLD = "ak_adding_told"
_ROUND = "ak_upload_round"
_FOLDER = "ak_folder_preview"
_READS = (Finding.NEW, Finding.CHANGED, Finding.DUPLICATE)


def render(reader: Person, corpus: Corpus) -> None:
    """Show both ways."""
    told = st.session_state.pop(_TOLD, None)
    if told:
        st.error(plain(told))
    waiting = next((batch for batch in current().app.uploads.all(reader) if batch.corpus == corpus.id), None)
    if waiting is not None:
        _show_waiting(waiting.id, current().app.previews.of_upload(reader, waiting.id), corpus)
        return
    chosen = st.session_state.get(_FOLDER)
    if isinstance(chosen, tuple) and chosen[0] == corpus.id:
        _show_folder(corpus, chosen[1], chosen[2])
        return
    _show_upload(corpus)
    if current().app.folders.are_offered(reader):
        _show_folder_choice(reader, corpus)


# Files


def _show_upload(corpus: Corpus) -> None:
    limits = current().app.uploads.limits
    key = f"ak_upload_{st.session_state.get(_ROUND, 0)}"
    st.header(t("adding.files_title"), anchor=False)
    st.write(t("adding.files_lead", count=limits.max_files, size=size(limits.max_file_bytes)))
    st.file_uploader(
        t("adding.files"),
        type=sorted(suffix.removeprefix(".") for suffix in SUFFIXES),
        accept_multiple_files=True,
        key=key,
        max_upload_size=max(limits.max_file_bytes // 2**20, 1),
    )
    st.button(t("adding.check"), type="primary", on_click=safely(_take_files), args=(corpus.id, key))


def _take_files(corpus: str, key: str) -> None:
    files = st.session_state.get(key) or []
    if not files:
        st.session_state[_TOLD] = t("adding.no_files")
        say(t("adding.no_files"))
        return
    reader, uploads = person.require(Role.MANAGER), current().app.uploads
    try:
        batch = uploads.begin(reader, corpus)
        for file in files:
            uploads.add(reader, batch.id, file.name, blocks(file))
    except AktenkompassError as error:
        st.session_state[_TOLD] = worded(error)
    # A new box: what was handed over need not stay in memory.
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    say(t("adding.checked"))


def blocks(file: BinaryIO) -> Iterator[bytes]:
    """A file's content, piece by piece."""
    while block := file.read(_BLOCK):
        yield block


def _show_waiting(batch: str, preview: Preview, corpus: Corpus) -> None:
    st.header(t("adding.preview_title"), anchor=False)
    st.write(plain(_summary(preview)))
    reads = sum(preview.counts[finding] for finding in _READS)
    with st.container(horizontal=True):
        if reads:
            st.button(
                counted("adding.read", reads), type="primary", on_click=safely(_read_batch), args=(batch, corpus.id)
            )
        st.button(t("adding.discard"), on_click=safely(_discard), args=(batch,))
    _show_noted(preview)
    _show_preview(preview)


def _read_batch(batch: str, corpus: str) -> None:
    current().app.runner.ingest_upload(person.require(Role.MANAGER), batch)
    spot.move(spot.Spot(corpus, view=spot.CorpusView.JOBS))
    say(t("job.started"))


def _discard(batch: str) -> None:
    current().app.uploads.discard(person.require(Role.MANAGER), batch)
    say(t("adding.discarded"))


# A folder on the server


def _show_folder_choice(reader: Person, corpus: Corpus) -> None:
    st.header(t("adding.folder_title"), anchor=False)
    with st.form("ak_folder", border=False):
        st.text_input(t("adding.folder"), key="ak_folder_name", placeholder=t("adding.folder_placeholder"))
        st.form_submit_button(t("adding.check_folder"), on_click=safely(_look_at_folder), args=(corpus.id,))
    try:
        offered = [] if current().app.access.is_local else current().app.folders.folders(reader)
    except AktenkompassError:
        offered = []
    if offered:
        st.text(t("adding.folders_there", names=", ".join(offered[:20])))


def _look_at_folder(corpus: str) -> None:
    name = str(st.session_state.get("ak_folder_name") or "").strip()
    if not name:
        st.session_state[_TOLD] = t("adding.no_folder")
        return
    try:
        preview = current().app.previews.of_folders(person.require(Role.MANAGER), corpus, [name])
    except AktenkompassError as error:
        st.session_state[_TOLD] = worded(error)
    else:
        st.session_state[_FOLDER] = (corpus, name, preview)
        say(t("adding.checked"))


def _show_folder(corpus: Corpus, name: str, preview: Preview) -> None:
    st.header(t("adding.folder_preview_title", name=plain(name)), anchor=False)
    st.write(plain(_summary(preview)))
    confirmed = True
    if preview.vanished:
        st.warning(counted("adding.vanished", len(preview.vanished), names=plain(", ".join(preview.vanished[:10]))))
        confirmed = st.checkbox(t("adding.vanished_confirm"), key="ak_vanished")
    reads = sum(preview.counts[finding] for finding in _READS)
    with st.container(horizontal=True):
        if reads or preview.vanished:
            st.button(
                counted("adding.read", reads) if reads else t("adding.read_none"),
                type="primary",
                disabled=not confirmed,
                on_click=safely(_read_folder),
                args=(corpus.id, name, bool(preview.vanished)),
            )
        st.button(t("adding.other_folder"), on_click=safely(_forget_folder))
    _show_noted(preview)
    _show_preview(preview)


def _read_folder(corpus: str, name: str, confirm: bool) -> None:
    _forget_folder()
    current().app.runner.ingest(person.require(Role.MANAGER), corpus, [name], confirm_vanished=confirm)
    spot.move(spot.Spot(corpus, view=spot.CorpusView.JOBS))
    say(t("job.started"))


def _forget_folder() -> None:
    st.session_state.pop(_FOLDER, None)


# What would be read


def _summary(preview: Preview) -> str:
    counts = [
        t(f"finding.count_{finding.value}", count=number(preview.counts[finding]))
        for finding in Finding
        if preview.counts[finding]
    ]
    return t("adding.summary", size=size(preview.bytes), counts=", ".join(counts)) if counts else t("adding.nothing")


def _show_noted(preview: Preview) -> None:
    if preview.noted:
        st.caption(plain(counted("adding.noted", preview.noted)))


def _show_preview(preview: Preview) -> None:
    order = {Finding.REFUSED: 0, Finding.DUPLICATE: 1, Finding.CHANGED: 2, Finding.NEW: 3, Finding.UNCHANGED: 4}
    entries = sorted(preview.entries, key=lambda entry: (order[entry.finding], entry.path))
    if not entries:
        return
    show_table(
        t("adding.preview_caption", shown=min(len(entries), SHOWN), count=len(entries)),
        [
            Column("path", t("papers.file"), head=True),
            Column("size", t("holdings.size"), numeric=True),
            Column("finding", t("finding.label")),
        ],
        [
            TableRow(
                f"{number}-{entry.path}",
                {"path": entry.path, "size": _size(entry), "finding": _finding(entry)},
            )
            for number, entry in enumerate(entries[:SHOWN])
        ],
        key="ak_preview",
    )


def _size(entry: PreviewEntry) -> str:
    # What was refused before all of it arrived has no size that anybody knows.
    return size(entry.size) if entry.size or entry.code in ("", EmptyFile.__name__) else "–"


def _finding(entry: PreviewEntry) -> Cell:
    note = worded(entry.reason) or (t("finding.same_as", path=entry.same_as) if entry.same_as else "")
    return Cell(t(f"finding.{entry.finding.value}"), note=note, alert=entry.finding is Finding.REFUSED)
