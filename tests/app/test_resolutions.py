"""What minutes say of a numbered paper, and when they are better left to a reader."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.resolutions import Resolution, Result, read_resolutions
from corpora.model import Document, Section, Span
from index.identifiers import normalize_drucksache
from tests.app.papers import make_document

HEADING = "TOP 4: Neubau eines Radwegs am Kanal (DS 17/2024)"
PAPER = frozenset({"ds:17/2024", "ds:17/2024/0"})


def minutes(text: str, *, heading: str = HEADING, following: str = "") -> Document:
    """Minutes of one point on one page; `following` stands on the next."""
    document = make_document("niederschrift.pdf", [f"Protokoll\n{heading}\n{text}", following], title="Protokoll Rat")
    spans = [Span(0, len("Protokoll\n"), len(document.pages[0].text))]
    if following:
        spans.append(Span(1, 0, len(following)))
    return replace(document, sections=(Section((heading,), tuple(spans)),))


def read(text: str, *, heading: str = HEADING, following: str = "") -> Resolution | None:
    found = list(read_resolutions(minutes(text, heading=heading, following=following), PAPER))
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("line", "result"),
    [
        ("einstimmig lt. Beschlussvorschlag", Result.AS_PROPOSED),
        ("Einstimmig bei zwei Enthaltungen laut Beschlussvorlage", Result.AS_PROPOSED),
        ("5 Ja-Stimmen/4 Enthaltungen lt. Beschlussempfehlung", Result.AS_PROPOSED),
        ("einstimmig", Result.AGREED),
        ("Einstimmig/8 Ja-Stimmen.", Result.AGREED),
        ("17 Ja-Stimmen, 9 Nein-Stimmen, 2 Enthaltungen", Result.AGREED),
        ("Mehrheitlich bei 18 Ja-Stimmen, 7 Nein-Stimmen und einer Enthaltung", Result.AGREED),
        ("Mehrheitlich bei 18 Ja-Stimmen, 7 Nein-Stimmen und einer\nEnthaltung", Result.AGREED),
        ("Einstimmig/geänderter Beschluss", Result.CHANGED),
        ("9 Ja-Stimmen, 11 Nein-Stimmen, 1 Enthaltung", Result.REJECTED),
        ("einstimmig abgelehnt", Result.REJECTED),
        ("Zustimmend zur Kenntnis genommen!", Result.NOTED),
        ("Abgesetzt", Result.POSTPONED),
        ("vertagt", Result.POSTPONED),
    ],
)
def test_the_line_with_the_result_is_understood(line: str, result: Result) -> None:
    found = read(f"Der Rat berät.\nBeratungsergebnis: {line}")
    assert found is not None
    assert found.result is result
    assert found.words == f"Beratungsergebnis: {' '.join(line.split())}"
    assert found.page == 1


@pytest.mark.parametrize(
    "line",
    [
        "Einstimmig nur beraten/Weitergabe an den VA",
        "einstimmig/keine Einrichtung von W-LAN",
        "Einstimmig b) bei abweichendem Beschluss.",
        "Siehe Mitteilung!",
        "Es soll nur der Spielplatz „Im Kreuzfeld“ betrachtet werden.",
        "a) 15 Ja-Stimmen, 12 Enthaltungen b) einstimmig",
        "Keine Beschlussempfehlung",
        "",
    ],
)
def test_a_line_with_other_words_says_nothing(line: str) -> None:
    assert read(f"Der Rat berät.\nBeratungsergebnis: {line}") is None


def test_votes_for_and_against_are_understood() -> None:
    found = read("Abstimmung: 14 dafür, 2 Enthaltungen")
    assert found is not None
    assert found.result is Result.AGREED
    lost = read("Abstimmung: 5 dafür, 9 dagegen")
    assert lost is not None
    assert lost.result is Result.REJECTED


def test_two_results_under_one_point_say_nothing() -> None:
    assert read("Beratungsergebnis: einstimmig\nAbstimmungsergebnis: abgelehnt") is None


def test_agreement_to_a_refusal_is_not_told_as_agreement() -> None:
    assert read("Der Ortsrat empfiehlt dem Rat, den Antrag abzulehnen.\nBeratungsergebnis: einstimmig") is None
    assert read("Dem Antrag wird nicht entsprochen.\nBeratungsergebnis: einstimmig") is None


def test_a_proposal_that_was_amended_is_not_told_as_proposed() -> None:
    found = read(
        "Der Rat beschließt den Plan mit der Änderung, dass der Brunnen entfällt.\n"
        "Beratungsergebnis: einstimmig lt. Beschlussvorschlag"
    )
    assert found is not None
    assert found.result is Result.AGREED


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("Nach kurzer Beratung beschließt der Rat einstimmig wie folgt:\nDer Radweg wird gebaut.", Result.AGREED),
        (
            "Sodann fasst der Rat mehrheitlich bei zwei Enthaltungen folgenden Beschluss:\nEr wird gebaut.",
            Result.AGREED,
        ),
        ("Ratsherr Flegel führt aus.\nDer Rat nimmt dies zur Kenntnis.", Result.NOTED),
        ("- abgesetzt -", Result.POSTPONED),
        ("Abgesetzt, siehe TOP 1.", Result.POSTPONED),
    ],
)
def test_the_usual_sentence_is_understood_where_no_line_gives_the_result(text: str, result: Result) -> None:
    found = read(text)
    assert found is not None
    assert found.result is result


@pytest.mark.parametrize(
    "text",
    [
        "Der Rat beschließt einstimmig, Herrn Meier das Rederecht zu erteilen.",
        "Nach Beratung beschließt der Rat einstimmig wie folgt:\nDer Radweg wird nicht gebaut.",
        "Der Ausschuss bittet um einen Bericht.",
        "Der Rat nimmt dies zur Kenntnis.\n" + "Danach wird lange über etwas anderes gesprochen. " * 4,
    ],
)
def test_other_sentences_say_nothing(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "heading",
    [
        "TOP 4: Radweg",
        "TOP 4: Radweg (DS 18/2024)",
        "TOP 4: Radweg und Kita (DS 17/2024 und DS 18/2024)",
        "TOP 4: Radweg (DS 17/2024 einschließlich 1. Ergänzung)",
        "TOP 4: Radweg (DS 17/2024 - 1. Ergänzung)",
        "TOP 4: Finanzbericht Nr. 17/2024",
        "Radweg (DS 17/2024)",
    ],
)
def test_only_a_point_that_names_this_paper_and_no_other_counts(heading: str) -> None:
    assert read("Beratungsergebnis: einstimmig", heading=heading) is None


def test_a_paper_with_letters_in_its_number_is_recognised() -> None:
    document = minutes("Abstimmungsergebnis: einstimmig", heading="TOP 5: Sanierung der Brücke (BV/0039/2025)")
    (found,) = read_resolutions(document, frozenset(normalize_drucksache("BV/0039/2025")))
    assert found.result is Result.AGREED
    assert not list(read_resolutions(document, frozenset(normalize_drucksache("MV/0039/2025"))))


def test_what_follows_a_heading_that_was_not_recognised_is_not_taken_for_this_paper() -> None:
    assert read("Es wird beraten.\nZu Punkt 5: Kita\n(DS 18/2024)\nBeratungsergebnis: einstimmig") is None


def test_a_result_on_the_next_page_is_found_there() -> None:
    found = read("Der Rat berät ausführlich.", following="Beratungsergebnis: einstimmig")
    assert found is not None
    assert (found.page, found.span) == (2, Span(1, 0, len("Beratungsergebnis: einstimmig")))
