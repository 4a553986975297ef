"""The header of a run: everything that decides its scores, read from the product that is about to be asked."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, SecretStr, TypeAdapter

from app.answering_settings import AnswerEngine
from corpora.scope import Scope
from eval.cases import CaseSet
from eval.provenance import CorpusState, read_code, read_corpora, read_machine
from eval.run_file import FORMAT, JudgeHeader, RunHeader

if TYPE_CHECKING:
    from app.settings import Settings
    from app.wiring import App

_HEADER = TypeAdapter(RunHeader)

_DECIDING = (
    "format",
    "code",
    "settings",
    "tenant",
    "narrowed_to",
    "engine",
    "model",
    "embedder",
    "index_versions",
    "corpora",
    "cases_sha256",
    "cases",
    "limit",
    "depth",
    "judge",
)
"""Fields that decide the scores. Machine, time and parallelism decide how long it takes."""


def make_header(  # noqa: PLR0913 - each part of a run is named where it is put together
    app: App,
    cases: CaseSet,
    scopes: Sequence[Scope],
    *,
    tenant: str,
    narrowed_to: tuple[str, ...],
    retrieval_only: bool,
    limit: int,
    depth: int,
    parallel: int,
    judge: JudgeHeader | None,
) -> RunHeader:
    """The header of a run that is about to begin."""
    answering = app.settings.answering
    generates = answering.engine is not AnswerEngine.EXTRACTIVE and not retrieval_only
    states: dict[str, CorpusState] = {}
    for scope in scopes:
        states |= read_corpora(app.catalog, scope)
    tenants = sorted({grant.tenant for scope in scopes for grant in scope.grants})
    header = RunHeader(
        format=FORMAT,
        id="",
        created=datetime.datetime.now(datetime.UTC).replace(microsecond=0),
        code=read_code(),
        machine=read_machine(),
        settings=read_settings(app.settings),
        tenant=tenant,
        narrowed_to=tuple(sorted(narrowed_to)),
        engine="" if retrieval_only else answering.engine.value,
        model=answering.model.name if generates else "",
        embedder=app.embedder.name if app.embedder is not None else "",
        index_versions={tenant: app.catalog.generation(tenant) or "" for tenant in tenants},
        corpora=dict(sorted(states.items())),
        cases_name=cases.name,
        cases_sha256=cases.sha256,
        cases=len(cases.cases),
        limit=limit,
        depth=depth,
        parallel=parallel,
        judge=judge,
    )
    values = _deciding_values(header)
    identity = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:12]
    return replace(header, id=identity)


def find_differences(one: RunHeader, other: RunHeader) -> list[str]:
    """What of all that decides the scores differs between two runs, as names of fields; `eval.words` calls them."""
    ours, theirs = _deciding_values(one), _deciding_values(other)
    return [name for name in _DECIDING if ours[name] != theirs[name]]


def read_settings(settings: Settings) -> dict[str, Any]:
    """All settings but the data folder and secrets; addresses without the password that may stand in them."""
    return {name: value for name, value in _public_values(settings).items() if name != "home"}


def _deciding_values(header: RunHeader) -> dict[str, Any]:
    values = _HEADER.dump_python(header, mode="json")
    # The commit is told apart by what stands in it: a commit of a note changes nothing that is measured.
    values["code"] = header.code.sha256
    return {name: values[name] for name in _DECIDING}


def _public_values(model: BaseModel) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, SecretStr):
            continue
        if isinstance(value, BaseModel):
            values[name] = _public_values(value)
        elif isinstance(value, str):
            values[name] = _without_password(str(value))
        else:
            values[name] = value if isinstance(value, int | float | bool | None | Mapping) else str(value)
    return values


def _without_password(value: str) -> str:
    if "://" not in value or "@" not in value:
        return value
    parts = urlsplit(value)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
