"""Runs that were computed once are shown only to those who may see them, and anew once they have grown."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.access import Person
from app.web.texts.catalogue import Language
from app.wiring import App
from corpora.errors import NotAllowed, UnknownRun
from eval.kept_runs import RunState
from eval.measurements import Measurements
from eval.readings import Readings
from eval.words import GERMAN, Words
from tests.app.people import open_town, person

HALL = {
    "id": "turnhalle",
    "question": "Was kostet die Sanierung der Turnhalle?",
    "relevant": [{"corpus": "rat", "document": "turnhalle.txt"}],
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder: Path = tmp_path_factory.mktemp("stadt")
    with open_town(folder / "home", folder / "papiere") as app:
        yield app


def measure(runs: Measurements, who: Person, *, cases_name: str = "") -> str:
    cases = json.dumps(HALL, ensure_ascii=False).encode()
    id = runs.start(who, cases, title="März", cases_name=cases_name, retrieval_only=True).id
    while runs.one(who, id).state is RunState.RUNNING:
        time.sleep(0.01)
    return id


def test_a_run_is_computed_once(town: App) -> None:
    runs, who = Measurements(town), person(town, "guete")
    id, readings = measure(runs, who), Readings(runs)
    first = readings.one(who, id)
    assert readings.one(who, id) is first
    assert [measure.name for measure, _ in first.key_figures] == ["nDCG@10", "R@5"]
    found = first.scores.estimate("nDCG@10")
    assert found is not None
    assert (found.value, found.cases) == (1.0, 1)
    assert first.scores.estimate("answer_success") is None
    assert first.scores.mean("nDCG@10") == found.value
    assert first.scores.mean("answer_success") is None
    german, english = first.page(GERMAN), first.page(Words(Language.ENGLISH))
    assert first.page(GERMAN) is german
    assert all("Turnhalle" in page for page in (german, english))
    assert ("Messung:" in german, "Evaluation:" in english) == (True, True)
    other = measure(runs, who)
    assert readings.comparison(who, id, other) is readings.comparison(who, id, other)


@pytest.mark.parametrize(
    ("subject", "error"),
    [("guete-haus", UnknownRun), ("nachbar", UnknownRun), ("leserin", NotAllowed), ("pflege", NotAllowed)],
)
def test_what_was_computed_is_not_shown_to_who_may_not_see_it(town: App, subject: str, error: type[Exception]) -> None:
    runs, who = Measurements(town), person(town, "guete")
    id, readings = measure(runs, who), Readings(runs)
    readings.one(who, id)
    readings.comparison(who, id, id)
    with pytest.raises(error):
        readings.one(person(town, subject), id)
    with pytest.raises(error):
        readings.comparison(person(town, subject), id, id)


def test_runs_of_one_file_make_a_series_whatever_they_are_called(town: App) -> None:
    runs, who = Measurements(town), person(town, "guete")
    named, plain = measure(runs, who, cases_name="satzungen"), measure(runs, who)
    assert (runs.one(who, named).title, runs.one(who, named).series) == ("März", "satzungen")
    assert runs.one(who, plain).series == "März"
    assert runs.run(who, named).header.cases_name == "satzungen.jsonl"
