"""Turns at something that only one thread may use at a time: a person's question goes before work in bulk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """One user at a time. Whoever works in bulk takes a turn for each batch and lets everyone urgent go first."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._busy = False
        self._urgent = 0

    @property
    def is_wanted(self) -> bool:
        """Whether somebody urgent waits."""
        return self._urgent > 0

    @contextmanager
    def urgent(self) -> Iterator[None]:
        """A turn that comes next."""
        with self._free:
            self._urgent += 1
            self._free.wait_for(lambda: not self._busy)
            self._urgent -= 1
            self._busy = True
        try:
            yield
        finally:
            self._release()

    @contextmanager
    def patient(self) -> Iterator[None]:
        """A turn that comes when nobody urgent waits."""
        with self._free:
            self._free.wait_for(lambda: not self._busy and not self._urgent)
            self._busy = True
        try:
            yield
        finally:
            self._release()

    def _release(self) -> None:
        with self._free:
            self._busy = False
            self._free.notify_all()
