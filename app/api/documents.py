"""Routes: the corpora and documents one may see."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from app.api.callers import ByReader, Caller
from app.api.forms import REFUSALS, CorpusForm, DocumentsForm, TreatedDocumentForm
from app.decisions import Treatment
from app.json_forms import record_form, treatment_form
from app.standing import nature_of
from corpora.errors import UnknownDocument
from corpora.model import DocumentState
from corpora.records import DocumentRecord

router = APIRouter(prefix="/api", tags=["Dokumente"], responses=REFUSALS)

DocumentId = Annotated[str, Path(min_length=1, max_length=40, description="`id` eines Dokuments.")]


@router.get("/corpora", response_model=list[CorpusForm], summary="Die Bestände, in denen man suchen darf")
def corpora(caller: ByReader) -> list[dict[str, Any]]:
    """Nach Mandant und Kennung. Gezählt werden die Dokumente, die man sehen darf."""
    found = []
    for grant in caller.scope().grants:
        records = visible(caller, grant.tenant)
        for id in sorted(grant.corpora):
            corpus = caller.app.catalog.corpus(grant.tenant, id)
            found.append(
                {
                    "tenant": corpus.tenant,
                    "corpus": corpus.id,
                    "title": corpus.title,
                    "kind": corpus.kind,
                    "access": corpus.access,
                    "documents": sum(record.corpus == id for record in records),
                }
            )
    return found


@router.get("/documents", response_model=DocumentsForm, summary="Die Dokumente, die man sehen darf")
def documents(  # noqa: PLR0913, PLR0917 - one argument a parameter
    caller: ByReader,
    corpus: Annotated[str, Query(max_length=100, description="Kennung oder Mandant/Kennung.")] = "",
    state: Annotated[DocumentState | None, Query(description="Nur in diesem Zustand.")] = None,
    title: Annotated[str, Query(max_length=200, description="Steht in Titel, Nummer oder Pfad.")] = "",
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """Nach Mandant, Bestand und Pfad."""
    scope = caller.scope().narrow(frozenset({corpus})) if corpus else caller.scope()
    words = title.casefold()
    found = [
        record
        for tenant in dict.fromkeys(grant.tenant for grant in scope.grants)
        for record in caller.app.catalog.documents(tenant)
        if scope.allows(record.tenant, record.corpus, record.access)
        and state in (None, record.state)
        and (not words or words in f"{record.title} {record.reference or ''} {record.path}".casefold())
    ]
    return {"total": len(found), "documents": [record_form(record) for record in found[offset : offset + limit]]}


@router.get("/documents/{document}", response_model=TreatedDocumentForm, summary="Ein Dokument")
def document(caller: ByReader, document: DocumentId) -> dict[str, Any]:
    """Was das Verzeichnis von ihm weiß, und was aus ihm wurde, soweit Niederschriften es eindeutig sagen."""
    record = find_document(caller, document)
    found = caller.app.decisions.find(caller.scope(), record.tenant, record.corpus, record.id)
    return record_form(record) | treatment_form(Treatment(nature_of(record), found))


def visible(caller: Caller, tenant: str) -> list[DocumentRecord]:
    """A tenant's documents that the caller may see."""
    scope = caller.scope()
    records = caller.app.catalog.documents(tenant)
    return [record for record in records if scope.allows(record.tenant, record.corpus, record.access)]


def find_document(caller: Caller, id: str, *, own: bool = False) -> DocumentRecord:
    """The document with this id, `own`: of the caller's tenant, not one that a neighbour shares.

    Raises `UnknownDocument` for what is not there or not for the caller.
    """
    record = caller.app.catalog.document_by_id([id]).get(id)
    if (
        record is None
        or (own and record.tenant != caller.person.tenant)
        or not caller.scope().allows(record.tenant, record.corpus, record.access)
    ):
        raise UnknownDocument("Dieses Dokument gibt es nicht.")
    return record
