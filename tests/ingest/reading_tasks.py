"""Top-level tasks for the reading pool's tests: what hostile files make a reader do."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

from corpora.errors import DiskFull, EncryptedFile
from ingest.limits import Limits, OcrSettings
from ingest.readers.reading import Reading, read_file


def read(path: Path) -> Reading:
    return read_file(path, path.name, limits=Limits(), ocr=OcrSettings())


def behave(how: str) -> object:  # noqa: C901
    """Do what `how` says; anything else comes back as it is."""
    if how == "abort":
        os.abort()
    if how == "exit":
        os._exit(7)
    if how == "loop":
        while True:
            pass
    if how == "sleep":
        time.sleep(60)
    if how == "nap":
        time.sleep(1.2)
    if how == "hog":
        return len(bytearray(8 << 30))
    if how == "locked":
        raise EncryptedFile("Die Datei „x“ ist geschützt.", hint="Ohne Kennwort speichern.")
    if how == "full":
        raise DiskFull("Der Datenträger ist voll.")
    if how == "bug":
        raise KeyError("gibt es nicht")
    if how == "network":
        with socket.socket() as client:
            client.connect(("127.0.0.1", int(os.environ.get("PORT", "9"))))
    if how == "environment":
        return dict(os.environ)
    if how == "process":
        return os.getpid()
    if how == "niceness":
        return os.nice(0)
    if how == "large":
        return "x" * 30_000_000
    if how == "callable":
        return os.system
    if how.startswith("more"):
        from ingest.confinement import allow_more_time

        allow_more_time(30.0)
        time.sleep(1.5)
    return how
