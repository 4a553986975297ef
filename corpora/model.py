"""The records everything else is made of: frozen, slotted, without behaviour beyond their own values.

One type a stage; a stage takes a value and returns a new one:
`Source` → `Document` (with `Page` and `Section`) → `Chunk`. What comes after (hits, statements, answers) belongs to the
floors above. Offsets are always counted in characters of `Page.text` as stored, half open: ``text[start:end]``.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

NAMESPACE = uuid.UUID("6f0c6d0e-3c0b-5b0e-9d43-2f8a51c1a7e4")
"""UUIDv5 namespace of all ids of documents and chunks."""


class CorpusKind(StrEnum):
    """What a corpus holds; decides how its documents are outlined and named."""

    COUNCIL = "council"
    """Council papers: Beschlussvorlagen, Anträge, Anfragen, minutes."""
    REGULATION = "regulation"
    """Laws, ordinances, Satzungen, Dienstanweisungen."""
    GUIDE = "guide"
    """Intranet guides and everything else written to explain."""


class Access(StrEnum):
    """Who may see something, from everyone to few. Compare with `level`, never by name."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"

    @property
    def level(self) -> int:
        """0 for public, 1 for internal, 2 for restricted."""
        return _ACCESS_LEVELS[self]

    @classmethod
    def stricter(cls, one: Access, other: Access) -> Access:
        """The one of the two that fewer people may see."""
        return one if one.level >= other.level else other


_ACCESS_LEVELS = {Access.PUBLIC: 0, Access.INTERNAL: 1, Access.RESTRICTED: 2}


class Publicity(StrEnum):
    """What a paper says of itself."""

    PUBLIC = "public"
    NOT_PUBLIC = "not_public"
    UNKNOWN = "unknown"


class PageState(StrEnum):
    """How a page ended. Every page ends in one of these."""

    TEXT = "text"
    OCR = "ocr"
    BLANK = "blank"
    NEEDS_OCR = "needs_ocr"
    FAILED = "failed"


class DocumentState(StrEnum):
    """How a document ended. Every listed file ends in one of these."""

    READY = "ready"
    """Read whole and searchable."""
    PARTIAL = "partial"
    """Searchable, but at least one page failed or needs OCR."""
    NEEDS_OCR = "needs_ocr"
    """No page has text and at least one is a scan that nothing here can recognise."""
    BLANK = "blank"
    """Read whole; there is no text in it."""
    FAILED = "failed"
    """Not read; the reason says why."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """One municipality."""

    id: str
    """Lower-case letters, digits and hyphens, 2 to 40 characters."""
    title: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """A set of documents of one kind, with one rule about who may see them."""

    tenant: str
    id: str
    title: str
    kind: CorpusKind
    access: Access


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is to be read, as its source listed it."""

    tenant: str
    corpus: str
    path: str
    """Path below the ingested folder, with ``/``; the document's name for people."""
    file: Path
    """Where the bytes lie now."""
    sha256: str
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page in PDF points (1/72 inch), origin at the top left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line as the reader saw it, before cleaning."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that the format itself marks (DOCX, ODT, HTML, Markdown), in offsets of the page's text."""

    level: int
    """1 is the highest."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page, slide or sheet; the whole text where a format has no pages."""

    number: int | None
    """1-based; None where the format has no pages."""
    text: str
    state: PageState
    label: str = ""
    """Name of a sheet, title of a slide, path of an attachment; empty otherwise."""
    reason: str = ""
    """German; why a page failed or needs OCR."""
    lines: tuple[Line, ...] = ()
    """Printed lines with their boxes, PDF and OCR only."""
    headings: tuple[Heading, ...] = ()
    size: tuple[float, float] | None = None
    """Width and height in points, PDF only."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one page's text."""

    page: int
    """0-based position in `Document.pages` (not the printed or 1-based number)."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document under one heading, without the parts under its sub-headings."""

    heading_path: tuple[str, ...]
    """From the highest heading down to this section's own; empty for text before the first heading."""
    spans: tuple[Span, ...]
    """In reading order; heading included in the first one."""

    @property
    def heading(self) -> str:
        """The nearest heading, empty when there is none."""
        return self.heading_path[-1] if self.heading_path else ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One stop of a paper's way through the bodies (Beratungsfolge)."""

    body: str
    date: datetime.date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document says of itself. Absent is None or empty, never a guess."""

    title: str = ""
    """Subject (Betreff, Tagesordnungspunkt) or title; the file's name when the paper has neither."""
    number: str | None = None
    """Drucksachen number as printed, e.g. ``206/2026`` or ``BV/0499/2025``."""
    date: datetime.date | None = None
    """Of the paper itself, not of a meeting that treats it; for minutes the day of the meeting."""
    kind: str | None = None
    """As the field names it: Beschlussvorlage, Mitteilungsvorlage, Antrag, Anfrage, Niederschrift, Satzung, Gesetz …"""
    office: str | None = None
    """Office, department, or the group that moves."""
    body: str | None = None
    """For minutes and invitations: the body that meets."""
    meetings: tuple[Meeting, ...] = ()
    publicity: Publicity = Publicity.UNKNOWN
    abbreviation: str | None = None
    """Of a law, e.g. ``BUrlG``."""
    in_force_from: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: pages, sections, facts, and how it ended."""

    tenant: str
    corpus: str
    path: str
    sha256: str
    version: str
    """16 hexadecimal digits from content and reading pipeline: same input, same version."""
    kind: CorpusKind
    access: Access
    """The stricter of the corpus's access and the paper's own word."""
    facts: Facts
    state: DocumentState
    pages: tuple[Page, ...] = ()
    sections: tuple[Section, ...] = ()
    media_type: str = ""
    reason_code: str = ""
    """Name of the error in `corpora.errors` for a document that is not ready."""
    reason: str = ""
    """German; why a document failed, is partial, or needs OCR, and what to do."""

    @property
    def id(self) -> str:
        """UUIDv5 of tenant, corpus and path; the same for all versions."""
        return document_id(self.tenant, self.corpus, self.path)


@dataclass(frozen=True, slots=True)
class Chunk:
    """About 1,000 characters of one section: the unit that is indexed and found."""

    id: str
    """UUIDv5 of tenant, corpus, path, version and number."""
    document: str
    """`Document.id`."""
    number: int
    """0-based, in reading order within the document."""
    heading_path: tuple[str, ...]
    text: str
    """Exactly the stretches that `spans` name, joined by a newline."""
    spans: tuple[Span, ...]
    """At least one, in reading order; mostly one, two where a section runs over a page's end."""
    context: str = field(default="", repr=False)
    """Title, reference and heading path, indexed with the text but not part of it."""


def document_id(tenant: str, corpus: str, path: str) -> str:
    """Id of the document at `path`, the same for all its versions."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join((tenant, corpus, path))))


def chunk_id(tenant: str, corpus: str, path: str, version: str, number: int) -> str:
    """Id of chunk `number` (0-based) of one version of a document."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join((tenant, corpus, path, version, str(number)))))
