"""Verlauf: a person's own conversations, to find again and to delete."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.web import person
from app.web.asking import ask, asked, confirm
from app.web.doing import safely
from app.web.host import current
from app.web.moments import day_and_time
from app.web.session import counted, say, t
from app.web.tables import Action, Cell, Column, TableRow, show_table
from app.web.talk import PARAMETER
from app.web.ways import go
from corpora.conversations import StoredConversation

_ASKED = "ak_history_delete"
SHOWN = 25
"""Conversations on the page at a time."""


def render() -> None:
    """Show the page."""
    st.title(t("history.title"), anchor=False)
    conversations = current().app.conversations
    st.caption(t("history.lead", days=conversations.retention.days))
    words = st.text_input(t("history.search"), key="ak_history_words", placeholder=t("history.placeholder")).strip()
    reader = person.now()
    found = conversations.find(reader, words) if words else conversations.all(reader)
    if not found:
        st.info(t("history.nothing_found" if words else "history.empty"))
        if not conversations.all(reader):
            return
    else:
        pages = -(-len(found) // SHOWN)
        page = st.pagination(pages, key="ak_history_page") if pages > 1 else 1
        _show(found[(page - 1) * SHOWN : page * SHOWN], len(found))
    st.button(t("history.delete_all"), key="ak_history_all", on_click=safely(ask), args=(_ASKED, "*"))
    waiting = asked(_ASKED)
    if waiting:
        confirm(_ASKED, "history", "delete_all" if waiting == "*" else "delete", partial(_delete, waiting))


def _show(found: list[StoredConversation], total: int) -> None:
    show_table(
        counted("history.count", total),
        [
            Column("title", t("history.question"), head=True),
            Column("turns", t("history.turns"), numeric=True),
            Column("when", t("history.when")),
        ],
        [
            TableRow(
                each.id,
                {
                    "title": Cell(each.title, action="open"),
                    "turns": str(each.turns),
                    "when": day_and_time(each.updated),
                },
                [Action("delete", t("history.delete"), t("history.delete_spoken", title=each.title))],
            )
            for each in found
        ],
        key="ak_history",
        act=_act,
    )


def _act(id: str, action: str) -> None:
    if action == "open":
        go("", **{PARAMETER: id})
    else:
        ask(_ASKED, id)


def _delete(id: str) -> None:
    conversations, reader = current().app.conversations, person.now()
    if id == "*":
        conversations.delete_all(reader)
    else:
        conversations.delete(reader, id)
    say(t("history.deleted"))
