"""One document as its keeper sees it: what was read of it, what it says of itself, and what to set right."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.access import AccessPolicy, Person
from app.curation import Curation
from app.duplicates import NearDuplicate, find_near_same, find_same_bytes
from app.facts import EDITABLE, read_fact
from app.holdings import Holdings
from app.job_log import Order
from corpora.fact_edits import FactEdits
from corpora.library import Library
from corpora.model import Document, PageState
from corpora.records import DocumentRecord
from index.hits import Hit
from index.search import Searcher, SearchFilters
from index.versions import find_superseded
from ingest.chunking import DocumentKey, chunk

_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact, as text."""

    field: str
    """Name of a field of `corpora.model.Facts`."""
    value: str | None
    edited: bool
    """Whether a person has set it."""
    read: str | None
    """What the paper itself says; differs from `value` only when it was edited."""


@dataclass(frozen=True, slots=True)
class PageView:
    """One page."""

    number: int | None
    """1-based; None where the format has no pages."""
    label: str
    """Name of a sheet, title of a slide, path of an attachment; empty otherwise."""
    state: PageState
    reason: str
    """German; why a page failed or needs OCR."""
    text: str


@dataclass(frozen=True, slots=True)
class PartView:
    """A section, or a chunk of one."""

    heading_path: tuple[str, ...]
    page: int | None
    """Number of the page on which it begins."""
    text: str


@dataclass(frozen=True, slots=True)
class DocumentDetail:
    """All that is known of a document. Without pages, sections and chunks while it was never readable."""

    record: DocumentRecord
    facts: tuple[FactView, ...]
    pages: tuple[PageView, ...]
    sections: tuple[PartView, ...]
    chunks: tuple[PartView, ...]
    """As they are indexed, in reading order."""
    superseded_by: str
    """Path of the version in force, empty when none is known."""
    same_bytes: tuple[str, ...]
    """``corpus/path`` of the other documents with the same bytes."""


class Documents:
    """For managers; raises `NotAllowed`, and `UnknownCorpus` or `UnknownDocument` for what they may not see."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts it works with
        self,
        holdings: Holdings,
        access: AccessPolicy,
        curation: Curation,
        library: Library,
        edits: FactEdits,
        searcher: Searcher,
    ) -> None:
        self._holdings = holdings
        self._access = access
        self._curation = curation
        self._library = library
        self._edits = edits
        self._searcher = searcher

    def detail(self, person: Person, corpus: str, path: str) -> DocumentDetail:
        """Everything about one document."""
        record = self._holdings.document(person, corpus, path)
        beside = self._holdings.documents(person)
        same = [
            f"{other.corpus}/{other.path}"
            for other in beside
            if other.version_sha256 and other.version_sha256 == record.version_sha256 and other.id != record.id
        ]
        superseded = find_superseded(other for other in beside if other.corpus == record.corpus)
        document = self._load(record)
        return DocumentDetail(
            record=record,
            facts=() if document is None else self._facts(document),
            pages=() if document is None else tuple(_pages(document)),
            sections=() if document is None else tuple(_sections(document)),
            chunks=() if document is None else tuple(_chunks(document)),
            superseded_by=superseded.get(record.id, ""),
            same_bytes=tuple(same),
        )

    def edit_facts(
        self,
        person: Person,
        corpus: str,
        path: str,
        changes: Mapping[str, str | None],
        restore: Collection[str] = (),
    ) -> DocumentRecord:
        """Set facts right (None takes one away), or `restore` what the paper says; searched at once, kept for ever.

        Raises `UsageError` for a value that does not fit, and `DataFolderBusy` while a long job runs.
        """
        record = self._holdings.document(person, corpus, path)
        order = Order(subject=person.subject, patience_seconds=_PATIENCE_SECONDS)
        return self._curation.edit_facts(record.tenant, record.corpus, record.path, changes, restore, order=order)

    def search(self, person: Person, corpus: str, path: str, question: str, limit: int = 10) -> list[Hit]:
        """What a question finds in this document alone; to see whether it can be found."""
        record = self._holdings.document(person, corpus, path)
        corpora = frozenset({f"{record.tenant}/{record.corpus}"})
        filters = SearchFilters(corpora=corpora, documents=frozenset({record.id}))
        return self._searcher.search(self._access.scope(person), question, limit, filters)

    def same_bytes(self, person: Person, corpus: str | None = None) -> list[tuple[DocumentRecord, ...]]:
        """Groups of documents with the same bytes, in the whole tenant or in one corpus."""
        return find_same_bytes(self._holdings.documents(person, corpus))

    def near_same(self, person: Person, corpus: str | None = None) -> list[NearDuplicate]:
        """Pairs of the same title with nearly the same text. Loads the texts of all that share a title."""
        return list(find_near_same(self._holdings.documents(person, corpus), self._text))

    def superseded(self, person: Person, corpus: str | None = None) -> list[tuple[DocumentRecord, DocumentRecord]]:
        """Older versions with the one that took their place, by corpus and path of the older."""
        records = self._holdings.documents(person, corpus)
        by_place = {(record.corpus, record.path): record for record in records}
        newer = find_superseded(records)
        return [(record, by_place[record.corpus, newer[record.id]]) for record in records if record.id in newer]

    def _load(self, record: DocumentRecord) -> Document | None:
        if record.version is None:
            return None
        return self._library.load_document(record.tenant, record.corpus, record.id, record.version)

    def _text(self, record: DocumentRecord) -> str:
        document = self._load(record)
        return "" if document is None else "\n".join(page.text for page in document.pages)

    def _facts(self, document: Document) -> tuple[FactView, ...]:
        edits = self._edits.of([document.id]).get(document.id, {})
        views = []
        for field in EDITABLE:
            value, edit = read_fact(document.facts, field), edits.get(field)
            views.append(FactView(field, value, edit is not None, value if edit is None else edit.read))
        return tuple(views)


def _pages(document: Document) -> list[PageView]:
    return [PageView(page.number, page.label, page.state, page.reason, page.text) for page in document.pages]


def _sections(document: Document) -> list[PartView]:
    views = []
    for section in document.sections:
        texts = [document.pages[span.page].text[span.start : span.end] for span in section.spans]
        first = document.pages[section.spans[0].page].number if section.spans else None
        views.append(PartView(section.heading_path, first, "\n".join(texts)))
    return views


def _chunks(document: Document) -> list[PartView]:
    key = DocumentKey(document.tenant, document.corpus, document.path, document.version)
    parts = chunk(key, document.facts, document.kind, document.sections, document.pages)
    return [PartView(part.heading_path, document.pages[part.spans[0].page].number, part.text) for part in parts]
