"""What goes away by itself: histories, feedback and job records in time, uploads nobody read in, files nobody names."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

from app.conversations import Conversations
from app.feedback import Feedback
from app.kept_files import KeptFiles
from app.uploads import Uploads
from corpora.errors import AktenkompassError
from corpora.jobs import Jobs
from corpora.rows import now

_INTERVAL_SECONDS = 3600.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TidiedUp:
    """How much went."""

    conversations: int
    feedback: int
    uploads: int
    """Batches."""
    jobs: int
    """Records of what was done."""


class Housekeeping:
    """Tidies up at the start of the service and every hour while it runs."""

    def __init__(  # noqa: PLR0913 - all that is tidied
        self,
        conversations: Conversations,
        feedback: Feedback,
        uploads: Uploads,
        kept: KeptFiles,
        jobs: Jobs,
        *,
        interval_seconds: float = _INTERVAL_SECONDS,
    ) -> None:
        self._conversations = conversations
        self._feedback = feedback
        self._uploads = uploads
        self._kept = kept
        self._jobs = jobs
        self._interval = interval_seconds
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def tidy(self) -> TidiedUp:
        """Remove all whose time is over now."""
        oldest = now() - self._conversations.retention
        return TidiedUp(
            self._conversations.purge(), self._feedback.purge(), self._uploads.sweep(), self._jobs.purge(oldest)
        )

    def start(self) -> None:
        """Remove what the last crash left, tidy up, and go on doing so in the background. Before any job begins."""
        self._kept.sweep()
        self.tidy()
        self._thread = threading.Thread(target=self._keep_tidy, name="housekeeping", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop; no error when it was never started."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(10)

    def _keep_tidy(self) -> None:
        while not self._ended.wait(self._interval):
            try:
                self.tidy()
            except AktenkompassError:
                # A full disk or a database that is away for a moment; the next hour is early enough.
                _log.exception("tidying up failed")
