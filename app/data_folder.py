"""The data folder: where its parts lie, and the lock by which one process owns it."""

from __future__ import annotations

import datetime
import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpora.errors import AktenkompassError, DataFolderBusy, DiskFull, InvalidSetting, UsageError
from corpora.names import check_id
from ingest.sources.folder import is_ignored

_MEASURED, _CASES = "messungen", "cases"
PARTS = ("library", "index", "listings", "uploads", _MEASURED, _CASES)
"""Folders below the data folder that hold the documents of all tenants."""

_LOCK = "besitzer.json"


def measured_folder(home: Path, tenant: str) -> Path:
    """Where the evaluation keeps a tenant's runs, which quote its papers; goes with the tenant."""
    return home / _MEASURED / check_id(tenant, "Mandanten")


def cases_folder(home: Path, tenant: str) -> Path:
    """Where the evaluation keeps a tenant's files of cases, which quote its papers; goes with the tenant."""
    return home / _CASES / check_id(tenant, "Mandanten")


def drop_measured(home: Path, tenant: str) -> None:
    """Remove what `measured_folder` and `cases_folder` hold; no error when there is nothing."""
    for folder in (measured_folder(home, tenant), cases_folder(home, tenant)):
        with suppress(FileNotFoundError):
            shutil.rmtree(folder)


def make_home(home: Path) -> None:
    """Make the data folder when it is not there, for its owner's eyes only.

    Raises `InvalidSetting` when that is not possible, `DiskFull`.
    """
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise _unusable(home, error) from error


def keep_out(home: Path, paths: Iterable[Path]) -> None:
    """Raise `UsageError` when one of `paths` lies in what tenants have in the data folder, or holds it.

    Whoever ingested that would bring the papers of all tenants into one of them. Hidden folders are never listed, so a
    data folder below one is no harm.
    """
    for path in paths:
        top = path.resolve()
        for part in PARTS:
            own = (home / part).resolve()
            holds = own.is_relative_to(top) and not any(map(is_ignored, own.relative_to(top).parts))
            if holds or top.is_relative_to(own):
                raise UsageError(
                    f"„{path}“ enthält den Datenordner von Aktenkompass ({home}) oder liegt darin.",
                    hint="Dort liegen die Dokumente aller Mandanten. Nennen Sie einen Ordner außerhalb.",
                )


@contextmanager
def owned(home: Path) -> Iterator[None]:
    """Own the data folder while the block runs; the operating system gives it back even after a crash.

    Raises `DataFolderBusy` with the process that owns it, `InvalidSetting`, `DiskFull`.
    """
    make_home(home)
    path = home / _LOCK
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unusable(home, error) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy(home, os.pread(descriptor, 4096, 0)) from error
        # The file stays when the lock goes: removing it would let two processes hold locks on two files of one name.
        owner = {"pid": os.getpid(), "since": datetime.datetime.now().astimezone().isoformat(timespec="seconds")}
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps(owner).encode(), 0)
        except OSError as error:
            raise _unusable(home, error) from error
        yield
    finally:
        os.close(descriptor)


def owner_of(home: Path) -> int | None:
    """The process that owns the data folder, or owned it last."""
    try:
        pid = json.loads((home / _LOCK).read_bytes())["pid"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return pid if isinstance(pid, int) else None


def _busy(home: Path, content: bytes) -> DataFolderBusy:
    try:
        owner = json.loads(content)
        since = datetime.datetime.fromisoformat(owner["since"])
        who = f"dem Prozess {owner['pid']} (seit {since:%d.%m.%Y %H:%M:%S} Uhr)"
        what = f"Warten Sie, bis er fertig ist, oder beenden Sie ihn: `kill {owner['pid']}`"
    except (ValueError, LookupError, TypeError):
        who, what = "einem anderen Prozess", "Warten Sie, bis er fertig ist, oder beenden Sie ihn"
    return DataFolderBusy(
        f"Der Datenordner {home} wird gerade von {who} benutzt.",
        hint=f"{what}; ein anderer Ordner lässt sich mit AKTENKOMPASS_HOME nennen.",
    )


def _unusable(home: Path, error: OSError) -> AktenkompassError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(f"Auf der Platte des Datenordners {home} ist kein Platz mehr.", hint="Schaffen Sie Platz.")
    return InvalidSetting(
        f"Der Datenordner {home} ist nicht verwendbar ({error.strerror}).",
        hint="Nennen Sie mit AKTENKOMPASS_HOME einen Ordner, in dem Sie schreiben dürfen.",
    )
