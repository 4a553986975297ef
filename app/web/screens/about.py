"""Über: what this is and is not, for readers without technical knowledge."""

from __future__ import annotations

import streamlit as st

from app.web.host import current
from app.web.plain import plain
from app.web.session import t

_SECTIONS = ("what", "how", "limits", "ai", "model", "data", "contact")


def render() -> None:
    """Show the page."""
    st.title(t("about.title"), anchor=False)
    with st.container(key="ak-about"):
        for section in _SECTIONS:
            st.header(t(f"about.{section}_title"), anchor=False)
            _show(section)


def _show(section: str) -> None:
    settings = current().app.settings
    match section:
        case "how":
            st.markdown(t("about.how"))
            st.markdown(t(f"about.engine_{settings.answering.engine.value}"))
        case "model" if settings.embedding.model:
            st.markdown(t("about.model_own", model=plain(settings.embedding.model)))
        case "data":
            st.markdown(t("about.data", days=settings.retention.days))
        case "contact" if settings.web.contact:
            st.text(settings.web.contact)
        case _:
            st.markdown(t(f"about.{section}"))
