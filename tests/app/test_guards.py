"""What stands before every page and route: hosts, origins, sizes, and the headers that bind a browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from app.serving.guards import Address, Guard, is_loopback

LOCAL = Address("127.0.0.1", 8600)
PUBLIC = Address("0.0.0.0", 8600, "https://wissen.musterstadt.de")


async def echo(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def strict(_: Request) -> Response:
    return PlainTextResponse("x", headers={"content-security-policy": "sandbox"})


async def remember(_: Request) -> Response:
    response = PlainTextResponse("x")
    response.set_cookie("a", "1", httponly=True)
    response.set_cookie("b", "2", secure=True)
    return response


async def talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("da")
    await socket.close()


def guarded(address: Address = LOCAL) -> Guard:
    routes = [
        Route("/", echo, methods=["GET", "POST", "DELETE"]),
        Route("/streng", strict),
        Route("/merken", remember),
        Route("/_stcore/metrics", echo),
        Route("/_stcore/health", echo),
        Route("/_stcore/agent/interact", echo, methods=["POST"]),
        WebSocketRoute("/_stcore/stream", talk),
    ]
    return Guard(Starlette(routes=routes), address=address, max_bytes=1000)


def ask(
    method: str = "GET",
    path: str = "/",
    *,
    host: str = "127.0.0.1:8600",
    address: Address = LOCAL,
    content: Any = None,
    **headers: str,
) -> httpx.Response:
    async def run() -> httpx.Response:
        transport = httpx.ASGITransport(guarded(address))
        async with httpx.AsyncClient(transport=transport, base_url="http://server") as client:
            given = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
            return await client.request(method, path, headers=given, content=content)

    return asyncio.run(run())


def open_socket(**headers: str) -> str:
    """What the server's first message to a WebSocket is."""
    sent: list[str] = []
    pairs = [(b"host", b"127.0.0.1:8600"), *((name.encode(), value.encode()) for name, value in headers.items())]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": pairs, "query_string": b"", "subprotocols": []}

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message["type"])

    asyncio.run(guarded()(scope, receive, send))
    return sent[0]


@pytest.mark.parametrize("host", ["127.0.0.1:8600", "localhost:8600", "LOCALHOST:8600", "[::1]:8600"])
def test_this_machine_reaches_the_server_under_its_own_names(host: str) -> None:
    assert ask(host=host).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example:8600", "127.0.0.1.evil.example:8600", "localhost", "localhost:9000", "", "a b", "x@localhost"],
)
def test_a_name_that_a_stranger_pointed_here_reaches_nothing(host: str) -> None:
    reply = ask(host=host)
    assert reply.status_code == 421
    assert reply.headers["content-security-policy"] == "default-src 'none'"


def test_behind_a_proxy_the_public_name_counts_and_the_wildcard_address_does_not() -> None:
    assert ask(host="wissen.musterstadt.de", address=PUBLIC).status_code == 200
    assert ask(host="andere.musterstadt.de", address=PUBLIC).status_code == 421
    assert ask(host="0.0.0.0:8600", address=PUBLIC).status_code == 421
    assert ask(host="localhost:8600", address=PUBLIC).status_code == 200


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_page_of_someone_else_changes_nothing(method: str) -> None:
    assert ask(method, origin="http://evil.example").status_code == 403
    assert ask(method, origin="http://localhost:8600").status_code == 403  # asked as 127.0.0.1
    assert ask(method, origin="null").status_code == 403
    assert ask(method, sec_fetch_site="cross-site").status_code == 403
    assert ask(method, sec_fetch_site="same-site").status_code == 403
    assert ask(method, origin="http://127.0.0.1:8600", sec_fetch_site="same-origin").status_code == 200


def test_a_program_names_no_origin_and_may_change_things() -> None:
    assert ask("POST", content=b"x").text == "1"


def test_a_page_of_someone_else_opens_no_websocket() -> None:
    assert open_socket(origin="http://evil.example") == "websocket.close"
    assert open_socket(host="evil.example:8600", origin="http://evil.example:8600") == "websocket.close"
    assert open_socket(origin="http://127.0.0.1:8600") == "websocket.accept"


def test_a_body_over_the_limit_is_refused_before_it_is_read() -> None:
    assert ask("POST", content=b"x" * 1000).text == "1000"
    assert ask("POST", content=b"x" * 1001).status_code == 413
    assert ask("POST", content_length="viel").status_code == 400


def test_a_body_that_hides_its_length_is_cut_off_at_the_limit() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"x" * 100

    reply = ask("POST", content=pieces())
    assert reply.status_code == 413
    assert "content-security-policy" in reply.headers


@pytest.mark.parametrize(("method", "path"), [("GET", "/_stcore/metrics"), ("POST", "/_stcore/agent/interact")])
def test_streamlits_ways_in_that_nobody_needs_are_closed(method: str, path: str) -> None:
    assert ask(method, path).status_code == 404


def test_streamlits_ways_that_its_pages_need_are_open() -> None:
    assert ask("GET", "/_stcore/health").status_code == 200


def test_every_response_binds_the_browser_to_this_server() -> None:
    for reply in (ask(), ask(path="/gibt-es-nicht"), ask("POST", origin="http://evil.example")):
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["x-frame-options"] == "DENY"
        assert "server" not in reply.headers
    policy = ask().headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "img-src 'self' data:;" in policy
    assert "connect-src 'self' ws://127.0.0.1:8600" in policy
    assert "frame-ancestors 'none'" in policy


def test_a_route_may_be_stricter_than_the_rest() -> None:
    assert ask(path="/streng").headers.get_list("content-security-policy") == ["sandbox"]


def test_only_an_encrypted_address_tells_browsers_to_stay_with_encryption() -> None:
    assert "strict-transport-security" not in ask().headers
    assert "strict-transport-security" in ask(host="wissen.musterstadt.de", address=PUBLIC).headers


def test_cookies_go_back_over_encrypted_lines_alone_where_there_are_any() -> None:
    def cookies(address: Address, host: str) -> list[str]:
        return ask(path="/merken", host=host, address=address).headers.get_list("set-cookie")

    assert [cookie.count("Secure") for cookie in cookies(PUBLIC, "wissen.musterstadt.de")] == [1, 1]
    assert [cookie.count("Secure") for cookie in cookies(LOCAL, "127.0.0.1:8600")] == [0, 1]


def test_loopback_is_told_from_every_other_address() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.3.2.1", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.168.1.5", "wissen.musterstadt.de", "")))


def test_the_address_is_written_as_a_person_opens_it() -> None:
    assert LOCAL.url == "http://127.0.0.1:8600"
    assert Address("::1", 8600).url == "http://[::1]:8600"
    assert PUBLIC.url == "https://wissen.musterstadt.de"
