"""The command line's own words: German help with examples, light to start."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from app.cli import main

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    "torch",
    "streamlit",
    "llama_index",
    "unstructured",
    "spacy",
    "nltk",
    "pandas",
    "transformers",
    "sentence_transformers",
    "openai",
    "ollama",
    "httpx",
}
ENGLISH = re.compile(
    r"\b(Usage|Options|Commands|Arguments|Show|Error|Missing|argument|required|default|Try|for help|the|"
    r"No such|Invalid|value|TEXT|INTEGER|RANGE|COMMAND|ARGS|OPTIONS)\b"
)


def commands(
    group: click.Group = main, prefix: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*prefix, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*prefix, name))


ALL = list(commands())


def run(*arguments: str, home: Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, arguments, env={"AKTENKOMPASS_HOME": str(home)})
    return result.exit_code, result.stdout, result.stderr


def test_the_commands_of_the_contract_are_there() -> None:
    assert {" ".join(path) for path, _ in ALL} >= {
        "demo",
        *(f"tenant {verb}" for verb in ("add", "list", "remove")),
        *(f"corpus {verb}" for verb in ("access", "add", "list", "remove", "share", "unshare")),
        *("ingest", "documents", "delete", "search", "ask", "reindex"),
    }


@pytest.mark.parametrize("path", [(), *(path for path, _ in ALL)], ids=" ".join)
def test_every_help_is_german_and_ends_in_an_example_that_would_be_understood(
    path: tuple[str, ...], tmp_path: Path
) -> None:
    code, output, _ = run(*path, "--help", home=tmp_path)
    assert code == 0
    assert not ENGLISH.search(output.replace("AKTENKOMPASS_HOME", "")), ENGLISH.findall(output)
    assert max(map(len, output.splitlines())) <= 110
    text, _, example = output.partition("\nBeispiel:\n")
    lines = example.strip("\n").splitlines()
    assert lines
    assert all(line.startswith(f"  kompass {' '.join(path)}".rstrip()) for line in lines if "kompass" in line)
    assert text.startswith("Aufruf: ")


@pytest.mark.parametrize(
    ("path", "command"), ALL, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_every_option_is_explained(path: tuple[str, ...], command: click.Command) -> None:
    assert command.short_help
    assert command.short_help.endswith(".")
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, (path, parameter.name)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["seach"], "Den Befehl 'seach' gibt es nicht. Gemeint ist vielleicht 'search'."),
        (["search"], "Es fehlt die Angabe 'MANDANT'."),
        (["search", "a", "b", "c"], "Diese Angabe ist zu viel: c"),
        (
            ["search", "a", "b", "--limt", "3"],
            "Die Option '--limt' gibt es nicht. Gemeint ist vielleicht: '--limit', '--to'.",
        ),
        (["search", "a", "b", "--limit", "drei"], "Der Wert für '--limit' passt nicht: 'drei' ist keine gültige Zahl."),
        (["search", "a", "b", "--limit", "0"], "0 liegt nicht im Bereich 1<=x<=100."),
        (["search", "a", "b", "--limit"], "Die Option '--limit' braucht einen Wert."),
        (["search", "a", "b", "--from", "gestern"], "'gestern' hat keine der Formen '%Y-%m-%d', '%d.%m.%Y'."),
        (["corpus", "add", "a/b"], "Es fehlt die Option '--kind'."),
        (["corpus", "add", "a/b", "--kind", "x"], "'x' ist keiner der Werte 'council', 'regulation', 'guide'."),
        (["tenant"], "Beispiel:"),
    ],
)
def test_wrong_use_is_told_in_german_with_code_2(arguments: list[str], expected: str, tmp_path: Path) -> None:
    code, output, errors = run(*arguments, home=tmp_path)
    assert code == 2
    assert expected in errors
    assert not ENGLISH.search(errors), errors
    assert output == ""


def in_a_process(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    program = (
        "import sys, json, atexit; sys.argv[0] = 'kompass'\n"
        "from app.cli import main\n"
        "atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))\n"
        "main()"
    )
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        check=False,
        cwd=ROOT,
        env={**os.environ, "AKTENKOMPASS_HOME": str(home), **environment},
        text=True,
        capture_output=True,
        timeout=120,
    )


def modules_of(done: subprocess.CompletedProcess[str]) -> set[str]:
    return {name.partition(".")[0] for name in json.loads(done.stderr.splitlines()[-1])}


def test_help_loads_nothing_heavy_and_speaks_german_in_an_english_system(tmp_path: Path) -> None:
    done = in_a_process("--help", home=tmp_path, LANGUAGE="en", LANG="en_US.UTF-8")
    assert done.stdout.startswith("Aufruf: kompass")
    heavy = HEAVY | {"sqlalchemy", "pydantic", "numpy", "qdrant_client", "qdrant_edge", "alembic"}
    assert modules_of(done) & heavy == set()


def test_search_loads_no_model_library_and_no_reader(tmp_path: Path) -> None:
    for arguments in (("tenant", "add", "musterstadt"), ("corpus", "add", "musterstadt/rat", "--kind", "council")):
        assert in_a_process(*arguments, home=tmp_path).returncode == 0
    paper = tmp_path / "papier.txt"
    paper.write_text("Die Hundesteuer beträgt 60 Euro im Jahr.", encoding="utf-8")
    ingested = in_a_process("ingest", "musterstadt/rat", str(paper), home=tmp_path)
    assert ingested.returncode == 0, ingested.stderr
    done = in_a_process("search", "musterstadt", "Hundesteuer", "--json", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["document"] == "papier.txt"
    assert modules_of(done) & (HEAVY | {"qdrant_client", "alembic"}) == set()
