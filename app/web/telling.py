"""What came of what a person did, told once on the page that follows, and said aloud."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.access import Person, Role
from app.web import person
from app.web.messages import worded
from app.web.plain import plain
from app.web.session import say
from corpora.errors import AktenkompassError


def attempt(slot: str, role: Role, what: Callable[[Person], object], done: str) -> bool:
    """Do something as the person of this moment, who must have `role`; tell how it went. Whether it went well."""
    try:
        what(person.require(role))
    except AktenkompassError as error:
        tell(slot, worded(error), good=False)
        return False
    tell(slot, done, good=True)
    return True


def tell(slot: str, words: str, *, good: bool) -> None:
    """Keep words for the page that follows, and say them."""
    st.session_state[slot] = (good, words)
    say(words)


def show_told(slot: str) -> None:
    """Show what was kept, once."""
    told = st.session_state.pop(slot, None)
    if told is not None:
        (st.success if told[0] else st.error)(plain(told[1]))
