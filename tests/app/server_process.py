"""`kompass serve` in a process of its own."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]

_PROGRAM = """
import functools, sys
from pathlib import Path
from app import server
if sys.argv[1]:
    server.serve = functools.partial(server.serve, pages=Path(sys.argv[1]))
sys.argv[:2] = ["kompass"]
from eval.main import main
main()
"""


@dataclass(frozen=True, slots=True)
class Reply:
    """A response, read whole."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers."""

    url: str
    process: subprocess.Popen[str]
    seconds: float
    """From the start until the first page was there."""
    log: IO[str]
    """What it writes to its standard error."""

    @property
    def netloc(self) -> str:
        """Host and port."""
        return urlsplit(self.url).netloc

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> Reply:
        """One request."""
        return request(self.netloc, method, path, headers, body)

    def end(self, number: int) -> tuple[int, str, str]:
        """Send a signal; return code, output and errors."""
        self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=20)
        return self.process.returncode, output, self.errors()

    def errors(self) -> str:
        """What it has written to its standard error so far."""
        self.log.seek(0)
        return self.log.read()


def request(
    netloc: str, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
) -> Reply:
    """One request over a connection of its own; a given Host header goes out as it is."""
    connection = http.client.HTTPConnection(netloc, timeout=20)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return Reply(
            response.status,
            {name.lower(): value for name, value in response.getheaders()},
            response.read().decode("utf-8", "replace"),
        )
    finally:
        connection.close()


def start(
    home: Path, *arguments: str, pages: Path | None = None, log: int | IO[str] = subprocess.PIPE, **environment: str
) -> subprocess.Popen[str]:
    """The command, with other pages than the product's when they are given; `log` gets its standard error."""
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(pages or ""), "serve", *arguments],
        cwd=ROOT,
        env={**os.environ, "AKTENKOMPASS_HOME": str(home), **environment},
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )


@contextmanager
def served(home: Path, *, pages: Path | None = None, **environment: str) -> Iterator[Served]:
    """A running server, ended at the end; it must not have met an error that it did not expect."""
    started = time.monotonic()
    # Into a file: a pipe that nobody empties stops a server that has much to tell.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        process = start(home, "--port", "0", pages=pages, log=log, **environment)
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            url = line.split()[-1] if line else ""
            running = Served(url, process, time.monotonic() - started, log)
            assert url, running.errors()
            request(running.netloc, "GET", "/")
            yield replace(running, seconds=time.monotonic() - started)
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()
        errors = running.errors()
        assert "Traceback" not in errors, errors
