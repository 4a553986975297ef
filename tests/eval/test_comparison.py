"""Two runs compared: pairs, wins, losses, and what is not comparable."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.cases import Place
from eval.comparison import Comparison, MeasureChange, compare_runs
from eval.outcomes import CaseOutcome
from tests.eval.makers import answer, case, cited, failed, found, statement
from tests.eval.runs import make_run

GOOD, BAD = (found("gold.pdf"),), (found("x.pdf"),)


def change_of(comparison: Comparison, name: str) -> MeasureChange:
    return next(change for change in comparison.changes if change.measure.name == name)


def test_wins_and_losses_are_listed_case_by_case_and_by_type() -> None:
    cases = [case("a", type="date"), case("b", type="date"), case("c", type="amount")]
    before = make_run(*(CaseOutcome(each, hits) for each, hits in zip(cases, (BAD, GOOD, GOOD), strict=True)))
    after = make_run(*(CaseOutcome(each, hits) for each, hits in zip(cases, (GOOD, BAD, GOOD), strict=True)))
    change = change_of(compare_runs(before, after), "nDCG@10")
    assert [(one.id, one.before, one.after) for one in change.wins] == [("a", 0, 1)]
    assert [(one.id, one.before, one.after) for one in change.losses] == [("b", 1, 0)]
    assert change.difference.change == 0
    assert change.better is None
    assert [(name, found.cases) for name, found in change.by_type] == [("amount", 1), ("date", 2)]


def test_a_lower_value_wins_where_lower_is_better() -> None:
    asked = case("a", stale=(Place("alt.pdf", 1),))
    before = make_run(CaseOutcome(asked, (found("alt.pdf"), found("gold.pdf"))))
    after = make_run(CaseOutcome(asked, (found("gold.pdf"), found("alt.pdf"))))
    change = change_of(compare_runs(before, after), "outdated_rate")
    assert change.better is True
    assert [one.id for one in change.wins] == ["a"]


def test_only_cases_with_the_same_question_are_paired() -> None:
    before = make_run(CaseOutcome(case("a"), GOOD), CaseOutcome(case("b"), GOOD), CaseOutcome(case("c"), GOOD))
    other = case("b", question="Eine andere Frage?")
    after = make_run(CaseOutcome(case("a"), GOOD), CaseOutcome(other, GOOD), CaseOutcome(case("d"), GOOD))
    comparison = compare_runs(before, after)
    assert (comparison.shared, comparison.only_before, comparison.only_after) == (1, ("b", "c"), ("b", "d"))


def test_both_runs_are_measured_by_the_gold_of_the_second() -> None:
    corrected = replace(case("a"), relevant=(Place("x.pdf", 1),))
    comparison = compare_runs(make_run(CaseOutcome(case("a"), BAD)), make_run(CaseOutcome(corrected, BAD)))
    assert change_of(comparison, "nDCG@10").difference.before == 1


def test_a_failed_case_is_a_loss() -> None:
    asked = case("a", spans=("5 €",))
    before = make_run(CaseOutcome(asked, GOOD, answer(statement("5 €", cited()))))
    comparison = compare_runs(before, make_run(failed(asked)))
    assert {"nDCG@10", "answer_success", "citation_recall"} <= {
        change.measure.name for change in comparison.changes if change.losses
    }


def test_what_only_one_run_measured_is_not_compared() -> None:
    with_answers = make_run(CaseOutcome(case("a"), GOOD, answer(statement("x", cited()))))
    comparison = compare_runs(with_answers, make_run(CaseOutcome(case("a"), GOOD), engine=""))
    names = [change.measure.name for change in comparison.changes]
    assert "nDCG@10" in names
    assert "citation_recall" not in names
    assert comparison.unlike == ("settings", "engine")


def test_a_clear_gain_over_many_cases_is_no_chance() -> None:
    cases = [case(str(number)) for number in range(20)]
    before = make_run(*(CaseOutcome(each, BAD) for each in cases))
    after = make_run(*(CaseOutcome(each, GOOD) for each in cases))
    difference = change_of(compare_runs(before, after), "nDCG@10").difference
    assert difference.p == pytest.approx(0, abs=1e-3)
    assert difference.change == 1
