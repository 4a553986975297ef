"""Measures of answers against values worked out by hand."""

from __future__ import annotations

import pytest

from app.answering.types import Outcome, Verdict
from eval.cases import Place, SpansNeeded
from eval.measures import abstention, citations, spans
from eval.measures.effort import measure_effort
from eval.measures.part import Parts
from eval.outcomes import CaseOutcome, Judgement
from eval.scores import score
from tests.eval.makers import answer, case, cited, failed, found, statement


def values(parts: Parts) -> dict[str, float | None]:
    return {name: part.value for name, part in parts.items()}


@pytest.mark.parametrize(
    ("span", "text", "stands"),
    [
        ("5,00 €", "Es kostet 15,00 €.", False),
        ("5,00 €", "Es kostet 5,00\u00a0€.", True),
        ("15,00 €", "Es kostet 15,00\n€.", True),
        ("308", "Im Jahr 1308 waren es 3080 und 308,5.", False),
        ("308", "Es waren 308.", True),
        ("1.200", "Es waren 1.200.000 Euro.", False),
        ("2.395.000 €", "höchstens 2.395.000 €", True),
        ("§ 3", "siehe § 30", False),
        ("Stellplatz", "je Stell-\nplatz", True),
        ("Stell-\nplatz", "je Stellplatz", True),
        ("Tief- und Hochbau", "Tief- und\nHochbau", True),
        ("je 8 m²", "je 8 m2 Nutzfläche", True),
        ("gegen Quittung", "Gegen  Quittung", True),
        ("ja", "im Januar", False),
        ("ja", "Ja, das geht.", True),
        ("„gut“", 'sehr "gut"', True),
        ("2025–2027", "2025-2027", True),
    ],
)
def test_spans_are_found_as_a_person_would_find_them(span: str, text: str, stands: bool) -> None:
    assert spans.find_spans([span], text) == [stands]


@pytest.mark.parametrize(
    ("needed", "recall", "success"), [(SpansNeeded.ANY, 1, 1), (SpansNeeded.ALL, pytest.approx(2 / 3), 0)]
)
def test_any_and_all_spans(needed: SpansNeeded, recall: float, success: float) -> None:
    asked = case(spans=("rot", "blau", "grün"), needed=needed)
    outcome = CaseOutcome(asked, answer=answer(statement("rot", cited(quote="und blau"))))
    assert values(spans.measure_spans(outcome)) == {spans.RECALL: recall, spans.SUCCESS: success}


def test_an_unsupported_statement_does_not_answer() -> None:
    outcome = CaseOutcome(case(spans=("5 €",)), answer=answer(statement("5 €", verdict=Verdict.UNSUPPORTED)))
    assert values(spans.measure_spans(outcome))[spans.SUCCESS] == 0


def test_abstention_and_failure_have_no_span_and_a_question_without_spans_no_value() -> None:
    asked = case(spans=("5 €",))
    for outcome in (CaseOutcome(asked, answer=answer()), failed(asked)):
        assert values(spans.measure_spans(outcome)) == {spans.RECALL: 0, spans.SUCCESS: 0}
    assert spans.measure_spans(CaseOutcome(case(), answer=answer())) == {}
    assert spans.measure_spans(CaseOutcome(case(answerable=False), answer=answer())) == {}


def test_citations_of_one_answer_by_hand() -> None:
    asked = case("f", Place("gold.pdf", 1), Place("gold.pdf", 2), Place("regel.md", section="§ 4 Höhe"))
    given = answer(
        statement("a", cited("gold.pdf", 1), cited("x.pdf", 9)),
        statement("b", cited("regel.md", None, section="Absatz 2", verbatim=False), verdict=Verdict.PARTIAL),
        statement("c", verdict=Verdict.UNSUPPORTED),
        statement("d", cited("gold.pdf", 1)),
    )
    outcome = CaseOutcome(asked, (found("regel.md", None, "§ 4 Höhe", "Absatz 2"),), given)
    assert values(citations.measure_citations(outcome)) == {
        citations.PRECISION: 2 / 4,
        citations.UNSUPPORTED: 1 / 4,
        citations.VERBATIM: 2 / 4,
        citations.RECALL: pytest.approx(2 / 3),
        citations.ON_GOLD: 3 / 4,
    }


def test_abstaining_cites_no_gold_and_states_nothing_wrong() -> None:
    assert values(citations.measure_citations(CaseOutcome(case(), answer=answer()))) == {citations.RECALL: 0}
    assert citations.measure_citations(CaseOutcome(case(answerable=False), answer=answer())) == {}


def test_quotes_that_were_not_read_again_are_not_measured_as_verbatim() -> None:
    outcome = CaseOutcome(case(), answer=answer(statement("a", cited(verbatim=None))))
    assert citations.VERBATIM not in citations.measure_citations(outcome)


def test_a_failed_case_is_the_worst_of_each_measure() -> None:
    measured = values(citations.measure_citations(failed(case())))
    assert measured.pop(citations.UNSUPPORTED) == 1
    assert set(measured.values()) == {0}


def test_abstention_by_hand() -> None:
    stated = answer(statement("a", cited()))
    outcomes = [
        CaseOutcome(case("1", answerable=False), answer=answer()),  # right
        CaseOutcome(case("2", answerable=False), answer=answer()),  # right
        CaseOutcome(case("3", answerable=False), answer=stated),  # missed
        CaseOutcome(case("4"), answer=answer()),  # wrong
        CaseOutcome(case("5"), answer=stated),
        CaseOutcome(case("6"), answer=stated),
    ]
    scores = score(outcomes)
    wanted = {abstention.PRECISION: 2 / 3, abstention.RECALL: 2 / 3, abstention.F1: 2 / 3, abstention.ACCURACY: 4 / 6}
    for name, value in wanted.items():
        measured = scores.estimate(name)
        assert measured is not None
        assert measured.value == pytest.approx(value)


@pytest.mark.parametrize("answerable", [True, False])
def test_a_failure_is_wrong_whether_or_not_there_was_an_answer(answerable: bool) -> None:
    asked = case(answerable=answerable)
    model_down = CaseOutcome(asked, answer=answer(outcome=Outcome.SOURCES_ONLY))
    for outcome in (failed(asked), model_down):
        measured = values(abstention.measure_abstention(outcome))
        assert measured[abstention.F1] == 0
        assert measured[abstention.ACCURACY] == 0


def test_no_abstention_at_all_is_not_a_precision_of_zero() -> None:
    scores = score([CaseOutcome(case(), answer=answer(statement("a", cited())))])
    assert scores.estimate(abstention.PRECISION) is None


def test_the_curve_by_hand() -> None:
    stated = [(0.2, False), (0.4, True), (0.6, False), (0.9, True)]
    outcomes = [
        CaseOutcome(case(str(number), answerable=answerable), answer=answer(confidence=confidence))
        for number, (confidence, answerable) in enumerate(stated)
    ]
    curve = [
        (point.threshold, point.precision, point.recall, point.answered) for point in abstention.draw_curve(outcomes)
    ]
    assert curve == [
        (0.0, None, 0.0, 1.0),
        (0.2, None, 0.0, 1.0),
        (0.4, 1.0, 0.5, 1.0),
        (0.6, 0.5, 0.5, 0.5),
        (0.9, 2 / 3, 1.0, 0.5),
        (pytest.approx(0.9), 0.5, 1.0, 0.0),
    ]
    assert abstention.draw_curve(outcomes[1:2]) == []


def test_times_and_lengths_describe_what_was_shown() -> None:
    outcome = CaseOutcome(case(), answer=answer(statement("abcd", cited()), statement("ef", cited()), seconds=2.0))
    assert values(measure_effort(outcome)) == {
        "seconds": 2.0,
        "seconds_first": 1.0,
        "answer_characters": 6,
        "statements": 2,
    }


def test_not_asked_for_is_not_zero() -> None:
    outcomes = [CaseOutcome(case("a", spans=("x",)), (found("gold.pdf"),)), failed(case("b", spans=("x",)))]
    names = {measure.name for measure in score(outcomes, answered=False).measured()}
    assert "nDCG@10" in names
    assert not {name for name in names if name.startswith(("span", "citation", "abstention", "judged", "unsupported"))}


def test_an_answer_that_was_not_judged_has_no_judgement_but_a_failed_case_has_the_worst() -> None:
    judged = CaseOutcome(case("a"), answer=answer(statement("x")), judgement=Judgement(faithfulness=1.0))
    silent = CaseOutcome(case("b"), answer=answer(statement("x")), judgement=Judgement(error="zu langsam"))
    scores = score([judged, silent, failed(case("c"))], judged=True)
    measured = scores.estimate("judged_faithfulness")
    assert measured is not None
    assert (measured.value, measured.cases) == (0.5, 2)
