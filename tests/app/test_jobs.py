"""Jobs in the background: watched, queued, called off, and ended in order with the service."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.access import Person
from app.job_log import Order
from app.jobs import JobRunner, JobView
from app.knowledge import Knowledge
from app.reports import IngestProgress
from app.settings import UploadSettings
from app.wiring import App
from corpora.errors import (
    FolderMissing,
    NotAllowed,
    Unavailable,
    UnknownCorpus,
    UnknownDocument,
    UnknownJob,
    UsageError,
)
from corpora.model import Access
from corpora.records import JobState
from tests.app.house import write
from tests.app.people import PAPERS, TENANT, open_town, person, settings_for

Show = Callable[[IngestProgress], None]

MANY = {f"musterstadt/viele/v{n:03d}.md": f"# Vorlage {n}\n\nText der Vorlage {n}." for n in range(60)}
MORE = {f"musterstadt/mehr/v{n:03d}.md": f"# Vorlage {n}\n\nText der Vorlage {n}." for n in range(500)}
"""More than one batch, so that some are in and some are not."""


@contextmanager
def town_with_folders(tmp_path: Path) -> Iterator[App]:
    server = write(tmp_path / "ablage", {f"{TENANT}/{path}": text for path, text in PAPERS.items()} | MANY)
    settings = settings_for(tmp_path / "home").model_copy(update={"uploads": UploadSettings(folder=str(server))})
    with open_town(tmp_path / "home", tmp_path / "papiere", read=False, settings=settings) as app:
        yield app


@pytest.fixture
def town(tmp_path: Path) -> Iterator[App]:
    with town_with_folders(tmp_path) as app:
        yield app


def ended(app: App, who: Person, id: str) -> JobView:
    view = app.runner.wait(who, id, 60)
    assert not view.is_open
    return view


def report_of(view: JobView) -> dict[str, Any]:
    assert view.report is not None
    return dict(view.report)


class Held:
    """Keeps the work of a tenant waiting until it is let go, as other work of that tenant does."""

    def __init__(self, app: App) -> None:
        self.go, self.begun = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._hold, args=(app,), daemon=True)

    def _hold(self, app: App) -> None:
        with app.knowledge.log.alone(TENANT):
            self.begun.set()
            self.go.wait(60)

    def __enter__(self) -> Held:
        self.thread.start()
        assert self.begun.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.go.set()
        self.thread.join(10)


def test_a_folder_is_read_in_while_nobody_watches(town: App) -> None:
    who = person(town, "pflege")
    view = ended(town, who, town.runner.ingest(who, "rat", ["rat"]))
    assert (view.kind, view.corpus, view.state, view.done, view.total, view.failed) == (
        "ingest",
        "rat",
        JobState.DONE,
        2,
        2,
        0,
    )
    assert (view.mine, view.note, view.place, view.current, view.rate) == (True, "", 0, "", 0.0)
    assert report_of(view)["read"] == 2
    assert view.finished is not None
    assert town.runner.all(who) == [view]
    assert town.runner.all(who, "haus") == []
    assert town.searcher.search(town.access.scope(who), "Turnhalle")[0].path == "turnhalle.txt"


def test_progress_is_seen_and_a_running_job_can_be_called_off(town: App) -> None:
    who = person(town, "pflege")
    id = town.runner.ingest(who, "rat", ["viele"])
    deadline = time.monotonic() + 60
    while (view := town.runner.one(who, id)).total == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (view.state, view.total, view.is_open) == (JobState.RUNNING, 60, True)
    town.runner.cancel(who, id)
    view = ended(town, who, id)
    assert view.state is JobState.CANCELLED
    assert report_of(view)["cancelled"]
    assert len(town.catalog.documents(TENANT, "rat")) == view.done < 60
    # What has ended stays as it is.
    assert town.runner.cancel(who, id) == view


def test_progress_moves_with_each_document_though_a_batch_ends_together(town: App, tmp_path: Path) -> None:
    told: list[IngestProgress] = []
    town.knowledge.ingest(TENANT, "rat", [tmp_path / "ablage" / TENANT / "viele"], told.append)
    reading = [(each.read, each.done) for each in told if each.total]
    assert reading == [(read, 0) for read in range(61)] + [(60, done) for done in range(1, 61)]
    half, whole = (next(each for each in told if each.read == read) for read in (30, 60))
    assert half.rate > 0
    assert half.seconds_left is not None
    assert whole.seconds_left is None  # all is read; nobody can tell how long writing takes
    assert (told[-1].done, told[-1].seconds_left) == (60, 0.0)


def test_whoever_watches_a_small_job_sees_it_move_before_anything_can_be_found(town: App) -> None:
    who = person(town, "pflege")
    id = town.runner.ingest(who, "rat", ["viele"])
    deadline = time.monotonic() + 60
    while not (view := town.runner.one(who, id)).read and time.monotonic() < deadline:
        time.sleep(0.002)
    assert view.state is JobState.RUNNING
    assert view.done == 0 < view.read <= view.total == 60
    assert view.current.startswith("v0")
    over = ended(town, who, id)
    assert (over.read, over.done, over.total) == (60, 60, 60)


@pytest.mark.parametrize(("read", "seconds", "left"), [(2, 0.4, None), (2, 9.0, None), (4, 0.4, None), (4, 9.0, 180)])
def test_the_time_left_is_told_once_it_is_more_than_a_guess_from_the_first_documents(
    town: App, monkeypatch: pytest.MonkeyPatch, read: int, seconds: float, left: float | None
) -> None:
    told, go_on = threading.Event(), threading.Event()

    def read_some(
        self: Knowledge, tenant: str, corpus: str, paths: object, show: Show, *, order: Order, **_: object
    ) -> None:
        with self.log.job(tenant, corpus, "ingest", order):
            show(IngestProgress(read, read, 9, 0, 0, read, 10, seconds, 1.0, 180.0, "a.txt"))
            told.set()
            go_on.wait(20)

    monkeypatch.setattr(Knowledge, "ingest", read_some)
    who = person(town, "pflege")
    id = town.runner.ingest(who, "rat", ["rat"])
    assert told.wait(10)
    seen = town.runner.one(who, id).seconds_left
    go_on.set()
    ended(town, who, id)
    assert (seen is None) == (left is None)
    assert left is None or 170 < (seen or 0) <= left


def test_whoever_watches_sees_that_a_document_takes_long_and_that_the_job_is_about_to_end(
    town: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_second, go_on = threading.Event(), threading.Event()

    def read_slowly(
        self: Knowledge, tenant: str, corpus: str, paths: object, show: Show, *, order: Order, **_: object
    ) -> None:
        with self.log.job(tenant, corpus, "ingest", order) as running:
            show(IngestProgress(3, 3, 5, 0, 0, 3, 10, 6.0, 0.5, 0.5, "a.txt"))
            at_second.set()
            go_on.wait(20)
            assert running.should_stop()

    monkeypatch.setattr(Knowledge, "ingest", read_slowly)
    who = person(town, "pflege")
    id = town.runner.ingest(who, "rat", ["rat"])
    assert at_second.wait(10)
    early = town.runner.one(who, id)
    time.sleep(0.6)
    late = town.runner.one(who, id)
    assert 0 <= early.silent_seconds < 0.6 <= late.silent_seconds
    assert early.seconds_left is None or early.seconds_left <= 0.5
    assert late.seconds_left is None  # the guess is overtaken
    assert not late.stopping
    called_off = town.runner.cancel(who, id)
    assert (called_off.state, called_off.stopping, called_off.is_open) == (JobState.RUNNING, True, True)
    go_on.set()
    over = ended(town, who, id)
    assert (over.state, over.stopping, over.silent_seconds) == (JobState.CANCELLED, False, 0.0)


def test_jobs_of_a_tenant_wait_for_each_other_in_order(town: App) -> None:
    who = person(town, "pflege")
    with Held(town):
        first, second, third = (town.runner.ingest(who, id, [id]) for id in ("rat", "haus", "personal"))
        time.sleep(0.2)
        assert [view.state for view in town.runner.all(who)] == [JobState.QUEUED] * 3
        assert [town.runner.one(who, id).place for id in (second, third)] == [1, 2]
        town.runner.cancel(who, second)
        assert town.runner.one(who, second).state is JobState.CANCELLED
        assert town.runner.one(who, third).place == 1
    assert ended(town, who, first).state is JobState.DONE
    assert ended(town, who, third).state is JobState.DONE
    assert {record.corpus for record in town.catalog.documents(TENANT)} == {"rat", "personal"}


def test_a_job_that_waits_for_other_work_can_be_called_off(town: App) -> None:
    who = person(town, "pflege")
    with Held(town):
        id = town.runner.ingest(who, "rat", ["rat"])
        time.sleep(0.2)
        town.runner.cancel(who, id)
        assert ended(town, who, id).state is JobState.CANCELLED
    assert town.catalog.documents(TENANT) == []


def test_a_job_that_fails_says_why_and_the_next_one_runs(town: App, monkeypatch: pytest.MonkeyPatch) -> None:
    who = person(town, "pflege")
    with Held(town):
        first = town.runner.ingest(who, "haus", ["haus"])
        second = town.runner.ingest(who, "rat", ["rat"])
        town.catalog.remove_corpus(TENANT, "haus")
    failed = ended(town, who, first)
    assert (failed.state, failed.error_code, failed.report) == (JobState.FAILED, "UnknownCorpus", None)
    assert "haus" in failed.note
    assert ended(town, who, second).state is JobState.DONE


def test_a_document_is_deleted_with_a_receipt_and_a_corpus_too(town: App) -> None:
    who = person(town, "pflege")
    ended(town, who, town.runner.ingest(who, "rat", ["rat"]))
    receipt = report_of(ended(town, who, town.runner.delete(who, "rat", "turnhalle.txt")))
    assert (receipt["document"], receipt["documents"], receipt["complete"]) == ("turnhalle.txt", 1, True)
    assert receipt["remaining"] == {"points": 0, "documents": 0}
    receipt = report_of(ended(town, who, town.runner.remove_corpus(who, "rat")))
    assert (receipt["documents"], receipt["complete"]) == (1, True)
    rebuilt = report_of(ended(town, who, town.runner.reindex(who)))
    assert rebuilt["documents"] == 0


def test_what_is_not_there_is_refused_before_a_job_begins(town: App) -> None:
    who, low = person(town, "pflege"), person(town, "pflege-haus")
    for use in (
        lambda: town.runner.ingest(low, "personal", ["rat"]),
        lambda: town.runner.ingest(who, "nirgends", ["rat"]),
        lambda: town.runner.all(low, "personal"),
        lambda: town.runner.remove_corpus(low, "personal"),
    ):
        with pytest.raises(UnknownCorpus):
            use()
    with pytest.raises(FolderMissing):
        town.runner.ingest(who, "rat", ["../nachbardorf"])
    with pytest.raises(UnknownDocument):
        town.runner.delete(who, "rat", "turnhalle.txt")
    for use in (lambda: town.runner.remove_corpus(low, "rat"), lambda: town.runner.reindex(low)):
        with pytest.raises(UsageError, match="alle Dokumente Ihres Hauses"):
            use()
    assert town.jobs.of_tenant(TENANT) == []


def test_jobs_are_for_managers_of_the_same_tenant(town: App) -> None:
    who = person(town, "pflege")
    id = town.runner.ingest(who, "rat", ["rat"])
    ended(town, who, id)
    for subject in ("leserin", "guete"):
        other = person(town, subject)
        for use in (
            lambda who=other: town.runner.ingest(who, "rat", ["rat"]),
            lambda who=other: town.runner.delete(who, "rat", "turnhalle.txt"),
            lambda who=other: town.runner.remove_corpus(who, "rat"),
            lambda who=other: town.runner.reindex(who),
            lambda who=other: town.runner.all(who),
            lambda who=other: town.runner.one(who, id),
            lambda who=other: town.runner.cancel(who, id),
        ):
            with pytest.raises(NotAllowed):
                use()
    stranger = person(town, "nachbar")
    assert town.runner.all(stranger) == []
    for look in (town.runner.one, town.runner.cancel):
        with pytest.raises(UnknownJob):
            look(stranger, id)


def test_a_lower_clearance_sees_its_own_jobs_only(town: App) -> None:
    full, low = person(town, "pflege"), person(town, "pflege-haus")
    theirs = town.runner.ingest(full, "rat", ["rat"])
    own = town.runner.ingest(low, "haus", ["haus"])
    for who, id in ((full, theirs), (low, own)):
        ended(town, who, id)
    assert [view.id for view in town.runner.all(low)] == [own]
    assert {view.id: view.mine for view in town.runner.all(full)} == {own: False, theirs: True}
    with pytest.raises(UnknownJob):
        town.runner.one(low, theirs)
    town.catalog.update_corpus(TENANT, "haus", access=Access.RESTRICTED)
    assert town.runner.all(low) == []


def test_the_end_of_the_service_ends_jobs_in_order_and_they_are_shown_as_interrupted(tmp_path: Path) -> None:
    write(tmp_path / "ablage", MORE)
    with town_with_folders(tmp_path) as app:
        who = person(app, "pflege")
        running = app.runner.ingest(who, "rat", ["mehr"])
        waiting = app.runner.ingest(who, "haus", ["haus"])
        deadline = time.monotonic() + 60
        while app.runner.one(who, running).done == 0 and time.monotonic() < deadline:
            time.sleep(0.01)
        app.runner.close()
        for id in (running, waiting):
            assert app.runner.one(who, id).state is JobState.INTERRUPTED
        read = len(app.catalog.documents(TENANT, "rat"))
        assert 0 < read < 500
        with pytest.raises(Unavailable, match="wird gerade beendet"):
            app.runner.ingest(who, "haus", ["haus"])
    with town_with_folders(tmp_path) as app:
        who = person(app, "pflege")
        assert {view.id: view.state for view in app.runner.all(who)} == dict.fromkeys(
            (running, waiting), JobState.INTERRUPTED
        )
        again = ended(app, who, app.runner.ingest(who, "rat", ["mehr"]))
        assert report_of(again)["read"] == 500 - read


def test_a_job_of_a_service_that_died_is_shown_as_interrupted_at_the_next_start(tmp_path: Path) -> None:
    with town_with_folders(tmp_path) as app:
        ids = [app.jobs.queue(TENANT, "rat", "ingest", subject="pflege"), app.jobs.start(TENANT, "rat", "ingest")]
    with town_with_folders(tmp_path) as app:
        views = app.runner.all(person(app, "pflege"))
        assert {view.id: view.state for view in views} == dict.fromkeys(ids, JobState.INTERRUPTED)


def test_the_runner_ends_its_threads(town: App) -> None:
    who = person(town, "pflege")
    ended(town, who, town.runner.ingest(who, "rat", ["rat"]))
    assert isinstance(town.runner, JobRunner)
    deadline = time.monotonic() + 10
    while any(thread.name.startswith("jobs-") for thread in threading.enumerate()) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(thread.name.startswith("jobs-") for thread in threading.enumerate())
