"""Vendor errors become ours at this seam: German words for the reader, the cause kept by `raise ... from`."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpora.errors import AktenkompassError, DataFolderBusy, DiskFull, IndexUnavailable, InvalidName

_FULL = re.compile(r"no space left|disk (is )?full|quota exceeded|os error (28|122)\b|not enough (disk )?space", re.I)
_BUSY = re.compile(r"WouldBlock|resource temporarily unavailable|os error 11\b", re.I)
_CLOSED = re.compile(r"not initialized|already closed|has been closed", re.I)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")

_MIB = 1024 * 1024


def check_name(name: str) -> str:
    """The name of a tenant or generation, safe as part of a path or a collection's name, or `InvalidName`."""
    if not _NAME.fullmatch(name):
        raise InvalidName(
            f"„{name}“ ist kein gültiger Name für einen Index.",
            hint="Erlaubt sind Kleinbuchstaben, Ziffern und Bindestriche.",
        )
    return name


def missing(tenant: str, generation: str) -> IndexUnavailable:
    """The error for an index that should be there and is not."""
    return IndexUnavailable(
        f"Der Index von „{tenant}“ fehlt ({generation}).",
        hint=f"`kompass reindex {tenant}` baut ihn aus den gespeicherten Dokumenten neu auf.",
    )


@contextmanager
def mapped_faults(where: str) -> Iterator[None]:
    """Errors of the vendor inside the block arrive as errors of ours; `where` names the index in the message."""
    try:
        yield
    except (AktenkompassError, TypeError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        # A panic of the engine's own code does not derive from Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise translate(error, where) from error


def translate(error: BaseException, where: str) -> AktenkompassError:
    """The error of ours that says what the vendor's means."""
    words = str(error)
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if full or _FULL.search(words):
        return DiskFull(
            f"Beim Schreiben in den {where} ist der Speicherplatz ausgegangen.",
            hint="Schaffen Sie Platz und starten Sie den Befehl noch einmal; was fertig war, ist gespeichert.",
        )
    if _BUSY.search(words):
        return DataFolderBusy(
            f"Der {where} ist gerade von einem anderen Prozess geöffnet.",
            hint="Beenden Sie den anderen Prozess oder arbeiten Sie über den laufenden Dienst.",
        )
    if _CLOSED.search(words):
        return IndexUnavailable(f"Der {where} ist bereits geschlossen.", hint="Öffnen Sie ihn neu.")
    return IndexUnavailable(
        f"Der {where} lässt sich nicht öffnen oder lesen: {words[:300]}",
        hint="Stimmt der Datenträger, dann bauen Sie den Index mit `kompass reindex MANDANT` neu auf.",
    )


def require_space(folder: Path, wanted: int, where: str) -> None:
    """Raise `DiskFull` when the disk under `folder` has fewer than `wanted` bytes free.

    The engine writes through memory maps, and a full disk under a memory map ends the process without an error that
    could be caught: so room is made sure of before writing.
    """
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise translate(error, where) from error
    if free < wanted:
        raise DiskFull(
            f"Für den {where} sind nur noch {free // _MIB} MB frei, gebraucht werden {-(-wanted // _MIB)} MB.",
            hint=f"Schaffen Sie Platz auf dem Datenträger von {os.fspath(folder)} und starten Sie den Befehl noch "
            "einmal; was fertig war, ist gespeichert.",
        )
