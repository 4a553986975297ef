"""Where questions of many people are taken: so many at a time, the others in line, and no more than the line holds.

Answering is work for processor and model; a hundred at once would make all of them late. Who comes when the line is
full is told at once, before anything is done.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator
from contextlib import closing

from app.answering.stopping import Stop
from app.answering.types import AnswerEvent
from app.assistant import Assistant
from corpora.errors import TooBusy
from corpora.scope import Scope
from index.search import SearchFilters

_LOOK_SECONDS = 0.1
"""Between two looks of someone in line whether they still want an answer."""


class Line:
    """At most `slots` inside, at most `waiting` in line, first come first served. Thread-safe."""

    def __init__(self, slots: int, waiting: int) -> None:
        self._slots, self._waiting = slots, waiting
        self._inside = 0
        self._line: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @property
    def lengths(self) -> tuple[int, int]:
        """How many are inside and how many wait."""
        with self._lock:
            return self._inside, len(self._line)

    def join(self) -> threading.Event:
        """Take a place; the event is set when it is one's turn. Raises `TooBusy`. Give it back with `leave`."""
        with self._lock:
            turn = threading.Event()
            if self._inside < self._slots:
                self._inside += 1
                turn.set()
            elif len(self._line) < self._waiting:
                self._line.append(turn)
            else:
                raise TooBusy(
                    "Gerade stellen sehr viele Menschen Fragen.",
                    hint="Versuchen Sie es in einigen Sekunden noch einmal.",
                )
            return turn

    def leave(self, turn: threading.Event) -> None:
        """Give a place back, in line or inside. Once for each `join`."""
        with self._lock:
            if not turn.is_set():
                self._line.remove(turn)
            elif self._line:
                self._line.popleft().set()
            else:
                self._inside -= 1


class AnswerDesk:
    """Answers the questions of all people of a server. Thread-safe."""

    def __init__(self, assistant: Callable[[], Assistant], *, slots: int, waiting: int) -> None:
        """`assistant` is asked for when the first question is there."""
        self._assistant = assistant
        self.line = Line(slots, waiting)

    def take(  # noqa: PLR0913 - what the assistant takes, and two wishes more
        self,
        scope: Scope,
        question: str,
        *,
        stop: Stop,
        limit: int = 10,
        filters: SearchFilters | None = None,
        understand: Callable[[str], str] | None = None,
    ) -> Generator[AnswerEvent, None, None]:
        """Take a place in line at once and return the answer's events; see `Assistant.stream`.

        `understand` words the question so that it stands alone, once it is its turn: a model may be asked for that.
        Raises `TooBusy` right away. When `stop` is set the events end within a second, also in line and in the middle
        of a wait for the model, and then without `Finished`. The iterator must be read to its end or closed.
        """
        turn = self.line.join()
        events = self._answer(turn, scope, question, stop, limit, filters, understand)
        next(events)  # From here on closing it gives the place back, even when nobody ever reads it.
        return events  # type: ignore[return-value]

    def _answer(  # noqa: PLR0913, PLR0917 - what `take` was given
        self,
        turn: threading.Event,
        scope: Scope,
        question: str,
        stop: Stop,
        limit: int,
        filters: SearchFilters | None,
        understand: Callable[[str], str] | None,
    ) -> Generator[AnswerEvent | None, None, None]:
        try:
            yield None
            while not turn.wait(_LOOK_SECONDS):
                if stop.is_set:
                    return
            if understand is not None:
                question = understand(question)
            answering = self._assistant().stream(scope, question, limit=limit, filters=filters, stop=stop)
            with closing(answering) as events:
                for event in events:
                    if stop.is_set:
                        return
                    yield event
        finally:
            self.line.leave(turn)
