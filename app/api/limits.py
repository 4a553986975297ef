"""How many requests one person may make: a bucket each that fills with time."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from corpora.errors import TooBusy

_MOST_BUCKETS = 10_000
_BURST_SECONDS = 15.0
"""How much of a minute's requests may come at once."""


@dataclass(slots=True)
class _Bucket:
    left: float
    filled: float


class RequestLimit:
    """Thread-safe."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_minute / 60
        self._most = max(1.0, self._rate * _BURST_SECONDS)
        self._clock = clock
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, who: Hashable) -> None:
        """Count a request. Raises `TooBusy` with the time after which the next one is taken."""
        now = self._clock()
        with self._lock:
            bucket = self._buckets.pop(who, None) or _Bucket(self._most, now)
            bucket.left = min(self._most, bucket.left + (now - bucket.filled) * self._rate)
            bucket.filled = now
            self._buckets[who] = bucket
            if len(self._buckets) > _MOST_BUCKETS:
                self._buckets.popitem(last=False)
            if bucket.left >= 1:
                bucket.left -= 1
                return
            seconds = math.ceil((1 - bucket.left) / self._rate)
        error = TooBusy("Das waren zu viele Anfragen in kurzer Zeit.", hint=f"Warten Sie {seconds} Sekunden.")
        error.seconds = seconds
        raise error
