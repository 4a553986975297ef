"""Uploaded files: bounded on arrival, looked at before they are read, kept so that they can be read again."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.access import Person
from app.clock import SystemClock
from app.jobs import JobView
from app.previews import Finding, Preview
from app.settings import UploadSettings
from app.uploads import Batch, UploadedFile, UploadLimits, Uploads, free_path
from app.wiring import App
from corpora.errors import FolderMissing, InvalidName, NotAllowed, UnknownCorpus, UnknownUpload, UsageError
from corpora.model import Access, DocumentState
from corpora.records import JobState
from ingest.limits import Limits
from ingest.sources.upload import clean_path
from tests.app.house import write
from tests.app.people import TENANT, open_town, person, settings_for

NEWS = b"# Radweg\n\nDer Radweg am Kanal kostet 40.000 Euro.\n"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[App]:
    with open_town(tmp_path / "home", tmp_path / "papiere") as app:
        yield app


def filled(app: App, who: Person, files: dict[str, bytes], corpus: str = "rat") -> Batch:
    batch = app.uploads.begin(who, corpus)
    for name, content in files.items():
        app.uploads.add(who, batch.id, name, [content])
    return app.uploads.one(who, batch.id)


def read_in(app: App, who: Person, files: dict[str, bytes], corpus: str = "rat") -> JobView:
    view = app.runner.wait(who, app.runner.ingest_upload(who, filled(app, who, files, corpus).id), 60)
    assert view.state is JobState.DONE, view.note
    return view


def report_of(view: JobView) -> dict[str, Any]:
    assert view.report is not None
    return dict(view.report)


def archive(files: Mapping[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as writing:
        for name, content in files.items():
            writing.writestr(name, content)
    return packed.getvalue()


def stored_files(app: App) -> list[Path]:
    return [path for path in (app.settings.home / "uploads").rglob("*") if path.is_file() and path.suffix != ".json"]


# Names


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ("Vorlage.pdf", "Vorlage.pdf"),
        ("2025/Rat/Vorlage.pdf", "2025/Rat/Vorlage.pdf"),
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("C:\\Akten\\Vorlage 1.pdf", "Akten/Vorlage 1.pdf"),
        ("/abs/./a//b.txt", "abs/a/b.txt"),
        ("Rech\u202enung\u200b\x00.pdf", "Rechnung.pdf"),
        ("Stra\u0000ße  2\n3.txt", "Straße 23.txt"),
        ("Mu\u0308ller.txt", "Müller.txt"),
    ],
)
def test_a_file_is_called_what_its_sender_called_it_without_what_could_do_harm(sent: str, path: str) -> None:
    assert clean_path(sent) == path


@pytest.mark.parametrize(
    "sent", ["", "..", "/", ".htaccess", "a/.git/config.txt", "~$Vorlage.docx", "x" * 300, "a/" * 400]
)
def test_a_name_that_is_none_is_refused(sent: str) -> None:
    with pytest.raises(InvalidName, match="Name der Datei"):
        clean_path(sent)


def test_a_taken_path_gets_a_number() -> None:
    assert free_path("a/b.pdf", []) == "a/b.pdf"
    assert free_path("a/b.pdf", ["a/b.pdf", "a/b (2).pdf"]) == "a/b (3).pdf"


# Arrival


def test_what_arrives_lies_under_names_of_our_own(town: App) -> None:
    who = person(town, "pflege")
    batch = filled(town, who, {"2025/Radweg.md": NEWS, "../../Radweg.md": NEWS, "Radweg.md": b"# Anders\n\nText."})
    assert [(file.path, file.size, file.media_type) for file in batch.files] == [
        ("2025/Radweg.md", len(NEWS), "text/markdown"),
        ("Radweg.md", len(NEWS), "text/markdown"),
        ("Radweg (2).md", 15, "text/markdown"),
    ]
    assert batch.bytes == 2 * len(NEWS) + 15
    assert not [path for path in stored_files(town) if "radweg" in path.name.lower()]
    left = town.uploads.remove(who, batch.id, batch.files[1].id)
    assert [file.path for file in left.files] == ["2025/Radweg.md", "Radweg (2).md"]
    assert len(stored_files(town)) == 2
    assert town.uploads.all(who) == [left]
    town.uploads.discard(who, batch.id)
    assert town.uploads.all(who) == []
    assert stored_files(town) == []


def test_a_file_that_cannot_be_read_is_refused_with_its_reason_and_not_kept(town: App) -> None:
    who = person(town, "pflege")
    batch = filled(
        town,
        who,
        {
            "bild.jpg": b"\xff\xd8\xff",
            "programm.exe": b"MZ",
            "ohne": b"Text",
            "leer.txt": b"",
            "falsch.pdf": b"\x00\x01\x02\x03" * 40,
            "kennwort.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100,
            "gut.md": NEWS,
        },
    )
    assert {file.path: file.refused_code for file in batch.files} == {
        "bild.jpg": "UnsupportedFormat",
        "programm.exe": "UnsupportedFormat",
        "ohne": "UnsupportedFormat",
        "leer.txt": "EmptyFile",
        "falsch.pdf": "WrongSuffix",
        "kennwort.docx": "EncryptedFile",
        "gut.md": "",
    }
    assert all(file.refused for file in batch.files if file.refused_code)
    sizes = {file.path: file.size for file in batch.files}
    assert (sizes["falsch.pdf"], sizes["leer.txt"], sizes["gut.md"]) == (160, 0, len(NEWS))
    assert sizes["programm.exe"] == 0  # its name alone was enough
    assert len(stored_files(town)) == 1


def test_a_replacement_is_refused_by_its_own_name_and_kept_under_that_of_the_document(town: App) -> None:
    who = person(town, "pflege")
    batch = town.uploads.begin(who, "rat")
    refused = town.uploads.add(who, batch.id, "leer.pdf", [], instead_of="2024/vorlage.pdf")
    assert (refused.path, refused.refused_code) == ("leer.pdf", "EmptyFile")
    assert "„leer.pdf“ ist leer" in refused.refused
    kept = town.uploads.add(who, batch.id, "neu.md", [NEWS], instead_of="2024/vorlage.md")
    assert (kept.path, kept.refused) == ("2024/vorlage.md", "")
    assert list(town.uploads.files(who, batch.id)) == ["2024/vorlage.md"]


def limited(app: App, **changes: Any) -> Uploads:
    limits = UploadLimits(1_000, 3, 2_500, 2, datetime.timedelta(hours=1))
    return Uploads(app.settings.home / "uploads", replace(limits, **changes), Limits(), app.holdings, SystemClock())


def test_limits_stop_an_upload_before_it_is_read(town: App) -> None:
    who = person(town, "pflege")
    uploads = limited(town)
    batch = uploads.begin(who, "rat")
    taken: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield b"x" * 400

    big = uploads.add(who, batch.id, "gross.txt", endless())
    assert (big.refused_code, big.size) == ("TooLarge", 0)
    assert len(taken) == 3
    for number in range(2):
        assert uploads.add(who, batch.id, f"{number}.txt", [b"y" * 900]).refused == ""
    with pytest.raises(UsageError, match="höchstens 3 Dateien"):
        uploads.add(who, batch.id, "vier.txt", [b"z"])
    full = limited(town, max_files=10)
    with pytest.raises(UsageError, match="Ein Stapel nimmt höchstens"):
        full.add(who, batch.id, "vier.txt", [b"z" * 800])
    assert full.add(who, batch.id, "klein.txt", [b"z" * 600]).refused == ""
    uploads.begin(who, "rat")
    with pytest.raises(UsageError, match="warten schon 2 Stapel"):
        uploads.begin(who, "rat")
    assert len(stored_files(town)) == 3


def test_a_sender_who_breaks_off_leaves_nothing(town: App) -> None:
    who = person(town, "pflege")
    batch = town.uploads.begin(who, "rat")

    def broken() -> Iterator[bytes]:
        yield b"Anfang"
        raise ConnectionError("weg")

    with pytest.raises(ConnectionError):
        town.uploads.add(who, batch.id, "halb.txt", broken())
    assert town.uploads.one(who, batch.id).files == ()
    assert stored_files(town) == []


def test_batches_are_a_managers_own(town: App) -> None:
    who = person(town, "pflege")
    batch = filled(town, who, {"a.md": NEWS})
    for subject in ("pflege-haus", "leitung", "nachbar"):
        other = person(town, subject)
        assert town.uploads.all(other) == []
        for use in (
            lambda who=other: town.uploads.one(who, batch.id),
            lambda who=other: town.uploads.add(who, batch.id, "b.md", [NEWS]),
            lambda who=other: town.uploads.remove(who, batch.id, batch.files[0].id),
            lambda who=other: town.uploads.discard(who, batch.id),
            lambda who=other: town.uploads.files(who, batch.id),
            lambda who=other: town.previews.of_upload(who, batch.id),
            lambda who=other: town.runner.ingest_upload(who, batch.id),
        ):
            with pytest.raises(UnknownUpload):
                use()
    for id in ("", "..", "../../nachbardorf", "0" * 32):
        with pytest.raises(UnknownUpload):
            town.uploads.one(who, id)
    with pytest.raises(NotAllowed):
        town.uploads.begin(person(town, "leserin"), "rat")
    with pytest.raises(UnknownCorpus):
        town.uploads.begin(person(town, "pflege-haus"), "personal")
    town.catalog.update_corpus(TENANT, "haus", access=Access.RESTRICTED)
    assert len(town.uploads.all(who)) == 1


def test_batches_that_nobody_reads_in_go_after_their_time(town: App) -> None:
    class Later(SystemClock):
        hours = 0

        def now(self) -> datetime.datetime:
            return super().now() + datetime.timedelta(hours=self.hours)

    clock = Later()
    limits = UploadLimits(1_000, 3, 2_500, 9, datetime.timedelta(hours=1))
    uploads = Uploads(town.settings.home / "uploads", limits, Limits(), town.holdings, clock)
    who = person(town, "pflege")
    uploads.add(who, uploads.begin(who, "rat").id, "a.md", [NEWS])
    assert uploads.sweep() == 0
    clock.hours = 2
    young = uploads.begin(who, "rat")
    assert uploads.sweep() == 1
    assert uploads.all(who) == [young]
    assert stored_files(town) == []


# Looking before reading


def findings(preview: Preview) -> dict[str, Finding]:
    return {entry.path: entry.finding for entry in preview.entries}


def test_a_preview_says_what_would_become_of_each_uploaded_file(town: App) -> None:
    who = person(town, "pflege")
    hall = (town.settings.home.parent / "papiere" / "rat" / "turnhalle.txt").read_bytes()
    batch = filled(
        town,
        who,
        {
            "turnhalle.txt": hall,
            "kopie.txt": hall,
            "radweg.md": NEWS,
            "nochmal.md": NEWS,
            "bild.jpg": b"\xff\xd8\xff",
            "alles.zip": archive({"a.md": "# A\n\nErster.", "bild.png": b"\x89PNG\r\n\x1a\n\x00\x00"}),
            "boese.zip": archive({"../b.md": "# B\n\nBöse."}),
        },
    )
    preview = town.previews.of_upload(who, batch.id)
    assert findings(preview) == {
        "turnhalle.txt": Finding.UNCHANGED,
        "kopie.txt": Finding.DUPLICATE,
        "radweg.md": Finding.DUPLICATE,
        "nochmal.md": Finding.NEW,
        "bild.jpg": Finding.REFUSED,
        "alles.zip/a.md": Finding.NEW,
        "alles.zip/bild.png": Finding.REFUSED,
        "boese.zip": Finding.REFUSED,
    }
    by_path = {entry.path: entry for entry in preview.entries}
    assert by_path["kopie.txt"].same_as == "rat/turnhalle.txt"
    assert by_path["radweg.md"].same_as == "nochmal.md"
    assert by_path["alles.zip/a.md"].media_type == "text/markdown"
    assert by_path["boese.zip"].code == "UnsafeArchive"
    assert preview.counts[Finding.REFUSED] == 3
    assert preview.bytes == len(hall) + 2 * len(NEWS) + 12
    assert not list((town.settings.home / "vorschau").iterdir())
    job = town.runner.wait(who, town.runner.ingest_upload(who, batch.id), 60)
    reads = sum(preview.counts[finding] for finding in (Finding.NEW, Finding.CHANGED, Finding.DUPLICATE))
    assert job.total == reads + preview.noted == 4 + 2
    changed = filled(town, who, {"turnhalle.txt": b"Neuer Text"})
    assert findings(town.previews.of_upload(who, changed.id)) == {"turnhalle.txt": Finding.CHANGED}


def test_a_preview_of_a_folder_opens_and_changes_nothing(tmp_path: Path) -> None:
    server = write(tmp_path / "ablage", {"musterstadt/a.md": NEWS, "musterstadt/b.xyz": b"\x00\x01\xff" * 50})
    settings = settings_for(tmp_path / "home").model_copy(update={"uploads": UploadSettings(folder=str(server))})
    with open_town(tmp_path / "home", tmp_path / "papiere", read=False, settings=settings) as app:
        who = person(app, "pflege")
        before = app.previews.of_folders(who, "rat", ["."])
        assert findings(before) == {"a.md": Finding.NEW, "b.xyz": Finding.REFUSED}
        assert app.catalog.documents(TENANT) == []
        app.runner.wait(who, app.runner.ingest(who, "rat", ["."]), 60)
        (server / "musterstadt" / "a.md").unlink()
        write(server, {"musterstadt/c.md": NEWS})
        after = app.previews.of_folders(who, "rat", ["."])
        assert findings(after) == {"b.xyz": Finding.UNCHANGED, "c.md": Finding.DUPLICATE}
        assert after.vanished == ("a.md",)
        with pytest.raises(FolderMissing):
            app.previews.of_folders(who, "rat", ["../nachbardorf"])
        with pytest.raises(UnknownCorpus):
            app.previews.of_folders(person(app, "pflege-haus"), "personal", ["."])


def test_a_preview_tells_nothing_of_papers_the_manager_may_not_see(town: App) -> None:
    secret = (town.settings.home.parent / "papiere" / "rat" / "grundstueck.txt").read_bytes()
    low = person(town, "pflege-haus")
    batch = filled(town, low, {"grundstueck.txt": secret, "kopie.txt": secret}, "rat")
    preview = town.previews.of_upload(low, batch.id)
    assert {entry.finding for entry in preview.entries} == {Finding.NEW, Finding.DUPLICATE}
    assert {entry.same_as for entry in preview.entries} <= {"", "grundstueck (2).txt", "kopie.txt"}
    assert "grundstueck.txt" not in findings(preview)
    full = person(town, "pflege")
    same = filled(town, full, {"grundstueck.txt": secret})
    assert findings(town.previews.of_upload(full, same.id)) == {"grundstueck.txt": Finding.UNCHANGED}


# Reading in


def test_a_batch_is_read_in_and_its_files_are_kept(town: App) -> None:
    who = person(town, "pflege")
    view = read_in(town, who, {"2025/radweg.md": NEWS, "bild.jpg": b"\xff\xd8\xff"})
    assert (view.kind, report_of(view)["read"], report_of(view)["removed"]) == ("ingest", 1, [])
    assert town.uploads.all(who) == []
    assert town.searcher.search(town.access.scope(who), "Radweg am Kanal")[0].path == "2025/radweg.md"
    assert len(stored_files(town)) == 1
    # What was read from folders before is still there, and a second batch leaves the first.
    read_in(town, who, {"neu.md": b"# Neu\n\nNeuer Text."})
    assert {record.path for record in town.catalog.documents(TENANT, "rat")} == {
        "2025/radweg.md",
        "grundstueck.txt",
        "neu.md",
        "turnhalle.txt",
    }


def test_an_uploaded_file_replaces_the_one_of_the_same_path(town: App) -> None:
    who = person(town, "pflege")
    read_in(town, who, {"radweg.md": NEWS})
    read_in(town, who, {"radweg.md": NEWS.replace(b"40.000", b"55.000")})
    assert "55.000" in town.searcher.search(town.access.scope(who), "Radweg am Kanal")[0].text
    assert len(stored_files(town)) == 1
    read_in(town, who, {"turnhalle.txt": b"Turnhalle\n\nDie Turnhalle bleibt geschlossen."})
    assert "geschlossen" in town.searcher.search(town.access.scope(who), "Turnhalle")[0].text


def test_an_upload_never_replaces_a_paper_its_sender_may_not_see(town: App) -> None:
    low = person(town, "pflege-haus")
    read_in(town, low, {"grundstueck.txt": b"Grundstueck\n\nNichts Besonderes am Marktplatz."})
    paths = {record.path for record in town.catalog.documents(TENANT, "rat")}
    assert {"grundstueck.txt", "grundstueck (2).txt"} <= paths
    secret = town.catalog.document(TENANT, "rat", "grundstueck.txt")
    assert secret.access is Access.RESTRICTED
    assert [record.path for record in town.holdings.documents(low, "rat")] == ["grundstueck (2).txt", "turnhalle.txt"]


def test_a_deleted_upload_does_not_come_back_not_even_out_of_an_archive(town: App) -> None:
    who = person(town, "pflege")
    zipped = archive({"a.md": "# A\n\nErster Text.", "b.md": "# B\n\nZweiter Text."})
    read_in(town, who, {"radweg.md": NEWS, "alles.zip": zipped})
    for path in ("radweg.md", "alles.zip/a.md"):
        town.runner.wait(who, town.runner.delete(who, "rat", path), 60)
    assert len(stored_files(town)) == 1
    read_in(town, who, {"neu.md": b"# Neu\n\nNeuer Text."})
    town.runner.wait(who, town.runner.update(who, "rat", retry_failed=True), 60)
    uploaded = {record.path for record in town.catalog.documents(TENANT, "rat")} - {"turnhalle.txt", "grundstueck.txt"}
    assert uploaded == {"alles.zip/b.md", "neu.md"}
    # Uploaded once more, it is meant to be there.
    read_in(town, who, {"alles.zip": zipped})
    assert "alles.zip/a.md" in {record.path for record in town.catalog.documents(TENANT, "rat")}


def test_a_document_is_read_again_from_its_upload_its_folder_or_the_library(town: App) -> None:
    who, papers = person(town, "pflege"), town.settings.home.parent / "papiere" / "rat"
    read_in(town, who, {"radweg.md": NEWS, "alles.zip": archive({"a.md": "# A\n\nErster Text."})})

    def again(path: str) -> dict[str, Any]:
        view = town.runner.wait(who, town.runner.reread(who, "rat", path), 60)
        assert (view.kind, view.state) == ("reread", JobState.DONE), view.note
        return report_of(view)

    for path in ("radweg.md", "alles.zip/a.md", "turnhalle.txt"):
        before = town.catalog.document(TENANT, "rat", path)
        assert again(path)["read"] == 1, path
        after = town.catalog.document(TENANT, "rat", path)
        assert after.updated > before.updated
        assert after.version == before.version
    write(papers, {"turnhalle.txt": "Turnhalle\n\nDie Turnhalle wird abgerissen."})
    assert again("turnhalle.txt")["read"] == 1
    assert "abgerissen" in town.searcher.search(town.access.scope(who), "Turnhalle")[0].text
    (papers / "turnhalle.txt").unlink()
    assert again("turnhalle.txt")["states"] == {"ready": 1}
    assert len(town.catalog.documents(TENANT, "rat")) == 4


def test_a_document_whose_bytes_are_nowhere_cannot_be_read_again(town: App) -> None:
    who, papers = person(town, "pflege"), town.settings.home.parent / "papiere" / "rat"
    write(papers, {"leer.txt": b""})
    town.knowledge.update(TENANT, "rat")
    assert town.catalog.document(TENANT, "rat", "leer.txt").state is DocumentState.FAILED
    (papers / "leer.txt").unlink()
    view = town.runner.wait(who, town.runner.reread(who, "rat", "leer.txt"), 60)
    assert (view.state, view.error_code) == (JobState.FAILED, "FolderMissing")


def test_a_batch_without_anything_to_read_is_no_job_and_a_called_off_one_comes_back(town: App) -> None:
    who = person(town, "pflege")
    empty = filled(town, who, {"bild.jpg": b"\xff\xd8\xff"})
    with pytest.raises(UsageError, match="keine Datei, die gelesen werden kann"):
        town.runner.ingest_upload(who, empty.id)
    batch = filled(town, who, {"radweg.md": NEWS})
    with town.knowledge.log.alone(TENANT):
        id = town.runner.ingest_upload(who, batch.id)
        with pytest.raises(UnknownUpload):
            town.uploads.discard(who, batch.id)
        town.runner.cancel(who, id)
        assert town.runner.wait(who, id, 60).state is JobState.CANCELLED
    assert town.uploads.one(who, batch.id) == batch
    assert isinstance(batch.files[0], UploadedFile)


def test_a_corpus_and_a_tenant_take_their_uploads_along(town: App) -> None:
    who = person(town, "pflege")
    read_in(town, who, {"radweg.md": NEWS})
    read_in(town, who, {"radweg.md": NEWS}, "haus")
    filled(town, who, {"wartet.md": NEWS}, "haus")
    town.runner.wait(who, town.runner.remove_corpus(who, "rat"), 60)
    assert len(stored_files(town)) == 2
    town.knowledge.remove_tenant(TENANT)
    assert stored_files(town) == []


def test_files_that_a_crash_left_without_a_name_are_swept(town: App) -> None:
    who = person(town, "pflege")
    read_in(town, who, {"radweg.md": NEWS})
    folder = town.knowledge.origins.kept.folder(TENANT, "rat")
    (folder / ("f" * 32)).write_bytes(b"rest")
    assert town.knowledge.origins.kept.sweep() == 1
    assert len(stored_files(town)) == 1


def test_a_kept_file_that_is_lost_is_told_and_its_document_stays(town: App) -> None:
    who = person(town, "pflege")
    read_in(town, who, {"radweg.md": NEWS})
    stored_files(town)[0].unlink()
    view = town.runner.wait(who, town.runner.update(who, "rat"), 60)
    assert [failure["document"] for failure in report_of(view)["failures"]] == ["radweg.md"]
    assert town.searcher.search(town.access.scope(who), "Radweg am Kanal")[0].path == "radweg.md"
