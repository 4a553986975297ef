"""Streamlit as a part of our process. Its options are set in code, so that no file in a current folder changes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from streamlit import config
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from app.serving.guards import Address
from app.serving.sign_in import sign_in_secrets
from app.settings import Settings
from app.web.theme import THEME

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_UPLOADS = "/_stcore/upload_file/"


class SignedInUploads:
    """Takes files only from browsers that someone signed in with.

    Streamlit keeps what is sent there in memory, from every visitor who got as far as the sign-in page.
    """

    def __init__(self, app: ASGIApp, key: str) -> None:
        """`key` is what Streamlit signs its cookies with."""
        self._app = app
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and scope["path"].startswith(_UPLOADS) and not self._knows(scope):
            await PlainTextResponse("Melden Sie sich an.", 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _knows(self, scope: Scope) -> bool:
        sent = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
        cookie = cookie_parser(sent).get(USER_COOKIE_NAME)
        return cookie is not None and decode_signed_value(self._key, USER_COOKIE_NAME, cookie) is not None


def make_streamlit(settings: Settings, pages: Path, address: Address, key: str) -> streamlit.App:
    """The application that runs the script `pages` for every session; `key` signs its cookies."""
    megabytes = -(-settings.limits.max_bytes // 2**20)
    # Its variables would not do: Streamlit reads them, the one against usage statistics too, in its own command alone.
    for name, value in {
        "browser.gatherUsageStats": False,
        # A field that begins with a choice may have got another one before: from the language before.
        "global.disableWidgetStateDuplicationWarning": True,
        "browser.serverAddress": address.host,
        "browser.serverPort": address.port,
        "client.allowedOrigins": [],
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        "global.developmentMode": False,
        "logger.hideWelcomeMessage": True,
        "runner.magicEnabled": False,
        "secrets.files": [],
        "server.address": address.host,
        "server.allowRunOnSave": False,
        "server.baseUrlPath": "",
        "server.cookieSecret": key,
        "server.corsAllowedOrigins": [],
        "server.enableAgentApi": False,
        "server.enableCORS": True,
        "server.enableStaticServing": False,
        "server.enableXsrfProtection": True,
        "server.fileWatcherType": "none",
        "server.headless": True,
        "server.maxUploadSize": megabytes,
        "server.port": address.port,
        "server.runOnSave": False,
        "server.scriptHealthCheckEnabled": False,
        "server.trustedUserHeaders": {},
        **THEME,
    }.items():
        config.set_option(name, value)
    _look_for_no_components()
    return streamlit.App(pages, secrets=sign_in_secrets(settings, address, key))


def _look_for_no_components() -> None:
    """Keep Streamlit from reading the description of every installed package in search of components.

    Ours are registered by the pages, and those of others are not to run in them. It took a fifth of the start.
    """
    from streamlit.components.v2 import manifest_scanner

    def find_none(max_workers: int | None = None) -> list[tuple[manifest_scanner.ComponentManifest, Path]]:
        return []

    manifest_scanner.scan_component_manifests = find_none
