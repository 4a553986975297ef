"""`kompass serve` in a process of its own."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
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
        output, errors = self.process.communicate(timeout=20)
        return self.process.returncode, output, errors


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


def start(home: Path, *arguments: str, pages: Path | None = None, **environment: str) -> subprocess.Popen[str]:
    """The command, with other pages than the product's when they are given."""
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(pages or ""), "serve", *arguments],
        cwd=ROOT,
        env={**os.environ, "AKTENKOMPASS_HOME": str(home), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def served(home: Path, *, pages: Path | None = None, **environment: str) -> Iterator[Served]:
    """A running server, ended at the end."""
    started = time.monotonic()
    process = start(home, "--port", "0", pages=pages, **environment)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise AssertionError(process.communicate()[1])
        url = line.split()[-1]
        request(urlsplit(url).netloc, "GET", "/")
        yield Served(url, process, time.monotonic() - started)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
