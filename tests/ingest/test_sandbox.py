"""The reading pool under everything a hostile file can make a reader do."""

from __future__ import annotations

import dataclasses
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpora.errors import (
    BrokenFile,
    DecompressionBomb,
    DiskFull,
    EmptyFile,
    EncryptedFile,
    ReaderCrashed,
    ReaderTimeout,
)
from ingest.limits import Limits, OcrSettings
from ingest.readers.reading import Reading, read_file
from ingest.sandbox import ReadingPool
from tests.conftest import ROOT
from tests.ingest.files import make_pdf, make_pdf_bomb

TASK = "tests.ingest.reading_tasks:behave"


def run(*arguments: str, workers: int = 1, **limits: Any) -> dict[str, object]:
    with ReadingPool[str, object](TASK, workers=workers, limits=dataclasses.replace(Limits(), **limits)) as pool:
        return dict(pool.map(arguments))


def test_every_argument_comes_back_with_its_value() -> None:
    arguments = [f"argument {number}" for number in range(500)]
    assert run(*arguments, workers=2) == {argument: argument for argument in arguments}


def test_the_error_of_a_document_comes_back_with_its_type_message_and_hint() -> None:
    error = run("locked")["locked"]
    assert type(error) is EncryptedFile
    assert error.message == "Die Datei „x“ ist geschützt."
    assert error.hint == "Ohne Kennwort speichern."


def test_a_process_that_aborts_costs_only_its_own_document() -> None:
    answers = run("a", "abort", "b", "c", workers=1)
    assert isinstance(answers["abort"], ReaderCrashed)
    assert "Signal 6" in str(answers["abort"])
    assert [answers[key] for key in "abc"] == ["a", "b", "c"]


def test_a_process_that_exits_is_named_with_its_status() -> None:
    assert "Rückgabewert 7" in str(run("exit")["exit"])


def test_a_process_killed_from_outside_is_replaced() -> None:
    with ReadingPool[str, int](TASK, workers=1, limits=Limits()) as pool:
        (_, first), *_ = pool.map(["process"])
        assert isinstance(first, int)
        os.kill(first, signal.SIGKILL)
        (_, second), *_ = pool.map(["process"])
        assert isinstance(second, int)
        assert second != first


@pytest.mark.parametrize("how", ["loop", "sleep"])
def test_a_document_that_never_ends_is_stopped_by_the_clock(how: str) -> None:
    answers = run("a", how, "b", seconds=0.5)
    assert isinstance(answers[how], ReaderTimeout)
    assert "länger als 0,5 Sekunden" in str(answers[how])
    assert (answers["a"], answers["b"]) == ("a", "b")


def test_a_reader_that_asks_for_more_time_gets_it() -> None:
    assert run("more", seconds=0.5)["more"] == "more"


def test_a_memory_hog_ends_as_an_error_of_its_document() -> None:
    answers = run("hog", "a", memory_bytes=256 * 1024**2)
    assert isinstance(answers["hog"], DecompressionBomb)
    assert "256 MB" in str(answers["hog"])
    assert answers["a"] == "a"


def test_an_unexpected_error_of_a_reader_names_itself() -> None:
    error = run("bug")["bug"]
    assert isinstance(error, ReaderCrashed)
    assert "KeyError" in str(error)


def test_an_error_that_stops_the_run_is_raised() -> None:
    with pytest.raises(DiskFull):
        run("a", "full")


def test_a_reader_reaches_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)):
        error = run("network")["network"]
    assert isinstance(error, ReaderCrashed)
    assert "kein Netzzugriff" in str(error)


def test_a_reader_sees_no_secrets_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AKTENKOMPASS_MODEL_API_KEY", "geheim")
    assert "geheim" not in str(run("environment"))


def test_what_a_reader_may_not_send_costs_its_own_document_only() -> None:
    answers = run("a", "callable", "b")
    assert isinstance(answers["callable"], ReaderCrashed)
    assert [answers[key] for key in "ab"] == ["a", "b"]


def test_an_answer_larger_than_any_buffer_arrives_whole() -> None:
    assert len(str(run("large")["large"])) == 30_000_000


def test_a_large_answer_survives_a_caller_slower_than_the_time_limit() -> None:
    limits = dataclasses.replace(Limits(), seconds=0.6)
    with ReadingPool[str, object](TASK, workers=1, limits=limits) as pool:
        answers = pool.map(["a", "large", "b"])
        first = next(answers)
        stop = time.monotonic() + 1.5
        while time.monotonic() < stop:  # a caller at work
            pass
        rest = dict(answers)
    assert first == ("a", "a")
    assert len(str(rest["large"])) == 30_000_000


def test_arguments_are_taken_only_a_little_ahead() -> None:
    taken = []

    def endless() -> Iterator[str]:
        for number in range(1_000_000):
            taken.append(number)
            yield str(number)

    with ReadingPool[str, str](TASK, workers=2, limits=Limits()) as pool:
        answers = pool.map(endless())
        for _ in range(10):
            next(answers)
        assert len(taken) < 40


def test_jobs_behind_a_long_one_go_to_an_idle_process() -> None:
    limits = dataclasses.replace(Limits(), seconds=20)
    with ReadingPool[str, str](TASK, workers=2, limits=limits) as pool:
        order = [argument for argument, _ in pool.map(["nap", *"abcdefg"])]
    assert order[-1] == "nap"


def test_a_map_left_early_leaves_the_pool_usable() -> None:
    with ReadingPool[str, str](TASK, workers=2, limits=Limits()) as pool:
        for _ in pool.map(["a"] * 50):
            break
        assert dict(pool.map(["x", "y"])) == {"x": "x", "y": "y"}


def test_a_caller_that_wants_no_more_waits_for_no_document() -> None:
    started = time.monotonic()
    asked: list[float] = []

    def should_stop() -> bool:
        asked.append(time.monotonic())
        return asked[-1] - started > 1.5

    with ReadingPool[str, object](TASK, workers=1, limits=Limits()) as pool:
        given = list(pool.map(["process", "sleep", "process"], should_stop))
        assert [argument for argument, _ in given] == ["process"]
        assert 1.5 < time.monotonic() - started < 10
    assert len(asked) >= 3


def test_leaving_the_pool_ends_its_processes_whatever_they_do() -> None:
    with ReadingPool[str, int](TASK, workers=1, limits=Limits()) as pool:
        answers = pool.map(["process", "sleep"])
        _, number = next(answers)
        assert isinstance(number, int)
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_a_task_that_cannot_be_imported_is_an_error_and_no_hang() -> None:
    with (
        ReadingPool[str, str]("tests.ingest.reading_tasks:missing", workers=1, limits=Limits()) as pool,
        pytest.raises(RuntimeError, match="do not start"),
    ):
        list(pool.map(["a"]))


def test_processes_end_with_a_parent_that_is_killed() -> None:
    script = (
        "from ingest.limits import Limits\n"
        "from ingest.sandbox import ReadingPool\n"
        f"with ReadingPool({TASK!r}, workers=1, limits=Limits()) as pool:\n"
        "    for _, number in pool.map(['process', 'sleep']):\n"
        "        print(number, flush=True)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        number = int(parent.stdout.readline())
    watch = os.pidfd_open(number)
    parent.kill()
    parent.wait()
    # The handle of a process becomes readable when the process ends.
    ended, _, _ = select.select([watch], [], [], 10)
    os.close(watch)
    assert ended


def test_hostile_files_end_as_errors_while_the_rest_is_read(tmp_path: Path) -> None:
    good = [make_pdf(tmp_path / f"gut{number}.pdf") for number in range(6)]
    bomb = make_pdf_bomb(tmp_path / "bombe.pdf", layers=2, size=400_000_000)
    # Passed off as a picture, the content is only inflated by pdfium, within the memory of its process.
    masked = make_pdf_bomb(tmp_path / "maske.pdf", size=1_000_000_000)
    masked.write_bytes(masked.read_bytes().replace(b"<</Length", b"<</Subtype/Image/Length"))
    empty = tmp_path / "leer.pdf"
    empty.touch()
    files = [empty, *good[:3], bomb, masked, *good[3:]]
    limits = dataclasses.replace(Limits(), memory_bytes=512 * 1024**2)
    with ReadingPool[Path, Reading]("tests.ingest.reading_tasks:read", workers=2, limits=limits) as pool:
        answers = dict(pool.map(files))
    assert len(answers) == len(files)
    assert all(isinstance(answers[path], Reading) for path in good)
    assert isinstance(answers[empty], EmptyFile)
    assert isinstance(answers[bomb], DecompressionBomb)
    assert isinstance(answers[masked], ReaderCrashed | DecompressionBomb | BrokenFile | ReaderTimeout)


def test_a_reading_is_the_same_through_the_pool_and_without_it(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", ["Eine Zeile mit Text\nund noch eine", ""])
    with ReadingPool[Path, Reading]("tests.ingest.reading_tasks:read", workers=1, limits=Limits()) as pool:
        ((_, reading),) = pool.map([path])
    assert reading == read_file(path, path.name, limits=Limits(), ocr=OcrSettings())
