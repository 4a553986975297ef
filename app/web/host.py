"""What all sessions of the server share: the opened app and the pages that other floors add.

Streamlit calls its script without arguments, so the server puts the host here before the first session, and pages take
it from here. Pages never build anything themselves.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.web.unsent import UnsentQuestions
from corpora.errors import Unavailable

if TYPE_CHECKING:
    from app.wiring import App


@dataclass(frozen=True, slots=True)
class ExtraPage:
    """A page from a floor above this one, such as the evaluation's."""

    path: str
    """Last part of its address, lower-case letters and hyphens."""
    title_key: str
    """Key of its title in the texts."""
    render: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Host:
    """Made once by the server."""

    app: App
    extra_pages: Sequence[ExtraPage] = ()
    unsent: UnsentQuestions = field(default_factory=UnsentQuestions)


_lock = threading.Lock()
_held: Host | None = None


def hold(host: Host | None) -> None:
    """Make `host` what pages get; None when the server ends."""
    global _held  # noqa: PLW0603 - the one place that holds it
    with _lock:
        _held = host


def current() -> Host:
    """The server's host. Raises `Unavailable` while the server starts or ends."""
    with _lock:
        if _held is None:
            raise Unavailable(
                "Der Dienst startet gerade oder wird beendet.", hint="Laden Sie die Seite in einigen Sekunden neu."
            )
        return _held
