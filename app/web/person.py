"""Who sits before the browser, asked anew in every run: a person whose rights end loses them with the next click."""

from __future__ import annotations

import streamlit as st

from app.access import LOCAL, Identity, Person, Role
from app.web.host import current
from corpora.errors import NotSignedIn
from corpora.model import Tenant
from corpora.scope import Scope

PARAMETER = "kommune"
"""Names the chosen tenant in the page's address, so that a reload keeps it; a choice among one's own, never more."""

_TENANT = "ak_tenant"


def identity() -> Identity:
    """Who the browser's session belongs to. Raises `NotSignedIn`, `SessionExpired`."""
    if current().app.access.is_local:
        return LOCAL
    if not st.user.is_logged_in:
        raise NotSignedIn("Sie sind nicht angemeldet.", hint="Melden Sie sich an.")
    return current().app.sessions.identify(st.user.to_dict(), st.user.tokens.get("access"))


def name_in_session() -> tuple[str, str] | None:
    """Issuer and subject of whom the session was made for, over or not; for nothing but to know them again."""
    if current().app.access.is_local or not st.user.is_logged_in:
        return None
    return str(st.user.get("iss", "")), str(st.user.get("sub", ""))


def tenants() -> list[Tenant]:
    """The tenants the person may choose from, by title. Raises as `identity`."""
    return sorted(current().app.access.tenants(identity()), key=lambda tenant: (tenant.title, tenant.id))


def now() -> Person:
    """The person, in the tenant they chose. Raises as `identity`, and `NotAMember`."""
    known = [each.id for each in tenants()]
    # The address first: a step back leads to the tenant that was there. A choice that is no longer theirs falls back.
    choices = (st.query_params.get(PARAMETER), st.session_state.get(_TENANT), *known)
    tenant = next((chosen for chosen in choices if chosen in known), None)
    # A tenant that came with the address stays when the next page's address does not name it.
    st.session_state[_TENANT] = tenant
    return current().app.access.person(identity(), tenant)


def choose_tenant(id: str) -> None:
    """Work for another tenant from the next run on."""
    st.session_state[_TENANT] = id
    st.query_params.from_dict({PARAMETER: id})


def has(role: Role) -> bool:
    """Whether the person has a role."""
    return role in now().roles


def require(role: Role) -> Person:
    """The person, who has this role. Raises as `now`, and `NotAllowed`."""
    person = now()
    current().app.access.require(person, role)
    return person


def scope() -> Scope:
    """What the person may search. Raises as `now`, and `ScopeError` when that is nothing."""
    return current().app.access.scope(now())
