"""How a run of `ingest` stands: counted document by document, told as progress."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from app.reports import IngestFailure, IngestProgress
from corpora.model import DocumentState


def even_progress(  # noqa: PLR0913 - what is told of a run
    done: int, total: int, started: float, current: str, *, failed: int = 0, pages: int = 0, read_bytes: int = 0
) -> IngestProgress:
    """How work stands that takes about as long for each document; `started` is by `time.monotonic`."""
    seconds = time.monotonic() - started
    rate = done / max(seconds, 1e-9)
    left = (total - done) / rate if done else None
    return IngestProgress(done, done, total, failed, 0, pages, read_bytes, seconds, rate, left, current)


@dataclass(slots=True)
class Tally:
    """How the run stands."""

    started: float = field(default_factory=time.monotonic)
    reading_since: float = 0.0
    total: int = 0
    total_bytes: int = 0
    done: int = 0
    skipped: int = 0
    pages: int = 0
    chunks: int = 0
    bytes: int = 0
    waiting: int = 0
    """Documents that were read and have not ended yet."""
    waiting_bytes: int = 0
    states: Counter[DocumentState] = field(default_factory=Counter)
    failures: dict[str, IngestFailure] = field(default_factory=dict)

    def add(self, path: str, size: int, state: DocumentState, failure: IngestFailure | None) -> None:
        """Count a document that ended."""
        self.done += 1
        self.bytes += size
        self.states[state] += 1
        if failure is not None:
            self.failures[path] = failure

    def add_read(self, size: int) -> None:
        """Count a document that was read; it ends, and is counted by `add`, once `end_waiting` was called."""
        self.waiting += 1
        self.waiting_bytes += size

    def end_waiting(self, size: int) -> None:
        """Count a document that was read as one that does not wait any more."""
        self.waiting -= 1
        self.waiting_bytes -= size

    def progress(self, current: str) -> IngestProgress:
        """How it stands after `current`, a path."""
        now = time.monotonic()
        reading = now - self.reading_since if self.reading_since else 0.0
        read, read_bytes = self.done + self.waiting, self.bytes + self.waiting_bytes
        left = None
        if read_bytes and not (self.waiting and read == self.total):
            left = reading * max(self.total_bytes - read_bytes, 0) / read_bytes
        return IngestProgress(
            read=read,
            done=self.done,
            total=self.total,
            failed=self.states[DocumentState.FAILED] + self.states[DocumentState.NEEDS_OCR],
            skipped=self.skipped,
            pages=self.pages,
            bytes=self.bytes,
            seconds=now - self.started,
            rate=read / reading if reading > 0 else 0.0,
            seconds_left=left,
            current=current,
        )
