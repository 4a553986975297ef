"""Papers of the fictional municipality Musterau for the tests of this floor, stored in a real library."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from corpora.library import Library
from corpora.model import (
    NAMESPACE,
    Access,
    CorpusKind,
    Document,
    DocumentState,
    Facts,
    Page,
    PageState,
    Section,
    Span,
)
from corpora.scope import Grant, Scope
from index.hits import Evidence, Hit

TENANT = "musterau"
CORPUS = "rat"
SCOPE = Scope((Grant(TENANT, frozenset({CORPUS}), Access.PUBLIC),))

FEES = """\
§ 4 Gebühren für den Zeltplatz
(1) Die Gebühr für ein Zelt beträgt 15,00 € je Nacht. Kinder unter zwölf Jahren zahlen keine Ge-
bühr. Der Rat hat die Satzung am 14. März 2019 einstimmig beschlossen.
(2) Wer die Gebühr nicht rechtzeitig zahlt, schuldet einen Säumniszuschlag von 2 % je Monat. Die Verwaltung
kann den Zuschlag auf Antrag von Frau Lindemann erlassen, siehe Drucksache 51/2018.

§ 5 Öffnungszeiten
Der Zeltplatz ist vom 1. April bis zum 31. Oktober von 8:00 Uhr bis 22:00 Uhr geöffnet. Die Anmeldung
erfolgt am Kiosk „Waldrand“ – auch telefonisch – bei der Platzwartin."""

MINUTES_1 = """\
Tagesordnungspunkt 3: Sanierung der Turnhalle
Der Bauausschuss empfiehlt, die Turnhalle für 1.500.000 Euro zu sanieren. Die Kosten trägt zu 40 Prozent das
Land. Der Ausschuss bittet die Verwaltung, den Zeitplan der Arbeiten bis zum Sommer so zu gestalten, dass der"""
MINUTES_2 = """\
Schulsport im Winter nicht ausfällt. Die Abstimmung ergab 7 Ja-Stimmen und 3 Nein-Stimmen.
Ein Antrag auf Neubau wurde abgelehnt."""


def make_document(
    path: str,
    pages: Sequence[str],
    *,
    title: str,
    number: str | None = None,
    headings: Sequence[str] = (),
    access: Access = Access.PUBLIC,
    corpus: str = CORPUS,
    tenant: str = TENANT,
) -> Document:
    """A document whose sections begin at the given headings, each of which stands in the first page."""
    starts = [pages[0].index(heading) for heading in headings]
    ends = [*starts[1:], len(pages[0])] if starts else []
    sections = tuple(
        Section((heading,), (Span(0, start, end),)) for heading, start, end in zip(headings, starts, ends, strict=True)
    )
    return Document(
        tenant=tenant,
        corpus=corpus,
        path=path,
        sha256="0" * 64,
        version="0123456789abcdef",
        kind=CorpusKind.COUNCIL,
        access=access,
        facts=Facts(title=title, number=number),
        state=DocumentState.READY,
        pages=tuple(Page(index, text, PageState.TEXT) for index, text in enumerate(pages, 1)),
        sections=sections,
    )


STATUTE = make_document(
    "satzung.pdf",
    [FEES],
    title="Zeltplatzsatzung der Gemeinde Musterau",
    number="12/2019",
    headings=("§ 4 Gebühren für den Zeltplatz", "§ 5 Öffnungszeiten"),
)
MINUTES = make_document("niederschrift.pdf", [MINUTES_1, MINUTES_2], title="Niederschrift Bauausschuss")


def make_hit(document: Document, page: int = 0, start: int = 0, end: int | None = None, *, rank: int = 1) -> Hit:
    """A hit on a stretch of one page (0-based)."""
    text = document.pages[page].text
    end = len(text) if end is None else end
    return Hit(
        rank=rank,
        score=1 / rank,
        why=(Evidence.SPARSE,),
        tenant=document.tenant,
        corpus=document.corpus,
        kind=document.kind,
        access=document.access,
        document=document.id,
        version=document.version,
        path=document.path,
        title=document.facts.title,
        reference=document.facts.number,
        date=document.facts.date,
        chunk=str(uuid.uuid5(NAMESPACE, f"{document.id}/{page}/{start}")),
        page=document.pages[page].number,
        heading_path=document.sections[0].heading_path if document.sections else (),
        text=text[start:end],
        spans=(Span(page, start, end),),
    )


def with_text(hit: Hit, document: Document, text: str) -> tuple[Hit, Document]:
    """The same place with another text on its only page."""
    changed = replace(document, pages=(replace(document.pages[0], text=text),), sections=())
    return replace(hit, text=text, spans=(Span(0, 0, len(text)),)), changed


def store(folder: Path, *documents: Document) -> Library:
    """A library in `folder` that holds the documents."""
    library = Library(folder)
    for document in documents:
        library.store_document(document)
    return library


class SetClock:
    """A clock that moves a quarter of a second each time it is asked for a duration."""

    def __init__(self) -> None:
        self._asked = 0

    def now(self) -> datetime:
        return datetime(2026, 1, 15, 9, 30, tzinfo=UTC) + timedelta(seconds=self._asked / 4)

    def seconds(self) -> float:
        self._asked += 1
        return self._asked / 4
