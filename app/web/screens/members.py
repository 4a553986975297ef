"""Mitglieder: who belongs to the municipality, what they do, and how far they may see."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from app.access import Person, Role
from app.web import person
from app.web.asking import ask, asked, confirm, forget
from app.web.doing import safely
from app.web.host import current
from app.web.plain import plain
from app.web.session import counted, key_in_language, t
from app.web.tables import Action, Cell, Column, TableRow, show_table
from app.web.telling import attempt, show_told
from corpora.members import Member
from corpora.model import Access

_CHOSEN = "ak_member"
_LEAVING = "ak_member_leaving"
_TOLD = "ak_members_told"


def render() -> None:
    """Show the page. Raises `NotAllowed`."""
    reader = person.require(Role.ADMIN)
    st.title(t("members.title"), anchor=False)
    st.caption(t("members.lead"))
    if current().app.access.is_local:
        st.info(t("members.local"))
    show_told(_TOLD)
    known = current().app.membership.all(reader)
    if known:
        _show(known)
    else:
        st.text(t("members.none"))
    chosen = next((member for member in known if member.subject == st.session_state.get(_CHOSEN)), None)
    _show_form(reader, chosen)
    leaving = asked(_LEAVING)
    if leaving:
        confirm(_LEAVING, "members", "remove", partial(_remove, leaving), name=leaving)


def _show(known: list[Member]) -> None:
    show_table(
        counted("members.caption", len(known)),
        [
            Column("name", t("members.name"), head=True),
            Column("roles", t("members.roles")),
            Column("clearance", t("members.clearance")),
            Column("state", t("members.state")),
        ],
        [_row(member) for member in known],
        key="ak_members",
        act=_act,
    )


def _row(member: Member) -> TableRow:
    suspend = "allow" if member.suspended else "suspend"
    return TableRow(
        member.subject,
        {
            "name": Cell(member.name or member.subject, note=member.subject if member.name else ""),
            "roles": ", ".join(t(f"role.{role.value}") for role in sorted(member.roles)),
            "clearance": t(f"clearance.{member.clearance.value}"),
            "state": t("members.suspended" if member.suspended else "members.active"),
        },
        [
            Action(name, t(f"members.{name}"), t("members.spoken", action=t(f"members.{name}"), name=member.subject))
            for name in ("change", suspend, "remove")
        ],
    )


def _act(subject: str, action: str) -> None:
    if action == "change":
        st.session_state[_CHOSEN] = subject
    elif action == "remove":
        ask(_LEAVING, subject)
    else:
        suspended = action == "suspend"
        _do(
            lambda reader: current().app.membership.change(reader, subject, suspended=suspended),
            t("members.suspended_said" if suspended else "members.allowed_said", name=subject),
        )


def _show_form(reader: Person, member: Member | None) -> None:
    """To add a member, or to change the chosen one."""
    key = member.subject if member else "new"
    st.header(t("members.change_title", name=plain(member.subject)) if member else t("members.add_title"), anchor=False)
    clearance = member.clearance if member else Access.PUBLIC
    levels = [each.value for each in Access if each.level <= reader.clearance.level or each is clearance]
    with st.form(f"ak_member_{key}", border=False):
        if member is None:
            st.text_input(t("members.subject"), key="ak_member_subject", help=t("members.subject_help"), max_chars=255)
        st.text_input(t("members.name"), value=member.name if member else "", key=f"ak_name_{key}", max_chars=120)
        st.multiselect(
            t("members.roles"),
            [role.value for role in Role],
            default=sorted(role.value for role in member.roles) if member else [Role.READER.value],
            format_func=lambda value: t(f"role.{value}"),
            key=key_in_language(f"ak_roles_{key}"),
        )
        st.selectbox(
            t("members.clearance"),
            levels,
            index=levels.index(clearance.value),
            format_func=lambda value: t(f"clearance.{value}"),
            key=key_in_language(f"ak_clearance_{key}"),
        )
        st.form_submit_button(
            t("members.save") if member else t("members.add"),
            type="primary",
            on_click=safely(_save),
            args=(key, member.subject if member else None),
        )
    if member is not None:
        st.button(t("dialog.cancel"), key="ak_member_cancel", on_click=safely(forget), args=(_CHOSEN,))


def _save(key: str, subject: str | None) -> None:
    state, membership = st.session_state, current().app.membership
    roles = [Role(value) for value in state.get(key_in_language(f"ak_roles_{key}")) or ()]
    clearance = Access(state[key_in_language(f"ak_clearance_{key}")])
    name = str(state.get(f"ak_name_{key}") or "").strip()
    if subject is None:
        new = str(state.get("ak_member_subject") or "").strip()
        if _do(
            lambda reader: membership.add(reader, new, roles=roles, clearance=clearance, name=name),
            t("members.added", name=new),
        ):
            state["ak_member_subject"] = state[f"ak_name_{key}"] = ""
    elif _do(
        lambda reader: membership.change(reader, subject, roles=roles, clearance=clearance, name=name),
        t("members.saved", name=subject),
    ):
        forget(_CHOSEN)


def _do(what: Callable[[Person], object], done: str) -> bool:
    return attempt(_TOLD, Role.ADMIN, what, done)


def _remove(subject: str) -> None:
    _do(lambda reader: current().app.membership.remove(reader, subject), t("members.removed", name=subject))
