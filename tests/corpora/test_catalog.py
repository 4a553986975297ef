"""The catalogue, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import datetime
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import pytest
from sqlalchemy import Connection

from corpora.catalog import Catalog
from corpora.errors import (
    AlreadyExists,
    CatalogOutdated,
    CatalogUnavailable,
    EncryptedFile,
    InvalidName,
    InvalidSetting,
    NeedsOcr,
    NoText,
    UnknownCorpus,
    UnknownDocument,
    UnknownJob,
    UnknownTenant,
    UsageError,
)
from corpora.jobs import Jobs
from corpora.model import Access, Corpus, CorpusKind, Document, DocumentState, Facts, Tenant
from corpora.records import DocumentRecord, JobState, ReadDocument
from corpora.scope import Grant
from corpora.tables import REVISION, documents, metadata
from tests.corpora.papers import COUNCIL, a_document, a_source

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def filled(catalog: Catalog) -> Catalog:
    catalog.add_tenant("musterstadt", "Musterstadt")
    catalog.add_tenant("nachbardorf", "Nachbardorf")
    catalog.add_corpus(COUNCIL)
    return catalog


def commit(catalog: Catalog, document: Document, **changes: object) -> None:
    values = {"chunks": 3, "size": 100, "seconds": 0.5, "fingerprint": "reading-1", **changes}
    catalog.commit_document(document, **values)  # type: ignore[arg-type]


# Tenants and corpora


def test_a_tenant_is_found_by_its_id_and_listed_in_order(catalog: Catalog) -> None:
    catalog.add_tenant("zwickau", "Zwickau")
    catalog.add_tenant("aachen", "  Stadt   Aachen ")
    assert catalog.tenants() == [Tenant("aachen", "Stadt Aachen"), Tenant("zwickau", "Zwickau")]
    assert catalog.tenant("zwickau") == Tenant("zwickau", "Zwickau")


@pytest.mark.parametrize("id", ["", "a", "Stadt", "-ab", "ab-", "a b", "ä" * 3, "../x", "a" * 41, "ab\n"])
def test_an_id_that_does_not_fit_the_rule_is_refused_with_the_rule(catalog: Catalog, id: str) -> None:
    with pytest.raises(InvalidName, match="2 bis 40 Kleinbuchstaben"):
        catalog.add_tenant(id, "Titel")
    catalog.add_tenant("musterstadt", "Musterstadt")
    with pytest.raises(InvalidName, match="2 bis 40 Kleinbuchstaben"):
        catalog.add_corpus(replace(COUNCIL, id=id))


def test_an_empty_title_is_refused(catalog: Catalog) -> None:
    with pytest.raises(InvalidName, match="Titel"):
        catalog.add_tenant("musterstadt", "  ")


def test_the_same_id_twice_is_refused(filled: Catalog) -> None:
    with pytest.raises(AlreadyExists, match="musterstadt"):
        filled.add_tenant("musterstadt", "Noch einmal")
    with pytest.raises(AlreadyExists, match="musterstadt/rat"):
        filled.add_corpus(COUNCIL)


def test_what_is_not_there_is_named(filled: Catalog) -> None:
    with pytest.raises(UnknownTenant, match="nirgends"):
        filled.tenant("nirgends")
    with pytest.raises(UnknownTenant):
        filled.corpora("nirgends")
    with pytest.raises(UnknownTenant):
        filled.corpus("nirgends", "rat")
    with pytest.raises(UnknownCorpus, match="satzungen"):
        filled.corpus("musterstadt", "satzungen")
    with pytest.raises(UnknownCorpus):
        filled.documents("musterstadt", "satzungen")
    with pytest.raises(UnknownDocument, match=r"fehlt\.pdf"):
        filled.document("musterstadt", "rat", "fehlt.pdf")
    with pytest.raises(UnknownTenant):
        filled.add_corpus(replace(COUNCIL, tenant="nirgends"))
    with pytest.raises(UnknownTenant):
        filled.remove_tenant("nirgends")


def test_two_tenants_may_use_the_same_corpus_id(filled: Catalog) -> None:
    theirs = Corpus("nachbardorf", "rat", "Gemeinderat", CorpusKind.COUNCIL, Access.INTERNAL)
    filled.add_corpus(theirs)
    assert filled.corpora("musterstadt") == [COUNCIL]
    assert filled.corpora("nachbardorf") == [theirs]


def test_removing_a_corpus_or_tenant_takes_its_documents_and_nothing_else(filled: Catalog) -> None:
    filled.add_corpus(replace(COUNCIL, id="satzungen"))
    filled.add_corpus(replace(COUNCIL, tenant="nachbardorf"))
    for tenant, corpus in (("musterstadt", "rat"), ("musterstadt", "satzungen"), ("nachbardorf", "rat")):
        commit(filled, a_document(tenant=tenant, corpus=corpus))
    filled.remove_corpus("musterstadt", "rat")
    assert [record.corpus for record in filled.documents("musterstadt")] == ["satzungen"]
    filled.remove_tenant("musterstadt")
    assert filled.tenants() == [Tenant("nachbardorf", "Nachbardorf")]
    assert len(filled.documents("nachbardorf")) == 1
    assert filled.document_by_id([a_document(corpus="satzungen").id]) == {}


def test_a_stricter_corpus_makes_its_documents_stricter_at_once(filled: Catalog) -> None:
    commit(filled, a_document("offen.pdf"))
    commit(filled, a_document("geheim.pdf", access=Access.RESTRICTED))
    assert filled.update_corpus("musterstadt", "rat", access=Access.INTERNAL).access is Access.INTERNAL
    found = {record.path: record.access for record in filled.documents("musterstadt")}
    assert found == {"offen.pdf": Access.INTERNAL, "geheim.pdf": Access.RESTRICTED}
    filled.update_corpus("musterstadt", "rat", access=Access.PUBLIC, title="Neu")
    assert filled.document("musterstadt", "rat", "offen.pdf").access is Access.INTERNAL
    assert filled.corpus("musterstadt", "rat").title == "Neu"


# Grants


def corpora_of_every_access(catalog: Catalog, tenant: str) -> None:
    for access in Access:
        catalog.add_corpus(Corpus(tenant, f"x-{access}", "Titel", CorpusKind.GUIDE, access))


def test_a_person_is_granted_the_own_corpora_up_to_the_own_level(catalog: Catalog) -> None:
    catalog.add_tenant("musterstadt", "Musterstadt")
    assert catalog.grants("musterstadt", Access.RESTRICTED) == ()
    corpora_of_every_access(catalog, "musterstadt")
    assert catalog.grants("musterstadt", Access.PUBLIC) == (
        Grant("musterstadt", frozenset({"x-public"}), Access.PUBLIC),
    )
    assert catalog.grants("musterstadt", Access.INTERNAL) == (
        Grant("musterstadt", frozenset({"x-public", "x-internal"}), Access.INTERNAL),
    )
    assert catalog.grants("musterstadt", Access.RESTRICTED) == (
        Grant("musterstadt", frozenset({"x-public", "x-internal", "x-restricted"}), Access.RESTRICTED),
    )


def test_a_neighbour_is_granted_what_is_shared_and_only_at_the_corpus_level(catalog: Catalog) -> None:
    catalog.add_tenant("musterstadt", "Musterstadt")
    catalog.add_tenant("nachbardorf", "Nachbardorf")
    corpora_of_every_access(catalog, "musterstadt")
    assert catalog.grants("nachbardorf", Access.RESTRICTED) == ()
    catalog.share_corpus("musterstadt", "x-public", "nachbardorf")
    catalog.share_corpus("musterstadt", "x-public", "nachbardorf")
    catalog.share_corpus("musterstadt", "x-internal", "nachbardorf")
    assert catalog.shares("musterstadt", "x-public") == ["nachbardorf"]
    public = Grant("musterstadt", frozenset({"x-public"}), Access.PUBLIC)
    internal = Grant("musterstadt", frozenset({"x-internal"}), Access.INTERNAL)
    assert catalog.grants("nachbardorf", Access.PUBLIC) == (public,)
    assert catalog.grants("nachbardorf", Access.RESTRICTED) == (public, internal)
    catalog.unshare_corpus("musterstadt", "x-internal", "nachbardorf")
    assert catalog.grants("nachbardorf", Access.RESTRICTED) == (public,)


def test_a_restricted_corpus_never_leaves_its_house(catalog: Catalog) -> None:
    catalog.add_tenant("musterstadt", "Musterstadt")
    catalog.add_tenant("nachbardorf", "Nachbardorf")
    corpora_of_every_access(catalog, "musterstadt")
    with pytest.raises(UsageError, match="kann nicht"):
        catalog.share_corpus("musterstadt", "x-restricted", "nachbardorf")
    catalog.share_corpus("musterstadt", "x-public", "nachbardorf")
    catalog.update_corpus("musterstadt", "x-public", access=Access.RESTRICTED)
    assert catalog.grants("nachbardorf", Access.RESTRICTED) == ()


def test_a_corpus_is_shared_only_with_a_known_other_tenant(filled: Catalog) -> None:
    with pytest.raises(UnknownTenant):
        filled.share_corpus("musterstadt", "rat", "nirgends")
    with pytest.raises(UsageError, match="bereits"):
        filled.share_corpus("musterstadt", "rat", "musterstadt")
    with pytest.raises(UnknownCorpus):
        filled.share_corpus("musterstadt", "satzungen", "nachbardorf")


def test_a_removed_neighbour_leaves_no_share(filled: Catalog) -> None:
    filled.share_corpus("musterstadt", "rat", "nachbardorf")
    filled.remove_tenant("nachbardorf")
    filled.add_tenant("nachbardorf", "Ein anderes Nachbardorf")
    assert filled.grants("nachbardorf", Access.RESTRICTED) == ()


# Documents


def test_a_committed_document_is_known_with_all_its_facts(filled: Catalog) -> None:
    document = a_document()
    before = datetime.datetime.now(datetime.UTC)
    commit(filled, document)
    record = filled.document("musterstadt", "rat", "2026/vorlage.pdf")
    assert before <= record.updated <= datetime.datetime.now(datetime.UTC)
    assert record == DocumentRecord(
        id=document.id,
        tenant="musterstadt",
        corpus="rat",
        path="2026/vorlage.pdf",
        sha256=document.sha256,
        fingerprint="reading-1",
        version=document.version,
        version_sha256=document.sha256,
        state=DocumentState.PARTIAL,
        reason_code="BrokenFile",
        reason="1 von 3 Seiten ist beschädigt.",
        title="Neubau der Kita „Wiesengrund“",
        reference="206/2026",
        date=datetime.date(2026, 3, 4),
        kind="Beschlussvorlage",
        office="Fachbereich Bildung",
        bodies=("Rat", "Schulausschuss"),
        publicity=document.facts.publicity,
        access=Access.PUBLIC,
        media_type="application/pdf",
        pages=3,
        ocr_pages=1,
        chunks=3,
        bytes=100,
        seconds=0.5,
        updated=record.updated,
    )
    assert filled.document_by_id([document.id, "unbekannt"]) == {document.id: record}
    assert filled.current_versions("musterstadt") == {document.id: document.version}
    assert filled.current_versions("nachbardorf") == {}


def test_a_law_is_referred_to_by_its_abbreviation(filled: Catalog) -> None:
    commit(filled, a_document(facts=Facts(title="Bundesurlaubsgesetz", abbreviation="BUrlG")))
    assert filled.document("musterstadt", "rat", "2026/vorlage.pdf").reference == "BUrlG"


def test_a_new_version_replaces_the_old_one(filled: Catalog) -> None:
    commit(filled, a_document(content="eins"))
    commit(filled, a_document(content="zwei", facts=Facts(title="Neu")), chunks=9)
    (record,) = filled.documents("musterstadt")
    assert (record.title, record.chunks, record.reference) == ("Neu", 9, None)
    assert record.version == a_document(content="zwei").version


def test_a_batch_is_committed_whole_or_not_at_all(filled: Catalog) -> None:
    good = [ReadDocument(a_document(f"{n}.pdf"), 1, 1, 0.1, "f") for n in range(3)]
    bad = ReadDocument(a_document("x.pdf", corpus="gibt-es-nicht"), 1, 1, 0.1, "f")
    with pytest.raises(UnknownCorpus):
        filled.commit_documents([*good, bad])
    assert filled.documents("musterstadt") == []
    filled.commit_documents(good)
    assert [record.path for record in filled.documents("musterstadt", "rat")] == ["0.pdf", "1.pdf", "2.pdf"]


def test_documents_are_sorted_by_path_as_characters_not_as_the_database_likes(filled: Catalog) -> None:
    paths = ["b.pdf", "A.pdf", "a.pdf", "ä.pdf", "_.pdf", "a/z.pdf"]
    filled.commit_documents(ReadDocument(a_document(path), 1, 1, 0.1, "f") for path in paths)
    assert [record.path for record in filled.documents("musterstadt")] == sorted(paths)


def test_a_file_that_was_never_readable_is_recorded_with_its_reason(filled: Catalog, tmp_path: Path) -> None:
    source = a_source(tmp_path)
    error = EncryptedFile("Die Datei ist verschlüsselt.", hint="Heben Sie den Schutz auf.")
    filled.record_failure(source, error, fingerprint="reading-1")
    record = filled.document("musterstadt", "rat", source.path)
    assert (record.state, record.version, record.version_sha256) == (DocumentState.FAILED, None, None)
    assert (record.reason_code, record.title, record.bytes) == ("EncryptedFile", "vorlage.pdf", 4)
    assert record.reason == "Die Datei ist verschlüsselt. Heben Sie den Schutz auf."
    assert filled.current_versions("musterstadt") == {}


def test_a_failure_leaves_the_older_readable_version_current(filled: Catalog, tmp_path: Path) -> None:
    old = a_document(content="eins")
    commit(filled, old)
    newer = a_source(tmp_path, content=b"kaputt")
    filled.record_failure(newer, EncryptedFile("Verschlüsselt."), fingerprint="reading-2")
    record = filled.document("musterstadt", "rat", old.path)
    assert (record.state, record.version, record.version_sha256) == (DocumentState.FAILED, old.version, old.sha256)
    assert (record.sha256, record.fingerprint, record.title) == (newer.sha256, "reading-2", old.facts.title)
    assert filled.current_versions("musterstadt") == {old.id: old.version}
    commit(filled, a_document(content="drei"))
    assert filled.document("musterstadt", "rat", old.path).state is DocumentState.PARTIAL


@pytest.mark.parametrize(
    ("error", "state"), [(NeedsOcr("Scan."), DocumentState.NEEDS_OCR), (NoText("Leer."), DocumentState.BLANK)]
)
def test_a_scan_and_an_empty_paper_have_states_of_their_own(
    filled: Catalog, tmp_path: Path, error: NeedsOcr | NoText, state: DocumentState
) -> None:
    filled.record_failure(a_source(tmp_path), error)
    assert filled.document("musterstadt", "rat", "2026/vorlage.pdf").state is state


def test_known_hashes_tell_what_can_be_skipped(filled: Catalog, tmp_path: Path) -> None:
    document = a_document("gut.pdf")
    commit(filled, document)
    bad = a_source(tmp_path, "schlecht.pdf", content=b"x")
    filled.record_failure(bad, EncryptedFile("Verschlüsselt."), fingerprint="reading-1")
    assert filled.known_hashes("musterstadt", "rat") == {
        "gut.pdf": (document.sha256, "reading-1", DocumentState.PARTIAL),
        "schlecht.pdf": (bad.sha256, "reading-1", DocumentState.FAILED),
    }


def test_a_failed_document_cannot_be_committed_as_current(filled: Catalog) -> None:
    with pytest.raises(ValueError, match="record_failure"):
        commit(filled, a_document(state=DocumentState.FAILED))


def test_a_failure_of_an_unknown_corpus_is_refused(filled: Catalog, tmp_path: Path) -> None:
    source = replace(a_source(tmp_path), corpus="gibt-es-nicht")
    with pytest.raises(UnknownCorpus):
        filled.record_failure(source, EncryptedFile("Verschlüsselt."))


def test_a_forgotten_document_is_gone_and_returned_once(filled: Catalog) -> None:
    commit(filled, a_document("a.pdf"))
    commit(filled, a_document("b.pdf"))
    assert filled.forget_document("musterstadt", "rat", "a.pdf").path == "a.pdf"
    with pytest.raises(UnknownDocument):
        filled.forget_document("musterstadt", "rat", "a.pdf")
    assert filled.forget_documents([a_document("a.pdf").id, a_document("b.pdf").id]) == 1
    assert filled.documents("musterstadt") == []


def test_characters_no_database_takes_do_not_stop_a_commit(filled: Catalog) -> None:
    commit(filled, a_document(facts=Facts(title="a\x00b\ud800c", office="\x00"), reason="\udfff"))
    record = filled.document("musterstadt", "rat", "2026/vorlage.pdf")
    assert (record.title, record.office, record.reason) == ("ab?c", "", "?")


def test_five_hundred_and_more_ids_are_looked_up_at_once(filled: Catalog) -> None:
    batch = [ReadDocument(a_document(f"{n}.pdf"), 1, 1, 0.1, "f") for n in range(1201)]
    filled.commit_documents(batch)
    ids = [read.document.id for read in batch]
    assert filled.document_by_id(ids).keys() == set(ids)
    assert filled.document_by_id([]) == {}


# Generations and jobs


def test_the_generation_of_an_index_is_remembered(filled: Catalog) -> None:
    assert filled.generation("musterstadt") is None
    filled.set_generation("musterstadt", "g1")
    assert filled.generation("musterstadt") == "g1"
    assert filled.generation("nachbardorf") is None
    with pytest.raises(UnknownTenant):
        filled.set_generation("nirgends", "g1")
    with pytest.raises(UnknownTenant):
        filled.generation("nirgends")


def test_a_job_is_followed_to_its_end(filled: Catalog) -> None:
    jobs = Jobs(filled.database)
    first = jobs.start("musterstadt", "rat", "ingest", subject="anna")
    second = jobs.start("musterstadt", None, "reindex")
    jobs.update(first, done=2, total=5, failed=1, note="liest")
    jobs.finish(first, JobState.DONE, note="fertig", report={"pages": 3, "failures": ["a\x00b"]})
    jobs.update(first, done=9, total=9)
    assert jobs.interrupt() == 1
    found = {job.id: job for job in jobs.of_tenant("musterstadt")}
    done = found[first]
    assert (done.state, done.done, done.total, done.failed, done.note) == (JobState.DONE, 2, 5, 1, "fertig")
    assert done.finished is not None
    assert done.started <= done.updated <= done.finished
    assert (done.subject, done.error_code, done.report) == ("anna", "", {"pages": 3, "failures": ["ab"]})
    assert found[second].state is JobState.INTERRUPTED
    assert jobs.of_tenant("nachbardorf") == []


def test_a_queued_job_waits_begins_and_is_interrupted_with_its_process(filled: Catalog) -> None:
    jobs = Jobs(filled.database)
    first = jobs.queue("musterstadt", "rat", "ingest", subject="anna")
    second = jobs.queue("musterstadt", "rat", "ingest")
    assert jobs.one("musterstadt", first).state is JobState.QUEUED
    jobs.begin(first)
    assert jobs.one("musterstadt", first).state is JobState.RUNNING
    jobs.finish(second, JobState.CANCELLED)
    jobs.begin(second)
    assert jobs.one("musterstadt", second).state is JobState.CANCELLED
    third = jobs.queue("musterstadt", "rat", "ingest")
    assert jobs.interrupt() == 2
    assert jobs.one("musterstadt", third).state is JobState.INTERRUPTED
    for tenant, id in (("nachbardorf", first), ("musterstadt", "nirgends"), ("musterstadt", "\x00")):
        with pytest.raises(UnknownJob):
            jobs.one(tenant, id)
    with pytest.raises(UnknownTenant):
        jobs.queue("nirgends", None, "reindex")


def test_old_jobs_are_forgotten_but_for_each_tenants_latest(filled: Catalog) -> None:
    jobs = Jobs(filled.database)
    for tenant in ("musterstadt", "musterstadt", "nachbardorf"):
        jobs.finish(jobs.start(tenant, None, "reindex"), JobState.FAILED)
    running = jobs.start("musterstadt", None, "reindex")
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=1)
    assert jobs.purge(later - datetime.timedelta(days=1)) == 0
    assert jobs.purge(later) == 2
    assert [job.id for job in jobs.of_tenant("musterstadt")] == [running]
    assert len(jobs.of_tenant("nachbardorf")) == 1


def test_jobs_of_the_first_catalogue_are_kept_by_the_second(database_url: str) -> None:
    """A catalogue at revision 0001 with a job in it, made by the first migration alone."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import text

    import corpora.database as opening
    from corpora.database import Database

    def make_first(connection: Connection, shown: str) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(opening.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text("INSERT INTO tenants (id, title, created) VALUES ('alt', 'Alt', '2026-01-01 00:00:00')")
        )
        connection.execute(
            text(
                "INSERT INTO jobs (id, tenant, kind, state, done, total, failed, note, started, updated) VALUES "
                "('j', 'alt', 'ingest', 'done', 1, 1, 0, '', '2026-01-01 00:00:00', '2026-01-01 00:00:00')"
            )
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "_upgrade", make_first)
        Database(database_url).close()
    catalog = Catalog.open(database_url)
    job = Jobs(catalog.database).one("alt", "j")
    assert (job.state, job.subject, job.error_code, job.report) == (JobState.DONE, "", "", None)
    assert Jobs(catalog.database).queue("alt", None, "reindex")
    catalog.close()


# Opening


def test_the_tables_of_the_code_and_of_the_migrations_are_the_same(catalog: Catalog) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with catalog._database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert context.get_current_revision() == REVISION
        assert compare_metadata(context, metadata) == []


def test_the_columns_of_documents_stand_in_the_order_of_the_record() -> None:
    assert [column.name for column in documents.columns] == [field.name for field in fields(DocumentRecord)]


def test_what_was_written_is_there_after_reopening(open_catalog: Callable[[], Catalog]) -> None:
    first = open_catalog()
    first.add_tenant("musterstadt", "Musterstadt")
    first.close()
    assert open_catalog().tenants() == [Tenant("musterstadt", "Musterstadt")]


def test_a_catalogue_of_a_newer_program_is_refused(open_catalog: Callable[[], Catalog]) -> None:
    from sqlalchemy import text

    catalog = open_catalog()
    with catalog._database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    catalog.close()
    with pytest.raises(CatalogOutdated, match="9999"):
        open_catalog()


def test_many_starters_at_once_migrate_once(open_catalog: Callable[[], Catalog]) -> None:
    with ThreadPoolExecutor(8) as pool:
        catalogs = list(pool.map(lambda _: open_catalog(), range(8)))
    catalogs[0].add_tenant("musterstadt", "Musterstadt")
    assert all(len(catalog.tenants()) == 1 for catalog in catalogs)


def test_threads_write_and_read_side_by_side(filled: Catalog) -> None:
    def work(number: int) -> int:
        commit(filled, a_document(f"{number}.pdf"))
        return len(filled.documents("musterstadt"))

    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(work, range(64)))
    assert max(counts) == 64 == len(filled.current_versions("musterstadt"))


def test_an_sqlite_file_that_is_no_database_is_reported_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "katalog.db"
    file.write_bytes(b"Das ist keine Datenbank." * 100)
    with pytest.raises(CatalogUnavailable, match="keine Datenbank"):
        Catalog.open(f"sqlite:///{file}")
    assert file.read_bytes().startswith(b"Das ist")


def test_a_missing_folder_and_an_unreachable_server_are_reported(tmp_path: Path) -> None:
    with pytest.raises(CatalogUnavailable, match="nirgends"):
        Catalog.open(f"sqlite:///{tmp_path}/nirgends/katalog.db")
    with pytest.raises(CatalogUnavailable, match="nicht erreichbar") as caught:
        Catalog.open(f"postgresql://anna:geheim@/katalog?host={tmp_path}")
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("url", ["", "katalog.db", "sqlite://", "sqlite:///:memory:", "mysql://a:geheim@b/c", "x://"])
def test_an_url_of_no_supported_database_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(InvalidSetting) as caught:
        Catalog.open(url)
    assert "geheim" not in str(caught.value)


# Crashes

_WRITER = """
import sys
from corpora.catalog import Catalog
from corpora.records import ReadDocument
from tests.corpora.papers import a_document

catalog = Catalog.open(sys.argv[1])
for round in range(1_000_000):
    pair = [a_document(f"{half}.pdf", content=str(round)) for half in ("links", "rechts")]
    catalog.commit_documents([ReadDocument(each, round, round, 0.1, "f") for each in pair])
    print(round, flush=True)
"""


@pytest.mark.parametrize("after", [1, 7, 20])
def test_a_killed_writer_leaves_whole_commits_and_loses_none_it_reported(
    filled: Catalog, database_url: str, after: int
) -> None:
    child = subprocess.Popen([sys.executable, "-c", _WRITER, database_url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    for _ in range(after):
        assert child.stdout.readline()
    os.kill(child.pid, signal.SIGKILL)
    reported = after - 1 + len(child.stdout.readlines())
    child.wait()
    child.stdout.close()

    again = Catalog.open(database_url)
    left, right = again.documents("musterstadt")
    assert left.chunks == right.chunks >= reported
    assert left.version == right.version == a_document(content=str(left.chunks)).version
    commit(again, a_document("links.pdf", content="danach"))
    if database_url.startswith("sqlite"):
        with again._database.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    again.close()


def test_named_documents_are_those_of_the_grant_that_can_be_found_by_reference(filled: Catalog, tmp_path: Path) -> None:
    public, secret = a_document("public.pdf"), a_document("secret.pdf", content="zwei", access=Access.RESTRICTED)
    nameless = a_document("nameless.pdf", content="drei", facts=Facts(title="Ohne Nummer"))
    for document in (public, secret, nameless):
        commit(filled, document)
    filled.record_failure(a_source(tmp_path, "failed.pdf"), NoText("leer"))

    def named(tenant: str, corpus: str, access: Access) -> set[str]:
        return {found.id for found in filled.named_documents(Grant(tenant, frozenset((corpus,)), access))}

    assert named("musterstadt", "rat", Access.PUBLIC) == {public.id}
    assert named("musterstadt", "rat", Access.RESTRICTED) == {public.id, secret.id}
    assert named("musterstadt", "anderer", Access.RESTRICTED) == set()
    assert named("nachbardorf", "rat", Access.RESTRICTED) == set()


def test_the_newest_searchable_documents_of_a_grant_come_first(filled: Catalog, tmp_path: Path) -> None:
    def of(path: str, day: datetime.date | None, **changes: object) -> Document:
        return a_document(path, content=path, facts=Facts(title=path, date=day), **changes)

    for document in (
        of("undated.pdf", None),
        of("old.pdf", datetime.date(2010, 5, 1)),
        of("new.pdf", datetime.date(2024, 5, 1)),
        of("secret.pdf", datetime.date(2025, 5, 1), access=Access.RESTRICTED),
    ):
        commit(filled, document)
    filled.record_failure(a_source(tmp_path, "failed.pdf"), NoText("leer"))
    grant = Grant("musterstadt", frozenset(("rat",)), Access.PUBLIC)
    assert [found.path for found in filled.newest_documents(grant, 10)] == ["new.pdf", "old.pdf", "undated.pdf"]
    assert [found.path for found in filled.newest_documents(grant, 1)] == ["new.pdf"]
    assert filled.newest_documents(Grant("nachbardorf", frozenset(("rat",)), Access.RESTRICTED), 10) == []
