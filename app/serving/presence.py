"""What a running server leaves in the data folder: where it answers, and the key that signs its cookies."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.serving.guards import Address

_ADDRESS_FILE = "server.json"
_COOKIE_KEY = "cookies.key"


@contextmanager
def noted(home: Path, address: Address) -> Iterator[None]:
    """The address in the data folder while the server runs."""
    file = home / _ADDRESS_FILE
    _write_private(file, json.dumps({"url": address.url, "pid": os.getpid()}))
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


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
