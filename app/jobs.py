"""Long work that outlives the browser: a queue for each tenant, progress to watch, and a way to call it off.

The work itself stands in `app.knowledge`, its threads in `app.job_queue`; here stands who may start and see what.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.access import AccessPolicy, Person, Role
from app.curation import Curation
from app.holdings import Holdings, check_full_sight
from app.job_log import Order
from app.job_queue import JobQueue, Work
from app.knowledge import Knowledge
from app.reports import IngestProgress
from app.server_folders import ServerFolders
from app.uploads import Uploads
from corpora.errors import UnknownCorpus, UsageError
from corpora.jobs import Jobs, unknown_job
from corpora.model import Access, CorpusKind
from corpora.records import Job, JobState

_GUESSABLE_DOCUMENTS, _GUESSABLE_SECONDS = 3, 5.0
"""After which the time left is told; the first documents pay for the start of the readers."""


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as a person watches it."""

    id: str
    corpus: str | None
    kind: str
    """``ingest``, ``reread``, ``reindex``, ``delete``, ``facts``, ``access``, ``kind``."""
    state: JobState
    read: int
    """Documents; of a job that runs, with those that are read and cannot be found yet."""
    done: int
    """Documents that ended."""
    total: int
    """0 while the folders are still being listed."""
    failed: int
    rate: float
    """Documents read a second; 0.0 for a job that does not run."""
    seconds_left: float | None
    """None when nobody can tell."""
    silent_seconds: float
    """Since a document was read or ended, 0.0 for a job that does not run: a long document takes its time."""
    stopping: bool
    """Whether it was called off and goes on to the end of its document."""
    current: str
    """Path of the document that was read or ended last; empty for a job that does not run."""
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
        """Whether it waits or runs."""
        return self.state in (JobState.QUEUED, JobState.RUNNING)


class JobRunner:
    """Runs jobs. Thread-safe. Everything here is for managers and raises `NotAllowed` for all others."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts it works with
        self,
        knowledge: Knowledge,
        curation: Curation,
        jobs: Jobs,
        holdings: Holdings,
        access: AccessPolicy,
        folders: ServerFolders,
        uploads: Uploads,
    ) -> None:
        self._knowledge = knowledge
        self._curation = curation
        self._jobs = jobs
        self._holdings = holdings
        self._access = access
        self._folders = folders
        self._uploads = uploads
        self._queue = JobQueue(jobs)

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

    def ingest_upload(self, person: Person, upload: str) -> str:
        """Keep the files of an uploaded batch and read them in.

        Raises `UnknownUpload`, and `UsageError` when there is nothing to read in it.
        """
        batch = self._uploads.claim(person, upload)
        files = self._uploads.files_of(person, batch)
        if not files:
            self._uploads.release(batch)
            raise UsageError(
                "In diesem Stapel ist keine Datei, die gelesen werden kann.", hint="Laden Sie andere Dateien hoch."
            )

        def take_in(order: Order, show: Callable[[IngestProgress], None]) -> None:
            self._knowledge.take_in(batch.tenant, batch.corpus, files, show, order=order)
            self._uploads.drop(batch)

        return self._start(person, batch.corpus, "ingest", take_in, release=lambda: self._uploads.release(batch))

    def update(self, person: Person, corpus: str, *, confirm_vanished: bool = False, retry_failed: bool = False) -> str:
        """Bring a corpus up to date with all it was read from before, as `Knowledge.update`. Raises `UnknownCorpus`."""
        target = self._holdings.corpus(person, corpus)
        return self._start(
            person,
            target.id,
            "ingest",
            lambda order, show: self._knowledge.update(
                target.tenant,
                target.id,
                show,
                confirm_vanished=confirm_vanished,
                retry_failed=retry_failed,
                order=order,
            ),
        )

    def reread(self, person: Person, corpus: str, path: str) -> str:
        """Read one document again. Raises `UnknownCorpus`, `UnknownDocument`."""
        record = self._holdings.document(person, corpus, path)
        return self._start(
            person,
            record.corpus,
            "reread",
            lambda order, show: self._knowledge.reread(record.tenant, record.corpus, record.path, show, order=order),
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

    def change_access(self, person: Person, corpus: str, access: Access) -> str:
        """Give a corpus another access, a stricter one at once.

        Raises `UnknownCorpus`, `UsageError` above one's own clearance.
        """
        target = self._holdings.restrict_corpus(person, corpus, access)
        return self._start(
            person,
            target.id,
            "access",
            lambda order, show: self._curation.change_access(
                target.tenant, target.id, access, show, seen=target.access, order=order
            ),
        )

    def change_kind(self, person: Person, corpus: str, kind: CorpusKind) -> str:
        """Give a corpus another kind and read its documents again. Raises `UnknownCorpus`."""
        target = self._holdings.corpus(person, corpus)
        return self._start(
            person,
            target.id,
            "kind",
            lambda order, show: self._knowledge.change_kind(target.tenant, target.id, kind, show, order=order),
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
        self._queue.cancel(id)
        return self.one(person, id)

    def wait(self, person: Person, id: str, seconds: float) -> JobView:
        """The job when it has ended, or after so many seconds. Raises `UnknownJob`."""
        self._job(person, id)
        self._queue.wait(id, seconds)
        return self.one(person, id)

    def close(self) -> None:
        """End all work in order and note it as interrupted; nothing starts any more."""
        self._queue.close()

    def _start(
        self,
        person: Person,
        corpus: str | None,
        kind: str,
        work: Work,
        release: Callable[[], None] = lambda: None,
    ) -> str:
        return self._queue.add(person.tenant, corpus, kind, person.subject, work, release)

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
        sight = self._queue.look(job.id) if job.state is JobState.RUNNING else None
        progress = sight.progress if sight is not None else None
        silent = sight.silent_seconds if sight is not None else 0.0
        return JobView(
            id=job.id,
            corpus=job.corpus,
            kind=job.kind,
            state=job.state,
            read=job.done if progress is None else progress.read,
            done=job.done if progress is None else progress.done,
            total=job.total if progress is None else progress.total,
            failed=job.failed if progress is None else progress.failed,
            rate=0.0 if progress is None else progress.rate,
            seconds_left=None if progress is None else _still_left(progress, silent),
            silent_seconds=silent,
            stopping=sight is not None and sight.stopping,
            current="" if progress is None else progress.current,
            place=self._queue.place(job.id),
            note=job.note,
            error_code=job.error_code,
            started=job.started,
            finished=job.finished,
            mine=job.subject == person.subject,
            report=job.report,
        )


def _still_left(progress: IngestProgress, silent: float) -> float | None:
    """What is left of the time that was guessed so long ago; None before a guess is worth it, and once overtaken."""
    if progress.seconds_left is None or silent >= progress.seconds_left:
        return None
    if progress.read < _GUESSABLE_DOCUMENTS or progress.seconds < _GUESSABLE_SECONDS:
        return None
    return progress.seconds_left - silent
