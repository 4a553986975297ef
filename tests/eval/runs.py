"""Whole runs made of given outcomes, without asking the product."""

from __future__ import annotations

import datetime
from pathlib import Path

from eval.outcomes import CaseOutcome
from eval.provenance import Code, CorpusState, Machine
from eval.run_file import JudgeHeader, Run, RunHeader, append, appending, write_outcome


def make_run(
    *outcomes: CaseOutcome, engine: str = "extractive", judge: JudgeHeader | None = None, cases: int = 0
) -> Run:
    header = RunHeader(
        format=1,
        id="0123456789ab",
        created=datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC),
        code=Code("0.1.0", "f" * 40, False, "a" * 64),
        machine=Machine("Linux", "Prozessor", 2, 8 * 2**30, "3.11.7"),
        settings={"answering": {"engine": engine}},
        tenant="musterstadt",
        narrowed_to=(),
        engine=engine,
        model="",
        embedder="",
        index_versions={"musterstadt": "1"},
        corpora={"musterstadt/rat": CorpusState(3, "b" * 64)},
        cases_name="fragen.jsonl",
        cases_sha256="c" * 64,
        cases=cases or len(outcomes),
        limit=10,
        depth=50,
        parallel=1,
        judge=judge,
    )
    return Run(header, outcomes)


def save(run: Run, folder: Path) -> Path:
    with appending(folder / "run.jsonl", run.header, 0) as stream:
        for outcome in run.outcomes:
            append(stream, write_outcome(outcome))
    return folder
