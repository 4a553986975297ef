"""All corpora of the tenant: what they hold, how they stand, what was done last."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from app.access import Person, Role
from app.holdings import CorpusOverview
from app.web import person
from app.web.doing import safely
from app.web.holdings import spot
from app.web.holdings.vocabulary import show_vocabulary
from app.web.holdings.words import is_bad
from app.web.holdings.work import latest_jobs, show_jobs
from app.web.host import current
from app.web.messages import worded
from app.web.moments import day_and_time, number, size
from app.web.plain import plain
from app.web.session import counted, key_in_language, say, t
from app.web.tables import Cell, Column, TableRow, show_table
from corpora.errors import AktenkompassError
from corpora.model import Access, CorpusKind, DocumentState

_REFUSED = "ak_corpus_refused"


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why a new corpus was refused: told for as long as the form holds what was sent."""

    sent: tuple[str, ...]
    reason: str


def render(reader: Person) -> None:
    """Show them."""
    jobs = latest_jobs(reader)
    overview = current().app.holdings.overview(reader)
    st.caption(t("holdings.lead"))
    if overview:
        _show(reader, overview)
    else:
        st.info(t("holdings.none"))
    _show_new(reader)
    st.header(t("holdings.jobs"), anchor=False)
    show_jobs(jobs)
    st.header(t("vocabulary.title"), anchor=False)
    show_vocabulary(reader)
    if Role.ADMIN in reader.roles:
        _show_upkeep()


def _show(reader: Person, overview: list[CorpusOverview]) -> None:
    last = {job.corpus: job for job in reversed(current().app.runner.all(reader))}
    # Others' jobs are kept from whoever may not see everything.
    never = "holdings.never" if reader.clearance is Access.RESTRICTED else "holdings.never_yours"
    show_table(
        counted("holdings.caption", len(overview)),
        [
            Column("title", t("holdings.corpus"), head=True),
            Column("documents", t("holdings.documents"), numeric=True),
            Column("state", t("holdings.state")),
            Column("size", t("holdings.size"), numeric=True),
            Column("last", t("holdings.last")),
        ],
        [
            TableRow(
                each.corpus.id,
                {
                    "title": Cell(each.corpus.title, note=_about(each), action="open"),
                    "documents": Cell(number(each.documents), note=counted("holdings.pages", each.pages)),
                    "state": _state(each),
                    "size": size(each.bytes),
                    "last": day_and_time(last[each.corpus.id].started) if each.corpus.id in last else t(never),
                },
            )
            for each in overview
        ],
        key="ak_corpora",
        act=lambda id, _: spot.move(spot.Spot(id)),
    )


def _about(each: CorpusOverview) -> str:
    words = [t(f"kind.{each.corpus.kind.value}"), t(f"access.{each.corpus.access.value}")]
    if each.shared_with:
        words.append(counted("holdings.shared", len(each.shared_with)))
    return " · ".join(words)


def _state(each: CorpusOverview) -> Cell:
    bad = {state: count for state, count in sorted(each.states.items()) if is_bad(state) and count}
    if not each.documents:
        return Cell(t("holdings.empty"))
    whole = t("holdings.searchable", count=number(each.searchable))
    if not bad:
        return Cell(whole)
    return Cell(whole, note=", ".join(_count(state, count) for state, count in bad.items()), alert=True)


def _count(state: DocumentState, count: int) -> str:
    return t("holdings.count_state", count=number(count), state=t(f"state.{state.value}"))


def _show_new(reader: Person) -> None:
    with st.expander(t("new_corpus.title"), key="ak-new-corpus"), st.form("ak_new_corpus", border=False):
        st.text_input(t("new_corpus.name"), key="ak_new_title", max_chars=200)
        st.text_input(t("new_corpus.id"), key="ak_new_id", max_chars=40, help=t("new_corpus.id_help"))
        st.selectbox(
            t("new_corpus.kind"),
            [each.value for each in CorpusKind],
            index=None,
            key=key_in_language("ak_new_kind"),
            format_func=lambda v: t(f"kind.{v}"),
            placeholder=t("new_corpus.choose"),
        )
        levels = [each.value for each in Access if each.level <= reader.clearance.level]
        # Nothing is chosen beforehand: what nobody meant must not open a corpus to everyone.
        st.selectbox(
            t("new_corpus.access"),
            levels,
            index=None,
            key=key_in_language("ak_new_access"),
            format_func=lambda v: t(f"access.{v}"),
            placeholder=t("new_corpus.choose"),
        )
        st.form_submit_button(t("new_corpus.submit"), type="primary", on_click=safely(_add))
        refused = st.session_state.get(_REFUSED)
        if refused is not None and refused.sent == _sent(reader):
            st.error(plain(refused.reason))


def _sent(reader: Person) -> tuple[str, ...]:
    """For which tenant, then id, title, kind and access as the form was sent last."""
    keys = ("ak_new_id", "ak_new_title", key_in_language("ak_new_kind"), key_in_language("ak_new_access"))
    return reader.tenant, *(str(st.session_state.get(key) or "").strip() for key in keys)


def _add() -> None:
    state, reader = st.session_state, person.require(Role.MANAGER)
    _, id, title, kind, access = sent = _sent(reader)
    state.pop(_REFUSED, None)
    if not kind or not access:
        missing = t("new_corpus.no_kind" if not kind else "new_corpus.no_access")
        state[_REFUSED] = _Refused(sent, missing)
        say(missing)
        return
    try:
        corpus = current().app.holdings.add_corpus(reader, id, title, CorpusKind(kind), Access(access))
    except AktenkompassError as error:
        state[_REFUSED] = _Refused(sent, worded(error))
        say(worded(error))
        return
    spot.move(spot.Spot(corpus.id, view=spot.CorpusView.ADD))
    say(t("new_corpus.done", title=corpus.title))


def _show_upkeep() -> None:
    with st.expander(t("upkeep.title"), key="ak-upkeep"):
        st.write(t("upkeep.reindex_means"))
        st.button(t("upkeep.reindex"), on_click=safely(_reindex))


def _reindex() -> None:
    current().app.runner.reindex(person.require(Role.ADMIN))
    say(t("job.started"))
