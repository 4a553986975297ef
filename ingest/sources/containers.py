"""Archives and mails opened up: a listing goes in, one with the files inside of them comes out."""

from __future__ import annotations

import errno
from pathlib import Path, PurePosixPath

from corpora.errors import BrokenFile, DiskFull, DocumentError, EmptyFile, UnsafeArchive
from ingest.limits import Limits
from ingest.readers.detection import Format, detect_format
from ingest.sources.archive import unpack_archive
from ingest.sources.listing import ListedFile, Listing
from ingest.sources.mail import unpack_mail

_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_SURE_SUFFIXES = frozenset({".pdf", ".docx", ".pptx", ".xlsx", ".odt", ".md", ".html", ".htm", ".txt"})
"""Files so named are looked into only where their first bytes are those of an archive."""


def open_containers(listing: Listing, folder: Path, limits: Limits) -> Listing:
    """The listing with each archive replaced by its members and each mail followed by its attachments, sorted.

    Files are written below `folder`, which the caller removes when they have been read. Containers lie in one another
    up to `limits.container_depth`; a deeper one is a failure, as is one that cannot be opened. Raises `DiskFull`.
    """
    opening = _Opening(folder, limits)
    for listed in listing.files:
        opening.add(listed, 0)
    files = tuple(opening.files[path] for path in sorted(opening.files))
    failures = tuple(sorted((*listing.failures, *opening.failures), key=lambda failure: failure[0]))
    return Listing(files, failures, listing.complete and opening.complete)


class _Opening:
    def __init__(self, folder: Path, limits: Limits) -> None:
        self.files: dict[str, ListedFile] = {}
        self.failures: list[tuple[str, DocumentError]] = []
        self.complete = True
        self._folder = folder
        self._limits = limits
        self._opened = 0

    def add(self, listed: ListedFile, depth: int) -> None:
        """Add a file that lies in `depth` containers, and what is in it."""
        kind = find_container(listed)
        if kind is not Format.ZIP:
            self.files[listed.path] = listed
        if kind is None:
            return
        if depth >= self._limits.container_depth:
            # A mail is read all the same; it is its attachments that lie too deep.
            if kind is Format.ZIP:
                self._fail(listed.path, _too_deep(listed.path, self._limits))
            return
        self._opened += 1
        unpack = unpack_archive if kind is Format.ZIP else unpack_mail
        try:
            inner = unpack(listed.file, listed.path, self._folder / f"{self._opened:05d}", self._limits)
        except DocumentError as error:
            self._fail(listed.path, error)
            return
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise DiskFull(
                    f"Beim Entpacken von „{listed.path}“ war der Datenträger voll.",
                    hint="Schaffen Sie Platz und starten Sie die Aufnahme noch einmal.",
                ) from error
            reason = error.strerror or str(error)
            broken = BrokenFile(
                f"„{listed.path}“ lässt sich nicht öffnen ({reason}).", hint="Prüfen Sie die Leserechte."
            )
            self._fail(listed.path, broken)
            return
        if kind is Format.ZIP and not inner.files and not inner.failures:
            self.failures.append((listed.path, EmptyFile(f"Das Archiv „{listed.path}“ enthält keine Dateien.")))
        self.failures.extend(inner.failures)
        self.complete = self.complete and inner.complete
        for member in inner.files:
            self.add(member, depth + 1)

    def _fail(self, path: str, error: DocumentError) -> None:
        self.failures.append((path, error))
        self.complete = False


def find_container(listed: ListedFile) -> Format | None:
    """ZIP or EML where the file is one, None for everything else, unreadable files included: reading names those."""
    suffix = PurePosixPath(listed.path).suffix.lower()
    try:
        if suffix in _SURE_SUFFIXES:
            with listed.file.open("rb") as file:
                if not file.read(4).startswith(_SIGNATURES) or suffix in {".docx", ".pptx", ".xlsx", ".odt"}:
                    return None
        kind = detect_format(listed.file, listed.path)
    except (DocumentError, OSError):
        # A damaged archive must not be taken for a document that nobody can read.
        return Format.ZIP if suffix == ".zip" else None
    return kind if kind in (Format.ZIP, Format.EML) else None


def _too_deep(path: str, limits: Limits) -> UnsafeArchive:
    return UnsafeArchive(
        f"Das Archiv „{path}“ liegt zu tief in anderen ({limits.container_depth} Ebenen sind erlaubt).",
        hint="Packen Sie die Dateien in ein einziges Archiv.",
    )
