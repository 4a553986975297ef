"""What a source says it holds."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from corpora.errors import DocumentError


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file that a source holds."""

    path: str
    """Below the source's root, with ``/``, in NFC; the document's name for people."""
    file: Path
    """Where the bytes lie now."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Listing:
    """All that a source holds, sorted by path."""

    files: tuple[ListedFile, ...]
    failures: tuple[tuple[str, DocumentError], ...]
    """Paths that could not be listed, with the reason."""
    complete: bool
    """False when something below the root could not be seen: then a missing file is no proof that it is gone."""


def hash_file(path: Path) -> str:
    """SHA-256 of the file's bytes, in hexadecimal. Raises `OSError`."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make_name(name: str) -> str:
    """A file's name fit for showing and storing: NFC, and bytes that are no UTF-8 read as Windows-1252."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        name = name.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    return unicodedata.normalize("NFC", name)
