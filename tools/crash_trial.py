"""Kills an ingest at random moments with `kill -9`, again and again, and compares what is left with one clean run.

    python -m tools.crash_trial --kills 50 --documents 300

A folder in state A is ingested, then changed to state B (files added, changed, removed), and the ingest of B is killed
and started again until as many kills as wanted have hit; the last run goes to its end. After every kill nothing half
may be found; in the end ids, counts, files and search results must be those of an ingest of A and B without a kill.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.knowledge import Knowledge
from corpora.catalog import Catalog
from corpora.jobs import Jobs
from corpora.library import Library
from corpora.model import Access, Corpus, CorpusKind
from corpora.scope import Scope
from index.analysis import Analyzer
from index.compounds import load_splitter
from index.engines.edge import EdgeStore
from index.indexer import Indexer
from index.query import QueryReader
from index.search import Searcher
from index.sparse import SparseEncoder
from ingest.limits import Limits, OcrMode, OcrSettings

ROOT = Path(__file__).resolve().parents[1]
TENANT, CORPUS = "musterstadt", "rat"
WORDS = (
    "Haushalt Radweg Kindergarten Feuerwehr Satzung Gebühr Bauleitplanung Friedhof Schule Ausschuss Wasser Straße "
    "Beschluss Antrag Verwaltung Bürgermeister Spielplatz Sanierung Förderung Klimaschutz Bibliothek Turnhalle"
).split()
QUESTIONS = ("Wann wird der Radweg gebaut?", "Gebühr Friedhof Satzung", "Sanierung der Turnhalle", "Feuerwehr 2024")


@dataclass(frozen=True, slots=True)
class Parts:
    """The write and the read path over one data folder."""

    catalog: Catalog
    store: EdgeStore
    indexer: Indexer
    knowledge: Knowledge
    searcher: Searcher


@contextmanager
def opened(home: Path, *, batch: int = 20) -> Iterator[Parts]:
    """The parts; batches are small so that there are many commits to hit."""
    home.mkdir(parents=True, exist_ok=True)
    catalog = Catalog.open(f"sqlite:///{home / 'catalog.sqlite'}")
    library, store, analyzer = Library(home / "library"), EdgeStore(home / "index"), Analyzer(load_splitter())
    encoder = SparseEncoder(analyzer)
    indexer = Indexer(catalog, library, store, encoder, batch_documents=batch)
    knowledge = Knowledge(
        catalog,
        library,
        indexer,
        listings=home / "listings",
        limits=Limits(),
        ocr=OcrSettings(mode=OcrMode.OFF),
        workers=2,
    )
    searcher = Searcher(catalog, indexer.generations.open_current, encoder, QueryReader(analyzer))
    try:
        yield Parts(catalog, store, indexer, knowledge, searcher)
    finally:
        store.close()
        catalog.close()


def set_up(home: Path) -> None:
    """A tenant and a corpus."""
    with opened(home) as parts:
        parts.catalog.add_tenant(TENANT, "Musterstadt")
        parts.catalog.add_corpus(Corpus(TENANT, CORPUS, "Rat", CorpusKind.COUNCIL, Access.PUBLIC))


def ingest(home: Path, folder: Path) -> None:
    """One run, as `kompass ingest` does it."""
    with opened(home) as parts:
        Jobs(parts.catalog.database).interrupt()
        parts.knowledge.ingest(TENANT, CORPUS, [folder], confirm_vanished=True)


def write_folder(folder: Path, documents: int, state: str) -> None:
    """Papers in state A or B: of B every third is changed, every seventh is gone, a tenth is new."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    count = documents if state == "A" else documents + documents // 10
    for number in range(count):
        if state == "B" and number < documents and number % 7 == 3:
            continue
        changed = state == "B" and number < documents and number % 3 == 0
        generator = random.Random(f"{number}/{changed}")
        paragraphs = (" ".join(generator.choices(WORDS, k=60)) + "." for _ in range(generator.randint(2, 12)))
        text = f"# Vorlage {number}/2024\n\n" + "\n\n".join(paragraphs) + "\n"
        (folder / f"vorlage-{number:04d}.md").write_text(text, encoding="utf-8")


def snapshot(home: Path) -> dict[str, Any]:
    """All that can be told from outside: documents, points, files, search results."""
    with opened(home) as parts:
        records = parts.catalog.documents(TENANT, CORPUS)
        index = parts.indexer.generations.open_current(TENANT)
        assert index is not None
        versions = sorted((one.document, one.version, one.points) for one in index.stored_versions())
        scope = Scope(parts.catalog.grants(TENANT, Access.PUBLIC))
        hits = {
            question: [(hit.chunk, hit.path, f"{hit.score:.4g}") for hit in parts.searcher.search(scope, question, 20)]
            for question in QUESTIONS
        }
    return {
        "documents": [(one.path, one.id, one.version, one.sha256, one.state.value, one.chunks) for one in records],
        "points": versions,
        "files": sorted(str(path.relative_to(home)) for path in (home / "library").rglob("*") if path.is_file()),
        "hits": hits,
    }


def find_half(home: Path) -> list[str]:
    """What is wrong right after a kill: current documents without all of their points, and hits of others."""
    faults = []
    with opened(home) as parts:
        index = parts.indexer.generations.open_current(TENANT)
        if index is None:
            return []
        stored = {(one.document, one.version): one.points for one in index.stored_versions()}
        records = {record.id: record for record in parts.catalog.documents(TENANT, CORPUS)}
        for record in records.values():
            if record.version is not None and stored.get((record.id, record.version), 0) != record.chunks:
                faults.append(f"{record.path}: {stored.get((record.id, record.version), 0)} of {record.chunks} points")
        scope = Scope(parts.catalog.grants(TENANT, Access.PUBLIC))
        for question in QUESTIONS:
            for hit in parts.searcher.search(scope, question, 20):
                if hit.document not in records or records[hit.document].version != hit.version:
                    faults.append(f"hit of a version that is not current: {hit.path}")
    return faults


def count_done(home: Path, expected: dict[str, Any]) -> int:
    """How many documents are already as a clean run leaves them."""
    final = {(path, version) for path, _, version, *_ in expected["documents"]}
    with opened(home) as parts:
        return sum((one.path, one.version) in final for one in parts.catalog.documents(TENANT, CORPUS))


@dataclass(slots=True)
class Trial:
    """What came of it."""

    kills: int = 0
    faults: list[str] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    committed: list[int] = field(default_factory=list)
    """Documents that were as they should be in the end, after each kill."""
    completed: int = 0
    """Runs that ended before their kill; each was compared, and all began anew from state A."""


def run_killed(home: Path, folder: Path, seconds: float) -> bool:
    """Ingest in a child and kill it after so many seconds of its work; False when it had ended before."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tools.crash_trial", "--child", str(home), str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    with child.stdout:
        child.stdout.readline()
        try:
            status = child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.kill(child.pid, signal.SIGKILL)
            status = child.wait()
    if status not in (0, -signal.SIGKILL):
        raise RuntimeError(f"the ingest ended with {status}")
    return status != 0


def run_trial(work: Path, *, kills: int, documents: int, seed: int) -> Trial:
    """See the module's docstring. Raises AssertionError when the end is not that of a clean run."""
    folder, clean, killed = work / "papiere", work / "clean", work / "killed"
    # 1. What a clean run gives, and how long it takes.
    write_folder(folder, documents, "A")
    for home in (clean, killed):
        set_up(home)
        ingest(home, folder)
    write_folder(folder, documents, "B")
    started = time.monotonic()
    ingest(clean, folder)
    seconds = time.monotonic() - started
    expected = snapshot(clean)
    # 2. The same with kills. When a run gets through, everything starts over from state A.
    start = work / "state-a"
    shutil.copytree(killed, start)
    generator, trial = random.Random(seed), Trial()
    while trial.kills < kills:
        moment = generator.uniform(0, seconds)
        if run_killed(killed, folder, moment):
            trial.kills += 1
            trial.moments.append(moment)
            trial.faults += find_half(killed)
            trial.committed.append(count_done(killed, expected))
        else:
            trial.completed += 1
            trial.faults += compare(snapshot(killed), expected)
            shutil.rmtree(killed)
            shutil.copytree(start, killed)
    # 3. One run to the end.
    ingest(killed, folder)
    trial.faults += compare(snapshot(killed), expected)
    return trial


def compare(found: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """Names of what differs."""
    return [f"{name} differ from a clean run" for name in expected if found[name] != expected[name]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", nargs=2, metavar=("HOME", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print("ready", flush=True)
        ingest(Path(arguments.child[0]), Path(arguments.child[1]))
        return 0
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as work:
        trial = run_trial(Path(work), kills=arguments.kills, documents=arguments.documents, seed=arguments.seed)
    result = {
        "kills": trial.kills,
        "faults": trial.faults,
        "completed_runs": trial.completed,
        "done_documents_after_each_kill": trial.committed,
        "latest_moment_seconds": round(max(trial.moments, default=0.0), 2),
        "documents": arguments.documents,
        "seconds": round(time.monotonic() - started, 1),
    }
    print(json.dumps(result, ensure_ascii=False))
    return 1 if trial.faults else 0


if __name__ == "__main__":
    sys.exit(main())
