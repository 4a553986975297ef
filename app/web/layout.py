"""The frame around every page: title, navigation, whose papers these are, the language."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from app.access import Person, Role
from app.web import components, person, ways
from app.web.doing import TOLD, safely
from app.web.host import current
from app.web.messages import worded
from app.web.plain import plain
from app.web.screens import about, ask, history, holdings, members, sign_in
from app.web.session import PARAMETER as SPOKEN
from app.web.session import announcement, choose_language, language, t
from app.web.telling import show_told
from app.web.texts.catalogue import Language, part
from corpora.errors import AktenkompassError, NotAMember, NotSignedIn, SessionExpired

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    """Empty for the first page."""
    title_key: str
    render: Callable[[], None]
    role: Role = Role.READER
    """Who has the page at all."""


_FIRST = (_Entry("", "nav.ask", ask.render), _Entry("verlauf", "nav.history", history.render))

_KEEPING = (_Entry("bestaende", "nav.holdings", holdings.render, Role.MANAGER),)
_LAST = (_Entry("mitglieder", "nav.members", members.render, Role.ADMIN), _Entry("ueber", "nav.about", about.render))


def render() -> None:
    """Show the page of the address."""
    try:
        reader = person.now()
        kept = {person.PARAMETER: reader.tenant} if len(person.tenants()) > 1 else {}
    except (NotSignedIn, SessionExpired, NotAMember) as reason:
        _show_outside(reason)
    else:
        _show_inside(reader, kept)
    _speak()


def _show_outside(reason: AktenkompassError) -> None:
    about_page = _page(_LAST[-1], default=False)
    here = st.Page(lambda: sign_in.render(reason), title=t("sign_in.title"), url_path="anmelden", default=True)
    page = _navigate([here, about_page])
    _run_script({})
    _show_frame(None)
    page.run()


def _show_inside(reader: Person, kept: Mapping[str, str]) -> None:
    pages = [_page(entry, default=not entry.path) for entry in _entries() if entry.role in reader.roles]
    page = _navigate(pages)
    ways.know(pages)
    ways.follow()
    _run_script(kept)
    _show_frame(reader)
    show_told(TOLD)
    try:
        page.run()
    except AktenkompassError as error:
        st.error(plain(worded(error)))
    except Exception:
        log.exception("a page failed")
        st.error(t("frame.failed"))


def _navigate(pages: Sequence[st.Page]) -> st.Page:
    page = st.navigation(pages, position="top")
    st.set_page_config(page_title=f"{page.title} · {t('app.name')}", layout="wide")
    return page


def _entries() -> list[_Entry]:
    extra = [_Entry(page.path, page.title_key, page.render, Role.EVALUATOR) for page in current().extra_pages]
    return [*_FIRST, *_KEEPING, *extra, *_LAST]


def _page(entry: _Entry, *, default: bool) -> st.Page:
    return st.Page(entry.render, title=t(entry.title_key), url_path=entry.path, default=default)


def _show_frame(reader: Person | None) -> None:
    with st.container(key="ak-frame", horizontal=True, vertical_alignment="center"):
        if reader is not None:
            _show_tenant(reader)
        st.selectbox(
            t("frame.language"),
            options=list(Language),
            index=list(Language).index(language()),
            format_func={each: t(f"language.{each}") for each in Language}.__getitem__,
            key="ak_language_choice",
            on_change=safely(_take_language),
            width=130,
            label_visibility="collapsed",
        )
        if reader is not None and not current().app.access.is_local:
            st.button(t("sign_in.leave"), on_click=st.logout)


def _show_tenant(reader: Person) -> None:
    titles = {tenant.id: tenant.title for tenant in person.tenants()}
    if len(titles) > 1:
        if st.query_params.get(person.PARAMETER) not in (None, reader.tenant):
            st.query_params[person.PARAMETER] = reader.tenant
        # A step back may have led to another one than was chosen here.
        if st.session_state.get("ak_tenant_choice") != reader.tenant:
            st.session_state["ak_tenant_choice"] = reader.tenant
        st.selectbox(
            t("frame.tenant"),
            options=list(titles),
            format_func=titles.__getitem__,
            key="ak_tenant_choice",
            on_change=safely(_take_tenant),
            width=250,
            label_visibility="collapsed",
        )
    else:
        st.text(titles.get(reader.tenant, ""))


def _take_language() -> None:
    choose_language(st.session_state["ak_language_choice"])


def _take_tenant() -> None:
    person.choose_tenant(st.session_state["ak_tenant_choice"])


def _streamlit_words() -> dict[str, str]:
    """What to put for what Streamlit writes, and for what was put there before the language changed."""
    wanted = part(language(), "streamlit")
    before = {text: wanted[key] for each in Language for key, text in part(each, "streamlit").items()}
    return {**before, **wanted}


def _run_script(kept: Mapping[str, str]) -> None:
    """Run the frame's script, before a page that may take its time.

    `kept` is what of the session the address of every page names, besides its language.
    """
    spoken = language()
    components.show(
        "frame",
        {
            "language": spoken.value,
            "address": {**kept, SPOKEN: "" if spoken is Language.GERMAN else spoken.value},
            "labels": {
                "words": _streamlit_words(),
                "parts": part(language(), "streamlit_parts"),
                "prefixes": part(language(), "streamlit_prefixes"),
            },
        },
        key="ak_frame_script",
    )


def _speak() -> None:
    said = announcement()
    components.show("frame", {"say": {"id": said.id, "text": said.text} if said else None}, key="ak_frame_speech")
