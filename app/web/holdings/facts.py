"""What a paper says of itself, to set right; what was set right stays over every later reading."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app.access import Role
from app.documents import DocumentDetail, FactView
from app.web import person
from app.web.host import current
from app.web.plain import plain
from app.web.session import say, t
from corpora.errors import AktenkompassError
from corpora.model import Publicity

_TOLD = "ak_facts_told"
_DAYS = ("date", "in_force_from")


def render(detail: DocumentDetail) -> None:
    """Show the form."""
    told = st.session_state.pop(_TOLD, None)
    if told is not None:
        (st.success if told[0] else st.error)(plain(told[1]))
    if not detail.facts:
        st.text(t("document.never_read"))
        return
    st.write(t("facts.lead"))
    record = detail.record
    with st.form("ak_facts", border=False):
        for fact in detail.facts:
            _show(fact, record.id)
        st.form_submit_button(
            t("facts.save"), type="primary", on_click=_save, args=(record.corpus, record.path, record.id, detail.facts)
        )
    edited = [fact.field for fact in detail.facts if fact.edited]
    if edited:
        st.button(t("facts.restore"), on_click=_restore, args=(record.corpus, record.path, edited))


def _show(fact: FactView, document: str) -> None:
    key = _key(fact, document)
    read = _written(fact.field, fact.read) or t("facts.absent")
    if fact.field == "publicity":
        values = [each.value for each in Publicity]
        st.selectbox(
            t(f"facts.{fact.field}"),
            values,
            index=values.index(fact.value or Publicity.UNKNOWN.value),
            key=key,
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
    typed = {fact.field: str(st.session_state.get(_key(fact, document)) or "").strip() for fact in facts}
    changes = {
        fact.field: typed[fact.field] or None for fact in facts if typed[fact.field] != _written(fact.field, fact.value)
    }
    if not changes:
        _tell((True, t("facts.unchanged")))
        return
    try:
        current().app.documents.edit_facts(person.require(Role.MANAGER), corpus, path, changes)
    except AktenkompassError as error:
        _tell((False, str(error)))
    else:
        _tell((True, t("facts.saved")))


def _restore(corpus: str, path: str, fields: list[str]) -> None:
    try:
        current().app.documents.edit_facts(person.require(Role.MANAGER), corpus, path, {}, restore=fields)
    except AktenkompassError as error:
        _tell((False, str(error)))
    else:
        _tell((True, t("facts.restored")))


def _tell(told: tuple[bool, str]) -> None:
    st.session_state[_TOLD] = told
    say(told[1])
