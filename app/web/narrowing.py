"""What a question is narrowed to: corpora, kinds of papers, a period."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app.web.lending import corpus_titles, lenders
from app.web.plain import plain
from app.web.session import counted, key_in_language, t
from corpora.model import CorpusKind
from corpora.scope import Scope
from index.search import SearchFilters

_FIRST_DATE, _LAST_DATE = date(1900, 1, 1), date(2100, 12, 31)


def show_narrowing(scope: Scope) -> None:
    """The choices; what is chosen stays for the next question."""
    titles = corpus_titles(scope)
    filters = chosen_filters(scope)
    words = searched_words(scope, filters)
    with st.expander(
        t("ask.narrow") if filters == SearchFilters() else t("ask.narrowed", where=plain(words)), key="ak-narrowing"
    ):
        st.multiselect(
            t("ask.corpora"),
            options=list(titles),
            format_func=titles.__getitem__,
            key="ak_corpora",
            placeholder=_all_of(scope, len(titles)),
            persist_state="session",
        )
        st.multiselect(
            t("ask.kinds"),
            options=[kind.value for kind in CorpusKind],
            format_func=lambda kind: t(f"kind.{kind}"),
            key=key_in_language("ak_kinds"),
            placeholder=t("ask.kinds_all"),
            persist_state="session",
        )
        first, last = st.columns(2)
        for column, name in ((first, "from"), (last, "to")):
            column.date_input(
                t(f"ask.date_{name}"),
                value=None,
                min_value=_FIRST_DATE,
                max_value=_LAST_DATE,
                key=f"ak_{name}",
                format="DD.MM.YYYY",
                persist_state="session",
            )
        st.caption(t("ask.dates_note"))
    if _is_reversed(*_period()):
        st.warning(t("ask.dates_reversed"))


def chosen_filters(scope: Scope) -> SearchFilters:
    """The choices as a search takes them, without corpora no longer in the scope and without a reversed period."""
    state = st.session_state
    first, last = _period()
    if _is_reversed(first, last):
        first = last = None
    there = {f"{grant.tenant}/{id}" for grant in scope.grants for id in grant.corpora}
    return SearchFilters(
        corpora=frozenset(state.get("ak_corpora") or ()) & there,
        kinds=frozenset(CorpusKind(kind) for kind in state.get(key_in_language("ak_kinds")) or ()),
        date_from=first,
        date_to=last,
    )


def _period() -> tuple[date | None, date | None]:
    return st.session_state.get("ak_from"), st.session_state.get("ak_to")


def _is_reversed(first: date | None, last: date | None) -> bool:
    return first is not None and last is not None and first > last


def searched_words(scope: Scope, filters: SearchFilters) -> str:
    """What a question was or will be looked for in, in words."""
    titles = corpus_titles(scope)
    chosen = sorted(titles[name] for name in filters.corpora if name in titles)
    parts = [", ".join(chosen) if chosen else _all_of(scope, len(titles))]
    if filters.kinds:
        parts.append(", ".join(t(f"kind.{kind.value}") for kind in sorted(filters.kinds)))
    if filters.date_from:
        parts.append(t("ask.since", date=f"{filters.date_from:%d.%m.%Y}"))
    if filters.date_to:
        parts.append(t("ask.until", date=f"{filters.date_to:%d.%m.%Y}"))
    return " · ".join(parts)


def _all_of(scope: Scope, total: int) -> str:
    others = lenders(scope)
    lent = sum(len(grant.corpora) for grant in scope.grants if grant.tenant in others)
    words = counted("ask.corpora_all", total)
    return f"{words}, {counted('ask.corpora_lent', lent, owners=', '.join(others.values()))}" if lent else words
