"""Pages → sections: which text stands under which heading.

Headings the format marks (Markdown, DOCX, HTML) are believed as they are. Where there are none, `ingest.headings` and
`ingest.minutes` recognise what German papers use. Every character that is not white space lies in exactly one section.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from corpora.model import CorpusKind, Page, Section, Span
from ingest.headings import (
    RANK_ANNEX,
    RANK_LABEL,
    RANK_PAGE,
    FoundHeading,
    find_annexes,
    find_decimals,
    find_labels,
    find_paragraphs,
)
from ingest.minutes import are_minutes, find_agenda_points

_STATUTORY = re.compile(r"(?:§|Art\.?|Artikel)[ ]?\d")


def outline(pages: Sequence[Page], kind: CorpusKind) -> tuple[Section, ...]:
    """The sections of a document in reading order; at least one where there is any text.

    `Section.heading_path` is empty for text before the first heading. Without a heading the whole text is one section.
    """
    headings = sorted(
        [*_label_headings(pages), *_headings(pages, kind)], key=lambda heading: (heading.page, heading.start)
    )
    return _sections(pages, _without_overlaps(headings))


def _headings(pages: Sequence[Page], kind: CorpusKind) -> list[FoundHeading]:
    marked = _marked_headings(pages)
    if marked:
        if kind is CorpusKind.REGULATION and not any(_STATUTORY.match(heading.title) for heading in marked):
            return marked + find_paragraphs(pages)
        return marked + list(find_labels(pages, minutes=False)) if kind is CorpusKind.COUNCIL else marked
    if kind is CorpusKind.COUNCIL and are_minutes(pages):
        found = [*find_labels(pages, minutes=True), *find_agenda_points(pages)]
        return [*found, *_annexes_of_minutes(pages, found)]
    paragraphs = find_paragraphs(pages)
    found = [*find_annexes(pages), *paragraphs]
    if kind is CorpusKind.COUNCIL:
        found += find_labels(pages, minutes=False)
    return found + _outside(find_decimals(pages), paragraphs)


def _label_headings(pages: Sequence[Page]) -> list[FoundHeading]:
    """Names of sheets, titles of slides, paths of attachments: each starts a part of its own."""
    found = []
    previous = ""
    for number, page in enumerate(pages):
        if page.label and page.label != previous:
            found.append(FoundHeading(number, 0, 0, RANK_PAGE, " ".join(page.label.split())))
        previous = page.label
    return found


def _marked_headings(pages: Sequence[Page]) -> list[FoundHeading]:
    return [
        FoundHeading(
            number,
            heading.start,
            heading.end,
            heading.level,
            " ".join(page.text[heading.start : heading.end].split()).removesuffix(":"),
        )
        for number, page in enumerate(pages)
        for heading in page.headings
    ]


def _annexes_of_minutes(pages: Sequence[Page], found: Sequence[FoundHeading]) -> list[FoundHeading]:
    """What is attached behind minutes: pages headed "Anlage 2", and whatever follows the page of the approval."""
    annexes = list(find_annexes(pages))
    approval = next((heading for heading in found if heading.title == "Genehmigungsvermerk"), None)
    if approval is None or approval.page + 1 >= len(pages):
        return annexes
    annexes = [heading for heading in annexes if heading.page > approval.page]
    first = approval.page + 1
    if not any(heading.page == first for heading in annexes):
        annexes.append(FoundHeading(first, 0, 0, RANK_ANNEX, "Anlage"))
    return annexes


def _outside(decimals: Sequence[FoundHeading], paragraphs: Sequence[FoundHeading]) -> list[FoundHeading]:
    """Decimal headings that do not lie among paragraphs: there they are the items of a list."""
    if not paragraphs:
        return list(decimals)
    first, last = min(paragraphs), max(paragraphs)
    return [heading for heading in decimals if not first <= heading <= last]


def _without_overlaps(headings: Sequence[FoundHeading]) -> list[FoundHeading]:
    kept: list[FoundHeading] = []
    for heading in headings:
        before = kept[-1] if kept else None
        if before is not None and before.page == heading.page and heading.start < max(before.end, before.start + 1):
            if before.rank == RANK_PAGE and heading.title != before.title:
                kept.append(heading)  # a sheet's name has no letters of its own on the page
            continue
        kept.append(heading)
    return kept


def _sections(pages: Sequence[Page], headings: Sequence[FoundHeading]) -> tuple[Section, ...]:
    sections: list[Section] = []
    open_headings: list[FoundHeading] = []
    starts = [(heading.page, heading.start) for heading in headings]
    ends = [*starts, (len(pages), 0)]
    if preamble := _spans(pages, (0, 0), ends[0]):
        sections.append(Section((), preamble))
    for heading, start, end in zip(headings, starts, ends[1:], strict=True):
        open_headings = [above for above in open_headings if above.rank < heading.rank]
        if heading.rank == RANK_LABEL and heading.title == "Genehmigungsvermerk":
            open_headings = []
        open_headings.append(heading)
        if spans := _spans(pages, start, end):
            path = tuple(title for title, _ in groupby(above.title for above in open_headings))
            sections.append(Section(path, spans))
    return tuple(sections)


def _spans(pages: Sequence[Page], start: tuple[int, int], end: tuple[int, int]) -> tuple[Span, ...]:
    """The stretches from one place to another, a page each, without white space around them."""
    spans = []
    for number in range(start[0], min(end[0] + 1, len(pages))):
        text = pages[number].text
        first = start[1] if number == start[0] else 0
        last = end[1] if number == end[0] else len(text)
        part = text[first:last]
        if stripped := part.strip():
            begin = first + len(part) - len(part.lstrip())
            spans.append(Span(number, begin, begin + len(stripped)))
    return tuple(spans)
