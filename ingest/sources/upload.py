"""Files that people uploaded and that are kept: the bytes under names of our own, what they are called in a list."""

from __future__ import annotations

import errno
import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from corpora.errors import BrokenFile, DiskFull, DocumentError, InvalidName
from ingest.sources.folder import is_ignored
from ingest.sources.listing import ListedFile, Listing, make_name

_LIST = "namen.json"
_FORM = 1
_UNPRINTED = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_LONGEST_PART, _LONGEST_PATH = 200, 600
"""Characters."""


@dataclass(frozen=True, slots=True)
class KeptNames:
    """What the files of one folder are called, and what of them is not wanted."""

    files: Mapping[str, str] = field(default_factory=dict)
    """Path for people → name of the file in the folder."""
    removed: frozenset[str] = frozenset()
    """Paths of documents inside of kept archives and mails that were deleted and must not come back."""


def list_upload(folder: Path) -> Listing:
    """What is kept in `folder`, each file under the name people gave it."""
    files: list[ListedFile] = []
    failures: list[tuple[str, DocumentError]] = []
    for path, name in sorted(read_names(folder).files.items()):
        file = folder / name
        try:
            files.append(ListedFile(path, file, file.stat().st_size))
        except OSError as error:
            failure = BrokenFile(
                f"Die hochgeladene Datei „{path}“ ist nicht mehr da.", hint="Laden Sie sie noch einmal hoch."
            )
            failure.__cause__ = error
            failures.append((path, failure))
    return Listing(tuple(files), tuple(failures), complete=not failures)


def read_names(folder: Path) -> KeptNames:
    """The list of a folder; empty when nothing was kept there yet."""
    try:
        stored = json.loads((folder / _LIST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return KeptNames()
    return KeptNames(dict(stored["files"]), frozenset(stored["removed"]))


def write_names(folder: Path, names: KeptNames) -> None:
    """Write the list of a folder in one step. Raises `DiskFull`."""
    form = {"form": _FORM, "files": dict(names.files), "removed": sorted(names.removed)}
    write_whole(folder / _LIST, json.dumps(form, ensure_ascii=False).encode())


def is_list(file: Path) -> bool:
    """Whether a file of a folder of kept files is its list."""
    return file.name == _LIST


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all. Raises `DiskFull`."""
    draft = file.with_name(f".{uuid4().hex}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as writing:
            writing.write(content)
            writing.flush()
            os.fsync(writing.fileno())
        draft.replace(file)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise_full(error)
        raise


def raise_full(error: OSError) -> None:
    """Raise `DiskFull` when that is what the error means."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        raise DiskFull(
            "Beim Speichern hochgeladener Dateien ist der Speicherplatz ausgegangen.", hint="Schaffen Sie Platz."
        ) from error


def clean_path(name: str) -> str:
    """What an uploaded file is called from now on, made of what its sender called it.

    Folders are kept; what leads out of them, drives, and characters that are not printed go. Raises `InvalidName`.
    """
    parts = []
    for part in make_name(name).replace("\\", "/").split("/"):
        visible = "".join(
            sign for sign in part if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
        )
        visible = " ".join(visible.split())
        if visible.strip(". ") and not (len(visible) == 2 and visible[1] == ":"):
            parts.append(visible)
    path = "/".join(parts)
    if not parts or any(map(is_ignored, parts)) or len(path) > _LONGEST_PATH or max(map(len, parts)) > _LONGEST_PART:
        raise InvalidName(
            "Der Name der Datei ist leer, zu lang oder der einer versteckten Datei.",
            hint="Geben Sie der Datei einen kurzen Namen, der nicht mit einem Punkt beginnt.",
        )
    return path
