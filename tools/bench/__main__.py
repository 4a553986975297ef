"""Measure everything that `docs/measurements.md` states, on real papers.

    python -m tools.bench [--data FOLDER] [--only nordstemmen,gesetze,satzungen,demo]

FOLDER (default ``../shared/data``) holds the archives and questions. Absolute times depend on the machine; each section
also prints a ratio within the same run.
"""

from __future__ import annotations

import argparse
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from tools.bench import collections, quality
from tools.bench.measuring import Home

SECTIONS: dict[str, Callable[[Home, Path, Path], None]] = {
    "demo": collections.bench_demo,
    "nordstemmen": collections.bench_nordstemmen,
    "gesetze": collections.bench_gesetze,
    "satzungen": collections.bench_satzungen,
}


def main() -> int:
    """Run the sections asked for; 0 also where the data is missing, which is said."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench")
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[3] / "shared" / "data")
    parser.add_argument("--only", default=",".join(SECTIONS))
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        print(f"skipped: {arguments.data} is not there; name the folder of papers with --data")
        return 0
    for name in arguments.only.split(","):
        print(f"\n== {name}", flush=True)
        with tempfile.TemporaryDirectory(prefix="aktenkompass-bench-") as work:
            folder = unpack(arguments.data / f"{name}.tar.xz", Path(work) / "papers")
            home = Home(Path(work) / "home")
            SECTIONS[name](home, folder, arguments.data)
            questions = arguments.data / "eval" / f"{name}.jsonl"
            if questions.is_file():
                quality.measure(home, questions)
    return 0


def unpack(archive: Path, target: Path) -> Path:
    """The folder of an archive's papers; `target` itself, empty, where there is no archive."""
    target.mkdir(parents=True)
    if not archive.is_file():
        return target
    with tarfile.open(archive) as packed:
        packed.extractall(target, filter="data")
    entries = list(target.iterdir())
    return entries[0] if len(entries) == 1 and entries[0].is_dir() else target


if __name__ == "__main__":
    sys.exit(main())
