"""Where the time comes from: asked of a clock that is handed in, so that tests can set it."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time. `SystemClock` in the product, a clock with hands to move in tests."""

    def now(self) -> datetime:
        """The time of day, with time zone."""

    def seconds(self) -> float:
        """A count that only ever grows, for durations."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The time of day in UTC."""
        return datetime.now(UTC)

    def seconds(self) -> float:
        """Seconds since some point in the past."""
        return time.perf_counter()

    def today(self) -> date:
        """The day here."""
        return self.now().astimezone().date()
