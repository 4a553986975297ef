"""Checks each statement against the stored pages it names, before anyone sees it.

Three questions, each answered from the stored text and never from what the answerer says of it:

1. Does the quote stand in one of the documents that were found? (`app.quotes`) If not: unsupported, no citation.
2. Does everything countable in the statement stand in the quoted passage or beside it? (`app.claims`)
3. Does the statement speak of what the passage speaks of, and not say its reverse? (`app.wording`)
"""

from __future__ import annotations

import re
import threading
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Protocol

from app.answering.types import CheckedStatement, Citation, Statement, Verdict
from app.claims import Claim, ClaimKind, ClaimSet, extract_claims
from app.passages import DocumentText, normalise
from app.quotes import Located, is_evidence, locate_exactly, locate_nearly, trim_quote
from app.wording import FUNCTION_WORDS, content_words, find_reversals, find_unshared, stem_words
from corpora.errors import UnknownDocument
from corpora.model import Document, Section, Span
from index.hits import Hit
from ingest.sentences import split_sentences

SHARED = 0.5
"""Least share of a statement's content words that passage, neighbours and headings hold, to be supported."""
SHARED_QUOTED = 0.25
"""Least share that the quoted sentences hold by themselves. Both measured on pairs, see docs/measurements.md."""
RELATED = 0.2
"""Below this share even the neighbours say nothing of the statement: unsupported, however true the quote is."""
_BESIDE = 300
"""Characters on each side of the quoted sentences that count as beside them, at most one sentence."""
_LONGEST_SENTENCE = 600
"""Tables and lists have no sentences; nothing further from the quote than this belongs to its sentence."""
_SHOWN_WORDS = 5


class PageStore(Protocol):
    """Where stored pages come from: `corpora.library.Library`, or a folder of a test."""

    def load_document(self, tenant: str, corpus: str, document: str, version: str) -> Document:
        """One version of a document. Raises `UnknownDocument` when it is not stored."""


@dataclass(frozen=True, slots=True)
class _Found:
    hit: Hit
    document: DocumentText
    located: Located


@dataclass(frozen=True, slots=True)
class _Passage:
    quoted: str
    """The sentences in which the quote stands."""
    beside: str
    """`quoted` with the sentence before and after."""
    context: str
    """Title, reference and headings: what the citation shows beside the quote."""
    whole: bool
    """The quote is made of whole sentences."""


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
        text = normalise(statement.text).text.strip()
        unshared, share = find_unshared(text, f"{passage.beside} {passage.context}")
        not_quoted, share_quoted = find_unshared(text, passage.quoted)
        if share < RELATED:
            return CheckedStatement(statement.text, Verdict.UNSUPPORTED, (), tuple(unshared[:_SHOWN_WORDS]))
        missing = _find_missing_claims(text, passage)
        if not (passage.whole and _is_verbatim(text, passage.quoted)):
            missing += find_reversals(text, passage.quoted)
        if share < SHARED:
            missing += unshared[:_SHOWN_WORDS]
        elif share_quoted < SHARED_QUOTED:
            missing += not_quoted[:_SHOWN_WORDS]
        missing = list(dict.fromkeys(missing))
        verdict = Verdict.PARTIAL if missing else Verdict.SUPPORTED
        return CheckedStatement(statement.text, verdict, citations, tuple(missing))

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
    heading, quote = _words(section.heading), _words(page.text[span.start : span.end])
    # Some words that stand in the heading may well stand in the text below it; only its own lines are the heading.
    first = section.spans[0]
    inside = first.page == span.page and span.end <= first.start + len(section.heading) + 20
    return inside and quote in heading


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


# 2. and 3. What stands there


def _read_passage(found: _Found) -> _Passage:
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
    return _Passage(
        quoted=normalise(stored[first:last]).text,
        beside=normalise(stored[beside_left:beside_right]).text,
        context=normalise(context).text,
        whole=_words(stored[first:last]) == _words(stored[begin:stop]),
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


def _is_verbatim(text: str, quoted: str) -> bool:
    return _words(text) == _words(quoted)


def _find_missing_claims(text: str, passage: _Passage) -> list[str]:
    claims = extract_claims(text)
    if not claims:
        return []
    # Nothing but a number or a date: only the quote itself can show that it is the right one.
    near = passage.beside if content_words(text) else passage.quoted
    beside = ClaimSet(extract_claims(near), near)
    context = ClaimSet(extract_claims(passage.context), passage.context)
    missing = []
    for claim in claims:
        if not beside.holds(claim) and not (_may_stand_in_context(claim) and context.holds(claim)):
            missing.append(claim.text)
    repeated = Counter(claim.key for claim in claims if claim.text[:1].isdigit())
    held = Counter(claim.key for claim in extract_claims(passage.beside))
    # Said twice but standing once: one of the two was another number.
    missing += [claim.text for claim in claims if repeated[claim.key] > max(held[claim.key], 1)]
    return missing + _find_exchanged(text, passage)


def _may_stand_in_context(claim: Claim) -> bool:
    """Paragraphs, papers and years stand in titles and headings, amounts do not."""
    if claim.kind is ClaimKind.NUMBER:
        return re.fullmatch(r"(?:19|20)\d\d", claim.key[0]) is not None and not claim.key[1]
    return claim.kind is not ClaimKind.NAME


_EXCHANGE_TOKEN = re.compile(r"\d[\d.,:/]*\d|\d|[^\W\d_]+")


def _find_exchanged(text: str, passage: _Passage) -> list[str]:
    """Numbers of a statement at whose place the quoted sentences have another number.

    A changed digit can make a number that stands elsewhere in the passage; its place gives it away: between the same
    words as another number of the quote, or before the same noun, while nowhere in the passage it stands there itself.
    """
    ours, quoted = _EXCHANGE_TOKEN.findall(text), _EXCHANGE_TOKEN.findall(passage.quoted)
    stems, quoted_stems = stem_words(ours), stem_words(quoted)
    exchanged = []
    matcher = SequenceMatcher(None, stems, quoted_stems, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "replace" or b - a != d - c:
            continue
        for one, other in zip(ours[a:b], quoted[c:d], strict=True):
            if one[0].isdigit() and other[0].isdigit() and not _same_number(one, other):
                exchanged.append(one)
    beside = _EXCHANGE_TOKEN.findall(passage.beside)
    said, quoted_places = _numbers_by_place(ours, stems), _numbers_by_place(quoted, quoted_stems)
    all_places = _numbers_by_place(beside, stem_words(beside))
    for place, numbers in said.items():
        for number in numbers:
            if place in quoted_places and not any(_same_number(number, other) for other in all_places.get(place, ())):
                exchanged.append(number)
    return exchanged


def _numbers_by_place(tokens: Sequence[str], stems: Sequence[str]) -> dict[tuple[str, str], list[str]]:
    """Numbers by the word at once behind (a noun: ``18 Plätze``) or before them (``Anlage 7``)."""
    found: dict[tuple[str, str], list[str]] = {}
    for index, number in enumerate(tokens):
        if not number[0].isdigit():
            continue
        if index + 1 < len(tokens) and len(tokens[index + 1]) >= 3 and tokens[index + 1][0].isupper():
            found.setdefault(("before", stems[index + 1]), []).append(number)
        if index and len(tokens[index - 1]) >= 3 and tokens[index - 1].lower() not in FUNCTION_WORDS:
            found.setdefault(("behind", stems[index - 1]), []).append(number)
    return found


def _same_number(one: str, other: str) -> bool:
    first, second = extract_claims(one), extract_claims(other)
    return [claim.key for claim in first] == [claim.key for claim in second]
