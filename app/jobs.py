"""Long work that outlives the browser: a queue for each tenant, progress to watch, and a way to call it off.

The work itself stands in `app.knowledge`; here it gets a thread. What a job was and how it ended lies in the catalogue,
how far it is just now only here.
"""

from __future__ import annotations

import datetime
import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.access import AccessPolicy, Person, Role
from app.holdings import Holdings, check_full_sight
from app.job_log import Order
from app.knowledge import Knowledge
from app.reports import IngestProgress
from app.server_folders import ServerFolders
from corpora.errors import AktenkompassError, DataFolderBusy, Unavailable, UnknownCorpus
from corpora.jobs import Jobs, unknown_job
from corpora.model import Access
from corpora.records import Job, JobState

_PARALLEL = 2
"""Jobs of different tenants that run at the same time."""
_PATIENCE_SECONDS = 0.5
_CLOSE_SECONDS = 20.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as a person watches it."""

    id: str
    corpus: str | None
    kind: str
    """``ingest``, ``reread``, ``reindex``, ``delete``, ``facts``, ``access``."""
    state: JobState
    done: int
    """Documents."""
    total: int
    """0 while the folders are still being listed."""
    failed: int
    rate: float
    """Documents a second; 0.0 for a job that does not run."""
    seconds_left: float | None
    """None when nobody can tell."""
    current: str
    """Path of the document that ended last; empty for a job that does not run."""
    place: int
    """In the queue: 1 is the next to begin; 0 for a job that does not wait."""
    note: str
    """German; why it stopped, empty otherwise."""
    error_code: str
    started: datetime.datetime
    finished: datetime.datetime | None
    mine: bool
    """Whether the person who looks has started it."""
    report: Mapping[str, Any] | None
    """What came of it, in the forms of `app.json_forms`; None while it runs."""

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs, and can be called off."""
        return self.state in (JobState.QUEUED, JobState.RUNNING)


@dataclass(slots=True)
class _Task:
    id: str
    tenant: str
    subject: str
    work: Callable[[Order, Callable[[IngestProgress], None]], object]
    stop: JobState | None = None
    progress: IngestProgress | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    def show(self, progress: IngestProgress) -> None:
        self.progress = progress


class JobRunner:
    """Runs jobs. Thread-safe. Everything here is for managers and raises `NotAllowed` for all others."""

    def __init__(
        self, knowledge: Knowledge, jobs: Jobs, holdings: Holdings, access: AccessPolicy, folders: ServerFolders
    ) -> None:
        self._knowledge = knowledge
        self._jobs = jobs
        self._holdings = holdings
        self._access = access
        self._folders = folders
        self._lock = threading.Lock()
        self._slots = threading.Semaphore(_PARALLEL)
        self._tasks: dict[str, _Task] = {}
        self._queues: dict[str, deque[_Task]] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._closed = False

    # Start

    def ingest(
        self,
        person: Person,
        corpus: str,
        folders: Sequence[str],
        *,
        confirm_vanished: bool = False,
        retry_failed: bool = False,
    ) -> str:
        """Bring a corpus up to date with folders on the server, as `Knowledge.ingest`; the job's id.

        Raises `UnknownCorpus`, `FolderMissing`.
        """
        target = self._holdings.corpus(person, corpus)
        paths = [self._folders.resolve(person, name) for name in folders]
        return self._start(
            person,
            target.id,
            "ingest",
            lambda order, show: self._knowledge.ingest(
                target.tenant,
                target.id,
                paths,
                show,
                confirm_vanished=confirm_vanished,
                retry_failed=retry_failed,
                order=order,
            ),
        )

    def delete(self, person: Person, corpus: str, path: str) -> str:
        """Delete a document; the job's report is the receipt. Raises `UnknownCorpus`, `UnknownDocument`."""
        record = self._holdings.document(person, corpus, path)
        return self._start(
            person,
            record.corpus,
            "delete",
            lambda order, _: self._knowledge.delete(record.tenant, record.corpus, record.path, order=order),
        )

    def remove_corpus(self, person: Person, corpus: str) -> str:
        """Remove a corpus with everything in it; the job's report is the receipt.

        Raises `UnknownCorpus`, and `UsageError` for whoever may not see all that can lie in it.
        """
        target = self._holdings.corpus(person, corpus)
        check_full_sight(person)
        return self._start(
            person,
            target.id,
            "delete",
            lambda order, _: self._knowledge.remove_corpus(target.tenant, target.id, order=order),
        )

    def reindex(self, person: Person) -> str:
        """Build the tenant's index anew. Raises `UsageError` for whoever may not see all of it."""
        self._access.require(person, Role.MANAGER)
        check_full_sight(person)
        return self._start(
            person, None, "reindex", lambda order, show: self._knowledge.reindex(person.tenant, show, order=order)
        )

    # Watch

    def all(self, person: Person, corpus: str | None = None) -> list[JobView]:
        """The tenant's jobs, or a corpus's, that the person may see, the newest first. Raises `UnknownCorpus`.

        Counts and names in a job tell of documents, so people see their own jobs, and others' only when they may see
        everything.
        """
        self._access.require(person, Role.MANAGER)
        if corpus is not None:
            self._holdings.corpus(person, corpus)
        jobs = [job for job in self._jobs.of_tenant(person.tenant) if corpus in (None, job.corpus)]
        return [self._view(person, job) for job in jobs if self._may_see(person, job)]

    def one(self, person: Person, id: str) -> JobView:
        """One job. Raises `UnknownJob`."""
        return self._view(person, self._job(person, id))

    def cancel(self, person: Person, id: str) -> JobView:
        """Call a job off: a waiting one at once, a running one after its document. No error for one that has ended.

        Raises `UnknownJob`.
        """
        self._job(person, id)
        with self._lock:
            task = self._tasks.get(id)
            if task is not None:
                task.stop = JobState.CANCELLED
                queue = self._queues.get(task.tenant, deque())
                if task in queue:
                    queue.remove(task)
                    self._end(task, JobState.CANCELLED)
        return self.one(person, id)

    def wait(self, person: Person, id: str, seconds: float) -> JobView:
        """The job when it has ended, or after so many seconds. Raises `UnknownJob`."""
        self._job(person, id)
        task = self._tasks.get(id)
        if task is not None:
            task.ended.wait(seconds)
        return self.one(person, id)

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

    # Run

    def _start(
        self,
        person: Person,
        corpus: str | None,
        kind: str,
        work: Callable[[Order, Callable[[IngestProgress], None]], object],
    ) -> str:
        with self._lock:
            if self._closed:
                raise Unavailable("Der Dienst wird gerade beendet.", hint="Starten Sie den Auftrag danach noch einmal.")
            id = self._jobs.queue(person.tenant, corpus, kind, subject=person.subject)
            task = _Task(id, person.tenant, person.subject, work)
            self._tasks[id] = task
            self._queues.setdefault(person.tenant, deque()).append(task)
            if person.tenant not in self._threads:
                thread = threading.Thread(
                    target=self._work_off, args=(person.tenant,), name=f"jobs-{person.tenant}", daemon=True
                )
                self._threads[person.tenant] = thread
                thread.start()
        return id

    def _work_off(self, tenant: str) -> None:
        while True:
            self._slots.acquire()
            try:
                with self._lock:
                    queue = self._queues[tenant]
                    if not queue:
                        del self._threads[tenant]
                        return
                    task = queue.popleft()
                self._run(task)
            finally:
                self._slots.release()

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
        try:
            self._jobs.finish(task.id, state, note=note, error_code=code)
        except AktenkompassError:
            _log.exception("the end of a job could not be noted")
        finally:
            task.ended.set()

    # See

    def _job(self, person: Person, id: str) -> Job:
        self._access.require(person, Role.MANAGER)
        job = self._jobs.one(person.tenant, id)
        if not self._may_see(person, job):
            raise unknown_job()
        return job

    def _may_see(self, person: Person, job: Job) -> bool:
        if person.clearance is Access.RESTRICTED:
            return True
        if job.subject != person.subject:
            return False
        try:
            return job.corpus is None or self._holdings.corpus(person, job.corpus) is not None
        except UnknownCorpus:
            return False

    def _view(self, person: Person, job: Job) -> JobView:
        with self._lock:
            task = self._tasks.get(job.id)
            queue = list(self._queues.get(job.tenant, ()))
        progress = task.progress if task is not None and job.state is JobState.RUNNING else None
        return JobView(
            id=job.id,
            corpus=job.corpus,
            kind=job.kind,
            state=job.state,
            done=job.done if progress is None else progress.done,
            total=job.total if progress is None else progress.total,
            failed=job.failed if progress is None else progress.failed,
            rate=0.0 if progress is None else progress.rate,
            seconds_left=None if progress is None else progress.seconds_left,
            current="" if progress is None else progress.current,
            place=queue.index(task) + 1 if task in queue else 0,
            note=job.note,
            error_code=job.error_code,
            started=job.started,
            finished=job.finished,
            mine=job.subject == person.subject,
            report=job.report,
        )
