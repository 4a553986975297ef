"""One piece of work at a time for each tenant, each on record, each to be called off between two documents."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from corpora.errors import AktenkompassError, DataFolderBusy
from corpora.jobs import Jobs
from corpora.records import JobState
from index.indexer import Indexer

_NOTE_SECONDS = 1.0
"""Between two records of a job's progress."""
_ENDED_WELL = (JobState.DONE, JobState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants a piece of work done, and whether they still want it."""

    subject: str = ""
    """Of the person; empty for the command line."""
    job: str | None = None
    """Id of the queued job that this is; None: a job is recorded when the work begins."""
    stop: Callable[[], JobState | None] = lambda: None
    """Asked between documents: CANCELLED or INTERRUPTED when the work is to end in order, None to go on."""
    patience_seconds: float = 0.0
    """How long to wait while other work of the same tenant is going on."""


AT_ONCE = Order()


class RunningJob:
    """A job while it runs."""

    def __init__(self, jobs: Jobs, id: str, stop: Callable[[], JobState | None]) -> None:
        self.id = id
        self.report: Mapping[str, Any] | None = None
        """What came of it; set before the work ends."""
        self.ended_early: JobState | None = None
        """How it was ended before it was done; None when it was not."""
        self._jobs = jobs
        self._stop = stop
        self._noted = 0.0
        self._counts = (0, 0, 0)

    def note(self, done: int, total: int, failed: int) -> None:
        """Record how far it is, now and then."""
        self._counts = (done, total, failed)
        if time.monotonic() - self._noted >= _NOTE_SECONDS:
            self._noted = time.monotonic()
            self._jobs.update(self.id, done=done, total=total, failed=failed)

    def should_stop(self) -> bool:
        """Whether to end in order after this document."""
        if self.ended_early is None:
            self.ended_early = self._stop()
        return self.ended_early is not None

    def finish(self) -> None:
        """Record the end of the work that came to its end or was called off."""
        done, total, failed = self._counts
        self._jobs.update(self.id, done=done, total=total, failed=failed)
        self._jobs.finish(self.id, self.ended_early or JobState.DONE, report=self.report)


class JobLog:
    """Keeps the work of each tenant apart in time, and on record. Thread-safe."""

    def __init__(self, jobs: Jobs, indexer: Indexer) -> None:
        self._jobs = jobs
        self._indexer = indexer
        self._busy: set[str] = set()
        self._free = threading.Condition()

    @contextmanager
    def alone(self, tenant: str, patience_seconds: float = 0.0) -> Iterator[None]:
        """Nothing else is done for the tenant while the block runs. Raises `DataFolderBusy`."""
        with self._free:
            if not self._free.wait_for(lambda: tenant not in self._busy, timeout=patience_seconds):
                raise DataFolderBusy(
                    f"Für den Mandanten „{tenant}“ läuft gerade ein anderer Auftrag.",
                    hint="Warten Sie, bis er fertig ist.",
                )
            self._busy.add(tenant)
        try:
            yield
        finally:
            with self._free:
                self._busy.discard(tenant)
                self._free.notify_all()

    @contextmanager
    def job(
        self, tenant: str, corpus: str | None, kind: str, order: Order = AT_ONCE, *, sweep: bool = True
    ) -> Iterator[RunningJob]:
        """A job on record, alone with its tenant. A tenant whose last job did not end well is swept first.

        With `sweep` False what an unclean end left is removed afterwards: for work that needs no sound index.
        """
        with self.alone(tenant, order.patience_seconds):
            unclean = self._ended_badly(tenant)
            if unclean and sweep:
                self._indexer.sweep(tenant)
            if order.job is None:
                id = self._jobs.start(tenant, corpus, kind, subject=order.subject)
            else:
                id = order.job
                self._jobs.begin(id)
            running = RunningJob(self._jobs, id, order.stop)
            try:
                yield running
                if unclean and not sweep:
                    self._indexer.sweep(tenant)
            except BaseException as error:
                self._end(id, error)
                raise
            running.finish()

    def _ended_badly(self, tenant: str) -> bool:
        """Whether the last job that was begun did not end well."""
        last = self._jobs.last_begun(tenant)
        return last is not None and last.state not in _ENDED_WELL

    def _end(self, job: str, error: BaseException) -> None:
        try:
            if isinstance(error, AktenkompassError):
                self._jobs.finish(job, JobState.FAILED, note=str(error), error_code=error.code)
            else:
                self._jobs.finish(job, JobState.INTERRUPTED)
        except AktenkompassError:
            # A full disk takes no note of itself; a job left running counts as not ended cleanly all the same.
            return
