"""What a running server leaves in the data folder: where it answers, and the key that signs its cookies."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.data_folder import owner_of

_ADDRESS_FILE = "server.json"
_COOKIE_KEY = "cookies.key"


@dataclass(frozen=True, slots=True)
class KnownServer:
    """What a data folder says of the server that owns it."""

    url: str
    """On this machine, whatever people outside open."""
    token: str
    """Opens the command line's door."""


@contextmanager
def noted(home: Path, server: KnownServer) -> Iterator[None]:
    """Where and how commands reach the server, in the data folder while it runs; for its owner alone."""
    file = home / _ADDRESS_FILE
    _write_private(file, json.dumps({"url": server.url, "token": server.token, "pid": os.getpid()}))
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def read_server(home: Path) -> KnownServer | None:
    """The server that owns the data folder; None when it is not one that does, or it is somebody else's."""
    try:
        known = json.loads((home / _ADDRESS_FILE).read_bytes())
        # One that was killed leaves its note behind.
        return KnownServer(known["url"], known["token"]) if known["pid"] == owner_of(home) else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def new_token() -> str:
    """A token nobody can guess."""
    return secrets.token_urlsafe(32)


def read_key(home: Path) -> str:
    """The key that signs cookies: made once, so that a restart signs nobody out."""
    file = home / _COOKIE_KEY
    try:
        return file.read_text(encoding="ascii")
    except FileNotFoundError:
        _write_private(file, secrets.token_urlsafe(48))
        return file.read_text(encoding="ascii")


def _write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    draft.replace(file)
