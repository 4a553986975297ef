"""Statements, citations and answers: what the answering floor hands to every way in (command line, API, pages)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.answering.stopping import Stop
from corpora.model import Span
from index.hits import Hit


class Verdict(StrEnum):
    """What the check of a statement found."""

    SUPPORTED = "supported"
    """The quote stands in the page, and every number, amount, date and reference of the statement with it."""
    PARTIAL = "partial"
    """The quote stands in the page, but something in the statement does not stand near it."""
    UNSUPPORTED = "unsupported"
    """The quote does not stand in the page."""


class Outcome(StrEnum):
    """How an answer ended."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    """The documents hold too little evidence; the hits are the nearest documents."""
    SOURCES_ONLY = "sources_only"
    """The model failed; the hits are shown without statements, and the reason is told."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence as an answerer proposed it, before any check."""

    text: str
    quote: str
    """Claimed to be verbatim in the source."""
    hit: Hit
    """The source the answerer named."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands, after it was located in the stored page."""

    tenant: str
    corpus: str
    document: str
    """`Document.id`."""
    version: str
    path: str
    title: str
    reference: str | None
    page: int | None
    """1-based; None where the format has none."""
    section: str
    span: Span
    """Offsets in the stored page's text."""
    quote: str
    """The stored text at `span`, verbatim."""
    superseded_by: str = ""
    """Path of a newer version of the same Satzung or law, empty when none is known."""


@dataclass(frozen=True, slots=True)
class CheckedStatement:
    """A statement after its check."""

    text: str
    verdict: Verdict
    citations: tuple[Citation, ...]
    """Empty exactly when the verdict is unsupported."""
    missing: tuple[str, ...] = ()
    """Numbers, dates and references of the statement that do not stand in or beside the quote, as written."""

    @property
    def is_older(self) -> bool:
        """Whether it is supported, but by older versions alone."""
        return self.verdict is Verdict.SUPPORTED and all(citation.superseded_by for citation in self.citations)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person gets for a question."""

    question: str
    outcome: Outcome
    statements: tuple[CheckedStatement, ...]
    hits: tuple[Hit, ...]
    """What was searched and found, best first; with `NO_ANSWER` these are the nearest documents."""
    engine: str
    """``extractive`` or ``generative``."""
    model: str
    """Name of the language model; empty for the extractive engine."""
    index_version: str
    seconds: float
    created: datetime
    """With time zone."""
    confidence: float
    """0 to 1: the estimated chance that the first three hits hold the answer; below the threshold: `NO_ANSWER`."""
    reason: str = ""
    """German; why there is no answer, or why the engine is another than configured."""
    reason_code: str = ""
    """Name of the error in `corpora.errors` when the model failed."""
    notice: str = ""
    """German; the notice that an automatic system wrote this."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Those of all statements, in order."""
        return tuple(citation for statement in self.statements for citation in statement.citations)

    @property
    def sources(self) -> tuple[Citation | Hit, ...]:
        """All places it names: the citations, then the hits."""
        return (*self.citations, *self.hits)


@dataclass(frozen=True, slots=True)
class Searched:
    """First event of a streamed answer."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """A checked statement, in order."""

    statement: CheckedStatement


@dataclass(frozen=True, slots=True)
class Finished:
    """Last event of a streamed answer."""

    answer: Answer


AnswerEvent = Searched | Stated | Finished


class Answerer(Protocol):
    """Proposes statements from hits, one by one, best first. Never checks them itself.

    Closing the iterator early (`GeneratorExit`) ends the work behind it within a second, and so does `stop`, also while
    another thread waits for the next statement; the iterator then ends, with or without an error. Raises only
    `Unavailable` errors of `corpora.errors`; what was yielded before stays valid.
    """

    @property
    def engine(self) -> str:
        """``extractive`` or ``generative``."""

    @property
    def model(self) -> str:
        """Name of the language model; empty without."""

    def propose(self, question: str, hits: Sequence[Hit], stop: Stop | None = None) -> Iterator[Statement]:
        """Statements that answer `question`, each with a quote from one of `hits`."""
