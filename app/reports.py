"""What the use cases of a knowledge manager report: progress while they run, counts and receipts at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpora.model import Access, DocumentState


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """How a run stands. `total` is 0 while the folders are still being listed."""

    read: int
    """Documents that were read, those included that ended."""
    done: int
    """Documents that ended, failed ones included, unchanged ones not: what was read ends a batch at a time."""
    total: int
    """Documents to read."""
    failed: int
    skipped: int
    """Unchanged documents."""
    pages: int
    bytes: int
    """Of the documents done."""
    seconds: float
    """Since the run began."""
    rate: float
    """Documents read a second since reading began; 0.0 before the first."""
    seconds_left: float | None
    """By the bytes that are left to read; None before the first document, and once all are read but not ended."""
    current: str
    """Path of the document that was read or ended last, or of the file being listed."""


@dataclass(frozen=True, slots=True)
class IngestFailure:
    """A document that could not be read."""

    path: str
    code: str
    """Name of the error in `corpora.errors`."""
    reason: str
    """German."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What a run of `ingest` did."""

    listed: int
    """Documents found in the folders, unchanged ones included."""
    skipped: int
    """Unchanged, not read again."""
    states: Mapping[DocumentState, int]
    """How the documents of this run ended."""
    failures: tuple[IngestFailure, ...]
    """Documents of this run that are not whole: failed, partial, needing OCR, blank; sorted by path."""
    failed_before: int
    """Unchanged files that failed in an earlier run and were not tried again."""
    vanished: tuple[str, ...]
    """Documents removed because their files are gone, sorted."""
    pages: int
    chunks: int
    bytes: int
    seconds: float
    cancelled: bool = False
    """Whether it was called off: then nothing was removed, and files may be left to read."""

    @property
    def read(self) -> int:
        """Documents of this run, those included that failed."""
        return sum(self.states.values())

    @property
    def failed(self) -> int:
        """Documents of this run of which nothing can be found: neither read whole nor in part nor blank."""
        return self.states.get(DocumentState.FAILED, 0) + self.states.get(DocumentState.NEEDS_OCR, 0)


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """What a run of `reindex` did."""

    documents: int
    chunks: int
    generation: str
    """Name of the index that is searched now."""
    failures: tuple[IngestFailure, ...]
    """Documents whose stored pages could not be loaded; they are in the catalogue but cannot be found."""
    seconds: float
    cancelled: bool = False
    """Whether it was called off: then the old index is searched as before."""


@dataclass(frozen=True, slots=True)
class AccessReport:
    """What became of a corpus and its documents when it was given another access."""

    access: Access
    documents: int
    """Documents that had another access before."""
    counts: Mapping[Access, int]
    """Documents that can be searched, by their access, counted afterwards; a paper's own word may be stricter."""
    seconds: float
    cancelled: bool = False
    """Whether it was called off: then some documents still have a stricter access than they should, none a looser."""


@dataclass(frozen=True, slots=True)
class DeletionReceipt:
    """What was counted gone. All counts of `remaining` were taken afterwards and are 0 when all is gone."""

    tenant: str
    corpus: str | None = None
    """None when the whole tenant was removed."""
    path: str | None = None
    """None when a corpus or tenant was removed."""
    documents: int = 0
    points: int = 0
    """In the index."""
    pages: int = 0
    versions: int = 0
    """Read versions in the library."""
    originals: int = 0
    """Files in the library; one that another document shares stays."""
    bytes: int = 0
    """Freed in the library."""
    remaining: Mapping[str, int] = field(default_factory=dict)
    """What is still there, counted again: ``documents`` in the catalogue, ``points`` in the index."""

    @property
    def complete(self) -> bool:
        """Whether nothing is left."""
        return not any(self.remaining.values())
