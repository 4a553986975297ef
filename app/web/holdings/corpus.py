"""One corpus: its papers, adding to it, its jobs, doubles and older versions, its settings."""

from __future__ import annotations

import streamlit as st

from app.access import Person
from app.web.doing import safely
from app.web.holdings import adding, papers, settings, spot, twins
from app.web.holdings.spot import CorpusView
from app.web.holdings.work import latest_jobs, show_jobs
from app.web.host import current
from app.web.plain import plain
from app.web.session import key_in_language, t


def render(reader: Person, here: spot.Spot) -> None:
    """Show it. Raises `UnknownCorpus`."""
    corpus = current().app.holdings.corpus(reader, here.corpus)
    st.button(t("holdings.back"), key="ak_back", on_click=safely(spot.move), args=(spot.Spot(),))
    st.title(plain(corpus.title), anchor=False)
    st.caption(f"{t(f'kind.{corpus.kind.value}')} · {t(f'access.{corpus.access.value}')} · {plain(corpus.id)}")
    view = CorpusView(here.view) if here.view in set(CorpusView) else CorpusView.PAPERS
    choose_view([each.value for each in CorpusView], view, "corpus_view", spot.Spot(corpus.id))
    match view:
        case CorpusView.PAPERS:
            papers.render(reader, corpus)
        case CorpusView.ADD:
            adding.render(reader, corpus)
        case CorpusView.JOBS:
            show_jobs(latest_jobs(reader, corpus.id), corpus.id)
        case CorpusView.TWINS:
            twins.render(reader, corpus)
        case CorpusView.SETTINGS:
            settings.render(reader, corpus)


def choose_view(views: list[str], view: str, name: str, base: spot.Spot) -> None:
    """Buttons for the views of something; the choice goes into the address."""
    key = key_in_language(f"ak_{name}_{view}")

    def chosen() -> None:
        spot.move(spot.Spot(base.corpus, base.document, str(st.session_state[key])))

    st.segmented_control(
        t(f"{name}.label"),
        views,
        default=view,
        required=True,
        format_func=lambda each: t(f"{name}.{each}"),
        key=key,
        on_change=safely(chosen),
        label_visibility="collapsed",
    )
