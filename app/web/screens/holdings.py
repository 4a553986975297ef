"""Bestände: what a knowledge manager keeps."""

from __future__ import annotations

import streamlit as st

from app.access import Role
from app.web import person
from app.web.doing import safely
from app.web.holdings import corpus, document, overview, spot
from app.web.session import t
from corpora.errors import UnknownCorpus, UnknownDocument


def render() -> None:
    """Show the part that the address names. Raises `NotAllowed`."""
    reader, here = person.require(Role.MANAGER), spot.here()
    if not here.corpus:
        st.title(t("holdings.title"), anchor=False)
        overview.render(reader)
        return
    try:
        if here.document:
            document.render(reader, here)
        else:
            corpus.render(reader, here)
    except (UnknownCorpus, UnknownDocument):
        # The errors' own hints are commands.
        st.title(t("holdings.title"), anchor=False)
        st.info(t("holdings.gone"))
        st.button(t("holdings.back"), on_click=safely(spot.move), args=(spot.Spot(),))
