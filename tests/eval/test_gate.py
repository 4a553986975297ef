"""The gate: what does not hold is told, and what was not measured never holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpora.errors import UsageError
from eval.gate import Kind, check, parse_bound
from eval.outcomes import CaseOutcome
from eval.run_file import Run
from tests.app.commandline import Kompass
from tests.eval.makers import answer, case, cited, found, statement
from tests.eval.runs import make_run, save

ASKED = case("a", spans=("5 €",)), case("b", spans=("6 €",))


def run_with(*texts: str) -> Run:
    return make_run(
        *(
            CaseOutcome(each, (found("gold.pdf"),), answer(statement(text, cited(quote=text))))
            for each, text in zip(ASKED, texts, strict=False)
        )
    )


GOOD, WORSE = run_with("5 €", "6 €"), run_with("5 €", "nichts")


@pytest.mark.parametrize("text", ["nDCG@10=.9", "ndcg@10=1", "span_recall=0,5", "R@5/document=1"])
def test_a_bound_that_holds_gives_no_reason(text: str) -> None:
    assert check(GOOD, [parse_bound(Kind.MINIMUM, text)]) == []


def test_a_minimum_that_is_missed_is_told_with_both_numbers() -> None:
    (reason,) = check(WORSE, [parse_bound(Kind.MINIMUM, "span_recall=0.8")])
    assert "span_recall" in reason
    assert "0,500" in reason
    assert "0,800" in reason


def test_a_maximum_that_is_exceeded_is_told() -> None:
    (reason,) = check(WORSE, [parse_bound(Kind.MAXIMUM, "statements=0.5")])
    assert "erlaubt ist höchstens 0,500" in reason


def test_what_was_not_measured_meets_no_bound() -> None:
    search_only = make_run(*(CaseOutcome(each, (found("gold.pdf"),)) for each in ASKED), engine="")
    for kind in (Kind.MINIMUM, Kind.MAXIMUM):
        (reason,) = check(search_only, [parse_bound(kind, "abstention_f1=0")])
        assert "nicht gemessen" in reason
    (reason,) = check(search_only, [parse_bound(Kind.MAX_DROP, "span_recall=1")], GOOD)
    assert "nicht in beiden Läufen gemessen" in reason


def test_a_drop_beyond_the_bound_names_the_lost_cases() -> None:
    (reason,) = check(WORSE, [parse_bound(Kind.MAX_DROP, "span_recall=0.02")], GOOD)
    assert "von 1,000 auf 0,500" in reason
    assert "verschlechtert: b" in reason
    assert check(WORSE, [parse_bound(Kind.MAX_DROP, "span_recall=0.5")], GOOD) == []
    assert check(GOOD, [parse_bound(Kind.MAX_DROP, "span_recall=0")], WORSE) == []


def test_a_rise_is_a_drop_where_lower_is_better() -> None:
    slow = make_run(CaseOutcome(ASKED[0], answer=answer(statement("5 €", cited()), seconds=9.0)))
    quick = make_run(CaseOutcome(ASKED[0], answer=answer(statement("5 €", cited()), seconds=1.0)))
    (reason,) = check(slow, [parse_bound(Kind.MAX_DROP, "seconds=2")], quick)
    assert "stieg von 1,000 auf 9,000" in reason


def test_missing_cases_do_not_pass() -> None:
    fewer = run_with("5 €")
    (reason,) = check(fewer, [parse_bound(Kind.MAX_DROP, "span_recall=0.02")], GOOD)
    assert "1 Fälle des Vergleichslaufs fehlen" in reason
    unfinished = Run(GOOD.header, GOOD.outcomes[:1])
    assert "nicht vollständig: 1 von 2" in check(unfinished, [parse_bound(Kind.MINIMUM, "span_recall=0")])[0]


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (Kind.MINIMUM, "nDCG@10", "keine Schranke"),
        (Kind.MINIMUM, "nDCG@10=viel", "keine Schranke"),
        (Kind.MINIMUM, "nDCG@10=nan", "keine Schranke"),
        (Kind.MINIMUM, "nDCG10=0.5", "Meinten Sie nDCG@10"),
        (Kind.MAX_DROP, "statements=1", "bessere Richtung"),
        (Kind.MAX_DROP, "nDCG@10=-0.1", "bessere Richtung"),
    ],
)
def test_bounds_that_make_no_sense_are_refused(kind: Kind, text: str, words: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_bound(kind, text)
    assert words in str(error.value)


def test_a_gate_without_bounds_or_without_its_baseline_is_refused() -> None:
    with pytest.raises(UsageError, match="keine Schranke"):
        check(GOOD, [])
    with pytest.raises(UsageError, match="--baseline"):
        check(GOOD, [parse_bound(Kind.MAX_DROP, "span_recall=0.1")])


def test_the_command_ends_with_one_and_its_reasons(tmp_path: Path) -> None:
    kompass = Kompass(tmp_path / "home")
    good, worse = save(GOOD, tmp_path / "gut"), save(WORSE, tmp_path / "schlechter")
    passed = kompass.run("eval", "gate", str(good), "--min", "nDCG@10=.9", "--max", "unsupported_rate=0")
    assert (passed.code, passed.output) == (0, "Bestanden: 2 Schranken halten.\n")
    stopped = kompass.run(
        "eval", "gate", str(worse), "--baseline", str(good), "--max-drop", "span_recall=.02", "--min", "nDCG@10=.9"
    )
    assert stopped.code == 1
    assert stopped.output.startswith("Nicht bestanden: Anteil der gesuchten Angaben (span_recall) fiel von 1,000")
    assert kompass.run("eval", "gate", str(good), "--min", "x=1").code == 2
