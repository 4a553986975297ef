"""Feedback: what people said of answers. Who may see which stands in `app.feedback`; this floor only keeps it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, select, update

from corpora.database import Database
from corpora.errors import UnknownFeedback
from corpora.model import Access
from corpora.rows import now, storable, storable_json
from corpora.tables import feedback


class Rating(StrEnum):
    """The thumb."""

    UP = "up"
    DOWN = "down"


class Reason(StrEnum):
    """What was wrong with an answer."""

    WRONG_SOURCE = "wrong_source"
    OUTDATED = "outdated"
    INCOMPLETE = "incomplete"
    UNCLEAR = "unclear"


class FeedbackState(StrEnum):
    """What an evaluator made of it."""

    OPEN = "open"
    USED = "used"
    """A case was drafted from it."""
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class FeedbackEntry:
    """What one person said of one answer. Who it was is known only while their conversation is there."""

    id: str
    tenant: str
    conversation: str | None
    """None once the person has deleted the conversation, or time has."""
    turn: int
    rating: Rating
    reasons: frozenset[Reason]
    comment: str
    question: str
    answer: Mapping[str, Any]
    """As `app.conversations` wrote it."""
    access: Access
    """The strictest document that the search behind the answer had found."""
    state: FeedbackState
    created: datetime.datetime
    updated: datetime.datetime


class FeedbackStore:
    """All feedback. Thread-safe; every method is one transaction and raises as `Catalog`'s do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(  # noqa: PLR0913 - the fields of an entry
        self,
        tenant: str,
        conversation: str,
        turn: int,
        *,
        rating: Rating,
        reasons: Iterable[Reason],
        comment: str,
        question: str,
        answer: Mapping[str, Any],
        access: Access,
    ) -> FeedbackEntry:
        """Keep what was said of a turn, in place of what was said of it before."""
        moment = now()
        said = {
            "rating": rating.value,
            "reasons": sorted({reason.value for reason in reasons}),
            "comment": storable(comment).strip(),
            "state": FeedbackState.OPEN.value,
            "updated": moment,
        }
        row = {
            "id": str(uuid.uuid4()),
            "tenant": tenant,
            "conversation": conversation,
            "turn": turn,
            "question": storable(question),
            "answer": storable_json(answer),
            "access": access.value,
            "created": moment,
            **said,
        }
        statement = self._database.insert(feedback).values(row)
        statement = statement.on_conflict_do_update(index_elements=["conversation", "turn"], set_=said)
        with self._database.writing() as connection:
            connection.execute(statement)
            query = select(feedback).where(feedback.c.conversation == conversation, feedback.c.turn == turn)
            return _entry_of(connection.execute(query).one())

    def take_back(self, conversation: str, turn: int) -> None:
        """Forget what was said of a turn; no error when nothing was."""
        with self._database.writing() as connection:
            connection.execute(delete(feedback).where(feedback.c.conversation == conversation, feedback.c.turn == turn))

    def of_conversation(self, conversation: str) -> list[FeedbackEntry]:
        """What was said of a conversation's turns, in their order."""
        with self._database.reading() as connection:
            query = select(feedback).where(feedback.c.conversation == conversation).order_by(feedback.c.turn)
            return [_entry_of(row) for row in connection.execute(query)]

    def of_tenant(self, tenant: str, access: Collection[Access]) -> list[FeedbackEntry]:
        """A tenant's feedback at these levels of access, the newest first."""
        levels = [level.value for level in access]
        with self._database.reading() as connection:
            query = (
                select(feedback)
                .where(feedback.c.tenant == tenant, feedback.c.access.in_(levels))
                .order_by(feedback.c.created.desc(), feedback.c.id)
            )
            return [_entry_of(row) for row in connection.execute(query)]

    def one(self, tenant: str, id: str) -> FeedbackEntry:
        """One entry. Raises `UnknownFeedback`."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(feedback).where(feedback.c.tenant == tenant, feedback.c.id == storable(id))
            ).first()
        if row is None:
            raise unknown_feedback()
        return _entry_of(row)

    def mark(self, tenant: str, ids: Collection[str], state: FeedbackState) -> int:
        """Note what became of entries; return of how many."""
        with self._database.writing() as connection:
            return connection.execute(
                update(feedback)
                .where(feedback.c.tenant == tenant, feedback.c.id.in_(list(ids)))
                .values(state=state.value, updated=now())
            ).rowcount

    def purge(self, before: datetime.datetime) -> int:
        """Delete what was last said or noted before `before`; return how many entries."""
        with self._database.writing() as connection:
            return connection.execute(delete(feedback).where(feedback.c.updated < before)).rowcount


def unknown_feedback() -> UnknownFeedback:
    """The error for feedback that is not there, or not for the one who asks."""
    return UnknownFeedback("Diese Rückmeldung gibt es nicht.", hint="Die Liste der Rückmeldungen zeigt alle.")


def _entry_of(row: Row[Any]) -> FeedbackEntry:
    return FeedbackEntry(
        id=row.id,
        tenant=row.tenant,
        conversation=row.conversation,
        turn=row.turn,
        rating=Rating(row.rating),
        reasons=frozenset(map(Reason, row.reasons)),
        comment=row.comment,
        question=row.question,
        answer=row.answer,
        access=Access(row.access),
        state=FeedbackState(row.state),
        created=row.created,
        updated=row.updated,
    )
