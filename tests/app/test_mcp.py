"""The official SDK's client against our tools."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

import httpx2
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from tests.app.api_server import ApiServer, town_server, with_model
from tests.app.people import TENANT
from tests.ollama_server import ModelServer

COSTS = "Was kostet die Sanierung der Turnhalle?"
BONUS = "Zulage für den Winterdienst"
T = TypeVar("T")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    with town_server(tmp_path_factory.mktemp("stadt")) as up:
        yield up


def as_member(town: ApiServer, subject: str, do: Callable[[Client], Awaitable[T]], *, mode: str = "auto") -> T:
    """Do something with a client of a member."""

    async def run() -> T:
        async with (
            httpx2.AsyncClient(headers=town.headers(subject), timeout=20, trust_env=False) as http,
            Client(streamable_http_client(f"{town.url}/mcp", http_client=http), mode=mode) as client,  # type: ignore[arg-type]
        ):
            return await do(client)

    return asyncio.run(run())


def call(town: ApiServer, subject: str, tool: str, **arguments: Any) -> Any:
    """The result of a tool."""

    async def do(client: Client) -> Any:
        return await client.call_tool(tool, arguments)

    return as_member(town, subject, do)


def found(result: Any) -> Any:
    assert not result.is_error, result.content
    assert json.loads(result.content[0].text) == result.structured_content
    return result.structured_content


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_tools_read_and_change_nothing(town: ApiServer, mode: str) -> None:
    async def do(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in as_member(town, "leserin", do, mode=mode)}
    assert set(tools) == {"search", "ask", "fetch_page"}
    for tool in tools.values():
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.open_world_hint is False
        assert tool.description
    assert tools["search"].input_schema["required"] == ["question"]


def test_search_then_fetch_the_page(town: ApiServer) -> None:
    hits = found(call(town, "leserin", "search", question="DS 51/2025"))["hits"]
    assert hits[0]["document"] == "turnhalle.txt"
    page = found(call(town, "leserin", "fetch_page", document_id=hits[0]["document_id"], page=1))
    assert "1.250.000 Euro" in page["text"]
    assert page["reference"] == "51/2025"
    assert page["nature"] == "proposal"


def test_an_answer_carries_its_quotes(town: ApiServer) -> None:
    answer = found(call(town, "leserin", "ask", question=COSTS))
    assert answer["outcome"] == "answered"
    assert "1.250.000 Euro" in answer["statements"][0]["citations"][0]["quote"]
    nothing = found(call(town, "leserin", "ask", question=COSTS, corpora=["haus"]))
    assert "1.250.000" not in json.dumps(nothing)


def test_rights_hold_here_as_everywhere(town: ApiServer) -> None:
    (secret,) = [
        hit["document_id"]
        for hit in found(call(town, "geheim", "search", question=BONUS))["hits"]
        if hit["document"] == "zulage.md"
    ]
    for subject in ("leserin", "nachbar"):
        for tool in ("search", "ask"):
            assert "75 Euro" not in str(call(town, subject, tool, question=BONUS).content)
        hidden = call(town, subject, "fetch_page", document_id=secret)
        absent = call(town, subject, "fetch_page", document_id="00000000-0000-0000-0000-000000000000")
        assert hidden.is_error
        assert hidden.content == absent.content


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("search", {"question": ""}, "question"),
        ("search", {"question": "x", "tenant": "nachbardorf"}, "tenant"),
        ("search", {"question": "x", "limit": 1000}, "limit"),
        ("ask", {}, "question"),
        ("ask", {"question": "x", "corpora": ["gibt-es-nicht"]}, "nicht freigegeben"),
        ("fetch_page", {"document_id": "x", "page": 0}, "page"),
        ("delete_everything", {}, "gibt es nicht"),
    ],
)
def test_wrong_use_is_told_in_german(town: ApiServer, tool: str, arguments: dict[str, Any], says: str) -> None:
    result = call(town, "leserin", tool, **arguments)
    assert result.is_error
    assert says in result.content[0].text


def post(town: ApiServer, headers: dict[str, str]) -> Any:
    message = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "search", "arguments": {"question": BONUS}},
    }
    accepted = {"accept": "application/json, text/event-stream", "mcp-protocol-version": "2025-06-18"}
    return town.client.post("/mcp", headers={**accepted, **headers}, json=message)


def test_nobody_else_gets_through(town: ApiServer) -> None:
    assert "75 Euro" in post(town, town.headers("geheim")).text
    for headers in ({}, {"authorization": "Bearer x.y.z"}, town.headers("geheim", exp=time.time() - 1)):
        reply = post(town, headers)
        assert reply.status_code == 401
        assert "75 Euro" not in reply.text
    for subject in ("nachbar", "leserin"):
        assert "75 Euro" not in post(town, town.headers(subject)).text
    held = town.headers("geheim")
    town.app.members.change(TENANT, "geheim", suspended=True)
    try:
        assert post(town, held).status_code == 403
    finally:
        town.app.members.change(TENANT, "geheim", suspended=False)


def test_there_is_no_other_way_in(town: ApiServer) -> None:
    for method in ("GET", "DELETE", "PUT"):
        assert town.client.request(method, "/mcp", headers=town.headers("leserin")).status_code == 405
    assert town.client.get("/mcp/sse", headers=town.headers("leserin")).status_code == 404


def test_a_closed_connection_ends_the_models_work(tmp_path_factory: pytest.TempPathFactory) -> None:
    with ModelServer() as model, town_server(tmp_path_factory.mktemp("stadt"), **with_model(model)) as town:
        assert not call(town, "leserin", "ask", question=COSTS).is_error  # what the first call loads is not measured
        model.behaviour.hold_after = 3
        model.sent = 0
        model.hung_up.clear()

        async def ask_and_leave() -> float:
            async with httpx2.AsyncClient(headers=town.headers("leserin"), timeout=20, trust_env=False) as http:
                message = {
                    "jsonrpc": "2.0",
                    "id": 1,
                    "method": "tools/call",
                    "params": {"name": "ask", "arguments": {"question": COSTS}},
                }
                accepted = {"accept": "application/json, text/event-stream", "mcp-protocol-version": "2025-06-18"}
                asking = asyncio.create_task(http.post(f"{town.url}/mcp", headers=accepted, json=message))
                while model.sent < 3:
                    await asyncio.sleep(0.01)
                asking.cancel()
            return time.monotonic()

        left = asyncio.run(ask_and_leave())
        assert model.hung_up.wait(5)
        assert time.monotonic() - left < 5
