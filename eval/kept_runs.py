"""Where runs lie that people started from pages or programs: a folder each, in one of their tenant's.

::

    HOME/messungen/TENANT/RUN/angaben.json     what is known of the run besides its results
    HOME/messungen/TENANT/RUN/faelle.jsonl     the cases, as they were sent
    HOME/messungen/TENANT/RUN/run.jsonl        the results, as `kompass eval run` writes them
"""

from __future__ import annotations

import datetime
import json
import re
import shutil
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from app.data_folder import measured_folder
from corpora.errors import UsageError
from corpora.model import Access
from eval.cases import CaseSet, load_cases

_INFO, _CASES = "angaben.json", "faelle.jsonl"
_ID = re.compile(r"[0-9a-f]{32}")


class RunState(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """Stopped by an error."""
    STOPPED = "stopped"
    """Called off, or its process ended; it can be taken up again."""


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What is known of a run besides its results."""

    id: str
    tenant: str
    title: str
    subject: str
    """Of the person who started it; not shown to others."""
    access: Access
    """The person's clearance: what the run may have seen."""
    corpora: tuple[str, ...]
    """That the search was narrowed to; empty: all."""
    retrieval_only: bool
    created: datetime.datetime
    state: RunState
    done: int = 0
    total: int = 0
    failed: int = 0
    note: str = ""
    """German; why it failed."""
    cases_name: str = ""
    """Of the file of cases, without its ending; runs of the same one make a series. Empty: as the title."""
    stopping: bool = False
    """Whether it was called off and goes on to the end of its case; never so on disk."""

    @property
    def series(self) -> str:
        """What runs of the same cases have in common."""
        return self.cases_name or self.title


_INFOS = TypeAdapter(RunInfo)


class KeptRuns:
    """All runs of all tenants on disk; who may see which is decided elsewhere."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def folder(self, info: RunInfo) -> Path:
        """Where a run lies."""
        return measured_folder(self._home, info.tenant) / info.id

    def add(self, info: RunInfo, cases: bytes) -> None:
        """Make a run's folder."""
        folder = self.folder(info)
        folder.mkdir(parents=True, mode=0o700)
        (folder / _CASES).write_bytes(cases)
        self.save(info)

    def save(self, info: RunInfo) -> None:
        """Write down how a run stands; nothing for one that was removed in between."""
        folder = self.folder(info)
        if not folder.is_dir():
            return
        encoded: dict[str, Any] = _INFOS.dump_python(info, mode="json")
        draft = folder / f".{_INFO}"
        draft.write_text(json.dumps(encoded, ensure_ascii=False), encoding="utf-8")
        draft.replace(folder / _INFO)

    def all(self, tenant: str) -> list[RunInfo]:
        """A tenant's runs as they were last written, in no order."""
        files = measured_folder(self._home, tenant).glob(f"*/{_INFO}")
        return [info for info in map(_load, files) if info is not None]

    def find(self, tenant: str, id: str) -> RunInfo | None:
        """One of them."""
        return _load(measured_folder(self._home, tenant) / id / _INFO) if _ID.fullmatch(id) else None

    def remove(self, info: RunInfo) -> None:
        """Delete a run with all it holds."""
        shutil.rmtree(self.folder(info), ignore_errors=True)

    def cases(self, info: RunInfo) -> CaseSet:
        """A run's accepted cases. Raises `UsageError` that names lines, and not where the file lies."""
        file, name = self.folder(info) / _CASES, f"{info.series}.jsonl"
        try:
            return replace(load_cases(file), name=name).accepted()
        except UsageError as error:
            raise UsageError(error.message.replace(str(file), name), hint=error.hint) from error


def _load(file: Path) -> RunInfo | None:
    try:
        return _INFOS.validate_json(file.read_bytes())
    except (OSError, ValueError):
        return None  # Not there, or written by another version.
