"""Between the catalogue's rows and the records of `corpora.model` and `corpora.records`."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from corpora.errors import DocumentError, NeedsOcr, NoText, UnknownTenant
from corpora.model import (
    Access,
    Corpus,
    CorpusKind,
    DocumentState,
    PageState,
    Publicity,
    Source,
    Tenant,
    document_id,
)
from corpora.records import DocumentRecord, ReadDocument
from corpora.tables import documents, tenants

_COLUMNS = tuple(column.name for column in documents.columns)
_STATE, _PUBLICITY, _ACCESS, _BODIES = map(_COLUMNS.index, ("state", "publicity", "access", "bodies"))
_STATES = {state.value: state for state in DocumentState}
_PUBLICITIES = {publicity.value: publicity for publicity in Publicity}
_ACCESSES = {access.value: access for access in Access}
_FAILURE_STATES = {NeedsOcr: DocumentState.NEEDS_OCR, NoText: DocumentState.BLANK}

TRIED = ("sha256", "fingerprint", "state", "reason_code", "reason", "bytes", "seconds", "updated")
"""The columns that tell of the last try; all others tell of the current version."""


def now() -> datetime.datetime:
    """This moment, aware, UTC."""
    return datetime.datetime.now(datetime.UTC)


def storable(text: str) -> str:
    """`text` without what no database takes: NUL characters and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def storable_json(value: Any) -> Any:
    """The same for every text in a JSON value."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable(str(key)): storable_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [storable_json(inner) for inner in value]
    return value


def unknown_tenant(id: str) -> UnknownTenant:
    """The error for a tenant that is not there."""
    return UnknownTenant(
        f"Den Mandanten „{id}“ gibt es nicht.",
        hint="`kompass tenant list` zeigt alle; neu anlegen: `kompass tenant add`.",
    )


def find_tenant(connection: Connection, id: str) -> Tenant:
    """The tenant with this id. Raises `UnknownTenant`."""
    row = connection.execute(select(tenants.c.id, tenants.c.title).where(tenants.c.id == id)).first()
    if row is None:
        raise unknown_tenant(id)
    return Tenant(row.id, row.title)


def corpus_of(row: Row[Any]) -> Corpus:
    """The corpus in a row of the table of corpora."""
    return Corpus(row.tenant, row.id, row.title, CorpusKind(row.kind), Access(row.access))


def record_of(row: Row[Any]) -> DocumentRecord:
    """The record in a row of the whole table of documents, whose columns stand in the record's order."""
    # By position and through dictionaries: this runs a hundred times in every search.
    values = list(row)
    values[_STATE] = _STATES[values[_STATE]]
    values[_PUBLICITY] = _PUBLICITIES[values[_PUBLICITY]]
    values[_ACCESS] = _ACCESSES[values[_ACCESS]]
    values[_BODIES] = tuple(values[_BODIES])
    return DocumentRecord(*values)


def row_of_document(read: ReadDocument) -> dict[str, object]:
    """The row that names a document's version current."""
    document, facts = read.document, read.document.facts
    if document.state is DocumentState.FAILED:
        raise ValueError("a failed document is recorded with record_failure")
    bodies = [facts.body, *(meeting.body for meeting in facts.meetings)]
    return {
        "id": document.id,
        "tenant": document.tenant,
        "corpus": document.corpus,
        "path": document.path,
        "sha256": document.sha256,
        "fingerprint": read.fingerprint,
        "version": document.version,
        "version_sha256": document.sha256,
        "state": document.state.value,
        "reason_code": document.reason_code,
        "reason": storable(document.reason),
        "title": storable(facts.title),
        "reference": _storable_or_none(facts.number or facts.abbreviation),
        "date": facts.date,
        "kind": _storable_or_none(facts.kind),
        "office": _storable_or_none(facts.office),
        "bodies": [storable(body) for body in dict.fromkeys(body for body in bodies if body)],
        "publicity": facts.publicity.value,
        "access": document.access.value,
        "media_type": document.media_type,
        "pages": len(document.pages),
        "ocr_pages": sum(page.state is PageState.OCR for page in document.pages),
        "chunks": read.chunks,
        "bytes": read.size,
        "seconds": read.seconds,
        "updated": now(),
    }


def row_of_failure(
    source: Source, error: DocumentError, access: Access, *, seconds: float, fingerprint: str
) -> dict[str, object]:
    """The row of a file that could not be read; only the columns of `TRIED` may replace what is known of it."""
    return {
        "id": document_id(source.tenant, source.corpus, source.path),
        "tenant": source.tenant,
        "corpus": source.corpus,
        "path": source.path,
        "sha256": source.sha256,
        "fingerprint": fingerprint,
        "version": None,
        "version_sha256": None,
        "state": _FAILURE_STATES.get(type(error), DocumentState.FAILED).value,
        "reason_code": error.code,
        "reason": storable(str(error)),
        "title": storable(source.path.rsplit("/", 1)[-1]),
        "reference": None,
        "date": None,
        "kind": None,
        "office": None,
        "bodies": [],
        "publicity": Publicity.UNKNOWN.value,
        "access": access.value,
        "media_type": "",
        "pages": 0,
        "ocr_pages": 0,
        "chunks": 0,
        "bytes": source.size,
        "seconds": seconds,
        "updated": now(),
    }


def _storable_or_none(text: str | None) -> str | None:
    return storable(text) if text else None
