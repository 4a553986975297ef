"""Statements are checked against the stored page: where the quote stands, and whether it says what is claimed."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.answering.types import CheckedStatement, Statement, Verdict
from app.citations import CitationChecker
from index.hits import Hit
from tests.app.papers import FEES, MINUTES, MINUTES_1, MINUTES_2, STATUTE, make_document, make_hit, store

FEE = "Die Gebühr für ein Zelt beträgt 15,00 € je Nacht."
HITS = (make_hit(STATUTE), make_hit(MINUTES, rank=2))


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> CitationChecker:
    return CitationChecker(store(tmp_path_factory.mktemp("library"), STATUTE, MINUTES))


def check(
    checker: CitationChecker, text: str, quote: str, hit: Hit = HITS[0], hits: tuple[Hit, ...] = HITS
) -> CheckedStatement:
    return checker.check(Statement(text, quote, hit), hits)


def test_a_verbatim_statement_is_supported_and_cited_with_its_place(checker: CitationChecker) -> None:
    checked = check(checker, FEE, FEE)
    assert checked.verdict is Verdict.SUPPORTED
    (citation,) = checked.citations
    assert FEES[citation.span.start : citation.span.end] == citation.quote == FEE.removesuffix(".")
    assert (citation.page, citation.section, citation.reference) == (1, "§ 4 Gebühren für den Zeltplatz", "12/2019")


@pytest.mark.parametrize(
    "quote",
    [
        "Kinder unter zwölf Jahren zahlen keine Gebühr",
        "„Kinder unter zwölf Jahren zahlen keine Gebühr.“",
        "Kinder unter  zwölf\nJahren zahlen keine Gebühr …",
        "Kinder unter zwoelf Jahren zahlen keine Gebuehr.",
        "Kinder unter zwölf Jahren zahlen keine Ge-\nbühr",
    ],
)
def test_a_retyped_quote_is_found_and_cited_as_it_is_stored(checker: CitationChecker, quote: str) -> None:
    checked = check(checker, "Kinder unter zwölf Jahren zahlen keine Gebühr.", quote)
    assert checked.verdict is Verdict.SUPPORTED
    assert checked.citations[0].quote == "Kinder unter zwölf Jahren zahlen keine Ge-\nbühr"


def test_other_quotation_marks_and_dashes_are_the_same(checker: CitationChecker) -> None:
    checked = check(
        checker,
        "Die Anmeldung erfolgt am Kiosk Waldrand.",
        'Die Anmeldung erfolgt am Kiosk "Waldrand" - auch telefonisch - bei der Platzwartin.',
    )
    assert checked.verdict is Verdict.SUPPORTED
    assert "„Waldrand“ – auch" in checked.citations[0].quote


def test_a_missing_article_does_not_lose_a_quote(checker: CitationChecker) -> None:
    quote = "Der Bauausschuss empfiehlt, Turnhalle für 1.500.000 Euro zu sanieren."
    checked = check(checker, "Der Bauausschuss empfiehlt, die Turnhalle zu sanieren.", quote, HITS[1])
    assert checked.verdict is Verdict.SUPPORTED
    assert checked.citations[0].quote == "Der Bauausschuss empfiehlt, die Turnhalle für 1.500.000 Euro zu sanieren"


@pytest.mark.parametrize(
    "quote",
    [
        "Die Gebühr für ein Zelt beträgt 5,00 € je Nacht.",
        "Die Gebühr für ein Zelt beträgt 15,50 € je Nacht.",
        "Die Gebühr für ein Zelt beträgt nicht 15,00 € je Nacht.",
        "Kinder unter zwölf Jahren zahlen eine Gebühr.",
        "Kinder unter zehn Jahren zahlen keine Gebühr.",
        "Wer die Gebühr rechtzeitig zahlt, schuldet einen Säumniszuschlag von 2 % je Monat.",
        "Die Verwaltung kann den Zuschlag auf Antrag von Frau Lindenau erlassen, siehe Drucksache 51/2018.",
        "Die Gebühr für ein Boot beträgt 15,00 € je Nacht.",
        "Der Zeltplatz ist das ganze Jahr über für alle Gäste kostenlos geöffnet.",
        "00 € je Nacht",
        "Gebühr",
        "die Gebühr",
        "",
        "   … „“ ",
    ],
)
def test_a_quote_that_does_not_stand_there_gives_no_citation(checker: CitationChecker, quote: str) -> None:
    checked = check(checker, FEE, quote)
    assert checked.verdict is Verdict.UNSUPPORTED
    assert checked.citations == ()


def test_a_heading_alone_proves_nothing(checker: CitationChecker) -> None:
    checked = check(checker, "Es gibt Gebühren für den Zeltplatz.", "§ 4 Gebühren für den Zeltplatz")
    assert checked.verdict is Verdict.UNSUPPORTED


def test_a_quote_that_runs_over_a_page_is_cited_on_both(checker: CitationChecker) -> None:
    quote = "den Zeitplan der Arbeiten bis zum Sommer so zu gestalten, dass der Schulsport im Winter nicht ausfällt"
    checked = check(checker, "Der Schulsport soll im Winter nicht ausfallen.", quote, HITS[1])
    assert [citation.page for citation in checked.citations] == [1, 2]
    first, second = checked.citations
    assert MINUTES_1[first.span.start : first.span.end] == first.quote
    assert MINUTES_2[second.span.start : second.span.end] == second.quote


def test_a_quote_is_cited_where_it_stands_and_not_where_it_was_claimed(checker: CitationChecker) -> None:
    checked = check(checker, FEE, FEE, hit=HITS[1])
    assert checked.citations[0].path == "satzung.pdf"


def test_a_quote_outside_of_the_hits_is_not_cited(checker: CitationChecker) -> None:
    checked = check(checker, FEE, FEE, hit=HITS[1], hits=(HITS[1],))
    assert checked.verdict is Verdict.UNSUPPORTED
    assert check(checker, FEE, FEE, hit=HITS[0], hits=(HITS[1],)).citations == ()


def test_a_document_that_is_no_longer_stored_supports_nothing(checker: CitationChecker) -> None:
    gone = replace(HITS[0], version="fedcba9876543210")
    assert check(checker, FEE, FEE, hit=gone, hits=(gone,)).verdict is Verdict.UNSUPPORTED


def test_of_two_equal_passages_the_one_in_the_hit_is_cited(tmp_path: Path) -> None:
    document = make_document("doppelt.pdf", [FEE, "Anderes.", FEE], title="Gebühren")
    hit = make_hit(document, page=2)
    checked = CitationChecker(store(tmp_path, document)).check(Statement(FEE, FEE, hit), [hit])
    assert checked.citations[0].page == 3


@pytest.mark.parametrize(
    ("statement", "quote", "missing"),
    [
        ("Die Gebühr für ein Zelt beträgt 5,00 € je Nacht.", FEE, "5,00 €"),
        ("Die Gebühr für ein Zelt beträgt 15,00 € je Woche und 3 Gäste.", FEE, "3"),
        ("Nach § 9 beträgt die Gebühr für ein Zelt 15,00 € je Nacht.", FEE, "§ 9"),
        ("Laut Drucksache 52/2018 beträgt die Gebühr für ein Zelt 15,00 €.", FEE, "52/2018"),
        (
            "Der Rat hat die Satzung am 14.03.2018 beschlossen.",
            "Der Rat hat die Satzung am 14. März 2019",
            "14.03.2018",
        ),
        ("Die Gebühr für ein Zelt beträgt nicht 15,00 €.", FEE, "nicht"),
        ("Kinder unter zwölf Jahren zahlen Gebühr.", "Kinder unter zwölf Jahren zahlen keine Gebühr", "keine"),
        ("Ein Antrag auf Neubau wurde angenommen.", "Ein Antrag auf Neubau wurde abgelehnt", "angenommen"),
    ],
)
def test_what_does_not_stand_beside_the_quote_is_named(
    checker: CitationChecker, statement: str, quote: str, missing: str
) -> None:
    checked = check(checker, statement, quote)
    assert checked.verdict is Verdict.PARTIAL
    assert missing in checked.missing
    assert checked.citations


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Nach § 4 Absatz 1 zahlt man für ein Zelt 15 Euro je Nacht.", FEE),
        ("Die Satzung wurde vom Rat am 14.03.2019 beschlossen.", "Der Rat hat die Satzung am 14. März 2019 einstimmig"),
        ("Das Land trägt 40 % der Kosten.", "Die Kosten trägt zu 40 Prozent das Land."),
        ("Die Turnhalle soll für 1,5 Mio. Euro saniert werden.", "die Turnhalle für 1.500.000 Euro zu sanieren"),
        ("Geöffnet ist der Zeltplatz ab 8 Uhr.", "von 8:00 Uhr bis 22:00 Uhr geöffnet"),
    ],
)
def test_a_paraphrase_with_the_same_figures_is_supported(checker: CitationChecker, statement: str, quote: str) -> None:
    assert check(checker, statement, quote) == replace(check(checker, statement, quote), verdict=Verdict.SUPPORTED)


def test_a_quote_cut_before_its_negation_does_not_support_the_reverse(checker: CitationChecker) -> None:
    checked = check(checker, "Wer die Gebühr zahlt, zahlt rechtzeitig.", "rechtzeitig zahlt, schuldet einen")
    assert checked.verdict is not Verdict.SUPPORTED


def test_a_statement_about_something_else_is_not_supported_by_a_true_quote(checker: CitationChecker) -> None:
    checked = check(checker, "Bewerbungen nimmt die Personalabteilung schriftlich entgegen.", FEE)
    assert checked.verdict is Verdict.UNSUPPORTED
    partly = check(checker, "Die Gebühr für ein Zelt wird nach Bewerbungen bei der Personalabteilung verteilt.", FEE)
    assert partly.verdict is Verdict.PARTIAL


def test_a_long_invented_quote_over_a_long_document_is_refused_in_bounded_time(tmp_path: Path) -> None:
    document = make_document("lang.pdf", [f"{FEES}\n{MINUTES_1}\nSeite {n}" for n in range(300)], title="Lang")
    hit = make_hit(document, page=150)
    checker = CitationChecker(store(tmp_path, document))
    begun = time.perf_counter()
    for quote in (FEES.replace("e", "a"), MINUTES_1.replace("n", "nn"), f"{FEES} Und mehr."):
        assert checker.check(Statement(FEE, quote * 3, hit), [hit]).verdict is Verdict.UNSUPPORTED
    # Aligned without looking at the words first, this took more than a minute.
    assert time.perf_counter() - begun < 10


_SENTENCES = [
    sentence
    for text in (FEES, MINUTES_1, MINUTES_2)
    for sentence in re.findall(r"[A-Z][^.:]*(?:\d[^.]*)+\.(?=\s|$)", " ".join(text.replace("-\n", "").split()))
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(_SENTENCES), st.data())
def test_a_statement_with_any_digit_changed_is_never_supported(
    checker: CitationChecker, sentence: str, data: st.DataObject
) -> None:
    places = [place.start() for place in re.finditer(r"\d", sentence)]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != sentence[place]]))
    changed = f"{sentence[:place]}{digit}{sentence[place + 1 :]}"
    assert check(checker, changed, sentence).verdict is not Verdict.SUPPORTED
    assert check(checker, sentence, changed).verdict is not Verdict.SUPPORTED


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_is_cited_stands_in_the_stored_page(checker: CitationChecker, text: str, quote: str) -> None:
    checked = check(checker, text, quote)
    pages = {hit.path: document.pages for hit, document in zip(HITS, (STATUTE, MINUTES), strict=True)}
    for citation in checked.citations:
        page = pages[citation.path][citation.span.page]
        assert page.text[citation.span.start : citation.span.end] == citation.quote
    assert (checked.citations == ()) == (checked.verdict is Verdict.UNSUPPORTED)
