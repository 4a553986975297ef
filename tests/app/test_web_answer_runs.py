"""An answer in a thread of its own: watched, stopped, ended when its reader has gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator

import pytest

from app.answering.stopping import Stop
from app.answering.types import AnswerEvent, CheckedStatement, Searched, Stated, Verdict
from app.web.answer_runs import AnswerRun
from corpora.errors import UsageError

STATEMENT = CheckedStatement("Der zweite Hund kostet 144,00 €.", Verdict.UNSUPPORTED, ())


class Held:
    """An answer that states once and then waits, as for a model."""

    def __init__(self) -> None:
        self.waiting = threading.Event()
        self.ended = threading.Event()

    def events(self, stop: Stop) -> Generator[AnswerEvent, None, None]:
        woken = threading.Event()
        try:
            yield Searched(())
            yield Stated(STATEMENT)
            with stop.ending(woken.set):
                self.waiting.set()
                woken.wait(20)
        finally:
            self.ended.set()


def stay() -> bool:
    return True


def test_what_was_stated_is_seen_while_the_rest_is_waited_for() -> None:
    held = Held()
    run = AnswerRun("Frage?", held.events, reader_is_there=stay)
    assert held.waiting.wait(2)
    progress = run.progress()
    assert (progress.hits, progress.statements, progress.ended) == ((), (STATEMENT,), False)
    run.stop()
    assert run.wait(1)


def test_stopping_ends_the_work_and_keeps_what_was_stated() -> None:
    held = Held()
    run = AnswerRun("Frage?", held.events, reader_is_there=stay)
    assert held.waiting.wait(2)
    run.stop()
    assert held.ended.wait(1)
    assert run.wait(1)
    assert (run.progress().stopped, run.progress().statements) == (True, (STATEMENT,))


def test_the_work_ends_within_a_second_when_the_reader_has_gone() -> None:
    held = Held()
    there = threading.Event()
    there.set()
    run = AnswerRun("Frage?", held.events, reader_is_there=there.is_set)
    assert held.waiting.wait(2)
    there.clear()
    left = time.monotonic()
    assert held.ended.wait(2)
    assert time.monotonic() - left < 1
    assert run.wait(1)


def test_an_error_of_the_question_ends_the_run_and_is_kept() -> None:
    def events(stop: Stop) -> Generator[AnswerEvent, None, None]:
        yield from ()
        raise UsageError("Die Frage ist leer.")

    run = AnswerRun("", events, reader_is_there=stay)
    assert run.wait(1)
    progress = run.progress()
    assert (progress.ended, progress.stopped) == (True, False)
    assert progress.error is not None
    assert progress.error.message == "Die Frage ist leer."


def test_a_run_that_was_stopped_twice_is_stopped() -> None:
    held = Held()
    run = AnswerRun("Frage?", held.events, reader_is_there=stay)
    run.stop()
    run.stop()
    assert run.wait(1)
    assert run.progress().stopped


@pytest.mark.parametrize("set_first", [True, False])
def test_what_is_to_end_is_ended_whether_the_stop_comes_before_or_after(set_first: bool) -> None:
    stop, ended = Stop(), threading.Event()
    if set_first:
        stop.set()
    with stop.ending(ended.set):
        stop.set()
    assert ended.is_set()


def test_what_has_ended_by_itself_is_not_ended_again() -> None:
    stop, ended = Stop(), threading.Event()
    with stop.ending(ended.set):
        pass
    stop.set()
    assert not ended.is_set()
