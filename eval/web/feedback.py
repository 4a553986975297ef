"""What people said of answers and nobody has looked at yet: made a draft of a case, or put aside."""

from __future__ import annotations

import streamlit as st

from app.access import Person, Role
from app.feedback import FeedbackState, Rating, ReadFeedback
from app.web import person
from app.web.doing import safely
from app.web.host import current
from app.web.messages import worded
from app.web.moments import day
from app.web.plain import plain
from app.web.session import counted, say, t
from app.web.tables import Action, Cell, Column, TableRow, show_table
from corpora.errors import AktenkompassError
from eval.case_files import FEEDBACK_FILE
from eval.web.services import Quality
from eval.web.spot import Spot, View, move

SHOWN = 25
"""Entries on the page at a time."""
_TOLD = "ak_feedback_told"


def render(quality: Quality, reader: Person) -> None:
    """Show it."""
    told = st.session_state.pop(_TOLD, None)
    if told:
        st.error(plain(told))
    st.write(t("feedback.lead", file=plain(FEEDBACK_FILE)))
    entries = current().app.feedback.entries(reader, [FeedbackState.OPEN])
    if not entries:
        st.info(t("feedback.none"))
        return
    pages = -(-len(entries) // SHOWN)
    page = st.pagination(pages, key="ak_feedback_page") if pages > 1 else 1
    show_table(
        counted("feedback.caption", len(entries)),
        [
            Column("question", t("case_list.question"), head=True),
            Column("rating", t("feedback.rating")),
            Column("comment", t("opinion.remark")),
            Column("when", t("feedback.when")),
        ],
        [_row(entry) for entry in entries[(page - 1) * SHOWN : page * SHOWN]],
        key="ak_feedback",
        act=lambda id, action: _act(quality, id, action),
    )
    if len(entries) > 1:
        st.button(
            counted("feedback.take_all", len(entries)), on_click=safely(_take), args=(quality, [e.id for e in entries])
        )


def _row(entry: ReadFeedback) -> TableRow:
    reasons = ", ".join(sorted(t(f"opinion.{reason.value}") for reason in entry.reasons))
    return TableRow(
        entry.id,
        {
            "question": Cell(entry.question, note=_answer_words(entry)),
            "rating": Cell(
                t(f"opinion.{entry.rating.value}"), note=reasons, alert=entry.rating is Rating.DOWN and bool(reasons)
            ),
            "comment": entry.comment,
            "when": day(entry.created),
        },
        [
            Action("take", t("feedback.take"), t("feedback.take_spoken", question=entry.question)),
            Action("dismiss", t("feedback.dismiss"), t("feedback.dismiss_spoken", question=entry.question)),
        ],
    )


def _answer_words(entry: ReadFeedback) -> str:
    texts = [" ".join(statement.text.split()) for statement in entry.answer.statements]
    whole = " ".join(texts) or t(f"case_view.{entry.answer.outcome.value}")
    return whole if len(whole) <= 240 else f"{whole[:239]}…"


def _act(quality: Quality, id: str, action: str) -> None:
    if action == "take":
        _take(quality, [id])
        return
    reader = person.require(Role.EVALUATOR)
    try:
        current().app.feedback.mark(reader, [id], FeedbackState.DISMISSED)
    except AktenkompassError as error:
        st.session_state[_TOLD] = worded(error)
        return
    say(t("feedback.dismissed"))


def _take(quality: Quality, ids: list[str]) -> None:
    reader = person.require(Role.EVALUATOR)
    try:
        file = quality.files.take_feedback(reader, ids)
    except AktenkompassError as error:
        st.session_state[_TOLD] = worded(error)
        say(worded(error))
        return
    # One draft is looked at next; of several, the list.
    case = f"feedback-{ids[0][:8]}" if len(ids) == 1 else ""
    move(Spot(View.CASES, file=file, case=case))
    say(counted("feedback.taken", len(ids)))
