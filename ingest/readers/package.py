"""What Office files have in common: a ZIP of XML parts that is looked at before any library opens it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpora.errors import BrokenFile, DecompressionBomb, DocumentError, EncryptedFile
from ingest.limits import Limits

_SMALL_BYTES = 20_000_000
"""Unpacked; below it no ratio does harm, and tables of equal cells do reach high ones."""
_MAX_MEMBERS = 20_000
_PIECE = 1 << 20
_CONTENT_TYPES = "[Content_Types].xml"
_WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SLIDES = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_PLAIN_TYPES = {
    b"application/vnd.ms-word.document.macroEnabled.main+xml": _WORD,
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml": _WORD,
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml": _WORD,
    b"application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml": _SLIDES,
    b"application/vnd.openxmlformats-officedocument.presentationml.template.main+xml": _SLIDES,
    b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml": _SLIDES,
    b"application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml": _SLIDES,
}
"""Templates, slide shows and files with macros differ from plain ones in this word, and the libraries refuse it."""


def check_package(path: Path, name: str, limits: Limits) -> None:
    """Refuse an Office file that would burst or is locked. Raises `DecompressionBomb`, `EncryptedFile`, `BrokenFile`.

    Declared sizes can be trusted here: Python's zipfile, which all our libraries read through, stops at them.
    """
    with name_broken(name), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        unpacked = sum(member.file_size for member in members)
        packed = sum(member.compress_size for member in members)
        if len(members) > _MAX_MEMBERS:
            raise _bomb(name, f"sie enthält {len(members)} Teile")
        if unpacked > limits.archive_bytes:
            raise _bomb(name, f"sie würde auf {unpacked // 2**20} MB anwachsen")
        if unpacked > _SMALL_BYTES and unpacked > limits.archive_ratio * max(packed, 1):
            raise _bomb(name, f"sie würde auf das {unpacked // max(packed, 1)}-Fache anwachsen")
        if any(member.flag_bits & 1 for member in members):
            raise locked(name)
        for member in members:
            if member.filename.endswith((".xml", ".rels")) and _defines_entities(archive, member):
                raise _bomb(name, f"der Teil {member.filename} definiert eigene XML-Entitäten")


def open_package(path: Path) -> io.BytesIO:
    """The file's bytes, with a template, a slide show or a file with macros passed off as the plain kind."""
    with zipfile.ZipFile(path) as archive:
        types = archive.read(_CONTENT_TYPES)
        plain = types
        for special, usual in _PLAIN_TYPES.items():
            plain = plain.replace(special, usual)
        if plain == types:
            return io.BytesIO(path.read_bytes())
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as target:
            for name in archive.namelist():
                target.writestr(name, plain if name == _CONTENT_TYPES else archive.read(name))
    copy.seek(0)
    return copy


@contextmanager
def name_broken(name: str) -> Iterator[None]:
    """Turn whatever a library raises over a damaged Office file into `BrokenFile`; our own errors pass.

    The libraries promise no family of errors for damaged input (KeyError, ValueError, AttributeError and XML errors all
    occur), so the net is wide on purpose; memory errors and crashes are the pool's to name.
    """
    try:
        yield
    except (DocumentError, MemoryError, OSError):
        raise
    except Exception as error:
        raise BrokenFile(
            f"Die Datei „{name}“ ist beschädigt und lässt sich nicht öffnen ({type(error).__name__}).",
            hint="Öffnen Sie sie in Ihrem Office-Programm, speichern Sie sie neu und legen Sie sie noch einmal ab.",
        ) from error


def locked(name: str) -> EncryptedFile:
    """The error for an Office file with a password."""
    return EncryptedFile(
        f"Die Datei „{name}“ ist mit einem Kennwort geschützt.",
        hint="Speichern Sie sie ohne Kennwort und legen Sie sie noch einmal ab.",
    )


def _bomb(name: str, words: str) -> DecompressionBomb:
    return DecompressionBomb(
        f"Die Datei „{name}“ wird nicht geöffnet: {words}.",
        hint="Die Datei ist vermutlich beschädigt oder schädlich. Speichern Sie sie neu.",
    )


def _defines_entities(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether an XML part declares entities: no Office program does, and they are how small XML grows large."""
    overlap = b""
    with archive.open(member) as part:
        while piece := part.read(_PIECE):
            # UTF-16 parts have a zero byte beside each letter.
            window = (overlap + piece).replace(b"\0", b"")
            if b"<!ENTITY" in window:
                return True
            overlap = piece[-32:]
    return False
