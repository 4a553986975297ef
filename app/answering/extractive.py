"""Answers without a language model: the sentences of the documents that answer the question, verbatim.

Passages of whole sentences on the best pages are scored by how much of the question they cover, a word counting more
the fewer sentences of these pages hold it, by whether they hold what the question word asks for (a date, an amount, a
place …), by whether they are prose, and by the rank of their page. The best are chosen one by one, each time
discounting what was already said.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from app.answering.stopping import Stop
from app.answering.types import Statement
from corpora.model import Document, Span
from index.hits import Hit
from index.query import QueryReader
from index.stopwords import STOP_WORDS
from ingest.sentences import split_sentences

HITS_READ = 6
"""Pages whose passages are looked at."""

MAX_STATEMENTS = 4
PASSAGE = 600
"""Characters of a statement; it holds as many whole sentences as fit, at least one."""

MAX_SENTENCE = 700
"""A longer "sentence" is a table or a list without marks; it is cut at a line's end."""

MIN_LETTERS = 12
"""Shorter sentences say nothing on their own."""

HEADING_SHARE = 0.4
"""How much of what title and headings cover counts for a passage."""

EXPECTED_BONUS = 0.15
"""For holding what the question word asks for."""

FOUND_BONUS = 0.2
"""For standing in the text that the search found, not elsewhere on its page."""

PROSE = 0.3
"""Share of words like „der“ and „wird“ from which a passage counts as prose. Letterheads, agendas and the text of
drawings hold fewer; tables of fees mostly do not."""

NO_PROSE = 0.3
"""What a passage without any such word counts; in between in proportion."""

RARITY_POWER = 0.5
"""How strongly a word that stands in few sentences here outweighs one that stands in many."""

RANK_DECAY = 0.92
"""Each following hit's passages count this much less."""

REPEATED_SHARE = 0.8
"""What a question term counts once a chosen passage holds it."""

LEAST_SHARE = 0.45
"""Passages with less than this share of the best one's score are left out."""

_EXPECTED = tuple(
    (re.compile(asks, re.IGNORECASE), re.compile(answer))
    for asks, answer in (
        (
            r"\b(wann|datum|welche[mnrs]? (tag|jahr|monat|zeitpunkt|termin))\b",
            r"\d{1,2}\.\s?(\d{1,2}\.|[A-ZÄÖÜ][a-zä]+)|\b(19|20)\d\d\b|\d{1,2}[.:]\d{2} Uhr"
            r"|\b(Tage?n?|Monate?n?|Wochen?)\b",
        ),
        (
            r"\b(wie ?(viele?|hoch|teuer|lange|oft|groß|weit)|kostet?|kosten|betrag|summe|höhe|anzahl|zahl|prozent"
            r"|(ab|bis zu) welche[rm])\b",
            r"\d|\b([Ee]ine?n?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|Hälfte|Drittel|Viertel)\b",
        ),
        (
            r"\b(wer|wem|wen|wessen|welche[rs]? (person|firma|büro|stelle|behörde|amt|gremium|unternehmen))\b",
            r"\b(Herrn?|Frau|Firma|Dr\.|GmbH|Büro|Amt|Rat|Ausschuss|Behörde|Gemeinde|Bürgermeister\w*)\b",
        ),
        (
            r"\b(wo|wohin|woher|welche[mrs]? (ort|raum|saal|straße|gebäude))\b",
            r"(straße|weg|platz|haus|halle|saal|schule|raum|zimmer|gebäude)\b|\b(in|im|am|an der|auf dem) [A-ZÄÖÜ]",
        ),
    )
)
"""What the question word asks for, and what a sentence that answers it holds."""


_WORD = re.compile(r"[^\W\d_]+")

_ENDED = re.compile(r"[.!?:;][)\]\"“”»’']*\s*$")
"""Text that does not go on overleaf."""


class DocumentStore(Protocol):
    """Gives a read document by its version (`corpora.library.Library`)."""

    def load_document(self, tenant: str, corpus: str, document: str, version: str) -> Document:
        """The document; raises `UnknownDocument` when this version is not stored."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences of one page, with what they cover of the question."""

    hit: Hit
    stretch: int
    """Where the section's part of the page begins."""
    first: int
    """Position (0-based) of the first sentence in its section's part of the page."""
    last: int
    text: str
    """As printed, line breaks included."""
    terms: dict[str, float]
    """Question term to its importance here."""
    score: float


@dataclass(frozen=True, slots=True)
class _Stretch:
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


class ExtractiveAnswerer:
    """Chooses verbatim passages; an `Answerer` without a model."""

    def __init__(self, documents: DocumentStore, reader: QueryReader) -> None:
        self._documents = documents
        self._reader = reader

    @property
    def engine(self) -> str:
        """``extractive``."""
        return "extractive"

    @property
    def model(self) -> str:
        """Empty: there is none."""
        return ""

    def propose(self, question: str, hits: Sequence[Hit], stop: Stop | None = None) -> Iterator[Statement]:
        """At most `MAX_STATEMENTS` passages, best first; text and quote are the same but for line breaks."""
        stretches = [stretch for hit in hits[:HITS_READ] for stretch in self._read_stretches(question, hit)]
        rarity = _rarity(stretches)
        expected = [answer for asks, answer in _EXPECTED if asks.search(question)]
        passages = [passage for stretch in stretches for passage in _passages(stretch, rarity, expected)]
        for passage in choose(passages):
            yield Statement(text=_joined(passage.text), quote=passage.text, hit=passage.hit)

    def _read_stretches(self, question: str, hit: Hit) -> Iterator[_Stretch]:
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
            yield _Stretch(hit, heading, span.start, text, found, sentences, covers, known, words)


def _rarity(stretches: Sequence[_Stretch]) -> dict[str, float]:
    """Question term to 0 … 1: how few of the sentences read here hold it."""
    sentences = sum(len(stretch.covers) for stretch in stretches)
    counts = Counter(term for stretch in stretches for cover in stretch.covers for term in cover)
    return {
        term: (math.log((sentences + 1) / count) / math.log(sentences + 1)) ** RARITY_POWER
        for term, count in counts.items()
    }


def _passages(stretch: _Stretch, rarity: Mapping[str, float], expected: Sequence[re.Pattern[str]]) -> Iterator[Passage]:
    """Every run of whole sentences that fits into a statement, scored."""
    known = {term: value * rarity.get(term, 0.0) for term, value in stretch.known.items()}
    covers = [{term: value * rarity[term] for term, value in cover.items()} for cover in stretch.covers]
    weight = RANK_DECAY ** (stretch.hit.rank - 1)
    for first, (start, _) in enumerate(stretch.sentences):
        last = first
        while last + 1 < len(stretch.sentences) and stretch.sentences[last + 1][1] - start <= PASSAGE:
            last += 1
        text = stretch.text[start : stretch.sentences[last][1]]
        # A heading alone is no evidence.
        said = _joined(text).replace(_joined(stretch.heading), "", 1) if stretch.heading else text
        if not _has_letters(said, MIN_LETTERS):
            continue
        terms = _merge(covers[first : last + 1])
        score = sum(terms.values())
        score += HEADING_SHARE * sum(value for term, value in known.items() if term not in terms)
        if any(answer.search(text) for answer in expected):
            score *= 1 + EXPECTED_BONUS
        if stretch.found[0] <= start < stretch.found[1]:
            score *= 1 + FOUND_BONUS
        score *= _prose(stretch.words[first : last + 1])
        yield Passage(stretch.hit, stretch.start, first, last, text, terms, score * weight)


def _count_words(text: str) -> tuple[int, int]:
    words = _WORD.findall(text.lower())
    return len(words), sum(word in STOP_WORDS for word in words)


def _prose(words: Sequence[tuple[int, int]]) -> float:
    """`NO_PROSE` to 1: how much a passage of such sentences counts."""
    total = sum(count for count, _ in words)
    share = sum(empty for _, empty in words) / total if total else 0.0
    return NO_PROSE + (1 - NO_PROSE) * min(1.0, share / PROSE)


def _has_letters(text: str, least: int) -> bool:
    """Whether a text has at least so many letters; looked at until it has."""
    return sum(1 for _ in islice(filter(str.isalpha, text), least)) >= least


def choose(passages: Sequence[Passage]) -> list[Passage]:
    """The best passages one by one, none overlapping, each time counting less what was said already; best first."""
    rest = sorted(passages, key=lambda passage: (-passage.score, passage.hit.rank, passage.stretch, passage.first))
    if not rest or rest[0].score <= 0:
        return []
    least = LEAST_SHARE * rest[0].score
    chosen: list[Passage] = []
    said: set[str] = set()
    while rest and len(chosen) < MAX_STATEMENTS:
        best = max(rest, key=lambda passage: _gain(passage, said))
        if best.score < least:
            break
        chosen.append(best)
        said.update(best.terms)
        rest = [passage for passage in rest if passage.score >= least and not _repeats(passage, best)]
    return chosen


def _gain(passage: Passage, said: set[str]) -> float:
    total = sum(passage.terms.values())
    repeated = sum(value for term, value in passage.terms.items() if term in said)
    return passage.score * (1 - (1 - REPEATED_SHARE) * (repeated / total if total else 0.0))


def _repeats(passage: Passage, chosen: Passage) -> bool:
    if passage.hit.chunk == chosen.hit.chunk and passage.stretch == chosen.stretch:
        return passage.first <= chosen.last and chosen.first <= passage.last
    return _joined(passage.text).casefold() == _joined(chosen.text).casefold()


def _joined(text: str) -> str:
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


def _merge(covers: Iterable[dict[str, float]]) -> dict[str, float]:
    merged: dict[str, float] = {}
    for cover in covers:
        for term, value in cover.items():
            merged[term] = max(merged.get(term, 0.0), value)
    return merged
