"""What a corpus is called and of what kind it is, who may see it, its shares; reading it anew and removing it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.access import Person, Role
from app.web.doing import safely
from app.web.holdings import spot
from app.web.host import current
from app.web.plain import plain
from app.web.session import key_in_language, t
from app.web.telling import attempt, show_told, tell
from corpora.model import Access, Corpus, CorpusKind

_TOLD = "ak_settings_told"


def render(reader: Person, corpus: Corpus) -> None:
    """Show them."""
    show_told(_TOLD)
    _show_title(corpus)
    _show_kind(corpus)
    _show_access(reader, corpus)
    if Role.ADMIN in reader.roles:
        _show_sharing(reader, corpus)
    _show_reading(corpus)
    _show_removal(corpus)


def _do(what: Callable[[Person], object], done: str) -> bool:
    return attempt(_TOLD, Role.MANAGER, what, done)


def _show_title(corpus: Corpus) -> None:
    with st.form("ak_rename", border=False):
        st.text_input(t("new_corpus.name"), value=corpus.title, key=f"ak_title_{corpus.id}", max_chars=200)
        st.form_submit_button(t("settings.rename"), on_click=safely(_rename), args=(corpus.id,))


def _rename(corpus: str) -> None:
    title = str(st.session_state[f"ak_title_{corpus}"] or "").strip()
    _do(lambda reader: current().app.holdings.rename_corpus(reader, corpus, title), t("settings.renamed"))


def _show_kind(corpus: Corpus) -> None:
    st.header(t("new_corpus.kind"), anchor=False)
    st.write(t("settings.kind_means"))
    kinds = [each.value for each in CorpusKind]
    with st.form("ak_kind", border=False):
        st.selectbox(
            t("new_corpus.kind"),
            kinds,
            index=kinds.index(corpus.kind.value),
            key=key_in_language(f"ak_kind_{corpus.id}"),
            format_func=lambda value: t(f"kind.{value}"),
        )
        st.form_submit_button(t("settings.kind_change"), on_click=safely(_change_kind), args=(corpus.id,))


def _change_kind(corpus: str) -> None:
    kind = CorpusKind(st.session_state[key_in_language(f"ak_kind_{corpus}")])
    _do(lambda reader: current().app.runner.change_kind(reader, corpus, kind), t("job.started"))


def _show_access(reader: Person, corpus: Corpus) -> None:
    st.header(t("settings.access_title"), anchor=False)
    st.write(t("settings.access_means"))
    levels = [each.value for each in Access if each.level <= reader.clearance.level]
    with st.form("ak_access", border=False):
        st.selectbox(
            t("new_corpus.access"),
            levels,
            index=levels.index(corpus.access.value),
            key=key_in_language(f"ak_access_{corpus.id}"),
            format_func=lambda value: t(f"access.{value}"),
        )
        st.form_submit_button(t("settings.access_change"), on_click=safely(_change_access), args=(corpus.id,))


def _change_access(corpus: str) -> None:
    access = Access(st.session_state[key_in_language(f"ak_access_{corpus}")])
    _do(lambda reader: current().app.runner.change_access(reader, corpus, access), t("job.started"))


def _show_sharing(reader: Person, corpus: Corpus) -> None:
    st.header(t("settings.sharing_title"), anchor=False)
    neighbours = current().app.holdings.neighbours(reader)
    if not neighbours:
        st.text(t("settings.no_neighbours"))
        return
    overview = next(each for each in current().app.holdings.overview(reader) if each.corpus.id == corpus.id)
    st.write(t("settings.sharing_means"))
    with st.form("ak_sharing", border=False):
        for tenant in neighbours:
            st.checkbox(
                plain(tenant.title), value=tenant.id in overview.shared_with, key=f"ak_share_{corpus.id}_{tenant.id}"
            )
        st.form_submit_button(t("settings.share"), on_click=safely(_share), args=(corpus.id,))


def _share(corpus: str) -> None:
    def change(reader: Person) -> None:
        holdings = current().app.holdings
        for tenant in holdings.neighbours(reader):
            wanted = bool(st.session_state.get(f"ak_share_{corpus}_{tenant.id}"))
            (holdings.share if wanted else holdings.unshare)(reader, corpus, tenant.id)

    _do(change, t("settings.shared_done"))


def _show_reading(corpus: Corpus) -> None:
    st.header(t("settings.reading_title"), anchor=False)
    st.write(t("settings.reading_means"))
    with st.container(horizontal=True):
        st.button(t("settings.update"), on_click=safely(_update), args=(corpus.id, False))
        st.button(t("settings.retry"), on_click=safely(_update), args=(corpus.id, True))


def _update(corpus: str, retry_failed: bool) -> None:
    _do(lambda reader: current().app.runner.update(reader, corpus, retry_failed=retry_failed), t("job.started"))


def _show_removal(corpus: Corpus) -> None:
    st.header(t("settings.removal_title"), anchor=False)
    st.write(t("settings.removal_means", id=plain(corpus.id)))
    with st.form("ak_removal", border=False):
        st.text_input(t("settings.removal_id"), key=f"ak_removal_{corpus.id}", autocomplete="off")
        st.form_submit_button(t("settings.remove"), on_click=safely(_remove), args=(corpus.id,))


def _remove(corpus: str) -> None:
    if str(st.session_state[f"ak_removal_{corpus}"] or "").strip() != corpus:
        tell(_TOLD, t("settings.removal_wrong"), good=False)
    elif _do(lambda reader: current().app.runner.remove_corpus(reader, corpus), t("job.started")):
        spot.move(spot.Spot())
