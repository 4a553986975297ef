"""Members, conversations and feedback in the catalogue, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest

from corpora.catalog import Catalog
from corpora.conversations import ConversationStore, Owner
from corpora.errors import (
    AlreadyExists,
    InvalidName,
    UnknownConversation,
    UnknownFeedback,
    UnknownMember,
    UnknownTenant,
    UsageError,
)
from corpora.feedback import FeedbackEntry, FeedbackState, FeedbackStore, Rating, Reason
from corpora.members import Members, Role
from corpora.model import Access
from corpora.rows import now

ANNA = Owner("musterstadt", "anna")
BERT = Owner("musterstadt", "bert")
ELSEWHERE = Owner("nachbardorf", "anna")
ANSWER = {"statements": [{"text": "Die Hundesteuer beträgt 84 Euro."}], "hits": []}


@pytest.fixture
def filled(catalog: Catalog) -> Catalog:
    catalog.add_tenant("musterstadt", "Musterstadt")
    catalog.add_tenant("nachbardorf", "Nachbardorf")
    return catalog


# Members


def test_a_member_is_added_changed_suspended_and_removed(filled: Catalog) -> None:
    members = Members(filled.database)
    added = members.add(
        "musterstadt", "anna", roles=[Role.READER, Role.MANAGER], clearance=Access.INTERNAL, name=" A  B "
    )
    assert (added.name, added.roles, added.clearance, added.suspended) == (
        "A B",
        frozenset({Role.READER, Role.MANAGER}),
        Access.INTERNAL,
        False,
    )
    changed = members.change("musterstadt", "anna", roles=[Role.ADMIN], clearance=Access.RESTRICTED, suspended=True)
    assert (changed.name, changed.roles, changed.clearance, changed.suspended) == (
        "A B",
        frozenset({Role.ADMIN}),
        Access.RESTRICTED,
        True,
    )
    assert changed.created == added.created <= added.updated <= changed.updated
    assert members.one("musterstadt", "anna") == changed
    assert members.of_tenant("musterstadt") == [changed]
    assert members.remove("musterstadt", "anna") == changed
    assert members.of_tenant("musterstadt") == []


def test_an_address_is_one_whatever_its_case_and_an_id_is_not(filled: Catalog) -> None:
    members = Members(filled.database)
    members.add("musterstadt", " Anna.Beispiel@Musterstadt.DE ", roles=[Role.READER], clearance=Access.PUBLIC)
    members.add("musterstadt", "Ab3", roles=[Role.READER], clearance=Access.PUBLIC)
    members.add("musterstadt", "ab3", roles=[Role.READER], clearance=Access.PUBLIC)
    assert [member.subject for member in members.of_tenant("musterstadt")] == [
        "Ab3",
        "ab3",
        "anna.beispiel@musterstadt.de",
    ]
    with pytest.raises(AlreadyExists, match="schon eingetragen"):
        members.add("musterstadt", "anna.beispiel@musterstadt.de", roles=[Role.READER], clearance=Access.PUBLIC)
    assert members.one("musterstadt", "ANNA.beispiel@musterstadt.de").subject == "anna.beispiel@musterstadt.de"


def test_all_memberships_of_one_person_are_found_under_any_of_their_names(filled: Catalog) -> None:
    members = Members(filled.database)
    members.add("nachbardorf", "anna", roles=[Role.READER], clearance=Access.PUBLIC)
    members.add("musterstadt", "a@b.de", roles=[Role.READER], clearance=Access.PUBLIC)
    members.add("musterstadt", "bert", roles=[Role.READER], clearance=Access.PUBLIC)
    found = members.find(["anna", "A@B.de"])
    assert [(member.tenant, member.subject) for member in found] == [("musterstadt", "a@b.de"), ("nachbardorf", "anna")]
    assert members.find(["", "niemand"]) == members.find([]) == []


def test_what_cannot_be_a_member_is_refused(filled: Catalog) -> None:
    members = Members(filled.database)
    for subject in ("", "  ", "a\nb", "x" * 256):
        with pytest.raises(InvalidName, match="Kennung einer Person"):
            members.add("musterstadt", subject, roles=[Role.READER], clearance=Access.PUBLIC)
    with pytest.raises(UsageError, match="mindestens eine Rolle"):
        members.add("musterstadt", "anna", roles=[], clearance=Access.PUBLIC)
    with pytest.raises(UnknownTenant):
        members.add("nirgends", "anna", roles=[Role.READER], clearance=Access.PUBLIC)
    with pytest.raises(UnknownTenant):
        members.of_tenant("nirgends")
    for use in (members.one, members.remove, members.change):
        with pytest.raises(UnknownMember, match="kompass member list musterstadt"):
            use("musterstadt", "anna")
        with pytest.raises(UnknownTenant):
            use("nirgends", "anna")


def test_members_go_with_their_tenant(filled: Catalog) -> None:
    members = Members(filled.database)
    members.add("musterstadt", "anna", roles=[Role.READER], clearance=Access.PUBLIC)
    filled.remove_tenant("musterstadt")
    assert members.find(["anna"]) == []


# Conversations


def test_a_conversation_grows_turn_by_turn_and_belongs_to_one_person(filled: Catalog) -> None:
    store = ConversationStore(filled.database)
    id, first = store.add_turn(ANNA, None, "Wie hoch  ist die Hundesteuer?", ANSWER, "Hundesteuer 84 Euro")
    assert store.add_turn(ANNA, id, "Und für den zweiten Hund?", ANSWER, "zweiter Hund") == (id, 2)
    assert first == 1
    (conversation,) = store.of_owner(ANNA)
    assert (conversation.id, conversation.title, conversation.turns) == (id, "Wie hoch ist die Hundesteuer?", 2)
    assert conversation.created < conversation.updated
    turns = store.turns_of(ANNA, id)
    assert [(turn.number, turn.question, turn.answer) for turn in turns] == [
        (1, "Wie hoch  ist die Hundesteuer?", ANSWER),
        (2, "Und für den zweiten Hund?", ANSWER),
    ]
    assert store.turn(ANNA, id, 2) == turns[1]
    for other in (BERT, ELSEWHERE):
        assert store.of_owner(other) == []
        assert store.find(other, "hundesteuer") == []
        for use in (
            lambda owner=other: store.turns_of(owner, id),
            lambda owner=other: store.turn(owner, id, 1),
            lambda owner=other: store.delete(owner, id),
            lambda owner=other: store.add_turn(owner, id, "Frage", ANSWER, ""),
        ):
            with pytest.raises(UnknownConversation):
                use()
    with pytest.raises(UnknownConversation):
        store.turn(ANNA, id, 3)
    with pytest.raises(UnknownConversation):
        store.turns_of(ANNA, "\x00")
    with pytest.raises(UnknownTenant):
        store.add_turn(Owner("nirgends", "anna"), None, "Frage", ANSWER, "")


def test_what_no_database_takes_is_left_out_of_a_turn(filled: Catalog) -> None:
    store = ConversationStore(filled.database)
    id, _ = store.add_turn(ANNA, None, "a\x00b", {"text": ["c\x00\ud800"], "nested": {"d\x00": 1.5}}, "e\x00 f")
    (turn,) = store.turns_of(ANNA, id)
    assert (turn.question, turn.answer) == ("ab", {"text": ["c?"], "nested": {"d": 1.5}})
    assert len(store.find(ANNA, "e f")) == 1


def test_a_long_first_question_is_shortened_to_a_title(filled: Catalog) -> None:
    store = ConversationStore(filled.database)
    store.add_turn(ANNA, None, "Wort " * 100, ANSWER, "")
    (conversation,) = store.of_owner(ANNA)
    assert len(conversation.title) <= 120
    assert conversation.title.endswith("Wort…")


def test_turns_are_found_by_all_of_their_words_whatever_the_case(filled: Catalog) -> None:
    store = ConversationStore(filled.database)
    first, _ = store.add_turn(ANNA, None, "Frage 1", ANSWER, "Wie hoch ist die HUNDESTEUER? 100 % von 84 Euro")
    second, _ = store.add_turn(ANNA, None, "Frage 2", ANSWER, "Straße und Maß")
    assert [id for id, _ in store.find(ANNA, "hundesteuer EURO")] == [first]
    assert [id for id, _ in store.find(ANNA, "STRASSE")] == [second]
    assert [id for id, _ in store.find(ANNA, "%")] == [first]
    assert [id for id, _ in store.find(ANNA, "")] == [second, first]
    assert store.find(ANNA, "_") == []


def test_conversations_are_deleted_one_by_one_all_at_once_and_by_age(filled: Catalog) -> None:
    store = ConversationStore(filled.database)
    ids = [store.add_turn(owner, None, "Frage", ANSWER, "")[0] for owner in (ANNA, ANNA, ANNA, BERT)]
    store.delete(ANNA, ids[0])
    assert len(store.of_owner(ANNA)) == 2
    assert store.delete_all(ANNA) == 2
    assert store.purge(now() - datetime.timedelta(days=1)) == 0
    assert [conversation.id for conversation in store.of_owner(BERT)] == [ids[3]]
    assert store.purge(now() + datetime.timedelta(seconds=1)) == 1
    assert store.of_owner(BERT) == []


def test_turns_added_at_once_get_a_number_each(filled: Catalog) -> None:
    store = ConversationStore(filled.database)
    id, _ = store.add_turn(ANNA, None, "Frage", ANSWER, "")
    with ThreadPoolExecutor(8) as pool:
        numbers = [number for _, number in pool.map(lambda _: store.add_turn(ANNA, id, "Frage", ANSWER, ""), range(16))]
    assert sorted(numbers) == list(range(2, 18))


# Feedback


def give(store: FeedbackStore, conversation: str, turn: int = 1, **changes: object) -> FeedbackEntry:
    values = {
        "rating": Rating.DOWN,
        "reasons": [Reason.OUTDATED],
        "comment": "Die Satzung ist neu.",
        "question": "Wie hoch ist die Hundesteuer?",
        "answer": ANSWER,
        "access": Access.PUBLIC,
        **changes,
    }
    return store.put("musterstadt", conversation, turn, **values)  # type: ignore[arg-type]


def test_what_was_said_last_of_a_turn_counts(filled: Catalog) -> None:
    conversations, store = ConversationStore(filled.database), FeedbackStore(filled.database)
    id, _ = conversations.add_turn(ANNA, None, "Frage", ANSWER, "")
    first = give(store, id)
    store.mark("musterstadt", [first.id], FeedbackState.USED)
    again = give(store, id, rating=Rating.UP, reasons=[], comment=" Stimmt\x00 doch. ")
    assert (again.id, again.rating, again.reasons, again.comment, again.state) == (
        first.id,
        Rating.UP,
        frozenset(),
        "Stimmt doch.",
        FeedbackState.OPEN,
    )
    assert store.of_conversation(id) == [again]
    assert store.one("musterstadt", first.id) == again
    store.take_back(id, 1)
    store.take_back(id, 1)
    assert store.of_conversation(id) == []


def test_feedback_is_listed_by_tenant_and_access_and_nowhere_else(filled: Catalog) -> None:
    conversations, store = ConversationStore(filled.database), FeedbackStore(filled.database)
    id, _ = conversations.add_turn(ANNA, None, "Frage", ANSWER, "")
    public = give(store, id)
    restricted = give(store, id, 2, access=Access.RESTRICTED)
    assert store.of_tenant("musterstadt", [Access.PUBLIC, Access.INTERNAL]) == [public]
    assert {entry.id for entry in store.of_tenant("musterstadt", list(Access))} == {public.id, restricted.id}
    assert store.of_tenant("nachbardorf", list(Access)) == []
    for tenant, entry in (("nachbardorf", public.id), ("musterstadt", "nirgends")):
        with pytest.raises(UnknownFeedback):
            store.one(tenant, entry)
    assert store.mark("nachbardorf", [public.id], FeedbackState.DISMISSED) == 0
    assert store.mark("musterstadt", [public.id, restricted.id], FeedbackState.DISMISSED) == 2


def test_feedback_outlives_the_conversation_without_telling_whose_it_was(filled: Catalog) -> None:
    conversations, store = ConversationStore(filled.database), FeedbackStore(filled.database)
    ids = [conversations.add_turn(ANNA, None, "Frage", ANSWER, "")[0] for _ in range(2)]
    entries = [give(store, id) for id in ids]
    conversations.delete_all(ANNA)
    assert [store.one("musterstadt", entry.id).conversation for entry in entries] == [None, None]
    assert store.purge(now() - datetime.timedelta(days=1)) == 0
    assert store.purge(now() + datetime.timedelta(seconds=1)) == 2
