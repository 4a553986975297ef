"""Feedback: given on one's own answers, read by evaluators as far as they may see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.conversations import TurnKey
from app.feedback import FeedbackState, Rating, Reason
from app.wiring import App
from corpora.errors import NotAllowed, UnknownConversation, UnknownFeedback, UsageError
from corpora.model import Access
from tests.app.people import NEIGHBOUR, TENANT, open_town, person

HALL, BONUS = "Was kostet die Turnhalle?", "Wie hoch ist die Zulage für den Winterdienst?"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[App]:
    with open_town(tmp_path / "home", tmp_path / "papiere") as app:
        yield app


def ask(app: App, subject: str, question: str) -> TurnKey:
    who = person(app, subject)
    return app.conversations.add(who, app.assistant.answer(app.access.scope(who), question))


def test_feedback_is_given_changed_and_taken_back_on_ones_own_turns(town: App) -> None:
    key, who = ask(town, "leserin", HALL), person(town, "leserin")
    town.feedback.give(who, key, Rating.DOWN, [Reason.OUTDATED, Reason.UNCLEAR], "Alt.")
    given = town.feedback.own(who, key.conversation)[1]
    assert (given.rating, given.reasons, given.comment) == (
        Rating.DOWN,
        frozenset({Reason.OUTDATED, Reason.UNCLEAR}),
        "Alt.",
    )
    town.feedback.give(who, key, Rating.UP)
    assert town.feedback.own(who, key.conversation)[1].reasons == set()
    town.feedback.take_back(who, key)
    assert town.feedback.own(who, key.conversation) == {}


def test_nobody_gives_or_reads_feedback_on_anothers_turns(town: App) -> None:
    key = ask(town, "leserin", HALL)
    for other in ("gast", "leitung", "nachbar"):
        stranger = person(town, other)
        for use in (
            lambda who=stranger: town.feedback.give(who, key, Rating.UP),
            lambda who=stranger: town.feedback.take_back(who, key),
            lambda who=stranger: town.feedback.own(who, key.conversation),
        ):
            with pytest.raises(UnknownConversation):
                use()
    with pytest.raises(UnknownConversation):
        town.feedback.give(person(town, "leserin"), TurnKey(key.conversation, 2), Rating.UP)


def test_what_makes_no_sense_as_feedback_is_refused(town: App) -> None:
    key, who = ask(town, "leserin", HALL), person(town, "leserin")
    with pytest.raises(UsageError, match="Gründe gehören zu einer Beanstandung"):
        town.feedback.give(who, key, Rating.UP, [Reason.OUTDATED])
    with pytest.raises(UsageError, match=r"2001 Zeichen.*2000"):
        town.feedback.give(who, key, Rating.DOWN, comment="x" * 2001)
    assert town.feedback.own(who, key.conversation) == {}


def test_evaluators_read_their_tenants_feedback_and_readers_do_not(town: App) -> None:
    key = ask(town, "leserin", HALL)
    town.feedback.give(person(town, "leserin"), key, Rating.DOWN, [Reason.INCOMPLETE], "Es fehlt die Förderung.")
    evaluator = person(town, "guete")
    (read,) = town.feedback.entries(evaluator)
    assert (read.question, read.comment, read.rating, read.state) == (
        HALL,
        "Es fehlt die Förderung.",
        Rating.DOWN,
        FeedbackState.OPEN,
    )
    assert read.answer.statements
    assert town.feedback.entry(evaluator, read.id) == read
    assert town.feedback.mark(evaluator, [read.id], FeedbackState.USED) == 1
    assert town.feedback.entries(evaluator, [FeedbackState.OPEN]) == []
    assert town.feedback.entries(evaluator)[0].state is FeedbackState.USED
    for subject in ("leserin", "pflege"):
        other = person(town, subject)
        for use in (
            lambda who=other: town.feedback.entries(who),
            lambda who=other: town.feedback.entry(who, read.id),
            lambda who=other: town.feedback.mark(who, [read.id], FeedbackState.USED),
        ):
            with pytest.raises(NotAllowed):
                use()


def test_feedback_on_papers_an_evaluator_may_not_see_is_not_there_for_them(town: App) -> None:
    secret, open_one = ask(town, "geheim", BONUS), ask(town, "gast", HALL)
    for subject, key in (("geheim", secret), ("gast", open_one)):
        town.feedback.give(person(town, subject), key, Rating.DOWN)
    assert {read.question for read in town.feedback.entries(person(town, "guete"))} == {BONUS, HALL}
    lower = person(town, "guete-haus")
    assert [read.question for read in town.feedback.entries(lower)] == [HALL]
    (hidden,) = [read for read in town.feedback.entries(person(town, "guete")) if read.question == BONUS]
    for id in (hidden.id, "nirgends"):
        with pytest.raises(UnknownFeedback):
            town.feedback.entry(lower, id)
        with pytest.raises(UnknownFeedback):
            town.feedback.mark(lower, [id], FeedbackState.DISMISSED)
    assert town.feedback.entries(person(town, "nachbar")) == []
    # What became stricter since takes its feedback along.
    town.catalog.update_corpus(TENANT, "rat", access=Access.RESTRICTED)
    assert town.feedback.entries(lower) == []


def test_feedback_on_a_neighbours_papers_goes_with_the_share(town: App) -> None:
    town.catalog.share_corpus(TENANT, "rat", NEIGHBOUR)
    neighbour = person(town, "nachbar")
    town.feedback.give(neighbour, ask(town, "nachbar", HALL), Rating.UP)
    assert len(town.feedback.entries(neighbour)) == 1
    assert town.feedback.entries(person(town, "guete")) == []
    town.catalog.unshare_corpus(TENANT, "rat", NEIGHBOUR)
    assert town.feedback.entries(neighbour) == []


def test_feedback_stays_without_the_conversation_and_without_deleted_papers(town: App) -> None:
    key, who = ask(town, "leserin", HALL), person(town, "leserin")
    town.feedback.give(who, key, Rating.DOWN)
    town.conversations.delete(who, key.conversation)
    town.knowledge.delete(TENANT, "rat", "turnhalle.txt")
    (read,) = town.feedback.entries(person(town, "guete"))
    assert read.question == HALL
    assert not any("1.250.000" in statement.text for statement in read.answer.statements)
    assert town.feedback.purge() == 0
