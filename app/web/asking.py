"""A question before what cannot be undone."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.web.doing import safely
from app.web.moments import number
from app.web.plain import plain
from app.web.session import t


def ask(slot: str, what: str) -> None:
    """Remember in the session, under `slot`, that a person is to be asked about `what`."""
    st.session_state[slot] = what


def forget(slot: str) -> None:
    """The question was answered, or closed."""
    st.session_state.pop(slot, None)


def asked(slot: str) -> str | None:
    """What a person is being asked about."""
    found: str | None = st.session_state.get(slot)
    return found


def confirm(  # noqa: PLR0913 - what is asked, and what fills the words
    slot: str, about: str, deed: str, do: Callable[[], None], *, name: str = "", total: int = 0
) -> None:
    """Ask in a dialog that takes the focus; `do` is done on a yes, before the page is shown again.

    The texts are ``ABOUT.DEED_title``, ``_sure`` (with `name` and `total`) and ``_now``.
    """

    def leave() -> None:
        forget(slot)

    def agree() -> None:
        forget(slot)
        do()

    @st.dialog(t(f"{about}.{deed}_title"), on_dismiss=safely(leave))
    def dialog() -> None:
        st.write(t(f"{about}.{deed}_sure", name=plain(name), total=number(total)))
        with st.container(horizontal=True):
            if st.button(t(f"{about}.{deed}_now"), type="primary", key=f"{slot}_yes", on_click=safely(agree)):
                st.rerun()
            if st.button(t("dialog.cancel"), key=f"{slot}_no", on_click=safely(leave)):
                st.rerun()

    dialog()
