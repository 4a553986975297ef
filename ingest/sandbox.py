"""A small pool of reading processes: one bad file costs itself, never the run.

Each process is a fresh interpreter (never forked: the index engine is not fork-safe) that imports the task once and
reads document after document. A thread here hands out jobs, moves bytes and watches the clock, so the processes stay
busy while the caller works. A process that dies or overruns takes its one document with it and is replaced.
"""

from __future__ import annotations

import logging
import pickle
import queue
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from corpora.errors import DocumentError, ReaderCrashed
from ingest.limits import Limits
from ingest.pump import Answer, Pump
from ingest.transport import loads

_STOP_SECONDS = 0.25
"""How often a caller that may want no more is asked."""

T = TypeVar("T")
R = TypeVar("R")

_LOOK_AHEAD = 6
"""Arguments taken from the caller and not yet answered, for each process."""


class ReadingPool(Generic[T, R]):
    """Reading processes that call one function, each argument in a process with limits and without network.

    `task` names a top-level function ``"package.module:function"`` of one picklable argument. What it returns must be
    made of plain values and of frozen records, enums and errors of this project or the task's own package: the parent
    takes nothing else from a process that read foreign files, and counts the document as unreadable.

    Use as a context manager. Leaving it ends all processes, whatever they are doing.
    """

    def __init__(self, task: str, *, workers: int, limits: Limits) -> None:
        if workers < 1:
            raise ValueError("a reading pool needs at least one process")
        self._task = task
        self._limits = limits
        self._workers = workers
        self._answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._pump: Pump | None = None
        self._busy = False

    def __enter__(self) -> Self:
        self._pump = Pump(self._task, self._workers, self._limits, self._answers)
        self._pump.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes. Does nothing the second time."""
        pump, self._pump = self._pump, None
        if pump is not None:
            pump.stop()

    def map(
        self, arguments: Iterable[T], should_stop: Callable[[], bool] | None = None
    ) -> Iterator[tuple[T, R | DocumentError]]:
        """Each argument with the task's value or the error of its document, in the order of completion.

        Takes arguments only as they are needed, six for each process ahead of what was handed out. An error
        that stops the run (anything of ours that is no `DocumentError`) is raised here. One call at a time.
        `should_stop` is asked a few times a second; when it says so, what is still being read is given up.
        """
        pump = self._pump
        if pump is None or self._busy or not pump.is_alive():
            raise RuntimeError("the pool is closed, or another map runs on it")
        self._busy = True
        waiting: dict[int, T] = {}
        numbers = pump.numbers
        try:
            source = iter(arguments)
            exhausted = False
            while True:
                while not exhausted and len(waiting) < self._workers * _LOOK_AHEAD:
                    try:
                        argument = next(source)
                    except StopIteration:
                        exhausted = True
                        break
                    number = next(numbers)
                    waiting[number] = argument
                    pump.submit(number, pickle.dumps(argument, protocol=5))
                if not waiting:
                    return
                answer = self._next_answer(should_stop)
                if answer is None:
                    return
                if isinstance(answer, BaseException):
                    raise answer
                number, value = answer
                # Answers to a map that was left early may still arrive.
                if number in waiting:
                    yield waiting.pop(number), unpack(self._task, value)
        finally:
            self._busy = False
            pump.forget(waiting)

    def _next_answer(self, should_stop: Callable[[], bool] | None) -> Answer | None:
        """What comes next from the processes, None when the caller wants no more."""
        if should_stop is None:
            return self._answers.get()
        while not should_stop():
            try:
                return self._answers.get(timeout=_STOP_SECONDS)
            except queue.Empty:
                continue
        return None


def unpack(task: str, value: bytes | DocumentError) -> Any:
    """What a process answered for `task`, or the error of its document; a bad answer is such an error, too."""
    if isinstance(value, DocumentError):
        return value
    package = task.partition(":")[0].partition(".")[0]
    try:
        return loads(value, package)[1]
    except Exception as error:
        # Whatever bytes can do to an unpickler: they come from a process that read foreign files.
        logging.getLogger(__name__).exception("a reading process sent what it must not send")
        crash = ReaderCrashed(
            "Der Leseprozess hat für die Datei etwas Unbrauchbares geliefert.",
            hint="Die Datei ist vermutlich beschädigt oder schädlich. Speichern Sie sie neu, etwa als PDF.",
        )
        crash.__cause__ = error
        return crash
