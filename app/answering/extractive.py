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
from dataclasses import dataclass, replace
from itertools import islice

from app.answering.stopping import Stop
from app.answering.stretches import Stretch, StretchReader, group, joined, says_something
from app.answering.types import Statement
from app.citations import PageStore
from index.hits import Evidence, Hit
from index.query import QueryReader

HITS_READ = 6
"""Pages whose passages are looked at."""

MAX_STATEMENTS = 4
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


_CITING = frozenset("par paragraf paragraph art artikel abs absatz satz nr nummer".split())
_NUMBER = re.compile(r"(?<!\w)§?\s?(\d+[a-z]?)(?!\w)")
_SAYS_LITTLE = 0.5
"""Importance of words like „steht“ and „regelt“."""


class ExtractiveAnswerer:
    """Chooses verbatim passages; an `Answerer` without a model."""

    def __init__(self, documents: PageStore, reader: QueryReader) -> None:
        self._stretches = StretchReader(documents, reader)
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
        """At most `MAX_STATEMENTS` passages, best first; text and quote are the same but for line breaks.

        A question that is a citation and nothing else gets the cited paragraph from its beginning.
        """
        cited = [hit for hit in hits[:HITS_READ] if self._is_all_that_is_asked_for(question, hit)]
        if cited:
            numbers = frozenset(citation.number for citation in self._reader.read(question).citations)
            stretches = [stretch for hit in _as_printed(cited) for stretch in self._cited(question, hit, numbers)]
            for hit, text in islice(_read_out(stretches), MAX_STATEMENTS):
                yield Statement(text=joined(text), quote=text, hit=hit)
            return
        stretches = [stretch for hit in hits[:HITS_READ] for stretch in self._stretches.read(question, hit)]
        rarity = _rarity(stretches)
        expected = [answer for asks, answer in _EXPECTED if asks.search(question)]
        passages = [passage for stretch in stretches for passage in _passages(stretch, rarity, expected)]
        for passage in choose(passages):
            yield Statement(text=joined(passage.text), quote=passage.text, hit=passage.hit)

    def _is_all_that_is_asked_for(self, question: str, hit: Hit) -> bool:
        """Whether a hit is a paragraph that the question cites, and the question asks for nothing besides."""
        reader = self._reader.for_tenant(hit.tenant)
        query = reader.read(question)
        if Evidence.IDENTIFIER not in hit.why or not query.citations:
            return False
        known = reader.covered(query, " ".join((hit.title, hit.reference or "", *hit.heading_path)))
        return all(
            term in known or term in _CITING or _NUMBER.fullmatch(term) or importance < _SAYS_LITTLE
            for term, importance in query.importance.items()
        )

    def _cited(self, question: str, hit: Hit, numbers: frozenset[str]) -> list[Stretch]:
        """The section on the hit's pages that has the cited number, else the one the hit stands in."""
        parts = [replace(hit, spans=(span,)) for span in hit.spans]
        stretches = [stretch for part in parts for stretch in self._stretches.read(question, part)]
        named = [stretch for stretch in stretches if numbers.intersection(_NUMBER.findall(stretch.heading)[:1])]
        return named or [each for each in stretches if each.found[0] < len(each.text) and each.found[1] > 0]


def _as_printed(hits: Sequence[Hit]) -> list[Hit]:
    """Hits of a document in the order of its pages; documents by their best hit."""
    best = {hit.document: hit.rank for hit in reversed(hits)}
    return sorted(hits, key=lambda hit: (best[hit.document], hit.spans[0].page, hit.spans[0].start))


def _read_out(stretches: Iterable[Stretch]) -> Iterator[tuple[Hit, str]]:
    """Sections from their beginning, in passages; each section once."""
    read = set()
    for stretch in stretches:
        place = (stretch.hit.document, stretch.hit.spans[0].page, stretch.start)
        first = len(stretch.sentences) if place in read else 0
        read.add(place)
        while first < len(stretch.sentences):
            last = group(stretch, first)
            text = stretch.text[stretch.sentences[first][0] : stretch.sentences[last][1]]
            if says_something(stretch, text):
                yield stretch.hit, text
            first = last + 1


def _rarity(stretches: Sequence[Stretch]) -> dict[str, float]:
    """Question term to 0 … 1: how few of the sentences read here hold it."""
    sentences = sum(len(stretch.covers) for stretch in stretches)
    counts = Counter(term for stretch in stretches for cover in stretch.covers for term in cover)
    return {
        term: (math.log((sentences + 1) / count) / math.log(sentences + 1)) ** RARITY_POWER
        for term, count in counts.items()
    }


def _passages(stretch: Stretch, rarity: Mapping[str, float], expected: Sequence[re.Pattern[str]]) -> Iterator[Passage]:
    """Every run of whole sentences that fits into a statement, scored."""
    known = {term: value * rarity.get(term, 0.0) for term, value in stretch.known.items()}
    covers = [{term: value * rarity[term] for term, value in cover.items()} for cover in stretch.covers]
    weight = RANK_DECAY ** (stretch.hit.rank - 1)
    for first, (start, _) in enumerate(stretch.sentences):
        last = group(stretch, first)
        text = stretch.text[start : stretch.sentences[last][1]]
        if not says_something(stretch, text):
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


def _prose(words: Sequence[tuple[int, int]]) -> float:
    """`NO_PROSE` to 1: how much a passage of such sentences counts."""
    total = sum(count for count, _ in words)
    share = sum(empty for _, empty in words) / total if total else 0.0
    return NO_PROSE + (1 - NO_PROSE) * min(1.0, share / PROSE)


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
    return joined(passage.text).casefold() == joined(chosen.text).casefold()


def _merge(covers: Iterable[dict[str, float]]) -> dict[str, float]:
    merged: dict[str, float] = {}
    for cover in covers:
        for term, value in cover.items():
            merged[term] = max(merged.get(term, 0.0), value)
    return merged
