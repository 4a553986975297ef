"""What a paper says of itself, to set right; what was set right stays over every later reading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from app.access import Role
from app.documents import DocumentDetail, FactView
from app.web.doing import safely
from app.web.host import current
from app.web.plain import plain
from app.web.session import key_in_language, t
from app.web.telling import attempt, show_told, tell
from corpora.model import Publicity

_TOLD = "ak_facts_told"
_CHOSEN = "publicity"
"""The fact that is chosen, and not typed."""
_DAYS = ("date", "in_force_from")


def render(detail: DocumentDetail) -> None:
    """Show the form."""
    show_told(_TOLD)
    if not detail.facts:
        st.text(t("document.never_read"))
        return
    st.write(t("facts.lead"))
    record = detail.record
    with st.form("ak_facts", border=False):
        for fact in detail.facts:
            _show(fact, record.id)
        st.form_submit_button(
            t("facts.save"),
            type="primary",
            on_click=safely(_save),
            args=(record.corpus, record.path, record.id, detail.facts),
        )
    edited = [fact.field for fact in detail.facts if fact.edited]
    if edited:
        st.button(t("facts.restore"), on_click=safely(_restore), args=(record.corpus, record.path, edited))


def _show(fact: FactView, document: str) -> None:
    key = _key(fact, document)
    read = _written(fact.field, fact.read) or t("facts.absent")
    if fact.field == _CHOSEN:
        values = [each.value for each in Publicity]
        st.selectbox(
            t(f"facts.{fact.field}"),
            values,
            index=values.index(fact.value or Publicity.UNKNOWN.value),
            key=key_in_language(key),
            format_func=lambda value: t(f"publicity.{value}"),
        )
    else:
        st.text_input(t(f"facts.{fact.field}"), value=_written(fact.field, fact.value), key=key, max_chars=500)
    if fact.edited:
        st.caption(t("facts.read", value=plain(read)))


def _written(field: str, value: str | None) -> str:
    """A fact as the form shows and takes it: days as people write them, in either language."""
    return f"{date.fromisoformat(value):%d.%m.%Y}" if value and field in _DAYS else value or ""


def _key(fact: FactView, document: str) -> str:
    # With the value in it, so that a changed fact shows itself and not what was typed before.
    return f"ak_fact_{document}_{fact.field}_{fact.value}"


def _save(corpus: str, path: str, document: str, facts: tuple[FactView, ...]) -> None:
    typed = {fact.field: _typed(fact, document) for fact in facts}
    changes = {
        fact.field: typed[fact.field] or None for fact in facts if typed[fact.field] != _written(fact.field, fact.value)
    }
    if changes:
        _edit(corpus, path, changes, (), t("facts.saved"))
    else:
        tell(_TOLD, t("facts.unchanged"), good=True)


def _typed(fact: FactView, document: str) -> str:
    key = _key(fact, document)
    return str(st.session_state.get(key_in_language(key) if fact.field == _CHOSEN else key) or "").strip()


def _restore(corpus: str, path: str, fields: list[str]) -> None:
    _edit(corpus, path, {}, fields, t("facts.restored"))


def _edit(corpus: str, path: str, changes: dict[str, str | None], restore: Sequence[str], done: str) -> None:
    desk = current().app.documents
    attempt(_TOLD, Role.MANAGER, lambda reader: desk.edit_facts(reader, corpus, path, changes, restore=restore), done)
