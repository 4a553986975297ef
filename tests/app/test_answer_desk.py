"""Many questions at once: so many at a time, the others in line, and all of them over as soon as nobody waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.answer_desk import AnswerDesk, Line
from app.answering.stopping import Stop
from app.answering.types import AnswerEvent, Finished, Outcome, Searched, Stated
from app.assistant import Assistant
from corpora.errors import TooBusy
from tests.app.papers import MINUTES, SCOPE, STATUTE, store
from tests.app.test_assistant import FEE, QUESTION, assistant, extractive, model_at
from tests.ollama_server import ModelServer, say


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        running.behaviour.policy = say(FEE)
        yield running


@pytest.fixture
def slow(tmp_path: Path, server: ModelServer) -> Assistant:
    """An assistant whose model falls silent after a few words."""
    server.behaviour.hold_after = 3
    library = store(tmp_path, STATUTE, MINUTES)
    return assistant(library, model_at(server, pause_seconds=20))


@pytest.fixture
def quick(tmp_path: Path) -> Assistant:
    library = store(tmp_path, STATUTE, MINUTES)
    return assistant(library, extractive(library))


def desk(assistant: Assistant, *, slots: int = 1, waiting: int = 1) -> AnswerDesk:
    return AnswerDesk(lambda: assistant, slots=slots, waiting=waiting)


class Reading:
    """Reads the events of one question in a thread of its own."""

    def __init__(self, at: AnswerDesk) -> None:
        self.stop = Stop()
        self.events: list[AnswerEvent] = []
        self.searched = threading.Event()
        self._taken = at.take(SCOPE, QUESTION, stop=self.stop)
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        for event in self._taken:
            self.events.append(event)
            self.searched.set()

    def join(self, seconds: float = 5.0) -> None:
        self._thread.join(seconds)
        assert not self._thread.is_alive()


def test_the_events_are_the_assistants(quick: Assistant) -> None:
    events = list(desk(quick).take(SCOPE, QUESTION, stop=Stop()))
    assert isinstance(events[0], Searched)
    assert any(isinstance(event, Stated) for event in events)
    assert isinstance(events[-1], Finished)
    assert events[-1].answer.outcome is Outcome.ANSWERED


def test_a_stop_in_the_middle_of_a_wait_for_the_model_ends_both_within_a_second(
    slow: Assistant, server: ModelServer
) -> None:
    at = desk(slow)
    reading = Reading(at)
    while server.sent < 2:  # then the model falls silent
        time.sleep(0.01)
    began = time.monotonic()
    reading.stop.set()
    reading.join()
    assert server.hung_up.wait(5)
    assert time.monotonic() - began < 1.0
    assert [type(event) for event in reading.events] == [Searched]
    assert at.line.lengths == (0, 0)


def test_a_stop_in_line_ends_the_wait_and_leaves_the_others_their_turn(slow: Assistant, server: ModelServer) -> None:
    at = desk(slow, waiting=2)
    first, second, third = Reading(at), Reading(at), Reading(at)
    assert first.searched.wait(5)
    assert at.line.lengths == (1, 2)
    second.stop.set()
    second.join()
    assert second.events == []
    assert at.line.lengths == (1, 1)
    first.stop.set()
    assert third.searched.wait(5)
    third.stop.set()
    third.join()
    assert at.line.lengths == (0, 0)


def test_who_comes_when_the_line_is_full_is_told_at_once(slow: Assistant) -> None:
    at = desk(slow)
    first, second = Reading(at), Reading(at)
    with pytest.raises(TooBusy, match="in einigen Sekunden"):
        at.take(SCOPE, QUESTION, stop=Stop())
    for reading in (first, second):
        reading.stop.set()
        reading.join()


def test_an_answer_that_nobody_reads_gives_its_place_back_when_it_is_closed(quick: Assistant) -> None:
    at = desk(quick, waiting=0)
    at.take(SCOPE, QUESTION, stop=Stop()).close()
    taken = at.take(SCOPE, QUESTION, stop=Stop())
    next(taken)
    taken.close()
    assert at.line.lengths == (0, 0)


def test_an_error_gives_the_place_back(quick: Assistant) -> None:
    def broken() -> Assistant:
        raise RuntimeError("no assistant")

    at = AnswerDesk(broken, slots=1, waiting=0)
    with pytest.raises(RuntimeError):
        list(at.take(SCOPE, QUESTION, stop=Stop()))
    assert at.line.lengths == (0, 0)


def test_the_line_is_first_come_first_served() -> None:
    line = Line(2, 10)
    inside = [line.join(), line.join()]
    assert all(turn.is_set() for turn in inside)
    waiting = [line.join() for _ in range(3)]
    assert not any(turn.is_set() for turn in waiting)
    line.leave(inside[0])
    assert [turn.is_set() for turn in waiting] == [True, False, False]
    line.leave(waiting[1])
    line.leave(inside[1])
    assert waiting[2].is_set()
    line.leave(waiting[0])
    line.leave(waiting[2])
    assert line.lengths == (0, 0)


def test_a_hundred_threads_never_are_more_inside_than_there_are_places() -> None:
    line = Line(3, 200)
    most = 0

    def come() -> None:
        nonlocal most
        turn = line.join()
        turn.wait()
        most = max(most, line.lengths[0])
        time.sleep(0.001)
        line.leave(turn)

    threads = [threading.Thread(target=come) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= most <= 3
    assert line.lengths == (0, 0)
