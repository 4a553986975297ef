"""From a question to an answer: search, enough evidence?, statements, each checked before it is shown.

This module knows the order of the steps and what is told when one of them fails. It knows no engine, no model and no
setting; `app.wiring` hands it its parts.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from app.answering.stopping import Stop
from app.answering.types import (
    Answer,
    Answerer,
    AnswerEvent,
    CheckedStatement,
    Finished,
    Outcome,
    Searched,
    Stated,
    Statement,
    Verdict,
)
from app.clock import Clock
from corpora.errors import AktenkompassError, ModelAnswerInvalid, ModelTimeout, ModelUnavailable, ScopeError, UsageError
from corpora.scope import Scope
from index.hits import Hit
from index.search import SearchFilters

MODEL_FAILURES = (ModelUnavailable, ModelTimeout, ModelAnswerInvalid)
"""What may happen to a model without being an error of the question: the sources are shown and the reason told."""

_NOTICES = {
    "extractive": "Automatisch zusammengestellt aus wörtlichen Auszügen der genannten Dokumente; "
    "kein Sprachmodell hat daran mitgeschrieben.",
    "generative": "Von einer KI formuliert; jede Aussage wurde automatisch mit der zitierten Stelle verglichen. "
    "Prüfen Sie die Quellen, bevor Sie die Auskunft verwenden.",
}
_NOTICE_WITHOUT_STATEMENTS = "Die Fundstellen wurden automatisch ermittelt."
_NOT_PROVEN = "Keine der vorgeschlagenen Aussagen ließ sich an den Dokumenten belegen."
_NOTHING_SAID = "Die gefundenen Dokumente enthalten dazu keine Antwort."
_NOTHING_FOUND = "Zu dieser Frage wurde kein Dokument gefunden."


class Unproven(StrEnum):
    """What becomes of statements whose quote does not stand in the documents."""

    MARK = "mark"
    """They are shown, as not proven."""
    DROP = "drop"


class Evidence(Protocol):
    """What `EvidenceJudge` found."""

    @property
    def confidence(self) -> float:
        """0 to 1."""

    @property
    def enough(self) -> bool:
        """Whether to answer at all."""

    @property
    def reason(self) -> str:
        """German; why not, or why an answer that is given needs care; empty when nothing is to be said."""


class EvidenceJudge(Protocol):
    """Judges before any statement is made whether the hits can answer the question."""

    def judge(self, question: str, hits: Sequence[Hit]) -> Evidence:
        """`hits` has at least one element, best first."""


class HitSource(Protocol):
    """`index.search.Searcher`, or a list of hits in a test."""

    def search(self, scope: Scope, question: str, limit: int = 10, filters: SearchFilters | None = None) -> list[Hit]:
        """At most `limit` hits of the scope, best first."""


class StatementChecker(Protocol):
    """`app.citations.CitationChecker`."""

    def check(self, statement: Statement, hits: Sequence[Hit]) -> CheckedStatement:
        """The statement with its verdict; cites nothing outside of `hits`."""


@dataclass(slots=True)
class _Draft:
    """What is known of an answer while it is made; never leaves this module."""

    question: str
    scope: Scope
    started: float
    hits: tuple[Hit, ...] = ()
    statements: list[CheckedStatement] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    proposed: int = 0
    confidence: float = 0.0
    engine: str = ""
    model: str = ""
    failure: AktenkompassError | None = None
    reason: str = ""
    caution: str = ""
    """What the judge of evidence says of an answer that it lets pass."""


class Assistant:
    """Answers questions; holds no state between them."""

    def __init__(  # noqa: PLR0913 - each part is named where the product is put together
        self,
        searcher: HitSource,
        checker: StatementChecker,
        judge: EvidenceJudge,
        answerer: Answerer,
        *,
        clock: Clock,
        index_version: Callable[[Scope], str],
        fallback: Answerer | None = None,
        unproven: Unproven = Unproven.MARK,
    ) -> None:
        """With a `fallback` (``engine = "auto"``) a failing model is replaced, and the answer says so; else never."""
        self._searcher = searcher
        self._checker = checker
        self._judge = judge
        self._answerer = answerer
        self._clock = clock
        self._index_version = index_version
        self._fallback = fallback
        self._unproven = unproven

    def answer(self, scope: Scope, question: str, *, limit: int = 10, filters: SearchFilters | None = None) -> Answer:
        """The whole answer at once; see `stream`."""
        for event in self.stream(scope, question, limit=limit, filters=filters):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("a stream ends with Finished")

    def stream(
        self,
        scope: Scope,
        question: str,
        *,
        limit: int = 10,
        filters: SearchFilters | None = None,
        stop: Stop | None = None,
    ) -> Generator[AnswerEvent, None, None]:
        """`Searched` first, then each statement once it is checked, `Finished` last.

        Closing the iterator ends the work behind it, the model's included. So does `stop`, from another thread, also
        while the model is waited for; the iterator then ends without `Finished`. A failing model is no error here: the
        answer tells it. Raises `UsageError` for an empty question and what the search raises.
        """
        question = " ".join(question.split())
        if not question:
            raise UsageError("Die Frage ist leer.", hint="Stellen Sie eine Frage in einem Satz.")
        draft = _Draft(question, scope, self._clock.seconds(), engine=self._answerer.engine, model=self._answerer.model)

        # 1. What was found
        draft.hits = tuple(self._searcher.search(scope, question, limit, filters))
        _check_scope(scope, draft.hits)
        yield Searched(draft.hits)

        # 2. Is it enough?
        if not draft.hits:
            draft.reason = _NOTHING_FOUND
            yield Finished(self._finish(draft, Outcome.NO_ANSWER))
            return
        evidence = self._judge.judge(question, draft.hits)
        draft.confidence = evidence.confidence
        if not evidence.enough:
            draft.reason = evidence.reason
            yield Finished(self._finish(draft, Outcome.NO_ANSWER))
            return
        draft.caution = evidence.reason

        # 3. Statements, each checked
        yield from self._state(draft, self._answerer, stop)
        if stop is not None and stop.is_set:
            return
        if draft.failure is not None and self._fallback is not None and not draft.statements:
            draft.reason = f"{draft.failure} Die Antwort wurde deshalb ohne Sprachmodell zusammengestellt."
            draft.engine, draft.model, draft.proposed = self._fallback.engine, self._fallback.model, 0
            failure, draft.failure = draft.failure, None
            yield from self._state(draft, self._fallback, stop)
            draft.failure = draft.failure or failure

        # 4. How it ended
        yield Finished(self._finish(draft, self._judge_outcome(draft)))

    def _state(self, draft: _Draft, answerer: Answerer, stop: Stop | None) -> Iterator[AnswerEvent]:
        if stop is not None and stop.is_set:
            return
        try:
            with _closing(answerer.propose(draft.question, draft.hits, stop)) as proposals:
                for statement in proposals:
                    if stop is not None and stop.is_set:
                        return
                    draft.proposed += 1
                    checked = self._check(draft, statement)
                    if checked is not None:
                        draft.statements.append(checked)
                        yield Stated(checked)
        except MODEL_FAILURES as failure:
            draft.failure = failure

    def _check(self, draft: _Draft, statement: Statement) -> CheckedStatement | None:
        """The checked statement, or None when it was said already or is dropped."""
        words = " ".join(statement.text.casefold().split()).rstrip(".")
        if not words or words in draft.said:
            return None
        checked = self._checker.check(statement, draft.hits)
        _check_citations(draft.scope, checked, draft.hits)
        if checked.verdict is Verdict.UNSUPPORTED and self._unproven is Unproven.DROP:
            return None
        draft.said.add(words)
        return checked

    def _judge_outcome(self, draft: _Draft) -> Outcome:
        proven = any(statement.verdict is not Verdict.UNSUPPORTED for statement in draft.statements)
        if draft.failure is not None and not draft.reason:
            draft.reason = str(draft.failure)
            if proven:
                draft.reason = f"Die Antwort ist unvollständig. {draft.reason}"
        if proven:
            draft.reason = f"{draft.reason} {draft.caution}".strip()
            return Outcome.ANSWERED
        if draft.failure is not None and draft.engine == self._answerer.engine and not draft.statements:
            return Outcome.SOURCES_ONLY
        ended = _NOT_PROVEN if draft.proposed else _NOTHING_SAID
        draft.reason = f"{draft.reason} {ended}".strip()
        return Outcome.NO_ANSWER

    def _finish(self, draft: _Draft, outcome: Outcome) -> Answer:
        notice = _NOTICES.get(draft.engine, "") if draft.statements else _NOTICE_WITHOUT_STATEMENTS
        return Answer(
            question=draft.question,
            outcome=outcome,
            statements=tuple(draft.statements),
            hits=draft.hits,
            engine=draft.engine,
            model=draft.model,
            index_version=self._index_version(draft.scope),
            seconds=self._clock.seconds() - draft.started,
            created=self._clock.now(),
            confidence=draft.confidence,
            reason=draft.reason,
            reason_code=draft.failure.code if draft.failure is not None else "",
            notice=notice,
        )


@contextmanager
def _closing(proposals: Iterator[Statement]) -> Iterator[Iterator[Statement]]:
    # An answerer's iterator is a generator as a rule; a plain one holds nothing that must end.
    try:
        yield proposals
    finally:
        close = getattr(proposals, "close", None)
        if close is not None:
            close()


def _check_scope(scope: Scope, hits: Sequence[Hit]) -> None:
    """Nothing outside of the scope goes on from here, whatever a search returns."""
    for hit in hits:
        if not scope.allows(hit.tenant, hit.corpus, hit.access):
            raise ScopeError("Die Suche hat ein Dokument geliefert, das für Sie nicht freigegeben ist.")


def _check_citations(scope: Scope, checked: CheckedStatement, hits: Sequence[Hit]) -> None:
    for citation in checked.citations:
        cited = (citation.tenant, citation.corpus, citation.document, citation.version)
        if not any(
            cited == (hit.tenant, hit.corpus, hit.document, hit.version)
            and scope.allows(hit.tenant, hit.corpus, hit.access)
            for hit in hits
        ):
            raise ScopeError("Ein Beleg nennt ein Dokument, das nicht unter den Fundstellen ist.")
