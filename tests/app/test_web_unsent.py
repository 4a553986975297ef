"""A question that came too late is kept for its person for a while."""

from __future__ import annotations

from app.web.unsent import Unsent, UnsentQuestions

ANNA, BERT = ("https://idp.example", "anna"), ("https://idp.example", "bert")
FIRST, SECOND = Unsent("Was kostet der Hund?", None), Unsent("Und der zweite?", "g1")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_each_person_gets_their_own_last_question_until_they_ask() -> None:
    kept = UnsentQuestions()
    kept.keep(ANNA, FIRST)
    kept.keep(ANNA, SECOND)
    assert kept.of(BERT) is None
    assert kept.of(("https://other.example", "anna")) is None
    assert kept.of(ANNA) == SECOND
    kept.forget(BERT)
    assert kept.of(ANNA) == SECOND
    kept.forget(ANNA)
    assert kept.of(ANNA) is None


def test_a_question_is_forgotten_after_a_quarter_of_an_hour() -> None:
    clock = Clock()
    kept = UnsentQuestions(clock)
    kept.keep(ANNA, FIRST)
    clock.now = 600.0
    kept.keep(BERT, SECOND)
    clock.now = 901.0
    assert kept.of(ANNA) is None
    assert kept.of(BERT) == SECOND


def test_of_very_many_the_oldest_make_room() -> None:
    kept = UnsentQuestions()
    for number in range(1_001):
        kept.keep(("", str(number)), FIRST)
    assert kept.of(("", "0")) is None
    assert kept.of(("", "1")) == FIRST
