"""Running the product as a person does, with wall time and memory of all its processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

TENANT = "bench"
CORPUS = "papers"


@dataclass(frozen=True, slots=True)
class Measured:
    """A finished command."""

    output: str
    seconds: float
    peak_bytes: int
    """Largest sum of proportional set sizes of the command and all its descendants, sampled 5 times a second."""


@dataclass(frozen=True, slots=True)
class Home:
    """A data folder and the command line over it."""

    folder: Path

    def run(self, *words: str) -> Measured:
        """Run ``kompass WORDS`` and wait; a failure (exit code over 1) ends the bench."""
        environment = os.environ | {"AKTENKOMPASS_HOME": str(self.folder)}
        started = time.perf_counter()
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("kompass")), *words],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        peak = _Peak(process.pid)
        peak.start()
        output, messages = process.communicate()
        seconds = time.perf_counter() - started
        peak.stop()
        if process.returncode > 1:
            sys.exit(f"kompass {' '.join(words)} ended with {process.returncode}:\n{messages[-2000:]}")
        return Measured(output, seconds, peak.bytes)

    def set_up(self, kind: str) -> None:
        """Add the tenant and corpus of a section."""
        self.run("tenant", "add", TENANT, "--title", "Bench")
        self.run("corpus", "add", f"{TENANT}/{CORPUS}", "--title", "Papers", "--kind", kind, "--access", "public")

    def ingest(self, folder: Path) -> Measured:
        """Ingest a folder into the section's corpus."""
        return self.run("ingest", f"{TENANT}/{CORPUS}", str(folder))


class _Peak(threading.Thread):
    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.bytes = 0
        self._pid = pid
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(0.2):
            self.bytes = max(self.bytes, sum(_memory(pid) for pid in _family(self._pid)))

    def stop(self) -> None:
        self._ended.set()
        self.join()


def _family(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        try:
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        except OSError:
            continue
        found.extend(int(child) for child in children)
    return found


def _memory(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
