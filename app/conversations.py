"""A person's own history: what they asked, what they were told, and for how long that is kept."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.access import AccessPolicy, Person, Role
from app.answering.types import Answer
from app.clock import Clock
from app.recollection import decode_answer, encode_answer, recall
from corpora.catalog import Catalog
from corpora.conversations import ConversationStore, Owner, StoredConversation, StoredTurn


class TurnKey(NamedTuple):
    """Names one question with its answer."""

    conversation: str
    number: int
    """1-based."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what may still be shown of its answer."""

    number: int
    """1-based."""
    question: str
    """As the person asked it."""
    answer: Answer | None
    """None when another version of the program kept it."""
    withheld: int
    """Statements left out because their paper is gone or no longer for this person."""
    created: datetime.datetime


class Conversations:
    """The histories of all people, each their own. Raises `NotAllowed` for whoever is no reader."""

    def __init__(
        self, store: ConversationStore, catalog: Catalog, access: AccessPolicy, clock: Clock, *, retention_days: int
    ) -> None:
        self._store = store
        self._catalog = catalog
        self._access = access
        self._clock = clock
        self.retention = datetime.timedelta(days=retention_days)
        """How long a conversation is kept after its last turn."""

    def add(
        self, person: Person, answer: Answer, *, question: str | None = None, conversation: str | None = None
    ) -> TurnKey:
        """Keep an answer as the next turn of a conversation, or as the first of a new one (None).

        `question` is what the person typed when the answer was made to another wording. Raises `UnknownConversation`.
        """
        asked = question if question is not None else answer.question
        words = " ".join((asked, *(statement.text for statement in answer.statements)))
        return TurnKey(*self._store.add_turn(self._owner(person), conversation, asked, encode_answer(answer), words))

    def all(self, person: Person) -> list[StoredConversation]:
        """The person's conversations, the latest first."""
        return self._store.of_owner(self._owner(person))

    def find(self, person: Person, words: str) -> list[StoredConversation]:
        """Those in which one turn holds all of these words, in what may still be shown of it; the latest first."""
        owner, wanted = self._owner(person), words.casefold().split()
        found = self._store.find(owner, words)
        turns = self._shown(person, [turn for _, turn in found])
        ids = {id for (id, _), turn in zip(found, turns, strict=True) if all(word in _words(turn) for word in wanted)}
        return [conversation for conversation in self._store.of_owner(owner) if conversation.id in ids]

    def turns(self, person: Person, conversation: str) -> list[Turn]:
        """A conversation from its beginning. Raises `UnknownConversation`."""
        return self._shown(person, self._store.turns_of(self._owner(person), conversation))

    def turn(self, person: Person, key: TurnKey) -> Turn:
        """One turn. Raises `UnknownConversation`."""
        return self._shown(person, [self._store.turn(self._owner(person), *key)])[0]

    def delete(self, person: Person, conversation: str) -> None:
        """Delete one of the person's conversations. Raises `UnknownConversation`."""
        self._store.delete(self._owner(person), conversation)

    def delete_all(self, person: Person) -> int:
        """Delete the person's whole history; return how many conversations that were."""
        return self._store.delete_all(self._owner(person))

    def purge(self) -> int:
        """Delete everybody's conversations whose time is over; return how many."""
        return self._store.purge(self._clock.now() - self.retention)

    def _owner(self, person: Person) -> Owner:
        self._access.require(person, Role.READER)
        return Owner(person.tenant, person.subject)

    def _shown(self, person: Person, stored: Iterable[StoredTurn]) -> list[Turn]:
        turns = list(stored)
        answers = [decode_answer(turn.answer) for turn in turns]
        scope = self._access.scope(person) if self._access.may_search(person) else None
        recalled = iter(recall([answer for answer in answers if answer is not None], scope, self._catalog))
        shown = []
        for turn, answer in zip(turns, answers, strict=True):
            kept = None if answer is None else next(recalled)
            shown.append(
                Turn(
                    turn.number,
                    turn.question,
                    None if kept is None else kept.answer,
                    0 if kept is None else kept.withheld,
                    turn.created,
                )
            )
        return shown


def _words(turn: Turn) -> str:
    statements = turn.answer.statements if turn.answer is not None else ()
    return " ".join((turn.question, *(statement.text for statement in statements))).casefold()
