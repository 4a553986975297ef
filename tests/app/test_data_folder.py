"""The data folder has one owner at a time, and is free again whatever becomes of that owner."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.data_folder import keep_out, owned
from corpora.errors import DataFolderBusy, InvalidSetting, UsageError

ROOT = Path(__file__).resolve().parents[2]

_OWNER = """
import sys
from pathlib import Path
from app.data_folder import keep_out, owned
with owned(Path(sys.argv[1])):
    print("meins", flush=True)
    sys.stdin.read()
"""


def an_owner(home: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", _OWNER, str(home)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "meins\n"
    return child


def end(child: subprocess.Popen[str]) -> None:
    child.communicate(timeout=30)


def test_a_second_process_is_told_who_owns_the_folder_and_what_to_do(tmp_path: Path) -> None:
    child = an_owner(tmp_path)
    with pytest.raises(DataFolderBusy) as caught, owned(tmp_path):
        pass
    assert f"Prozess {child.pid} (seit " in caught.value.message
    assert f"kill {child.pid}" in caught.value.hint
    assert str(tmp_path) in caught.value.message
    end(child)
    with owned(tmp_path):
        pass


def test_a_killed_owner_leaves_the_folder_free(tmp_path: Path) -> None:
    child = an_owner(tmp_path)
    os.kill(child.pid, signal.SIGKILL)
    end(child)
    with owned(tmp_path):
        pass


def test_the_same_process_cannot_own_a_folder_twice(tmp_path: Path) -> None:
    with owned(tmp_path):
        with pytest.raises(DataFolderBusy, match=str(os.getpid())), owned(tmp_path):
            pass
        with owned(tmp_path / "anderer"):
            pass
    with owned(tmp_path):
        pass


def test_an_owner_that_wrote_nothing_readable_is_still_respected(tmp_path: Path) -> None:
    with owned(tmp_path):
        (tmp_path / "besitzer.json").write_text("[1, 2]", encoding="utf-8")
        with pytest.raises(DataFolderBusy, match="einem anderen Prozess"), owned(tmp_path):
            pass


def test_a_new_data_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    with owned(tmp_path / "neu" / "daten"):
        assert (tmp_path / "neu" / "daten").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "datei").write_text("", encoding="utf-8")
    with pytest.raises(InvalidSetting, match="datei"), owned(tmp_path / "datei" / "daten"):
        pass


def test_nothing_is_ingested_from_or_around_the_data_folder(tmp_path: Path) -> None:
    home, papers = tmp_path / "daten" / "home", tmp_path / "papiere"
    papers.mkdir()
    (home / "library").mkdir(parents=True)
    link = papers / "alles"
    link.symlink_to(home / "library")
    keep_out(home, [papers, tmp_path / "daten" / "anderes"])
    for path in (home, home / "library" / "nachbardorf", home / "index", tmp_path, link, papers / ".." / "daten"):
        with pytest.raises(UsageError, match="Datenordner"):
            keep_out(home, [papers, path])


def test_a_data_folder_in_a_hidden_folder_does_not_keep_the_folder_above_from_being_ingested(tmp_path: Path) -> None:
    keep_out(tmp_path / ".local" / "share" / "aktenkompass", [tmp_path])
