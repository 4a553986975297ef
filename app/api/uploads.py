"""Routes of knowledge managers: files come in and wait to be read."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.api.callers import ByManager
from app.api.forms import REFUSALS, CorpusId, Incoming, Outgoing
from app.previews import Finding, Preview
from app.uploads import Batch, UploadedFile

router = APIRouter(prefix="/api", responses=REFUSALS)

UploadId = Annotated[str, Path(min_length=1, max_length=40)]


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


def _blocks(stream: AsyncIterator[bytes], loop: asyncio.AbstractEventLoop) -> Iterator[bytes]:
    """The request's body for a thread, block by block: nothing waits in memory for its turn."""
    pieces = stream.__aiter__()

    async def following() -> bytes | None:
        return await anext(pieces, None)

    while (piece := asyncio.run_coroutine_threadsafe(following(), loop).result()) is not None:
        yield piece


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
