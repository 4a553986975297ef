"""A queue of work for each tenant, worked off by threads of this process; knows nothing of people."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from app.job_log import Order
from app.reports import IngestProgress
from corpora.errors import AktenkompassError, DataFolderBusy, Unavailable
from corpora.jobs import Jobs
from corpora.records import JobState

_PARALLEL = 2
"""Jobs of different tenants that run at the same time."""
_PATIENCE_SECONDS = 0.5
_CLOSE_SECONDS = 20.0

Work = Callable[[Order, Callable[[IngestProgress], None]], object]
"""What a job does: under this order, telling how far it is."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Task:
    id: str
    tenant: str
    subject: str
    work: Work
    release: Callable[[], None]
    stop: JobState | None = None
    progress: IngestProgress | None = None
    told: float = 0.0
    """When it last said how far it is, on the monotonic clock."""
    ended: threading.Event = field(default_factory=threading.Event)

    def show(self, progress: IngestProgress) -> None:
        self.progress, self.told = progress, time.monotonic()


@dataclass(frozen=True, slots=True)
class Sight:
    """A task as it stands at a moment."""

    progress: IngestProgress | None
    """As it was told last; None while nothing was told."""
    silent_seconds: float
    """Since then; 0.0 while nothing was told."""
    stopping: bool
    """Whether it was called off and has not ended yet."""


class JobQueue:
    """Runs jobs, one at a time for each tenant, in the order in which they came. Thread-safe."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._lock = threading.Lock()
        self._slots = threading.Semaphore(_PARALLEL)
        self._tasks: dict[str, _Task] = {}
        self._queues: dict[str, deque[_Task]] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._closed = False

    def add(  # noqa: PLR0913, PLR0917 - what a job is
        self,
        tenant: str,
        corpus: str | None,
        kind: str,
        subject: str,
        work: Work,
        release: Callable[[], None] = lambda: None,
    ) -> str:
        """Put work at the end of its tenant's queue; the job's id. `release` is called when it ended, however it did.

        Raises `Unavailable` while the service ends.
        """
        with self._lock:
            if self._closed:
                raise Unavailable("Der Dienst wird gerade beendet.", hint="Starten Sie den Auftrag danach noch einmal.")
            id = self._jobs.queue(tenant, corpus, kind, subject=subject)
            task = _Task(id, tenant, subject, work, release)
            self._tasks[id] = task
            self._queues.setdefault(tenant, deque()).append(task)
            if tenant not in self._threads:
                thread = threading.Thread(target=self._work_off, args=(tenant,), name=f"jobs-{tenant}", daemon=True)
                self._threads[tenant] = thread
                thread.start()
        return id

    def look(self, id: str) -> Sight | None:
        """How a job stands; None for one that is over."""
        with self._lock:
            task = self._tasks.get(id)
            if task is None:
                return None
            silent = time.monotonic() - task.told if task.progress is not None else 0.0
            return Sight(task.progress, silent, task.stop is not None)

    def place(self, id: str) -> int:
        """Of a job in its queue: 1 is the next to begin; 0 for one that does not wait."""
        with self._lock:
            task = self._tasks.get(id)
            if task is None or task not in self._queues[task.tenant]:
                return 0
            return self._queues[task.tenant].index(task) + 1

    def cancel(self, id: str) -> None:
        """End a job in order: a waiting one at once, a running one after its document. No error for an ended one."""
        with self._lock:
            task = self._tasks.get(id)
            if task is None:
                return
            task.stop = JobState.CANCELLED
            queue = self._queues[task.tenant]
            if task in queue:
                queue.remove(task)
                self._end(task, JobState.CANCELLED)

    def wait(self, id: str, seconds: float) -> None:
        """Return when a job is over, or after so many seconds."""
        with self._lock:
            task = self._tasks.get(id)
        if task is not None:
            task.ended.wait(seconds)

    def close(self) -> None:
        """End all work in order and note it as interrupted; nothing starts any more."""
        with self._lock:
            self._closed = True
            for queue in self._queues.values():
                for task in queue:
                    self._end(task, JobState.INTERRUPTED)
                queue.clear()
            for task in self._tasks.values():
                task.stop = task.stop or JobState.INTERRUPTED
            threads = list(self._threads.values())
        for thread in threads:
            thread.join(_CLOSE_SECONDS)

    def _work_off(self, tenant: str) -> None:
        while True:
            with self._slots:
                with self._lock:
                    queue = self._queues[tenant]
                    if not queue:
                        del self._threads[tenant]
                        return
                    task = queue.popleft()
                self._run(task)

    def _run(self, task: _Task) -> None:
        order = Order(task.subject, task.id, lambda: task.stop, _PATIENCE_SECONDS)
        state, note, code = JobState.INTERRUPTED, "", ""
        try:
            while task.stop is None:
                try:
                    task.work(order, task.show)
                except DataFolderBusy:
                    # Something short is being done for the same tenant; it was asked for later but began earlier.
                    continue
                break
            state = task.stop or JobState.DONE
        except AktenkompassError as error:
            state, note, code = JobState.FAILED, str(error), error.code
        except Exception:
            _log.exception("a job ended in an error that is none of ours")
        finally:
            with self._lock:
                self._end(task, state, note, code)

    def _end(self, task: _Task, state: JobState, note: str = "", code: str = "") -> None:
        """Forget the task. What has noted its own end, as begun work does, keeps it."""
        self._tasks.pop(task.id, None)
        task.release()
        try:
            self._jobs.finish(task.id, state, note=note, error_code=code)
        except AktenkompassError:
            _log.exception("the end of a job could not be noted")
        finally:
            task.ended.set()
