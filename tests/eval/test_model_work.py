"""What a language model does for evaluators: judging answers and drafting cases, against a real server on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.answering.types import Verdict
from eval.cases import CaseStatus, load_cases
from eval.dialogue import configured_model
from eval.judge_agreement import agree
from eval.judging import ModelJudge
from eval.run_file import load_run
from eval.scores import score
from tests.app.commandline import Done, Kompass
from tests.eval.makers import answer, case, cited, statement
from tests.ollama_server import MODEL, ModelServer, say_raw


@pytest.fixture
def host() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


def verdict(held: list[bool], correctness: int = 2, relevance: int = 1) -> str:
    listed = [{"nummer": number, "belegt": value} for number, value in enumerate(held, start=1)]
    return json.dumps({"aussagen": listed, "richtigkeit": correctness, "bezug": relevance})


def judge_with(host: ModelServer, reply: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModelJudge:
    from app.settings import load_settings

    host.behaviour.policy = say_raw(reply)
    environment = {
        "AKTENKOMPASS_HOME": str(tmp_path),
        "AKTENKOMPASS_ANSWERING__MODEL__HOST": host.url,
        "AKTENKOMPASS_ANSWERING__MODEL__NAME": MODEL,
    }
    return ModelJudge(configured_model(load_settings(environment)))


GIVEN = answer(
    statement("a", cited(quote="A steht hier.")),
    statement("b", cited(quote="B steht hier.")),
    statement("c", verdict=Verdict.UNSUPPORTED),
)


def test_a_verdict_becomes_shares(host: ModelServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = case("f", question="Was gilt?")
    judge = judge_with(host, verdict([True, False, True]), monkeypatch, tmp_path)
    judged = judge.judge(asked, GIVEN)
    # The third statement has no quote: nothing follows from nothing, whatever the judge says.
    assert judged.faithfulness == pytest.approx(1 / 3)
    assert (judged.correctness, judged.relevance, judged.error) == (None, 0.5, "")
    sent = "\n".join(message["content"] for message in host.requests[-1].body["messages"])
    assert "A steht hier." in sent
    assert "Frage: Was gilt?" in sent


def test_a_useless_verdict_is_no_verdict_and_no_zero(
    host: ModelServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for reply in ("{", "[]", verdict([True]), verdict([True] * 3, correctness=7), json.dumps({"aussagen": []})):
        judged = judge_with(host, reply, monkeypatch, tmp_path).judge(replace(case(), answer="5 €"), GIVEN)
        assert judged.error
        assert judged.faithfulness is None


def test_an_answer_without_statements_is_not_judged(
    host: ModelServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    judged = judge_with(host, verdict([]), monkeypatch, tmp_path).judge(case(), answer())
    assert (judged.faithfulness, judged.error) == (None, "")
    assert host.requests == []


def run_with_judge(town: Kompass, host: str, cases: Path, out: Path) -> Done:
    environment = {"AKTENKOMPASS_ANSWERING__MODEL__HOST": host, "AKTENKOMPASS_ANSWERING__MODEL__NAME": MODEL}
    return town.run("eval", "run", "birkenhain", str(cases), "--out", str(out), "--judge", **environment)


def test_a_judged_run_names_model_and_prompt(
    town: Kompass, host: ModelServer, cases_file: Path, tmp_path: Path
) -> None:
    host.behaviour.policy = say_raw(verdict([True] * 9))
    done = run_with_judge(town, host.url, cases_file, tmp_path)
    assert done.code == 0, done.errors
    run = load_run(tmp_path)
    assert run.header.judge is not None
    assert run.header.judge.model == MODEL
    assert "belegt" in run.header.judge.prompt
    measured = score(run.outcomes, judged=True).estimate("judged_faithfulness")
    assert measured is not None
    assert measured.value > 0
    assert "Übereinstimmung" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_judge_that_is_not_there_stops_the_run_and_says_so(
    town: Kompass, host: ModelServer, cases_file: Path, tmp_path: Path
) -> None:
    host.behaviour.status = 503
    done = run_with_judge(town, host.url, cases_file, tmp_path)
    assert done.code == 3
    assert "503" in done.errors


def test_judging_needs_a_model(town: Kompass, cases_file: Path, tmp_path: Path) -> None:
    done = town.run("eval", "run", "birkenhain", str(cases_file), "--out", str(tmp_path), "--judge")
    assert done.code == 2
    assert "answering.model.name" in done.errors


def test_agreement_by_hand() -> None:
    pairs = [(True, True)] * 4 + [(False, False)] * 2 + [(True, False)] * 3 + [(False, True)]
    share, kappa = agree(pairs)
    assert share == pytest.approx(0.6)
    # Chance: 0.7 · 0.5 + 0.3 · 0.5
    assert kappa == pytest.approx((0.6 - 0.5) / 0.5)
    assert agree([(True, True)]) == (1.0, None)
    assert agree([]) == (None, None)


def test_known_items_are_proposed_without_a_model(town: Kompass, tmp_path: Path) -> None:
    done = town.done("eval", "draft", "birkenhain/rat", "--count", "6")
    file = tmp_path / "vorschlaege.jsonl"
    file.write_text(done.output, encoding="utf-8")
    cases = load_cases(file).cases
    assert {case.type for case in cases} >= {"bekannt_nummer"}
    assert all(case.status is CaseStatus.PROPOSED and case.tenant == "birkenhain" for case in cases)
    by_number = {case.question: case for case in cases if case.type == "bekannt_nummer"}
    assert by_number["17/2025"].relevant[0].document == "2025/bruecke.txt"
    # Two papers have the same title: it names neither of them.
    assert not any(case.type == "bekannt_titel" and "bruecke" in case.relevant[0].document for case in cases)
    assert town.done("eval", "draft", "birkenhain/rat", "--count", "6").output == done.output


def test_accepted_drafts_can_be_run(town: Kompass, tmp_path: Path) -> None:
    file = tmp_path / "faelle.jsonl"
    text = town.done("eval", "draft", "birkenhain/satzungen", "--count", "5").output
    file.write_text(text, encoding="utf-8")
    command = ("eval", "run", "birkenhain", str(file), "--out", str(tmp_path / "lauf"), "--retrieval-only")
    refused = town.run(*command)
    assert refused.code == 2
    assert "kein Fall angenommen" in refused.errors
    file.write_text(text.replace("vorgeschlagen", "angenommen"), encoding="utf-8")
    town.done(*command)


def test_a_model_writes_questions_and_only_those_with_a_true_span_are_kept(town: Kompass, host: ModelServer) -> None:
    span = "3,20 Euro je laufendem Meter"
    written = json.dumps({"frage": "Was kostet ein Marktstand?", "antwort": "3,20 Euro je Meter.", "stelle": span})
    host.behaviour.body = json.dumps(
        {"model": MODEL, "message": {"role": "assistant", "content": written}, "done": True, "done_reason": "stop"}
    )
    environment = {"AKTENKOMPASS_ANSWERING__MODEL__HOST": host.url, "AKTENKOMPASS_ANSWERING__MODEL__NAME": MODEL}
    done = town.run("eval", "draft", "birkenhain/satzungen", "--count", "2", "--model", **environment)
    assert done.code == 0, done.errors
    (drafted,) = done.records
    assert drafted["relevant"][0]["section"] == "§ 5 Standgeld"
    assert drafted["answer_spans"] == [span]
    assert drafted["drafted_by"] == MODEL
    assert drafted["status"] == "vorgeschlagen"


def test_drafting_from_an_unknown_corpus_is_told(town: Kompass) -> None:
    done = town.run("eval", "draft", "birkenhain/gibtsnicht")
    assert done.code == 2
    assert "gibtsnicht" in done.errors
