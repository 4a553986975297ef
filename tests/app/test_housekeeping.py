"""What goes away by itself: at the start of the service, and while it runs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.feedback import Rating
from app.housekeeping import Housekeeping, TidiedUp
from app.wiring import App
from corpora.errors import CatalogUnavailable
from tests.app.people import open_town, person

OLD = "2020-01-01 00:00:00.000000"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[App]:
    with open_town(tmp_path / "home", tmp_path / "papiere") as app:
        yield app


def leave_old_things(app: App) -> None:
    who = person(app, "leserin")
    key = app.conversations.add(who, app.assistant.answer(app.access.scope(who), "Was kostet die Turnhalle?"))
    app.feedback.give(who, key, Rating.UP)
    app.uploads.begin(person(app, "pflege"), "rat")
    batch = next((app.settings.home / "uploads").glob("*/.stapel/*/angaben.json"))
    batch.write_text(batch.read_text().replace('"created": "20', '"created": "19'))
    with app.database.writing() as connection:
        connection.execute(text("UPDATE conversations SET updated = :old"), {"old": OLD})
        connection.execute(
            text("UPDATE jobs SET started = :old, finished = :old WHERE corpus != 'personal'"), {"old": OLD}
        )
        connection.execute(text("UPDATE feedback SET updated = :old"), {"old": OLD})


def test_everything_whose_time_is_over_goes_and_the_rest_stays(town: App) -> None:
    assert town.housekeeping.tidy() == TidiedUp(0, 0, 0, 0)
    leave_old_things(town)
    who = person(town, "gast")
    town.conversations.add(who, town.assistant.answer(town.access.scope(who), "Was kostet die Turnhalle?"))
    tidied = town.housekeeping.tidy()
    assert tidied == TidiedUp(1, 1, 1, 2)
    assert len(town.conversations.all(who)) == 1
    assert town.conversations.all(person(town, "leserin")) == []


def tidying(app: App, seconds: float) -> Housekeeping:
    kept = app.knowledge.origins.kept
    return Housekeeping(app.conversations, app.feedback, app.uploads, kept, app.jobs, interval_seconds=seconds)


def test_it_is_done_at_the_start_and_again_while_the_service_runs(town: App) -> None:
    leave_old_things(town)
    housekeeping = tidying(town, 0.05)
    housekeeping.start()
    try:
        assert town.conversations.all(person(town, "leserin")) == []
        leave_old_things(town)
        deadline = time.monotonic() + 60
        while town.conversations.all(person(town, "leserin")) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert town.conversations.all(person(town, "leserin")) == []
    finally:
        housekeeping.stop()


def test_a_database_that_is_away_for_a_moment_does_not_end_it(
    town: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    housekeeping = tidying(town, 0.02)
    calls = []

    def fail() -> int:
        calls.append(1)
        raise CatalogUnavailable("Die Datenbank ist weg.")

    housekeeping.start()
    monkeypatch.setattr(town.conversations, "purge", fail)
    deadline = time.monotonic() + 60
    while len(calls) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    housekeeping.stop()
    assert len(calls) >= 3
    assert "tidying up failed" in caplog.text
