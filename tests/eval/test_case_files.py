"""Files of cases in the data folder: kept, seen by whom, edited, made from feedback."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.data_folder import cases_folder
from app.feedback import FeedbackState, Rating, Reason
from app.wiring import App
from corpora.errors import AlreadyExists, NotAllowed, UnknownCases, UnknownFeedback, UsageError
from corpora.model import Access
from eval.case_files import FEEDBACK_FILE, LONGEST_FILE, CaseFiles, make_name
from eval.cases import Case, CaseStatus, Place
from tests.app.people import NEIGHBOUR, TENANT, open_town, person

HALL = {
    "id": "turnhalle",
    "question": "Was kostet die Sanierung der Turnhalle?",
    "relevant": [{"corpus": "rat", "document": "turnhalle.txt"}],
}


def lines(*cases: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(case, ensure_ascii=False) for case in cases).encode()


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder = tmp_path_factory.mktemp("stadt")
    with open_town(folder / "home", folder / "papiere") as app:
        yield app


@pytest.fixture
def town(opened: App) -> Iterator[App]:
    """The town without any case; its papers are read once for all tests."""
    yield opened
    for tenant in (TENANT, NEIGHBOUR):
        shutil.rmtree(cases_folder(opened.settings.home, tenant), ignore_errors=True)


@pytest.fixture
def files(town: App) -> CaseFiles:
    return CaseFiles(town)


def ids(files: CaseFiles, town: App, subject: str) -> list[str]:
    return [file.id for file in files.all(person(town, subject))]


def test_a_file_is_kept_and_seen_by_those_who_may_see_as_much(town: App, files: CaseFiles) -> None:
    high = files.add(person(town, "guete"), "Satzungen März.jsonl", lines(HALL))
    low = files.add(person(town, "guete-haus"), "haus", lines(HALL))
    assert (high, low) == ("restricted/satzungen-maerz", "internal/haus")
    assert ids(files, town, "guete") == [low, high]
    assert ids(files, town, "guete-haus") == [low]
    assert ids(files, town, "nachbar") == []
    assert files.content(person(town, "guete"), high) == lines(HALL)
    kept = files.all(person(town, "guete"))[1]
    assert (kept.access, kept.counts[CaseStatus.ACCEPTED]) == (Access.RESTRICTED, 1)


@pytest.mark.parametrize("subject", ["guete-haus", "nachbar"])
def test_a_file_one_may_not_see_is_told_like_one_that_is_not_there(town: App, files: CaseFiles, subject: str) -> None:
    id, who = files.add(person(town, "guete"), "geheim", lines(HALL)), person(town, subject)
    with pytest.raises(UnknownCases) as absent:
        files.read(who, "restricted/gibt-es-nicht")
    case = Case("neu", "Was?", answerable=False)
    for act in (
        lambda: files.read(who, id),
        lambda: files.content(who, id),
        lambda: files.delete(who, id),
        lambda: files.save_case(who, id, case, seen=""),
    ):
        with pytest.raises(UnknownCases) as told:
            act()
        assert str(told.value) == str(absent.value)


@pytest.mark.parametrize(
    "id", ["../nachbardorf/restricted/x", "restricted/../../x", "/etc/passwd", "", "restricted/.x"]
)
def test_an_id_that_leads_elsewhere_finds_nothing(town: App, files: CaseFiles, id: str) -> None:
    files.add(person(town, "nachbar"), "x", lines(HALL))
    with pytest.raises(UnknownCases):
        files.content(person(town, "guete"), id)


@pytest.mark.parametrize("subject", ["leserin", "pflege"])
def test_only_evaluators_have_cases(town: App, files: CaseFiles, subject: str) -> None:
    who = person(town, subject)
    for act in (
        lambda: files.all(who),
        lambda: files.read(who, "restricted/x"),
        lambda: files.content(who, "restricted/x"),
        lambda: files.add(who, "x", lines(HALL)),
        lambda: files.save_case(who, "restricted/x", Case("a", "b", answerable=False), seen=""),
        lambda: files.delete(who, "restricted/x"),
        lambda: files.take_feedback(who, ["x"]),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not cases_folder(town.settings.home, TENANT).exists()


def test_a_file_that_the_operator_put_there_is_for_those_who_see_everything(town: App, files: CaseFiles) -> None:
    folder = cases_folder(town.settings.home, TENANT)
    folder.mkdir(parents=True)
    (folder / "abgelegt.jsonl").write_bytes(lines(HALL))
    assert ids(files, town, "guete") == ["abgelegt"]
    assert ids(files, town, "guete-haus") == []
    assert [case.id for case in files.read(person(town, "guete"), "abgelegt").cases] == ["turnhalle"]


def test_a_damaged_file_stands_in_the_list_with_its_fault(town: App, files: CaseFiles) -> None:
    folder = cases_folder(town.settings.home, TENANT)
    folder.mkdir(parents=True)
    (folder / "kaputt.jsonl").write_text("{", encoding="utf-8")
    (file,) = files.all(person(town, "guete"))
    assert file.fault.startswith("kaputt.jsonl, Zeile 1:")
    assert not file.counts


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("x", b"kein JSON", "x.jsonl, Zeile 1: kein"),
        ("x", lines({"id": "1", "question": "Ja?"}), "relevant"),
        ("x", lines({**HALL, "tenant": NEIGHBOUR}), f"gehört „{NEIGHBOUR}“"),
        ("x", b" " * (LONGEST_FILE + 1), "zu groß"),
        ("***", lines(HALL), "Name einer Falldatei"),
    ],
)
def test_what_is_no_file_of_cases_is_refused_and_leaves_nothing(
    town: App, files: CaseFiles, name: str, content: bytes, says: str
) -> None:
    with pytest.raises(UsageError, match=says) as refused:
        files.add(person(town, "guete"), name, content)
    assert str(town.settings.home) not in str(refused.value)
    assert [file for file in cases_folder(town.settings.home, TENANT).rglob("*") if file.is_file()] == []


def test_a_name_is_given_once(town: App, files: CaseFiles) -> None:
    files.add(person(town, "guete"), "x", lines(HALL))
    with pytest.raises(AlreadyExists):
        files.add(person(town, "guete"), "X.jsonl", lines(HALL))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Straße & Wege", "strasse-wege"),
        ("../../etc", "etc"),
        ("Läufe 2026.jsonl", "laeufe-2026"),
        ("é" * 90, "e" * 64),
    ],
)
def test_a_name_holds_plain_letters_alone(title: str, name: str) -> None:
    assert make_name(title) == name


def test_a_case_is_changed_in_its_place_and_a_new_one_comes_last(town: App, files: CaseFiles) -> None:
    who = person(town, "guete")
    id = files.add(who, "x", lines({**HALL, "quelle": "Tresen"}, {**HALL, "id": "zweiter"}))
    known = files.read(who, id)
    files.save_case(who, id, replace(known.cases[0], status=CaseStatus.REJECTED), seen=known.sha256)
    files.save_case(who, id, Case("neu", "Und?", answerable=False), seen=files.read(who, id).sha256)
    now = files.read(who, id).cases
    assert [case.id for case in now] == ["turnhalle", "zweiter", "neu"]
    assert (now[0].status, now[0].extra) == (CaseStatus.REJECTED, {"quelle": "Tresen"})


def test_who_looked_at_an_older_state_overwrites_nothing(town: App, files: CaseFiles) -> None:
    who = person(town, "guete")
    id = files.add(who, "x", lines(HALL))
    known = files.read(who, id)
    files.save_case(who, id, replace(known.cases[0], question="Erste Änderung?"), seen=known.sha256)
    with pytest.raises(UsageError, match="inzwischen geändert"):
        files.save_case(who, id, replace(known.cases[0], question="Zweite Änderung?"), seen=known.sha256)
    assert files.read(who, id).cases[0].question == "Erste Änderung?"


@pytest.mark.parametrize(
    ("place", "says"),
    [
        (Place("gibt-es-nicht.txt", corpus="rat"), "gibt es in den Beständen nicht"),
        (Place("turnhalle.txt", corpus="haus"), "gibt es in den Beständen nicht"),
        (Place("zulage.md", corpus="personal"), "gibt es in den Beständen nicht"),  # above the clearance
        (Place("turnhalle.txt", tenant=NEIGHBOUR, corpus="rat"), "gibt es in den Beständen nicht"),
    ],
)
def test_an_accepted_case_names_places_that_the_person_can_find(
    town: App, files: CaseFiles, place: Place, says: str
) -> None:
    who = person(town, "guete-haus")
    id = files.add(who, "x", lines(HALL))
    case = Case("neu", "Was?", relevant=(place,))
    with pytest.raises(UsageError, match=says):
        files.save_case(who, id, case, seen=files.read(who, id).sha256)
    files.save_case(who, id, replace(case, status=CaseStatus.PROPOSED), seen=files.read(who, id).sha256)


def test_a_case_that_is_none_is_refused_with_the_reason(town: App, files: CaseFiles) -> None:
    who = person(town, "guete")
    id = files.add(who, "x", lines(HALL))
    for case, says in (
        (Case("neu", " ", answerable=False), "question"),
        (Case("neu", "Was?"), "relevant"),
        (Case("neu", "Was?", answerable=False, tenant=NEIGHBOUR), NEIGHBOUR),
    ):
        with pytest.raises(UsageError, match=says):
            files.save_case(who, id, case, seen=files.read(who, id).sha256)


def test_a_deleted_file_is_gone(town: App, files: CaseFiles) -> None:
    who = person(town, "guete")
    files.delete(who, files.add(who, "x", lines(HALL)))
    assert files.all(who) == []


def test_files_go_with_their_tenant(tmp_path: Path) -> None:
    with open_town(tmp_path / "home", tmp_path / "papiere", read=False) as app:
        CaseFiles(app).add(person(app, "guete"), "x", lines(HALL))
        app.knowledge.remove_tenant(TENANT)
        assert not cases_folder(app.settings.home, TENANT).exists()


# Feedback


def complain(town: App, question: str, comment: str = "") -> str:
    who = person(town, "geheim")
    turn = town.conversations.add(who, town.assistant.answer(town.access.scope(who), question))
    town.feedback.give(who, turn, Rating.DOWN, [Reason.INCOMPLETE], comment)
    return town.feedback.entries(person(town, "guete"))[0].id


def test_feedback_becomes_a_proposal_once_and_is_marked_as_used(town: App, files: CaseFiles) -> None:
    who = person(town, "guete")
    entry = complain(town, "Was kostet die Sanierung der Turnhalle?", "Es fehlt das Jahr.")
    file = files.take_feedback(who, [entry])
    assert file == f"restricted/{FEEDBACK_FILE}"
    (case,) = files.read(who, file).cases
    assert (case.question, case.status) == ("Was kostet die Sanierung der Turnhalle?", CaseStatus.PROPOSED)
    assert case.extra["comment"] == "Es fehlt das Jahr."
    assert town.feedback.entry(who, entry).state is FeedbackState.USED
    files.take_feedback(who, [entry])
    assert len(files.read(who, file).cases) == 1


def test_feedback_on_papers_above_one_s_clearance_becomes_no_case(town: App, files: CaseFiles) -> None:
    entry = complain(town, "Wie hoch ist die Zulage für den Winterdienst?")
    with pytest.raises(UnknownFeedback):
        files.take_feedback(person(town, "guete-haus"), [entry])
    with pytest.raises(UnknownFeedback):
        files.take_feedback(person(town, "nachbar"), [entry])
    assert files.all(person(town, "guete")) == []
