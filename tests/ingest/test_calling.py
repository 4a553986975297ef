"""Single calls to reading processes, from many threads and under everything a hostile file can do."""

from __future__ import annotations

import dataclasses
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from corpora.errors import DecompressionBomb, EncryptedFile, ReaderCrashed, ReaderTimeout
from ingest.calling import CallingPool
from ingest.limits import Limits

TASK = "tests.ingest.reading_tasks:behave"


def make_pool(*, workers: int = 1, seconds: float = 20.0, memory_bytes: int = 1 << 30) -> CallingPool[str, object]:
    limits = dataclasses.replace(Limits(), seconds=seconds, memory_bytes=memory_bytes)
    return CallingPool(TASK, workers=workers, limits=limits)


@pytest.fixture
def pool() -> Iterator[CallingPool[str, object]]:
    opened = make_pool(workers=2)
    yield opened
    opened.close()


def test_calls_from_many_threads_each_get_their_own_answer(pool: CallingPool[str, object]) -> None:
    arguments = [f"Seite {number}" for number in range(200)]
    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(pool.call, arguments)) == arguments


def test_a_call_is_answered_while_another_takes_its_time(pool: CallingPool[str, object]) -> None:
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(pool.call, "nap")
        begun = time.monotonic()
        assert pool.call("a") == "a"
        assert not slow.done() or time.monotonic() - begun < 1.2
        assert slow.result() == "nap"


def test_the_error_of_a_document_is_raised_with_its_words(pool: CallingPool[str, object]) -> None:
    with pytest.raises(EncryptedFile, match="Die Datei „x“ ist geschützt") as caught:
        pool.call("locked")
    assert caught.value.hint == "Ohne Kennwort speichern."


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ("abort", ReaderCrashed),
        ("exit", ReaderCrashed),
        ("bug", ReaderCrashed),
        ("network", ReaderCrashed),
        ("callable", ReaderCrashed),
        ("hog", DecompressionBomb),
        ("loop", ReaderTimeout),
    ],
)
def test_what_a_hostile_file_does_costs_its_own_call_alone(how: str, error: type[Exception]) -> None:
    pool = make_pool(seconds=1.0, memory_bytes=256 << 20)
    try:
        with ThreadPoolExecutor(1) as threads:
            other = threads.submit(pool.call, "a")
            with pytest.raises(error):
                pool.call(how)
            assert other.result() == "a"
        assert pool.call("b") == "b"
    finally:
        pool.close()


def test_a_process_killed_between_two_calls_is_replaced() -> None:
    pool = make_pool()
    try:
        first = pool.call("process")
        assert isinstance(first, int)
        os.kill(first, signal.SIGKILL)
        assert pool.call("process") != first
    finally:
        pool.close()


def test_who_waits_is_not_served_behind_those_who_do_not() -> None:
    pool = make_pool()
    try:
        assert pool.call("niceness") == os.nice(0)
    finally:
        pool.close()


def test_closing_ends_the_processes_and_fails_calls_under_way() -> None:
    pool = make_pool()
    number = pool.call("process")
    assert isinstance(number, int)
    failures: list[BaseException] = []

    def wait() -> None:
        try:
            pool.call("sleep")
        except RuntimeError as error:
            failures.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.2)
    pool.close()
    waiting.join(10)
    assert [str(error) for error in failures] == ["the reading pool is closed"]
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
    with pytest.raises(RuntimeError, match="closed"):
        pool.call("a")
    pool.close()


def test_warming_starts_the_processes_before_anyone_calls(pool: CallingPool[str, object]) -> None:
    pool.warm()
    pool.warm()
    time.sleep(1.0)
    begun = time.monotonic()
    pool.call("a")
    assert time.monotonic() - begun < 0.5


def test_a_task_that_cannot_be_imported_fails_every_call_and_hangs_none() -> None:
    pool: CallingPool[str, str] = CallingPool("tests.ingest.reading_tasks:missing", workers=1, limits=Limits())
    try:
        with pytest.raises(RuntimeError, match="do not start"):
            pool.call("a")
    finally:
        pool.close()
