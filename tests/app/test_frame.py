"""What happens to a command at its edges: bugs, Ctrl-C, a reader that leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from app.commands.frame import Entry, exit_code, split_corpus
from corpora.errors import AktenkompassError, DiskFull, EncryptedFile, ModelTimeout, UnknownTenant, UsageError

ROOT = Path(__file__).resolve().parents[2]

_PROGRAM = """
import sys, click
from app.commands.frame import Entry

@click.group("probe", cls=Entry, example="probe")
def main(): pass

@main.command("write", example="probe write")
def write():
    for number in range(200_000):
        click.echo(f"Zeile {number}")

@main.command("wait", example="probe wait")
def wait():
    click.echo("bereit")
    sys.stdout.flush()
    sys.stdin.read()

main()
"""


@click.group("probe", cls=Entry, example="probe")
def probe() -> None:
    """A group of commands that fail."""


@probe.command("bug", example="probe bug")
def bug() -> None:
    """A fault of ours."""
    raise ZeroDivisionError("durch null")


@probe.command("full", example="probe full")
def full() -> None:
    """A fault of the surroundings."""
    raise DiskFull("Kein Platz.", hint="Schaffen Sie Platz.")


def test_a_fault_of_ours_is_one_german_line_without_a_traceback() -> None:
    result = CliRunner().invoke(probe, ["bug"])
    assert result.exit_code == 3
    assert result.stderr.startswith("Fehler: Das hätte nicht geschehen dürfen (ZeroDivisionError: durch null).")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", ["bug", "full"])
def test_with_debug_the_traceback_is_shown(command: str) -> None:
    result = CliRunner().invoke(probe, [command, "--debug"])
    assert result.exit_code == 3
    assert "Traceback" in result.stderr
    assert f"in {command}" in result.stderr


def test_message_and_hint_go_to_standard_error() -> None:
    result = CliRunner().invoke(probe, ["full"])
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == "Fehler: Kein Platz.\n  → Schaffen Sie Platz.\n"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UnknownTenant("x"), 2),
        (UsageError("x"), 2),
        (EncryptedFile("x"), 1),
        (ModelTimeout("x"), 3),
        (DiskFull("x"), 3),
    ],
)
def test_every_branch_of_errors_has_its_exit_code(error: AktenkompassError, code: int) -> None:
    assert exit_code(error) == code


def test_a_reader_that_leaves_early_is_no_error() -> None:
    done = subprocess.run(
        ["bash", "-c", '"$0" -c "$1" write | head -n 1; echo "${PIPESTATUS[0]}"', sys.executable, _PROGRAM],
        check=False,
        cwd=ROOT,
        text=True,
        capture_output=True,
        timeout=60,
    )
    assert done.stdout.splitlines() == ["Zeile 0", "0"]
    assert done.stderr == ""


def test_ctrl_c_ends_with_a_word_and_code_130() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, "wait"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "bereit\n"
    os.kill(child.pid, signal.SIGINT)
    _, errors = child.communicate(timeout=30)
    assert child.returncode == 130
    assert "Abgebrochen" in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("value", ["", "stadt", "/", "stadt/", "/rat", "stadt/rat/mehr"])
def test_what_names_no_corpus_is_refused(value: str) -> None:
    with pytest.raises(UsageError, match="Schrägstrich"):
        split_corpus(value)
    assert split_corpus("stadt/rat") == ("stadt", "rat")
