"""The threshold is fitted on one half and reported on the other."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from corpora.errors import UsageError
from eval.outcomes import CaseOutcome
from eval.thresholds import fit_threshold, split_halves
from tests.app.commandline import Kompass
from tests.eval.makers import answer, case, failed
from tests.eval.runs import make_run, save


def outcomes(confidences: list[float], *, answerable: bool) -> list[CaseOutcome]:
    kind = "ja" if answerable else "nein"
    return [
        CaseOutcome(case(f"{kind}{number}", answerable=answerable), answer=answer(confidence=confidence))
        for number, confidence in enumerate(confidences)
    ]


CLEAR = outcomes([0.6, 0.7, 0.8, 0.9] * 5, answerable=True) + outcomes([0.1, 0.2, 0.3, 0.4] * 3, answerable=False)


def test_kinds_that_lie_apart_are_told_apart_on_the_other_half() -> None:
    fitted = fit_threshold(CLEAR)
    assert 0.3 < fitted.threshold <= 0.6
    assert fitted.fitted_on.f1 == 1
    assert fitted.reported_on.answered >= 0.9
    assert (fitted.fitted_on.answerable, fitted.fitted_on.unanswerable) == (10, 6)
    assert fitted.curve


def test_halves_do_not_depend_on_the_order_of_the_cases() -> None:
    shuffled = CLEAR[:]
    random.Random(3).shuffle(shuffled)
    ids = [{outcome.case.id for outcome in half} for half in split_halves(CLEAR)]
    assert [{outcome.case.id for outcome in half} for half in split_halves(shuffled)] == ids
    assert not ids[0] & ids[1]
    assert fit_threshold(shuffled) == fit_threshold(CLEAR)


def test_a_failed_case_makes_the_measurement_worse() -> None:
    fitted = fit_threshold(CLEAR)
    both = split_halves(CLEAR)[1]
    broken = [failed(one.case) if one.case.id == both[0].case.id else one for one in CLEAR]
    assert fit_threshold(broken).reported_on.answered < fitted.reported_on.answered


def test_too_few_cases_are_refused() -> None:
    with pytest.raises(UsageError, match="reichen die Fälle nicht"):
        fit_threshold(outcomes([0.5, 0.6], answerable=True))


def test_the_command_prints_both_halves(tmp_path: Path) -> None:
    folder = save(make_run(*CLEAR), tmp_path / "lauf")
    kompass = Kompass(tmp_path)
    assert (
        "gemessen an 10 beantwortbaren und 6 unbeantwortbaren" in kompass.done("eval", "threshold", str(folder)).output
    )
    (record,) = kompass.done("eval", "threshold", str(folder), "--json").records
    assert record["fitted_on"]["f1"] == 1.0
