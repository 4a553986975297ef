"""Über: what this is and is not."""

from __future__ import annotations

import streamlit as st

from app.web.session import t


def render() -> None:
    """Show the page."""
    st.title(t("about.title"), anchor=False)
