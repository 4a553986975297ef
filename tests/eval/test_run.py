"""Runs: the production path is asked; a run can be repeated, interrupted and continued; no secret is written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from corpora.errors import UsageError
from eval.measures.effort import TIMES
from eval.run_file import Run, load_run
from eval.scores import score
from tests.app.commandline import ROOT, Kompass
from tests.eval.town import CASES, write_cases


def scores_without_times(run: Run) -> dict[str, dict[str, float | None]]:
    scores = score(run.outcomes)
    return {
        case: {name: part.value for name, part in parts.items() if name not in TIMES}
        for case, parts in scores.by_case.items()
    }


def results(folder: Path) -> list[dict[str, object]]:
    """The lines of a run without its header and without times."""
    lines = [json.loads(line) for line in (folder / "run.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    for line in lines:
        line.pop("search_seconds", None)
        if "answer" in line:
            line["answer"].pop("seconds", None)
            line["answer"].pop("seconds_first", None)
    return lines


def test_a_run_asks_the_product_and_scores_what_it_says(finished_run: Path) -> None:
    run = load_run(finished_run)
    assert run.complete
    assert [outcome.case.id for outcome in run.outcomes] == [case["id"] for case in CASES]
    first = run.outcomes[0]
    assert first.answer is not None
    assert "3,20 Euro" in first.answer.text
    assert all(cited.verbatim for one in first.answer.statements for cited in one.citations)
    scores = score(run.outcomes)
    assert scores.value("k1", "nDCG@10") == 1
    assert scores.value("k1", "answer_success") == 1
    assert scores.value("k1", "verbatim_rate") == 1


def test_a_run_tells_what_it_was_made_of(town: Kompass, finished_run: Path) -> None:
    header = load_run(finished_run).header
    assert len(header.id) == 12
    assert len(header.code.sha256) == 64
    assert (header.engine, header.model, header.cases) == ("extractive", "", 8)
    assert {name: state.documents for name, state in header.corpora.items()} == {
        "birkenhain/rat": 3,
        "birkenhain/satzungen": 2,
    }
    assert header.index_versions["birkenhain"]
    assert header.machine.cores >= 1
    text = (finished_run / "run.jsonl").read_text(encoding="utf-8")
    assert str(town.home) not in text


def test_secrets_never_reach_a_run(town: Kompass, cases_file: Path, tmp_path: Path) -> None:
    secrets = {
        "AKTENKOMPASS_ANSWERING__MODEL__API_KEY": "geheim-eins",
        "AKTENKOMPASS_INDEX__API_KEY": "geheim-zwei",
        "AKTENKOMPASS_ANSWERING__MODEL__HOST": "http://nutzer:geheim-drei@localhost:11434",
    }
    done = town.run("eval", "run", "birkenhain", str(cases_file), "--out", str(tmp_path), "--retrieval-only", **secrets)
    assert done.code == 0, done.errors
    written = "".join(file.read_text(encoding="utf-8") for file in tmp_path.iterdir())
    assert "geheim" not in written
    assert "localhost:11434" in written


def test_the_same_run_twice_gives_identical_scores(
    town: Kompass, cases_file: Path, finished_run: Path, tmp_path: Path
) -> None:
    town.done("eval", "run", "birkenhain", str(cases_file), "--out", str(tmp_path))
    assert load_run(tmp_path).header.id == load_run(finished_run).header.id
    assert scores_without_times(load_run(tmp_path)) == scores_without_times(load_run(finished_run))


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.5, 0.77, 0.999, 1.0])
def test_a_run_cut_off_anywhere_goes_on_as_if_it_had_not_been(
    town: Kompass, cases_file: Path, finished_run: Path, tmp_path: Path, share: float
) -> None:
    whole = (finished_run / "run.jsonl").read_bytes()
    (tmp_path / "run.jsonl").write_bytes(whole[: round(len(whole) * share)])
    town.done("eval", "run", "birkenhain", str(cases_file), "--out", str(tmp_path))
    assert results(tmp_path) == results(finished_run)
    assert load_run(tmp_path).complete


_KILLED = """
import os, signal, sys
from pathlib import Path
from app.settings import load_settings
from app.wiring import Use, open_app
from eval.cases import load_cases
from eval.runner import Plan, run_cases

def show(done, total, failed):
    if done == 5:
        os.kill(os.getpid(), signal.SIGKILL)

with open_app(load_settings(), Use.SEARCH) as app:
    run_cases(app, Plan(load_cases(Path(sys.argv[1])), Path(sys.argv[2]), "birkenhain"), show=show)
"""


def test_a_killed_run_is_resumed_and_equals_one_that_was_not(
    town: Kompass, cases_file: Path, finished_run: Path, tmp_path: Path
) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(cases_file), str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "AKTENKOMPASS_HOME": str(town.home)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert len(load_run(tmp_path).outcomes) == 5
    before = (tmp_path / "run.jsonl").read_bytes()
    town.done("eval", "run", "birkenhain", str(cases_file), "--out", str(tmp_path))
    assert (tmp_path / "run.jsonl").read_bytes().startswith(before)
    assert results(tmp_path) == results(finished_run)
    assert scores_without_times(load_run(tmp_path)) == scores_without_times(load_run(finished_run))


def test_parallel_questions_are_written_in_the_order_of_the_cases(
    town: Kompass, cases_file: Path, finished_run: Path, tmp_path: Path
) -> None:
    town.done("eval", "run", "birkenhain", str(cases_file), "--out", str(tmp_path), "--parallel", "4")
    assert results(tmp_path) == results(finished_run)


def test_another_run_in_the_folder_is_not_overwritten(
    town: Kompass, cases_file: Path, finished_run: Path, tmp_path: Path
) -> None:
    (tmp_path / "run.jsonl").write_bytes((finished_run / "run.jsonl").read_bytes())
    command = ("eval", "run", "birkenhain", str(cases_file), "--out", str(tmp_path), "--limit", "3")
    refused = town.run(*command)
    assert refused.code == 2
    assert "Zahl der Fundstellen" in refused.errors
    assert "--fresh" in refused.errors
    town.done(*command, "--fresh")
    assert load_run(tmp_path).header.limit == 3


def test_a_search_only_run_measures_no_answers(town: Kompass, cases_file: Path, tmp_path: Path) -> None:
    town.done("eval", "run", "birkenhain/rat", str(cases_file), "--out", str(tmp_path), "--retrieval-only")
    run = load_run(tmp_path)
    assert run.header.retrieval_only
    assert list(run.header.corpora) == ["birkenhain/rat"]
    assert all(outcome.answer is None for outcome in run.outcomes)
    assert {found.corpus for outcome in run.outcomes for found in outcome.found} == {"rat"}


@pytest.mark.parametrize("word", ["Bücherei", "Wochenmarkt"])
def test_a_question_that_breaks_the_product_stays_in_the_denominator(
    town: Kompass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    from index.search import Searcher

    search = Searcher.search

    def break_on_one(self: Searcher, scope: object, question: str, *more: object) -> object:
        if word in question:
            raise RuntimeError("kaputt")
        return search(self, scope, question, *more)  # type: ignore[arg-type]

    file = write_cases(tmp_path / "fragen.jsonl")
    town.done("eval", "run", "birkenhain", str(file), "--out", str(tmp_path / "gut"))
    monkeypatch.setattr(Searcher, "search", break_on_one)
    broken = town.run("eval", "run", "birkenhain", str(file), "--out", str(tmp_path / "schlecht"))
    assert broken.code == 1
    assert "1 fehlgeschlagen (zählt als falsch)" in broken.output
    good, bad = (score(load_run(tmp_path / name).outcomes) for name in ("gut", "schlecht"))
    for measure in ("nDCG@10", "answer_success", "citation_recall"):
        before, after = good.estimate(measure), bad.estimate(measure)
        assert before is not None
        assert after is not None
        assert after.cases == before.cases
        assert after.value < before.value


def test_a_case_without_a_tenant_needs_one_on_the_command_line(town: Kompass, cases_file: Path, tmp_path: Path) -> None:
    missing = town.run("eval", "run", "--out", str(tmp_path))
    assert missing.code == 2
    assert "Es fehlen Mandant und Falldatei" in missing.errors
    unknown = town.run("eval", "run", "nirgendwo", str(cases_file), "--out", str(tmp_path))
    assert unknown.code == 2
    assert "nirgendwo" in unknown.errors


def test_a_case_of_another_tenant_is_refused_before_anything_is_asked(town: Kompass, tmp_path: Path) -> None:
    file = tmp_path / "fragen.jsonl"
    case = {"id": "f1", "question": "Was kostet ein Marktstand?", "answerable": False, "tenant": "nachbarort"}
    file.write_text(json.dumps(case) + "\n", encoding="utf-8")
    refused = town.run("eval", "run", "birkenhain", str(file), "--out", str(tmp_path / "lauf"))
    assert refused.code == 2
    assert "gehört „nachbarort“" in refused.errors
    assert not (tmp_path / "lauf").exists()


def test_damaged_runs_name_the_line(finished_run: Path, tmp_path: Path) -> None:
    lines = (finished_run / "run.jsonl").read_text(encoding="utf-8").splitlines()
    file = tmp_path / "run.jsonl"
    file.write_text("\n".join([*lines[:3], "{kaputt", *lines[4:], ""]), encoding="utf-8")
    with pytest.raises(UsageError, match="Zeile 4"):
        load_run(file)
    file.write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(UsageError, match="Format None"):
        load_run(tmp_path)
    file.write_text("Frage\n", encoding="utf-8")
    with pytest.raises(UsageError, match="kein Kopf"):
        load_run(tmp_path)
    with pytest.raises(UsageError, match="nicht lesbar"):
        load_run(tmp_path / "fehlt")
