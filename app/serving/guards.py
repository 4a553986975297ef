"""What stands between the network and every page and route: who may call, how much may come in, what a browser may do.

Plain ASGI middleware, so that it holds for Streamlit's pages, its WebSocket and the API alike. The reasons for each
header stand in docs/decisions/web-security.md.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(?P<port>\d{1,5}))?\Z")

_HIDDEN = ("/_stcore/agent", "/_stcore/metrics", "/_stcore/script-health-check")
"""Streamlit's own ways in that nobody here needs: driving a page without a browser, and figures about sessions."""

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_LOCAL = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
"""Where a server that listens everywhere is reached from its own machine."""

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is reached."""

    host: str
    """As it is bound, e.g. ``127.0.0.1``."""
    port: int
    public: str = ""
    """``https://wissen.musterstadt.de`` when people reach it through a proxy, else empty."""

    @property
    def url(self) -> str:
        """What a person opens, without a slash at the end."""
        if self.public:
            return self.public.rstrip("/")
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{name}:{self.port}"

    @property
    def local_url(self) -> str:
        """What a program on this machine opens."""
        return Address(_LOCAL.get(self.host, self.host), self.port).url

    @property
    def encrypted(self) -> bool:
        """Whether people reach it by https."""
        return self.url.startswith("https://")

    def accepts(self, host: str) -> bool:
        """Whether a Host header names this server.

        A stranger's page may let its own name point to our address (DNS rebinding); its requests still carry its name.
        """
        match = _HOST.match(host.lower())
        if match is None:
            return False
        name, port = match["name"], match["port"]
        public = urlsplit(self.public)
        if public.netloc and host.lower() == public.netloc.lower():
            return True
        own = LOOPBACK_NAMES | ({f"[{self.host}]" if ":" in self.host else self.host} - {"0.0.0.0", "[::]"})  # noqa: S104
        return name in own and (port or "80") == str(self.port)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def content_policy(host: str) -> str:
    """The Content-Security-Policy of every response; `host` is the checked Host header.

    Nothing is loaded from or sent to anywhere but this server. Styles may stand inline since Streamlit makes them in
    the browser; scripts may not.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "media-src 'self'",
            "manifest-src 'self'",
            # Older browsers do not count a WebSocket as 'self'.
            f"connect-src 'self' ws://{host} wss://{host}",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def security_headers(host: str, *, encrypted: bool) -> dict[str, str]:
    """Headers of every response."""
    headers = {
        "content-security-policy": content_policy(host),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "x-dns-prefetch-control": "off",
        "referrer-policy": "no-referrer",
        "permissions-policy": ", ".join(f"{name}=()" for name in _FEATURES),
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "x-robots-tag": "noindex, nofollow",
    }
    if encrypted:
        headers["strict-transport-security"] = "max-age=31536000"
    return headers


_FEATURES = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)


class Guard:
    """Refuses foreign hosts and origins and bodies that are too large; adds the security headers to what goes out."""

    def __init__(self, app: ASGIApp, *, address: Address, max_bytes: int) -> None:
        """`max_bytes` bounds the body of one request."""
        self._app = app
        self._address = address
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or WebSocket."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = _read(scope["headers"])
        refusal = self._refuse(scope, headers)
        if scope["type"] == "websocket":
            if refusal is not None:
                await _close(receive, send)
            else:
                await self._app(scope, receive, send)
            return
        encrypted = self._address.encrypted
        added = security_headers(headers.get("host", ""), encrypted=encrypted)
        if encrypted:
            send = _with_secure_cookies(send)
        if refusal is not None:
            await _refuse(_with_headers(send, {**added, "content-security-policy": "default-src 'none'"}), *refusal)
            return
        body = _Body(receive, self._max_bytes)
        with suppress(BodyTooLarge):
            await self._app(scope, body.receive, body.instead_of(_with_headers(send, added)))

    def _refuse(self, scope: Scope, headers: Mapping[str, str]) -> tuple[int, str] | None:
        if not self._address.accepts(headers.get("host", "")):
            return 421, "Unter diesem Namen ist der Dienst nicht erreichbar."
        path = scope["path"]
        if any(path == hidden or path.startswith(f"{hidden}/") for hidden in _HIDDEN):
            return 404, "Nicht gefunden."
        changes = scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS
        if changes and not self._from_here(headers):
            return 403, "Anfragen von fremden Seiten sind nicht erlaubt."
        length = headers.get("content-length", "0")
        if not length.isdecimal():
            return 400, "Die Längenangabe der Anfrage ist keine Zahl."
        if int(length) > self._max_bytes:
            return _TOO_LARGE
        return None

    def _from_here(self, headers: Mapping[str, str]) -> bool:
        """Whether a page of ours sent it, or a program, which names no origin."""
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return False
        origin = headers.get("origin")
        if origin is None:
            return True
        parts = urlsplit(origin)
        return parts.scheme in ("http", "https") and parts.netloc.lower() == headers.get("host", "").lower()


_TOO_LARGE = (413, "Die Anfrage ist zu groß.")


class BodyTooLarge(Exception):
    """A body without a length, or with a wrong one, went over the limit."""


class _Body:
    """Stops a body at its limit, and the answer that whoever read it would give to the broken-off rest."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._left = receive, limit
        self._refused = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise BodyTooLarge
        return message

    def instead_of(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if self._refused:
                return
            if self._left < 0 and message["type"] == "http.response.start":
                self._refused = True
                await _refuse(send, *_TOO_LARGE)
                return
            await send(message)

        return sending


def _read(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}


def _with_headers(send: Send, added: Mapping[str, str]) -> Send:
    """Set headers where the response has none of that name yet: a route may be stricter, e.g. for an original."""
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in added.items()]

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name.lower() for name, _ in message.get("headers", [])}
            kept = [pair for pair in message.get("headers", []) if pair[0].lower() != b"server"]
            message = {**message, "headers": [*kept, *(pair for pair in pairs if pair[0] not in there)]}
        await send(message)

    return sending


def _with_secure_cookies(send: Send) -> Send:
    """Cookies go back over encrypted lines alone; Streamlit leaves that out where a proxy does the encryption."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [_secured(*pair) for pair in message.get("headers", [])]}
        await send(message)

    return sending


def _secured(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    if name.lower() == b"set-cookie" and b"; secure" not in value.lower():
        return name, value + b"; Secure"
    return name, value


async def _refuse(send: Send, status: int, text: str) -> None:
    body = text.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _close(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 1008, "reason": ""})
