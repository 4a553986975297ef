"""What people say of answers, and who reads it: the person for their own, evaluators for their tenant."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.access import AccessPolicy, Person, Role
from app.answering.types import Answer
from app.clock import Clock
from app.conversations import TurnKey
from app.recollection import Recalled, decode_answer, recall, strictest_access
from corpora.catalog import Catalog
from corpora.conversations import ConversationStore, Owner
from corpora.errors import UsageError
from corpora.feedback import FeedbackEntry, FeedbackState, FeedbackStore, Rating, Reason, unknown_feedback
from corpora.model import Access

__all__ = ["Feedback", "FeedbackState", "GivenFeedback", "Rating", "ReadFeedback", "Reason"]

_LONGEST_COMMENT = 2_000


@dataclass(frozen=True, slots=True)
class GivenFeedback:
    """What a person said of one of their own turns."""

    turn: int
    rating: Rating
    reasons: frozenset[Reason]
    comment: str
    updated: datetime.datetime


@dataclass(frozen=True, slots=True)
class ReadFeedback:
    """What somebody said of an answer, as an evaluator reads it; who it was is not told."""

    id: str
    rating: Rating
    reasons: frozenset[Reason]
    comment: str
    question: str
    answer: Answer
    """Without passages of papers that are gone."""
    state: FeedbackState
    created: datetime.datetime


class Feedback:
    """All feedback of all tenants."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts it works with
        self,
        store: FeedbackStore,
        conversations: ConversationStore,
        catalog: Catalog,
        access: AccessPolicy,
        clock: Clock,
        retention_days: int,
    ) -> None:
        self._store = store
        self._conversations = conversations
        self._catalog = catalog
        self._access = access
        self._clock = clock
        self._retention = datetime.timedelta(days=retention_days)

    def give(
        self, person: Person, key: TurnKey, rating: Rating, reasons: Iterable[Reason] = (), comment: str = ""
    ) -> GivenFeedback:
        """Say something of one's own turn, in place of what was said of it before.

        Raises `UnknownConversation`; `UsageError` for reasons with a thumb up, and for a comment that is too long.
        """
        named = frozenset(reasons)
        if rating is Rating.UP and named:
            raise UsageError("Gründe gehören zu einer Beanstandung.", hint="Lassen Sie die Gründe bei Zustimmung weg.")
        if len(comment) > _LONGEST_COMMENT:
            raise UsageError(
                f"Die Anmerkung hat {len(comment)} Zeichen; möglich sind {_LONGEST_COMMENT}.", hint="Kürzen Sie sie."
            )
        turn = self._conversations.turn(self._owner(person), *key)
        answer = decode_answer(turn.answer)
        access = Access.RESTRICTED if answer is None else strictest_access(answer, self._catalog)
        entry = self._store.put(
            person.tenant,
            key.conversation,
            key.number,
            rating=rating,
            reasons=named,
            comment=comment,
            question=turn.question,
            answer=turn.answer,
            access=access,
        )
        return _given(entry)

    def take_back(self, person: Person, key: TurnKey) -> None:
        """Forget what was said of one's own turn; no error when nothing was. Raises `UnknownConversation`."""
        self._conversations.turn(self._owner(person), *key)
        self._store.take_back(key.conversation, key.number)

    def own(self, person: Person, conversation: str) -> dict[int, GivenFeedback]:
        """What the person said of the turns of their conversation, by number. Raises `UnknownConversation`."""
        self._conversations.turns_of(self._owner(person), conversation)
        return {entry.turn: _given(entry) for entry in self._store.of_conversation(conversation)}

    def entries(self, person: Person, states: Collection[FeedbackState] = tuple(FeedbackState)) -> list[ReadFeedback]:
        """The tenant's feedback for an evaluator, the newest first. Raises `NotAllowed`.

        Feedback on an answer that was made from a paper the evaluator may not see is not there for them.
        """
        self._access.require(person, Role.EVALUATOR)
        levels = [access for access in Access if access.level <= person.clearance.level]
        return self._read(person, [e for e in self._store.of_tenant(person.tenant, levels) if e.state in states])

    def entry(self, person: Person, id: str) -> ReadFeedback:
        """One entry for an evaluator. Raises `NotAllowed`, `UnknownFeedback`."""
        self._access.require(person, Role.EVALUATOR)
        entry = self._store.one(person.tenant, id)
        found = self._read(person, [entry]) if entry.access.level <= person.clearance.level else []
        if not found:
            raise unknown_feedback()
        return found[0]

    def mark(self, person: Person, ids: Collection[str], state: FeedbackState) -> int:
        """Note what became of entries; return of how many. Raises `NotAllowed`, `UnknownFeedback` (then none)."""
        for id in ids:
            self.entry(person, id)
        return self._store.mark(person.tenant, ids, state)

    def purge(self) -> int:
        """Delete everybody's feedback whose time is over; return how many entries."""
        return self._store.purge(self._clock.now() - self._retention)

    def _owner(self, person: Person) -> Owner:
        self._access.require(person, Role.READER)
        return Owner(person.tenant, person.subject)

    def _read(self, person: Person, entries: Iterable[FeedbackEntry]) -> list[ReadFeedback]:
        known = [(entry, answer) for entry in entries if (answer := decode_answer(entry.answer)) is not None]
        scope = self._access.scope(person) if self._access.may_search(person) else None
        recalled = recall([answer for _, answer in known], scope, self._catalog)
        return [_readable(entry, kept) for (entry, _), kept in zip(known, recalled, strict=True) if not kept.forbidden]


def _given(entry: FeedbackEntry) -> GivenFeedback:
    return GivenFeedback(entry.turn, entry.rating, entry.reasons, entry.comment, entry.updated)


def _readable(entry: FeedbackEntry, kept: Recalled) -> ReadFeedback:
    return ReadFeedback(
        id=entry.id,
        rating=entry.rating,
        reasons=entry.reasons,
        comment=entry.comment,
        question=entry.question,
        answer=kept.answer,
        state=entry.state,
        created=entry.created,
    )
