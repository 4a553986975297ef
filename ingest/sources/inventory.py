"""Folders and files as given by a person → the documents they hold now, what cannot be listed, and what is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from corpora.errors import BrokenFile, DocumentError
from ingest.limits import Limits
from ingest.sources.containers import find_container, open_containers
from ingest.sources.folder import list_folder
from ingest.sources.listing import ListedFile, Listing, hash_file
from ingest.sources.seen import SeenFile, SeenFiles, Stamp, is_below, settled

_NEVER = Stamp(-1, 0, 0)


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document that is there now."""

    path: str
    file: Path | None
    """Where its bytes lie; None inside of an archive that was not opened because nothing in it is new."""
    sha256: str
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class FailedListing:
    """A file that cannot even be handed to a reader: not readable, or an archive that does not open."""

    path: str
    file: Path
    sha256: str
    """Empty when the file cannot be read."""
    size: int
    error: DocumentError


@dataclass(slots=True)
class Inventory:
    """All that the given folders and files hold."""

    documents: dict[str, FoundDocument] = field(default_factory=dict)
    failures: dict[str, FailedListing] = field(default_factory=dict)
    doubles: dict[str, DocumentError] = field(default_factory=dict)
    """Paths under which a second, different file was found; the first one counts."""
    vanished: set[str] = field(default_factory=set)
    """Paths that were there when the same folder was last listed."""
    expected: int = 0
    """How many documents the folders held when they were last listed."""
    seen: list[tuple[str, dict[str, SeenFile]]] = field(default_factory=list)
    """What to remember: folder and its files."""


def take_inventory(  # noqa: PLR0913 - paths and memory, and four that bound the work
    paths: Iterable[Path],
    seen: SeenFiles,
    *,
    is_known: Callable[[str, str], bool],
    limits: Limits,
    work: Path,
    on_file: Callable[[str], None] = lambda path: None,
    list_files: Callable[[Path], Listing] = list_folder,
) -> Inventory:
    """List `paths`; archives with anything in them that `is_known(path, sha256)` denies are opened below `work`.

    `seen` is read and not changed. Raises `FolderMissing`; OSError when `work` cannot be written.
    """
    inventory = Inventory()
    for number, path in enumerate(paths):
        root, prefix = seen.place(path)
        listing = list_files(path)
        before = seen.below(root, prefix)
        if path.is_file():
            # One file says nothing of its neighbours.
            before = {name: one for name, one in before.items() if name == f"{prefix}{listing.files[0].path}"}
        lister = _Lister(inventory, before, is_known, limits, work / str(number))
        for listed in listing.files:
            on_file(listed.path)
            lister.add(ListedFile(f"{prefix}{listed.path}", listed.file, listed.size))
        for name, error in listing.failures:
            lister.fail(FailedListing(f"{prefix}{name}", path / name, "", 0, error))
        inventory.seen.append((root, lister.files))
        held = {document for one in before.values() for document in one.documents}
        inventory.expected += len(held)
        if listing.complete:
            inventory.vanished |= {document for document in held if not lister.explains(document)}
    inventory.vanished -= inventory.documents.keys() | inventory.failures.keys()
    return inventory


class _Lister:
    """One folder's files on their way into the inventory."""

    def __init__(
        self,
        inventory: Inventory,
        before: dict[str, SeenFile],
        is_known: Callable[[str, str], bool],
        limits: Limits,
        work: Path,
    ) -> None:
        self._inventory = inventory
        self._before = before
        self._is_known = is_known
        self._limits = limits
        self._work = work
        self._opened = 0
        self._unsure: list[str] = []
        self.files: dict[str, SeenFile] = {}

    def add(self, listed: ListedFile) -> None:
        """Add a file with what is in it."""
        try:
            stamp = Stamp.of(listed.file)
            old = self._before.get(listed.path)
            same = old if old is not None and old.stamp == stamp and old.complete else None
            if same is not None and all(self._is_known(name, sha) for name, (sha, _) in same.documents.items()):
                self._keep(listed, same)
            elif find_container(listed) is None:
                self._add_plain(listed, stamp, same)
            else:
                self._add_container(listed, stamp)
        except OSError as error:
            if error.filename is not None and str(error.filename).startswith(str(self._work)):
                raise
            self.fail(FailedListing(listed.path, listed.file, "", listed.size, _unreadable(listed.path, error)))

    def fail(self, failure: FailedListing) -> None:
        """Add a file that cannot be listed."""
        self._inventory.failures[failure.path] = failure
        self._unsure.append(failure.path)
        self.files.setdefault(failure.path, SeenFile(_NEVER, {failure.path: (failure.sha256, failure.size)}, False))

    def explains(self, document: str) -> bool:
        """Whether a document is still there, or may be inside of something that could not be opened."""
        inventory = self._inventory
        return (
            document in inventory.documents
            or document in inventory.failures
            or any(is_below(document, container) for container in self._unsure)
        )

    def _keep(self, listed: ListedFile, same: SeenFile) -> None:
        self.files[listed.path] = same
        for name, (sha256, size) in same.documents.items():
            self._found(FoundDocument(name, listed.file if name == listed.path else None, sha256, size))

    def _add_plain(self, listed: ListedFile, stamp: Stamp, same: SeenFile | None) -> None:
        known = None if same is None else same.documents.get(listed.path)
        sha256, size = known or (hash_file(listed.file), stamp.size)
        self.files[listed.path] = SeenFile(settled(stamp), {listed.path: (sha256, size)})
        self._found(FoundDocument(listed.path, listed.file, sha256, size))

    def _add_container(self, listed: ListedFile, stamp: Stamp) -> None:
        self._opened += 1
        inner = open_containers(Listing((listed,), (), True), self._work / str(self._opened), self._limits)
        documents: dict[str, tuple[str, int]] = {}
        for member in inner.files:
            documents[member.path] = hash_file(member.file), member.size
            self._found(FoundDocument(member.path, member.file, *documents[member.path]))
        for name, error in inner.failures:
            sha256 = hash_file(listed.file)
            documents[name] = sha256, listed.size
            self.fail(FailedListing(name, listed.file, sha256, listed.size, error))
        self.files[listed.path] = SeenFile(settled(stamp), documents, inner.complete)

    def _found(self, document: FoundDocument) -> None:
        first = self._inventory.documents.setdefault(document.path, document)
        if first.sha256 != document.sha256:
            self._inventory.doubles[document.path] = BrokenFile(
                f"„{document.path}“ liegt zweimal mit verschiedenem Inhalt vor; eingelesen wurde {first.file}.",
                hint="Benennen Sie eine der beiden Dateien um oder lesen Sie den gemeinsamen Oberordner ein.",
            )


def _unreadable(path: str, error: OSError) -> DocumentError:
    failure = BrokenFile(
        f"Die Datei „{path}“ lässt sich nicht lesen ({error.strerror or error}).",
        hint="Prüfen Sie die Leserechte und ob das Laufwerk verbunden ist.",
    )
    failure.__cause__ = error
    return failure
