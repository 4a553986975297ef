"""Who sits before the browser, asked anew in every run: a person whose rights end loses them with the next click."""

from __future__ import annotations

import streamlit as st

from app.access import local_scope
from app.web.host import current
from corpora.model import Tenant
from corpora.scope import Scope

_TENANT = "ak_tenant"


def tenants() -> list[Tenant]:
    """The tenants the person may choose from, by title."""
    return sorted(current().app.catalog.tenants(), key=lambda tenant: (tenant.title, tenant.id))


def tenant() -> Tenant | None:
    """The chosen tenant, the first one until a choice; None when there is none yet."""
    known = tenants()
    chosen = st.session_state.get(_TENANT)
    return next((each for each in known if each.id == chosen), known[0] if known else None)


def choose_tenant(id: str) -> None:
    """Work for another tenant."""
    st.session_state[_TENANT] = id


def scope() -> Scope:
    """What the person may see. Raises `ScopeError` when that is nothing."""
    chosen = tenant()
    return local_scope(current().app.catalog, chosen.id if chosen else "")
