"""Runs that people of a tenant start from the pages or over the interface: kept, watched, compared, deleted.

A run asks with the rights of the person who started it and holds what they could see, so it is shown only to evaluators
of the same tenant who may see as much. One run at a time for each tenant; it survives the browser, and after a restart
of the server it can be taken up again where it stopped.
"""

from __future__ import annotations

import datetime
import logging
import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.access import Person, Role
from corpora.errors import AktenkompassError, DataFolderBusy, NothingShared, UnknownRun, UsageError
from eval.comparison import Comparison, compare_runs
from eval.kept_runs import KeptRuns, RunInfo, RunState
from eval.report.content import scores_of
from eval.report.page import write_page
from eval.run_file import FILE_NAME, Run, load_run
from eval.runner import Plan, run_cases
from eval.words import GERMAN, Words

if TYPE_CHECKING:
    from app.wiring import App

LONGEST_CASES = 5 * 2**20
"""Bytes of a case file."""

_MOST_RUNS = 200
"""Of one tenant; the oldest must be deleted before another begins."""

_TITLE = 120

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Value:
    """One measure of a run with its interval."""

    measure: str
    title: str
    """German, as the unit is."""
    value: float
    low: float
    high: float
    cases: int
    unit: str


class _CalledOff(Exception):
    """Somebody wants the run to stop."""


@dataclass(slots=True)
class _Running:
    info: RunInfo
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None


class Measurements:
    """All runs of all tenants. Thread-safe. For evaluators; raises `NotAllowed` for all others."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._kept = KeptRuns(app.settings.home)
        self._lock = threading.Lock()
        self._running: dict[str, _Running] = {}
        """By tenant."""

    # Start

    def start(  # noqa: PLR0913 - what a run is made of
        self,
        person: Person,
        cases: bytes,
        *,
        title: str,
        cases_name: str = "",
        corpora: Sequence[str] = (),
        retrieval_only: bool = False,
    ) -> RunInfo:
        """Begin a run on cases in the form of docs/evaluation.md; `cases_name` tells runs of the same file.

        Raises `UsageError` for cases that are none or of another tenant, `ScopeError` for corpora one may not search,
        `DataFolderBusy` while another run of the tenant goes on.
        """
        self._app.access.require(person, Role.EVALUATOR)
        scope = self._app.access.scope(person)
        if corpora:
            scope.narrow(frozenset(corpora))
        if len(cases) > LONGEST_CASES:
            raise UsageError("Die Falldatei ist zu groß.", hint=f"Möglich sind {LONGEST_CASES / 2**20:.0f} MB.")
        info = RunInfo(
            id=uuid.uuid4().hex,
            tenant=person.tenant,
            title=" ".join(title.split())[:_TITLE] or "Messung",
            subject=person.subject,
            access=person.clearance,
            corpora=tuple(corpora),
            retrieval_only=retrieval_only,
            created=datetime.datetime.now(datetime.UTC),
            state=RunState.RUNNING,
            cases_name=cases_name,
        )
        if len(self._kept.all(person.tenant)) >= _MOST_RUNS:
            raise UsageError(f"Es gibt schon {_MOST_RUNS} Läufe.", hint="Löschen Sie einen, den niemand mehr braucht.")
        self._kept.add(info, cases)
        try:
            found = self._kept.cases(info)
            return self._begin(replace(info, total=len(found.cases)))
        except BaseException:
            self._kept.remove(info)
            raise

    def resume(self, person: Person, id: str) -> RunInfo:
        """Take up a stopped or failed run where it ended. Raises `UnknownRun`, `DataFolderBusy`.

        It goes on with the rights it began with, so only someone who has at least those may do that.
        """
        info = self.one(person, id)
        if info.state in (RunState.RUNNING, RunState.DONE):
            return info
        return self._begin(replace(info, state=RunState.RUNNING, note=""))

    def cancel(self, person: Person, id: str, *, patience_seconds: float = 10.0) -> RunInfo:
        """Stop a run after the case it is at; what is done stays. No error for one that has ended.

        Waits so long for its end; the run that comes back may still be stopping. Raises `UnknownRun`.
        """
        self.one(person, id)
        with self._lock:
            running = next((each for each in self._running.values() if each.info.id == id), None)
        if running is not None:
            running.stop.set()
            if running.thread is not None:
                running.thread.join(patience_seconds)
        return self.one(person, id)

    def delete(self, person: Person, id: str) -> None:
        """Delete a run with all it holds. Raises `UnknownRun`, `DataFolderBusy` while it goes on."""
        info = self.one(person, id)
        if info.state is RunState.RUNNING:
            raise _busy(info.tenant)
        self._kept.remove(info)

    def close(self) -> None:
        """Stop all runs, each after the case it is at."""
        with self._lock:
            running = list(self._running.values())
        for each in running:
            each.stop.set()
        for each in running:
            if each.thread is not None:
                each.thread.join(20)

    # See

    def all(self, person: Person) -> list[RunInfo]:
        """The tenant's runs that the person may see, the newest first."""
        self._app.access.require(person, Role.EVALUATOR)
        seen = [self._now(info) for info in self._kept.all(person.tenant) if _may_see(person, info)]
        return sorted(seen, key=lambda info: (info.created, info.id), reverse=True)

    def one(self, person: Person, id: str) -> RunInfo:
        """One of them. Raises `UnknownRun`."""
        self._app.access.require(person, Role.EVALUATOR)
        info = self._kept.find(person.tenant, id)
        if info is None or not _may_see(person, info):
            raise UnknownRun("Diesen Lauf gibt es nicht.", hint="Die Liste der Läufe zeigt alle.")
        return self._now(info)

    def run(self, person: Person, id: str) -> Run:
        """A run's results so far. Raises `UnknownRun`, `UsageError` when it has none yet."""
        info = self.one(person, id)
        file = self._kept.folder(info) / FILE_NAME
        if not file.is_file() or not file.stat().st_size:
            raise UsageError("Zu diesem Lauf gibt es noch keine Ergebnisse.", hint="Warten Sie einen Augenblick.")
        return load_run(file)

    def values(self, person: Person, id: str) -> list[Value]:
        """The measures of a run, in the catalogue's order. Raises as `run`."""
        scores = scores_of(self.run(person, id))
        found = []
        for measure in scores.measured():
            estimate = scores.estimate(measure.name)
            if estimate is not None:
                found.append(
                    Value(
                        measure.name,
                        GERMAN.title(measure),
                        estimate.value,
                        estimate.low,
                        estimate.high,
                        estimate.cases,
                        GERMAN.text(f"measure_unit.{measure.unit}") if measure.unit else "",
                    )
                )
        return found

    def report(self, person: Person, id: str, words: Words, baseline: str | None = None) -> str:
        """A run's report as one page of HTML, compared to an earlier run when one is named. Raises as `run`."""
        comparison = self.comparison(person, baseline, id) if baseline is not None else None
        run = self.run(person, id)
        return write_page(run, scores_of(run), words, comparison)

    def comparison(self, person: Person, before: str, after: str) -> Comparison:
        """Two runs, case by case. Raises as `run`, and `NothingShared`."""
        compared = compare_runs(self.run(person, before), self.run(person, after))
        if not compared.shared:
            raise NothingShared(
                "Die beiden Läufe haben keinen Fall gemeinsam.", hint="Vergleichen Sie Läufe mit denselben Fällen."
            )
        return compared

    # The work

    def _begin(self, info: RunInfo) -> RunInfo:
        running = _Running(info)
        with self._lock:
            if info.tenant in self._running:
                raise _busy(info.tenant)
            self._running[info.tenant] = running
        self._kept.save(info)
        running.thread = threading.Thread(target=self._work, args=(running,), name="evaluation", daemon=True)
        running.thread.start()
        return info

    def _work(self, running: _Running) -> None:
        info = running.info

        def show(done: int, total: int, failed: int) -> None:
            nonlocal info
            info = running.info = replace(info, done=done, total=total, failed=failed)
            if running.stop.is_set():
                raise _CalledOff

        state, note = RunState.DONE, ""
        try:
            plan = Plan(
                self._kept.cases(info),
                self._kept.folder(info),
                info.tenant,
                info.corpora,
                info.retrieval_only,
                access=info.access,
            )
            run_cases(self._app, plan, show=show)
        except _CalledOff:
            state = RunState.STOPPED
        except AktenkompassError as error:
            state, note = RunState.FAILED, str(error)
        except Exception:
            log.exception("an evaluation run failed")
            state, note = RunState.FAILED, "Das hätte nicht geschehen dürfen; das Protokoll des Dienstes nennt den Ort."
        finally:
            # In this order: who finds no thread must find the end written down.
            try:
                self._kept.save(replace(info, state=state, note=note))
            finally:
                with self._lock:
                    del self._running[info.tenant]

    def _now(self, info: RunInfo) -> RunInfo:
        """What the thread knows of a run that goes on; one that says so without a thread has stopped."""
        with self._lock:
            running = self._running.get(info.tenant)
        if running is not None and running.info.id == info.id:
            return replace(running.info, stopping=running.stop.is_set())
        if info.state is not RunState.RUNNING:
            return info
        written = self._kept.find(info.tenant, info.id) or info  # It may have ended since it was read.
        return replace(written, state=RunState.STOPPED) if written.state is RunState.RUNNING else written


def _may_see(person: Person, info: RunInfo) -> bool:
    return info.tenant == person.tenant and info.access.level <= person.clearance.level


def _busy(tenant: str) -> DataFolderBusy:
    return DataFolderBusy(f"Für „{tenant}“ läuft gerade eine Messung.", hint="Warten Sie, bis sie fertig ist.")
