"""A person's own history: theirs alone, searchable, and never showing more than they may see now."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from app.access import AccessPolicy, Person
from app.answering.types import Answer, CheckedStatement, Citation
from app.clock import SystemClock
from app.conversations import Conversations, TurnKey
from app.recollection import decode_answer, encode_answer
from app.wiring import App
from corpora.conversations import ConversationStore, Owner
from corpora.errors import UnknownConversation
from corpora.model import Access
from index.hits import Hit
from tests.app.people import TENANT, open_town, person

HALL, BONUS, LAND = (
    "Was kostet die Turnhalle?",
    "Wie hoch ist die Zulage für den Winterdienst?",
    "Ankauf Grundstück Mühlbach",
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Shared by the tests that change nothing but their own person's history."""
    folder = tmp_path_factory.mktemp("stadt")
    with open_town(folder / "home", folder / "papiere") as app:
        yield app


@pytest.fixture
def own_town(tmp_path: Path) -> Iterator[App]:
    with open_town(tmp_path / "home", tmp_path / "papiere") as app:
        yield app


def answer(app: App, who: Person, question: str) -> Answer:
    given = app.assistant.answer(app.access.scope(who), question)
    assert given.statements, question
    return given


def texts(app: App, who: Person, key: TurnKey) -> str:
    turn = app.conversations.turn(who, key)
    assert turn.answer is not None
    cited = [citation.quote for statement in turn.answer.statements for citation in statement.citations]
    return " ".join(
        [*(statement.text for statement in turn.answer.statements), *cited, *(h.text for h in turn.answer.hits)]
    )


def test_an_answer_comes_back_as_it_was_given(town: App) -> None:
    who = person(town, "leserin")
    given = answer(town, who, HALL)
    assert decode_answer(encode_answer(given)) == given
    key = town.conversations.add(who, given, question="  Und was kostet sie? ")
    turn = town.conversations.turn(who, key)
    assert (turn.answer, turn.question, turn.withheld) == (given, "  Und was kostet sie? ", 0)
    again = town.conversations.add(who, given, conversation=key.conversation)
    assert again == TurnKey(key.conversation, 2)
    assert [turn.number for turn in town.conversations.turns(who, key.conversation)] == [1, 2]


def test_everything_an_answer_is_made_of_was_considered_before_it_is_shown_again() -> None:
    """Whoever adds a field decides in `app.recollection` whether it may tell of a paper that is gone or forbidden."""
    known = {
        Answer: "question outcome statements hits engine model index_version seconds created confidence reason "
        "reason_code notice",
        CheckedStatement: "text verdict citations missing",
        Citation: "tenant corpus document version path title reference page section span quote superseded_by",
        Hit: "rank score why tenant corpus kind access document version path title reference date chunk page "
        "heading_path text spans matched_terms superseded_by folded",
    }
    for kind, names in known.items():
        assert [field.name for field in fields(kind)] == names.split(), kind


def test_an_answer_of_an_unknown_form_is_kept_but_not_shown(town: App) -> None:
    who = person(town, "leserin")
    store = ConversationStore(town.database)
    id, number = store.add_turn(Owner(TENANT, "leserin"), None, "Alte Frage?", {"form": "fremd"}, "alte frage")
    turn = town.conversations.turn(who, TurnKey(id, number))
    assert (turn.question, turn.answer, turn.withheld) == ("Alte Frage?", None, 0)


def test_a_history_is_one_persons_own(town: App) -> None:
    who = person(town, "gast")
    key = town.conversations.add(who, answer(town, who, HALL))
    assert [conversation.id for conversation in town.conversations.all(who)] == [key.conversation]
    for other in ("leserin", "leitung", "guete", "nachbar"):
        stranger = person(town, other)
        assert key.conversation not in {conversation.id for conversation in town.conversations.all(stranger)}
        for use in (
            lambda who=stranger: town.conversations.turns(who, key.conversation),
            lambda who=stranger: town.conversations.delete(who, key.conversation),
            lambda who=stranger: town.conversations.add(
                who, answer(town, person(town, "gast"), HALL), conversation=key.conversation
            ),
        ):
            with pytest.raises(UnknownConversation):
                use()


def test_a_history_is_searched_in_questions_and_statements(town: App) -> None:
    who = person(town, "geheim")
    hall = town.conversations.add(who, answer(town, who, HALL), question="Wieviel für den Sport?")
    bonus = town.conversations.add(who, answer(town, who, BONUS))
    found = lambda words: [conversation.id for conversation in town.conversations.find(who, words)]  # noqa: E731
    assert found("SPORT wieviel") == [hall.conversation]
    assert found("lindenplatz") == [hall.conversation]
    assert found("75 euro") == [bonus.conversation]
    assert found("sport winterdienst") == []
    town.conversations.delete(who, hall.conversation)
    assert found("sport") == []
    assert town.conversations.delete_all(who) == 1
    assert town.conversations.all(who) == []


def test_what_a_person_may_no_longer_see_is_gone_from_their_history(own_town: App) -> None:
    app = own_town
    who = person(app, "geheim")
    hall, bonus, land = (app.conversations.add(who, answer(app, who, question)) for question in (HALL, BONUS, LAND))
    assert "75 Euro" in texts(app, who, bonus)
    assert "Mühlbach" in texts(app, who, land)
    app.members.change(TENANT, "geheim", clearance=Access.INTERNAL)
    lower = person(app, "geheim")
    assert "1.250.000" in texts(app, lower, hall)
    for key, secret in ((bonus, "75 Euro"), (land, "Mühlbach")):
        assert secret not in texts(app, lower, key)
        assert app.conversations.turn(lower, key).withheld > 0
    assert app.conversations.find(lower, "75 euro") == []
    assert app.conversations.find(who, "75 euro") != []
    # A member of another house with no corpus at all keeps the questions alone.
    app.knowledge.remove_corpus(TENANT, "rat")
    app.knowledge.remove_corpus(TENANT, "haus")
    assert texts(app, lower, hall) == ""


def test_a_deleted_paper_takes_its_passages_out_of_every_history(own_town: App) -> None:
    who = person(own_town, "leserin")
    key = own_town.conversations.add(who, answer(own_town, who, HALL))
    own_town.knowledge.delete(TENANT, "rat", "turnhalle.txt")
    turn = own_town.conversations.turn(who, key)
    assert turn.answer is not None
    assert "1.250.000" not in texts(own_town, who, key)
    assert turn.question == HALL


def test_a_history_ends_when_its_time_is_over(own_town: App) -> None:
    class Later(SystemClock):
        days = 0

        def now(self) -> datetime.datetime:
            return super().now() + datetime.timedelta(days=self.days)

    clock = Later()
    access = AccessPolicy(own_town.catalog, own_town.members, clock)
    kept = Conversations(ConversationStore(own_town.database), own_town.catalog, access, clock, retention_days=30)
    who = person(own_town, "leserin")
    key = kept.add(who, answer(own_town, who, HALL))
    clock.days = 29
    assert kept.purge() == 0
    assert len(kept.turns(who, key.conversation)) == 1
    clock.days = 31
    assert kept.purge() == 1
    assert kept.all(who) == []
