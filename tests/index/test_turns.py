"""Who comes next at something that one thread may use at a time."""

from __future__ import annotations

import threading

import pytest

from index.turns import Turns


def test_whoever_is_urgent_goes_before_work_in_bulk_that_waits_longer() -> None:
    turns, order = Turns(), []
    waiting = threading.Barrier(3)

    def work() -> None:
        waiting.wait()
        with turns.patient():
            order.append("bulk")

    def ask() -> None:
        waiting.wait()
        with turns.urgent():
            order.append("urgent")

    with turns.patient():
        threads = [threading.Thread(target=work), threading.Thread(target=ask)]
        for thread in threads:
            thread.start()
        waiting.wait()
        # Both wait now, or will before long: the one who holds the turn lets go only after the urgent one queued.
        while not turns.is_wanted:
            pass
    for thread in threads:
        thread.join()
    assert order == ["urgent", "bulk"]


def test_never_two_at_a_time() -> None:
    turns, inside, most = Turns(), [], []

    def use(number: int) -> None:
        for _ in range(200):
            with turns.urgent() if number % 2 else turns.patient():
                inside.append(number)
                most.append(len(inside))
                inside.remove(number)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1
    assert len(most) == 800


def test_a_turn_that_ends_in_an_error_is_given_back() -> None:
    turns = Turns()
    for turn in (turns.urgent, turns.patient):
        with pytest.raises(ZeroDivisionError), turn():
            print(1 // 0)
    with turns.patient():
        assert not turns.is_wanted
