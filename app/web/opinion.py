"""What the reader says of an answer: a thumb, what was wrong, a remark."""

from __future__ import annotations

import streamlit as st

from app.conversations import TurnKey
from app.feedback import GivenFeedback, Rating, Reason
from app.web import person
from app.web.doing import safely
from app.web.host import current
from app.web.session import say, t

LONGEST_REMARK = 2000


def show_opinion(key: TurnKey, given: GivenFeedback | None) -> None:
    """The thumbs of one kept turn; for a thumb down the reasons to choose from."""
    turn = key.number
    with st.container(horizontal=True, vertical_alignment="center", key=f"ak-opinion-{turn}"):
        if given is None:
            st.text(t("opinion.question"))
            for rating in Rating:
                st.button(
                    t(f"opinion.{rating.value}"),
                    key=f"ak_{rating.value}_{turn}",
                    on_click=safely(_give),
                    args=(key, rating),
                )
        else:
            st.text(t("opinion.thanks", rating=t(f"opinion.{given.rating.value}")))
            st.button(t("opinion.take_back"), key=f"ak_back_{turn}", on_click=safely(_take_back), args=(key,))
    if given is not None and given.rating is Rating.DOWN:
        _show_reasons(key, given)


def _show_reasons(key: TurnKey, given: GivenFeedback) -> None:
    turn = key.number
    complete = bool(given.reasons or given.comment)
    with st.expander(t("opinion.more"), expanded=not complete), st.form(f"ak_reasons_{turn}", border=False):
        reasons = st.container(horizontal=True)
        for reason in Reason:
            reasons.checkbox(
                t(f"opinion.{reason.value}"), value=reason in given.reasons, key=f"ak_{reason.value}_{turn}"
            )
        st.text_area(
            t("opinion.remark"),
            value=given.comment,
            max_chars=LONGEST_REMARK,
            key=f"ak_remark_{turn}",
            help=t("opinion.remark_help"),
        )
        st.form_submit_button(t("opinion.send"), on_click=safely(_send), args=(key,))


def _give(key: TurnKey, rating: Rating) -> None:
    current().app.feedback.give(person.now(), key, rating)
    say(t("opinion.thanks", rating=t(f"opinion.{rating.value}")))


def _take_back(key: TurnKey) -> None:
    current().app.feedback.take_back(person.now(), key)


def _send(key: TurnKey) -> None:
    state = st.session_state
    reasons = [reason for reason in Reason if state.get(f"ak_{reason.value}_{key.number}")]
    remark = str(state.get(f"ak_remark_{key.number}") or "")
    current().app.feedback.give(person.now(), key, Rating.DOWN, reasons, remark)
    say(t("opinion.sent"))
