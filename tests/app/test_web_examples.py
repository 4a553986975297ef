"""Example questions: from what a person's own documents say, always the same ones."""

from __future__ import annotations

import dataclasses
import functools
from datetime import UTC, date, datetime

from app.web.examples import Part, example_questions
from app.web.texts.catalogue import Language, look_up
from corpora.model import Access, DocumentState, Publicity
from corpora.records import DocumentRecord

ask = functools.partial(look_up, Language.GERMAN)

PAPER = DocumentRecord(
    id="1",
    tenant="musterstadt",
    corpus="rat",
    path="bv.pdf",
    sha256="",
    fingerprint="",
    version="v",
    version_sha256="",
    state=DocumentState.READY,
    reason_code="",
    reason="",
    title="Neubau einer Kindertagesstätte",
    reference="BV/0055/2025",
    date=date(2025, 3, 17),
    kind="Beschlussvorlage",
    office=None,
    bodies=("Rat",),
    publicity=Publicity.PUBLIC,
    access=Access.PUBLIC,
    media_type="application/pdf",
    pages=3,
    ocr_pages=0,
    chunks=5,
    bytes=1,
    seconds=0.1,
    updated=datetime(2026, 1, 1, tzinfo=UTC),
)
change = functools.partial(dataclasses.replace, PAPER)
MINUTES = change(path="n.pdf", kind="Niederschrift", reference=None, bodies=("Bauausschuss",), date=date(2025, 5, 14))
STATUTE = change(
    path="s.pdf", kind="Satzung", reference=None, title="Satzung über die Hundesteuer (Hundesteuersatzung)", date=None
)
GUIDE = change(path="g.md", kind=None, reference=None, title="Merkblatt Dienstreisen", date=None, bodies=())

OUTLINES = {
    "n.pdf": [
        Part("TOP 2: Neubau einer Brücke (BV/0001/2025)", 900),
        Part("TOP 1: Eröffnung", 80),
        Part("Anwesend", 990),
    ],
    "s.pdf": [Part("§ 3 Steuersätze", 700), Part("§ 9 Inkrafttreten", 90), Part("Hundesteuersatzung", 800)],
    "g.md": [Part("Merkblatt Dienstreisen", 900), Part("Tagegeld und Übernachtung", 300)],
}


def outline(record: DocumentRecord) -> list[Part]:
    return OUTLINES.get(record.path, [])


def test_each_kind_of_paper_has_its_own_question() -> None:
    assert example_questions([STATUTE, GUIDE, PAPER, MINUTES], outline, ask) == [
        "Was steht in „Merkblatt Dienstreisen“ zu „Tagegeld und Übernachtung“?",
        "Was wurde zu „Neubau einer Brücke“ beschlossen?",
        "Was wird zu „Neubau einer Kindertagesstätte“ vorgeschlagen?",
        "Was regelt § 3 der Hundesteuersatzung?",
    ]


def test_the_order_of_the_documents_does_not_matter() -> None:
    records = [STATUTE, GUIDE, PAPER, MINUTES]
    assert example_questions(records, outline, ask) == example_questions(records[::-1], outline, ask)


def test_the_newest_of_many_papers_is_asked_for() -> None:
    papers = [change(path=f"{y}.pdf", title=f"Haushaltsplan {y}", date=date(y, 1, 1)) for y in range(2010, 2026)]
    assert example_questions(papers, outline, ask, limit=2) == [
        "Was wird zu „Haushaltsplan 2025“ vorgeschlagen?",
        "Was wird zu „Haushaltsplan 2024“ vorgeschlagen?",
    ]


def test_the_same_question_is_not_offered_twice() -> None:
    assert len(example_questions([PAPER, change(path="zwei.pdf")], outline, ask)) == 1


def test_only_a_few_papers_of_a_kind_are_looked_through() -> None:
    looked: list[str] = []

    def empty(record: DocumentRecord) -> list[Part]:
        looked.append(record.path)
        return []

    statutes = [change(path=f"{number}.pdf", kind="Satzung", title="Marktsatzung") for number in range(500)]
    assert example_questions(statutes, empty, ask) == []
    assert len(looked) < 20


def test_documents_without_anything_to_ask_for_give_no_question() -> None:
    assert example_questions([change(title="x" * 200)], outline, ask) == []
    assert example_questions([], outline, ask) == []


def test_a_heading_that_asks_is_the_question() -> None:
    faq = change(path="faq.md", kind=None, title="Fragen und Antworten", date=None)
    part = Part("3. Darf ich eigene Werkzeuge benutzen?", 400)
    assert example_questions([faq], lambda _: [part], ask) == ["Darf ich eigene Werkzeuge benutzen?"]


def test_notices_and_the_routine_of_an_agenda_give_no_question() -> None:
    notice = change(path="b.pdf", kind=None, title="Bekanntmachung Ortsrat Adensen", reference=None)
    parts = [Part("TOP 9: Mitteilungen der Verwaltung", 900), Part("TOP 3: Neubau einer Brücke", 80)]
    assert example_questions([notice, MINUTES], lambda record: parts if record is MINUTES else [], ask) == [
        "Was wurde zu „Neubau einer Brücke“ beschlossen?"
    ]
