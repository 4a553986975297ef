"""Folders, archives and mails as sources of files."""

from __future__ import annotations

import dataclasses
import os
import stat
import unicodedata
import zipfile
from pathlib import Path

import pytest

from corpora.errors import (
    BrokenFile,
    DecompressionBomb,
    DocumentError,
    EmptyFile,
    EncryptedFile,
    FolderMissing,
    TooLarge,
    UnsafeArchive,
)
from ingest.limits import Limits
from ingest.sources.archive import unpack_archive
from ingest.sources.containers import open_containers
from ingest.sources.folder import list_folder
from ingest.sources.listing import Listing, hash_file
from ingest.sources.mail import unpack_mail
from tests.ingest.files import make_docx, make_mail, make_pdf, make_zip


def write(path: Path, data: bytes = b"Text") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def paths(listing: Listing) -> list[str]:
    return [listed.path for listed in listing.files]


def failures(listing: Listing) -> dict[str, type[DocumentError]]:
    return {path: type(error) for path, error in listing.failures}


def opened(root: Path, **limits: int) -> Listing:
    return open_containers(list_folder(root), root.parent / "work", dataclasses.replace(Limits(), **limits))


# Folders


def test_a_folder_lists_its_files_sorted_with_their_sizes(tmp_path: Path) -> None:
    for name in ("b/zwei.txt", "a.txt", "b/c/drei.txt"):
        write(tmp_path / name, b"x" * len(name))
    listing = list_folder(tmp_path)
    assert [(listed.path, listed.size) for listed in listing.files] == [
        ("a.txt", 5),
        ("b/c/drei.txt", 12),
        ("b/zwei.txt", 10),
    ]
    assert listing.files[0].file.read_bytes() == b"xxxxx"
    assert (listing.complete, listing.failures) == (True, ())


def test_files_that_are_nobodys_documents_are_left_out(tmp_path: Path) -> None:
    for name in (".versteckt", ".git/config", "~$Vorlage.docx", "Thumbs.db", ".DS_Store", "desktop.ini", "a.txt"):
        write(tmp_path / name)
    assert paths(list_folder(tmp_path)) == ["a.txt"]


def test_a_single_file_can_be_listed(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    assert paths(list_folder(tmp_path / "a.txt")) == ["a.txt"]


def test_a_missing_folder_is_the_callers_fault(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing, match="gibt-es-nicht"):
        list_folder(tmp_path / "gibt-es-nicht")


def test_links_are_followed_inside_only_and_loops_end(tmp_path: Path) -> None:
    write(tmp_path / "draussen/geheim.txt")
    root = tmp_path / "ordner"
    write(root / "a/eins.txt")
    (root / "a/schleife").symlink_to(root)
    (root / "a/hinaus").symlink_to(tmp_path / "draussen")
    (root / "geheim.txt").symlink_to(tmp_path / "draussen/geheim.txt")
    (root / "gleich.txt").symlink_to(root / "a/eins.txt")
    assert paths(list_folder(root)) == ["a/eins.txt", "gleich.txt"]


def test_a_link_into_nothing_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "kaputt.txt").symlink_to(tmp_path / "weg.txt")
    listing = list_folder(tmp_path)
    assert failures(listing) == {"kaputt.txt": BrokenFile}
    assert not listing.complete


def test_a_folder_that_cannot_be_read_makes_the_listing_incomplete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.txt")
    locked = tmp_path / "gesperrt"
    write(locked / "b.txt")
    if os.geteuid() == 0:
        # Nothing is locked for root; the system's answer to anyone else stands in.
        scan = os.scandir

        def refuse(path: str | Path) -> object:
            if Path(path) == locked:
                raise PermissionError(13, "Permission denied")
            return scan(path)

        monkeypatch.setattr(os, "scandir", refuse)
    else:
        locked.chmod(0)
    listing = list_folder(tmp_path)
    locked.chmod(0o700)
    assert paths(listing) == ["a.txt"]
    assert failures(listing) == {"gesperrt": BrokenFile}
    assert not listing.complete


def test_names_are_in_one_form_of_umlauts(tmp_path: Path) -> None:
    write(tmp_path / unicodedata.normalize("NFD", "Gebührenübersicht.txt"))
    assert paths(list_folder(tmp_path)) == [unicodedata.normalize("NFC", "Gebührenübersicht.txt")]


def test_names_that_are_no_utf8_can_be_stored(tmp_path: Path) -> None:
    name = os.fsdecode("Straße.txt".encode("cp1252"))
    write(tmp_path / name)
    assert paths(list_folder(tmp_path)) == ["Straße.txt"]


def test_a_hash_is_of_the_content(tmp_path: Path) -> None:
    assert hash_file(write(tmp_path / "a", b"abc")).startswith("ba7816bf8f01cfea")


# Archives


def test_members_become_files_below_the_archive(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    make_zip(tmp_path / "in/papiere.zip", {"2025/a.txt": b"eins", "b.txt": b"zwei", "__MACOSX/b.txt": b""})
    listing = opened(tmp_path / "in")
    assert paths(listing) == ["papiere.zip/2025/a.txt", "papiere.zip/b.txt"]
    assert listing.files[0].file.read_bytes() == b"eins"
    assert all(listed.file.is_relative_to(tmp_path / "work") for listed in listing.files)
    assert "a.txt" not in {listed.file.name for listed in listing.files}


@pytest.mark.parametrize("name", ["../hinaus.txt", "a/../../b.txt", "/etc/passwd", "C:\\Windows\\x.txt", "..\\x.txt"])
def test_an_archive_that_points_outside_is_refused_whole(tmp_path: Path, name: str) -> None:
    path = make_zip(tmp_path / "a.zip", {"gut.txt": b"x", name: b"boese"})
    with pytest.raises(UnsafeArchive, match=r"a\.zip"):
        unpack_archive(path, "a.zip", tmp_path / "work", Limits())
    assert not (tmp_path / "work").exists()


def test_an_archive_with_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(UnsafeArchive):
        unpack_archive(tmp_path / "a.zip", "a.zip", tmp_path / "work", Limits())


def test_an_encrypted_archive_is_named(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.txt": b"x"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(EncryptedFile, match=r"a\.zip"):
        unpack_archive(path, "a.zip", tmp_path / "work", Limits())


def test_a_zip_bomb_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"null.txt": bytes(150_000_000)})
    with pytest.raises(DecompressionBomb, match="-Fache"):
        unpack_archive(path, "a.zip", tmp_path / "work", Limits())
    assert not (tmp_path / "work").exists()


def test_an_archive_over_the_limits_is_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {f"{number}.bin": os.urandom(1000) for number in range(20)})
    with pytest.raises(TooLarge, match="20 Dateien"):
        unpack_archive(path, "a.zip", tmp_path / "w", dataclasses.replace(Limits(), archive_members=10))
    with pytest.raises(DecompressionBomb):
        unpack_archive(path, "a.zip", tmp_path / "w", dataclasses.replace(Limits(), archive_bytes=10_000))


def test_one_member_too_large_or_damaged_fails_alone(tmp_path: Path) -> None:
    path = make_zip(
        tmp_path / "a.zip", {"gross.txt": os.urandom(5000), "heil.txt": b"x", "kaputt.txt": os.urandom(500)}
    )
    data = bytearray(path.read_bytes())
    data[data.index(b"kaputt.txt") + 100] ^= 0xFF
    path.write_bytes(data)
    listing = unpack_archive(path, "a.zip", tmp_path / "w", dataclasses.replace(Limits(), max_bytes=1000))
    assert paths(listing) == ["a.zip/heil.txt"]
    assert failures(listing) == {"a.zip/gross.txt": TooLarge, "a.zip/kaputt.txt": BrokenFile}


def test_a_truncated_archive_is_a_failure_and_the_rest_goes_on(tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    path = make_zip(root / "halb.zip", {"a.txt": os.urandom(5000)})
    path.write_bytes(path.read_bytes()[:2000])
    write(root / "b.txt")
    listing = opened(root)
    assert paths(listing) == ["b.txt"]
    assert failures(listing) == {"halb.zip": BrokenFile}
    assert not listing.complete


def test_an_empty_archive_is_no_silent_success(tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    make_zip(root / "leer.zip", {})
    assert failures(opened(root)) == {"leer.zip": EmptyFile}


@pytest.mark.parametrize("encoding", ["utf-8", "cp437", "cp850"])
def test_member_names_have_their_umlauts(tmp_path: Path, encoding: str) -> None:
    placeholder = "X" * len("Gebührensatzung.txt".encode(encoding))
    path = make_zip(tmp_path / "a.zip", {placeholder: b"x"})
    path.write_bytes(path.read_bytes().replace(placeholder.encode(), "Gebührensatzung.txt".encode(encoding)))
    assert paths(unpack_archive(path, "a.zip", tmp_path / "w", Limits())) == ["a.zip/Gebührensatzung.txt"]


def test_office_files_are_documents_and_no_archives(tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    make_docx(root / "a.docx")
    make_docx(root / "falsch.zip")
    make_pdf(root / "b.pdf")
    assert paths(opened(root)) == ["a.docx", "b.pdf", "falsch.zip"]


def test_containers_lie_two_deep_at_most(tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    third = make_zip(tmp_path / "3.zip", {"tief.txt": b"x"}).read_bytes()
    second = make_zip(tmp_path / "2.zip", {"mitte.txt": b"x", "3.zip": third}).read_bytes()
    make_zip(root / "1.zip", {"oben.txt": b"x", "2.zip": second})
    listing = opened(root)
    assert paths(listing) == ["1.zip/2.zip/mitte.txt", "1.zip/oben.txt"]
    assert failures(listing) == {"1.zip/2.zip/3.zip": UnsafeArchive}
    assert paths(opened(root, container_depth=3))[0] == "1.zip/2.zip/3.zip/tief.txt"


# Mails


def test_attachments_are_files_and_the_mail_stays_one(tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    inner = make_zip(tmp_path / "x.zip", {"plan.txt": b"Plan"}).read_bytes()
    make_mail(root / "post.eml", {"Satzung für Hunde.pdf": b"%PDF-1.4", "anlagen.zip": inner})
    listing = opened(root)
    assert paths(listing) == ["post.eml", "post.eml/Satzung für Hunde.pdf", "post.eml/anlagen.zip/plan.txt"]
    assert listing.files[2].file.read_bytes() == b"Plan"


def test_names_of_attachments_decide_nothing_about_places(tmp_path: Path) -> None:
    path = make_mail(tmp_path / "a.eml", {"../../böse.txt": b"x", "..": b"y"})
    listing = unpack_mail(path, "a.eml", tmp_path / "work", Limits())
    assert paths(listing) == ["a.eml/Anlage 2", "a.eml/böse.txt"]
    assert {listed.file.parent for listed in listing.files} == {tmp_path / "work"}


def test_attachments_of_one_name_are_told_apart(tmp_path: Path) -> None:
    from email import message_from_bytes, policy

    path = make_mail(tmp_path / "a.eml", {"a.txt": b"eins"})
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    message.add_attachment(b"zwei", maintype="application", subtype="octet-stream", filename="a.txt")
    path.write_bytes(message.as_bytes())
    listing = unpack_mail(path, "a.eml", tmp_path / "work", Limits())
    assert paths(listing) == ["a.eml/a (2).txt", "a.eml/a.txt"]


def test_a_mail_in_a_mail_is_an_attachment(tmp_path: Path) -> None:
    from email import message_from_bytes, policy

    inner = message_from_bytes(make_mail(tmp_path / "innen.eml", {"x.txt": b"x"}).read_bytes(), policy=policy.default)
    root = tmp_path / "in"
    root.mkdir()
    outer = message_from_bytes(make_mail(root / "a.eml").read_bytes(), policy=policy.default)
    outer.add_attachment(inner, filename="innen.eml")
    (root / "a.eml").write_bytes(outer.as_bytes())
    assert paths(opened(root)) == ["a.eml", "a.eml/innen.eml", "a.eml/innen.eml/x.txt"]
