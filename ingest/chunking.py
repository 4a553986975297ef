"""Sections → chunks of about a thousand characters that remember where they stand.

Chunks end where sentences end. They do not overlap: offsets stay exact, a sentence is found in one chunk only, and the
context line (title, number, heading path) carries what an overlap would have to repeat. They end with their page where
that leaves enough text on it, because people cite pages; a sentence that runs over the page's end is kept whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from corpora.model import Chunk, CorpusKind, Facts, Page, Section, Span, chunk_id, document_id
from ingest.minutes import are_minutes
from ingest.sentences import split_sentences

TARGET = 1_000
"""Characters."""
MAXIMUM = 1_300
"""A section of up to so many characters stays in one piece; a single sentence longer than this is cut between words."""
MINIMUM = 150
"""A smaller piece at a page's end takes its continuation from the next page."""
SHORT_SECTION = 450
"""Sections below this may share a chunk with their neighbours under the same parent, up to `TARGET` together."""
MAX_TITLE, MAX_HEADING = 240, 160
"""Characters of the title and of each heading that go into the context line."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """What becomes a chunk: stretches of pages under a heading path, and what its context adds (a table's header)."""

    heading_path: tuple[str, ...]
    spans: tuple[Span, ...]
    note: str = ""

    @property
    def length(self) -> int:
        return sum(span.end - span.start for span in self.spans)


@dataclass(frozen=True, slots=True)
class DocumentKey:
    """What the ids of a document's chunks are made of."""

    tenant: str
    corpus: str
    path: str
    version: str


def chunk(
    key: DocumentKey, facts: Facts, kind: CorpusKind, sections: Sequence[Section], pages: Sequence[Page]
) -> tuple[Chunk, ...]:
    """The chunks of a document in reading order, numbered from 0.

    A chunk's text is the text of its spans, ``pages[span.page].text[span.start:span.end]``, joined by a newline.
    Sections of a regulation never share a chunk. A heading that only groups the sections below it makes no chunk of its
    own: it stands in their heading paths.
    """
    # 1. Cut what is long.
    pieces = [piece for section in _with_text(sections) for piece in _cut(section, pages)]
    # 2. Join what is short.
    if kind is not CorpusKind.REGULATION:
        pieces = list(_join_short(pieces))
    # 3. Name what came out.
    document = document_id(key.tenant, key.corpus, key.path)
    reference = _reference(facts, minutes=are_minutes(pages) if kind is CorpusKind.COUNCIL else False)
    return tuple(
        Chunk(
            id=chunk_id(key.tenant, key.corpus, key.path, key.version, number),
            document=document,
            number=number,
            heading_path=piece.heading_path,
            text="\n".join(pages[span.page].text[span.start : span.end] for span in piece.spans),
            spans=piece.spans,
            context=_context(facts.title, reference, piece),
        )
        for number, piece in enumerate(pieces)
    )


def _with_text(sections: Sequence[Section]) -> Iterator[Section]:
    """The sections without those that are only a heading above others."""
    for position, section in enumerate(sections):
        following = sections[position + 1] if position + 1 < len(sections) else None
        groups = following is not None and section.heading_path == following.heading_path[: len(section.heading_path)]
        length = sum(span.end - span.start for span in section.spans)
        if section.heading_path and groups and length <= len(section.heading) + 2:
            continue
        yield section


def _cut(section: Section, pages: Sequence[Page]) -> Iterator[_Piece]:
    """A section in pieces of about `TARGET` characters."""
    path = section.heading_path
    if (header := _table_header(section, pages)) is not None:
        yield from _cut_table(section, pages, header)
        return
    atoms = [atom for span in section.spans for atom in _atoms(span, pages)]
    for group in _pages_apart(atoms, pages):
        length = sum(atom.end - atom.start for atom in group)
        count = 1 if length <= MAXIMUM else max(2, round(length / TARGET))
        for part in _even_parts(group, length / count):
            yield _Piece(path, _merge(part))


def _atoms(span: Span, pages: Sequence[Page]) -> Iterator[Span]:
    """The sentences of a stretch; one longer than `MAXIMUM` in lines or words."""
    text = pages[span.page].text[span.start : span.end]
    for sentence_start, end in split_sentences(text):
        start = sentence_start
        while end - start > MAXIMUM:
            mark = max(text.rfind(character, start, start + TARGET) for character in "\n ") + 1
            stop = mark if mark > start + TARGET // 2 else start + TARGET
            yield Span(span.page, span.start + start, span.start + start + len(text[start:stop].rstrip()))
            start = stop + len(text[stop:end]) - len(text[stop:end].lstrip())
        if end > start:
            yield Span(span.page, span.start + start, span.start + end)


def _pages_apart(atoms: Sequence[Span], pages: Sequence[Page]) -> Iterator[list[Span]]:
    """Groups of atoms that end with their page, but for a sentence that runs on and for a rest that is too small."""
    group: list[Span] = []
    for _, found in groupby(atoms, key=lambda atom: atom.page):
        here = list(found)
        if group and sum(atom.end - atom.start for atom in group) >= MINIMUM:
            if _runs_on(pages, group[-1], here[0]):
                group.append(here.pop(0))
            yield group
            group = []
        group += here
    if group:
        yield group


def _runs_on(pages: Sequence[Page], last: Span, following: Span) -> bool:
    """Whether a sentence stops at a page's end and goes on at the top of the next page."""
    ending = pages[last.page].text[last.start : last.end].rstrip('”“"»)')[-1:]
    first = pages[following.page].text[following.start]
    return following.page == last.page + 1 and ending not in ".!?:;" and (first.islower() or ending in "-,")


def _even_parts(atoms: Sequence[Span], aim: float) -> Iterator[list[Span]]:
    """Neighbouring atoms in parts of about `aim` characters, so that no crumb is left at the end."""
    part: list[Span] = []
    length = done = 0
    number = 1
    total = sum(atom.end - atom.start for atom in atoms)
    for atom in atoms:
        size = atom.end - atom.start
        # Cut before the atom when that leaves the parts so far nearer to their share than cutting after it.
        before, after = done, done + size
        crumb = total - done <= MINIMUM
        full = length + size > MAXIMUM + (MINIMUM if crumb else 0)
        overshoots = after - number * aim > number * aim - before and not crumb
        if part and (full or overshoots):
            yield part
            part, length, number = [], 0, number + 1
        part.append(atom)
        length += size
        done += size
    if part:
        yield part


def _merge(atoms: Sequence[Span]) -> tuple[Span, ...]:
    """One span a page, from its first atom to its last."""
    spans = []
    for page, found in groupby(atoms, key=lambda atom: atom.page):
        here = list(found)
        spans.append(Span(page, here[0].start, here[-1].end))
    return tuple(spans)


def _table_header(section: Section, pages: Sequence[Page]) -> str | None:
    """The first row of a sheet, None for everything that is not a table with tabs from top to bottom."""
    first = pages[section.spans[0].page]
    if not first.label:
        return None
    rows = [row for span in section.spans for row in pages[span.page].text[span.start : span.end].split("\n") if row]
    if len(rows) < 3 or sum("\t" in row for row in rows) < 0.6 * len(rows):
        return None
    return next(row for row in rows if "\t" in row)


def _cut_table(section: Section, pages: Sequence[Page], header: str) -> Iterator[_Piece]:
    """A sheet in pieces of whole rows, each with the header row in its context."""
    note = " | ".join(cell for cell in header.split("\t") if cell)[:MAX_TITLE]
    for span in section.spans:
        rows: list[Span] = []
        position = span.start
        for row in pages[span.page].text[span.start : span.end].split("\n"):
            if row.strip():
                rows.append(Span(span.page, position, position + len(row)))
            position += len(row) + 1
        for number, part in enumerate(_even_parts(rows, min(TARGET, max(1, span.end - span.start)))):
            yield _Piece(section.heading_path, _merge(part), note if number else "")


def _join_short(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Short neighbours of one parent, on one page, put together up to `TARGET` characters."""
    held: list[_Piece] = []
    for piece in pieces:
        if held and not _fit(held, piece):
            yield _joined(held)
            held = []
        held.append(piece)
    if held:
        yield _joined(held)


def _fit(held: Sequence[_Piece], piece: _Piece) -> bool:
    lengths = [*(other.length for other in held), piece.length]
    small = min(lengths[-2:]) < MINIMUM or max(lengths) < SHORT_SECTION
    same_page = held[0].spans[0].page == piece.spans[-1].page
    related = held[0].heading_path[:-1] == piece.heading_path[:-1] or held[-1].heading_path == piece.heading_path[:-1]
    return small and same_page and related and sum(lengths) <= TARGET and not (held[0].note or piece.note)


def _joined(held: Sequence[_Piece]) -> _Piece:
    if len(held) == 1:
        return held[0]
    spans: list[Span] = []
    for span in (span for piece in held for span in piece.spans):
        if spans and spans[-1].page == span.page:
            spans[-1] = Span(span.page, spans[-1].start, span.end)
        else:
            spans.append(span)
    paths = [piece.heading_path for piece in held]
    common = tuple(titles[0] for titles in takewhile(lambda titles: len(set(titles)) == 1, zip(*paths, strict=False)))
    own = list(dict.fromkeys(path[len(common)] for path in paths if len(path) > len(common)))
    # Each title in full stands in the text; the path names them all as far as a line carries.
    return _Piece((*common, " / ".join(own)) if own else common, tuple(spans))


def _reference(facts: Facts, *, minutes: bool) -> str:
    parts = [facts.abbreviation or ""]
    if facts.number:
        parts.append(f"{facts.kind or 'Drucksache'} {facts.number}")
    elif (minutes or facts.body) and not (facts.body and facts.body in facts.title):
        day = facts.date.strftime("%d.%m.%Y") if facts.date else ""
        parts.append(" ".join(part for part in (facts.kind, facts.body, day) if part))
    return " · ".join(part for part in parts if part)


def _context(title: str, reference: str, piece: _Piece) -> str:
    path = piece.heading_path
    if path and path[0].startswith(title):
        path = path[1:]  # a document's first heading is mostly its title
    headings = " > ".join(_shorten(heading, MAX_HEADING) for heading in path)
    parts = [_shorten(title, MAX_TITLE), reference, headings, piece.note]
    return " · ".join(" ".join(part.split()) for part in parts if part)


def _shorten(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + "…"
