"""The documents of a corpus, with a filter."""

from __future__ import annotations

import streamlit as st

from app.access import Person
from app.web.doing import safely
from app.web.holdings import spot
from app.web.holdings.words import is_bad, state_words
from app.web.host import current
from app.web.messages import worded
from app.web.moments import day, number
from app.web.session import counted, key_in_language, t
from app.web.tables import Cell, Column, TableRow, show_table
from corpora.model import Corpus, DocumentState
from corpora.records import DocumentRecord

SHOWN = 50
_ALL = ""


def render(reader: Person, corpus: Corpus) -> None:
    """Show them."""
    records = current().app.holdings.documents(reader, corpus.id)
    if not records:
        st.info(t("papers.none"))
        st.button(
            t("papers.add"),
            type="primary",
            on_click=safely(spot.move),
            args=(spot.Spot(corpus.id, view=spot.CorpusView.ADD),),
        )
        return
    states = [state.value for state in DocumentState if any(record.state is state for record in records)]
    words, state = st.columns([3, 1])
    wanted = words.text_input(t("papers.filter"), key="ak_papers_words", placeholder=t("papers.filter_placeholder"))
    only = state.selectbox(
        t("papers.state"),
        [_ALL, *states],
        key=key_in_language("ak_papers_state"),
        format_func=lambda value: t(f"state.{value}") if value else t("papers.all_states"),
    )
    found = [record for record in records if _fits(record, str(wanted or ""), only)]
    pages = -(-len(found) // SHOWN)
    page = st.pagination(pages, key="ak_papers_page") if pages > 1 else 1
    _show(corpus, found[(page - 1) * SHOWN : page * SHOWN], len(found))


def _fits(record: DocumentRecord, words: str, state: str | None) -> bool:
    if state and record.state.value != state:
        return False
    text = f"{record.title} {record.path} {record.reference or ''} {record.kind or ''}".casefold()
    return all(word in text for word in words.casefold().split())


def _show(corpus: Corpus, records: list[DocumentRecord], total: int) -> None:
    show_table(
        counted("papers.caption", total),
        [
            Column("title", t("papers.title"), head=True),
            Column("reference", t("papers.reference")),
            Column("date", t("papers.date")),
            Column("pages", t("papers.pages"), numeric=True),
            Column("state", t("papers.state")),
        ],
        [
            TableRow(
                record.path,
                {
                    "title": Cell(record.title or record.path, note=record.path, action="open"),
                    "reference": record.reference or "",
                    "date": day(record.date) if record.date else "",
                    "pages": number(record.pages),
                    "state": Cell(state_words(record), note=worded(record.reason), alert=is_bad(record.state)),
                },
            )
            for record in records
        ],
        key="ak_papers",
        act=lambda path, _: spot.move(spot.Spot(corpus.id, path)),
    )
