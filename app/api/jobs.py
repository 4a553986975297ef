"""Routes of knowledge managers: jobs run, documents come and go."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field

from app.api.callers import ByManager, Caller
from app.api.documents import find_document
from app.api.forms import REFUSALS, CorpusId, Id, Incoming, Outgoing
from app.jobs import JobView
from corpora.records import JobState

router = APIRouter(prefix="/api", responses=REFUSALS)

JobId = Annotated[str, Path(min_length=1, max_length=40)]


class IngestUpload(Incoming):
    """Read in the files of an upload."""

    kind: Literal["ingest_upload"] = Field(examples=["ingest_upload"])
    upload: Id = Field(examples=["0f3c9a7e5d1b4c2a8e6f7d9b1a2c3e4f"])


class IngestFolders(Incoming):
    """Bring a corpus up to date with folders on the server."""

    kind: Literal["ingest_folders"] = Field(examples=["ingest_folders"])
    corpus: CorpusId
    folders: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=1_000)]],
        Field(min_length=1, max_length=20, examples=[["ratspapiere/2025"]]),
    ]
    retry_failed: bool = False
    confirm_vanished: bool = Field(False, description="Auch sehr viele verschwundene Dateien entfernen.")


class Update(Incoming):
    """Bring a corpus up to date with all it was read from before."""

    kind: Literal["update"] = Field(examples=["update"])
    corpus: CorpusId
    retry_failed: bool = False


class Reindex(Incoming):
    """Build the tenant's index anew."""

    kind: Literal["reindex"] = Field(examples=["reindex"])


class OnDocument(Incoming):
    """Read a document again, or delete it."""

    kind: Literal["reread", "delete"] = Field(examples=["reread"])
    document: Id = Field(description="`id` des Dokuments.", examples=["6f1c2b9e-4b7a-5f0d-9a53-0c1d2e3f4a5b"])


Order = Annotated[IngestUpload | IngestFolders | Update | Reindex | OnDocument, Field(discriminator="kind")]


class JobForm(Outgoing):
    """A job."""

    id: str
    corpus: str | None
    kind: str
    state: JobState
    read: int = Field(description="Gelesene Dokumente; solange der Auftrag läuft, auch noch nicht eingetragene.")
    done: int = Field(description="Fertige Dokumente: zu finden, oder mit Fehler beendet.")
    total: int
    failed: int
    rate: float = Field(description="Gelesene Dokumente je Sekunde.")
    seconds_left: float | None
    silent_seconds: float = Field(description="Seit dem letzten gelesenen oder fertigen Dokument; sonst 0.")
    stopping: bool = Field(description="Abgebrochen, aber noch an seinem Dokument.")
    current: str | None
    place: int = Field(description="In der Schlange; 0, wenn der Auftrag nicht wartet.")
    note: str | None
    error_code: str | None
    started: datetime.datetime
    finished: datetime.datetime | None
    report: dict[str, Any] | None


@router.post("/jobs", response_model=JobForm, status_code=202, summary="Einen Auftrag geben", tags=["Aufträge"])
def start_job(caller: ByManager, order: Order) -> dict[str, Any]:
    """Einlesen, aktualisieren, neu lesen, löschen, Index neu bauen. Läuft weiter, auch wenn niemand zusieht."""
    return job_form(caller.app.runner.one(caller.person, _start(caller, order)))


@router.get("/jobs", response_model=list[JobForm], summary="Die Aufträge", tags=["Aufträge"])
def jobs(
    caller: ByManager,
    corpus: Annotated[str | None, Query(max_length=40, description="Nur zu diesem Bestand.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> list[dict[str, Any]]:
    """Die man sehen darf, der neueste zuerst."""
    return [job_form(view) for view in caller.app.runner.all(caller.person, corpus)[:limit]]


@router.get("/jobs/{job}", response_model=JobForm, summary="Ein Auftrag", tags=["Aufträge"])
def job(caller: ByManager, job: JobId) -> dict[str, Any]:
    """Wie weit er ist; nach seinem Ende mit Bericht oder Quittung."""
    return job_form(caller.app.runner.one(caller.person, job))


@router.post("/jobs/{job}/cancel", response_model=JobForm, summary="Einen Auftrag abbrechen", tags=["Aufträge"])
def cancel_job(caller: ByManager, job: JobId) -> dict[str, Any]:
    """Ein laufender endet nach dem Dokument, an dem er ist; was fertig war, bleibt."""
    return job_form(caller.app.runner.cancel(caller.person, job))


def _start(caller: Caller, order: Order) -> str:
    runner, person = caller.app.runner, caller.person
    match order:
        case IngestUpload():
            return runner.ingest_upload(person, order.upload)
        case IngestFolders():
            return runner.ingest(
                person,
                order.corpus,
                order.folders,
                confirm_vanished=order.confirm_vanished,
                retry_failed=order.retry_failed,
            )
        case Update():
            return runner.update(person, order.corpus, retry_failed=order.retry_failed)
        case Reindex():
            return runner.reindex(person)
        case OnDocument():
            record = find_document(caller, order.document, own=True)
            work = runner.reread if order.kind == "reread" else runner.delete
            return work(person, record.corpus, record.path)


def job_form(view: JobView) -> dict[str, Any]:
    """A job, in the form of `JobForm`."""
    return {
        "id": view.id,
        "corpus": view.corpus,
        "kind": view.kind,
        "state": view.state,
        "read": view.read,
        "done": view.done,
        "total": view.total,
        "failed": view.failed,
        "rate": round(view.rate, 2),
        "seconds_left": view.seconds_left,
        "silent_seconds": round(view.silent_seconds, 1),
        "stopping": view.stopping,
        "current": view.current or None,
        "place": view.place,
        "note": view.note or None,
        "error_code": view.error_code or None,
        "started": view.started,
        "finished": view.finished,
        "report": view.report,
    }
