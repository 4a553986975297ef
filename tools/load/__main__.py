"""Start a server over a data folder, let many people ask at once, and say how long they waited and what it cost.

    python -m tools.load --home FOLDER --questions FILE.jsonl [--users 20] [--total 1000]

Each line of a questions file has "tenant" and "question". The data folder is used as it is and must be filled. Needs
the extra `load` (locust).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WINDOW = 100
"""Questions over which memory is averaged: once each question was asked, which fills the caches, and at the end."""


@dataclass
class Memory:
    """Resident memory of the server over the questions answered."""

    process: int
    url: str
    samples: list[tuple[int, int]] = field(default_factory=list)
    """Questions answered, bytes."""
    processor_seconds: float = 0.0
    """That the server used while it was watched, all of its threads together."""
    _began: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        self._began = self._processor()
        while not self._stop.wait(1.0):
            self.samples.append((self._answered(), self._resident()))

    def stop(self) -> None:
        self._stop.set()
        self.processor_seconds = self._processor() - self._began

    def between(self, first: int, last: int) -> float:
        """Median megabytes while so many had been answered."""
        found = [size for count, size in self.samples if first <= count <= last]
        return statistics.median(found) / 2**20 if found else float("nan")

    def _answered(self) -> int:
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=30) as reply:
            lines = reply.read().decode().splitlines()
        return int(sum(float(line.split()[-1]) for line in lines if line.startswith("aktenkompass_answers_total{")))

    def _processor(self) -> float:
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _resident(self) -> int:
        for line in Path(f"/proc/{self.process}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tools.load", description=__doc__)
    asked.add_argument("--home", type=Path, required=True)
    asked.add_argument("--questions", type=Path, nargs="+", required=True)
    asked.add_argument("--users", type=int, default=20)
    asked.add_argument("--total", type=int, default=1000)
    asked.add_argument("--pause", type=float, default=0.0, help="seconds between an answer and the next question")
    asked.add_argument("--at-once", type=int, default=0, help="server.answers_at_once; 0: as set")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        questions = Path(folder) / "questions.jsonl"
        mixed = _mix(options.questions)
        questions.write_text("\n".join(mixed), encoding="utf-8")
        environment = {**os.environ, "AKTENKOMPASS_HOME": str(options.home.absolute())}
        if options.at_once:
            environment["AKTENKOMPASS_SERVER__ANSWERS_AT_ONCE"] = str(options.at_once)
        server = subprocess.Popen(
            [sys.executable, "-m", "eval.main", "serve", "--port", "0"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout is not None
            url = server.stdout.readline().split()[-1]
            memory = Memory(server.pid, url)
            watching = threading.Thread(target=memory.watch)
            watching.start()
            began = time.monotonic()
            times = _ask(url, questions, Path(folder) / "times.jsonl", options)
            seconds = time.monotonic() - began
            memory.stop()
            watching.join()
        finally:
            server.terminate()
            server.wait(30)
    _report(times, memory, seconds, len(mixed), options)


def _mix(files: list[Path]) -> list[str]:
    """The questions of all files, by turns in a fixed disorder."""
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    kept = [json.dumps({key: json.loads(line)[key] for key in ("tenant", "question")}) for line in lines]
    random.Random(20).shuffle(kept)
    return kept


def _ask(url: str, questions: Path, out: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    subprocess.run(
        [
            *(sys.executable, "-m", "locust", "-f", str(ROOT / "tools" / "load" / "people.py"), "--headless"),
            *(
                "-u",
                str(options.users),
                "-r",
                str(options.users),
                "--host",
                url,
                "--only-summary",
                "--loglevel",
                "ERROR",
            ),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "LOAD_QUESTIONS": str(questions),
            "LOAD_TOTAL": str(options.total),
            "LOAD_PAUSE": str(options.pause),
            "LOAD_OUT": str(out),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # At its end locust tells of users that were still asking for the next number.
        check=False,
    )
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def _report(
    times: list[dict[str, Any]], memory: Memory, seconds: float, asked: int, options: argparse.Namespace
) -> None:
    first = sorted(each["first"] for each in times if each["first"] is not None)
    whole = sorted(each["seconds"] for each in times)
    errors = [each["error"] for each in times if each["error"]]
    early = memory.between(asked, asked + WINDOW)
    late = memory.between(options.total - WINDOW, options.total)
    load = os.getloadavg()
    print(f"{len(times)} questions of {options.users} people, pause {options.pause:g} s: {seconds:.0f} s in all")
    print(f"errors: {len(errors)} {sorted(set(errors))[:3]}")
    print(f"first statement: median {_at(first, 50):.2f} s, p95 {_at(first, 95):.2f} s, of {len(first)}")
    print(f"whole answer: median {_at(whole, 50):.2f} s, p95 {_at(whole, 95):.2f} s")
    drift = (late / early - 1) * 100
    print(f"memory: {early:.0f} MB once all {asked} were asked, {late:.0f} MB at the end: {drift:+.1f} %")
    print(f"the server's processor time: {memory.processor_seconds / max(len(times), 1):.3f} s a question")
    print(f"load average at the end: {load[0]:.1f}")


def _at(values: list[float], percent: int) -> float:
    return values[min(len(values) - 1, int(len(values) * percent / 100))] if values else float("nan")


if __name__ == "__main__":
    main()
