"""What the command line and the server of its data folder say to each other: JSON, a line each.

A request names the work and its arguments. The reply is a line for each thing that happened, and a last one with the
result or the error. Both ends are the same program over the same data folder, so the dataclasses themselves are written
down; this is no interface for anybody else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from app.answering.types import AnswerEvent, Finished, Searched, Stated
from app.followup.resolving import Resolved, Turn
from app.reports import AccessReport, DeletionReceipt, IngestProgress, IngestReport, ReindexReport
from corpora import errors
from corpora.errors import AktenkompassError, Unavailable
from corpora.model import Access, CorpusKind
from corpora.scope import Scope
from index.hits import Hit
from index.search import SearchFilters

PREFIX = "/local"

_EVENTS: dict[str, type[Any]] = {
    "searched": Searched,
    "stated": Stated,
    "finished": Finished,
    "progress": IngestProgress,
}
_NAMES = {kind: name for name, kind in _EVENTS.items()}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question within a scope."""

    scope: Scope
    question: str
    limit: int = 10
    filters: SearchFilters | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """What limits a search in this scope."""

    scope: Scope


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question, and those before it."""

    question: str
    earlier: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Ingest:
    """See `Knowledge.ingest`; paths are absolute."""

    tenant: str
    corpus: str
    paths: tuple[str, ...]
    confirm_vanished: bool
    retry_failed: bool


@dataclass(frozen=True, slots=True)
class Remove:
    """A document, without `path` a corpus, without `corpus` a tenant."""

    tenant: str
    corpus: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Reindex:
    """See `Knowledge.reindex`."""

    tenant: str


@dataclass(frozen=True, slots=True)
class ChangeAccess:
    """See `Curation.change_access`."""

    tenant: str
    corpus: str
    access: Access
    seen: Access


@dataclass(frozen=True, slots=True)
class ChangeKind:
    """See `Knowledge.change_kind`."""

    tenant: str
    corpus: str
    kind: CorpusKind


WORKS: dict[str, tuple[type[Any], Any]] = {
    "search": (Asked, list[Hit]),
    "ask": (Asked, None),
    "notes": (Noted, list[str]),
    "follow_up": (FollowUp, Resolved),
    "ingest": (Ingest, IngestReport),
    "remove": (Remove, DeletionReceipt),
    "reindex": (Reindex, ReindexReport),
    "access": (ChangeAccess, AccessReport),
    "kind": (ChangeKind, IngestReport),
}
"""Name of a work to the type of its arguments and of its result."""


def write_arguments(work: str, arguments: Any) -> bytes:
    """A request's body."""
    return _adapter(work, 0).dump_json(arguments)


def read_arguments(work: str, body: bytes) -> Any:
    """The arguments in a request's body. Raises `ValueError`."""
    return _adapter(work, 0).validate_json(body)


def write_event(event: AnswerEvent | IngestProgress) -> bytes:
    """A line for something that happened."""
    kind = type(event)
    return _line({_NAMES[kind]: _event_adapter(_NAMES[kind]).dump_python(event, mode="json")})


def write_result(work: str, result: Any) -> bytes:
    """The last line of work that went well."""
    return _line({"result": _adapter(work, 1).dump_python(result, mode="json")})


def write_error(error: AktenkompassError | None) -> bytes:
    """The last line of work that did not; None for a mistake of ours."""
    told = error or Unavailable("Das hätte nicht geschehen dürfen.", hint="Das Protokoll des Dienstes nennt den Ort.")
    return _line({"error": {"code": told.code, "message": told.message, "hint": told.hint}})


def read_line(work: str, line: bytes) -> tuple[bool, Any]:
    """Whether a line is the last one, and what it brings. Raises the `AktenkompassError` that it tells."""
    ((name, content),) = json.loads(line).items()
    if name == "error":
        raise _rebuild(content)
    if name == "result":
        return True, _adapter(work, 1).validate_python(content)
    return False, _event_adapter(name).validate_python(content)


def _rebuild(told: dict[str, str]) -> AktenkompassError:
    kind = getattr(errors, told["code"], None)
    if isinstance(kind, type) and issubclass(kind, AktenkompassError):
        return kind(told["message"], hint=told["hint"])
    return Unavailable(told["message"], hint=told["hint"])


@cache
def _adapter(work: str, position: int) -> TypeAdapter[Any]:
    return TypeAdapter(WORKS[work][position])


@cache
def _event_adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(_EVENTS[name])


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"
