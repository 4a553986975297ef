"""What the demo holds: tenants, corpora with their folders, and where the questions lie."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class DemoCorpus:
    """One corpus of a demo tenant."""

    id: str
    title: str
    kind: str
    """council, regulation or guide."""
    access: str
    """public, internal or restricted."""
    folder: Path
    """Where its files lie, absolute."""
    shared_with: tuple[str, ...]
    """Ids of the other tenants who may ask it."""


@dataclass(frozen=True, slots=True)
class DemoTenant:
    """One fictional municipality."""

    id: str
    title: str
    corpora: tuple[DemoCorpus, ...]


@dataclass(frozen=True, slots=True)
class DemoCatalog:
    """The whole demo."""

    tenants: tuple[DemoTenant, ...]
    questions: Path
    """JSON lines, one question each, with `tenant`, `corpus` and the gold places in `relevant`."""


def load_demo() -> DemoCatalog:
    """Read `catalog.toml` of this package. The package lies unpacked on disk, so folders are ordinary paths."""
    root = Path(str(resources.files("corpora.demo")))
    tenants = tomllib.loads((root / "catalog.toml").read_text(encoding="utf-8"))["tenant"]
    return DemoCatalog(
        tenants=tuple(
            DemoTenant(
                id=tenant["id"],
                title=tenant["title"],
                corpora=tuple(_parse_corpus(corpus, root) for corpus in tenant["corpus"]),
            )
            for tenant in tenants
        ),
        questions=root / "questions.jsonl",
    )


def _parse_corpus(corpus: dict[str, Any], root: Path) -> DemoCorpus:
    return DemoCorpus(
        id=corpus["id"],
        title=corpus["title"],
        kind=corpus["kind"],
        access=corpus["access"],
        folder=root / corpus["folder"],
        shared_with=tuple(corpus.get("shared_with", ())),
    )
