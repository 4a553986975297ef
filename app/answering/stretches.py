"""The text that a hit lies in, cut into sentences: what verbatim statements are taken from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from app.citations import PageStore
from corpora.model import Document, Span
from index.hits import Hit
from index.query import QueryReader
from index.stopwords import STOP_WORDS
from ingest.sentences import split_sentences

PASSAGE = 600
"""Characters of a statement; it holds as many whole sentences as fit, at least one."""

MAX_SENTENCE = 700
"""A longer "sentence" is a table or a list without marks; it is cut at a line's end."""

MIN_LETTERS = 12
"""Shorter sentences say nothing on their own."""

_WORD = re.compile(r"[^\W\d_]+")

_ENDED = re.compile(r"[.!?:;][)\]\"“”»’']*\s*$")
"""Text that does not go on overleaf."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A section's part of a page."""

    hit: Hit
    heading: str
    start: int
    """Offset on the page."""
    text: str
    found: tuple[int, int]
    """Where the hit's own text stands in `text`; empty when it stands on another page."""
    sentences: tuple[tuple[int, int], ...]
    """Offsets in `text`."""
    covers: tuple[dict[str, float], ...]
    """For each sentence, question term to its importance there."""
    known: dict[str, float]
    """The same for title and headings."""
    words: tuple[tuple[int, int], ...]
    """For each sentence its words, and how many of them say nothing about the subject."""


class StretchReader:
    """Reads the pages that hits lie on."""

    def __init__(self, documents: PageStore, reader: QueryReader) -> None:
        self._documents = documents
        self._reader = reader

    def read(self, question: str, hit: Hit) -> Iterator[Stretch]:
        """The hit's page with its sentences; its section where the format has no pages."""
        reader = self._reader.for_tenant(hit.tenant)
        query = reader.read(question)
        document = self._documents.load_document(hit.tenant, hit.corpus, hit.document, hit.version)
        known = reader.covered(query, " ".join((hit.title, hit.reference or "", *hit.heading_path)))
        for heading, span in _spans(document, hit):
            text = _whole_sentences(document, span, paged=hit.page is not None)
            sentences = tuple(_read_sentences(text))
            covers = tuple(reader.covered(query, text[start:end]) for start, end in sentences)
            own = [part for part in hit.spans if part.page == span.page]
            found = (own[0].start - span.start, own[-1].end - span.start) if own else (0, 0)
            words = tuple(_count_words(text[start:end]) for start, end in sentences)
            yield Stretch(hit, heading, span.start, text, found, sentences, covers, known, words)


def group(stretch: Stretch, first: int) -> int:
    """The last of the sentences from `first` on that fit into a statement."""
    start, last = stretch.sentences[first][0], first
    while last + 1 < len(stretch.sentences) and stretch.sentences[last + 1][1] - start <= PASSAGE:
        last += 1
    return last


def says_something(stretch: Stretch, text: str) -> bool:
    """Whether a passage of a stretch is more than its heading, which alone is no evidence."""
    said = joined(text).replace(joined(stretch.heading), "", 1) if stretch.heading else text
    return _has_letters(said, MIN_LETTERS)


def _count_words(text: str) -> tuple[int, int]:
    words = _WORD.findall(text.lower())
    return len(words), sum(word in STOP_WORDS for word in words)


def _has_letters(text: str, least: int) -> bool:
    """Whether a text has at least so many letters; looked at until it has."""
    return sum(1 for _ in islice(filter(str.isalpha, text), least)) >= least


def joined(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def _whole_sentences(document: Document, span: Span, *, paged: bool) -> str:
    """The text of `span`; where its last sentence goes on overleaf, up to that sentence's end."""
    page = document.pages[span.page].text
    text = page[span.start : span.end]
    ends_page = not page[span.end :].strip()
    if not (paged and ends_page and span.page + 1 < len(document.pages)) or _ENDED.search(text):
        return text
    overleaf = document.pages[span.page + 1].text
    following = split_sentences(overleaf[: 2 * PASSAGE])
    goes_on = following and (text.rstrip().endswith("-") or overleaf[following[0][0]].islower())
    return f"{text.rstrip()}\n{overleaf[following[0][0] : following[0][1]]}" if goes_on else text


def _spans(document: Document, hit: Hit) -> list[tuple[str, Span]]:
    """Heading and place of the sections on the hit's page, or of its section; passages stay within one."""
    first = hit.spans[0]
    if hit.page is not None:
        on_page = [
            (section.heading, span)
            for section in document.sections
            for span in section.spans
            if span.page == first.page
        ]
        whole = Span(first.page, 0, len(document.pages[first.page].text))
        return sorted(on_page, key=lambda part: part[1].start) or [("", whole)]
    for section in document.sections:
        if any(span.page == first.page and span.start <= first.start < span.end for span in section.spans):
            return [(section.heading, span) for span in section.spans]
    return [(hit.section, span) for span in hit.spans]


def _read_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences, those without marks cut at line ends."""
    for start, end in split_sentences(text):
        begin = start
        while end - begin > MAX_SENTENCE:
            cut = text.rfind("\n", begin, begin + MAX_SENTENCE)
            cut = cut if cut > begin else begin + MAX_SENTENCE
            yield begin, cut
            begin = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
        if end > begin:
            yield begin, end
