"""What a question is narrowed to, as the search takes it."""

from __future__ import annotations

from datetime import date

import pytest
import streamlit as st

from app.web.narrowing import chosen_filters
from corpora.model import Access
from corpora.scope import Grant, Scope

SOONER, LATER = date(2024, 1, 1), date(2024, 1, 2)


@pytest.mark.parametrize(
    ("first", "last", "searched"),
    [
        (SOONER, LATER, (SOONER, LATER)),
        (SOONER, SOONER, (SOONER, SOONER)),
        (LATER, None, (LATER, None)),
        (None, SOONER, (None, SOONER)),
        (LATER, SOONER, (None, None)),
    ],
)
def test_a_period_that_ends_before_it_begins_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
    first: date | None,
    last: date | None,
    searched: tuple[date | None, date | None],
) -> None:
    monkeypatch.setattr(st, "session_state", {"ak_from": first, "ak_to": last})
    filters = chosen_filters(Scope((Grant("town", frozenset({"rat"}), Access.PUBLIC),)))
    assert (filters.date_from, filters.date_to) == searched
