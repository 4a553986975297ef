"""Über: what this is and is not, for readers without technical knowledge."""

from __future__ import annotations

import streamlit as st

from app.settings import Settings
from app.web.host import current
from app.web.session import t

_SECTIONS = ("what", "how", "limits", "ai", "model", "data", "contact")


def render() -> None:
    """Show the page."""
    st.title(t("about.title"), anchor=False)
    settings = current().app.settings
    with st.container(key="ak-about"):
        for section in _SECTIONS:
            st.header(t(f"about.{section}_title"), anchor=False)
            if section == "contact" and settings.web.contact:
                st.text(settings.web.contact)
            else:
                st.markdown(_text(section, settings))


def _text(section: str, settings: Settings) -> str:
    if section == "how":
        engine = settings.answering.engine
        return f"{t('about.how')}\n\n{t(f'about.engine_{engine}')}"
    if section == "model":
        embedding = settings.embedding.model
        return t("about.model_own", model=embedding) if embedding else t("about.model")
    if section == "data":
        return t("about.data", days=settings.retention.days)
    return t(f"about.{section}")
