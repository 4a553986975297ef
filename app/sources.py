"""What stands behind a citation: the page or section with the quote marked, and what the paper is.

The only way to show a stored page to a person. Everything goes through one check against the person's `Scope`: what may
not be seen ends exactly as what is not there. Only the current version of a document is ever shown; of a passage that
was cited from an older one it is said whether it still stands there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.originals import Original, describe_original
from app.page_images import DEFAULT_WIDTH, PageImage, PageImages, PageToDraw
from app.places import MarkedText, Place, find_passage, mark_text, section_at
from app.standing import Nature, Standing, judge_standing, nature_of
from corpora.catalog import Catalog
from corpora.errors import UnknownDocument, UnsupportedFormat
from corpora.library import Library
from corpora.model import Access, Document, PageState, Span
from corpora.records import DocumentRecord
from corpora.scope import Scope
from ingest.marking import Passage, find_in_lines

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source as it is shown beside an answer."""

    tenant: str
    tenant_title: str
    corpus: str
    corpus_title: str
    document: str
    """`Document.id`."""
    version: str
    """The one that is shown."""
    path: str
    title: str
    reference: str | None
    """Drucksachen number or law abbreviation as printed."""
    kind: str | None
    """As the paper names it."""
    nature: Nature
    office: str | None
    bodies: tuple[str, ...]
    date: date | None
    access: Access
    page: int | None
    """1-based, as people count; None where the format has no pages."""
    position: int
    """0-based position among `page_count` pages."""
    page_count: int
    label: str
    """Name of a sheet, title of a slide; empty otherwise."""
    section: str
    """The nearest heading above the passage, or of the page's beginning."""
    span: Span | None
    """The marked passage; None when there is nothing to mark."""
    text: MarkedText
    """Of the page, or of the section where the format has no pages."""
    recognised: bool
    """Whether the page is a scan whose text was recognised and may hold misreadings."""
    page_reason: str
    """German; why the page has no text."""
    changed: bool
    """Whether the document was read in a newer version since the passage was cited."""
    lost: bool
    """Whether the cited passage does not stand in the version that is shown."""
    standing: Standing
    has_image: bool
    """Whether `Sources.image` can draw the page."""
    original: Original


@dataclass(frozen=True, slots=True)
class _Found:
    record: DocumentRecord
    document: Document
    page: int
    span: Span | None
    changed: bool
    lost: bool


class Sources:
    """Shows sources to people; thread-safe, holds nothing of a person."""

    def __init__(
        self, catalog: Catalog, library: Library, images: PageImages, *, today: Callable[[], date] = date.today
    ) -> None:
        self._catalog = catalog
        self._library = library
        self._images = images
        self._today = today

    def view(self, scope: Scope, place: Place) -> SourceView:
        """The source at `place`. Raises `UnknownDocument` for what is not there or not for this person."""
        found = self._find(scope, place)
        record, document = found.record, found.document
        page = document.pages[found.page]
        section = section_at(document, found.page, found.span.start if found.span else 0)
        corpus = self._catalog.corpus(record.tenant, record.corpus)
        return SourceView(
            tenant=record.tenant,
            tenant_title=self._catalog.tenant(record.tenant).title,
            corpus=record.corpus,
            corpus_title=corpus.title,
            document=record.id,
            version=document.version,
            path=record.path,
            title=record.title,
            reference=record.reference,
            kind=record.kind,
            nature=nature_of(record),
            office=record.office,
            bodies=record.bodies,
            date=record.date,
            access=record.access,
            page=page.number,
            position=found.page,
            page_count=len(document.pages),
            label=page.label,
            section=section.heading if section else "",
            span=found.span,
            text=mark_text(document, found.page, found.span),
            recognised=page.state is PageState.OCR,
            page_reason=page.reason if page.state in (PageState.NEEDS_OCR, PageState.FAILED) else "",
            changed=found.changed,
            lost=found.lost,
            standing=judge_standing(record, document.facts, self._rivals(scope, record), self._today()),
            has_image=document.media_type == PDF,
            original=self._original(record, document),
        )

    def image(self, scope: Scope, place: Place, *, width: int = DEFAULT_WIDTH) -> PageImage:
        """The page at `place` as a picture of about `width` pixels with the passage marked; 0 gives boxes alone.

        Raises `UnknownDocument` as `view`, `UnsupportedFormat` where `SourceView.has_image` is False, and the
        `DocumentError` for a page that cannot be drawn.
        """
        found = self._find(scope, place)
        document = found.document
        if document.media_type != PDF:
            raise UnsupportedFormat(
                "Von Dokumenten dieses Formats gibt es keine Seitenbilder.",
                hint="Lesen Sie den Text, oder laden Sie das Original herunter.",
            )
        file = self._original(found.record, document).file
        span, page = found.span, document.pages[found.page]
        if span is None:
            return self._images.draw(PageToDraw(file, found.page), width=width)
        passage = Passage(page.text, span.start, span.end)
        # What was recognised is not among the letters of a page, if it has any.
        if page.state is not PageState.OCR:
            image = self._images.draw(PageToDraw(file, found.page, passage), width=width)
            if image.boxes:
                return image
        key = (document.tenant, document.corpus, document.id, document.version)
        parts = find_in_lines(passage, self._library.load_lines(*key)[found.page])
        return self._images.draw(PageToDraw(file, found.page, parts=parts), width=width)

    def original(self, scope: Scope, place: Place) -> Original:
        """The original file of the version that is searched. Raises `UnknownDocument` as `view`."""
        found = self._find(scope, place)
        return self._original(found.record, found.document)

    def warm(self) -> None:
        """Get ready for the first click; returns at once."""
        self._images.warm()

    # What may be seen

    def _find(self, scope: Scope, place: Place) -> _Found:
        record = find_visible(self._catalog, scope, place.tenant, place.corpus, place.document)
        try:
            document = self._library.load_document(record.tenant, record.corpus, record.id, record.version or "")
        except UnknownDocument as error:
            raise _unknown() from error
        changed = place.version not in ("", record.version)
        span = find_passage(document, place, changed=changed)
        asked = place.span.page if place.span is not None else place.page
        page = asked if span is None else span.page
        if page not in range(len(document.pages)):
            if not changed or not document.pages:
                raise _unknown()
            page = 0  # A newer version may have fewer pages.
        lost = span is None and (place.span is not None or bool(place.quote))
        return _Found(record, document, page, span, changed, lost)

    def _rivals(self, scope: Scope, record: DocumentRecord) -> list[DocumentRecord]:
        if nature_of(record) is not Nature.RULE:
            return []
        records = self._catalog.documents(record.tenant, record.corpus)
        return [other for other in records if scope.allows(other.tenant, other.corpus, other.access)]

    def _original(self, record: DocumentRecord, document: Document) -> Original:
        try:
            file: Path = self._library.original(record.tenant, record.corpus, document.sha256)
        except UnknownDocument as error:
            raise _unknown() from error
        return describe_original(file, record.path, document.media_type)


def find_visible(catalog: Catalog, scope: Scope, tenant: str, corpus: str, document: str) -> DocumentRecord:
    """The record of a document that this person may see, in its version that is searched. Raises `UnknownDocument`."""
    record = catalog.document_by_id([document]).get(document)
    if (
        record is None
        or record.version is None
        or (record.tenant, record.corpus) != (tenant, corpus)
        or not scope.allows(record.tenant, record.corpus, record.access)
    ):
        raise _unknown()
    return record


def _unknown() -> UnknownDocument:
    # One text for what is not there and for what is not for this person, and no name in it.
    return UnknownDocument(
        "Dieses Dokument gibt es nicht, oder es ist für Sie nicht freigegeben.",
        hint="Vielleicht wurde es entfernt. Stellen Sie Ihre Frage noch einmal.",
    )
