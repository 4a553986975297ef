"""`kompass ask`: answers for people and programs, and how their failures are told."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

import pytest

from tests.app.commandline import Kompass, fill


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Kompass:
    folder = tmp_path_factory.mktemp("filled")
    return fill(folder / "home", folder / "papers")


@pytest.fixture
def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port: int = server.getsockname()[1]
        return port


def test_an_answer_names_quote_document_and_page_of_every_statement(filled: Kompass) -> None:
    (answer,) = filled.done("ask", "musterstadt", "Wie hoch ist die Hundesteuer für den ersten Hund?", "--json").records
    assert answer["outcome"] == "answered"
    assert (answer["engine"], answer["model"]) == ("extractive", None)
    first = answer["statements"][0]
    assert "84 Euro" in first["text"]
    assert (first["verdict"], first["document"], first["page"]) == ("supported", "hundesteuer.md", None)
    (citation, *_) = first["citations"]
    assert citation["section"] == "§ 4 Steuersatz"
    assert citation["quote"] == first["quote"]
    assert citation["end"] > citation["start"]
    assert answer["hits"][0]["rank"] == 1
    assert answer["index_version"].startswith("musterstadt:")
    assert answer["notice"]
    assert answer["seconds"] > 0


def test_an_answer_is_printed_statement_by_statement_with_its_places(filled: Kompass) -> None:
    done = filled.done("ask", "musterstadt", "Wie hoch ist die Hundesteuer für den ersten Hund?")
    assert "84 Euro" in done.output
    assert "[1] Hundesteuersatzung der Stadt Musterstadt" in done.output
    assert "musterstadt/satzungen: hundesteuer.md" in done.output
    assert "Wörtlich aus den Dokumenten" in done.output
    assert "Fundstellen durchsucht" in done.errors


def test_a_question_that_nothing_fits_gets_no_answer(filled: Kompass) -> None:
    (answer,) = filled.done("ask", "musterstadt", "Quantenchromodynamik?", "--json").records
    assert (answer["outcome"], answer["statements"]) == ("no_answer", [])
    assert answer["reason"]
    assert filled.done("ask", "musterstadt", "Quantenchromodynamik?").output.startswith("Keine Antwort: ")


def test_weak_evidence_shows_the_nearest_documents_instead_of_an_answer(filled: Kompass) -> None:
    done = filled.run("ask", "musterstadt", "Hundesteuer in Wien?", AKTENKOMPASS_ANSWERING__THRESHOLD="1")
    assert done.code == 0
    assert done.output.startswith("Keine Antwort: ")
    assert "Die nächstliegenden Fundstellen:" in done.output
    assert "hundesteuer.md" in done.output


def test_a_file_of_questions_gives_one_answer_a_line_with_ids_kept(filled: Kompass, tmp_path: Path) -> None:
    batch = tmp_path / "fragen.jsonl"
    questions = [{"id": "x", "question": "Wie hoch ist die Hundesteuer?"}, {"id": "y", "question": "Chromodynamik"}]
    batch.write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    records = filled.done("ask", "musterstadt", "--batch", str(batch)).records
    assert [(record["id"], record["outcome"]) for record in records] == [("x", "answered"), ("y", "no_answer")]


def test_follow_up_questions_of_a_conversation_are_understood_from_it(filled: Kompass, tmp_path: Path) -> None:
    batch = tmp_path / "gespraech.jsonl"
    questions = [
        {"id": 1, "conversation": "hund", "question": "Wie hoch ist die Hundesteuer für den ersten Hund?"},
        {"id": 2, "conversation": "halle", "question": "Was kostet die Sanierung der Turnhalle?"},
        {"id": 3, "conversation": "hund", "question": "Und für jeden weiteren?"},
        {"id": 4, "conversation": "halle", "question": "Wann soll das beginnen?"},
        {"id": 5, "question": "Und für jeden weiteren?"},
    ]
    batch.write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")

    records = filled.done("ask", "musterstadt", "--batch", str(batch)).records

    assert [record["question"] for record in records] == [
        "Wie hoch ist die Hundesteuer für den ersten Hund?",
        "Was kostet die Sanierung der Turnhalle?",
        "Wie hoch ist die Hundesteuer für jeden weiteren Hund?",
        "Wann soll das beginnen (Sanierung der Turnhalle)?",
        "Und für jeden weiteren?",
    ]
    assert [record.get("asked") for record in records] == [*(each["question"] for each in questions[:4]), None]
    assert [record.get("conversation") for record in records] == ["hund", "halle", "hund", "halle", None]
    assert "120 Euro" in records[2]["statements"][0]["text"]


def test_a_conversation_that_is_no_name_is_refused(filled: Kompass, tmp_path: Path) -> None:
    batch = tmp_path / "gespraech.jsonl"
    batch.write_text('{"question": "Was gilt?", "conversation": ["g"]}', encoding="utf-8")

    done = filled.run("ask", "musterstadt", "--batch", str(batch))

    assert done.code == 2
    assert "„conversation“ in Zeile 1" in done.errors


def test_a_model_that_is_not_there_shows_the_sources_and_ends_with_3(filled: Kompass, closed_port: int) -> None:
    environment = {
        "AKTENKOMPASS_ANSWERING__ENGINE": "generative",
        "AKTENKOMPASS_ANSWERING__MODEL__NAME": "modell",
        "AKTENKOMPASS_ANSWERING__MODEL__HOST": f"http://127.0.0.1:{closed_port}",
    }
    done = filled.run("ask", "musterstadt", "Wie hoch ist die Hundesteuer?", "--json", **environment)
    assert done.code == 3
    (answer,) = done.records
    assert (answer["outcome"], answer["reason_code"], answer["engine"]) == (
        "sources_only",
        "ModelUnavailable",
        "generative",
    )
    assert f"127.0.0.1:{closed_port}" in answer["reason"]
    assert answer["hits"]


def test_with_auto_a_missing_model_is_replaced_and_the_answer_says_so(filled: Kompass, closed_port: int) -> None:
    environment = {
        "AKTENKOMPASS_ANSWERING__ENGINE": "auto",
        "AKTENKOMPASS_ANSWERING__MODEL__NAME": "modell",
        "AKTENKOMPASS_ANSWERING__MODEL__HOST": f"http://127.0.0.1:{closed_port}",
    }
    done = filled.run("ask", "musterstadt", "Wie hoch ist die Hundesteuer?", **environment)
    assert done.code == 0
    assert "84 Euro" in done.output
    assert "ohne Sprachmodell" in done.output


# Tenants

_CANARY = "Zwergseidenhuhn"


def test_one_tenants_words_are_in_nothing_another_tenant_can_print(filled: Kompass, tmp_path: Path) -> None:
    shutil.copytree(filled.home, tmp_path / "home")
    kompass = Kompass(tmp_path / "home")
    papers = tmp_path / _CANARY
    papers.mkdir()
    (papers / f"{_CANARY}.md").write_text(
        f"# {_CANARY}\n\nDrucksachen-Nr.: 77/2025\n\n"
        f"§ 4 {_CANARY}: Die Hundesteuer für ein {_CANARY} beträgt 84 Euro.\n",
        encoding="utf-8",
    )
    kompass.done("corpus", "add", "nachbardorf/rat", "--title", _CANARY, "--kind", "council", "--access", "public")
    kompass.done("ingest", "nachbardorf/rat", str(papers))
    assert _CANARY in kompass.done("search", "nachbardorf", _CANARY).output

    batch = tmp_path / "fragen.jsonl"
    batch.write_text(json.dumps({"id": 1, "question": "Hundesteuer"}), encoding="utf-8")
    asked = [
        *(["search", "musterstadt", question, "--json"] for question in ("77/2025", "§ 4", "Hundesteuer 84 Euro")),
        ["search", "musterstadt", "Hundesteuer", "--limit", "100"],
        ["search", "musterstadt", "--batch", str(batch)],
        ["ask", "musterstadt", "Wie hoch ist die Hundesteuer?"],
        ["ask", "musterstadt", "Wie hoch ist die Hundesteuer?", "--json"],
        ["ask", "musterstadt", "Drucksache 77/2025"],
        ["ask", "musterstadt", "--batch", str(batch)],
        ["documents", "musterstadt"],
        ["documents", "musterstadt", "--json"],
        ["corpus", "list", "musterstadt"],
        ["corpus", "list", "musterstadt", "--json"],
        ["search", "musterstadt", "x", "--corpus", "nachbardorf/rat"],
        ["documents", "musterstadt/nirgends"],
        ["delete", "musterstadt/rat", "fehlt.md"],
        ["reindex", "musterstadt", "--json"],
    ]
    for command in asked:
        done = kompass.run(*command)
        assert _CANARY.casefold() not in (done.output + done.errors).casefold(), command
    # The word itself finds nothing, but a question is repeated in its answer.
    assert kompass.done("search", "musterstadt", _CANARY, "--json").records == []
