"""The engine of the reading pool: hands out jobs, moves bytes, watches the clock.

One thread owns all processes, so that a caller who takes its time neither starves nor overruns them. It starts them as
well: the kernel ends a child with the thread that started it.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import pickle
import queue
import selectors
import socket
import threading
import time
from collections import deque
from typing import Any, Protocol

from corpora.errors import DocumentError, ReaderTimeout
from ingest.confinement import ABORT, CANCEL, FAILURE, FRAME, JOB, MORE_TIME, NICENESS, READY, RESULT, STARTED
from ingest.limits import Limits
from ingest.processes import START_SECONDS, TIMEOUT_HINT, Process, describe_crash
from ingest.transport import loads

Answer = tuple[int, bytes | DocumentError] | BaseException
"""Of a job by its number; an exception ends the run."""


class Answers(Protocol):
    """Where answers go: a queue, or whoever resolves them as they come."""

    def put(self, answer: Answer, /) -> None:
        """Take one answer; called from the pump's thread, which must not be held up."""


_PREFETCHED = 2
"""Jobs a process holds beside the one it works on, so that it never waits for the parent."""
_STEAL_AFTER_SECONDS = 0.5
_SILENT_STARTS = 10
"""Processes that may die in a row before they were ready."""
_ANSWER_SECONDS = 30.0
"""To hand over an answer whose first bytes have come."""


class Pump(threading.Thread):
    """Works off submitted jobs with `workers` processes and puts each answer into `answers`.

    An answer is (number, `DocumentError` or a pickled (number, value)); an exception there ends the run.
    """

    def __init__(self, task: str, workers: int, limits: Limits, answers: Answers, *, niceness: int = NICENESS) -> None:
        super().__init__(name="reading-pool", daemon=True)
        self.numbers = itertools.count()
        self._task, self._workers, self._limits, self._answers = task, workers, limits, answers
        self._niceness = niceness
        self._requests: queue.SimpleQueue[tuple[int, bytes] | int | None] = queue.SimpleQueue()
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._ear.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._processes: list[Process] = []
        self._pending: deque[int] = deque()
        self._arguments: dict[int, bytes] = {}
        self._deaths: dict[int, int] = {}
        """How often a process died with the job in hand before it said that it had started it."""
        self._silent_starts = 0

    def submit(self, number: int, argument: bytes) -> None:
        """Add a job; called from the caller's thread."""
        self._requests.put((number, argument))
        self._ring()

    def forget(self, numbers: dict[int, Any]) -> None:
        """Drop jobs whose answers nobody waits for any more; called from the caller's thread."""
        for number in numbers:
            self._requests.put(number)
        self._ring()

    def stop(self) -> None:
        """End the thread and all processes; called from the caller's thread."""
        self._requests.put(None)
        self._ring()
        self.join()

    def _ring(self) -> None:
        # A full bell has been heard already or will be.
        with contextlib.suppress(BlockingIOError, OSError):
            self._bell.send(b"!")

    def run(self) -> None:
        """The thread's loop; never raises, so that a waiting caller always gets an answer."""
        self._selector.register(self._ear, selectors.EVENT_READ, None)
        try:
            for _ in range(self._workers):
                self._start()
            while self._take_requests():
                self._hand_out()
                for key, _ in self._selector.select(self._patience()):
                    if key.data is None:
                        with contextlib.suppress(BlockingIOError):
                            self._ear.recv(4096)
                    elif key.data in self._processes:
                        self._exchange(key.data)
                self._check_deadlines()
        except BaseException as error:  # the caller must not wait for a thread that has gone
            self._answers.put(error)
        finally:
            for process in self._processes:
                process.end()
                process.log.close()
            self._selector.close()
            self._bell.close()
            self._ear.close()
            # For a caller that still waits.
            self._answers.put(RuntimeError("the reading pool is closed"))

    def _start(self) -> None:
        process = Process(self._task, self._limits, self._niceness)
        self._processes.append(process)
        self._selector.register(process.channel, selectors.EVENT_READ, process)

    def _take_requests(self) -> bool:
        while True:
            try:
                request = self._requests.get_nowait()
            except queue.Empty:
                return True
            if request is None:
                return False
            if isinstance(request, tuple):
                self._arguments[request[0]] = request[1]
                self._pending.append(request[0])
            elif self._arguments.pop(request, None) is not None:
                self._withdraw(request)

    def _withdraw(self, number: int) -> None:
        if number in self._pending:
            self._pending.remove(number)
        for process in self._processes:
            if number in process.jobs and process.running != number:
                process.jobs.remove(number)
                process.send(CANCEL, number)

    def _hand_out(self) -> None:
        """Give every process its next jobs, idle ones first; then take prefetched jobs from behind a long one."""
        for depth in range(1 + _PREFETCHED):
            for process in self._processes:
                if self._pending and len(process.jobs) == depth:
                    self._give(process, self._pending.popleft())
        idle = [process for process in self._processes if process.ready and not process.jobs]
        now = time.monotonic()
        for process in self._processes:
            if (
                idle
                and len(process.jobs) > 1
                and process.running is not None
                and now - process.started > _STEAL_AFTER_SECONDS
            ):
                number = process.jobs.pop()
                process.send(CANCEL, number)
                self._give(idle.pop(), number)
        for process in self._processes:
            self._write(process)

    def _give(self, process: Process, number: int) -> None:
        if process.ready and not process.jobs:
            process.deadline = time.monotonic() + START_SECONDS
        process.jobs.append(number)
        process.send(JOB, (number, self._arguments[number]))

    def _patience(self) -> float | None:
        """Seconds until a deadline or a job that could be taken from a busy process."""
        now = time.monotonic()
        waits = [process.deadline - now for process in self._processes if process.jobs or not process.ready]
        if any(len(process.jobs) > 1 for process in self._processes) and not all(p.jobs for p in self._processes):
            waits.append(_STEAL_AFTER_SECONDS)
        return max(0.0, min(waits)) + 0.001 if waits else None

    def _write(self, process: Process) -> None:
        try:
            while process.outgoing:
                del process.outgoing[: process.channel.send(process.outgoing)]
        except BlockingIOError:
            pass
        except OSError:
            return  # it died; reading from it will say so
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if process.outgoing else 0)
        if self._selector.get_key(process.channel).events != wanted:
            self._selector.modify(process.channel, wanted, process)

    def _exchange(self, process: Process) -> None:
        self._write(process)
        if not self._read(process):
            self._bury(process, None)

    def _read(self, process: Process) -> bool:
        """Take in what has come and act on it; False when the process has closed its end."""
        alive = True
        try:
            while part := process.channel.recv(1 << 20):
                process.incoming += part
            alive = False
        except BlockingIOError:
            pass
        except OSError:
            alive = False
        at, size = 0, len(process.incoming)
        while size - at >= FRAME.size:
            length, kind = FRAME.unpack_from(process.incoming, at)
            if size - at - FRAME.size < length:
                # An answer is on its way; what counts now is that it comes.
                process.deadline = max(process.deadline, time.monotonic() + _ANSWER_SECONDS)
                break
            body = bytes(memoryview(process.incoming)[at + FRAME.size : at + FRAME.size + length])
            at += FRAME.size + length
            try:
                self._act(process, kind, body)
            except (
                pickle.UnpicklingError,
                ArithmeticError,
                AttributeError,
                EOFError,
                LookupError,
                TypeError,
                ValueError,
            ):
                logging.getLogger(__name__).exception("a reading process sent what it must not send")
                return False
        del process.incoming[:at]
        return alive

    def _act(self, process: Process, kind: int, body: bytes) -> None:
        if kind == RESULT:
            # Unpickled by the caller's thread; the number is what is running.
            self._answer(process, process.running, body)
            return
        value = loads(body)
        if kind == READY:
            process.ready, self._silent_starts = True, 0
            process.deadline = time.monotonic() + START_SECONDS
        elif kind == STARTED:
            process.running, process.started = value
            process.deadline = process.started + self._limits.seconds
        elif kind == MORE_TIME:
            process.deadline += value
        elif kind == FAILURE:
            if value[2]:
                logging.getLogger(__name__).info("a reader failed unexpectedly:\n%s", value[2])
            self._answer(process, process.running, value[1])
        elif kind == ABORT:
            self._answers.put(value[1])
            self._answer(process, process.running, None)

    def _answer(self, process: Process, number: int | None, value: bytes | DocumentError | None) -> None:
        process.running = None
        process.deadline = time.monotonic() + START_SECONDS
        if number is None:
            return
        if number in process.jobs:
            process.jobs.remove(number)
        # A job that was taken away too late is answered twice; the first answer counts.
        if self._arguments.pop(number, None) is None:
            return
        self._withdraw(number)
        if value is not None:
            self._answers.put((number, value))

    def _check_deadlines(self) -> None:
        now = time.monotonic()
        for process in list(self._processes):
            if now < process.deadline or (process.ready and not process.jobs):
                continue
            # Its answer may have come while this thread was held up.
            if process.ready and not self._read(process):
                self._bury(process, None)
            elif time.monotonic() >= process.deadline and (process.jobs or not process.ready):
                seconds = f"{process.deadline - process.started:.1f}".replace(".", ",").removesuffix(",0")
                self._bury(
                    process,
                    ReaderTimeout(
                        f"Das Lesen der Datei dauerte länger als {seconds} Sekunden und wurde abgebrochen.",
                        hint=TIMEOUT_HINT,
                    ),
                )

    def _bury(self, process: Process, error: DocumentError | None) -> None:
        """Replace a process that has died or must; its running job fails, the others go back to the front."""
        self._selector.unregister(process.channel)
        self._processes.remove(process)
        status, words = process.end(), process.last_words()
        if words:
            logging.getLogger(__name__).info("a reading process ended (%s): %s", status, words)
        if not process.ready:
            self._silent_starts += 1
            if self._silent_starts >= _SILENT_STARTS:
                raise RuntimeError(f"reading processes do not start (exit status {status}): {words}")
        lost = process.running
        if lost is None and process.jobs and process.ready:
            # Died between two jobs, or with a job in hand that it could not announce.
            first = process.jobs[0]
            self._deaths[first] = self._deaths.get(first, 0) + 1
            lost = first if self._deaths[first] > 1 else None
        self._pending.extendleft(number for number in reversed(process.jobs) if number != lost)
        process.jobs.clear()
        if lost is not None and self._arguments.pop(lost, None) is not None:
            self._withdraw(lost)
            self._answers.put((lost, error or describe_crash(status, self._limits)))
        self._start()
