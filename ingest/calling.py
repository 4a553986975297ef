"""Reading processes that answer single calls: for a person who waits, from any thread, beside one another.

The same processes, limits and safeguards as `ingest.sandbox`; what differs is who asks. Processes start with the first
call or with `warm`, and stay until `close`.
"""

from __future__ import annotations

import pickle
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Generic, TypeVar

from corpora.errors import DocumentError, ReaderTimeout
from ingest.limits import Limits
from ingest.processes import START_SECONDS, TIMEOUT_HINT
from ingest.pump import Answer, Pump
from ingest.sandbox import unpack

T = TypeVar("T")
R = TypeVar("R")


class CallingPool(Generic[T, R]):
    """Processes that call one function, each call with limits and without network. Thread-safe.

    `task` and what it may return are as in `ingest.sandbox.ReadingPool`, and every error it raises must be a
    `DocumentError`.
    """

    def __init__(self, task: str, *, workers: int, limits: Limits) -> None:
        if workers < 1:
            raise ValueError("a pool needs at least one process")
        self._task = task
        self._workers = workers
        self._limits = limits
        self._pump: Pump | None = None
        self._calls: dict[int, Future[bytes | DocumentError]] = {}
        self._closed = False
        self._lock = threading.Lock()

    def call(self, argument: T) -> R:
        """What the task returns for `argument`. Raises the `DocumentError` it ended with.

        Calls are worked off in the order they come. One that had to wait behind others for longer than they may all
        take together ends as `ReaderTimeout`.
        """
        number, future, patience = self._submit(pickle.dumps(argument, protocol=5))
        try:
            value = unpack(self._task, future.result(patience))
        except FutureTimeout:
            self._forget(number)
            raise ReaderTimeout(
                "Das Lesen der Datei dauerte zu lange und wurde abgebrochen.", hint=TIMEOUT_HINT
            ) from None
        if isinstance(value, DocumentError):
            raise value
        answer: R = value
        return answer

    def warm(self) -> None:
        """Start the processes, so that the first call need not wait for that; returns at once."""
        with self._lock:
            self._running()

    def close(self) -> None:
        """End all processes; calls under way and later ones raise `RuntimeError`. Does nothing the second time."""
        with self._lock:
            pump, self._pump, self._closed = self._pump, None, True
        if pump is not None:
            pump.stop()

    def put(self, answer: Answer, /) -> None:
        """Hand an answer to its caller; for the pump's thread alone."""
        if isinstance(answer, BaseException):
            with self._lock:
                calls, self._calls = list(self._calls.values()), {}
            for future in calls:
                future.set_exception(answer)
            return
        number, value = answer
        with self._lock:
            call = self._calls.pop(number, None)
        if call is not None:
            call.set_result(value)

    def _submit(self, argument: bytes) -> tuple[int, Future[bytes | DocumentError], float]:
        future: Future[bytes | DocumentError] = Future()
        with self._lock:
            pump = self._running()
            number = next(pump.numbers)
            self._calls[number] = future
            waiting = len(self._calls) / self._workers
            pump.submit(number, argument)
        return number, future, START_SECONDS + (1 + waiting) * self._limits.seconds

    def _running(self) -> Pump:
        if self._closed:
            raise RuntimeError("the pool is closed")
        if self._pump is None or not self._pump.is_alive():
            self._pump = Pump(self._task, self._workers, self._limits, self, niceness=0)
            self._pump.start()
        return self._pump

    def _forget(self, number: int) -> None:
        with self._lock:
            self._calls.pop(number, None)
            if self._pump is not None:
                self._pump.forget({number: None})
