"""Progress on standard error: one line kept up to date on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from app.commands.frame import fits_terminal
from app.commands.printing import one_line

if TYPE_CHECKING:
    from app.reports import IngestProgress

_TERMINAL_SECONDS = 0.1
_PLAIN_SECONDS = 5.0
_GUESSABLE = 3
"""Documents after which the time left is worth telling; the first ones pay for the start of the readers."""
_CLEAR = "\r\x1b[K"


class Progress:
    """Shows how a long run stands. A context manager, so that the line is gone when something else is written."""

    def __init__(self, *, stream: TextIO | None = None, seconds: Callable[[], float] = time.monotonic) -> None:
        """`seconds` is the clock."""
        self._stream = stream or sys.stderr
        self._seconds = seconds
        self._terminal = self._stream.isatty()
        self._next = seconds() + (0.0 if self._terminal else _PLAIN_SECONDS)
        self._shows = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shows:
            self._stream.write(_CLEAR)
            self._stream.flush()

    def show(self, line: str) -> None:
        """Show `line` when it is time to."""
        now = self._seconds()
        if now < self._next:
            return
        if self._terminal:
            self._next = now + _TERMINAL_SECONDS
            self._stream.write(_CLEAR + one_line(line, fits_terminal(True) - 1))
            self._shows = True
        else:
            self._next = now + _PLAIN_SECONDS
            self._stream.write(f"{one_line(line, 200)}\n")
        self._stream.flush()


def progress_line(progress: IngestProgress) -> str:
    """E.g. "20 von 40 Dokumenten gelesen, 12 fertig · 8,1 je Sekunde · noch 4 s · 1 mit Fehler · 2024/Vorlage.pdf"."""
    if not progress.total:
        return f"Dateien werden aufgelistet … {progress.current}"
    parts = [f"{progress.read} von {progress.total} Dokumenten gelesen, {progress.done} fertig"]
    if progress.read == progress.done:
        parts = [f"{progress.done} von {progress.total} Dokumenten"]
    if progress.rate > 0:
        parts.append(f"{progress.rate:.1f} je Sekunde".replace(".", ","))
    if progress.seconds_left is not None and _GUESSABLE <= progress.read < progress.total:
        parts.append(f"noch {duration(progress.seconds_left)}")
    if progress.failed:
        parts.append(f"{progress.failed} mit Fehler")
    return " · ".join([*parts, progress.current] if progress.current else parts)


def duration(seconds: float) -> str:
    """A duration in words, e.g. "45 s", "3 min 20 s", "2 h 05 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
