"""Our own elements in Streamlit's pages: an answer, a source, the frame. Their scripts are files of ours.

Streamlit finds such files only through a package's ``pyproject.toml``, which an installed wheel does not hold; they are
registered here instead. Scripts given as text would be run from a blob, which the content policy forbids.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from app.web.doing import safely

PACKAGE = "aktenkompass"
NAMES = ("answer", "copy", "source", "table", "paper", "frame")

_lock = threading.Lock()
_renderers: dict[str, Callable[..., Any]] = {}


def show(name: str, data: dict[str, Any], *, key: str, width: str = "stretch", **triggers: Callable[[], None]) -> Any:
    """Show one of `NAMES` with `data`; `triggers` are named ``on_…_change``. Returns what the browser sent."""
    callbacks = {when: safely(do) for when, do in triggers.items()}
    return _renderer(name)(data=data, key=key, width=width, **callbacks)


def _renderer(name: str) -> Callable[..., Any]:
    with _lock:
        manager = get_bidi_component_manager()
        full = f"{PACKAGE}.{name}"
        if manager.get_component_asset_root(full) is None:
            root = Path(__file__).parent
            configs = [ComponentConfig(each, "assets") for each in NAMES]
            manager.register_from_manifest(ComponentManifest(PACKAGE, "1", configs), root)
            _renderers.clear()
        if name not in _renderers:
            _renderers[name] = st.components.v2.component(full, js=f"{name}.js", isolate_styles=False)
        return _renderers[name]
