"""One document as its keeper sees it: what was read of it, facts set right and kept, doubles and older versions."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.documents import DocumentDetail
from app.wiring import App
from corpora.errors import DataFolderBusy, NotAllowed, UnknownCorpus, UnknownDocument, UsageError
from corpora.fact_edits import FactEdits
from corpora.model import Access, Corpus, CorpusKind, PageState, document_id
from corpora.records import JobState
from index.search import SearchFilters
from tests.app.house import write
from tests.app.people import NEIGHBOUR, TENANT, open_town, person

HALL = "turnhalle.txt"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[App]:
    with open_town(tmp_path / "home", tmp_path / "papiere") as app:
        yield app


def papers(app: App) -> Path:
    return app.settings.home.parent / "papiere" / "rat"


def fact(detail: DocumentDetail, field: str) -> tuple[str | None, bool, str | None]:
    return next((view.value, view.edited, view.read) for view in detail.facts if view.field == field)


def hall(app: App, subject: str = "pflege") -> DocumentDetail:
    return app.documents.detail(person(app, subject), "rat", HALL)


# Looking


def test_all_that_was_read_of_a_document_is_shown(town: App) -> None:
    detail = hall(town)
    assert detail.record.path == HALL
    assert fact(detail, "number") == ("51/2025", False, "51/2025")
    assert fact(detail, "date") == ("2025-03-04", False, "2025-03-04")
    assert fact(detail, "publicity") == ("unknown", False, "unknown")
    assert [(page.number, page.state) for page in detail.pages] == [(None, PageState.TEXT)]
    assert "1.250.000 Euro" in detail.pages[0].text
    assert detail.sections
    assert len(detail.chunks) == detail.record.chunks
    assert "1.250.000 Euro" in "".join(part.text for part in detail.chunks)
    assert (detail.superseded_by, detail.same_bytes) == ("", ())


def test_a_document_that_was_never_readable_has_nothing_to_show_or_set_right(town: App) -> None:
    write(papers(town), {"leer.txt": b""})
    town.knowledge.update(TENANT, "rat")
    who = person(town, "pflege")
    detail = town.documents.detail(who, "rat", "leer.txt")
    assert detail.record.reason_code == "EmptyFile"
    assert (detail.facts, detail.pages, detail.sections, detail.chunks) == ((), (), (), ())
    with pytest.raises(UsageError, match="noch nie lesbar"):
        town.documents.edit_facts(who, "rat", "leer.txt", {"title": "Neu"})


def test_a_question_is_tried_on_one_document_alone(town: App) -> None:
    who = person(town, "pflege")
    assert [hit.path for hit in town.documents.search(who, "rat", HALL, "Was kostet das Grundstück?")] in ([], [HALL])
    assert [hit.path for hit in town.documents.search(who, "rat", HALL, "Turnhalle Lindenplatz")] == [HALL]
    assert town.documents.search(who, "rat", "grundstueck.txt", "Turnhalle Lindenplatz") == []


def test_what_a_manager_may_not_see_has_no_detail(town: App) -> None:
    low = person(town, "pflege-haus")
    for use in (
        lambda: town.documents.detail(low, "rat", "grundstueck.txt"),
        lambda: town.documents.edit_facts(low, "rat", "grundstueck.txt", {"title": "Neu"}),
        lambda: town.documents.search(low, "rat", "grundstueck.txt", "Mühlbach"),
        lambda: town.runner.reread(low, "rat", "grundstueck.txt"),
    ):
        with pytest.raises(UnknownDocument):
            use()
    with pytest.raises(UnknownCorpus):
        town.documents.detail(low, "personal", "zulage.md")
    for subject in ("leserin", "guete"):
        with pytest.raises(NotAllowed):
            town.documents.detail(person(town, subject), "rat", HALL)
    with pytest.raises(UnknownDocument):
        town.documents.detail(person(town, "nachbar"), "rat", HALL)


# Setting right


def test_a_fact_that_was_set_right_is_searched_at_once(town: App) -> None:
    who = person(town, "pflege")
    changes = {"title": "Neubau der  Schwimmhalle", "number": "77/2025", "date": "24.12.2025", "office": None}
    record = town.documents.edit_facts(who, "rat", HALL, changes)
    assert (record.title, record.reference, record.date) == (
        "Neubau der Schwimmhalle",
        "77/2025",
        datetime.date(2025, 12, 24),
    )
    scope = town.access.scope(who)
    assert town.searcher.search(scope, "DS 77/2025")[0].path == HALL
    assert town.searcher.search(scope, "Schwimmhalle")[0].title == "Neubau der Schwimmhalle"
    winter = SearchFilters(date_from=datetime.date(2025, 12, 1), date_to=datetime.date(2025, 12, 31))
    assert [hit.path for hit in town.searcher.search(scope, "Lindenplatz", filters=winter)] == [HALL]
    detail = hall(town)
    assert fact(detail, "title")[:2] == ("Neubau der Schwimmhalle", True)
    assert fact(detail, "number") == ("77/2025", True, "51/2025")
    assert fact(detail, "office")[1] is False
    job = town.jobs.of_tenant(TENANT)[0]
    assert (job.kind, job.state, job.subject) == ("facts", JobState.DONE, "pflege")


def test_edits_outlast_every_later_reading_and_a_new_index(town: App) -> None:
    who = person(town, "pflege")
    town.documents.edit_facts(who, "rat", HALL, {"title": "Schwimmhalle", "number": "77/2025"})
    town.knowledge.reread(TENANT, "rat", HALL)
    assert fact(hall(town), "title")[:2] == ("Schwimmhalle", True)
    text = (papers(town) / HALL).read_text(encoding="utf-8").replace("51/2025", "99/2025").replace("1.250", "1.300")
    write(papers(town), {HALL: text})
    town.knowledge.update(TENANT, "rat")
    detail = hall(town)
    assert "1.300.000" in detail.pages[0].text
    assert fact(detail, "number") == ("77/2025", True, "99/2025")
    assert town.catalog.document(TENANT, "rat", HALL).title == "Schwimmhalle"
    town.knowledge.reindex(TENANT)
    assert town.searcher.search(town.access.scope(who), "DS 77/2025")[0].title == "Schwimmhalle"
    assert town.searcher.search(town.access.scope(who), "Schwimmhalle")[0].path == HALL


def test_an_edit_is_taken_back_one_by_one(town: App) -> None:
    who = person(town, "pflege")
    before = hall(town)
    town.documents.edit_facts(who, "rat", HALL, {"title": "Schwimmhalle", "number": "77/2025"})
    town.documents.edit_facts(who, "rat", HALL, {}, restore=["number", "office"])
    assert fact(hall(town), "number") == ("51/2025", False, "51/2025")
    assert fact(hall(town), "title")[1] is True
    # To type what the paper says is to take the edit back.
    read = fact(before, "title")[0]
    town.documents.edit_facts(who, "rat", HALL, {"title": read})
    assert hall(town).facts == before.facts
    assert town.searcher.search(town.access.scope(who), "DS 51/2025")[0].path == HALL


def test_what_does_not_fit_is_refused_and_nothing_changes(town: App) -> None:
    who, before = person(town, "pflege"), hall(town)
    for changes, told in (
        ({"date": "gestern"}, "kein Tag"),
        ({"date": "31.02.2025"}, "kein Tag"),
        ({"publicity": "geheim"}, "Öffentlichkeit"),
        ({"title": "  "}, "braucht einen Titel"),
        ({"title": None}, "braucht einen Titel"),
        ({"seiten": "7"}, "gibt es nicht"),
        ({"office": "x" * 501}, "500 Zeichen"),
    ):
        with pytest.raises(UsageError, match=told):
            town.documents.edit_facts(who, "rat", HALL, changes)
    assert hall(town) == before


def test_a_paper_that_is_set_right_to_be_not_public_is_gone_for_lower_clearances(town: App) -> None:
    who, low = person(town, "pflege"), person(town, "pflege-haus")
    assert town.documents.edit_facts(who, "rat", HALL, {"publicity": "not_public"}).access is Access.RESTRICTED
    assert town.searcher.search(town.access.scope(low), "Turnhalle Lindenplatz") == []
    assert town.holdings.documents(low, "rat") == []
    assert town.documents.edit_facts(who, "rat", HALL, {"publicity": "public"}).access is Access.PUBLIC
    assert town.searcher.search(town.access.scope(low), "Turnhalle Lindenplatz")[0].path == HALL
    wrong = town.documents.edit_facts(who, "rat", "grundstueck.txt", {"publicity": "unknown"})
    assert wrong.access is Access.PUBLIC
    assert town.searcher.search(town.access.scope(low), "Grundstück Mühlbach")[0].path == "grundstueck.txt"


def test_edits_keep_the_boxes_of_printed_lines(town: App) -> None:
    from tests.ingest.files import make_pdf

    make_pdf(papers(town) / "gedruckt.pdf", ["Die Sanierung der Turnhalle kostet viel Geld und dauert lange."])
    town.knowledge.update(TENANT, "rat")
    record = town.catalog.document(TENANT, "rat", "gedruckt.pdf")
    key = (TENANT, "rat", record.id, record.version or "")
    lines = town.library.load_lines(*key)
    assert lines[0]
    town.documents.edit_facts(person(town, "pflege"), "rat", "gedruckt.pdf", {"title": "Neu"})
    assert town.library.load_lines(*key) == lines


def test_a_deleted_document_takes_its_edits_along_and_each_edit_names_who_made_it(town: App) -> None:
    edits, id = FactEdits(town.database), document_id(TENANT, "rat", HALL)
    town.documents.edit_facts(person(town, "pflege"), "rat", HALL, {"title": "Eins"})
    town.documents.edit_facts(person(town, "leitung"), "rat", HALL, {"number": "77/2025"})
    assert {field: edit.subject for field, edit in edits.of([id])[id].items()} == {
        "title": "pflege",
        "number": "leitung",
    }
    town.knowledge.delete(TENANT, "rat", HALL)
    assert edits.of([id]) == {}


def test_facts_wait_for_no_long_job(town: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.documents._PATIENCE_SECONDS", 0.2)
    with town.knowledge.log.alone(TENANT), pytest.raises(DataFolderBusy, match="anderer Auftrag"):
        town.documents.edit_facts(person(town, "pflege"), "rat", HALL, {"title": "Neu"})


# Access of a corpus


def test_a_stricter_access_holds_at_once_and_a_looser_one_when_its_job_is_done(town: App) -> None:
    who, low = person(town, "pflege"), person(town, "pflege-haus")
    question = "Sprechstunde Personalabteilung"
    assert town.searcher.search(town.access.scope(low), question)[0].path == "sprechstunde.md"
    with town.knowledge.log.alone(TENANT):
        id = town.runner.change_access(who, "haus", Access.RESTRICTED)
        assert town.searcher.search(town.access.scope(low), question) == []
        assert "haus" not in {corpus.id for corpus in town.holdings.corpora(low)}
    assert town.runner.wait(who, id, 60).state is JobState.DONE
    view = town.runner.wait(who, town.runner.change_access(who, "haus", Access.PUBLIC), 60)
    assert (view.kind, view.state, view.report) == (
        "access",
        JobState.DONE,
        {
            "tenant": TENANT,
            "corpus": "haus",
            "access": "public",
            "documents": 1,
            "counts": {"public": 1, "internal": 0, "restricted": 0},
            "seconds": view.report["seconds"] if view.report else None,
            "cancelled": False,
        },
    )
    assert (view.done, view.total) == (1, 1)
    assert town.searcher.search(town.access.scope(person(town, "gast")), question)[0].path == "sprechstunde.md"


def test_what_was_ordered_before_does_not_open_a_corpus_that_was_restricted_since(town: App) -> None:
    who = person(town, "pflege")
    with town.knowledge.log.alone(TENANT):
        looser = town.runner.change_access(who, "haus", Access.PUBLIC)
        stricter = town.runner.change_access(who, "haus", Access.RESTRICTED)
        again = town.runner.change_access(who, "haus", Access.INTERNAL)
    refused = town.runner.wait(who, looser, 60)
    assert (refused.state, refused.error_code) == (JobState.FAILED, "UsageError")
    assert "inzwischen eingeschränkt" in refused.note
    assert town.runner.wait(who, stricter, 60).state is JobState.DONE
    assert town.runner.wait(who, again, 60).state is JobState.DONE
    assert town.catalog.corpus(TENANT, "haus").access is Access.INTERNAL
    assert town.catalog.document(TENANT, "haus", "sprechstunde.md").access is Access.INTERNAL


def test_a_looser_access_leaves_papers_that_call_themselves_not_public(town: App) -> None:
    who = person(town, "pflege")
    for access in (Access.INTERNAL, Access.PUBLIC):
        town.runner.wait(who, town.runner.change_access(who, "rat", access), 60)
    assert town.catalog.document(TENANT, "rat", HALL).access is Access.PUBLIC
    assert town.catalog.document(TENANT, "rat", "grundstueck.txt").access is Access.RESTRICTED
    low = person(town, "pflege-haus")
    with pytest.raises(UsageError, match="selbst nicht mehr sehen"):
        town.runner.change_access(low, "rat", Access.RESTRICTED)
    with pytest.raises(UnknownCorpus):
        town.runner.change_access(low, "personal", Access.PUBLIC)
    with pytest.raises(NotAllowed):
        town.runner.change_access(person(town, "leserin"), "rat", Access.INTERNAL)
    assert town.catalog.corpus(NEIGHBOUR, "rat").access is Access.PUBLIC


# Doubles and older versions


def test_doubles_are_told_by_their_bytes_and_by_title_and_text(town: App) -> None:
    sentences = [f"Satz {number} über die Schulwege im Ort und ihre Beleuchtung." for number in range(30)]
    base = "Beschlussvorlage\n\nBetreff: Schulwege\n\n" + "\n".join(sentences)
    write(
        papers(town),
        {
            "kopie.txt": (papers(town) / HALL).read_bytes(),
            "wege1.txt": base,
            "wege2.txt": base.replace("Satz 7 ", "Satz siebzehn "),
            "wege3.txt": base.replace("Schulwege im Ort", "Spielplätze im Wald"),
        },
    )
    town.knowledge.update(TENANT, "rat")
    who = person(town, "pflege")
    assert [[record.path for record in group] for group in town.documents.same_bytes(who)] == [["kopie.txt", HALL]]
    assert hall(town).same_bytes == ("rat/kopie.txt",)
    (near,) = town.documents.near_same(who, "rat")
    assert (near.one.path, near.other.path) == ("wege1.txt", "wege2.txt")
    assert 0.8 <= near.share < 1
    # Of a pair with a paper that may not be seen nothing is told.
    write(papers(town), {"geheim.txt": (papers(town) / "grundstueck.txt").read_bytes()})
    town.knowledge.update(TENANT, "rat")
    assert len(town.documents.same_bytes(who)) == 2
    assert len(town.documents.same_bytes(person(town, "pflege-haus"))) == 1


def test_older_versions_are_told_with_the_one_in_force(town: App, tmp_path: Path) -> None:
    town.catalog.add_corpus(Corpus(TENANT, "recht", "Ortsrecht", CorpusKind.REGULATION, Access.PUBLIC))
    bylaw = (
        "# Satzung über die Erhebung der Hundesteuer vom {day}\n\n## § 1\n\nDie Steuer beträgt {euro} Euro im Jahr.\n"
    )
    folder = write(
        tmp_path / "recht",
        {
            "alt.md": bylaw.format(day="14. Februar 2019", euro=72),
            "neu.md": bylaw.format(day="16. November 2023", euro=96),
        },
    )
    town.knowledge.ingest(TENANT, "recht", [folder])
    who = person(town, "pflege")
    pairs = town.documents.superseded(who)
    assert [(old.path, new.path) for old, new in pairs] == [("alt.md", "neu.md")]
    assert town.documents.detail(who, "recht", "alt.md").superseded_by == "neu.md"
    assert town.documents.superseded(who, "rat") == []
