"""Verbatim answers and the judgement whether there is enough to answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.answering.abstention import HitJudge
from app.answering.extractive import MAX_STATEMENTS, ExtractiveAnswerer
from app.answering.stretches import PASSAGE
from corpora.model import (
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
from index.analysis import Analyzer
from index.compounds import load_splitter
from index.hits import Evidence, Hit
from index.query import QueryReader

DOG_TAX = """§ 5
Steuersatz
Die Steuer beträgt jährlich für den ersten Hund 60,00 Euro.
Für jeden weiteren Hund beträgt sie 90,00 Euro.
§ 6
Fälligkeit
Die Steuer wird am 15. Februar eines jeden Jahres fällig. Sie ist für das ganze Jahr zu entrichten.
"""
MINUTES = """Der Bürgermeister begrüßt die Anwesenden.
Die Feuerwehr erhält im kommenden Jahr ein neues Löschfahrzeug.
Ende der Sitzung: 20:45 Uhr
"""


class Shelf:
    """Documents by id, as the library gives them."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self.hits: list[Hit] = []

    def add(self, path: str, text: str, *, page: int | None = 1, sections: tuple[Section, ...] = ()) -> Hit:
        pages = (Page(page, text, PageState.TEXT),)
        document = Document(
            "t", "c", path, "0" * 64, "v", CorpusKind.REGULATION, Access.PUBLIC, Facts(title=path),
            DocumentState.READY, pages=pages, sections=sections,
        )  # fmt: skip
        self.documents[document.id] = document
        hit = Hit(
            rank=len(self.hits) + 1, score=1.0, why=(Evidence.SPARSE,), tenant="t", corpus="c",
            kind=CorpusKind.REGULATION, access=Access.PUBLIC, document=document.id, version="v", path=path, title=path,
            reference=None, date=None, chunk=f"chunk-{path}", page=page, heading_path=(), text=text,
            spans=(Span(0, 0, len(text)),), matched_terms=0.5,
        )  # fmt: skip
        self.hits.append(hit)
        return hit

    def load_document(self, tenant: str, corpus: str, document: str, version: str) -> Document:
        return self.documents[document]


@pytest.fixture(scope="module")
def reader() -> QueryReader:
    return QueryReader(Analyzer(load_splitter()))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def test_the_passage_that_answers_comes_first_and_is_verbatim(shelf, reader):
    shelf.add("protokoll.pdf", MINUTES)
    shelf.add("hundesteuer.pdf", DOG_TAX)

    statements = list(
        ExtractiveAnswerer(shelf, reader).propose("Wie viel kostet ein zweiter Hund an Steuer?", shelf.hits)
    )

    assert "90,00 Euro" in statements[0].text
    assert statements[0].hit.path == "hundesteuer.pdf"
    for statement in statements:
        text = shelf.documents[statement.hit.document].pages[0].text
        assert statement.quote in text
        assert statement.text == " ".join(statement.quote.split())


def test_a_question_about_a_day_prefers_the_passage_with_one(shelf, reader):
    filler = "Die Steuer für den Hund ist eine Gemeindesteuer, sagt die Satzung über die Steuer für den Hund. " * 8
    shelf.add("a.pdf", filler + "\n\n" + DOG_TAX)

    first = next(iter(ExtractiveAnswerer(shelf, reader).propose("Wann ist die Steuer fällig?", shelf.hits)))

    assert "15. Februar" in first.text


def test_an_answer_is_short_and_says_nothing_twice(shelf, reader):
    for number in range(8):
        shelf.add(f"{number}.pdf", DOG_TAX * 5)

    statements = list(ExtractiveAnswerer(shelf, reader).propose("Steuer Hund Euro fällig", shelf.hits))

    assert 1 <= len(statements) <= MAX_STATEMENTS
    assert all(len(statement.quote) <= PASSAGE for statement in statements)
    assert len({statement.text for statement in statements}) == len(statements)


def test_nothing_is_said_when_no_word_of_the_question_stands_there(shelf, reader):
    shelf.add("a.pdf", MINUTES)

    assert list(ExtractiveAnswerer(shelf, reader).propose("Quantenphysik", shelf.hits)) == []
    assert list(ExtractiveAnswerer(shelf, reader).propose("", shelf.hits)) == []
    assert list(ExtractiveAnswerer(shelf, reader).propose("Feuerwehr", [])) == []


def test_without_pages_only_the_hits_own_section_is_read(shelf, reader):
    start = DOG_TAX.index("§ 6")
    sections = (
        Section(("§ 5 Steuersatz",), (Span(0, 0, start),)),
        Section(("§ 6 Fälligkeit",), (Span(0, start, len(DOG_TAX)),)),
    )
    hit = shelf.add("gesetz.md", DOG_TAX, page=None, sections=sections)
    shelf.hits = [replace(hit, spans=(Span(0, start, len(DOG_TAX)),), text=DOG_TAX[start:])]

    statements = list(ExtractiveAnswerer(shelf, reader).propose("Steuer Hund jährlich", shelf.hits))

    assert statements
    assert all(statement.quote in DOG_TAX[start:] for statement in statements)


@pytest.mark.parametrize(
    "question",
    ["§ 6 Satzung", "Satzung § 6 Absatz 1", "Paragraf 6 der Satzung", "Par. 6 Satzung", "Was regelt § 6 der Satzung?"],
)
def test_a_question_that_is_a_citation_gets_the_cited_paragraph_from_its_beginning(shelf, reader, question):
    start = DOG_TAX.index("§ 6")
    sections = (
        Section(("§ 5 Steuersatz",), (Span(0, 0, start),)),
        Section(("§ 6 Fälligkeit",), (Span(0, start, len(DOG_TAX)),)),
    )
    other = shelf.add("andere-satzung.pdf", "Die Satzung gilt nach § 6 der Satzung auch für § 6 der anderen Satzung.")
    hit = shelf.add("satzung.pdf", DOG_TAX, sections=sections)
    cited = replace(hit, rank=1, why=(Evidence.IDENTIFIER,), title="Satzung", heading_path=("§ 6 Fälligkeit",))

    (statement,) = ExtractiveAnswerer(shelf, reader).propose(question, [cited, replace(other, rank=2)])

    assert statement.hit == cited
    assert statement.text.startswith("§ 6 Fälligkeit Die Steuer wird am 15. Februar")
    assert statement.quote in DOG_TAX


def test_a_cited_paragraph_is_read_from_its_first_page_whichever_part_was_found_best(shelf, reader):
    hit = shelf.add("satzung.pdf", "§ 6 Fälligkeit\nDie Steuer wird am 15. Februar fällig.\n")
    document = shelf.documents[hit.document]
    second = Page(2, "Sie ist für das ganze Jahr zu entrichten.\n", PageState.TEXT)
    sections = (
        Section(("§ 6 Fälligkeit",), tuple(Span(n, 0, len(p.text)) for n, p in enumerate([document.pages[0], second]))),
    )
    shelf.documents[hit.document] = replace(document, pages=(*document.pages, second), sections=sections)
    cited = replace(hit, why=(Evidence.IDENTIFIER,), title="Satzung", heading_path=("§ 6 Fälligkeit",))
    later = replace(cited, rank=1, page=2, spans=(Span(1, 0, len(second.text)),), chunk="zwei")

    said = [
        each.text for each in ExtractiveAnswerer(shelf, reader).propose("§ 6 Satzung", [later, replace(cited, rank=2)])
    ]

    assert said == [
        "§ 6 Fälligkeit Die Steuer wird am 15. Februar fällig.",
        "Sie ist für das ganze Jahr zu entrichten.",
    ]


def test_a_cited_paragraph_is_read_overleaf_where_the_hit_goes_on_there(shelf, reader):
    hit = shelf.add("satzung.pdf", "§ 6 Fälligkeit\nDie Steuer wird am 15. Februar fällig.\n")
    document = shelf.documents[hit.document]
    pages = (*document.pages, Page(2, "Sie ist für das ganze Jahr zu entrichten.\n", PageState.TEXT))
    spans = tuple(Span(number, 0, len(page.text)) for number, page in enumerate(pages))
    shelf.documents[hit.document] = replace(document, pages=pages, sections=(Section(("§ 6 Fälligkeit",), spans),))
    cited = replace(hit, why=(Evidence.IDENTIFIER,), title="Satzung", heading_path=("§ 6 Fälligkeit",), spans=spans)

    said = [each.text for each in ExtractiveAnswerer(shelf, reader).propose("§ 6 Satzung", [cited])]

    assert said == [
        "§ 6 Fälligkeit Die Steuer wird am 15. Februar fällig.",
        "Sie ist für das ganze Jahr zu entrichten.",
    ]


def test_a_question_that_asks_for_more_than_its_citation_is_answered_by_what_it_asks_for(shelf, reader):
    hit = shelf.add("satzung.pdf", DOG_TAX)
    cited = replace(hit, why=(Evidence.IDENTIFIER,), title="Satzung", heading_path=("§ 6 Fälligkeit",))

    first = next(
        iter(ExtractiveAnswerer(shelf, reader).propose("Wie viel für jeden weiteren Hund, § 6 Satzung?", [cited]))
    )

    assert "90,00 Euro" in first.text


def test_text_without_sentence_marks_is_cut_and_stays_verbatim(shelf, reader):
    table = "\n".join(f"Hund {number} Steuer {number * 10},00 Euro" for number in range(200))
    shelf.add("tabelle.pdf", table)

    statements = list(ExtractiveAnswerer(shelf, reader).propose("Steuer Hund", shelf.hits))

    assert statements
    assert all(statement.quote in table for statement in statements)


def test_hits_that_hold_little_of_the_question_are_not_enough(shelf, reader):
    strong = [replace(shelf.add("a.pdf", DOG_TAX), matched_terms=0.9) for _ in range(3)]
    weak = [replace(shelf.add(f"{number}.pdf", MINUTES), matched_terms=0.05) for number in range(5)]
    judge = HitJudge(reader)
    question = "Wie hoch ist die Hundesteuer für den zweiten Hund?"

    assert judge.judge(question, strong).enough
    refused = judge.judge(question, weak)
    assert not refused.enough
    assert refused.reason
    assert 0 <= refused.confidence < judge.judge(question, strong).confidence <= 1


def test_a_drucksache_that_is_nowhere_is_refused_by_that_reason(shelf, reader):
    hits = [replace(shelf.add("a.pdf", "In DS 7/2024 geht es um den Hund."), matched_terms=0.9)]
    judge = HitJudge(reader)

    assert "Drucksache" in judge.judge("Was steht in DS 999/2031 zum Hund?", hits).reason
    assert "Drucksache" not in judge.judge("Was steht in DS 7/2024 zum Hund?", hits).reason


def test_a_document_found_by_its_number_is_enough(shelf, reader):
    hits = [replace(shelf.add("a.pdf", DOG_TAX), matched_terms=0.0, why=(Evidence.IDENTIFIER,))]

    assert HitJudge(reader).judge("DS 7/2024", hits).enough


def test_the_threshold_can_be_set(shelf, reader):
    hits = [replace(shelf.add("a.pdf", DOG_TAX), matched_terms=0.9)]

    assert HitJudge(reader, threshold=0.0).judge("Hund", hits).enough
    assert not HitJudge(reader, threshold=1.01).judge("Hund", hits).enough


def test_a_sentence_that_goes_on_overleaf_is_quoted_to_its_end(shelf, reader):
    hit = shelf.add("a.pdf", "Der Zuschuss für die Feuerwehr wird aus den ein-")
    document = shelf.documents[hit.document]
    overleaf = Page(2, "genommenen Spenden bezahlt. Danach schließt die Sitzung.", PageState.TEXT)
    shelf.documents[hit.document] = replace(document, pages=(*document.pages, overleaf))

    first = next(iter(ExtractiveAnswerer(shelf, reader).propose("Zuschuss Feuerwehr", [hit])))

    assert first.quote == "Der Zuschuss für die Feuerwehr wird aus den ein-\ngenommenen Spenden bezahlt."


DOG = "Wie hoch ist die Hundesteuer für den zweiten Hund?"


def found(shelf, matched: float, *scores: float):
    """Hits of these scores, of which the first holds so much of the question."""
    hits = [shelf.add(f"{number}.pdf", DOG_TAX) for number in range(len(scores))]
    return [replace(hit, matched_terms=matched, score=score) for hit, score in zip(hits, scores, strict=True)]


def test_an_answer_in_doubt_is_given_with_a_word_of_caution(shelf, reader):
    judged = HitJudge(reader).judge(DOG, found(shelf, 0.4, 8.0, 7.0, 6.5, 6.0, 5.0, 4.0, 3.0))

    assert judged.enough
    assert "prüfen" in judged.reason


def test_a_hit_that_stands_out_and_holds_much_of_the_question_makes_sure(shelf, reader):
    def confidence(matched: float, *scores: float) -> float:
        return HitJudge(reader).judge(DOG, found(shelf, matched, *scores)).confidence

    alike, apart, far = (9.0, 9.0, 9.0, 9.0), (9.0, 7.0, 6.0, 5.0), (14.0, 7.0, 6.0, 5.0)
    assert confidence(0.5, *alike) < confidence(0.5, *apart) < confidence(0.5, *far)
    assert confidence(0.0, *far) < confidence(0.3, *far) < confidence(0.9, *far) < 1
    assert HitJudge(reader).judge(DOG, found(shelf, 0.9, *far)).reason == ""


def test_extreme_scores_give_a_confidence_all_the_same(shelf, reader):
    for scores in ((1e4, 0.0), (0.0, 0.0), (-5.0, -700.0), (3.0,)):
        assert 0 <= HitJudge(reader).judge(DOG, found(shelf, 0.5, *scores)).confidence <= 1


def test_a_heading_alone_is_no_statement(shelf, reader):
    text = "Steuersatz für Hunde und Hundehalter\nDer Rat tagt im Saal.\n"
    end = text.index("Der Rat")
    sections = (
        Section(("Steuersatz für Hunde und Hundehalter",), (Span(0, 0, end),)),
        Section(("Ort",), (Span(0, end, len(text)),)),
    )
    shelf.add("a.pdf", text, sections=sections)

    assert list(ExtractiveAnswerer(shelf, reader).propose("Steuersatz für Hunde", shelf.hits)) == []


def test_prose_is_preferred_to_a_letterhead_that_holds_the_same_words(shelf, reader):
    shelf.add("kopf.pdf", "Gemeinde Hafen Steuer Hund Aktenzeichen: 22 41 05 Telefon: 800 - 23 Termin Stand Beratung\n")
    shelf.add("vorlage.pdf", "Für den Hund wird von der Gemeinde eine Steuer erhoben.\n")

    first = next(iter(ExtractiveAnswerer(shelf, reader).propose("Hund Steuer", shelf.hits)))

    assert first.hit.path == "vorlage.pdf"
