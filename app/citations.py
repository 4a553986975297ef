"""Checks each statement against the stored pages it names, before anyone sees it.

Three questions, each answered from the stored text and never from what the answerer says of it:

1. Does the quote stand in one of the documents that were found? (`app.quotes`) If not: unsupported, no citation.
2. Does everything countable in the statement stand in the quoted passage or beside it? (`app.support`, `app.claims`)
3. Does the statement speak of what the passage speaks of, and not say its reverse? (`app.support`, `app.wording`)
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.answering.types import CheckedStatement, Citation, Statement, Verdict
from app.passages import DocumentText, normalise
from app.quotes import Located, is_evidence, locate_exactly, locate_nearly, trim_quote
from app.support import Passage, fold_words, judge_support
from corpora.errors import UnknownDocument
from corpora.model import Document, Section, Span
from index.hits import Hit
from ingest.sentences import split_sentences

_BESIDE = 300
"""Characters on each side of the quoted sentences that count as beside them, at most one sentence."""
_LONGEST_SENTENCE = 600
"""Tables and lists have no sentences; nothing further from the quote than this belongs to its sentence."""


class PageStore(Protocol):
    """Where stored pages come from: `corpora.library.Library`, or a folder of a test."""

    def load_document(self, tenant: str, corpus: str, document: str, version: str) -> Document:
        """One version of a document. Raises `UnknownDocument` when it is not stored."""


@dataclass(frozen=True, slots=True)
class _Found:
    hit: Hit
    document: DocumentText
    located: Located


class CitationChecker:
    """Checks statements; thread-safe. Keeps the texts of the last documents it looked into."""

    def __init__(self, pages: PageStore, *, keep_characters: int = 8_000_000) -> None:
        """`keep_characters` bounds the stored text of the documents kept between checks."""
        self._pages = pages
        self._keep_characters = keep_characters
        self._texts: OrderedDict[tuple[str, str, str, str], DocumentText] = OrderedDict()
        self._kept = 0
        self._lock = threading.Lock()

    def check(self, statement: Statement, hits: Sequence[Hit]) -> CheckedStatement:
        """Locate the quote in the documents of `hits`, the named one first, and judge by what stands there.

        Nothing outside of `hits` is ever cited. A document that is no longer stored counts as not holding the quote.
        """
        found = self._locate(statement, hits)
        if found is None:
            return CheckedStatement(statement.text, Verdict.UNSUPPORTED, ())
        citations = _cite(found)
        if not citations:
            return CheckedStatement(statement.text, Verdict.UNSUPPORTED, ())
        passage = _read_passage(found)
        support = judge_support(normalise(statement.text).text.strip(), passage)
        if not support.related:
            return CheckedStatement(statement.text, Verdict.UNSUPPORTED, (), support.missing)
        verdict = Verdict.PARTIAL if support.missing else Verdict.SUPPORTED
        return CheckedStatement(statement.text, verdict, citations, support.missing)

    # 1. Where the quote stands

    def _locate(self, statement: Statement, hits: Sequence[Hit]) -> _Found | None:
        needle = trim_quote(statement.quote)
        if not is_evidence(needle):
            return None
        # The named source first; then the others, for a true quote with a wrong number is cited where it stands.
        named = statement.hit
        ordered = sorted(hits, key=lambda hit: (hit.chunk != named.chunk, hit.document != named.document))
        places: dict[tuple[str, str, str, str], list[Hit]] = {}
        for hit in ordered:
            places.setdefault((hit.tenant, hit.corpus, hit.document, hit.version), []).append(hit)
        for nearly in (False, True):
            for number, (key, group) in enumerate(places.items()):
                document = self._text(key)
                if document is None:
                    continue
                near = group[0].spans if number == 0 else tuple(span for hit in group for span in hit.spans)
                located = (
                    locate_nearly(needle, document, near, everywhere=number == 0)
                    if nearly
                    else locate_exactly(needle, document, near)
                )
                if located is not None:
                    return _Found(group[0], document, located)
        return None

    def _text(self, key: tuple[str, str, str, str]) -> DocumentText | None:
        with self._lock:
            known = self._texts.get(key)
            if known is not None:
                self._texts.move_to_end(key)
                return known
        try:
            document = DocumentText(self._pages.load_document(*key))
        except UnknownDocument:
            return None
        with self._lock:
            if key not in self._texts:
                self._texts[key] = document
                self._kept += len(document.stored)
            while self._kept > self._keep_characters and len(self._texts) > 1:
                self._kept -= len(self._texts.popitem(last=False)[1].stored)
        return document


def _cite(found: _Found) -> tuple[Citation, ...]:
    """One citation, or one for each page a quote runs over; none for a quote that is only a heading."""
    hit, document = found.hit, found.document.document
    citations = []
    for span in found.document.spans(found.located.start, found.located.end):
        page = document.pages[span.page]
        section = _section_at(document, span)
        citations.append(
            Citation(
                tenant=hit.tenant,
                corpus=hit.corpus,
                document=hit.document,
                version=hit.version,
                path=hit.path,
                title=hit.title,
                reference=hit.reference,
                page=page.number,
                section=section.heading if section else "",
                span=span,
                quote=page.text[span.start : span.end],
                superseded_by=hit.superseded_by,
            )
        )
    if all(_is_heading(document, citation.span) for citation in citations):
        return ()
    return tuple(citations)


def _section_at(document: Document, span: Span) -> Section | None:
    for section in document.sections:
        for part in section.spans:
            if part.page == span.page and part.start <= span.start < part.end:
                return section
    return None


def _is_heading(document: Document, span: Span) -> bool:
    page = document.pages[span.page]
    if any(heading.start <= span.start and span.end <= heading.end for heading in page.headings):
        return True
    section = _section_at(document, span)
    if section is None or not section.heading:
        return False
    heading, quote = fold_words(section.heading), fold_words(page.text[span.start : span.end])
    # Some words that stand in the heading may well stand in the text below it; only its own lines are the heading.
    first = section.spans[0]
    inside = first.page == span.page and span.end <= first.start + len(section.heading) + 20
    return inside and quote in heading


# 2. and 3. What stands there


def _read_passage(found: _Found) -> Passage:
    document = found.document
    stored = document.stored
    begin, stop = document.normal.original(found.located.start, found.located.end)
    spans = document.spans(found.located.start, found.located.end)
    sections = [section for section in (_section_at(document.document, span) for span in spans) if section]
    left, right = _clip(document, sections, begin, stop)
    window = stored[left:right]
    sentences = [(left + start, left + end) for start, end in split_sentences(window)]
    quoted = [sentence for sentence in sentences if sentence[0] < stop and begin < sentence[1]]
    first = max(min([begin, *(start for start, _ in quoted)]), begin - _LONGEST_SENTENCE)
    last = min(max([stop, *(end for _, end in quoted)]), stop + _LONGEST_SENTENCE)
    before = [start for start, end in sentences if end <= first]
    after = [end for start, end in sentences if start >= last]
    beside_left = max(before[-1] if before else first, first - _BESIDE)
    beside_right = min(after[0] if after else last, last + _BESIDE)
    headings = [heading for section in sections for heading in section.heading_path]
    context = "\n".join([found.hit.title, found.hit.reference or "", *headings])
    return Passage(
        quoted=normalise(stored[first:last]).text,
        beside=normalise(stored[beside_left:beside_right]).text,
        context=normalise(context).text,
        whole=fold_words(stored[first:last]) == fold_words(stored[begin:stop]),
    )


def _clip(document: DocumentText, sections: Sequence[Section], begin: int, stop: int) -> tuple[int, int]:
    """The stretch around a quote that lies in its own section, in offsets of the stored text."""
    reach = _LONGEST_SENTENCE + _BESIDE
    left, right = max(begin - reach, 0), min(stop + reach, len(document.stored))
    if not sections:
        return left, right
    starts = [document.stored_offset(section.spans[0], end=False) for section in sections]
    ends = [document.stored_offset(section.spans[-1], end=True) for section in sections]
    return max(left, min(*starts, begin)), min(right, max(*ends, stop))
