"""The committed run that `make eval` compares with."""

from __future__ import annotations

import hashlib
from pathlib import Path

from corpora.demo.manifest import load_demo
from eval.run_file import load_run
from eval.scores import score

REFERENCE = Path(__file__).resolve().parents[2] / "eval" / "reference_runs" / "demo.jsonl.gz"


def test_it_is_whole_and_of_the_questions_the_demo_has_now() -> None:
    run = load_run(REFERENCE)
    assert run.complete
    assert run.header.cases_sha256 == hashlib.sha256(load_demo().questions.read_bytes()).hexdigest()
    assert not any(outcome.failed for outcome in run.outcomes)


def test_it_measures_what_the_gate_asks_for() -> None:
    scores = score(load_run(REFERENCE).outcomes)
    for name in ("nDCG@10", "answer_success", "citation_precision", "verbatim_rate", "abstention_f1"):
        assert scores.estimate(name) is not None
