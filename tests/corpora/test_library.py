"""The library on a real file system."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest

from corpora.cache import ByteCache
from corpora.catalog import Catalog
from corpora.encoding import Lines
from corpora.errors import (
    AktenkompassError,
    BrokenFile,
    CatalogUnavailable,
    FolderMissing,
    InvalidName,
    UnknownDocument,
)
from corpora.library import Library, Removed
from corpora.model import Document, Facts
from tests.corpora.papers import COUNCIL, a_document, a_source
from tests.corpora.small_disk import run_on_small_disk


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library")


def load(library: Library, document: Document) -> Document:
    return library.load_document(document.tenant, document.corpus, document.id, document.version)


def load_lines(library: Library, document: Document) -> Lines:
    return library.load_lines(document.tenant, document.corpus, document.id, document.version)


def without_lines(document: Document) -> Document:
    return replace(document, pages=tuple(replace(page, lines=()) for page in document.pages))


def all_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


# Originals


def test_an_original_is_kept_under_its_hash_and_found_again(library: Library, tmp_path: Path) -> None:
    source = a_source(tmp_path, content=b"Ratsbeschluss")
    kept = library.store_original(source)
    assert kept.name == source.sha256
    assert kept.read_bytes() == b"Ratsbeschluss"
    assert library.original("musterstadt", "rat", source.sha256) == kept


def test_a_later_change_of_the_users_file_changes_nothing(library: Library, tmp_path: Path) -> None:
    source = a_source(tmp_path, content=b"vorher")
    kept = library.store_original(source)
    with source.file.open("r+b") as file:
        file.write(b"danach")
    assert kept.read_bytes() == b"vorher"


def test_an_original_that_is_there_is_not_written_again(library: Library, tmp_path: Path) -> None:
    source = a_source(tmp_path)
    kept = library.store_original(source)
    before = kept.stat()
    source.file.unlink()
    assert library.store_original(source) == kept
    assert kept.stat().st_ino == before.st_ino


def test_a_file_that_changed_since_it_was_listed_is_refused_and_leaves_nothing(
    library: Library, tmp_path: Path
) -> None:
    source = a_source(tmp_path)
    source.file.write_bytes(b"anders")
    with pytest.raises(BrokenFile, match="geändert"):
        library.store_original(source)
    source.file.unlink()
    with pytest.raises(FolderMissing, match=r"vorlage\.pdf"):
        library.store_original(source)
    assert all_files(tmp_path / "library") == []


def test_equal_bytes_of_two_tenants_are_two_files(library: Library, tmp_path: Path) -> None:
    mine = a_source(tmp_path)
    theirs = replace(mine, tenant="nachbardorf")
    library.store_original(mine)
    with pytest.raises(UnknownDocument):
        library.original("nachbardorf", "rat", mine.sha256)
    kept = library.store_original(theirs)
    library.drop_tenant("musterstadt")
    assert kept.read_bytes() == b"eins"
    assert kept.stat().st_nlink == 1


# Read documents


def test_a_document_comes_back_with_every_field(library: Library) -> None:
    document = a_document()
    library.store_document(document)
    assert load(library, document) == without_lines(document)
    assert load_lines(library, document) == tuple(page.lines for page in document.pages)
    pages = library.load_pages("musterstadt", "rat", document.id, document.version)
    assert pages == without_lines(document).pages


def test_the_document_of_that_test_has_every_field_filled() -> None:
    empty = {
        f"{type(record).__name__}.{field.name}"
        for record in _records(a_document())
        for field in fields(record)  # type: ignore[arg-type]
        if getattr(record, field.name) in ("", None, ())
    }
    filled = {
        f"{type(record).__name__}.{field.name}"
        for record in _records(a_document())
        for field in fields(record)  # type: ignore[arg-type]
        if getattr(record, field.name) not in ("", None, ())
    }
    assert empty - filled == set()


def _records(value: object) -> list[object]:
    if isinstance(value, tuple):
        return [record for each in value for record in _records(each)]
    if not is_dataclass(value):
        return []
    return [value, *(record for field in fields(value) for record in _records(getattr(value, field.name)))]


def test_a_document_of_defaults_comes_back_too(library: Library) -> None:
    document = replace(a_document(), facts=Facts(), pages=(), sections=(), media_type="", reason="", reason_code="")
    library.store_document(document)
    assert load(library, document) == document
    assert load_lines(library, document) == ()


def test_two_versions_stand_side_by_side_until_the_old_one_is_deleted(library: Library) -> None:
    old, new = a_document(content="eins"), a_document(content="zwei")
    library.store_document(old)
    library.store_document(new)
    assert load(library, old).sha256 == old.sha256
    removed = library.delete_document("musterstadt", "rat", new.id, keep_version=new.version)
    assert removed.documents == 1
    assert removed.bytes > 0
    assert not library.has_document("musterstadt", "rat", old.id, old.version)
    assert load(library, new).sha256 == new.sha256
    with pytest.raises(UnknownDocument):
        load(library, old)
    assert library.delete_document("musterstadt", "rat", new.id).documents == 1
    assert library.delete_document("musterstadt", "rat", new.id) == Removed()
    with pytest.raises(UnknownDocument):
        load_lines(library, new)


def test_the_same_file_at_two_paths_is_two_documents(library: Library) -> None:
    one, other = a_document("a.pdf"), a_document("b.pdf")
    assert one.version == other.version
    library.store_document(one)
    library.store_document(other)
    assert (load(library, one).path, load(library, other).path) == ("a.pdf", "b.pdf")
    library.delete_document("musterstadt", "rat", one.id)
    assert load(library, other).path == "b.pdf"


def test_a_version_that_is_written_again_is_read_anew(library: Library) -> None:
    library.store_document(a_document(reason="alt"))
    assert load(library, a_document()).reason == "alt"
    library.store_document(a_document(reason="neu"))
    assert load(library, a_document()).reason == "neu"


@pytest.mark.parametrize("damage", [b"", b"x\x9c kaputt", b'{"form":1}'])
def test_a_damaged_file_is_reported_with_what_to_do(library: Library, tmp_path: Path, damage: bytes) -> None:
    document = a_document()
    library.store_document(document)
    for file in all_files(tmp_path / "library"):
        file.write_bytes(damage)
    for read in (load, load_lines):
        with pytest.raises(CatalogUnavailable, match="reindex"):
            read(library, document)


@pytest.mark.parametrize(
    ("before", "after"), [(b"form", b"forn"), (b'"form":1', b'"form":2'), (b'"pages"', b'"Pages"')]
)
def test_a_file_of_another_form_is_refused(library: Library, tmp_path: Path, before: bytes, after: bytes) -> None:
    import zlib

    document = a_document()
    library.store_document(document)
    (body,) = [file for file in all_files(tmp_path / "library") if file.suffix == ".doc"]
    body.write_bytes(zlib.compress(zlib.decompress(body.read_bytes()).replace(before, after)))
    with pytest.raises(CatalogUnavailable):
        load(library, document)


@pytest.mark.parametrize(
    ("tenant", "corpus", "document", "version", "error"),
    [
        ("..", "rat", a_document().id, "a" * 16, InvalidName),
        ("musterstadt", "../nachbardorf", a_document().id, "a" * 16, InvalidName),
        ("musterstadt", "rat", "../../x", "a" * 16, ValueError),
        ("musterstadt", "rat", a_document().id, "../x", ValueError),
    ],
)
def test_no_name_leads_out_of_its_folder(
    library: Library, tenant: str, corpus: str, document: str, version: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        library.load_document(tenant, corpus, document, version)
    with pytest.raises((ValueError, AktenkompassError)):
        library.original("musterstadt", "rat", "../" + "a" * 61)


def test_many_threads_store_and_load_the_same_document(library: Library) -> None:
    document = a_document()
    library.store_document(document)

    def work(number: int) -> Document:
        if number % 2:
            library.store_document(document)
        return load(library, document)

    with ThreadPoolExecutor(8) as pool:
        assert all(each == without_lines(document) for each in pool.map(work, range(100)))


# Whole folders


@pytest.fixture
def stored(library: Library, tmp_path: Path) -> Library:
    for tenant in ("musterstadt", "nachbardorf"):
        for corpus in ("rat", "satzungen"):
            library.store_document(a_document(tenant=tenant, corpus=corpus))
            library.store_original(replace(a_source(tmp_path), tenant=tenant, corpus=corpus))
    return library


def test_dropping_a_corpus_or_tenant_leaves_the_others(stored: Library, tmp_path: Path) -> None:
    root = tmp_path / "library"
    assert stored.tenants() == ["musterstadt", "nachbardorf"]
    removed = stored.drop_corpus("musterstadt", "rat")
    assert (removed.documents, removed.originals) == (1, 1)
    assert len(all_files(root / "musterstadt")) == 3
    removed = stored.drop_tenant("musterstadt")
    assert (removed.documents, removed.originals) == (1, 1)
    assert stored.tenants() == ["nachbardorf"]
    assert len(all_files(root / "nachbardorf")) == 6
    assert stored.drop_tenant("musterstadt") == Removed()
    with pytest.raises(UnknownDocument):
        load(stored, a_document())


def test_a_sweep_removes_exactly_what_no_record_names(stored: Library, tmp_path: Path) -> None:
    old = a_document(content="alt")
    stored.store_document(old)
    forgotten = a_source(tmp_path, content=b"vergessen")
    stored.store_original(forgotten)
    half = tmp_path / "library" / "musterstadt" / "rat" / "documents" / "00" / "abc.teil"
    half.parent.mkdir(parents=True, exist_ok=True)
    half.write_bytes(b"halb")
    current = a_document()
    removed = stored.sweep(
        "musterstadt",
        versions=[("rat", current.id, current.version)],
        originals=[("rat", a_source(tmp_path).sha256)],
    )
    assert (removed.documents, removed.originals) == (2, 2)
    assert load(stored, current).path == current.path
    assert load_lines(stored, current)[0]
    assert len(all_files(tmp_path / "library" / "musterstadt")) == 3
    assert len(all_files(tmp_path / "library" / "nachbardorf")) == 6
    with pytest.raises(UnknownDocument):
        load(stored, old)


def test_syncing_twice_and_after_a_removal_is_no_error(stored: Library) -> None:
    stored.drop_corpus("musterstadt", "rat")
    stored.sync()
    stored.sync()


def test_the_memory_of_loaded_documents_is_bounded() -> None:
    cache: ByteCache[int, str] = ByteCache(100)
    for number in range(5):
        cache.put(number, "x", 30)
        cache.get(0)
    assert [cache.get(number) for number in range(5)] == ["x", None, None, "x", "x"]
    cache.put(9, "gross", 101)
    assert cache.get(9) is None
    cache.put(0, "y", 100)
    assert [cache.get(number) for number in range(5)] == ["y", None, None, None, None]
    cache.discard_where(lambda key: key == 0)
    assert cache.get(0) is None


# Full disk

_FILL = """
import sys, os
from pathlib import Path
from corpora.errors import DiskFull
from corpora.library import Library
from corpora.model import Page, PageState
from tests.corpora.papers import a_document, a_source

disk = Path(sys.argv[1])
library = Library(disk / "library")
stored, full = [], 0
for number in range(400):
    page = Page(1, os.urandom(3000).hex(), PageState.TEXT)
    document = a_document(f"{number}.pdf", content=str(number), pages=(page,))
    try:
        library.store_document(document)
        library.sync()
        stored.append(document)
    except DiskFull as error:
        full += 1
        assert "kein Platz" in str(error)
        try:
            library.store_original(a_source(Path("SOURCES"), f"{number}.pdf", content=os.urandom(500_000)))
        except DiskFull:
            full += 1
        break
for document in stored:
    assert library.load_document("musterstadt", "rat", document.id, document.version).pages == document.pages
    assert len(library.load_lines("musterstadt", "rat", document.id, document.version)) == 1
print(len(stored), full, len(list(disk.rglob("*.teil"))))
"""


def test_a_full_disk_stops_with_its_name_and_leaves_no_half_file(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    output = run_on_small_disk(disk, 400, _FILL.replace("SOURCES", str(tmp_path / "sources")))
    stored, full, half = map(int, output.split())
    assert stored > 3
    assert (full, half) == (2, 0)


_FILL_CATALOGUE = """
import sys
from pathlib import Path
from corpora.catalog import Catalog
from corpora.errors import DiskFull
from tests.corpora.papers import COUNCIL, a_document

url = f"sqlite:///{sys.argv[1]}/katalog.db"
catalog = Catalog.open(url)
catalog.add_tenant("musterstadt", "Musterstadt")
catalog.add_corpus(COUNCIL)
stored = 0
try:
    while True:
        catalog.commit_document(a_document(f"{stored}.pdf", reason="x" * 2000), chunks=1, size=1, seconds=0.1)
        stored += 1
except DiskFull as error:
    assert "kein Platz" in str(error)
assert len(catalog.documents("musterstadt")) == stored
catalog.close()
print(stored)
"""


def test_a_full_disk_stops_the_catalogue_with_its_name_and_keeps_what_was_committed(tmp_path: Path) -> None:
    assert int(run_on_small_disk(tmp_path, 2000, _FILL_CATALOGUE)) > 10


_NO_ROOM = """
import sys
from corpora.catalog import Catalog
from corpora.errors import DiskFull
try:
    Catalog.open(f"sqlite:///{sys.argv[1]}/katalog.db")
except DiskFull as error:
    print("voll")
"""


@pytest.mark.parametrize("kilobytes", [4, 16, 40])
def test_a_catalogue_cannot_be_made_on_a_full_disk(tmp_path: Path, kilobytes: int) -> None:
    assert run_on_small_disk(tmp_path, kilobytes, _NO_ROOM).strip() == "voll"


def test_the_librarys_files_and_the_catalogues_records_fit_together(tmp_path: Path) -> None:
    catalog = Catalog.open(f"sqlite:///{tmp_path / 'katalog.db'}")
    library = Library(tmp_path / "library")
    catalog.add_tenant("musterstadt", "Musterstadt")
    catalog.add_corpus(COUNCIL)
    document = a_document()
    library.store_document(document)
    library.sync()
    catalog.commit_document(document, chunks=1, size=1, seconds=0.1)
    (record,) = catalog.documents("musterstadt")
    assert record.version is not None
    assert library.load_document(record.tenant, record.corpus, record.id, record.version) == without_lines(document)
    catalog.close()
