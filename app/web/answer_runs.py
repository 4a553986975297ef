"""A question that is being answered in a thread of its own, while pages come and go.

Streamlit runs a page's script from top to bottom and forgets it; work that must be watched, stopped, or ended when its
reader has gone lives here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass

from app.answering.stopping import Stop
from app.answering.types import Answer, AnswerEvent, CheckedStatement, Finished, Searched, Stated
from corpora.errors import AktenkompassError
from index.hits import Hit

_LOOK_SECONDS = 0.25
"""Between two looks whether the reader is still there."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an answer is; a snapshot."""

    hits: tuple[Hit, ...] | None
    """None until the search is over."""
    statements: tuple[CheckedStatement, ...]
    answer: Answer | None
    error: AktenkompassError | None
    stopped: bool
    """By the reader or because the reader has gone."""

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.answer is not None or self.error is not None or self.stopped


class AnswerRun:
    """Reads an answer's events in a thread. Thread-safe."""

    def __init__(
        self,
        question: str,
        events: Callable[[Stop], Generator[AnswerEvent, None, None]],
        *,
        reader_is_there: Callable[[], bool],
    ) -> None:
        """Start at once. `events` gets what ends the work, also in the middle of a wait for a model."""
        self.question = question
        self._events = events
        self._reader_is_there = reader_is_there
        self._hits: tuple[Hit, ...] | None = None
        self._statements: list[CheckedStatement] = []
        self._answer: Answer | None = None
        self._error: AktenkompassError | None = None
        self._lock = threading.Lock()
        self._stop = Stop()
        self._ended = threading.Event()
        threading.Thread(target=self._work, name="answer", daemon=True).start()
        threading.Thread(target=self._watch, name="answer-watch", daemon=True).start()

    def progress(self) -> Progress:
        """How far it is now."""
        with self._lock:
            return Progress(
                self._hits,
                tuple(self._statements),
                self._answer,
                self._error,
                self._stop.is_set and self._answer is None,
            )

    def wait(self, seconds: float) -> bool:
        """Wait for the end, at most `seconds`; whether it has come."""
        return self._ended.wait(seconds)

    def stop(self) -> None:
        """End the work; what was stated stays."""
        self._stop.set()

    def _work(self) -> None:
        events = self._events(self._stop)
        try:
            for event in events:
                if self._stop.is_set:
                    break
                self._note(event)
        except AktenkompassError as error:
            with self._lock:
                self._error = error
        finally:
            events.close()
            self._ended.set()

    def _note(self, event: AnswerEvent) -> None:
        with self._lock:
            match event:
                case Searched():
                    self._hits = event.hits
                case Stated():
                    self._statements.append(event.statement)
                case Finished():
                    self._answer = event.answer

    def _watch(self) -> None:
        while not self._ended.wait(_LOOK_SECONDS):
            if not self._reader_is_there():
                self.stop()
                return


def reader_of(session: str) -> Callable[[], bool]:
    """Whether the browser of a Streamlit session is still connected."""
    from streamlit.runtime import Runtime

    def is_there() -> bool:
        return Runtime.exists() and Runtime.instance().is_active_session(session)

    return is_there
