"""Retrieval on real papers beside public libraries over the same chunks: ``make bench-quality``.

    python -m tools.bench_quality [--data FOLDER] [--only xquad-de,satzungen] [--home FOLDER] [--embed-seconds 40]

FOLDER (default ``../shared/data``) is described in `eval.benchmarks`. Our own rows come from the production search with
the production settings; runs are kept in ``HOME/runs``. A data folder named with --home is used again: unchanged papers
are not read twice. One progress line a set goes to standard error, the table to standard output.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from app.settings import load_settings
from app.wiring import App, Use, open_app
from corpora.errors import AktenkompassError
from eval.baselines import BaselineResult, search_bm25s, search_llamaindex
from eval.benchmarks import BENCHMARKS, Benchmark, ingest, read_passages, unpack
from eval.cases import load_cases
from eval.report.tables import Column, write_markdown_table
from eval.runner import Plan, run_cases
from eval.scores import NONE, Scores, score
from eval.uncertainty import compare
from eval.words import GERMAN

MEASURES = ("nDCG@10", "R@5", "R@10")
COLUMNS = (
    Column("Bestand"),
    Column("Verfahren"),
    *(Column(name, "number") for name in MEASURES),
    Column("wir / dies", "number"),
    Column("p", "number"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One method on one set."""

    name: str
    scores: Scores
    bound: str = ""
    """What part of the chunks it saw, where it was not all of them."""


def main() -> int:
    """0; also where the data is missing, which is said."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench_quality")
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    parser.add_argument("--only", default=",".join(benchmark.name for benchmark in BENCHMARKS))
    parser.add_argument("--home", type=Path, help="data folder to keep; else a temporary one")
    parser.add_argument("--embed-seconds", type=float, default=40.0, help="budget of the LlamaIndex baseline a set")
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        print(f"skipped: {arguments.data} is not there; name the folder of papers with --data", file=sys.stderr)
        return 0
    wanted = [benchmark for benchmark in BENCHMARKS if benchmark.name in arguments.only.split(",")]
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="aktenkompass-quality-") as temporary:
        home = (arguments.home or Path(temporary)).absolute()
        settings = load_settings({**os.environ, "AKTENKOMPASS_HOME": str(home)})
        notes: list[str] = []
        print(write_markdown_table(COLUMNS, []), flush=True)
        with open_app(settings, Use.WRITE) as app:
            for benchmark in wanted:
                try:
                    rows = measure(app, benchmark, arguments.data, home, arguments.embed_seconds)
                except AktenkompassError as error:
                    notes.append(f"{benchmark.name}: nicht gemessen. {error}")
                    continue
                # Line by line, so that what is measured is not lost when a later set is interrupted.
                for row in rows:
                    print(f"| {' | '.join(write_row(benchmark, row, rows[0]))} |", flush=True)
                notes += [f"{benchmark.name}, {row.name}: {row.bound}" for row in rows if row.bound]
    for note in notes:
        print(f"\n{note}")
    print(f"\n{time.monotonic() - started:.0f} s in all")
    return 0


def measure(app: App, benchmark: Benchmark, data: Path, home: Path, embed_seconds: float) -> list[Row]:
    """Our row first, then each baseline."""
    started = time.monotonic()
    folder = unpack(benchmark, data, home / "papers")
    documents = ingest(app, benchmark, folder)
    read = time.monotonic()
    cases = load_cases(data / "eval" / f"{benchmark.name}.jsonl").accepted()
    out = home / "runs" / benchmark.name
    run = run_cases(app, Plan(cases, out, benchmark.name, retrieval_only=True, fresh=True))
    asked = time.monotonic()
    rows = [Row("Aktenkompass", score(run.outcomes, answered=False))]
    passages = list(read_passages(app, benchmark))
    results = [search_bm25s(passages, cases.cases, german=german) for german in (False, True)]
    if embed_seconds > 0:
        results.append(search_llamaindex(passages, cases.cases, embed_seconds))
    rows += [Row(result.name, score(result.outcomes, answered=False), describe_bound(result)) for result in results]
    print(
        f"{benchmark.name}: {GERMAN.count(documents)} Dokumente, {GERMAN.count(len(passages))} Abschnitte, "
        f"{GERMAN.count(len(cases.cases))} Fragen; gelesen in {read - started:.0f} s, gefragt in {asked - read:.0f} s, "
        f"Vergleiche in {time.monotonic() - asked:.0f} s",
        file=sys.stderr,
        flush=True,
    )
    return rows


def describe_bound(result: BaselineResult) -> str:
    """What part of the chunks a method saw; empty when it was all."""
    if not result.upper_bound:
        return ""
    return (
        f"obere Grenze: gesucht in {GERMAN.count(result.passages)} von {GERMAN.count(result.of_passages)} Abschnitten, "
        "alle richtigen darunter; mehr hätte die Zeit nicht erlaubt."
    )


def write_row(benchmark: Benchmark, row: Row, ours: Row) -> tuple[str, ...]:
    """A line of the table; ratio and p compare nDCG@10 with ours."""
    sign = "≤ " if row.bound else ""
    cells = []
    for name in MEASURES:
        measured = row.scores.estimate(name)
        cells.append(f"{sign}{GERMAN.number(measured.value)}" if measured else "–")
    if row is ours:
        return (benchmark.name, row.name, *cells, "", "")
    parts = [
        [scores.by_case[case].get(MEASURES[0], NONE) for case in ours.scores.by_case]
        for scores in (row.scores, ours.scores)
    ]
    difference = compare(*parts)
    if difference is None:
        return (benchmark.name, row.name, *cells, "–", "–")
    ratio = difference.after / difference.before if difference.before else None
    return (
        benchmark.name,
        row.name,
        *cells,
        f"{'≥ ' if row.bound else ''}{GERMAN.number(ratio, 2)}",
        GERMAN.number(difference.p),
    )


if __name__ == "__main__":
    sys.exit(main())
