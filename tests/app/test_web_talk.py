"""The turns of a conversation on the page, while the last answer comes to its end in another thread."""

from __future__ import annotations

import threading
from collections.abc import Generator

from app.answering.stopping import Stop
from app.answering.types import AnswerEvent, CheckedStatement, Searched, Stated, Verdict
from app.web.answer_runs import AnswerRun, Progress
from app.web.talk import Talk, exchanges

STATEMENT = CheckedStatement("Der zweite Hund kostet 144,00 €.", Verdict.UNSUPPORTED, ())


class EndsWhileLookedAt(AnswerRun):
    """A run that is over with the first look at how far it is."""

    def __init__(self) -> None:
        self.go = threading.Event()
        super().__init__("Frage?", self._answer, reader_is_there=lambda: True)

    def _answer(self, stop: Stop) -> Generator[AnswerEvent, None, None]:
        yield Searched(())
        yield Stated(STATEMENT)
        self.go.wait(20)

    def progress(self) -> Progress:
        known = super().progress()
        if threading.current_thread() is threading.main_thread():
            self.go.set()
            assert self.wait(5)
        return known


def test_an_answer_that_ends_while_the_page_is_made_is_still_watched() -> None:
    run = EndsWhileLookedAt()
    now = Talk("musterstadt", run=run)
    (first,) = exchanges(now)
    assert run.ended
    assert first.running  # What is shown is not whole, so the page must look again.
    (then,) = exchanges(now)
    assert not then.running


def test_an_answer_that_could_not_be_kept_stays_on_the_page() -> None:
    run = EndsWhileLookedAt()
    run.progress()
    assert run.ended
    assert not run.kept
    now = Talk("musterstadt", run=run)
    assert [(each.question, each.kept, each.running) for each in exchanges(now)] == [("Frage?", False, False)]
    assert now.run is run
