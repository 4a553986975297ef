"""Ending an answer from outside: by the reader who stops it, or because the reader has gone.

Closing the iterator of an answer ends the work behind it, but only from the thread that reads it, between two
statements. A thread that waits for a model's next word is ended by what it waits for: the call registers how.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stop:
    """Set once, from any thread; never unset."""

    def __init__(self) -> None:
        self._set = threading.Event()
        self._lock = threading.Lock()
        self._ways: list[Callable[[], None]] = []

    @property
    def is_set(self) -> bool:
        """Whether the work is to end."""
        return self._set.is_set()

    def set(self) -> None:
        """End the work; a second time does nothing."""
        with self._lock:
            self._set.set()
            ways, self._ways = self._ways, []
        for end in ways:
            end()

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """While the block runs `set` calls `end`, at once when it was set before; `end` must stand any thread."""
        with self._lock:
            if not self._set.is_set():
                self._ways.append(end)
        if self._set.is_set():
            end()
        try:
            yield
        finally:
            with self._lock:
                if end in self._ways:
                    self._ways.remove(end)
