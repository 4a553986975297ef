"""Where in the page Qualität an evaluator is; it stands in the address, so that a reload and a link lead there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

_VIEW, _RUN, _BEFORE, _FILE, _CASE = "ansicht", "lauf", "vorher", "datei", "fall"


class View(StrEnum):
    """Part of the page; the value stands in the address."""

    RUNS = "laeufe"
    NEW = "neu"
    COMPARE = "vergleich"
    TREND = "entwicklung"
    CASES = "faelle"
    FEEDBACK = "rueckmeldungen"


@dataclass(frozen=True, slots=True)
class Spot:
    """Empty parts are wider: no run is the list of all."""

    view: View = View.RUNS
    run: str = ""
    """Of the report, or the later one of a comparison."""
    before: str = ""
    """The earlier run of a comparison."""
    file: str = ""
    case: str = ""
    """Of the report or the file."""


def here() -> Spot:
    """Where the address says that we are."""
    query = st.query_params
    view = query.get(_VIEW, "")
    return Spot(
        View(view) if view in set(View) else View.RUNS,
        query.get(_RUN, ""),
        query.get(_BEFORE, ""),
        query.get(_FILE, ""),
        query.get(_CASE, ""),
    )


def move(spot: Spot) -> None:
    """Be elsewhere from the next run on."""
    view = "" if spot.view is View.RUNS else spot.view.value
    parts = {_VIEW: view, _RUN: spot.run, _BEFORE: spot.before, _FILE: spot.file, _CASE: spot.case}
    for name, value in parts.items():
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)
