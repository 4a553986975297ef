"""Example questions: from what a person's own documents say, always the same ones."""

from __future__ import annotations

import dataclasses
import functools
from datetime import UTC, date, datetime

from app.web.examples import example_questions
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


def test_each_kind_of_paper_has_its_own_question() -> None:
    assert example_questions([STATUTE, GUIDE, PAPER, MINUTES], ask) == [
        "Was hat das Gremium Bauausschuss am 14.05.2025 beschlossen?",
        "Worum geht es in BV/0055/2025?",
        "Was steht in „Merkblatt Dienstreisen“?",
        "Was regelt die Hundesteuersatzung?",
    ]


def test_the_order_of_the_documents_does_not_matter() -> None:
    records = [STATUTE, GUIDE, PAPER, MINUTES]
    assert example_questions(records, ask) == example_questions(records[::-1], ask)


def test_the_newest_of_many_papers_is_asked_for() -> None:
    papers = [change(path=f"{year}.pdf", reference=f"1/{year}", date=date(year, 1, 1)) for year in range(2010, 2026)]
    assert example_questions(papers, ask, limit=2) == ["Worum geht es in 1/2025?", "Worum geht es in 1/2024?"]


def test_documents_without_anything_to_ask_for_give_no_question() -> None:
    assert example_questions([change(reference=None, title="x" * 200, kind=None)], ask) == []
    assert example_questions([], ask) == []
