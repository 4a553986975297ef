"""A question that is being answered in a thread of its own, while pages come and go.

Streamlit runs a page's script from top to bottom and forgets it; work that must be watched, stopped, or ended when its
reader has gone lives here.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass

from app.answering.stopping import Stop
from app.answering.types import Answer, AnswerEvent, CheckedStatement, Finished, Searched, Stated
from corpora.errors import AktenkompassError, Unavailable
from index.hits import Hit

_LOOK_SECONDS = 0.25
"""Between two looks whether the reader is still there."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an answer is; a snapshot."""

    hits: tuple[Hit, ...] | None = None
    """None until the search is over."""
    statements: tuple[CheckedStatement, ...] = ()
    answer: Answer | None = None
    error: AktenkompassError | None = None
    stopped: bool = False
    """By the reader or because the reader has gone."""
    withheld: int = 0
    """Statements of a kept answer that the reader may no longer see."""

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.answer is not None or self.error is not None or self.stopped

    @classmethod
    def of(cls, answer: Answer, withheld: int = 0) -> Progress:
        """That of an answer which is whole."""
        return cls(answer.hits, answer.statements, answer, withheld=withheld)


class AnswerRun:
    """Reads an answer's events in a thread. Thread-safe."""

    def __init__(
        self,
        question: str,
        events: Callable[[Stop], Generator[AnswerEvent, None, None]],
        *,
        reader_is_there: Callable[[], bool],
        keep: Callable[[Answer], bool] = lambda _: False,
    ) -> None:
        """Start at once. `events` gets what ends the work, also in the middle of a wait for a model.

        `keep` gets the whole answer, in the run's thread, before the run counts as ended, and says whether it kept it.
        """
        self.question = question
        self._events = events
        self._reader_is_there = reader_is_there
        self._keep = keep
        self.kept = False
        """Whether the answer is kept; settled once the run has ended."""
        self._progress = Progress()
        self._lock = threading.Lock()
        self._stop = Stop()
        self._ended = threading.Event()
        threading.Thread(target=self._work, name="answer", daemon=True).start()
        threading.Thread(target=self._watch, name="answer-watch", daemon=True).start()

    def progress(self) -> Progress:
        """How far it is now."""
        with self._lock:
            return self._progress

    @property
    def ended(self) -> bool:
        """Whether the work is over and the answer, if there is one, was kept."""
        return self._ended.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait for the end, at most `seconds`; whether it has come."""
        return self._ended.wait(seconds)

    def stop(self) -> None:
        """End the work; what was stated stays."""
        self._stop.set()

    def _work(self) -> None:
        try:
            with closing(self._events(self._stop)) as events:
                for event in events:
                    if self._stop.is_set:
                        break
                    self._note(event)
        except AktenkompassError as error:
            self._end(error=error)
        except Exception:
            log.exception("an answer failed")
            self._end(error=Unavailable("Bei der Antwort ist ein Fehler aufgetreten.", hint="Er wurde aufgezeichnet."))
        finally:
            if self.progress().answer is None and self._stop.is_set:
                self._end(stopped=True)
            self._ended.set()

    def _note(self, event: AnswerEvent) -> None:
        known = self.progress()
        match event:
            case Searched():
                self._set(Progress(event.hits))
            case Stated():
                self._set(Progress(known.hits, (*known.statements, event.statement)))
            case Finished():
                self.kept = self._keep(event.answer)
                self._set(Progress.of(event.answer))

    def _end(self, *, error: AktenkompassError | None = None, stopped: bool = False) -> None:
        known = self.progress()
        self._set(Progress(known.hits, known.statements, error=None if stopped else error, stopped=stopped))

    def _set(self, progress: Progress) -> None:
        with self._lock:
            self._progress = progress

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
