"""The tenant's own abbreviations and synonyms."""

from __future__ import annotations

import streamlit as st

from app.access import Person, Role
from app.web import person
from app.web.doing import safely
from app.web.host import current
from app.web.messages import worded
from app.web.session import counted, t
from app.web.telling import show_told, tell
from corpora.errors import AktenkompassError

_TOLD = "ak_vocabulary_told"
LONGEST = 100_000


def show_vocabulary(reader: Person) -> None:
    """The text, to change and put in force."""
    desk = current().app.vocabulary
    st.write(t("vocabulary.lead"))
    with st.form("ak_vocabulary", border=False):
        st.text_area(
            t("vocabulary.label"),
            value=desk.show(reader.tenant),
            key=f"ak_vocabulary_text_{reader.tenant}",
            height=180,
            max_chars=LONGEST,
            help=t("vocabulary.help"),
        )
        st.form_submit_button(t("vocabulary.submit"), on_click=safely(_put))
    show_told(_TOLD)


def _put() -> None:
    reader = person.require(Role.MANAGER)
    text = str(st.session_state[f"ak_vocabulary_text_{reader.tenant}"] or "")
    try:
        report = current().app.vocabulary.put(reader.tenant, text)
    except AktenkompassError as error:
        tell(_TOLD, worded(error), good=False)
    else:
        words = t(
            "vocabulary.done",
            abbreviations=counted("vocabulary.abbreviations", report.abbreviations),
            synonyms=counted("vocabulary.synonyms", report.synonyms),
        )
        replaced = [
            t("vocabulary.replaced", short=each.short, long=", ".join(each.shipped)) for each in report.replaced
        ]
        tell(_TOLD, " ".join([words, *replaced]), good=True)
