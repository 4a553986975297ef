"""The frame around every page: title, navigation, whose papers these are, the language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from app.web import components, person
from app.web.host import current
from app.web.pages import about, ask
from app.web.session import announcement, choose_language, language, t
from app.web.texts.catalogue import Language, part


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    """Empty for the first page."""
    title_key: str
    render: Callable[[], None]


def _entries() -> list[_Entry]:
    own = [_Entry("", "nav.ask", ask.render), _Entry("ueber", "nav.about", about.render)]
    extra = [_Entry(page.path, page.title_key, page.render) for page in current().extra_pages]
    return [*own[:-1], *extra, own[-1]]


def page_paths(extra: list[str]) -> list[str]:
    """Addresses of all pages but the first, for the server's routes."""
    return ["ueber", *extra]


def render() -> None:
    """Show the page of the address."""
    st.set_page_config(page_title=t("app.name"), layout="wide")
    pages = [
        st.Page(entry.render, title=t(entry.title_key), url_path=entry.path, default=not entry.path)
        for entry in _entries()
    ]
    page = st.navigation(pages, position="top")
    _show_frame(page.title)
    page.run()
    _speak()


def _show_frame(title: str) -> None:
    with st.container(key="ak-frame", horizontal=True):
        tenants = person.tenants()
        chosen = person.tenant()
        if chosen is not None and len(tenants) > 1:
            st.selectbox(
                t("frame.tenant"),
                options=[tenant.id for tenant in tenants],
                index=[tenant.id for tenant in tenants].index(chosen.id),
                format_func={tenant.id: tenant.title for tenant in tenants}.__getitem__,
                key="ak_tenant_choice",
                on_change=lambda: person.choose_tenant(st.session_state["ak_tenant_choice"]),
                width=250,
                label_visibility="collapsed",
            )
        st.selectbox(
            t("frame.language"),
            options=list(Language),
            index=list(Language).index(language()),
            format_func=lambda each: t(f"language.{each}"),
            key="ak_language_choice",
            on_change=lambda: choose_language(st.session_state["ak_language_choice"]),
            width=130,
            label_visibility="collapsed",
        )


def _speak() -> None:
    said = announcement()
    components.show(
        "frame",
        {
            "language": language().value,
            "labels": {
                "skip": t("frame.skip"),
                "main": t("frame.main"),
                "navigation": t("frame.navigation"),
                "words": part(language(), "streamlit"),
            },
            "say": {"id": said.id, "text": said.text} if said else None,
        },
        key="ak_frame_script",
    )
