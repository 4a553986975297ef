"""Conversations: each person's questions with the answers they got. Whose they are stands in every method.

Answers are kept as JSON that this floor does not read; `app.conversations` makes them and decides what of an old one
may still be shown.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from corpora.database import Database
from corpora.errors import UnknownConversation
from corpora.rows import find_tenant, now, storable, storable_json
from corpora.tables import conversations, turns

_TITLE = 120
"""Characters kept of the first question as the conversation's title."""


class Owner(NamedTuple):
    """Whose conversations: one person in one tenant."""

    tenant: str
    subject: str


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """One conversation without its turns."""

    id: str
    title: str
    """The first question, shortened."""
    turns: int
    created: datetime.datetime
    updated: datetime.datetime


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A question and its answer."""

    number: int
    """1-based."""
    question: str
    answer: Mapping[str, Any]
    """As `app.conversations` wrote it."""
    created: datetime.datetime


class ConversationStore:
    """All conversations. Thread-safe; every method is one transaction and raises as `Catalog`'s do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_turn(
        self, owner: Owner, conversation: str | None, question: str, answer: Mapping[str, Any], words: str
    ) -> tuple[str, int]:
        """Add a turn to a conversation, or begin one (None); return the conversation's id and the turn's number.

        `words` is what the turn is found by. Raises `UnknownTenant`, `UnknownConversation`.
        """
        moment = now()
        with self._database.writing() as connection:
            if conversation is None:
                find_tenant(connection, owner.tenant)
                conversation, number = str(uuid.uuid4()), 1
                connection.execute(
                    insert(conversations).values(
                        id=conversation,
                        tenant=owner.tenant,
                        subject=owner.subject,
                        title=_title(question),
                        created=moment,
                        updated=moment,
                    )
                )
            else:
                # The update comes first: it locks the row, so that two turns at once get two numbers.
                touched = update(conversations).where(*_is(owner, conversation)).values(updated=moment)
                if connection.execute(touched).rowcount == 0:
                    raise unknown_conversation()
                last = select(func.max(turns.c.number)).where(turns.c.conversation == conversation)
                number = (connection.execute(last).scalar() or 0) + 1
            connection.execute(
                insert(turns).values(
                    conversation=conversation,
                    number=number,
                    question=storable(question),
                    answer=storable_json(answer),
                    words=_fold(words),
                    created=moment,
                )
            )
        return conversation, number

    def of_owner(self, owner: Owner) -> list[StoredConversation]:
        """A person's conversations, the latest first."""
        with self._database.reading() as connection:
            query = (
                select(conversations, func.count(turns.c.number).label("turns"))
                .join(turns, turns.c.conversation == conversations.c.id)
                .where(conversations.c.tenant == owner.tenant, conversations.c.subject == owner.subject)
                .group_by(*conversations.columns)
                .order_by(conversations.c.updated.desc(), conversations.c.id)
            )
            return [_conversation_of(row) for row in connection.execute(query)]

    def turns_of(self, owner: Owner, conversation: str) -> list[StoredTurn]:
        """A conversation's turns in order. Raises `UnknownConversation`."""
        with self._database.reading() as connection:
            _check_owner(connection, owner, conversation)
            query = select(turns).where(turns.c.conversation == conversation).order_by(turns.c.number)
            return [_turn_of(row) for row in connection.execute(query)]

    def turn(self, owner: Owner, conversation: str, number: int) -> StoredTurn:
        """One turn. Raises `UnknownConversation`."""
        with self._database.reading() as connection:
            _check_owner(connection, owner, conversation)
            query = select(turns).where(turns.c.conversation == conversation, turns.c.number == number)
            row = connection.execute(query).first()
        if row is None:
            raise unknown_conversation()
        return _turn_of(row)

    def find(self, owner: Owner, words: str) -> list[tuple[str, StoredTurn]]:
        """A person's turns whose words hold each of these, with the conversation's id, the latest first."""
        with self._database.reading() as connection:
            query = (
                select(turns)
                .join(conversations, turns.c.conversation == conversations.c.id)
                .where(conversations.c.tenant == owner.tenant, conversations.c.subject == owner.subject)
                .order_by(turns.c.created.desc(), turns.c.number.desc())
            )
            for word in _fold(words).split():
                query = query.where(turns.c.words.contains(word, autoescape=True))
            return [(row.conversation, _turn_of(row)) for row in connection.execute(query)]

    def delete(self, owner: Owner, conversation: str) -> None:
        """Delete one conversation. Raises `UnknownConversation`."""
        with self._database.writing() as connection:
            _check_owner(connection, owner, conversation)
            connection.execute(delete(conversations).where(*_is(owner, conversation)))

    def delete_all(self, owner: Owner) -> int:
        """Delete all conversations of a person; return how many."""
        with self._database.writing() as connection:
            return connection.execute(
                delete(conversations).where(
                    conversations.c.tenant == owner.tenant, conversations.c.subject == owner.subject
                )
            ).rowcount

    def purge(self, before: datetime.datetime) -> int:
        """Delete every conversation that nobody has continued since `before`; return how many."""
        with self._database.writing() as connection:
            return connection.execute(delete(conversations).where(conversations.c.updated < before)).rowcount


def unknown_conversation() -> UnknownConversation:
    """The error for a conversation or turn that is not there, or not for the one who asks."""
    return UnknownConversation("Diese Unterhaltung gibt es nicht.", hint="Der Verlauf zeigt alle, die Sie haben.")


def _check_owner(connection: Connection, owner: Owner, conversation: str) -> None:
    found = connection.execute(select(conversations.c.id).where(*_is(owner, conversation))).first()
    if found is None:
        raise unknown_conversation()


def _is(owner: Owner, conversation: str) -> tuple[Any, ...]:
    return (
        conversations.c.id == storable(conversation),
        conversations.c.tenant == owner.tenant,
        conversations.c.subject == owner.subject,
    )


def _title(question: str) -> str:
    text = " ".join(storable(question).split())
    return text if len(text) <= _TITLE else f"{text[: _TITLE - 1].rstrip()}…"


def _fold(words: str) -> str:
    return " ".join(storable(words).casefold().split())


def _conversation_of(row: Row[Any]) -> StoredConversation:
    return StoredConversation(row.id, row.title, row.turns, row.created, row.updated)


def _turn_of(row: Row[Any]) -> StoredTurn:
    return StoredTurn(row.number, row.question, row.answer, row.created)
