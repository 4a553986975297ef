"""A scope never holds everything, never grows, and lets nothing through that no grant names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.errors import ScopeError
from corpora.model import Access
from corpora.scope import Grant, Scope

NAMES = st.sampled_from(["aa", "bb", "cc"])
GRANTS = st.builds(Grant, NAMES, st.frozensets(NAMES, min_size=1), st.sampled_from(list(Access)))


def a_scope() -> Scope:
    return Scope(
        (
            Grant("musterstadt", frozenset({"rat", "satzungen"}), Access.INTERNAL),
            Grant("nachbardorf", frozenset({"rat"}), Access.PUBLIC),
        )
    )


def test_a_scope_without_a_grant_cannot_be_made() -> None:
    with pytest.raises(ScopeError, match="Bestand"):
        Scope(())


@pytest.mark.parametrize(("tenant", "corpora"), [("", {"rat"}), ("musterstadt", set()), ("musterstadt", {""})])
def test_a_grant_names_a_tenant_and_its_corpora(tenant: str, corpora: set[str]) -> None:
    with pytest.raises(ScopeError):
        Grant(tenant, frozenset(corpora), Access.PUBLIC)


def test_a_corpus_cannot_stand_in_two_grants() -> None:
    with pytest.raises(ScopeError, match="zwei"):
        Scope(
            (
                Grant("musterstadt", frozenset({"rat"}), Access.PUBLIC),
                Grant("musterstadt", frozenset({"rat", "satzungen"}), Access.INTERNAL),
            )
        )


def test_a_scope_allows_what_a_grant_names_and_nothing_else() -> None:
    scope = a_scope()
    assert scope.allows("musterstadt", "satzungen", Access.INTERNAL)
    assert scope.allows("nachbardorf", "rat", Access.PUBLIC)
    assert not scope.allows("musterstadt", "satzungen", Access.RESTRICTED)
    assert not scope.allows("nachbardorf", "rat", Access.INTERNAL)
    assert not scope.allows("nachbardorf", "satzungen", Access.PUBLIC)
    assert not scope.allows("drittstadt", "rat", Access.PUBLIC)


def test_a_grant_lists_its_levels_from_public_up() -> None:
    assert Grant("aa", frozenset({"bb"}), Access.INTERNAL).levels == (Access.PUBLIC, Access.INTERNAL)


def test_a_scope_is_narrowed_by_corpus_or_by_tenant_and_corpus() -> None:
    assert [grant.tenant for grant in a_scope().narrow(frozenset({"rat"})).grants] == ["musterstadt", "nachbardorf"]
    only = a_scope().narrow(frozenset({"nachbardorf/rat"}))
    assert only.grants == (Grant("nachbardorf", frozenset({"rat"}), Access.PUBLIC),)
    with pytest.raises(ScopeError, match="geheim"):
        a_scope().narrow(frozenset({"geheim"}))


@given(st.lists(GRANTS, min_size=1, max_size=3), st.frozensets(NAMES), NAMES, NAMES, st.sampled_from(list(Access)))
def test_narrowing_never_widens(
    grants: list[Grant], names: frozenset[str], tenant: str, corpus: str, access: Access
) -> None:
    try:
        scope = Scope(tuple(grants))
        narrowed = scope.narrow(names)
    except ScopeError:
        return
    if narrowed.allows(tenant, corpus, access):
        assert scope.allows(tenant, corpus, access)
        assert corpus in names
