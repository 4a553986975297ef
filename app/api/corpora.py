"""Routes of knowledge managers: who may see a corpus, and of what kind its papers are."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import Field

from app.api.callers import ByManager
from app.api.forms import REFUSALS, Incoming
from app.api.jobs import JobForm, job_form
from corpora.model import Access, CorpusKind

router = APIRouter(prefix="/api", tags=["Bestände"], responses=REFUSALS)


class NewAccess(Incoming):
    """Who is to see a corpus."""

    access: Access = Field(
        description="public (alle), internal (das Haus) oder restricted (Berechtigte); höchstens die eigene Freigabe.",
        examples=["internal"],
    )


class NewKind(Incoming):
    """Of what kind a corpus's papers are."""

    kind: CorpusKind = Field(
        description="council (Ratspapiere), regulation (Recht und Regeln) oder guide (Ratgeber und Anleitungen).",
        examples=["regulation"],
    )


CorpusId = Annotated[
    str, Path(min_length=1, max_length=40, description="Kennung eines eigenen Bestands.", examples=["ortsrecht"])
]


@router.put(
    "/corpora/{corpus}/access",
    response_model=JobForm,
    status_code=202,
    summary="Ändern, wer einen eigenen Bestand sehen darf",
)
def change_access(caller: ByManager, corpus: CorpusId, wanted: NewAccess) -> dict[str, Any]:
    """Ein strengerer Zugang gilt sofort, ein weiterer Dokument für Dokument; der Auftrag trägt es nach."""
    runner, person = caller.app.runner, caller.person
    return job_form(runner.one(person, runner.change_access(person, corpus, wanted.access)))


@router.put(
    "/corpora/{corpus}/kind",
    response_model=JobForm,
    status_code=202,
    summary="Ändern, welcher Art die Unterlagen eines eigenen Bestands sind",
)
def change_kind(caller: ByManager, corpus: CorpusId, wanted: NewKind) -> dict[str, Any]:
    """Der Auftrag liest die Unterlagen dafür neu; gefunden werden sie währenddessen weiter."""
    runner, person = caller.app.runner, caller.person
    return job_form(runner.one(person, runner.change_kind(person, corpus, wanted.kind)))
