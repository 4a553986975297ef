"""Jobs: long pieces of work, written down for the people who watch them and for whoever comes after a crash."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from corpora.database import Database
from corpora.errors import UnknownJob
from corpora.records import Job, JobState
from corpora.rows import find_tenant, now, storable, storable_json
from corpora.tables import jobs

_OPEN = (JobState.QUEUED.value, JobState.RUNNING.value)


class Jobs:
    """The jobs of all tenants. Thread-safe; every method is one transaction and raises as `Catalog`'s do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, tenant: str, corpus: str | None, kind: str, *, subject: str = "") -> str:
        """Record that a piece of work begins; return its id. Raises `UnknownTenant`."""
        return self._add(tenant, corpus, kind, subject, JobState.RUNNING)

    def queue(self, tenant: str, corpus: str | None, kind: str, *, subject: str = "") -> str:
        """Record that a piece of work waits for its turn; return its id. Raises `UnknownTenant`."""
        return self._add(tenant, corpus, kind, subject, JobState.QUEUED)

    def begin(self, id: str) -> None:
        """Record that a queued job begins."""
        began = now()
        with self._database.writing() as connection:
            connection.execute(
                update(jobs)
                .where(jobs.c.id == id, jobs.c.state == JobState.QUEUED.value)
                .values(state=JobState.RUNNING.value, started=began, updated=began)
            )

    def update(self, id: str, *, done: int, total: int, failed: int = 0, note: str = "") -> None:
        """Record how far a running job is; a finished one is left as it is."""
        self._change(id, done=done, total=total, failed=failed, note=storable(note), updated=now())

    def finish(
        self,
        id: str,
        state: JobState,
        *,
        note: str = "",
        error_code: str = "",
        report: Mapping[str, Any] | None = None,
    ) -> None:
        """Record the end of a job that is queued or running; `report` must be JSON."""
        ended = now()
        values: dict[str, object] = {"state": state.value, "note": storable(note), "error_code": error_code}
        if report is not None:
            values["report"] = storable_json(report)
        self._change(id, **values, updated=ended, finished=ended)

    def add_report(self, id: str, report: Mapping[str, Any], *, done: int, total: int, failed: int) -> None:
        """Record what came of a job that has ended."""
        with self._database.writing() as connection:
            connection.execute(
                update(jobs)
                .where(jobs.c.id == id)
                .values(report=storable_json(report), done=done, total=total, failed=failed)
            )

    def interrupt(self) -> int:
        """Mark every open job interrupted; return how many. For the owner of the data folder, at its start."""
        ended = now()
        values = {"state": JobState.INTERRUPTED.value, "updated": ended, "finished": ended}
        with self._database.writing() as connection:
            return connection.execute(update(jobs).where(jobs.c.state.in_(_OPEN)).values(**values)).rowcount

    def purge(self, before: datetime.datetime) -> int:
        """Forget jobs that ended before this moment; return how many.

        Each tenant's latest stays: how it ended tells whether the next one has something to clean up.
        """
        with self._database.writing() as connection:
            latest = select(func.max(jobs.c.started).label("started"), jobs.c.tenant).group_by(jobs.c.tenant).subquery()
            kept = select(jobs.c.id).join(
                latest, (jobs.c.tenant == latest.c.tenant) & (jobs.c.started == latest.c.started)
            )
            ids = connection.execute(kept).scalars().all()
            return connection.execute(delete(jobs).where(jobs.c.finished < before, jobs.c.id.not_in(ids))).rowcount

    def of_tenant(self, tenant: str) -> list[Job]:
        """A tenant's jobs, the newest first."""
        with self._database.reading() as connection:
            query = select(jobs).where(jobs.c.tenant == tenant).order_by(jobs.c.started.desc(), jobs.c.id)
            return [_job_of(row) for row in connection.execute(query)]

    def last_begun(self, tenant: str) -> Job | None:
        """The tenant's latest job that did not stay in the queue."""
        with self._database.reading() as connection:
            query = select(jobs).where(jobs.c.tenant == tenant, jobs.c.state != JobState.QUEUED.value)
            row = connection.execute(query.order_by(jobs.c.started.desc(), jobs.c.id).limit(1)).first()
        return None if row is None else _job_of(row)

    def one(self, tenant: str, id: str) -> Job:
        """One job. Raises `UnknownJob`."""
        with self._database.reading() as connection:
            row = connection.execute(select(jobs).where(jobs.c.tenant == tenant, jobs.c.id == storable(id))).first()
        if row is None:
            raise unknown_job()
        return _job_of(row)

    def _add(self, tenant: str, corpus: str | None, kind: str, subject: str, state: JobState) -> str:
        job, started = str(uuid.uuid4()), now()
        with self._database.writing() as connection:
            find_tenant(connection, tenant)
            connection.execute(
                insert(jobs).values(
                    id=job,
                    tenant=tenant,
                    corpus=corpus,
                    kind=kind,
                    state=state.value,
                    done=0,
                    total=0,
                    failed=0,
                    note="",
                    started=started,
                    updated=started,
                    subject=storable(subject),
                    error_code="",
                )
            )
        return job

    def _change(self, id: str, **values: object) -> None:
        with self._database.writing() as connection:
            connection.execute(update(jobs).where(jobs.c.id == id, jobs.c.state.in_(_OPEN)).values(**values))


def unknown_job() -> UnknownJob:
    """The error for a job that is not there, or not for the one who asks."""
    return UnknownJob("Diesen Auftrag gibt es nicht.", hint="Die Übersicht der Aufträge zeigt alle.")


def _job_of(row: Row[Any]) -> Job:
    return Job(**{**row._mapping, "state": JobState(row.state)})
