"""Documents that are there twice, and older versions of rules."""

from __future__ import annotations

import streamlit as st

from app.access import Person
from app.web.doing import safely
from app.web.holdings import spot
from app.web.host import current
from app.web.moments import day, percent
from app.web.session import counted, t
from app.web.tables import Cell, Column, TableRow, show_table
from corpora.model import Corpus
from corpora.records import DocumentRecord

_NEAR = "ak_near_same"


def render(reader: Person, corpus: Corpus) -> None:
    """Show them."""
    documents = current().app.documents
    st.header(t("twins.superseded_title"), anchor=False)
    _pairs(
        [(older, newer, "") for older, newer in documents.superseded(reader, corpus.id)],
        ("twins.older", "twins.newer"),
        "ak_superseded",
        "twins.no_superseded",
    )
    st.header(t("twins.same_title"), anchor=False)
    same = documents.same_bytes(reader, corpus.id)
    _pairs(
        [(group[0], other, "") for group in same for other in group[1:]],
        ("twins.one", "twins.other"),
        "ak_same",
        "twins.no_same",
    )
    st.header(t("twins.near_title"), anchor=False)
    st.button(t("twins.look"), on_click=safely(_look), args=(corpus.id,))
    if st.session_state.get(_NEAR) == corpus.id:
        near = documents.near_same(reader, corpus.id)
        _pairs(
            [(pair.one, pair.other, t("twins.share", share=percent(pair.share))) for pair in near],
            ("twins.one", "twins.other"),
            "ak_near",
            "twins.no_near",
        )


def _look(corpus: str) -> None:
    st.session_state[_NEAR] = corpus


def _pairs(
    pairs: list[tuple[DocumentRecord, DocumentRecord, str]], heads: tuple[str, str], key: str, none: str
) -> None:
    if not pairs:
        st.text(t(none))
        return

    def act(row: str, action: str) -> None:
        one, other, _ = pairs[int(row)]
        chosen = one if action == "one" else other
        spot.move(spot.Spot(chosen.corpus, chosen.path))

    show_table(
        counted("twins.caption", len(pairs)),
        [Column("one", t(heads[0]), head=True), Column("other", t(heads[1]))],
        [
            TableRow(str(number), {"one": _cell(one, "one", ""), "other": _cell(other, "other", note)})
            for number, (one, other, note) in enumerate(pairs)
        ],
        key=key,
        act=act,
    )


def _cell(record: DocumentRecord, action: str, note: str) -> Cell:
    words = [f"{record.corpus}/{record.path}", day(record.date) if record.date else "", note]
    return Cell(record.title or record.path, note=" · ".join(word for word in words if word), action=action)
