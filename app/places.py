"""A place in a stored document, and the text around it: what a person looks at beside an answer."""

from __future__ import annotations

from dataclasses import dataclass

from app.answering.types import Citation
from app.passages import DocumentText
from app.quotes import is_evidence, locate_exactly, locate_nearly, trim_quote
from corpora.model import Document, Section, Span
from index.hits import Hit

LONGEST_TEXT = 20_000
"""Characters of text that are shown; more is cut off, as far from the passage as can be."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where someone wants to look: a document, a page of it, a passage on that page."""

    tenant: str
    corpus: str
    document: str
    """`Document.id`."""
    version: str = ""
    """From which the passage was cited; empty for the current one."""
    page: int = 0
    """0-based position in `Document.pages`; that of `span` counts where it is given."""
    span: Span | None = None
    """The passage."""
    quote: str = ""
    """The passage's stored text, by which it is found again in another version."""

    @classmethod
    def of_citation(cls, citation: Citation) -> Place:
        """The place of a citation."""
        return cls(
            citation.tenant,
            citation.corpus,
            citation.document,
            citation.version,
            citation.span.page,
            citation.span,
            citation.quote,
        )

    @classmethod
    def of_hit(cls, hit: Hit) -> Place:
        """The place of a hit: its text on the first page it stands on."""
        span = hit.spans[0]
        return cls(hit.tenant, hit.corpus, hit.document, hit.version, span.page, span)


@dataclass(frozen=True, slots=True)
class MarkedText:
    """Text with a passage in it; all three are plain text of the document and must be escaped where they are shown."""

    before: str
    quote: str
    """Empty when there is nothing to mark."""
    after: str
    cut_before: bool = False
    """Whether text in front of `before` was left out."""
    cut_after: bool = False


def find_passage(document: Document, place: Place, *, changed: bool) -> Span | None:
    """Where the passage of `place` stands in the document; None when nothing was asked for or it is not there."""
    span = place.span
    if span is not None and not changed and _fits(document, span, place.quote):
        return span
    needle = trim_quote(place.quote)
    if not is_evidence(needle):
        return None
    text = DocumentText(document)
    near = [span or Span(place.page, 0, 0)]
    located = locate_exactly(needle, text, near) or locate_nearly(needle, text, near, everywhere=True)
    # A quote that runs over a page's end is shown where it begins.
    return text.spans(located.start, located.end)[0] if located is not None else None


def _fits(document: Document, span: Span, quote: str) -> bool:
    """Whether a span lies in the document and, where the quote is given, holds it."""
    if span.page not in range(len(document.pages)):
        return False
    text = document.pages[span.page].text
    return 0 <= span.start < span.end <= len(text) and quote in ("", text[span.start : span.end])


def section_at(document: Document, page: int, position: int) -> Section | None:
    """The section that a position of a page lies in."""
    for section in document.sections:
        for span in section.spans:
            if span.page == page and span.start <= position < span.end:
                return section
    return None


def mark_text(document: Document, page: int, span: Span | None) -> MarkedText:
    """The text of a page, or of the section where the format has no pages, cut where it is very long."""
    text = document.pages[page].text
    left, right = _extent(document, page, span)
    start, end = (span.start, span.end) if span is not None else (left, left)
    left, right = min(left, start), max(right, end)
    room = max(LONGEST_TEXT - (end - start), 0)
    first = max(left, start - max(room // 2, room - (right - end)))
    last = min(right, end + room - (start - first))
    return MarkedText(text[first:start], text[start:end], text[end:last], first > 0, last < len(text))


def _extent(document: Document, page: int, span: Span | None) -> tuple[int, int]:
    """What of the page is shown: all of it where pages are printed, else the part of it in the passage's section."""
    if document.pages[page].number is None:
        section = section_at(document, page, span.start if span is not None else 0)
        parts = [part for part in section.spans if part.page == page] if section is not None else []
        if parts:
            return parts[0].start, parts[-1].end
    return 0, len(document.pages[page].text)
