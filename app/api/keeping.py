"""Routes of knowledge managers: files come in, jobs run, documents go."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.api.callers import ByManager, Caller
from app.api.documents import find_document
from app.api.forms import REFUSALS, Id, Incoming, Outgoing
from app.jobs import JobView
from app.previews import Finding, Preview
from app.uploads import Batch, UploadedFile
from corpora.records import JobState

router = APIRouter(prefix="/api", responses=REFUSALS)

UploadId = Annotated[str, Path(min_length=1, max_length=40)]
JobId = Annotated[str, Path(min_length=1, max_length=40)]
CorpusId = Annotated[
    str, Field(min_length=1, max_length=40, description="Kennung eines eigenen Bestands.", examples=["ortsrecht"])
]


class FileForm(Outgoing):
    """One uploaded file."""

    id: str
    path: str
    size: int
    media_type: str
    refused_code: str | None
    refused: str | None = Field(description="Warum die Datei nicht angenommen wurde; dann ist nichts von ihr da.")


class UploadForm(Outgoing):
    """Files that were uploaded together and wait to be read in."""

    id: str
    corpus: str
    created: datetime.datetime
    files: list[FileForm]


class NewUpload(Incoming):
    """For which corpus files are brought."""

    corpus: CorpusId


class PreviewEntryForm(Outgoing):
    """What would become of a file."""

    path: str
    size: int
    finding: Finding
    media_type: str
    same_as: str | None
    code: str | None
    reason: str | None


class PreviewForm(Outgoing):
    """What would be read."""

    counts: dict[Finding, int]
    bytes: int
    files: list[PreviewEntryForm]
    vanished: list[str]


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
    current: str | None
    place: int = Field(description="In der Schlange; 0, wenn der Auftrag nicht wartet.")
    note: str | None
    error_code: str | None
    started: datetime.datetime
    finished: datetime.datetime | None
    report: dict[str, Any] | None


# Files


@router.post("/uploads", response_model=UploadForm, status_code=201, summary="Einen Stapel anlegen", tags=["Hochladen"])
def begin_upload(caller: ByManager, upload: NewUpload) -> dict[str, Any]:
    """Ein leerer Stapel für einen Bestand; nichts davon ist zu finden, bevor ein Auftrag ihn einliest."""
    return _upload_form(caller.app.uploads.begin(caller.person, upload.corpus))


@router.get("/uploads", response_model=list[UploadForm], summary="Die eigenen Stapel", tags=["Hochladen"])
def uploads(caller: ByManager) -> list[dict[str, Any]]:
    """Die noch nicht eingelesenen, der neueste zuerst."""
    return [_upload_form(batch) for batch in caller.app.uploads.all(caller.person)]


@router.get("/uploads/{upload}", response_model=UploadForm, summary="Ein eigener Stapel", tags=["Hochladen"])
def one_upload(caller: ByManager, upload: UploadId) -> dict[str, Any]:
    """Mit allen Dateien, auch den abgewiesenen."""
    return _upload_form(caller.app.uploads.one(caller.person, upload))


@router.delete("/uploads/{upload}", status_code=204, summary="Einen Stapel verwerfen", tags=["Hochladen"])
def discard_upload(caller: ByManager, upload: UploadId) -> Response:
    """Mit allen Dateien darin."""
    caller.app.uploads.discard(caller.person, upload)
    return Response(status_code=204)


@router.post(
    "/uploads/{upload}/files",
    response_model=FileForm,
    status_code=201,
    summary="Eine Datei bringen",
    tags=["Hochladen"],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def add_file(
    request: Request,
    caller: ByManager,
    upload: UploadId,
    name: Annotated[str, Query(min_length=1, max_length=1_000, examples=["2025/Vorlage 51-2025.pdf"])],
) -> dict[str, Any]:
    """Der Inhalt der Anfrage ist der Inhalt der Datei. Was nicht zu lesen ist, wird vermerkt und nicht behalten."""
    loop = asyncio.get_running_loop()
    blocks = _blocks(request.stream(), loop)
    file = await run_in_threadpool(caller.app.uploads.add, caller.person, upload, name, blocks)
    return _file_form(file)


@router.delete(
    "/uploads/{upload}/files/{file}", response_model=UploadForm, summary="Eine Datei herausnehmen", tags=["Hochladen"]
)
def remove_file(
    caller: ByManager, upload: UploadId, file: Annotated[str, Path(min_length=1, max_length=40)]
) -> dict[str, Any]:
    """Kein Fehler, wenn sie nicht darin ist."""
    return _upload_form(caller.app.uploads.remove(caller.person, upload, file))


@router.get("/uploads/{upload}/preview", response_model=PreviewForm, summary="Was gelesen würde", tags=["Hochladen"])
def preview(caller: ByManager, upload: UploadId) -> dict[str, Any]:
    """Was neu, geändert, doppelt oder nicht zu lesen ist."""
    return _preview_form(caller.app.previews.of_upload(caller.person, upload))


# Jobs


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


def _blocks(stream: AsyncIterator[bytes], loop: asyncio.AbstractEventLoop) -> Iterator[bytes]:
    """The request's body for a thread, block by block: nothing waits in memory for its turn."""
    pieces = stream.__aiter__()

    async def following() -> bytes | None:
        return await anext(pieces, None)

    while (piece := asyncio.run_coroutine_threadsafe(following(), loop).result()) is not None:
        yield piece


# Forms


def _upload_form(batch: Batch) -> dict[str, Any]:
    files = [_file_form(file) for file in batch.files]
    return {"id": batch.id, "corpus": batch.corpus, "created": batch.created, "files": files}


def _file_form(file: UploadedFile) -> dict[str, Any]:
    return {
        "id": file.id,
        "path": file.path,
        "size": file.size,
        "media_type": file.media_type,
        "refused_code": file.refused_code or None,
        "refused": file.refused or None,
    }


def _preview_form(found: Preview) -> dict[str, Any]:
    return {
        "counts": dict(found.counts),
        "bytes": found.bytes,
        "files": [
            {
                "path": entry.path,
                "size": entry.size,
                "finding": entry.finding,
                "media_type": entry.media_type,
                "same_as": entry.same_as or None,
                "code": entry.code or None,
                "reason": entry.reason or None,
            }
            for entry in found.entries
        ],
        "vanished": list(found.vanished),
    }


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
        "current": view.current or None,
        "place": view.place,
        "note": view.note or None,
        "error_code": view.error_code or None,
        "started": view.started,
        "finished": view.finished,
        "report": view.report,
    }
