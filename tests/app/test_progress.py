"""Progress on standard error, on a terminal and elsewhere."""

from __future__ import annotations

import io

import pytest

from app.commands.progress import Progress, duration, progress_line
from app.reports import IngestProgress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Hands:
    """A clock that is moved by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_terminal_has_one_line_that_is_kept_up_to_date_and_taken_away_at_the_end() -> None:
    stream, clock = Terminal(), Hands()
    with Progress(stream=stream, seconds=clock) as progress:
        progress.show("eins")
        progress.show("zu früh")
        clock.now += 0.2
        progress.show("zwei")
    assert "zu früh" not in stream.getvalue()
    assert "\n" not in stream.getvalue()
    assert stream.getvalue() == "\r\x1b[Keins\r\x1b[Kzwei\r\x1b[K"


def test_elsewhere_there_is_a_line_every_few_seconds_and_no_control_characters() -> None:
    stream, clock = io.StringIO(), Hands()
    with Progress(stream=stream, seconds=clock) as progress:
        for step in range(21):
            progress.show(f"Schritt {step}\x1b[31m")
            clock.now += 1
    assert stream.getvalue().splitlines() == [f"Schritt {step} [31m" for step in (5, 10, 15, 20)]


def test_a_short_run_writes_nothing_outside_of_a_terminal() -> None:
    stream = io.StringIO()
    with Progress(stream=stream, seconds=Hands()) as progress:
        progress.show("eins")
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("read", "done", "line"),
    [
        (12, 0, "12 von 40 Dokumenten gelesen, 0 fertig · 8,0 je Sekunde · noch 4 s · a.pdf"),
        (40, 40, "40 von 40 Dokumenten · 8,0 je Sekunde · a.pdf"),
        (2, 2, "2 von 40 Dokumenten · 8,0 je Sekunde · a.pdf"),
    ],
)
def test_a_line_tells_what_is_read_and_what_is_finished(read: int, done: int, line: str) -> None:
    assert progress_line(IngestProgress(read, done, 40, 0, 0, 0, 0, 1.0, 8.0, 4.0, "a.pdf")) == line


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.4, "59 s"), (60, "1 min 00 s"), (200, "3 min 20 s"), (3600, "1 h 00 min"), (7500, "2 h 05 min")],
)
def test_durations_are_told_in_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words
