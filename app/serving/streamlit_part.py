"""Streamlit as a part of our process. Its options are set in code, so that no file in a current folder changes them."""

from __future__ import annotations

from pathlib import Path

import streamlit
from streamlit import config

from app.serving.guards import Address
from app.serving.presence import read_key
from app.serving.sign_in import sign_in_secrets
from app.settings import Settings
from app.web.theme import THEME


def make_streamlit(settings: Settings, pages: Path, address: Address) -> streamlit.App:
    """The application that runs the script `pages` for every session."""
    key = read_key(settings.home)
    megabytes = -(-settings.limits.max_bytes // 2**20)
    # Its variables would not do: Streamlit reads them, the one against usage statistics too, in its own command alone.
    for name, value in {
        "browser.gatherUsageStats": False,
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
    return streamlit.App(pages, secrets=sign_in_secrets(settings, address, key))
