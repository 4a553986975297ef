"""The page: what the address names, for whoever is an evaluator at this moment."""

from __future__ import annotations

import streamlit as st

from app.access import Role
from app.web import person
from app.web.doing import safely
from app.web.session import key_in_language, t
from corpora.errors import UnknownCases, UnknownRun
from eval.web import case_form, cases, comparing, feedback, report, runs, starting, trend
from eval.web.services import Quality
from eval.web.spot import Spot, View, here, move


def render(quality: Quality) -> None:
    """Show the part that the address names. Raises `NotAllowed`."""
    reader, spot = person.require(Role.EVALUATOR), here()
    try:
        if spot.run and spot.view is View.RUNS:
            report.render(quality, reader, spot)
        elif spot.file and spot.case:
            case_form.render(quality, reader, spot)
        elif spot.file:
            cases.render_file(quality, reader, spot)
        else:
            _show_view(quality, spot)
    except (UnknownRun, UnknownCases):
        st.title(t("quality.title"), anchor=False)
        st.info(t("quality.unknown"))
        st.button(t("quality.back"), on_click=safely(move), args=(Spot(spot.view),))


def _show_view(quality: Quality, spot: Spot) -> None:
    reader = person.require(Role.EVALUATOR)
    st.title(t("quality.title"), anchor=False)
    st.caption(t("quality.lead"))
    _choose_view(spot.view)
    match spot.view:
        case View.RUNS:
            runs.render(quality, reader)
        case View.NEW:
            starting.render(quality, reader)
        case View.COMPARE:
            comparing.render(quality, reader, spot)
        case View.TREND:
            trend.render(quality, reader)
        case View.CASES:
            cases.render(quality, reader)
        case View.FEEDBACK:
            feedback.render(quality, reader)


def _choose_view(view: View) -> None:
    key = key_in_language(f"ak_quality_{view.value}")

    def chosen() -> None:
        move(Spot(View(st.session_state[key])))

    st.segmented_control(
        t("quality.view"),
        [each.value for each in View],
        default=view.value,
        required=True,
        format_func=lambda each: t(f"quality_view.{each}"),
        key=key,
        on_change=safely(chosen),
        label_visibility="collapsed",
    )
