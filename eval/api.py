"""Routes of evaluators: start a run, watch it, read its report, compare two. Handed to the server by `eval.main`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import Field
from starlette.responses import HTMLResponse, Response

from app.api.callers import ByEvaluator
from app.api.forms import REFUSALS, Id, Ids, Incoming, Outgoing
from app.api.service import Added
from app.web.texts.catalogue import Language
from eval.comparison import Comparison
from eval.kept_runs import RunInfo, RunState
from eval.measurements import LONGEST_CASES, Measurements
from eval.words import GERMAN, Words

if TYPE_CHECKING:
    from app.wiring import App

router = APIRouter(prefix="/api/evaluation", tags=["Güte"], responses=REFUSALS)

_REPORT = {
    # The report's own policy: it holds its style and script and asks nobody for anything. In a frame of its own origin.
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "img-src data:; sandbox allow-scripts",
    "cache-control": "private, no-store",
}

RunId = Annotated[str, Path(min_length=1, max_length=40)]


class NewRun(Incoming):
    """Cases to be asked."""

    title: str = Field(max_length=120, examples=["Satzungen, März"])
    cases: str = Field(
        min_length=1,
        max_length=LONGEST_CASES,
        description="Fälle wie in docs/evaluation.md, ein JSON-Objekt je Zeile.",
        examples=['{"id": "1", "question": "Bis wann ist die Hundesteuer zu zahlen?", "relevant": [], …}'],
    )
    corpora: Ids = Field([], description="Nur in diesen Beständen suchen.")
    retrieval_only: bool = Field(False, description="Nur die Suche messen.")


class RunForm(Outgoing):
    """A run."""

    id: str
    title: str
    state: RunState
    created: datetime.datetime
    corpora: list[str]
    retrieval_only: bool
    done: int
    total: int
    failed: int
    stopping: bool = Field(description="Angehalten, aber noch an seinem Fall.")
    note: str | None


class ValueForm(Outgoing):
    """One measure with its 95 % interval."""

    measure: str
    title: str
    value: float
    low: float
    high: float
    cases: int
    unit: str | None


class RunDetailForm(RunForm):
    """A run with what was measured so far."""

    values: list[ValueForm]


class ChangeForm(Outgoing):
    """One measure in both runs."""

    measure: str
    title: str
    before: float
    after: float
    change: float
    low: float
    high: float
    p: float
    better: bool | None = Field(description="Ob die Änderung zum Besseren ist; null, wenn sie keine ist.")


class ComparisonForm(Outgoing):
    """Two runs, over the cases they share."""

    shared: int
    only_before: list[str]
    only_after: list[str]
    unlike: list[str] = Field(description="Was die Läufe außer ihren Ergebnissen unterscheidet.")
    changes: list[ChangeForm]


def get_measurements(request: Request) -> Measurements:
    """The server's runs."""
    found: Measurements = request.app.state.measurements
    return found


TheRuns = Annotated[Measurements, Depends(get_measurements)]


@router.post("/runs", response_model=RunForm, status_code=202, summary="Eine Messung beginnen")
def start_run(caller: ByEvaluator, runs: TheRuns, new: NewRun) -> dict[str, Any]:
    """Mit den eigenen Rechten; eine je Mandant zur selben Zeit. Läuft weiter, auch wenn niemand zusieht."""
    info = runs.start(
        caller.person,
        new.cases.encode(),
        title=new.title,
        corpora=new.corpora,
        retrieval_only=new.retrieval_only,
    )
    return _run_form(info)


@router.get("/runs", response_model=list[RunForm], summary="Die Messungen")
def list_runs(caller: ByEvaluator, runs: TheRuns) -> list[dict[str, Any]]:
    """Die man sehen darf, die neueste zuerst."""
    return [_run_form(info) for info in runs.all(caller.person)]


@router.get("/runs/{run}", response_model=RunDetailForm, summary="Eine Messung")
def one_run(caller: ByEvaluator, runs: TheRuns, run: RunId) -> dict[str, Any]:
    """Wie weit sie ist, und was bis dahin gemessen wurde."""
    info = runs.one(caller.person, run)
    values = runs.values(caller.person, run) if info.done else []
    return {
        **_run_form(info),
        "values": [
            {
                "measure": each.measure,
                "title": each.title,
                "value": each.value,
                "low": each.low,
                "high": each.high,
                "cases": each.cases,
                "unit": each.unit or None,
            }
            for each in values
        ],
    }


@router.post("/runs/{run}/cancel", response_model=RunForm, summary="Eine Messung anhalten")
def cancel_run(caller: ByEvaluator, runs: TheRuns, run: RunId) -> dict[str, Any]:
    """Nach der Frage, an der sie ist; was fertig war, bleibt."""
    return _run_form(runs.cancel(caller.person, run))


@router.post("/runs/{run}/resume", response_model=RunForm, status_code=202, summary="Eine Messung fortsetzen")
def resume_run(caller: ByEvaluator, runs: TheRuns, run: RunId) -> dict[str, Any]:
    """Von dort, wo sie aufhörte."""
    return _run_form(runs.resume(caller.person, run))


@router.delete("/runs/{run}", status_code=204, summary="Eine Messung löschen")
def delete_run(caller: ByEvaluator, runs: TheRuns, run: RunId) -> Response:
    """Mit allem, was sie enthält."""
    runs.delete(caller.person, run)
    return Response(status_code=204)


@router.get("/runs/{run}/report", response_class=HTMLResponse, summary="Der Bericht als eine HTML-Seite")
def run_report(
    caller: ByEvaluator,
    runs: TheRuns,
    run: RunId,
    baseline: Annotated[str | None, Query(max_length=40, description="Mit diesem früheren Lauf vergleichen.")] = None,
    language: Annotated[Language, Query(description="Sprache des Berichts.")] = Language.GERMAN,
) -> HTMLResponse:
    """Eine Datei, die nichts nachlädt."""
    return HTMLResponse(runs.report(caller.person, run, Words(language), baseline), headers=_REPORT)


@router.get("/comparison", response_model=ComparisonForm, summary="Zwei Messungen vergleichen")
def compare(
    caller: ByEvaluator,
    runs: TheRuns,
    before: Annotated[Id, Query(description="Der frühere Lauf.")],
    after: Annotated[Id, Query(description="Der spätere Lauf.")],
) -> dict[str, Any]:
    """Fall für Fall, mit der Wahrscheinlichkeit, dass ein Unterschied keiner ist."""
    return _comparison_form(runs.comparison(caller.person, before, after))


@contextmanager
def evaluation(app: App) -> Iterator[Added]:
    """What evaluation adds to a server."""
    from eval.web.page import make_page

    measurements = Measurements(app)
    try:
        yield Added(routers=[router], pages=[make_page(app, measurements)], state={"measurements": measurements})
    finally:
        measurements.close()


def _run_form(info: RunInfo) -> dict[str, Any]:
    return {
        "id": info.id,
        "title": info.title,
        "state": info.state,
        "created": info.created,
        "corpora": list(info.corpora),
        "retrieval_only": info.retrieval_only,
        "done": info.done,
        "total": info.total,
        "failed": info.failed,
        "stopping": info.stopping,
        "note": info.note or None,
    }


def _comparison_form(compared: Comparison) -> dict[str, Any]:
    return {
        "shared": compared.shared,
        "only_before": list(compared.only_before),
        "only_after": list(compared.only_after),
        "unlike": [GERMAN.text(f"unlike.{field}") for field in compared.unlike],
        "changes": [
            {
                "measure": change.measure.name,
                "title": GERMAN.title(change.measure),
                "before": change.difference.before,
                "after": change.difference.after,
                "change": change.difference.change,
                "low": change.difference.low,
                "high": change.difference.high,
                "p": change.difference.p,
                "better": change.better,
            }
            for change in compared.changes
        ],
    }
