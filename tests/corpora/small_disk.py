"""A real disk of a few kilobytes: a child process in a namespace of its own mounts one and runs Python on it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run_on_small_disk(folder: Path, kilobytes: int, program: str) -> str:
    """Run `program` with ``sys.argv[1]`` naming an empty disk of that size at `folder`; its output."""
    mount = f'mount -t tmpfs -o size={kilobytes}k none "$0" && exec "$1" -c "$2" "$0"'
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, str(folder), sys.executable, program],
        check=False,
        cwd=ROOT,
        text=True,
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
