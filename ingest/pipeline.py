"""A file → a document with its chunks: the steps of reading in order.

Reading processes run this; it knows no index, catalogue or settings.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpora.errors import BrokenFile, NeedsOcr, NoText
from corpora.model import (
    Access,
    Chunk,
    Corpus,
    Document,
    DocumentState,
    Facts,
    Page,
    PageState,
    Publicity,
    Source,
    chunk_id,
)
from ingest.chunking import DocumentKey, chunk
from ingest.cleaning import clean_pages
from ingest.facts import read_facts
from ingest.limits import Limits, OcrSettings
from ingest.outline import outline

_VERSION = re.compile(r"[0-9a-f]{16}")

READING_VERSION = 2
"""Raised with every change that gives other pages, sections, facts or chunks for the same file."""


@dataclass(frozen=True, slots=True)
class ReadingTask:
    """One file to read; goes to a reading process by pickle."""

    source: Source
    corpus: Corpus
    limits: Limits
    ocr: OcrSettings


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What reading a file gives."""

    document: Document
    chunks: tuple[Chunk, ...]
    """Empty when the document's state is neither READY nor PARTIAL."""
    seconds: float
    """Wall time."""


def read_document(task: ReadingTask) -> ReadDocument:
    """Read, clean, outline and cut one file.

    A file that cannot be opened raises its `corpora.errors.DocumentError`. A file that opens always gives a document,
    whose state says how its pages ended; `Document.reason` and `Page.reason` say why in German.
    """
    from ingest.readers.reading import read_file

    started = time.perf_counter()
    source, corpus = task.source, task.corpus
    # 1. The file becomes pages.
    reading = read_file(source.file, source.path, limits=task.limits, ocr=task.ocr)
    # 2. Pages become clean text; boxes and states stay the reader's.
    pages = clean_pages(reading.pages)
    # 3. Text becomes sections.
    sections = outline(pages, corpus.kind)
    # 4. What the paper says of itself, and who may therefore see it.
    facts = read_facts(pages, sections, reading.metadata, source.path, corpus.kind)
    access = narrow_access(corpus.access, facts)
    # 5. Sections become chunks, named after content and pipeline.
    version = document_version(source.sha256, reading_fingerprint(task.ocr))
    state, code, reason = judge_pages(pages, source.path)
    key = DocumentKey(source.tenant, source.corpus, source.path, version)
    readable = state in (DocumentState.READY, DocumentState.PARTIAL)
    chunks = chunk(key, facts, corpus.kind, sections, pages) if readable else ()
    document = Document(
        tenant=source.tenant,
        corpus=source.corpus,
        path=source.path,
        sha256=source.sha256,
        version=version,
        kind=corpus.kind,
        access=access,
        facts=facts,
        state=state,
        pages=pages,
        sections=sections,
        media_type=reading.media_type,
        reason_code=code,
        reason=reason,
    )
    return ReadDocument(document, chunks, time.perf_counter() - started)


def is_answer(task: ReadingTask, read: ReadDocument) -> bool:
    """Whether a reading process answered for the very file it was given.

    One that a hostile file has overpowered may send a record that names another tenant's document, a wider access than
    the corpus has, or another document's chunks; nothing else looks at these fields again.
    """
    source, corpus, document = task.source, task.corpus, read.document
    named = (document.tenant, document.corpus, document.path, document.sha256, document.kind)
    if named != (source.tenant, source.corpus, source.path, source.sha256, corpus.kind):
        return False
    if not _VERSION.fullmatch(document.version):
        return False
    if document.access is not narrow_access(corpus.access, document.facts):
        return False
    key = (document.tenant, document.corpus, document.path, document.version)
    return all(
        one.document == document.id and one.number == number and one.id == chunk_id(*key, number)
        for number, one in enumerate(read.chunks)
    )


def reading_fingerprint(ocr: OcrSettings) -> str:
    """What decides, besides its bytes, how a file is read here: the version and whether scans are recognised.

    A file is read again when this changes; installing tesseract is such a change.
    """
    from ingest.readers.ocr import explain_absence

    recognition = "off" if explain_absence(ocr) else f"{ocr.language}@{ocr.dpi}"
    return f"reading-{READING_VERSION};ocr={recognition}"


def document_version(sha256: str, fingerprint: str) -> str:
    """16 hexadecimal digits from a file's hash and `reading_fingerprint`."""
    return hashlib.sha256(f"{sha256}\x1f{fingerprint}".encode()).hexdigest()[:16]


def narrow_access(access: Access, facts: Facts) -> Access:
    """The stricter of the corpus's access and the paper's own word.

    A paper that calls itself nichtöffentlich is RESTRICTED whatever corpus it was put into: it is kept from the public
    and from most of the house alike, and a wrong folder must not change that. "Öffentlich" never widens a corpus, and
    a paper that says nothing takes the corpus's access.
    """
    own = Access.RESTRICTED if facts.publicity is Publicity.NOT_PUBLIC else Access.PUBLIC
    return Access.stricter(access, own)


def judge_pages(pages: Sequence[Page], name: str) -> tuple[DocumentState, str, str]:
    """How a document ended, by its pages: state, name of the error (empty when ready), reason in German."""
    counts = Counter(page.state for page in pages)
    scans, failed = counts[PageState.NEEDS_OCR], counts[PageState.FAILED]
    readable = any(page.text.strip() for page in pages)
    if readable and not scans and not failed:
        return DocumentState.READY, "", ""
    reasons = "; ".join(dict.fromkeys(page.reason for page in pages if page.reason and page.state in _UNREAD))
    detail = f" {reasons}" if reasons else ""
    if readable:
        code = NeedsOcr.__name__ if scans >= failed else BrokenFile.__name__
        which = _list_pages([page for page in pages if page.state in _UNREAD])
        return DocumentState.PARTIAL, code, f"„{name}“ ist nur teilweise lesbar: {which} ohne Text.{detail}"
    if scans:
        return DocumentState.NEEDS_OCR, NeedsOcr.__name__, f"„{name}“ ist ein Scan ohne Text.{detail}"
    if failed:
        return DocumentState.FAILED, BrokenFile.__name__, f"Keine Seite von „{name}“ ist lesbar.{detail}"
    return DocumentState.BLANK, NoText.__name__, f"„{name}“ enthält keinen Text."


_UNREAD = (PageState.NEEDS_OCR, PageState.FAILED)
_LISTED_PAGES = 8


def _list_pages(pages: Sequence[Page]) -> str:
    numbers = [str(page.number) for page in pages if page.number is not None]
    if not numbers:
        return "ein Teil"
    shown = ", ".join(numbers[:_LISTED_PAGES]) + (" …" if len(numbers) > _LISTED_PAGES else "")
    return f"Seite {shown}" if len(numbers) == 1 else f"{len(numbers)} Seiten ({shown})"
