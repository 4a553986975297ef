"""From one page to another: pages are known by the last part of their address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

_PAGES = "ak_pages"
_GOAL = "ak_goal"


def know(pages: Iterable[Any]) -> None:
    """Remember the pages of this run."""
    st.session_state[_PAGES] = {page.url_path: page for page in pages}


def go(path: str, **query: str) -> None:
    """Go to a page once the callback that calls this is over."""
    st.session_state[_GOAL] = (path, query)


def follow() -> None:
    """Leave for where `go` said; called before a page shows itself."""
    goal = st.session_state.pop(_GOAL, None)
    known: Mapping[str, Any] = st.session_state.get(_PAGES, {})
    if goal is not None and goal[0] in known:
        st.switch_page(known[goal[0]], query_params=goal[1])
