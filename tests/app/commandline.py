"""Runs `kompass` for tests, and a data folder that is filled once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from app.cli import main

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    output: str
    errors: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """The output's JSON objects, one a line."""
        return [json.loads(line) for line in self.output.splitlines()]


@dataclass(frozen=True, slots=True)
class Kompass:
    """The command over one data folder."""

    home: Path

    def run(self, *arguments: str, **environment: str) -> Done:
        """In this process."""
        variables = {"AKTENKOMPASS_HOME": str(self.home), **environment}
        result = CliRunner().invoke(main, arguments, env=variables)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Done(result.exit_code, result.stdout, result.stderr)

    def done(self, *arguments: str) -> Done:
        """In this process, and it must succeed."""
        done = self.run(*arguments)
        assert done.code == 0, done.errors
        return done

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """In a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-c", "import sys; sys.argv[0] = 'kompass'; from app.cli import main; main()", *arguments],
            cwd=ROOT,
            env={**os.environ, "AKTENKOMPASS_HOME": str(self.home)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


PAPERS = {
    "satzungen/hundesteuer.md": """# Hundesteuersatzung der Stadt Musterstadt

## § 1 Steuergegenstand

Gegenstand der Steuer ist das Halten von Hunden im Stadtgebiet.

## § 4 Steuersatz

Die Hundesteuer beträgt jährlich 84 Euro für den ersten Hund und 120 Euro für jeden weiteren Hund.
""",
    "rat/2025/vorlage.txt": """Beschlussvorlage

Drucksachen-Nr.: 51/2025
Datum: 04.03.2025

Betreff: Sanierung der Turnhalle am Lindenplatz

Beschlussvorschlag:
Der Rat beschließt die Sanierung der Turnhalle am Lindenplatz mit Kosten von 1.250.000 Euro.

Begründung:
Das Dach der Turnhalle ist seit dem Winter undicht. Die Arbeiten sollen in den Sommerferien beginnen.
""",
    "rat/2025/notiz.md": "# Sprechstunde\n\nDie Bürgermeisterin hat dienstags Sprechstunde im Rathaus.\n",
}
"""Written for these tests: path below the folder to text."""


def write_papers(folder: Path) -> Path:
    """Write `PAPERS` below `folder`."""
    for path, text in PAPERS.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def fill(home: Path, papers: Path) -> Kompass:
    """Two tenants; the first with two corpora of papers."""
    kompass = Kompass(home)
    kompass.done("tenant", "add", "musterstadt", "--title", "Stadt Musterstadt")
    kompass.done("tenant", "add", "nachbardorf", "--title", "Gemeinde Nachbardorf")
    kompass.done("corpus", "add", "musterstadt/rat", "--title", "Rat", "--kind", "council", "--access", "public")
    kompass.done(
        "corpus", "add", "musterstadt/satzungen", "--title", "Ortsrecht", "--kind", "regulation", "--access", "internal"
    )
    write_papers(papers)
    kompass.done("ingest", "musterstadt/rat", str(papers / "rat"))
    kompass.done("ingest", "musterstadt/satzungen", str(papers / "satzungen"))
    return kompass
