"""Feedback becomes drafts that a person can accept as they would accept any other case."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.conversations import TurnKey
from app.feedback import FeedbackState, Rating, Reason
from app.wiring import App
from corpora.model import Access, Corpus, CorpusKind
from eval.cases import Case, CaseStatus, Place, load_cases, parse_case, read_places, write_case
from eval.cli import evaluation
from eval.feedback import SUGGESTIONS, draft_feedback
from tests.app.commandline import Kompass
from tests.app.house import write
from tests.app.people import NEIGHBOUR, TENANT, open_town, person

BYLAW = "# Satzung über die Erhebung der Hundesteuer vom {day}\n\n## § 3 Steuer\n\nDie Steuer beträgt {euro} Euro.\n"
DOGS = "Wie hoch ist die Hundesteuer?"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[App]:
    with open_town(tmp_path / "home", tmp_path / "papiere") as app:
        app.catalog.add_corpus(Corpus(TENANT, "recht", "Ortsrecht", CorpusKind.REGULATION, Access.PUBLIC))
        files = {
            "alt.md": BYLAW.format(day="14. Februar 2019", euro=72),
            "neu.md": BYLAW.format(day="16. November 2023", euro=96),
        }
        app.knowledge.ingest(TENANT, "recht", [write(tmp_path / "recht", files)])
        yield app


def ask(app: App, question: str) -> TurnKey:
    who = person(app, "leserin")
    return app.conversations.add(who, app.assistant.answer(app.access.scope(who), question))


def draft(app: App, question: str, rating: Rating, reasons: list[Reason] | None = None, comment: str = "") -> Case:
    app.feedback.give(person(app, "leserin"), ask(app, question), rating, reasons or [], comment)
    entries = app.feedback.entries(person(app, "guete"), [FeedbackState.OPEN])
    (case,) = draft_feedback(entries, TENANT)
    app.feedback.mark(person(app, "guete"), [entry.id for entry in entries], FeedbackState.USED)
    # Whatever is drafted can be written, read and accepted.
    assert parse_case(write_case(case)) == case
    assert case.status is CaseStatus.PROPOSED
    assert (case.question, case.tenant, case.type) == (question, TENANT, "feedback")
    return case


def suggested(case: Case) -> tuple[Place, ...]:
    return read_places(case.extra.get(SUGGESTIONS))


def documents(places: tuple[Place, ...]) -> set[str]:
    return {place.document for place in places}


def test_praise_names_the_cited_places_and_the_answer(town: App) -> None:
    case = draft(town, "Was kostet die Turnhalle?", Rating.UP)
    assert case.answerable
    assert documents(case.relevant) == {"turnhalle.txt"}
    assert "1.250.000 Euro" in case.answer
    assert {(place.tenant, place.corpus) for place in case.relevant} == {(TENANT, "rat")}
    assert case.stale == ()


def test_outdated_puts_the_older_version_among_the_stale(town: App) -> None:
    case = draft(town, DOGS, Rating.DOWN, [Reason.OUTDATED], "Es gilt die neue Satzung.")
    assert documents(case.stale) == {"alt.md"}
    assert documents(suggested(case)) == {"neu.md"}
    assert case.is_open
    assert case.answer == ""
    assert case.extra["comment"] == "Es gilt die neue Satzung."
    assert case.extra["reasons"] == ["outdated"]


def test_a_wrong_source_is_kept_apart_from_what_is_proposed_instead(town: App) -> None:
    case = draft(town, DOGS, Rating.DOWN, [Reason.WRONG_SOURCE, Reason.UNCLEAR])
    wrong = {place["document"] for place in case.extra["wrong_places"]}
    assert wrong
    assert not documents(suggested(case)) & wrong
    assert case.is_open


def test_an_incomplete_answer_names_what_was_cited(town: App) -> None:
    case = draft(town, "Was kostet die Turnhalle?", Rating.DOWN, [Reason.INCOMPLETE])
    assert documents(suggested(case)) == {"turnhalle.txt"}
    assert (case.relevant, case.answer) == ((), "")


@pytest.mark.parametrize("reasons", [[], [Reason.OUTDATED], [Reason.WRONG_SOURCE], [Reason.INCOMPLETE]])
def test_no_draft_from_a_thumb_down_can_be_accepted_before_somebody_has_decided(
    town: App, reasons: list[Reason]
) -> None:
    case = draft(town, DOGS, Rating.DOWN, reasons)
    assert case.is_open
    with pytest.raises(ValueError, match="„relevant“ ist leer"):
        parse_case(write_case(replace(case, status=CaseStatus.ACCEPTED)))
    for decided in (replace(case, relevant=(Place("neu.md"),)), replace(case, answerable=False)):
        accepted = replace(decided, status=CaseStatus.ACCEPTED)
        assert parse_case(write_case(accepted)) == accepted


def test_silence_that_was_praised_is_an_unanswerable_case(town: App) -> None:
    case = draft(town, "Welche Farbe hat der Mond von Alpha Centauri?", Rating.UP)
    assert (case.answerable, case.relevant, case.answer) == (False, (), "")


def test_no_draft_names_a_paper_the_evaluator_may_not_see(town: App) -> None:
    who = person(town, "geheim")
    key = town.conversations.add(who, town.assistant.answer(town.access.scope(who), "Ankauf Grundstück Mühlbach"))
    town.feedback.give(who, key, Rating.UP)
    low = town.feedback.entries(person(town, "guete-haus"))
    assert list(draft_feedback(low, TENANT)) == []
    assert town.feedback.entries(person(town, "guete"))


def test_drafts_are_printed_and_feedback_marked_at_the_command_line(town: App, tmp_path: Path) -> None:
    from app.cli import main

    main.add_command(evaluation)
    town.feedback.give(person(town, "leserin"), ask(town, DOGS), Rating.DOWN, [Reason.OUTDATED])
    kompass = Kompass(town.settings.home)
    printed = kompass.done("eval", "feedback", TENANT).output
    file = tmp_path / "vorschlaege.jsonl"
    file.write_text(printed, encoding="utf-8")
    assert [case.status for case in load_cases(file).cases] == [CaseStatus.PROPOSED]
    assert json.loads(printed)["feedback"]
    assert kompass.done("eval", "feedback", TENANT, "--mark").output == printed
    again = kompass.done("eval", "feedback", TENANT)
    assert (again.output, again.errors) == ("", f"Für „{TENANT}“ ist keine Rückmeldung offen.\n")
    assert kompass.done("eval", "feedback", NEIGHBOUR).output == ""
