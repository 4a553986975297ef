"""A run on disk: JSON lines, the header first, then one line a case in the order of the case file.

Each line is flushed to disk before the next case is written, so a killed run loses at most the case it was writing; a
half line at the end is cut off when the run goes on. Files ending in ``.gz`` are read, never written.
"""

from __future__ import annotations

import datetime
import gzip
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from corpora.errors import UsageError
from eval.outcomes import CaseOutcome
from eval.provenance import Code, CorpusState, Machine

T = TypeVar("T")

FORMAT = 1
FILE_NAME = "run.jsonl"


@dataclass(frozen=True, slots=True)
class JudgeHeader:
    """Which model judged, by which words."""

    model: str
    prompt: str
    """The instructions as sent, without the random marks around quoted text."""


@dataclass(frozen=True, slots=True)
class RunHeader:
    """What a run was made of."""

    format: int
    id: str
    """Twelve hexadecimal digits from everything that decides the scores: the same input, the same id."""
    created: datetime.datetime
    code: Code
    machine: Machine
    settings: Mapping[str, Any]
    """All settings but secrets and the data folder."""
    tenant: str
    """Who asks the cases that name no tenant; empty when all do."""
    narrowed_to: tuple[str, ...]
    """Corpora the search was narrowed to; empty: all the tenant may ask."""
    engine: str
    """``extractive``, ``generative`` or ``auto``; empty in a run of the search alone."""
    model: str
    embedder: str
    index_versions: Mapping[str, str]
    """Index generation by tenant."""
    corpora: Mapping[str, CorpusState]
    """By ``tenant/corpus``."""
    cases_name: str
    cases_sha256: str
    cases: int
    limit: int
    """Hits an answer was made from."""
    depth: int
    """Hits the retrieval measures see."""
    parallel: int
    judge: JudgeHeader | None = None

    @property
    def retrieval_only(self) -> bool:
        """Whether no answers were asked for."""
        return not self.engine


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it was read from a file."""

    header: RunHeader
    outcomes: tuple[CaseOutcome, ...]
    """In the order of the case file; fewer than `header.cases` while a run is not finished."""

    @property
    def complete(self) -> bool:
        """Whether every case is there."""
        return len(self.outcomes) == self.header.cases


_HEADER = TypeAdapter(RunHeader)
_OUTCOME = TypeAdapter(CaseOutcome)


def write_header(header: RunHeader) -> str:
    """The header as a line without its end."""
    return _HEADER.dump_json(header).decode()


def write_outcome(outcome: CaseOutcome) -> str:
    """An outcome as a line without its end; fields at their default are left out."""
    return _OUTCOME.dump_json(outcome, exclude_defaults=True).decode()


def load_run(path: Path) -> Run:
    """Read a run file, or the one in a folder. Raises `UsageError` that names the line at fault."""
    file = path / FILE_NAME if path.is_dir() else path
    try:
        data = file.read_bytes()
        data = gzip.decompress(data) if file.suffix == ".gz" else data
        # A killed run ends in half a line, perhaps in half a character.
        text = data[: data.rfind(b"\n") + 1].decode()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise UsageError(
            f"Der Lauf {path} ist nicht lesbar ({getattr(error, 'strerror', None) or error}).",
            hint=f"Nennen Sie eine Datei {FILE_NAME} oder den Ordner, den `kompass eval run --out` angelegt hat.",
        ) from error
    lines = text.split("\n")[:-1]
    if not lines:
        raise UsageError(f"Der Lauf {file} ist leer.", hint="Starten Sie ihn noch einmal mit `kompass eval run`.")
    _check_format(lines[0], file)
    header = _parse(_HEADER, lines[0], file, 1)
    return Run(header, tuple(_parse(_OUTCOME, line, file, number) for number, line in enumerate(lines[1:], start=2)))


@contextmanager
def appending(file: Path, header: RunHeader, done: int) -> Iterator[IO[str]]:
    """A new run file with its header, or (when `done` cases stand in it) the old one, ready for the next line."""
    if done:
        _cut_half_line(file)
        mode = "a"
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        mode = "w"
    with file.open(mode, encoding="utf-8", newline="\n") as stream:
        if not done:
            append(stream, write_header(header))
        yield stream


def append(stream: IO[str], line: str) -> None:
    """Write one line and make sure it is on disk."""
    stream.write(line + "\n")
    stream.flush()
    os.fsync(stream.fileno())


def _cut_half_line(file: Path) -> None:
    data = file.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole != len(data):
        with file.open("r+b") as stream:
            stream.truncate(whole)


def _check_format(line: str, file: Path) -> None:
    try:
        found = json.loads(line).get("format")
    except (json.JSONDecodeError, AttributeError) as error:
        raise UsageError(
            f"{file} ist kein Lauf: die erste Zeile ist kein Kopf.",
            hint=f"Nennen Sie eine Datei {FILE_NAME}, die `kompass eval run` geschrieben hat.",
        ) from error
    if found != FORMAT:
        raise UsageError(
            f"{file} ist kein Lauf, den diese Version lesen kann (Format {found}, erwartet {FORMAT}).",
            hint="Wiederholen Sie den Lauf mit dieser Version.",
        )


def _parse(adapter: TypeAdapter[T], line: str, file: Path, number: int) -> T:
    try:
        return adapter.validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "Zeile"
        raise UsageError(
            f"{file}, Zeile {number}: kein gültiger Lauf ({where}: {first['msg']}).",
            hint="Die Datei ist beschädigt; wiederholen Sie den Lauf.",
        ) from error
