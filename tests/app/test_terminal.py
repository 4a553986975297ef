"""The command line while a server owns the data folder: the same words, the same results, the work done there."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.commandline import PAPERS, Kompass, fill, write_papers
from tests.app.house import write
from tests.app.minutes import COMMITTEE, COUNCIL, PAPER, TITLE
from tests.app.server_process import Served, served
from tests.ollama_server import MODEL, ModelServer

RATE = "Wie hoch ist die Hundesteuer?"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("seiten") / "seite.py"
    file.write_text("import streamlit as st\nst.title('Seite')\n")
    return file


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Kompass, dict[str, str]]:
    """A filled data folder, and what commands say there while nobody serves it."""
    folder = tmp_path_factory.mktemp("allein")
    kompass = fill(folder / "home", folder / "papiere")
    return kompass, {" ".join(line): output_of(kompass, *line) for line in QUESTIONS}


QUESTIONS = (
    ("search", "musterstadt", RATE),
    ("search", "musterstadt", RATE, "--json"),
    ("search", "musterstadt", "DS 51/2025", "--corpus", "rat", "--from", "2025-01-01", "--limit", "1"),
    ("search", "musterstadt", RATE, "--access", "public"),
    ("ask", "musterstadt", RATE),
    ("ask", "musterstadt", "Wo wächst der Löwenzahn?"),
    ("documents", "musterstadt"),
    ("tenant", "list"),
)


def output_of(kompass: Kompass, *line: str) -> str:
    """What a command says, without what differs from moment to moment."""
    done = kompass.done(*line)
    kept = [text for text in done.output.splitlines() if " Uhr" not in text and "Index" not in text]
    return "\n".join(text.partition(" · Sicherheit")[0] for text in kept)


@pytest.fixture(scope="module")
def server(alone: tuple[Kompass, dict[str, str]], pages: Path) -> Iterator[Served]:
    with served(alone[0].home, pages=pages) as running:
        yield running


@pytest.mark.parametrize("line", QUESTIONS, ids=" ".join)
def test_questions_are_answered_as_without_a_server(
    alone: tuple[Kompass, dict[str, str]], server: Served, line: tuple[str, ...]
) -> None:
    kompass, before = alone
    assert output_of(kompass, *line) == before[" ".join(line)]


def test_what_became_of_a_proposal_is_told_with_and_without_a_server(tmp_path: Path, pages: Path) -> None:
    kompass = Kompass(tmp_path / "home")
    papers = write(
        tmp_path / "papiere",
        {
            "rat/radweg.txt": PAPER.format(number="17/2024", title=TITLE),
            "rat/rat.txt": COUNCIL,
            "intern/b.txt": COMMITTEE,
        },
    )
    kompass.done("tenant", "add", "musterstadt")
    for corpus, access in (("rat", "public"), ("intern", "internal")):
        kompass.done("corpus", "add", f"musterstadt/{corpus}", "--kind", "council", "--access", access)
        kompass.done("ingest", f"musterstadt/{corpus}", str(papers / corpus))
    council = "Rat, 26.03.2024: wie vorgeschlagen beschlossen (Niederschrift)"
    committee = "Bauausschuss, 12.03.2024: zugestimmt (Niederschrift)"

    def check() -> None:
        ask = ("musterstadt", "Was wird am Kanal gebaut?", "--decisions")
        for command in ("search", "ask"):
            everything = " ".join(kompass.done(command, *ask).output.split())
            assert f"Was daraus wurde: {committee}; {council}" in everything
            public = " ".join(kompass.done(command, *ask, "--access", "public").output.split())
            assert f"Was daraus wurde: {council}" in public
            assert committee not in public
            assert "daraus" not in kompass.done(command, *ask[:-1]).output
        hits = kompass.done("search", *ask, "--json").records
        (answer,) = kompass.done("ask", *ask, "--json").records
        for form in (*hits, *answer["hits"], *answer["statements"][0]["citations"]):
            said = [decision["summary"] for decision in form["decisions"]]
            assert said == ([committee, council] if form["nature"] == "proposal" else [])
        assert "decisions" not in kompass.done("search", *ask[:-1], "--json").records[0]

    check()
    with served(kompass.home, pages=pages):
        check()


def test_a_file_of_questions_is_answered_conversations_included(
    alone: tuple[Kompass, dict[str, str]], server: Served, tmp_path: Path
) -> None:
    file = tmp_path / "fragen.jsonl"
    lines = [
        {"id": "1", "question": "Wie hoch ist die Hundesteuer für den ersten Hund?", "conversation": "a"},
        {"id": "2", "question": "Und für jeden weiteren?", "conversation": "a"},
        {"id": "3", "question": RATE},
    ]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    records = alone[0].done("ask", "musterstadt", "--batch", str(file)).records
    assert [record["id"] for record in records] == ["1", "2", "3"]
    assert "Hundesteuer" in records[1]["question"]
    assert records[2]["outcome"] == "answered"


def test_errors_are_told_as_without_a_server(alone: tuple[Kompass, dict[str, str]], server: Served) -> None:
    kompass = alone[0]
    for line, code, says in (
        (("search", "gibtesnicht", RATE), 2, "gibtesnicht"),
        (("search", "musterstadt", RATE, "--corpus", "gibtesnicht"), 2, "gibtesnicht"),
        (("search", "nachbardorf", RATE), 2, "noch keinen Bestand"),
        (("ingest", "musterstadt/gibtesnicht", "."), 2, "gibtesnicht"),
        (("ingest", "musterstadt/rat", "/gibt/es/nicht"), 2, "/gibt/es/nicht"),
        (("delete", "musterstadt/rat", "gibt-es-nicht.pdf"), 2, "gibt-es-nicht.pdf"),
    ):
        done = kompass.run(*line)
        assert (done.code, done.output) == (code, ""), line
        assert says in done.errors
        assert "hätte nicht" not in done.errors


def test_papers_come_in_and_go_through_the_server(
    server: Served, alone: tuple[Kompass, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kompass = alone[0]
    (tmp_path / "neu").mkdir()
    (tmp_path / "neu" / "Brunnen.md").write_text("# Brunnen\n\nDer Brunnen am Markt wird saniert.\n", encoding="utf-8")
    kompass.done("corpus", "add", "musterstadt/neu", "--title", "Neu", "--kind", "guide", "--access", "internal")
    monkeypatch.chdir(tmp_path)  # a relative path is the command's, not the server's
    (report,) = kompass.done("ingest", "musterstadt/neu", "neu", "--json").records
    assert report["listed"] == 1
    assert "Brunnen" in kompass.done("search", "musterstadt", "Brunnen am Markt").output
    (receipt,) = kompass.done("delete", "musterstadt/neu", "Brunnen.md", "--yes", "--json").records
    assert receipt["complete"] is True
    (report,) = kompass.done("reindex", "musterstadt", "--json").records
    assert report["documents"] == len(PAPERS)
    kompass.done("ingest", "musterstadt/neu", str(tmp_path / "neu"))
    assert kompass.done("corpus", "remove", "musterstadt/neu", "--yes", "--json").records[0]["documents"] == 1


def test_who_may_see_a_corpus_is_changed_through_the_server(
    server: Served, alone: tuple[Kompass, dict[str, str]], tmp_path: Path
) -> None:
    kompass = alone[0]
    kompass.done("tenant", "add", "offen")
    for id in ("rat", "frei"):
        kompass.done("corpus", "add", f"offen/{id}", "--kind", "council", "--access", "public")
    kompass.done("ingest", "offen/rat", str(write_papers(tmp_path)))
    hall = ("search", "offen", "Turnhalle am Lindenplatz", "--access", "public", "--json")
    assert kompass.done(*hall).records
    (receipt,) = kompass.done("corpus", "access", "offen/rat", "internal", "--json").records
    assert (receipt["documents"], receipt["counts"]["internal"]) == (3, 3)
    assert kompass.done(*hall).records == []
    for level, code, says in (("internal", 2, "es gab nichts zu ändern"), ("geheim", 2, "'restricted'")):
        done = kompass.run("corpus", "access", "offen/rat", level)
        assert (done.code, done.output) == (code, "")
        assert says in done.errors
    assert "(public); vorher: internal" in kompass.done("corpus", "access", "offen/rat", "public").output
    assert kompass.done(*hall).records


def test_a_tenant_is_removed_through_the_server(
    server: Served, alone: tuple[Kompass, dict[str, str]], tmp_path: Path
) -> None:
    kompass = alone[0]
    kompass.done("tenant", "add", "kurz")
    kompass.done("corpus", "add", "kurz/rat", "--kind", "council")
    kompass.done("ingest", "kurz/rat", str(write_papers(tmp_path)))
    assert kompass.done("tenant", "remove", "kurz", "--yes", "--json").records[0]["complete"] is True


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer falsch", "Basic x"])
def test_without_the_token_the_door_is_not_there(server: Served, token: str) -> None:
    reply = server.ask("POST", "/local/search", {"authorization": token, "content-type": "application/json"}, b"{}")
    absent = server.ask("POST", "/api/gibt-es-nicht")
    assert (reply.status, reply.body) == (404, absent.body)


def test_with_the_token_nonsense_is_refused(server: Served, alone: tuple[Kompass, dict[str, str]]) -> None:
    known = json.loads((alone[0].home / "server.json").read_text())
    headers = {"authorization": f"Bearer {known['token']}", "content-type": "application/json"}
    assert server.ask("POST", "/local/search", headers, b"{}").status == 422
    assert server.ask("POST", "/local/format_disk", headers, b"{}").status == 404
    assert server.ask("GET", "/local/search", headers).status in (404, 405)


def test_the_token_is_new_with_each_start_and_for_the_owner_alone(tmp_path: Path, pages: Path) -> None:
    tokens = []
    for _ in range(2):
        with served(tmp_path, pages=pages) as running:
            file = tmp_path / "server.json"
            assert file.stat().st_mode & 0o077 == 0
            tokens.append(json.loads(file.read_text())["token"])
            running.end(signal.SIGTERM)
    assert tokens[0] != tokens[1]


def test_a_server_that_was_killed_leaves_nothing_in_the_way(tmp_path: Path, pages: Path) -> None:
    kompass = fill(tmp_path / "home", tmp_path / "papiere")
    with served(kompass.home, pages=pages) as running:
        running.process.kill()
        running.process.wait()
    assert (kompass.home / "server.json").exists()
    assert "84 Euro" in kompass.done("ask", "musterstadt", RATE).output


def test_a_command_that_owns_the_folder_is_named_as_before(tmp_path: Path, pages: Path) -> None:
    kompass = fill(tmp_path / "home", tmp_path / "papiere")
    with served(kompass.home, pages=pages) as running:
        running.process.kill()
        running.process.wait()
    from app.data_folder import owned

    with owned(kompass.home):
        done = kompass.run("search", "musterstadt", RATE)
    assert done.code == 3
    assert "benutzt" in done.errors


def test_ctrl_c_ends_the_model_s_work_at_the_server(tmp_path: Path, pages: Path) -> None:
    kompass = fill(tmp_path / "home", tmp_path / "papiere")
    with ModelServer() as model:
        settings = {
            "AKTENKOMPASS_ANSWERING__ENGINE": "generative",
            "AKTENKOMPASS_ANSWERING__THRESHOLD": "0",
            "AKTENKOMPASS_ANSWERING__MODEL__HOST": model.url,
            "AKTENKOMPASS_ANSWERING__MODEL__NAME": MODEL,
        }
        with served(kompass.home, pages=pages, **settings):
            assert kompass.run("ask", "musterstadt", RATE).code == 0
            model.behaviour.hold_after = 3
            model.sent = 0
            model.hung_up.clear()
            asking = kompass.start("ask", "musterstadt", RATE)
            while model.sent < 3:
                time.sleep(0.01)
            began = time.monotonic()
            asking.send_signal(signal.SIGINT)
            try:
                assert model.hung_up.wait(5)
                assert time.monotonic() - began < 5
                asking.communicate(timeout=10)
            finally:
                asking.kill()
            assert asking.returncode == 130
