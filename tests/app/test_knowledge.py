"""The use cases of a knowledge manager, from files to what a search finds."""

from __future__ import annotations

import io
import os
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from app.job_log import Order
from app.reports import IngestProgress
from corpora.errors import (
    DataFolderBusy,
    FolderMissing,
    IndexOutdated,
    IndexUnavailable,
    UnknownCorpus,
    UnknownDocument,
    UnknownTenant,
    VanishedFiles,
)
from corpora.model import Chunk, CorpusKind, DocumentState, document_id
from corpora.records import JobState
from index.engine import SparseVector
from ingest.limits import Limits
from tests.app.house import TENANT, House, open_house, write

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return write(
        tmp_path / "papiere",
        {
            "2024/radweg.md": "# Radweg\n\nDer Radweg am Kanal wird 2025 gebaut und kostet 40.000 Euro.\n",
            "2024/kita.md": "# Kita\n\nDie Kita Wiesengrund bekommt einen Anbau für zwei Gruppen.\n",
            "hund.txt": "Hundesteuer\n\nDie Hundesteuer beträgt 90 Euro für den ersten Hund.\n",
        },
    )


def found(house: House, question: str) -> list[str]:
    return [hit.path for hit in house.search(question)]


def test_what_lies_in_a_folder_can_be_found(house: House, papers: Path) -> None:
    seen: list[IngestProgress] = []
    report = house.knowledge.ingest(TENANT, "rat", [papers], seen.append)
    assert (report.listed, report.read, report.skipped, report.failed) == (3, 3, 0, 0)
    assert report.states == {DocumentState.READY: 3}
    assert report.failures == ()
    assert house.paths() == ["2024/kita.md", "2024/radweg.md", "hund.txt"]
    assert found(house, "Was kostet der Radweg?")[0] == "2024/radweg.md"
    assert house.points() == report.chunks == 3
    assert [progress.done for progress in seen] == sorted(progress.done for progress in seen)
    last = seen[-1]
    assert (last.done, last.total, last.bytes, last.pages) == (3, 3, report.bytes, report.pages)
    assert last.seconds_left == 0.0
    assert last.rate > 0
    assert [job.state for job in house.jobs.of_tenant(TENANT)] == [JobState.DONE]


def test_an_unchanged_folder_is_skipped_and_nothing_is_written_to_the_index(house: House, papers: Path) -> None:
    house.knowledge.ingest(TENANT, "rat", [papers])
    index = house.home / "index"
    house.store.close()
    before = {path: path.stat().st_mtime_ns for path in index.rglob("*") if path.is_file()}
    report = house.knowledge.ingest(TENANT, "rat", [papers])
    assert (report.listed, report.skipped, report.read) == (3, 3, 0)
    assert {path: path.stat().st_mtime_ns for path in index.rglob("*") if path.is_file()} == before


def test_a_touched_file_with_the_same_bytes_is_not_read_again(house: House, papers: Path) -> None:
    house.knowledge.ingest(TENANT, "rat", [papers])
    for path in papers.rglob("*.md"):
        os.utime(path, (1, 1))
    assert house.knowledge.ingest(TENANT, "rat", [papers]).skipped == 3


def test_a_changed_file_replaces_its_old_version_everywhere(house: House, papers: Path) -> None:
    house.knowledge.ingest(TENANT, "rat", [papers])
    before = house.catalog.document(TENANT, "rat", "hund.txt")
    files = house.files()
    write(papers, {"hund.txt": "Hundesteuer\n\nDie Hundesteuer beträgt nun 120 Euro, für Blindenhunde nichts.\n"})
    report = house.knowledge.ingest(TENANT, "rat", [papers])
    assert (report.read, report.skipped) == (1, 2)
    after = house.catalog.document(TENANT, "rat", "hund.txt")
    assert after.id == before.id
    assert after.version != before.version
    assert [hit.text for hit in house.search("Hundesteuer") if "90 Euro" in hit.text] == []
    assert house.points() == 3
    assert house.files() == files


def test_a_file_of_the_same_size_and_time_but_other_bytes_is_noticed_by_its_inode(house: House, papers: Path) -> None:
    path = papers / "hund.txt"
    os.utime(path, (1_000_000_000, 1_000_000_000))
    house.knowledge.ingest(TENANT, "rat", [papers])
    changed = path.read_text().replace("90", "95")
    draft = path.with_name("neu")
    draft.write_text(changed)
    os.utime(draft, (1_000_000_000, 1_000_000_000))
    draft.replace(path)
    assert house.knowledge.ingest(TENANT, "rat", [papers]).read == 1


def test_a_bad_file_is_a_recorded_failure_and_the_rest_goes_on(house: House, papers: Path) -> None:
    write(papers, {"leer.pdf": b"", "kaputt.pdf": b"%PDF-1.7\nkaputt", "bild.xyz": b"\x00\x01\x02\xff" * 50})
    report = house.knowledge.ingest(TENANT, "rat", [papers])
    assert report.states == {DocumentState.READY: 3, DocumentState.FAILED: 3}
    codes = {failure.path: failure.code for failure in report.failures}
    assert codes["leer.pdf"] == "EmptyFile"
    assert codes["kaputt.pdf"] == "BrokenFile"
    assert set(codes) == {"leer.pdf", "kaputt.pdf", "bild.xyz"}
    assert all(failure.reason for failure in report.failures)
    assert house.catalog.document(TENANT, "rat", "leer.pdf").state is DocumentState.FAILED
    again = house.knowledge.ingest(TENANT, "rat", [papers])
    assert (again.read, again.skipped, again.failed_before, again.failures) == (0, 6, 3, ())
    retried = house.knowledge.ingest(TENANT, "rat", [papers], retry_failed=True)
    assert (retried.read, retried.skipped) == (3, 3)


def test_a_file_that_breaks_keeps_its_last_readable_version_findable(house: House, papers: Path) -> None:
    house.knowledge.ingest(TENANT, "rat", [papers])
    write(papers, {"hund.txt": b""})
    report = house.knowledge.ingest(TENANT, "rat", [papers])
    assert [failure.code for failure in report.failures] == ["EmptyFile"]
    assert found(house, "Hundesteuer")[0] == "hund.txt"
    record = house.catalog.document(TENANT, "rat", "hund.txt")
    assert record.state is DocumentState.FAILED
    assert record.chunks == 1


PROPOSAL = "Beschlussvorlage\nDrucksache Nr. 12/2024\n\nBetreff: Bau der Wehr\n\nDie Wehr kostet 75 Euro.\n"


def test_another_kind_reads_all_documents_again_though_their_files_are_gone(house: House, papers: Path) -> None:
    write(papers, {"vorlage.txt": PROPOSAL})
    house.knowledge.ingest(TENANT, "rat", [papers])
    (papers / "hund.txt").write_bytes(b"")
    house.knowledge.ingest(TENANT, "rat", [papers])
    before = {record.path: record for record in house.catalog.documents(TENANT, "rat")}
    assert before["hund.txt"].state is DocumentState.FAILED

    def read_as() -> tuple[CorpusKind, str | None]:
        record = house.catalog.document(TENANT, "rat", "vorlage.txt")
        document = house.library.load_document(TENANT, "rat", record.id, record.version or "")
        return document.kind, record.reference

    assert read_as() == (CorpusKind.COUNCIL, "12/2024")
    shutil.rmtree(papers)
    stopped = house.knowledge.change_kind(TENANT, "rat", CorpusKind.REGULATION, order=Order(stop=stop_after(0)))
    assert (stopped.read, stopped.cancelled) == (0, True)
    report = house.knowledge.change_kind(TENANT, "rat", CorpusKind.REGULATION)
    assert (report.read, report.failed, report.cancelled) == (4, 0, False)
    assert read_as() == (CorpusKind.REGULATION, None)
    assert found(house, "Was kostet die Wehr?")[0] == "vorlage.txt"
    after = house.catalog.document(TENANT, "rat", "hund.txt")
    assert (after.state, after.reason, after.sha256) == (
        DocumentState.FAILED,
        before["hund.txt"].reason,
        before["hund.txt"].sha256,
    )
    assert found(house, "Hundesteuer")[0] == "hund.txt"
    assert house.knowledge.change_kind(TENANT, "rat", CorpusKind.REGULATION).read == 0
    assert house.knowledge.change_kind(TENANT, "rat", CorpusKind.COUNCIL).read == 4
    assert read_as() == (CorpusKind.COUNCIL, "12/2024")


def test_a_folder_or_corpus_that_is_not_there_changes_nothing(house: House, tmp_path: Path) -> None:
    with pytest.raises(FolderMissing):
        house.knowledge.ingest(TENANT, "rat", [tmp_path / "fehlt"])
    with pytest.raises(UnknownCorpus):
        house.knowledge.ingest(TENANT, "fehlt", [tmp_path])
    with pytest.raises(UnknownTenant):
        house.knowledge.ingest("fehlt", "rat", [tmp_path])
    assert house.paths() == []


# Called off


def stop_after(times: int) -> Callable[[], JobState | None]:
    """As a person does who presses the button after the work has asked so many times whether to go on."""
    asked = iter(range(times))
    return lambda: None if next(asked, None) is not None else JobState.CANCELLED


def test_a_run_that_is_called_off_keeps_what_was_read_and_goes_on_next_time(house: House, tmp_path: Path) -> None:
    folder = many(tmp_path / "papiere", 1)
    house.knowledge.ingest(TENANT, "rat", [folder])
    many(folder, 20)
    (folder / "v00.md").unlink()
    report = house.knowledge.ingest(TENANT, "rat", [folder], order=Order(subject="anna", stop=stop_after(6)))
    assert report.cancelled
    assert 0 < report.read < 19
    assert report.vanished == ()
    assert len(house.paths()) == house.points() == report.read + 1
    job = house.jobs.of_tenant(TENANT)[0]
    assert (job.state, job.subject, job.done, job.total) == (JobState.CANCELLED, "anna", report.read, 19)
    assert job.report is not None
    assert (job.report["read"], job.report["cancelled"]) == (report.read, True)
    files = house.files()
    rest = house.knowledge.ingest(TENANT, "rat", [folder])
    assert (rest.skipped, rest.read, rest.vanished) == (report.read, 19 - report.read, ("v00.md",))
    assert not rest.cancelled
    assert house.points() == 19
    assert house.files() > files


def test_an_index_whose_rebuilding_is_called_off_stays_as_it_was(house: House, tmp_path: Path) -> None:
    house.knowledge.ingest(TENANT, "rat", [many(tmp_path / "papiere", 20)])
    before = house.catalog.generation(TENANT)
    report = house.knowledge.reindex(TENANT, order=Order(stop=stop_after(5)))
    assert (report.cancelled, report.documents, report.generation) == (True, 5, before)
    assert house.store.generations(TENANT) == [before]
    assert house.points() == 20
    assert house.jobs.of_tenant(TENANT)[0].state is JobState.CANCELLED
    assert not house.knowledge.reindex(TENANT).cancelled
    assert house.points() == 20


def test_a_job_tells_how_it_ended_and_what_came_of_it(house: House, papers: Path) -> None:
    write(papers, {"leer.pdf": b""})
    house.knowledge.ingest(TENANT, "rat", [papers])
    done = house.jobs.of_tenant(TENANT)[0]
    assert (done.state, done.done, done.total, done.failed, done.error_code) == (JobState.DONE, 4, 4, 1, "")
    assert done.report is not None
    assert [failure["document"] for failure in done.report["failures"]] == ["leer.pdf"]
    house.knowledge.delete(TENANT, "rat", "hund.txt")
    receipt = house.jobs.of_tenant(TENANT)[0].report
    assert receipt is not None
    assert (receipt["document"], receipt["complete"]) == ("hund.txt", True)
    with pytest.raises(FolderMissing):
        house.knowledge.ingest(TENANT, "rat", [papers / "fehlt"])
    failed = house.jobs.of_tenant(TENANT)[0]
    assert (failed.state, failed.error_code, failed.report) == (JobState.FAILED, "FolderMissing", None)
    assert "fehlt" in failed.note


# Vanished files


def many(folder: Path, count: int) -> Path:
    return write(
        folder, {f"v{number:02d}.md": f"# Vorlage {number}\n\nText der Vorlage {number}." for number in range(count)}
    )


def test_a_few_vanished_files_are_removed_and_many_only_when_told(house: House, tmp_path: Path) -> None:
    folder = many(tmp_path / "papiere", 20)
    house.knowledge.ingest(TENANT, "rat", [folder])
    for number in range(3):
        (folder / f"v{number:02d}.md").unlink()
    report = house.knowledge.ingest(TENANT, "rat", [folder])
    assert report.vanished == ("v00.md", "v01.md", "v02.md")
    assert house.points() == len(house.paths()) == 17
    for number in range(3, 8):
        (folder / f"v{number:02d}.md").unlink()
    write(folder, {"neu.md": "# Neu\n\nNeuer Text."})
    with pytest.raises(VanishedFiles, match="fehlen 5 von 17") as caught:
        house.knowledge.ingest(TENANT, "rat", [folder])
    assert "--confirm-vanished" in caught.value.hint
    assert len(house.paths()) == 17
    with pytest.raises(VanishedFiles):
        house.knowledge.ingest(TENANT, "rat", [folder])
    report = house.knowledge.ingest(TENANT, "rat", [folder], confirm_vanished=True)
    assert len(report.vanished) == 5
    assert house.points() == len(house.paths()) == 13
    assert "neu.md" in house.paths()


def test_another_folder_a_single_file_or_a_part_says_nothing_of_the_rest(house: House, tmp_path: Path) -> None:
    one = write(
        tmp_path / "eins",
        {"a.md": "# A\n\nErster Text.", "teil/b.md": "# B\n\nZweiter.", "teil/c.md": "# C\n\nDritter."},
    )
    two = write(tmp_path / "zwei", {"d.md": "# D\n\nVierter Text."})
    house.knowledge.ingest(TENANT, "rat", [one])
    house.knowledge.ingest(TENANT, "rat", [two])
    assert house.paths() == ["a.md", "d.md", "teil/b.md", "teil/c.md"]
    assert house.knowledge.ingest(TENANT, "rat", [one / "a.md"]).skipped == 1
    # A part of a folder keeps the names that the folder gave, and tells of its own losses.
    (one / "teil" / "b.md").unlink()
    (one / "a.md").unlink()
    report = house.knowledge.ingest(TENANT, "rat", [one / "teil"])
    assert (report.skipped, report.vanished) == (1, ("teil/b.md",))
    assert house.paths() == ["a.md", "d.md", "teil/c.md"]
    assert house.knowledge.ingest(TENANT, "rat", [one]).vanished == ("a.md",)


def test_a_folder_that_moved_takes_its_documents_along(house: House, tmp_path: Path) -> None:
    old = many(tmp_path / "alt", 5)
    house.knowledge.ingest(TENANT, "rat", [old])
    new = tmp_path / "neu"
    old.rename(new)
    report = house.knowledge.ingest(TENANT, "rat", [new])
    assert (report.skipped, report.vanished) == (5, ())
    write(old, {"anderes.md": "# Anderes\n\nText."})
    assert house.knowledge.ingest(TENANT, "rat", [old]).vanished == ()
    assert len(house.paths()) == 6


def test_two_different_files_of_one_name_are_told_and_the_first_one_counts(house: House, tmp_path: Path) -> None:
    one = write(tmp_path / "eins", {"a.md": "# A\n\nErster Text.", "gleich.md": "# G\n\nGleich."})
    two = write(tmp_path / "zwei", {"a.md": "# A\n\nAnderer Text.", "gleich.md": "# G\n\nGleich."})
    report = house.knowledge.ingest(TENANT, "rat", [one, two])
    assert [failure.path for failure in report.failures] == ["a.md"]
    assert found(house, "Erster Text")[0] == "a.md"
    assert len(house.paths()) == 2


def test_a_folder_that_cannot_be_seen_whole_makes_nothing_vanish(house: House, papers: Path) -> None:
    house.knowledge.ingest(TENANT, "rat", [papers])
    (papers / "hund.txt").unlink()
    link = papers / "ins-leere.txt"
    link.symlink_to(papers / "fehlt.txt")
    report = house.knowledge.ingest(TENANT, "rat", [papers])
    assert report.vanished == ()
    assert [failure.path for failure in report.failures] == ["ins-leere.txt"]
    link.unlink()
    assert house.knowledge.ingest(TENANT, "rat", [papers]).vanished == ("hund.txt", "ins-leere.txt")


# Archives


def archive(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as writing:
        for name, content in files.items():
            writing.writestr(name, content)
    return packed.getvalue()


def test_members_of_an_archive_are_documents_and_come_and_go_with_it(house: House, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "papiere", {"alles.zip": archive({"a.md": "# A\n\nErster.", "b/c.md": "# C\n\nDritter."})}
    )
    house.knowledge.ingest(TENANT, "rat", [folder])
    assert house.paths() == ["alles.zip/a.md", "alles.zip/b/c.md"]
    assert house.knowledge.ingest(TENANT, "rat", [folder]).skipped == 2
    write(folder, {"alles.zip": archive({"a.md": "# A\n\nErster.", "neu.md": "# N\n\nNeu."})})
    report = house.knowledge.ingest(TENANT, "rat", [folder])
    assert (report.skipped, report.read, report.vanished) == (1, 1, ("alles.zip/b/c.md",))
    # An archive that does not open is a failure of its own and no proof that its members are gone.
    write(folder, {"alles.zip": archive({"../boese.md": "# B\n\nBöse."})})
    report = house.knowledge.ingest(TENANT, "rat", [folder])
    assert [(failure.path, failure.code) for failure in report.failures] == [("alles.zip", "UnsafeArchive")]
    assert report.vanished == ()
    write(folder, {"alles.zip": archive({"a.md": "# A\n\nErster.", "neu.md": "# N\n\nNeu."})})
    report = house.knowledge.ingest(TENANT, "rat", [folder])
    assert report.vanished == ("alles.zip",)
    assert house.paths() == ["alles.zip/a.md", "alles.zip/neu.md"]


# Removing


def test_a_deleted_document_is_counted_gone_and_shared_bytes_stay(house: House, papers: Path) -> None:
    write(papers, {"kopie.txt": (papers / "hund.txt").read_text()})
    house.knowledge.ingest(TENANT, "rat", [papers])
    receipt = house.knowledge.delete(TENANT, "rat", "hund.txt")
    assert receipt.complete
    assert (receipt.documents, receipt.points, receipt.versions, receipt.originals) == (1, 1, 1, 0)
    assert receipt.remaining == {"points": 0, "documents": 0}
    assert receipt.path == "hund.txt"
    assert "hund.txt" not in found(house, "Hundesteuer")
    assert house.knowledge.delete(TENANT, "rat", "kopie.txt").originals == 1
    with pytest.raises(UnknownDocument):
        house.knowledge.delete(TENANT, "rat", "hund.txt")
    assert house.points() == 2


def test_removing_a_corpus_or_a_tenant_leaves_nothing_of_it(house: House, papers: Path) -> None:
    house.knowledge.ingest(TENANT, "rat", [papers])
    house.knowledge.ingest(TENANT, "recht", [papers])
    receipt = house.knowledge.remove_corpus(TENANT, "rat")
    assert receipt.complete
    assert (receipt.documents, receipt.points, receipt.versions, receipt.originals) == (3, 3, 3, 3)
    assert house.points() == 3
    with pytest.raises(UnknownCorpus):
        house.catalog.corpus(TENANT, "rat")
    receipt = house.knowledge.remove_tenant(TENANT)
    assert receipt.complete
    assert (receipt.documents, receipt.points) == (3, 3)
    assert house.files() == 0
    assert not (house.home / "index" / TENANT).exists()
    assert house.catalog.tenants() == []


# The index


class OtherWords:
    """An analysis that is not the one of the index."""

    fingerprint = "anders"

    def encode_passages(self, chunks: Sequence[Chunk]) -> list[SparseVector]:
        return [SparseVector((1,), (1.0,)) for _ in chunks]


def test_a_changed_analysis_is_refused_until_the_index_is_built_anew(house: House, papers: Path) -> None:
    house.knowledge.ingest(TENANT, "rat", [papers])
    house.knowledge.delete(TENANT, "rat", "hund.txt")
    old = house.catalog.generation(TENANT)
    with open_house(house.home, encoder=OtherWords(), store=house.store) as changed:
        for use in (
            lambda: changed.knowledge.ingest(TENANT, "rat", [papers]),
            lambda: changed.search("Radweg"),
            lambda: changed.knowledge.delete(TENANT, "rat", "2024/kita.md"),
        ):
            with pytest.raises(IndexOutdated, match=f"kompass reindex {TENANT}"):
                use()
        seen: list[IngestProgress] = []
        report = changed.knowledge.reindex(TENANT, seen.append)
        assert (report.documents, report.chunks, report.failures) == (2, 2, ())
        assert report.generation == changed.catalog.generation(TENANT) != old
        assert changed.store.generations(TENANT) == [report.generation]
        assert (seen[-1].done, seen[-1].total) == (2, 2)
        assert changed.points() == 2
        assert changed.knowledge.ingest(TENANT, "rat", [papers]).skipped == 2


def test_a_lost_index_is_refused_and_built_anew_from_the_library(house: House, papers: Path) -> None:
    house.knowledge.ingest(TENANT, "rat", [papers])
    expected = house.search("Was kostet der Radweg?")
    generation = house.catalog.generation(TENANT)
    assert generation is not None
    house.store.drop(TENANT, generation)
    with pytest.raises(IndexUnavailable, match="kompass reindex"):
        house.search("Radweg")
    house.knowledge.reindex(TENANT)
    assert house.search("Was kostet der Radweg?") == expected
    # Built anew twice more: the name of an earlier generation may come back.
    for _ in range(2):
        house.knowledge.reindex(TENANT)
        assert house.search("Was kostet der Radweg?") == expected


def test_what_a_run_that_died_left_behind_is_swept_by_the_next(house: House, papers: Path) -> None:
    house.knowledge.ingest(TENANT, "rat", [papers])
    # As after a kill: a job that never ended, points and files of a version that never became current, and one
    # document whose points are lost.
    house.jobs.start(TENANT, "rat", "ingest")
    house.jobs.interrupt()
    index = house.indexer.generations.open_current(TENANT)
    assert index is not None
    lost = document_id(TENANT, "rat", "2024/kita.md")
    assert index.delete_document(lost) == 1
    (house.home / "library" / TENANT / "rat" / "rest.teil").write_bytes(b"halb")
    files = house.files()
    assert house.knowledge.ingest(TENANT, "rat", [papers]).skipped == 3
    assert house.files() == files - 1
    assert house.points() == 3
    assert found(house, "Anbau der Kita")[0] == "2024/kita.md"


def test_one_job_at_a_time_for_each_tenant(house: House, papers: Path) -> None:
    def interrupt(progress: IngestProgress) -> None:
        with pytest.raises(DataFolderBusy, match="anderer Auftrag"):
            house.knowledge.ingest(TENANT, "recht", [papers])

    assert house.knowledge.ingest(TENANT, "rat", [papers], interrupt).read == 3
    assert house.knowledge.ingest(TENANT, "recht", [papers]).read == 3


def test_a_run_that_is_stopped_keeps_what_was_committed_and_says_so(house: House, papers: Path) -> None:
    def stop(progress: IngestProgress) -> None:
        if progress.done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        house.knowledge.ingest(TENANT, "rat", [papers], stop)
    assert house.jobs.of_tenant(TENANT)[0].state is JobState.INTERRUPTED
    assert len(house.paths()) == house.points() == 3
    assert house.knowledge.ingest(TENANT, "rat", [papers]).skipped == 3


def test_limits_reach_the_reader(tmp_path: Path, papers: Path) -> None:
    with open_house(tmp_path / "home", limits=Limits(max_bytes=70)) as house:
        report = house.knowledge.ingest(TENANT, "rat", [papers])
        assert {failure.code for failure in report.failures} == {"TooLarge"}


FULL_DISK = """
import shutil
import sys
from pathlib import Path
import pytest
from corpora.errors import DiskFull
from tests.app.house import TENANT, open_house, write
disk, papers = Path(sys.argv[1]), Path(sys.argv[2])
with open_house(disk / "home") as house:
    house.knowledge.ingest(TENANT, "rat", [papers / "v0000.md"])
    # Of what is free, 100 MB are the index's reserve.
    (disk / "voll").write_bytes(bytes(shutil.disk_usage(disk).free - 118_000_000))
    try:
        house.knowledge.ingest(TENANT, "rat", [papers])
        raise SystemExit("the disk was not full")
    except DiskFull as error:
        print(error.code)
    index = house.indexer.generations.open_current(TENANT)
    stored = {one.document: one.points for one in index.stored_versions()}
    records = house.catalog.documents(TENANT, "rat")
    assert records, "nothing was committed"
    assert all(stored[record.id] == record.chunks for record in records)
    assert house.search("Haushalt")
    print(len(records))
"""


def test_a_full_disk_stops_the_run_and_keeps_whole_what_was_committed(tmp_path: Path) -> None:
    files = {}
    for number in range(500):
        words = random.Random(number).randbytes(5_000).hex(" ", 4)
        files[f"v{number:04d}.md"] = f"# Vorlage {number}\n\nDer Haushalt der Gemeinde: {words}."
    papers = write(tmp_path / "papiere", files)
    disk = tmp_path / "platte"
    disk.mkdir()
    # A disk of its own needs a mount of its own: a child in a namespace where it may do so.
    mount = 'mount -t tmpfs -o size=500m none "$0" && exec "$1" -c "$2" "$0" "$3"'
    done = subprocess.run(
        [
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            mount,
            str(disk),
            sys.executable,
            FULL_DISK,
            str(papers),
        ],
        check=False,
        cwd=ROOT,
        text=True,
        capture_output=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    code, committed = done.stdout.split()
    assert code == "DiskFull"
    assert 1 < int(committed) < 500
