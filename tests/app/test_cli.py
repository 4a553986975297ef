"""The command line as people and programs use it, on a real data folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from app.data_folder import owned
from tests.app.commandline import Kompass, fill, write_papers


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Kompass:
    """Only for commands that change nothing."""
    folder = tmp_path_factory.mktemp("filled")
    return fill(folder / "home", folder / "papers")


@pytest.fixture
def own(filled: Kompass, tmp_path: Path) -> Kompass:
    """The same, for commands that change something."""
    shutil.copytree(filled.home, tmp_path / "home")
    return Kompass(tmp_path / "home")


@pytest.fixture
def empty(tmp_path: Path) -> Kompass:
    return Kompass(tmp_path / "home")


# Tenants and corpora


def test_tenants_are_added_listed_and_removed(empty: Kompass) -> None:
    assert empty.done("tenant", "list").output == ""
    assert "angelegt" in empty.done("tenant", "add", "musterstadt", "--title", "Stadt Musterstadt").output
    assert empty.done("tenant", "add", "nachbardorf", "--json").records == [
        {"tenant": "nachbardorf", "title": "nachbardorf"}
    ]
    assert empty.done("tenant", "list", "--json").records == [
        {"tenant": "musterstadt", "title": "Stadt Musterstadt", "corpora": 0},
        {"tenant": "nachbardorf", "title": "nachbardorf", "corpora": 0},
    ]
    assert "Stadt Musterstadt" in empty.done("tenant", "list").output
    (receipt,) = empty.done("tenant", "remove", "musterstadt", "--json").records
    assert receipt["complete"] is True
    assert [record["tenant"] for record in empty.done("tenant", "list", "--json").records] == ["nachbardorf"]


def test_a_tenant_is_removed_with_its_documents_and_nobody_elses(own: Kompass) -> None:
    (receipt,) = own.done("tenant", "remove", "musterstadt", "--yes", "--json").records
    assert (receipt["documents"], receipt["originals"], receipt["complete"]) == (3, 3, True)
    assert receipt["points"] > 0
    assert own.run("documents", "musterstadt").code == 2
    assert not list((own.home / "library").glob("musterstadt/**/*"))
    own.done("tenant", "add", "musterstadt")
    own.done("corpus", "add", "musterstadt/rat", "--kind", "council")
    assert own.done("search", "musterstadt", "Turnhalle", "--json").records == []


def test_corpora_are_listed_with_what_others_have_shared(own: Kompass) -> None:
    own.done("corpus", "share", "musterstadt/satzungen", "nachbardorf")
    assert own.done("corpus", "list", "musterstadt", "--json").records == [
        {
            "tenant": "musterstadt",
            "corpus": "rat",
            "title": "Rat",
            "kind": "council",
            "access": "public",
            "documents": 2,
            "shared_with": [],
        },
        {
            "tenant": "musterstadt",
            "corpus": "satzungen",
            "title": "Ortsrecht",
            "kind": "regulation",
            "access": "internal",
            "documents": 1,
            "shared_with": ["nachbardorf"],
        },
    ]
    (foreign,) = own.done("corpus", "list", "nachbardorf", "--json").records
    assert (foreign["tenant"], foreign["corpus"], foreign["shared_with"]) == ("musterstadt", "satzungen", None)
    hits = own.done("search", "nachbardorf", "Hundesteuer", "--json").records
    assert {hit["corpus"] for hit in hits} == {"satzungen"}
    assert own.run("search", "nachbardorf", "Hundesteuer", "--access", "public").code == 2
    own.done("corpus", "unshare", "musterstadt/satzungen", "nachbardorf")
    assert own.run("search", "nachbardorf", "Hundesteuer").code == 2


def test_a_corpus_is_removed_with_a_receipt(own: Kompass) -> None:
    done = own.done("corpus", "remove", "musterstadt/rat")
    assert "Danach" in done.output
    assert own.done("search", "musterstadt", "Turnhalle", "--json").records == []
    assert own.run("documents", "musterstadt/rat").code == 2


HALL = ("search", "musterstadt", "Turnhalle am Lindenplatz", "--access", "public", "--json")
"""What the public finds of a paper."""


def test_a_restricted_corpus_is_found_no_more_by_the_public_and_again_once_it_is_opened(
    own: Kompass, tmp_path: Path
) -> None:
    secret = tmp_path / "neu" / "grundstueck.txt"
    secret.parent.mkdir()
    secret.write_text("Beschlussvorlage\n\nNichtöffentlich\n\nBetreff: Grundstück am Lindenplatz\n", encoding="utf-8")
    own.done("ingest", "musterstadt/rat", str(secret))
    own.done("corpus", "add", "musterstadt/frei", "--kind", "guide", "--access", "public")
    own.done("corpus", "share", "musterstadt/rat", "nachbardorf")
    assert own.done(*HALL).records[0]["document"] == "2025/vorlage.txt"
    said = own.done("corpus", "access", "musterstadt/rat", "restricted").output
    assert "ist jetzt nur für Berechtigte zugänglich (restricted); vorher: public" in said
    assert "Geänderte Dokumente: 2," in said  # the third one said itself that it is not public
    assert "Danach gezählt: 3 restricted" in said
    assert "Freigabe für nachbardorf gilt nicht" in said
    assert own.done(*HALL).records == []
    (receipt,) = own.done("corpus", "access", "musterstadt/rat", "public", "--json").records
    assert receipt == {
        "tenant": "musterstadt",
        "corpus": "rat",
        "access": "public",
        "access_before": "restricted",
        "documents": 2,
        "counts": {"public": 2, "internal": 0, "restricted": 1},
        "seconds": receipt["seconds"],
        "cancelled": False,
        "shared_with": ["nachbardorf"],
    }
    hits = own.done(*HALL).records
    assert hits[0]["document"] == "2025/vorlage.txt"
    assert "grundstueck.txt" not in {hit["document"] for hit in hits}
    (entry, *_) = [
        each for each in own.done("corpus", "list", "musterstadt", "--json").records if each["corpus"] == "rat"
    ]
    assert entry["access"] == "public"


def test_an_access_that_holds_already_is_told_and_a_wrong_one_names_the_right_ones(own: Kompass) -> None:
    done = own.run("corpus", "access", "musterstadt/rat", "public")
    assert (done.code, done.output) == (2, "")
    assert "„musterstadt/rat“ ist schon für alle zugänglich (public); es gab nichts zu ändern" in done.errors
    done = own.run("corpus", "access", "musterstadt/rat", "geheim")
    assert (done.code, done.output) == (2, "")
    assert "'geheim' ist keiner der Werte 'public', 'internal', 'restricted'" in done.errors
    assert own.done(*HALL).records


def test_a_corpus_is_given_another_kind_and_its_documents_are_read_again(own: Kompass) -> None:
    said = own.done("corpus", "kind", "musterstadt/rat", "guide").output
    assert "hat jetzt die Art Ratgeber und Anleitungen (guide); vorher: council" in said
    assert "Neu gelesene Dokumente: 2," in said
    again = own.run("corpus", "kind", "musterstadt/rat", "guide")
    assert (again.code, again.output) == (2, "")
    assert "„musterstadt/rat“ hat schon die Art „guide“; es gab nichts zu ändern" in again.errors
    (report,) = own.done("corpus", "kind", "musterstadt/rat", "council", "--json").records
    assert (report["kind"], report["kind_before"], report["read"]) == ("council", "guide", 2)
    assert "vorlage.txt" in own.done("search", "musterstadt", "Turnhalle am Lindenplatz").output


def test_a_stricter_access_does_not_wait_for_whoever_owns_the_folder(own: Kompass) -> None:
    own.done("corpus", "add", "musterstadt/frei", "--kind", "guide", "--access", "public")
    with owned(own.home):
        opened = own.run("corpus", "access", "musterstadt/satzungen", "public")
        assert (opened.code, opened.output) == (3, "")
        assert "ist bereits" not in opened.errors
        done = own.run("corpus", "access", "musterstadt/rat", "restricted")
        assert (done.code, done.output) == (3, "")
        assert "ist bereits nur für Berechtigte zugänglich" in done.errors
        assert "benutzt" in done.errors
    assert own.done(*HALL).records == []
    listed = {each["corpus"]: each["access"] for each in own.done("corpus", "list", "musterstadt", "--json").records}
    assert listed == {"frei": "public", "rat": "restricted", "satzungen": "internal"}
    (receipt,) = own.done("corpus", "access", "musterstadt/rat", "restricted", "--json").records
    assert (receipt["documents"], receipt["access_before"]) == (2, "restricted")
    assert own.run("corpus", "access", "musterstadt/rat", "restricted").code == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tenant", "add", "Musterstadt"], "kann nicht die Kennung eines Mandanten sein"),
        (["tenant", "add", "musterstadt"], "Den Mandanten „musterstadt“ gibt es schon"),
        (["tenant", "remove", "nirgends"], "Den Mandanten „nirgends“ gibt es nicht"),
        (["corpus", "add", "musterstadt", "--kind", "guide"], "nennt keinen Bestand"),
        (["corpus", "add", "nirgends/rat", "--kind", "guide"], "Den Mandanten „nirgends“ gibt es nicht"),
        (["corpus", "remove", "musterstadt/nichts"], "hat keinen Bestand „nichts“"),
        (["corpus", "access", "musterstadt", "public"], "nennt keinen Bestand"),
        (["corpus", "access", "nirgends/rat", "public"], "Den Mandanten „nirgends“ gibt es nicht"),
        (["corpus", "access", "musterstadt/nichts", "public"], "hat keinen Bestand „nichts“"),
        (["ingest", "musterstadt/nichts", "."], "hat keinen Bestand „nichts“"),
        (["ingest", "musterstadt/rat", "/gibt/es/nicht"], "/gibt/es/nicht"),
        (["documents", "musterstadt/nichts"], "hat keinen Bestand „nichts“"),
        (["documents", "nirgends"], "Den Mandanten „nirgends“ gibt es nicht"),
        (["delete", "musterstadt/rat", "fehlt.pdf"], "kein Dokument „fehlt.pdf“"),
        (["search", "nirgends", "Frage"], "Den Mandanten „nirgends“ gibt es nicht"),
        (["search", "nachbardorf", "Frage"], "noch keinen Bestand"),
        (["search", "musterstadt"], "Es fehlt die Frage"),
        (["search", "musterstadt", " "], "Die Frage ist leer"),
        (["search", "musterstadt", "x", "--batch", "y"], "gehen nicht zusammen"),
        (["search", "musterstadt", "--batch", "/gibt/es/nicht"], "/gibt/es/nicht"),
        (["search", "musterstadt", "x", "--corpus", "fremd"], "fremd"),
        (["search", "musterstadt", "x", "--from", "2025-02-01", "--to", "1.1.2025"], "ist leer"),
        (["reindex", "nirgends"], "Den Mandanten „nirgends“ gibt es nicht"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_and_what_to_do(
    filled: Kompass, arguments: list[str], message: str
) -> None:
    done = filled.run(*arguments)
    assert done.code == 2
    assert done.output == ""
    assert done.errors.startswith("Fehler: ")
    assert message in done.errors
    assert "Traceback" not in done.errors


# Documents


def test_a_report_tells_what_was_read_and_a_second_run_skips_it(empty: Kompass, tmp_path: Path) -> None:
    papers = write_papers(tmp_path / "papers")
    empty.done("tenant", "add", "musterstadt")
    empty.done("corpus", "add", "musterstadt/alles", "--kind", "guide")
    (first,) = empty.done("ingest", "musterstadt/alles", str(papers), "--json").records
    assert (first["listed"], first["read"], first["skipped"], first["failures"]) == (3, 3, 0, [])
    assert first["states"] == {"ready": 3}
    (second,) = empty.done("ingest", "musterstadt/alles", str(papers), "--json").records
    assert (second["listed"], second["read"], second["skipped"]) == (3, 0, 3)
    assert "3 unverändert" in empty.done("ingest", "musterstadt/alles", str(papers)).output


def test_a_bad_file_is_named_with_its_reason_while_the_rest_goes_on(own: Kompass, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "leer.pdf").write_bytes(b"")
    (papers / "gut.txt").write_text("Der Wochenmarkt findet donnerstags statt.", encoding="utf-8")
    done = own.run("ingest", "musterstadt/rat", str(papers), "--json")
    assert done.code == 1
    (report,) = done.records
    assert [(each["document"], each["code"]) for each in report["failures"]] == [("leer.pdf", "EmptyFile")]
    assert own.done("search", "musterstadt", "Wochenmarkt", "--json").records[0]["document"] == "gut.txt"
    done = own.run("ingest", "musterstadt/rat", str(papers), "--retry-failed")
    assert done.code == 1
    assert "leer.pdf: " in done.errors
    assert "2 Dokumente gefunden, 0 gelesen" in done.output
    (failed,) = own.done("documents", "musterstadt/rat", "--state", "failed", "--json").records
    assert (failed["reason_code"], failed["version"], failed["searchable"]) == ("EmptyFile", None, False)
    assert failed["reason"] in own.done("documents", "musterstadt").output


def test_documents_are_listed_with_their_state(filled: Kompass) -> None:
    records = filled.done("documents", "musterstadt", "--json").records
    assert [(record["corpus"], record["document"]) for record in records] == [
        ("rat", "2025/notiz.md"),
        ("rat", "2025/vorlage.txt"),
        ("satzungen", "hundesteuer.md"),
    ]
    paper = records[1]
    assert (paper["state"], paper["reference"], paper["date"]) == ("ready", "51/2025", "2025-03-04")
    assert (paper["pages"], paper["reason"], paper["searchable"]) == (1, None, True)
    assert len(paper["version"]) == 16
    assert [record["document"] for record in filled.done("documents", "musterstadt/rat", "--json").records] == [
        "2025/notiz.md",
        "2025/vorlage.txt",
    ]
    table = filled.done("documents", "musterstadt/satzungen").output
    assert table.splitlines()[0].split() == ["ZUSTAND", "SEITEN", "TEILE", "FASSUNG", "BESTAND", "DOKUMENT"]
    assert "lesbar" in table
    assert filled.done("documents", "nachbardorf").output == ""


def test_a_document_is_deleted_with_a_receipt_and_found_no_more(own: Kompass) -> None:
    (receipt,) = own.done("delete", "musterstadt/rat", "2025/vorlage.txt", "--json").records
    assert (receipt["document"], receipt["documents"], receipt["originals"]) == ("2025/vorlage.txt", 1, 1)
    assert receipt["points"] > 0
    assert receipt["bytes"] > 0
    assert receipt["complete"] is True
    assert own.done("search", "musterstadt", "Turnhalle Lindenplatz", "--json").records == []
    done = own.run("delete", "musterstadt/rat", "2025/vorlage.txt")
    assert (done.code, done.output) == (2, "")
    done = own.done("delete", "musterstadt/rat", "2025/notiz.md")
    assert done.output.startswith("Entfernt: musterstadt/rat, „2025/notiz.md“")


def test_reindexing_finds_the_same_as_before(own: Kompass) -> None:
    before = own.done("search", "musterstadt", "Hundesteuer", "--json").records
    (report,) = own.done("reindex", "musterstadt", "--json").records
    assert (report["documents"], report["failures"]) == (3, [])
    assert own.done("search", "musterstadt", "Hundesteuer", "--json").records == before
    assert "3 Dokumente" in own.done("reindex", "musterstadt").output


# Searching


def test_a_hit_has_exactly_the_fields_of_the_contract(filled: Kompass) -> None:
    hits = filled.done("search", "musterstadt", "Wie hoch ist die Hundesteuer?", "--json").records
    assert list(hits[0]) == [
        *("rank", "score", "tenant", "corpus", "document", "title", "reference", "date", "page", "section", "text"),
        *("why", "superseded_by", "folded", "chunk", "version", "document_id"),
    ]
    assert (hits[0]["rank"], hits[0]["corpus"], hits[0]["document"]) == (1, "satzungen", "hundesteuer.md")
    assert hits[0]["section"] == "§ 4 Steuersatz"
    assert hits[0]["page"] is None
    assert "84 Euro" in hits[0]["text"]
    assert [hit["rank"] for hit in hits] == list(range(1, len(hits) + 1))


def test_hits_are_printed_for_people_with_title_place_text_and_file(filled: Kompass) -> None:
    output = filled.done("search", "musterstadt", "51/2025", "--limit", "1").output
    assert " 1. Sanierung der Turnhalle am Lindenplatz" in output
    assert "51/2025" in output
    assert "musterstadt/rat: 2025/vorlage.txt" in output
    assert max(map(len, output.splitlines())) <= 120


@pytest.mark.parametrize(
    ("options", "corpora"),
    [
        ([], {"rat", "satzungen"}),
        (["--corpus", "rat"], {"rat"}),
        (["--corpus", "musterstadt/satzungen"], {"satzungen"}),
        (["--kind", "regulation"], {"satzungen"}),
        (["--from", "2025-01-01", "--to", "31.12.2025"], {"rat"}),
        (["--from", "2026-01-01"], set()),
        (["--access", "public"], {"rat"}),
    ],
)
def test_a_search_is_narrowed_by_its_options(filled: Kompass, options: list[str], corpora: set[str]) -> None:
    done = filled.done("search", "musterstadt", "Hundesteuer Turnhalle Satzung Euro", "--json", *options)
    assert {hit["corpus"] for hit in done.records} == corpora


def test_no_more_hits_are_shown_than_asked_for(filled: Kompass) -> None:
    assert len(filled.done("search", "musterstadt", "Hundesteuer Turnhalle", "--json", "--limit", "1").records) == 1


def test_a_file_of_questions_is_answered_line_by_line_with_ids_kept(filled: Kompass, tmp_path: Path) -> None:
    batch = tmp_path / "fragen.jsonl"
    questions: list[dict[str, object]] = [
        {"id": "a", "question": "Hundesteuer", "type": "egal"},
        {"id": 7, "question": "Quantenchromodynamik"},
        {"question": "Sprechstunde der Bürgermeisterin"},
    ]
    batch.write_text("\ufeff" + "\n\n".join(map(json.dumps, questions)) + "\n", encoding="utf-8")
    records = filled.done("search", "musterstadt", "--batch", str(batch), "--limit", "3").records
    assert [record["id"] for record in records] == ["a", 7, None]
    assert [record["question"] for record in records] == [each["question"] for each in questions]
    assert records[0]["hits"][0]["document"] == "hundesteuer.md"
    assert records[1]["hits"] == []
    assert records[2]["hits"][0]["document"] == "2025/notiz.md"


@pytest.mark.parametrize("line", ["kein JSON", "[]", '{"id": "1"}', '{"question": 5}', '{"question": " "}'])
def test_a_line_that_is_no_question_is_named_before_anything_is_asked(
    filled: Kompass, tmp_path: Path, line: str
) -> None:
    batch = tmp_path / "fragen.jsonl"
    batch.write_text('{"id": "a", "question": "Hundesteuer"}\n' + line, encoding="utf-8")
    done = filled.run("search", "musterstadt", "--batch", str(batch))
    assert (done.code, done.output) == (2, "")
    assert "Zeile 2" in done.errors


# Faults of the surroundings


def test_a_folder_in_use_is_told_with_its_owner_while_the_catalogue_can_be_looked_at(filled: Kompass) -> None:
    from app.data_folder import owned

    with owned(filled.home):
        done = filled.run("search", "musterstadt", "Hundesteuer")
        assert done.code == 3
        assert "wird gerade von dem Prozess" in done.errors
        assert filled.run("ingest", "musterstadt/rat", ".").code == 3
        assert len(filled.done("documents", "musterstadt", "--json").records) == 3
        assert len(filled.done("tenant", "list", "--json").records) == 2


def test_a_wrong_setting_is_told_before_anything_is_done(filled: Kompass) -> None:
    done = filled.run("search", "musterstadt", "x", AKTENKOMPASS_INDX__ENGINE="edge")
    assert done.code == 2
    assert "AKTENKOMPASS_INDEX__ENGINE" in done.errors
    done = filled.run("search", "musterstadt", "x", AKTENKOMPASS_INDEX__ENGINE="server")
    assert done.code == 2
    assert "index.url" in done.errors
    done = filled.run("ask", "musterstadt", "x", AKTENKOMPASS_ANSWERING__ENGINE="generative")
    assert done.code == 2
    assert "answering.model.name" in done.errors
    done = filled.run("tenant", "list", AKTENKOMPASS_DATABASE_URL="postgresql://anna:geheim@127.0.0.1:1/x")
    assert done.code == 3
    assert "geheim" not in done.errors


def test_documents_cannot_steer_the_terminal(own: Kompass, tmp_path: Path) -> None:
    file = tmp_path / "papiere" / "boese\x1b]0;gekapert\x07\u202e.html"
    file.parent.mkdir()
    file.write_text("<h1>Achtung &#8238;umgedreht</h1><p>Achtung \x1b[31mrot</p>", encoding="utf-8")
    own.done("ingest", "musterstadt/rat", str(file.parent))
    for command in (["search", "musterstadt", "Achtung"], ["documents", "musterstadt"]):
        output = own.done(*command).output
        assert "boese" in output
        assert not set(output) & set("\x1b\x07\u202e")
