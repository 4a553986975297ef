"""Anmelden: what stands in place of every page while nobody is signed in, or somebody who belongs nowhere."""

from __future__ import annotations

import streamlit as st

from app.web.session import t
from corpora.errors import AktenkompassError, NotAMember, SessionExpired


def render(reason: AktenkompassError) -> None:
    """Show why there is nothing to see, and the way in or out."""
    st.title(t("sign_in.title"), anchor=False)
    if isinstance(reason, NotAMember):
        st.warning(t("sign_in.no_member"))
        st.button(t("sign_in.leave"), on_click=st.logout)
        return
    st.write(t("sign_in.expired" if isinstance(reason, SessionExpired) else "sign_in.lead"))
    st.button(t("sign_in.submit"), type="primary", on_click=st.login)
