"""A question that came when the session was already over: kept until the same person has signed in again and asked.

In memory alone, for a quarter of an hour: whoever types for five minutes must not lose it to a clock.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_SECONDS = 900.0
_MOST = 1_000
"""Questions of all people; the oldest make room."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """What somebody wanted to ask."""

    question: str
    conversation: str | None
    """Id of the conversation it was a further question of."""


class UnsentQuestions:
    """One for each person at most. Thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], tuple[float, Unsent]] = OrderedDict()

    def keep(self, person: tuple[str, str], unsent: Unsent) -> None:
        """Keep a question of a person, named by issuer and subject, in the place of an earlier one."""
        with self._lock:
            self._drop_old()
            self._kept.pop(person, None)
            self._kept[person] = (self._clock(), unsent)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)

    def of(self, person: tuple[str, str]) -> Unsent | None:
        """A person's question."""
        with self._lock:
            self._drop_old()
            found = self._kept.get(person)
            return None if found is None else found[1]

    def forget(self, person: tuple[str, str]) -> None:
        """A person has asked something."""
        with self._lock:
            self._kept.pop(person, None)

    def _drop_old(self) -> None:
        last = self._clock() - _SECONDS
        while self._kept and next(iter(self._kept.values()))[0] < last:
            self._kept.popitem(last=False)
