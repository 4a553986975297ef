"""What the catalogue says about documents and jobs: frozen records, and what is handed in to make them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from corpora.model import Access, Document, DocumentState, Publicity


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One document as the catalogue knows it. All facts belong to the current version."""

    id: str
    tenant: str
    corpus: str
    path: str
    sha256: str
    """Of the file as it was last tried, whether or not it could be read."""
    fingerprint: str
    """Of the reading pipeline that last tried the file."""
    version: str | None
    """The version that is searched; None when the document was never readable."""
    version_sha256: str | None
    """Of the file from which `version` was read; differs from `sha256` when a newer file failed."""
    state: DocumentState
    """How the last try ended. A failed document with a version stays searchable with that older version."""
    reason_code: str
    """Name of the error in `corpora.errors`, empty when there is none."""
    reason: str
    """German."""
    title: str
    reference: str | None
    """Drucksachen number or law abbreviation as printed."""
    date: datetime.date | None
    kind: str | None
    """Of the paper, as `Facts.kind`."""
    office: str | None
    bodies: tuple[str, ...]
    """Bodies that treat the paper, as printed, in order, each once."""
    publicity: Publicity
    access: Access
    media_type: str
    pages: int
    ocr_pages: int
    chunks: int
    """Of the current version in the index."""
    bytes: int
    """Size of the file as last tried."""
    seconds: float
    """It took to read the file as last tried."""
    updated: datetime.datetime
    """Of the last try; aware, UTC."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document that was read, stored and indexed, and what the catalogue is to know besides."""

    document: Document
    chunks: int
    size: int
    """Bytes of the file."""
    seconds: float
    fingerprint: str
    """Of the reading pipeline; an unchanged file with an unchanged fingerprint is skipped next time."""


class NamedDocument(NamedTuple):
    """A document by its names."""

    id: str
    title: str
    reference: str
    """Drucksachen number or law abbreviation as printed."""


class KnownFile(NamedTuple):
    """What decides whether a listed file can be skipped."""

    sha256: str
    fingerprint: str
    state: DocumentState


class JobState(StrEnum):
    """How a job stands."""

    QUEUED = "queued"
    """Waits for another job of its tenant."""
    RUNNING = "running"
    DONE = "done"
    """Ran to its end, with or without failed documents."""
    FAILED = "failed"
    """Stopped by an error."""
    CANCELLED = "cancelled"
    """A person called it off; it ended in order, and what was done by then stays."""
    INTERRUPTED = "interrupted"
    """Its process died or was stopped."""


@dataclass(frozen=True, slots=True)
class Job:
    """A long piece of work, for people who watch it."""

    id: str
    tenant: str
    corpus: str | None
    kind: str
    """``ingest``, ``reread``, ``reindex``, ``delete``, ``facts``, ``access``, ``kind``."""
    state: JobState
    done: int
    total: int
    failed: int
    note: str
    """German; what is being done now, or why it stopped."""
    started: datetime.datetime
    """When it was queued, then when it began."""
    updated: datetime.datetime
    finished: datetime.datetime | None
    subject: str
    """Of the person who started it; empty for the command line."""
    error_code: str
    """Name of the error in `corpora.errors` that stopped it, empty otherwise."""
    report: Mapping[str, Any] | None
    """What came of it, as the use case reports it; None while it runs."""
