"""What a person does on a page, and what a page looks at again by itself, with errors told on the page.

Streamlit calls both without the page around them: what is raised there ends in a box of its own, in English and in the
place of the page, also where a sign-in has but expired.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import ParamSpec

import streamlit as st

from app.web.messages import worded
from app.web.plain import plain
from app.web.session import t
from app.web.telling import tell
from corpora.errors import AktenkompassError, NotAMember, NotSignedIn, SessionExpired

TOLD = "ak_doing_told"
_OUTSIDE = (NotSignedIn, SessionExpired, NotAMember)
"""The page that follows says these by itself."""

P = ParamSpec("P")

log = logging.getLogger(__name__)


def safely(do: Callable[P, object]) -> Callable[P, None]:
    """`do` as a callback: when it fails, the page that follows says why at its top."""

    @functools.wraps(do)
    def callback(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            do(*args, **kwargs)
        except _OUTSIDE:
            pass
        except AktenkompassError as error:
            tell(TOLD, worded(error), good=False)
        except Exception:
            log.exception("an action failed")
            tell(TOLD, t("frame.action_failed"), good=False)
        else:
            return
        # Of a part that looks again by itself, the part alone would follow.
        st.rerun()

    return callback


def keep_looking(look: Callable[[], None], seconds: float) -> None:
    """Show a part of the page now and again every so many seconds."""

    @st.fragment(run_every=seconds)
    def part() -> None:
        try:
            look()
        except _OUTSIDE:
            st.rerun()
        except AktenkompassError as error:
            st.error(plain(worded(error)))

    part()
