"""Asking, searching and looking over HTTP, as the people of a town."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.access import LOCAL
from corpora.model import Access
from tests.app.api_server import ApiServer, running, town_server
from tests.app.people import NEIGHBOUR, TENANT, open_town, settings_for

COSTS = "Was kostet die Sanierung der Turnhalle?"
BONUS = "Wie hoch ist die Zulage für den Winterdienst?"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    with town_server(tmp_path_factory.mktemp("stadt")) as up:
        yield up


def events_of(reply: httpx.Response) -> list[tuple[str, Any]]:
    """Name and data of each event."""
    blocks = [block for block in reply.text.split("\n\n") if block and not block.startswith(":")]
    return [
        (block.splitlines()[0].removeprefix("event: "), json.loads(block.splitlines()[1].removeprefix("data: ")))
        for block in blocks
    ]


def test_an_answer_comes_as_events_in_order(town: ApiServer) -> None:
    reply = town.post("/api/ask", "leserin", {"question": COSTS})
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/event-stream")
    events = events_of(reply)
    assert events[0][0] == "searched"
    assert events[-1][0] == "finished"
    statements = [data for name, data in events if name == "statement"]
    assert "1.250.000 Euro" in statements[0]["text"]
    assert statements[0]["verdict"] == "supported"
    assert statements[0]["citations"][0]["document"] == "turnhalle.txt"
    finished = events[-1][1]
    assert finished["statements"] == statements
    assert finished["outcome"] == "answered"
    assert finished["kept"] is None


def test_an_answer_comes_at_once_when_asked_for(town: ApiServer) -> None:
    reply = town.post("/api/ask", "leserin", {"question": COSTS, "stream": False})
    assert reply.status_code == 200
    assert reply.json()["engine"] == "extractive"
    assert "1.250.000 Euro" in reply.json()["statements"][0]["quote"]


def test_no_answer_says_so_and_shows_what_is_nearest(town: ApiServer) -> None:
    reply = town.post("/api/ask", "leserin", {"question": "Wo wächst der Löwenzahn?", "stream": False}).json()
    assert reply["outcome"] == "no_answer"
    assert reply["reason"]


def test_a_search_gives_hits_with_the_documents_id(town: ApiServer) -> None:
    hits = town.post("/api/search", "leserin", {"question": "DS 51/2025", "limit": 3}).json()["hits"]
    assert hits[0]["document"] == "turnhalle.txt"
    found = town.get(f"/api/documents/{hits[0]['document_id']}", "leserin")
    assert found.json()["reference"] == "51/2025"


def test_a_search_can_be_narrowed(town: ApiServer) -> None:
    question = "Sprechstunde Turnhalle"
    assert {hit["corpus"] for hit in town.post("/api/search", "leserin", {"question": question}).json()["hits"]} == {
        "rat",
        "haus",
    }
    narrowed = {"question": question, "corpora": ["haus"]}
    assert {hit["corpus"] for hit in town.post("/api/search", "leserin", narrowed).json()["hits"]} == {"haus"}
    dated = {"question": question, "date_from": "2025-01-01", "date_to": "2025-12-31"}
    assert [hit["document"] for hit in town.post("/api/search", "leserin", dated).json()["hits"]] == ["turnhalle.txt"]


def test_what_one_may_not_see_is_not_among_the_hits(town: ApiServer) -> None:
    def documents(subject: str) -> list[str]:
        return [hit["document"] for hit in town.post("/api/search", subject, {"question": BONUS}).json()["hits"]]

    assert "zulage.md" in documents("geheim")
    assert "zulage.md" not in documents("leserin")
    assert documents("gast") == []


def test_a_public_corpus_does_not_open_its_secret_papers(town: ApiServer) -> None:
    question = {"question": "Ankauf eines Grundstücks am Mühlbach"}
    assert "grundstueck.txt" not in town.post("/api/search", "leserin", question).text
    assert "grundstueck.txt" in town.post("/api/search", "geheim", question).text


def test_counts_are_of_what_one_may_see(town: ApiServer) -> None:
    def counts(subject: str) -> dict[str, int]:
        return {each["corpus"]: each["documents"] for each in town.get("/api/corpora", subject).json()}

    assert counts("gast") == {"rat": 1}
    assert counts("leserin") == {"rat": 1, "haus": 1}
    assert counts("geheim") == {"rat": 2, "haus": 1, "personal": 1}


def test_documents_are_listed_in_pages_with_their_number(town: ApiServer) -> None:
    first = town.get("/api/documents", "geheim", limit=1).json()
    second = town.get("/api/documents", "geheim", limit=1, offset=1).json()
    assert first["total"] == second["total"] == 4
    assert first["documents"][0]["document"] != second["documents"][0]["document"]
    assert town.get("/api/documents", "leserin").json()["total"] == 2
    assert town.get("/api/documents", "geheim", corpus="personal").json()["total"] == 1
    assert town.get("/api/documents", "geheim", title="turnhalle").json()["total"] == 1
    assert town.get("/api/documents", "geheim", state="failed").json()["total"] == 0


def test_what_is_not_there_and_what_is_not_for_one_end_in_the_same_bytes(town: ApiServer) -> None:
    secret = town.post("/api/search", "geheim", {"question": BONUS}).json()["hits"][0]["document_id"]
    hidden = town.get(f"/api/documents/{secret}", "leserin")
    absent = town.get("/api/documents/00000000-0000-0000-0000-000000000000", "leserin")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert town.get("/api/documents", "leserin", corpus="personal").content == absent.content
    assert town.get("/api/documents", "leserin", corpus="gibt-es-nicht").content == absent.content
    assert town.get("/api/feedback", "leserin").content == absent.content
    assert town.get("/api/gibt-es-nicht", "leserin").content == absent.content


def test_it_says_who_one_is(town: ApiServer) -> None:
    assert town.get("/api/me", "pflege").json() == {
        "tenant": TENANT,
        "name": "Erika Beispiel",
        "roles": ["manager", "reader"],
        "clearance": "restricted",
        "tenants": [TENANT],
    }


def test_the_tenant_comes_from_who_one_is_and_never_from_the_request(town: ApiServer) -> None:
    headers = town.headers("leserin")
    foreign = town.client.get("/api/me", headers={**headers, "Aktenkompass-Tenant": NEIGHBOUR})
    unknown = town.client.get("/api/me", headers={**headers, "Aktenkompass-Tenant": "gibt-es-nicht"})
    assert foreign.status_code == 403
    assert foreign.content == unknown.content
    for smuggled in ({"tenant": NEIGHBOUR}, {"access": "restricted"}, {"clearance": "restricted"}):
        assert town.post("/api/search", "leserin", {"question": BONUS, **smuggled}).status_code == 422
    by_query = town.client.get("/api/corpora?tenant=nachbardorf&access=restricted", headers=headers).json()
    assert {each["tenant"] for each in by_query} == {TENANT}


def test_who_belongs_to_two_chooses_between_them(town: ApiServer) -> None:
    from app.access import Role

    for tenant, clearance in ((TENANT, Access.PUBLIC), (NEIGHBOUR, Access.RESTRICTED)):
        town.app.members.add(tenant, "beide", roles=[Role.READER], clearance=clearance)
    headers = town.headers("beide")
    for tenant in (TENANT, NEIGHBOUR):
        assert town.client.get("/api/me", headers={**headers, "Aktenkompass-Tenant": tenant}).json()["tenant"] == tenant
    assert set(town.client.get("/api/me", headers=headers).json()["tenants"]) == {TENANT, NEIGHBOUR}


def test_a_question_can_be_kept_continued_judged_and_forgotten(town: ApiServer) -> None:
    first = town.post("/api/ask", "leserin", {"question": COSTS, "stream": False, "keep": True}).json()["kept"]
    again = {"question": "Wo ist die Turnhalle?", "conversation": first["conversation"]}
    second = events_of(town.post("/api/ask", "leserin", again))[-1][1]["kept"]
    assert second == {"conversation": first["conversation"], "turn": 2}
    (listed,) = town.get("/api/conversations", "leserin", words="Turnhalle").json()
    assert (listed["id"], listed["turns"], listed["title"]) == (first["conversation"], 2, COSTS)
    turns = town.get(f"/api/conversations/{listed['id']}", "leserin").json()
    assert [turn["question"] for turn in turns] == [COSTS, again["question"]]
    assert turns[0]["answer"]["outcome"] == "answered"
    judged = {**second, "rating": "down", "reasons": ["outdated"], "comment": "Alt."}
    assert town.post("/api/feedback", "leserin", judged).json()["reasons"] == ["outdated"]
    (entry,) = town.get("/api/feedback", "guete").json()
    assert (entry["question"], entry["comment"], entry["state"]) == (again["question"], "Alt.", "open")
    assert "leserin" not in json.dumps(entry)
    marked = town.client.put(
        f"/api/feedback/{entry['id']}/state", headers=town.headers("guete"), json={"state": "used"}
    )
    assert marked.status_code == 204
    assert town.get("/api/feedback", "guete", state="open").json() == []
    assert town.client.delete(f"/api/conversations/{listed['id']}", headers=town.headers("leserin")).status_code == 204
    assert town.get("/api/conversations", "leserin").json() == []


def test_a_follow_up_is_understood_from_its_conversation(town: ApiServer) -> None:
    first = {"question": COSTS, "stream": False, "keep": True}
    kept = town.post("/api/ask", "leserin", first).json()["kept"]
    again = {"question": "Und wann beginnt sie?", "stream": False, "conversation": kept["conversation"]}
    answer = town.post("/api/ask", "leserin", again).json()
    assert answer["asked"] == "Und wann beginnt sie?"
    assert "Sanierung" in answer["question"]
    alone = town.post("/api/ask", "leserin", {"question": "Und wann beginnt sie?", "stream": False}).json()
    assert "Sanierung" not in alone["question"]
    turns = town.get(f"/api/conversations/{kept['conversation']}", "leserin").json()
    assert turns[1]["question"] == "Und wann beginnt sie?"


@pytest.mark.parametrize(("format", "begins"), [("docx", b"PK"), ("pdf", b"%PDF"), ("txt", b""), ("md", b"#")], ids=str)
def test_an_answer_becomes_a_file_for_the_record(town: ApiServer, format: str, begins: bytes) -> None:
    kept = town.post("/api/ask", "leserin", {"question": COSTS, "stream": False, "keep": True}).json()["kept"]
    path = f"/api/conversations/{kept['conversation']}/turns/1/export"
    reply = town.get(path, "leserin", format=format)
    assert reply.status_code == 200
    assert reply.content.startswith(begins)
    assert reply.headers["content-disposition"].startswith("attachment")
    assert f".{format}" in reply.headers["content-disposition"]
    assert town.get(path, "leserin", format="exe").status_code == 422
    assert town.get(path.replace("turns/1", "turns/9"), "leserin").status_code == 404


def test_a_history_is_ones_own(town: ApiServer) -> None:
    kept = town.post("/api/ask", "leserin", {"question": COSTS, "stream": False, "keep": True}).json()["kept"]
    id = kept["conversation"]
    for subject in ("gast", "leitung", "nachbar"):
        assert town.get(f"/api/conversations/{id}", subject).status_code == 404
        assert town.client.delete(f"/api/conversations/{id}", headers=town.headers(subject)).status_code == 404
        assert town.post("/api/ask", subject, {"question": COSTS, "conversation": id}).status_code == 404
        assert town.post("/api/feedback", subject, {**kept, "rating": "up"}).status_code == 404
    assert town.client.delete("/api/conversations", headers=town.headers("leserin")).status_code == 204
    assert town.get(f"/api/conversations/{id}", "leserin").status_code == 404


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [
        ({"question": ""}, 422, "question"),
        ({"question": " "}, 422, "question"),
        ({"question": "x" * 2001}, 422, "question"),
        ({"question": COSTS, "limit": 0}, 422, "limit"),
        ({"question": COSTS, "corpora": ["gibt-es-nicht"]}, 404, "nicht freigegeben"),
        ({"question": COSTS, "date_from": "2025-02-01", "date_to": "2025-01-01"}, 400, "Zeitraum"),
        ({"question": COSTS, "date_from": "morgen"}, 422, "date_from"),
        ({"question": COSTS, "kinds": ["geheim"]}, 422, "kinds"),
        ({"question": COSTS, "frage": 1}, 422, "frage"),
        ({}, 422, "question"),
        (["question"], 422, "Anfrage"),
    ],
)
def test_bad_input_is_told_in_german_what_is_wrong(town: ApiServer, content: Any, status: int, says: str) -> None:
    reply = town.post("/api/ask", "leserin", content)
    assert reply.status_code == status
    error = reply.json()["error"]
    assert says in f"{error['message']} {error['hint']}"


def test_what_is_no_json_is_refused(town: ApiServer) -> None:
    headers = {**town.headers("leserin"), "content-type": "application/json"}
    assert town.client.post("/api/search", headers=headers, content=b"{").status_code == 422
    assert town.client.post("/api/search", headers=headers, content=b"\xff\xfe").status_code in (400, 422)


def test_an_unexpected_error_is_numbered_and_says_nothing_of_itself(
    town: ApiServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("geheime Einzelheit")

    monkeypatch.setattr(type(town.app.catalog), "corpus", fail)
    reply = town.get("/api/corpora", "leserin")
    assert reply.status_code == 500
    assert "geheime" not in reply.text
    number = reply.json()["error"]["hint"].split()[-1].rstrip(".")
    assert number in caplog.text


def test_the_description_holds_every_route_with_examples(town: ApiServer) -> None:
    described = town.client.get("/api/openapi.json").json()
    assert "/api/ask" in described["paths"]
    assert "/v1/chat/completions" in described["paths"]
    schemas = described["components"]["schemas"]
    for path, methods in described["paths"].items():
        for method, route in methods.items():
            assert route.get("summary"), f"{method} {path} has no summary"
            assert route.get("description"), f"{method} {path} has no description"
            body = route.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            for each in body.get("oneOf", [body] if body else []):
                properties = schemas[each["$ref"].rsplit("/", 1)[-1]]["properties"].values()
                assert any("examples" in value for value in properties), f"{method} {path} has no example"


def test_alive_and_ready_need_nobody(town: ApiServer) -> None:
    assert town.client.get("/health").json() == {"status": "ok"}
    assert town.client.get("/ready").json() == {"status": "ready"}


def test_figures_name_routes_and_no_person_document_or_tenant(town: ApiServer) -> None:
    town.post("/api/ask", "leserin", {"question": COSTS})
    town.get("/api/documents/geheime-kennung", "leserin")
    figures = town.client.get("/metrics").text
    assert 'aktenkompass_requests_total{method="GET",route="/api/documents/{document}",status="404"}' in figures
    assert 'aktenkompass_answers_total{engine="extractive",outcome="answered"}' in figures
    assert "aktenkompass_first_statement_seconds_bucket" in figures
    assert "aktenkompass_questions_waiting 0.0" in figures
    for secret in ("leserin", "musterstadt", "geheime-kennung", "Turnhalle", "Erika", "127.0.0.1"):
        assert secret not in figures


def test_without_a_provider_the_local_person_may_do_everything_whatever_key_a_program_sends(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "home", issuer="")
    with open_town(tmp_path / "home", tmp_path / "papiere", settings=settings) as app, running(app) as up:
        for headers in ({}, {"authorization": "Bearer egal"}, {"authorization": "Basic egal"}):
            me = up.client.get("/api/me", headers={**headers, "Aktenkompass-Tenant": TENANT}).json()
            assert (me["tenant"], me["clearance"], me["name"]) == (TENANT, "restricted", LOCAL.name)
            assert set(me["tenants"]) == {TENANT, NEIGHBOUR}
        found = up.client.post("/api/search", json={"question": BONUS}, headers={"Aktenkompass-Tenant": TENANT})
        assert found.json()["hits"][0]["document"] == "zulage.md"
