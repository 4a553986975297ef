"""Members of a ZIP archive as files of their own, written below a work folder under names of our making.

Nothing from the archive decides where bytes land: members are numbered, their names only go into the listing.
"""

from __future__ import annotations

import stat
import unicodedata
import zipfile
from pathlib import Path, PurePosixPath

from corpora.errors import (
    BrokenFile,
    DecompressionBomb,
    DocumentError,
    EncryptedFile,
    TooLarge,
    UnsafeArchive,
)
from ingest.limits import Limits
from ingest.sources.folder import is_ignored
from ingest.sources.listing import ListedFile, Listing

_PIECE = 1 << 20
_SMALL_BYTES = 1_000_000
"""Unpacked; below it no ratio does harm."""
_UTF8_FLAG = 0x800
_UMLAUTS = frozenset("äöüßÄÖÜéèàâêîôûçñ")


def unpack_archive(file: Path, path: str, folder: Path, limits: Limits) -> Listing:
    """Write the members of the archive `file`, listed as `path`, into the empty or missing `folder`.

    Members are listed as ``path/member``. Raises `UnsafeArchive` for a member that points outside or is a link,
    `EncryptedFile`, `DecompressionBomb`, `TooLarge` and `BrokenFile` for the archive, and `OSError` when it cannot
    write; a single member over the size of a document is a failure of its own. Nothing is written for an archive that
    is refused by its directory.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_directory(members, file.stat().st_size, path, limits)
            folder.mkdir(parents=True, exist_ok=True)
            return _extract(archive, members, path, folder, limits)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, ValueError, RuntimeError) as error:
        raise BrokenFile(
            f"Das Archiv „{path}“ ist beschädigt oder unvollständig.",
            hint="Packen Sie es neu und legen Sie es noch einmal ab.",
        ) from error


def _check_directory(members: list[zipfile.ZipInfo], packed: int, path: str, limits: Limits) -> None:
    if len(members) > limits.archive_members:
        raise TooLarge(
            f"Das Archiv „{path}“ enthält {len(members)} Dateien, erlaubt sind {limits.archive_members}.",
            hint="Teilen Sie das Archiv.",
        )
    for member in members:
        _check_name(member, path)
        if member.flag_bits & 1:
            raise EncryptedFile(
                f"Das Archiv „{path}“ ist mit einem Kennwort geschützt.",
                hint="Packen Sie die Dateien ohne Kennwort neu.",
            )
    unpacked = sum(member.file_size for member in members)
    if unpacked > _SMALL_BYTES and unpacked > limits.archive_ratio * max(packed, 1):
        raise DecompressionBomb(
            f"Das Archiv „{path}“ würde auf das {unpacked // max(packed, 1)}-Fache anwachsen.",
            hint="Es ist vermutlich beschädigt oder schädlich. Packen Sie die Dateien neu.",
        )
    if unpacked > limits.archive_bytes:
        raise DecompressionBomb(
            f"Das Archiv „{path}“ würde auf {unpacked // 2**20} MB anwachsen, "
            f"erlaubt sind {limits.archive_bytes // 2**20} MB.",
            hint="Teilen Sie das Archiv oder heben Sie die Grenze in den Einstellungen an.",
        )


def _check_name(member: zipfile.ZipInfo, path: str) -> None:
    name = member.filename.replace("\\", "/")
    outside = name.startswith("/") or ".." in name.split("/") or name[1:2] == ":" or "\0" in name
    # Unix permissions stand in the upper half; a kind of 0 means that the packer did not say.
    kind = stat.S_IFMT(member.external_attr >> 16)
    if outside or kind not in (0, stat.S_IFREG):
        raise UnsafeArchive(
            f"Das Archiv „{path}“ enthält einen Eintrag, der nach außen zeigt oder ein Link ist: „{name}“.",
            hint="Packen Sie nur Dateien und Ordner, ohne Verknüpfungen und absolute Pfade.",
        )


def _extract(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], path: str, folder: Path, limits: Limits
) -> Listing:
    files: dict[str, ListedFile] = {}
    failures: list[tuple[str, DocumentError]] = []
    total = 0
    for number, member in enumerate(members):
        name = str(PurePosixPath(_name(member).replace("\\", "/")))
        if any(is_ignored(part) for part in name.split("/")):
            continue
        listed = f"{path}/{name}"
        if listed in files:
            failures.append(
                (listed, BrokenFile(f"Im Archiv „{path}“ gibt es „{name}“ zweimal.", hint="Packen Sie neu."))
            )
        elif member.file_size > limits.max_bytes:
            failures.append((listed, _too_large(listed, limits)))
        else:
            target = folder / f"{number:05d}{_suffix(name)}"
            try:
                size = _copy(archive, member, target)
            except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, RuntimeError, OSError) as error:
                if isinstance(error, OSError) and error.errno is not None:
                    raise
                broken = BrokenFile(
                    f"Die Datei „{listed}“ ist im Archiv beschädigt.", hint="Packen Sie das Archiv neu."
                )
                broken.__cause__ = error
                failures.append((listed, broken))
                continue
            total += size
            if total > limits.archive_bytes:
                raise DecompressionBomb(f"Das Archiv „{path}“ wächst beim Entpacken über die Grenze.")
            files[listed] = ListedFile(listed, target, size)
    return Listing(tuple(files[key] for key in sorted(files)), tuple(failures), complete=not failures)


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> int:
    """Bytes written; Python's zipfile stops at the size that the directory declares."""
    size = 0
    with archive.open(member) as source, target.open("wb") as sink:
        while piece := source.read(_PIECE):
            size += sink.write(piece)
    return size


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name in NFC. Without the UTF-8 flag Windows means code page 850 or its own, other systems UTF-8."""
    name = member.filename
    if not member.flag_bits & _UTF8_FLAG:
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            # Code pages 437 and 850 agree on umlauts; the tell-tale of Windows-1252 is that it yields them and 437 not.
            other = raw.decode("cp1252", "replace")
            if not _UMLAUTS.intersection(name) and _UMLAUTS.intersection(other):
                name = other
    return unicodedata.normalize("NFC", name)


def _suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if len(suffix) <= 10 and suffix[1:].isascii() and suffix[1:].isalnum() else ""


def _too_large(listed: str, limits: Limits) -> TooLarge:
    return TooLarge(
        f"Die Datei „{listed}“ ist größer als {limits.max_bytes // 1024 // 1024} MB.",
        hint="Teilen Sie die Datei oder heben Sie die Grenze in den Einstellungen an.",
    )
