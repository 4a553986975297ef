"""The one HTML page that Streamlit's browser part starts from, made ours: German, our name and style, no inline script.

Streamlit answers every address of a page with the same file. We answer with this one in its place, so that what its
markup lacks is mended once: the language that a screen reader speaks, the title before the first page runs, a text for
browsers without scripts, no pointer to ways in that are closed. Without its inline script the Content-Security-Policy
needs no exception for scripts.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

ASSETS = Path(__file__).parents[1] / "web" / "assets"
"""Files of ours, served under ``/assets``. Every ``.css`` file in it is part of the page; `icon.svg` is its icon."""

_NO_SCRIPT = (
    "<noscript><p>Aktenkompass braucht JavaScript. Schalten Sie es für diese Adresse ein und laden Sie die Seite neu."
    "</p></noscript>"
)


def write_page(shipped: str, assets: Path) -> str:
    """Streamlit's page made ours.

    Raises `ValueError` when it does not look as it did when this was written: that needs a look, not a guess.
    """
    page = shipped
    for pattern, replacement in (
        (r"<!--.*?-->\s*", ""),
        (r'<html lang="en">', '<html lang="de">'),
        (r"<title>.*?</title>", "<title>Aktenkompass</title>"),
        (r'<link rel="service-desc"[^>]*>\s*', ""),
        (r"<script>.*?</script>\s*", ""),
        (r'<link\s+rel="preload"[^>]*as="font"[^>]*>\s*', ""),  # Our fonts are the system's.
        (r"<noscript>.*?</noscript>", _NO_SCRIPT),
        (r'<link rel="shortcut icon"[^>]*>', _icon(assets)),
        (r"(?=</head>)", _links(assets)),
    ):
        page, found = re.subn(pattern, replacement.replace("\\", r"\\"), page, flags=re.DOTALL)
        if not found:
            raise ValueError(f"Streamlit's page has no {pattern}")
    return page


def read_shipped_page() -> str:
    """The page as Streamlit ships it."""
    from streamlit import file_util

    return (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")


class PageShell:
    """Answers with our page where `app` would answer with Streamlit's."""

    def __init__(self, app: ASGIApp, page: str) -> None:
        self._app = app
        self._body = page.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        replaced = False

        async def sending(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start":
                replaced = message["status"] in (200, 304) and _is_page(message)
                if replaced:
                    message = self._start(message)
            elif replaced:
                if not message.get("more_body"):
                    body = self._body if scope["method"] == "GET" else b""
                    await send({"type": "http.response.body", "body": body})
                return
            await send(message)

        await self._app(_without_conditions(scope), receive, sending)

    def _start(self, message: Message) -> Message:
        kept = [pair for pair in message["headers"] if pair[0].lower() in (b"set-cookie", b"vary")]
        own = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(self._body)).encode()),
            (b"cache-control", b"no-cache"),
        ]
        return {"type": "http.response.start", "status": 200, "headers": [*own, *kept]}


def _is_page(message: Message) -> bool:
    """Whether it is Streamlit's page, and no file of HTML that somebody takes along."""
    headers = {name.lower(): value for name, value in message.get("headers", [])}
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-disposition" not in headers


def _without_conditions(scope: Scope) -> Scope:
    """A page the browser has may be an older one of ours: the shipped file's date and tag say nothing about it."""
    if "text/html" not in dict(scope["headers"]).get(b"accept", b"").decode("latin-1"):
        return scope
    unwanted = (b"if-none-match", b"if-modified-since", b"range", b"if-range")
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() not in unwanted]}


def _icon(assets: Path) -> str:
    own = (assets / "icon.svg").is_file()
    return f'<link rel="icon" href="{"/assets/icon.svg" if own else "/favicon.png"}">'


def _links(assets: Path) -> str:
    files = sorted(assets.iterdir()) if assets.is_dir() else []
    styles = [f'<link rel="stylesheet" href="/assets/{file.name}">' for file in files if file.suffix == ".css"]
    return "\n    ".join(styles)
