"""What a run was made of: code, machine, documents. All of it goes into the header of a run."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from corpora.catalog import Catalog
from corpora.scope import Scope

PACKAGES = ("corpora", "ingest", "index", "app", "eval")
_ROOT = Path(__file__).resolve().parents[1]
_GIT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Code:
    """Which program ran."""

    version: str
    commit: str | None
    """None outside of a git working tree."""
    dirty: bool | None
    """Whether files of the working tree differ from the commit."""
    sha256: str
    """Over all Python files of the five packages: the same code has the same hash, committed or not."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it ran; times mean nothing without it."""

    system: str
    processor: str
    cores: int
    memory_bytes: int
    python: str


@dataclass(frozen=True, slots=True)
class CorpusState:
    """What a corpus held when it was asked."""

    documents: int
    sha256: str
    """Over path, version and access of every searchable document."""


def read_code() -> Code:
    """The program that is running now."""
    try:
        release = version("aktenkompass")
    except PackageNotFoundError:
        release = ""
    commit = _git("rev-parse", "HEAD") if (_ROOT / ".git").exists() else None
    dirty = None if commit is None else bool(_git("status", "--porcelain", "--untracked-files=no"))
    return Code(release, commit or None, dirty, hash_code())


def hash_code() -> str:
    """One hash over the program's own Python files, by path and content."""
    whole = hashlib.sha256()
    for package in PACKAGES:
        for file in sorted((_ROOT / package).rglob("*.py")):
            whole.update(f"{file.relative_to(_ROOT).as_posix()}\0".encode())
            whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def read_machine() -> Machine:
    """The machine this process runs on, without its name."""
    return Machine(
        system=f"{platform.system()} {platform.release()}",
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory_bytes=_memory(),
        python=platform.python_version(),
    )


def read_corpora(catalog: Catalog, scope: Scope) -> dict[str, CorpusState]:
    """The state of every corpus in the scope by ``tenant/corpus``."""
    states = {}
    for grant in scope.grants:
        for corpus in sorted(grant.corpora):
            whole = hashlib.sha256()
            count = 0
            for record in sorted(catalog.documents(grant.tenant, corpus), key=lambda record: record.path):
                if record.version is not None and scope.allows(record.tenant, record.corpus, record.access):
                    whole.update(f"{record.path}\0{record.version}\0{record.access.value}\n".encode())
                    count += 1
            states[f"{grant.tenant}/{corpus}"] = CorpusState(count, whole.hexdigest())
    return dict(sorted(states.items()))


def _git(*arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments
            ["git", "-C", str(_ROOT), *arguments],  # noqa: S607
            capture_output=True,
            text=True,
            timeout=_GIT_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return " ".join(line.partition(":")[2].split())
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 0
