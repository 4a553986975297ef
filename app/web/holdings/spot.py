"""Where in the page Bestände a manager is; it stands in the address, so that a reload and a link lead there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

CORPUS, VIEW, DOCUMENT = "bestand", "ansicht", "dokument"


class CorpusView(StrEnum):
    """What of a corpus is shown; the value stands in the address."""

    PAPERS = "unterlagen"
    ADD = "hinzufuegen"
    JOBS = "auftraege"
    TWINS = "doppelte"
    SETTINGS = "einstellungen"


class DocumentView(StrEnum):
    """What of a document is shown; the value stands in the address."""

    PAGES = "seiten"
    FACTS = "angaben"
    SECTIONS = "abschnitte"
    SEARCH = "testsuche"
    CHANGE = "aendern"


@dataclass(frozen=True, slots=True)
class Spot:
    """Empty parts are wider: no corpus is the list of all."""

    corpus: str = ""
    document: str = ""
    view: str = ""


def here() -> Spot:
    """Where the address says that we are."""
    query = st.query_params
    return Spot(query.get(CORPUS, ""), query.get(DOCUMENT, ""), query.get(VIEW, ""))


def move(spot: Spot) -> None:
    """Be elsewhere from the next run on."""
    for name, value in ((CORPUS, spot.corpus), (DOCUMENT, spot.document), (VIEW, spot.view)):
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)
