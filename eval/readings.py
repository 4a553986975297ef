"""Runs as pages show them, computed once: intervals take a second, and a page is drawn anew with every click."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import cached_property
from typing import TYPE_CHECKING

from eval.comparison import Comparison
from eval.measures.catalogue import Measure
from eval.report.content import key_figures, scores_of
from eval.report.page import write_page
from eval.run_file import Run
from eval.scores import Scores
from eval.uncertainty import Estimate
from eval.words import Words

if TYPE_CHECKING:
    from app.access import Person
    from app.web.texts.catalogue import Language
    from eval.measurements import Measurements

_KEPT = 32
"""Runs and comparisons held at a time."""


class Reading:
    """A run with what is computed from it."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._pages: dict[Language, str] = {}

    @cached_property
    def scores(self) -> Scores:
        """Every measure of every case."""
        return scores_of(self.run)

    @cached_property
    def key_figures(self) -> list[tuple[Measure, Estimate]]:
        """The few numbers that stand at the top."""
        return key_figures(self.scores)

    def page(self, words: Words) -> str:
        """The report as one file of HTML."""
        if words.language not in self._pages:
            self._pages[words.language] = write_page(self.run, self.scores, words)
        return self._pages[words.language]


class Readings:
    """Hands out what was computed before; who may see a run is asked each time. Thread-safe."""

    def __init__(self, measurements: Measurements) -> None:
        self._measurements = measurements
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[str, ...], Reading | Comparison] = OrderedDict()

    def one(self, person: Person, id: str) -> Reading:
        """A run. Raises as `Measurements.run`."""
        info = self._measurements.one(person, id)
        key = (id, str(info.done))
        held = self._find(key)
        if not isinstance(held, Reading):
            held = Reading(self._measurements.run(person, id))
            # A run that goes on may have grown in between: only what stands there under its count is kept.
            if len(held.run.outcomes) == info.done:
                self._keep(key, held)
        return held

    def comparison(self, person: Person, before: str, after: str) -> Comparison:
        """Two runs. Raises as `Measurements.comparison`."""
        infos = [self._measurements.one(person, id) for id in (before, after)]
        key = tuple(part for info in infos for part in (info.id, str(info.done)))
        held = self._find(key)
        if not isinstance(held, Comparison):
            held = self._measurements.comparison(person, before, after)
            self._keep(key, held)
        return held

    def _find(self, key: tuple[str, ...]) -> Reading | Comparison | None:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def _keep(self, key: tuple[str, ...], value: Reading | Comparison) -> None:
        with self._lock:
            self._held[key] = value
            while len(self._held) > _KEPT:
                self._held.popitem(last=False)
