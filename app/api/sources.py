"""Routes: a page of a document as text, as a picture with a passage marked, and the original for download."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field
from starlette.responses import FileResponse, Response

from app.api.callers import ByReader, Caller
from app.api.documents import DocumentId, find_document
from app.api.forms import DECISIONS, NATURE, REFUSALS, DecisionForm, Outgoing
from app.decisions import Treatment
from app.json_forms import treatment_form
from app.places import Place
from app.sources import SourceView
from app.standing import Nature, Validity
from corpora.errors import UsageError
from corpora.model import Access, Span

router = APIRouter(prefix="/api", tags=["Quellen"], responses=REFUSALS)

_FOREIGN = {"content-security-policy": "default-src 'none'; sandbox", "cache-control": "private, no-store"}
"""For what comes from documents: even opened by itself it can do nothing, and no cache keeps it for the next person."""

PageNumber = Annotated[
    int, Path(ge=1, le=100_000, description="Seite, ab 1; bei Formaten ohne Seiten der Abschnitt der Datei, meist 1.")
]


class NewerForm(Outgoing):
    """The newest version of a superseded rule."""

    id: str
    document: str
    title: str
    date: str | None


class PageForm(Outgoing):
    """A page, or the section around a passage where the format has no pages; with what the paper is."""

    tenant: str
    corpus: str
    corpus_title: str
    document: str
    id: str
    version: str
    title: str
    reference: str | None
    kind: str | None
    nature: Nature = Field(description=NATURE, examples=["proposal"])
    decisions: list[DecisionForm] = Field(description=DECISIONS)
    office: str | None
    bodies: list[str]
    date: str | None
    access: Access
    page: int | None
    pages: int
    label: str
    section: str
    before: str = Field(description="Text vor der Stelle; ohne Stelle der ganze Text.")
    quote: str
    after: str
    recognised: bool = Field(description="Ob der Text von einem Scan abgelesen wurde.")
    reason: str | None = Field(description="Warum die Seite keinen Text hat.")
    changed: bool = Field(description="Ob das Dokument seit dem Zitat in neuerer Fassung gelesen wurde.")
    lost: bool = Field(description="Ob die Stelle in dieser Fassung nicht mehr steht.")
    validity: Validity
    valid_from: str | None
    newer: NewerForm | None
    has_image: bool
    original_name: str
    original_bytes: int


class MarksForm(Outgoing):
    """Where a passage stands on the picture of its page, in points from the top left."""

    width: float
    height: float
    boxes: list[tuple[float, float, float, float]] = Field(description="Links, oben, rechts, unten; je Zeile eine.")


def get_place(  # noqa: PLR0913, PLR0917 - one argument a parameter
    caller: ByReader,
    document: DocumentId,
    page: PageNumber,
    start: Annotated[int | None, Query(ge=0, description="Anfang der Stelle, wie in citations.")] = None,
    end: Annotated[int | None, Query(ge=0, description="Ende der Stelle.")] = None,
    quote: Annotated[str, Query(max_length=5_000, description="Ihr Wortlaut; findet sie in neuerer Fassung.")] = "",
    version: Annotated[str, Query(max_length=40, description="Fassung, aus der zitiert wurde.")] = "",
) -> Place:
    """The place that a request names. Raises `UnknownDocument` as for one that is not there."""
    record = find_document(caller, document)
    if (start is None) != (end is None) or (start is not None and end is not None and start >= end):
        raise UsageError("start und end gehören zusammen, und start liegt davor.")
    span = Span(page - 1, start, end) if start is not None and end is not None else None
    return Place(record.tenant, record.corpus, record.id, version, page - 1, span, quote)


ThePlace = Annotated[Place, Depends(get_place)]


@router.get("/documents/{document}/pages/{page}", response_model=PageForm, summary="Eine Seite als Text")
def page_text(caller: ByReader, place: ThePlace) -> dict[str, Any]:
    """Mit der markierten Stelle, wenn start und end sie nennen, und mit dem, was über das Papier bekannt ist."""
    return page_form(caller, place)


@router.get("/documents/{document}/pages/{page}/marks", response_model=MarksForm, summary="Wo die Stelle im Bild steht")
def page_marks(caller: ByReader, place: ThePlace) -> dict[str, Any]:
    """Zu Dokumenten mit Seitenbildern (PDF)."""
    image = caller.app.sources.image(caller.scope(), place, width=0)
    boxes = [(box.left, box.top, box.right, box.bottom) for box in image.boxes]
    return {"width": image.size[0], "height": image.size[1], "boxes": boxes}


@router.get(
    "/documents/{document}/pages/{page}/image",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}, "description": "Die Seite als Bild."}},
    summary="Eine Seite als Bild",
)
def page_image(
    caller: ByReader,
    place: ThePlace,
    width: Annotated[int, Query(ge=100, le=2400, description="Breite in Bildpunkten, aufgerundet.")] = 1200,
) -> Response:
    """Zu Dokumenten mit Seitenbildern (PDF), unmarkiert; marks nennt die Stelle."""
    image = caller.app.sources.image(caller.scope(), place, width=width)
    return Response(image.png, media_type="image/png", headers=_FOREIGN)


@router.get(
    "/documents/{document}/original",
    response_class=FileResponse,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "Die Datei."}},
    summary="Das Original herunterladen",
)
def original(caller: ByReader, document: DocumentId) -> FileResponse:
    """Die Datei, aus der die geltende Fassung gelesen wurde; immer zum Speichern, nie zum Anzeigen."""
    record = find_document(caller, document)
    found = caller.app.sources.original(caller.scope(), Place(record.tenant, record.corpus, record.id))
    headers = {**_FOREIGN, "content-disposition": found.disposition}
    return FileResponse(found.file, media_type=found.media_type, headers=headers)


def page_form(caller: Caller, place: Place) -> dict[str, Any]:
    """A source as JSON. Raises `UnknownDocument` for what is not there or not for the caller."""
    view = caller.app.sources.view(caller.scope(), place)
    found = caller.app.decisions.find(caller.scope(), view.tenant, view.corpus, view.document)
    return _view_form(view) | treatment_form(Treatment(view.nature, found))


def _view_form(view: SourceView) -> dict[str, Any]:
    newer = view.standing.newer
    return {
        "tenant": view.tenant,
        "corpus": view.corpus,
        "corpus_title": view.corpus_title,
        "document": view.path,
        "id": view.document,
        "version": view.version,
        "title": view.title,
        "reference": view.reference,
        "kind": view.kind,
        "office": view.office,
        "bodies": list(view.bodies),
        "date": view.date.isoformat() if view.date else None,
        "access": view.access,
        "page": view.page,
        "pages": view.page_count,
        "label": view.label,
        "section": view.section,
        "before": view.text.before,
        "quote": view.text.quote,
        "after": view.text.after,
        "recognised": view.recognised,
        "reason": view.page_reason or None,
        "changed": view.changed,
        "lost": view.lost,
        "validity": view.standing.validity,
        "valid_from": view.standing.valid_from.isoformat() if view.standing.valid_from else None,
        "newer": None
        if newer is None
        else {
            "id": newer.document,
            "document": newer.path,
            "title": newer.title,
            "date": newer.date.isoformat() if newer.date else None,
        },
        "has_image": view.has_image,
        "original_name": view.original.name,
        "original_bytes": view.original.bytes,
    }
