"""What one browser session remembers besides its widgets: the language, what is to be said aloud."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import streamlit as st

from app.web.texts.catalogue import Language, look_up, look_up_counted

PARAMETER = "sprache"
"""Names the language in the page's address, so that a reload keeps it."""

_LANGUAGE = "ak_language"
_SAY = "ak_say"
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Announcement:
    """Words for the live region; said once for each `id`."""

    id: str
    text: str


def language() -> Language:
    """The session's language, German until a person chooses."""
    chosen = st.session_state.get(_LANGUAGE) or st.query_params.get(PARAMETER)
    if chosen not in set(Language):
        return Language.GERMAN
    # A language that came with the address stays when the next page's address does not name it.
    st.session_state[_LANGUAGE] = chosen
    return Language(chosen)


def choose_language(chosen: Language) -> None:
    """Speak another language from the next run on."""
    st.session_state[_LANGUAGE] = chosen


def t(key: str, **values: object) -> str:
    """The text of the session's language."""
    return look_up(language(), key, **values)


def counted(key: str, count: int, **values: object) -> str:
    """The text for a number of things; ``key_one`` is that for one."""
    return look_up_counted(language(), key, count, **values)


def key_in_language(key: str) -> str:
    """Key for a field whose options are words of the language: another one in each, with the same choice.

    The browser knows what is chosen by its words, and would go on showing those of the language before.
    """
    own, state = f"{key}_{language().value}", st.session_state
    for other in Language:
        before = f"{key}_{other.value}"
        if other is not language() and before in state:
            state[own] = state[before]
            del state[before]
    return own


def say(text: str) -> None:
    """Have a screen reader say `text` once, without moving the focus."""
    st.session_state[_SAY] = Announcement(str(next(_numbers)), text)


def announcement() -> Announcement | None:
    """What was last handed to `say`."""
    said = st.session_state.get(_SAY)
    return said if isinstance(said, Announcement) else None
