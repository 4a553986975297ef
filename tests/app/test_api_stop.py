"""A question whose asker has left is over within a second, the language model's work included; and limits."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.api.limits import RequestLimit
from app.settings import ServerSettings
from corpora.errors import TooBusy
from tests.app.api_server import ApiServer, town_server, with_model
from tests.ollama_server import ModelServer

QUESTION = "Was kostet die Sanierung der Turnhalle?"
CHAT = {"model": "aktenkompass", "messages": [{"role": "user", "content": QUESTION}]}

ROUTES: dict[str, tuple[str, dict[str, Any]]] = {
    "events": ("/api/ask", {"question": QUESTION}),
    "at once": ("/api/ask", {"question": QUESTION, "stream": False}),
    "chat events": ("/v1/chat/completions", {**CHAT, "stream": True}),
    "chat at once": ("/v1/chat/completions", CHAT),
}


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, model: ModelServer) -> Iterator[ApiServer]:
    """One question at a time, one in line; the model falls silent after a few words."""
    folder = tmp_path_factory.mktemp("stadt")
    with town_server(folder, **with_model(model, answers_at_once=1, answers_waiting=1)) as up:
        # What the first call of a model loads is not what is measured here.
        model.behaviour.hold_after = None
        assert up.post("/api/ask", "leserin", {"question": QUESTION, "stream": False}).status_code == 200
        yield up


@pytest.fixture(autouse=True)
def silent(model: ModelServer) -> None:
    model.behaviour.hold_after = 3
    model.behaviour.trickle_seconds = 0
    model.hung_up.clear()
    model.sent = 0


def send(town: ApiServer, path: str, content: dict[str, Any], subject: str = "leserin") -> socket.socket:
    """Send a request over a connection of its own, and read nothing."""
    request = httpx.Request("POST", f"{town.url}{path}", headers=town.headers(subject), json=content)
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    connection = socket.create_connection((request.url.host, request.url.port or 80))
    connection.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + request.content)
    return connection


def wait_until(condition: Any, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.005)


@pytest.mark.parametrize("route", ROUTES)
def test_a_closed_connection_ends_the_models_work_within_a_second(
    town: ApiServer, model: ModelServer, route: str
) -> None:
    connection = send(town, *ROUTES[route])
    wait_until(lambda: model.sent == 3)
    began = time.monotonic()
    connection.close()
    assert model.hung_up.wait(5)
    assert time.monotonic() - began < 1.0
    wait_until(lambda: town.app.desk.line.lengths == (0, 0))


def test_a_model_that_still_writes_is_ended_too(town: ApiServer, model: ModelServer) -> None:
    model.behaviour.hold_after = None
    model.behaviour.trickle_seconds = 0.1
    connection = send(town, *ROUTES["events"])
    wait_until(lambda: model.sent >= 2)
    began = time.monotonic()
    connection.close()
    assert model.hung_up.wait(5)
    assert time.monotonic() - began < 1.0


def test_whoever_leaves_the_line_is_not_answered(town: ApiServer, model: ModelServer) -> None:
    first = send(town, *ROUTES["events"])
    wait_until(lambda: model.sent == 3)
    asked = len(model.requests)
    second = send(town, *ROUTES["events"])
    wait_until(lambda: town.app.desk.line.lengths == (1, 1))
    second.close()
    wait_until(lambda: town.app.desk.line.lengths == (1, 0))
    first.close()
    wait_until(lambda: town.app.desk.line.lengths == (0, 0))
    assert len(model.requests) == asked


def test_a_full_line_is_told_at_once_with_the_time_to_come_back(town: ApiServer, model: ModelServer) -> None:
    waiting = [send(town, *ROUTES["events"]), send(town, *ROUTES["chat events"])]
    wait_until(lambda: town.app.desk.line.lengths == (1, 1))
    for path, content in ROUTES.values():
        reply = town.post(path, "gast", content)
        assert reply.status_code == 429
        assert int(reply.headers["retry-after"]) > 0
        assert reply.json()["error"]["type"] == "rate_limit_error"
    for connection in waiting:
        connection.close()
    wait_until(lambda: town.app.desk.line.lengths == (0, 0))


def test_an_error_in_the_middle_is_the_last_event(town: ApiServer, model: ModelServer) -> None:
    model.behaviour.hold_after = None

    def fail(*_: object, **__: object) -> Any:
        raise RuntimeError("geheime Einzelheit")
        yield

    desk = town.app.desk
    before, desk._assistant = desk._assistant, type("Broken", (), {"stream": fail})  # type: ignore[assignment]
    try:
        reply = town.post("/api/ask", "leserin", {"question": QUESTION})
        at_once = town.post("/api/ask", "leserin", {"question": QUESTION, "stream": False})
    finally:
        desk._assistant = before
    assert reply.text.startswith("event: error\n")
    assert "Unexpected" in reply.text
    assert at_once.status_code == 500
    for text in (reply.text, at_once.text):
        assert "geheime" not in text


def test_a_silent_answer_keeps_its_connection_alive(
    town: ApiServer, model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.api.event_stream._BEAT_SECONDS", 0.05)
    with town.client.stream("POST", "/api/ask", headers=town.headers("leserin"), json=ROUTES["events"][1]) as reply:
        lines = iter(reply.iter_lines())
        assert any(line.startswith(":") for line, _ in zip(lines, range(50), strict=False))


def test_one_person_s_many_requests_do_not_bother_the_others(tmp_path: Path) -> None:
    with town_server(tmp_path, server=ServerSettings(requests_per_minute=60)) as up:
        replies = [up.get("/api/me", "leserin") for _ in range(25)]
        refused = [reply for reply in replies if reply.status_code == 429]
        assert refused
        assert 1 <= int(refused[-1].headers["retry-after"]) <= 2
        assert up.get("/api/me", "gast").status_code == 200


def test_a_bucket_fills_with_time() -> None:
    now = 0.0
    limit = RequestLimit(60, clock=lambda: now)
    for _ in range(15):
        limit.take("a")
    with pytest.raises(TooBusy) as caught:
        limit.take("a")
    assert caught.value.seconds == 1
    limit.take("b")
    now = 1.0
    limit.take("a")
    with pytest.raises(TooBusy):
        limit.take("a")
    now = 3600.0
    for _ in range(15):
        limit.take("a")
    with pytest.raises(TooBusy):
        limit.take("a")
