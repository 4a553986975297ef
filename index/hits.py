"""What a search returns."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from corpora.model import Access, CorpusKind, Span


class Evidence(StrEnum):
    """By which way a hit was found."""

    SPARSE = "sparse"
    DENSE = "dense"
    IDENTIFIER = "identifier"


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that was found, with all an answer and a citation need of it."""

    rank: int
    """1-based."""
    score: float
    """Comparable within one search only."""
    why: tuple[Evidence, ...]
    tenant: str
    corpus: str
    kind: CorpusKind
    access: Access
    document: str
    """`Document.id`."""
    version: str
    path: str
    """Path below the ingested folder."""
    title: str
    reference: str | None
    """Drucksachen number or law abbreviation as printed."""
    date: datetime.date | None
    chunk: str
    """`Chunk.id`."""
    page: int | None
    """1-based number of the page on which the text starts; None where the format has none."""
    heading_path: tuple[str, ...]
    text: str
    spans: tuple[Span, ...]
    matched_terms: float = 0.0
    """Share (0 to 1) of the question's term weight that this hit's text holds."""
    superseded_by: str = ""
    """Path of a newer version of the same Satzung in the same corpus; empty when none was found with this hit."""
    folded: int = 0
    """How many near-duplicates were folded into this hit."""

    @property
    def section(self) -> str:
        """The nearest heading, empty when there is none."""
        return self.heading_path[-1] if self.heading_path else ""
