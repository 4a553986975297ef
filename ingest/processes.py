"""One reading process as its parent sees it: how it is started, fed and ended, and what its end means."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque

from corpora.errors import DocumentError, ReaderCrashed, ReaderTimeout
from ingest.confinement import FRAME
from ingest.limits import Limits

START_SECONDS = 60.0
_PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TMPDIR",
    "TESSDATA_PREFIX",
    "LD_LIBRARY_PATH",
    "SYSTEMROOT",
)
TIMEOUT_HINT = "Teilen Sie die Datei, speichern Sie sie neu oder heben Sie die Grenze in den Einstellungen an."
_SET = {
    "OMP_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "DO_NOT_TRACK": "1",
    "SCARF_NO_ANALYTICS": "true",
    "HF_HUB_OFFLINE": "1",
    "PYTHONUTF8": "1",
    # Freed memory goes back in one piece, and the address space is not spent on a second arena.
    "MALLOC_ARENA_MAX": "2",
}
_BOOT = """import json, sys
setup = json.loads(sys.argv[1])
sys.path[:] = setup.pop("path")
from ingest.confinement import serve
serve(**setup)
"""


class Process:
    """One reading process and what is under way to and from it."""

    def __init__(self, task: str, limits: Limits, niceness: int) -> None:
        ours, theirs = socket.socketpair()
        self.channel = ours
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `last_words`
        with theirs:
            setup = {
                "path": sys.path,
                "descriptor": theirs.fileno(),
                "parent": os.getpid(),
                "task": task,
                "memory_bytes": limits.memory_bytes,
                "seconds": limits.seconds,
                "niceness": niceness,
            }
            environment = {key: os.environ[key] for key in _PASSED_ON if key in os.environ} | _SET
            self.child = subprocess.Popen(  # noqa: S603 - our own interpreter
                [sys.executable, "-c", _BOOT, json.dumps(setup)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self.log,
                pass_fds=(theirs.fileno(),),
                env=environment,
            )
        ours.setblocking(False)
        self.outgoing = bytearray()
        self.incoming = bytearray()
        self.ready = False
        self.jobs: deque[int] = deque()
        """Numbers sent to it and not answered; the first may be running."""
        self.running: int | None = None
        self.started = time.monotonic()
        self.deadline = self.started + START_SECONDS

    def send(self, kind: int, value: object) -> None:
        """Queue a message; the pump writes it as the process takes it."""
        body = pickle.dumps(value, protocol=5)
        self.outgoing += FRAME.pack(len(body), kind) + body

    def end(self) -> int:
        """Kill it and its own children; the exit status, negative for a signal."""
        # It leads a group of its own once it runs, so that tesseract goes with it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.kill()
        status = self.child.wait()
        self.channel.close()
        return status

    def last_words(self) -> str:
        """The end of what it wrote to standard error."""
        self.log.seek(0, os.SEEK_END)
        self.log.seek(max(0, self.log.tell() - 2000))
        words = self.log.read().decode("utf-8", "replace").strip()
        self.log.close()
        return words


_SIGNALS: dict[int, str] = {
    signal.SIGKILL: "vom Betriebssystem beendet, meist weil der Arbeitsspeicher nicht reichte",
    signal.SIGSEGV: "Speicherzugriffsfehler in einer Bibliothek",
    signal.SIGBUS: "Speicherzugriffsfehler in einer Bibliothek",
    signal.SIGABRT: "von einer Bibliothek abgebrochen, etwa weil die Speichergrenze erreicht war",
    signal.SIGTRAP: "von einer Bibliothek abgebrochen, etwa weil die Speichergrenze erreicht war",
    signal.SIGILL: "von einer Bibliothek abgebrochen, etwa weil die Speichergrenze erreicht war",
    signal.SIGFPE: "Rechenfehler in einer Bibliothek",
    signal.SIGXCPU: "Grenze der Rechenzeit erreicht",
}


def describe_crash(status: int, limits: Limits) -> DocumentError:
    """The error for a document whose process ended with `status` (negative: a signal)."""
    if status == -signal.SIGXCPU:
        return ReaderTimeout(
            f"Das Lesen der Datei brauchte mehr als {limits.seconds:.0f} Sekunden Rechenzeit und wurde abgebrochen.",
            hint=TIMEOUT_HINT,
        )
    if status < 0:
        words = f"Signal {-status}: {_SIGNALS.get(-status, 'unerwartetes Ende')}"
    else:
        words = f"Rückgabewert {status}"
    return ReaderCrashed(
        f"Der Leseprozess ist an der Datei abgestürzt ({words}).",
        hint="Die Datei ist vermutlich beschädigt. Speichern Sie sie neu, etwa als PDF.",
    )
