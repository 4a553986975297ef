"""What would be read if it were read now: of an uploaded batch, or of folders on the server."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from app.access import Person
from app.data_folder import keep_out
from app.holdings import Holdings
from app.knowledge import Knowledge
from app.server_folders import ServerFolders
from app.uploads import Uploads
from corpora.errors import DocumentError, EmptyFile, TooLarge
from corpora.model import Corpus
from corpora.records import DocumentRecord
from ingest.limits import Limits
from ingest.readers.detection import detect_format
from ingest.sources.folder import list_folder
from ingest.sources.inventory import FoundDocument, Inventory, take_inventory
from ingest.sources.listing import ListedFile, Listing
from ingest.sources.seen import SeenFiles


class Finding(StrEnum):
    """What would become of a file."""

    NEW = "new"
    CHANGED = "changed"
    """It takes the place of the document that has its path."""
    UNCHANGED = "unchanged"
    """It is there already, and is not read again."""
    DUPLICATE = "duplicate"
    """It would be read, but the same bytes are there under another path."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PreviewEntry:
    """One file, or one document in an archive or mail."""

    path: str
    size: int
    """Bytes."""
    finding: Finding
    media_type: str = ""
    """By content; empty for what is refused or lies in an archive that would not be opened."""
    same_as: str = ""
    """For a duplicate: ``corpus/path`` of the other one, or the path within the same batch."""
    code: str = ""
    reason: str = ""
    """German; why it is refused."""
    noted: bool = False
    """Whether reading would try a refused file all the same, and note it as one that cannot be read."""


@dataclass(frozen=True, slots=True)
class Preview:
    """All that was found, by path."""

    entries: tuple[PreviewEntry, ...]
    vanished: tuple[str, ...] = ()
    """Documents that would be removed because their files are gone."""

    @property
    def counts(self) -> Mapping[Finding, int]:
        """How many of each."""
        return Counter(entry.finding for entry in self.entries)

    @property
    def bytes(self) -> int:
        """Of all that would be read."""
        reads = (Finding.NEW, Finding.CHANGED, Finding.DUPLICATE)
        return sum(entry.size for entry in self.entries if entry.finding in reads)

    @property
    def noted(self) -> int:
        """Refused files that the job would count besides what it reads."""
        return sum(entry.noted for entry in self.entries)


class Previews:
    """Looks before anything is read. For managers; raises `NotAllowed` for all others."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts it looks with
        self,
        knowledge: Knowledge,
        holdings: Holdings,
        uploads: Uploads,
        folders: ServerFolders,
        limits: Limits,
        work: Path,
    ) -> None:
        """Archives are opened below `work`, for as long as one preview takes."""
        self._knowledge = knowledge
        self._holdings = holdings
        self._uploads = uploads
        self._folders = folders
        self._limits = limits
        self._work = work

    def of_upload(self, person: Person, upload: str) -> Preview:
        """What an uploaded batch holds, refused files included. Raises `UnknownUpload`."""
        batch = self._uploads.one(person, upload)
        corpus = self._holdings.corpus(person, batch.corpus)
        files = self._uploads.files(person, upload)
        listing = Listing(
            tuple(ListedFile(path, file, file.stat().st_size) for path, file in sorted(files.items())), (), True
        )
        with self._opened([self._work], SeenFiles(self._work), {}, lambda _: listing) as found:
            entries = self._judge(person, corpus, found)
        entries += [
            PreviewEntry(file.path, file.size, Finding.REFUSED, code=file.refused_code, reason=file.refused)
            for file in batch.files
            if file.refused
        ]
        return Preview(tuple(sorted(entries, key=lambda entry: entry.path)))

    def of_folders(self, person: Person, corpus: str, folders: Sequence[str]) -> Preview:
        """What folders on the server hold. Raises `UnknownCorpus`, `FolderMissing`, `UsageError`."""
        target = self._holdings.corpus(person, corpus)
        paths = [self._folders.resolve(person, name) for name in folders]
        keep_out(self._work.parent, paths)
        known = {record.path: record.sha256 for record in self._holdings.documents(person, target.id)}
        seen = self._knowledge.origins.seen(target.tenant, target.id)
        with self._opened(paths, seen, known, list_folder) as found:
            entries = self._judge(person, target, found)
        return Preview(
            tuple(sorted(entries, key=lambda entry: entry.path)), tuple(sorted(found.vanished & known.keys()))
        )

    @contextmanager
    def _opened(
        self,
        paths: Sequence[Path],
        seen: SeenFiles,
        known: Mapping[str, str],
        list_files: Callable[[Path], Listing],
    ) -> Iterator[Inventory]:
        work = self._work / uuid4().hex
        try:
            yield take_inventory(
                paths,
                seen,
                is_known=lambda path, sha256: known.get(path) == sha256,
                limits=self._limits,
                work=work,
                list_files=list_files,
            )
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def _judge(self, person: Person, corpus: Corpus, found: Inventory) -> list[PreviewEntry]:
        there = self._holdings.documents(person)
        by_path = {record.path: record for record in there if record.corpus == corpus.id}
        by_hash: dict[str, str] = {}
        for record in there:
            by_hash.setdefault(record.sha256, f"{record.corpus}/{record.path}")
        entries = []
        for path, document in sorted(found.documents.items()):
            entries.append(self._entry(document, by_path.get(path), by_hash))
            by_hash.setdefault(document.sha256, path)
        for path, failure in sorted(found.failures.items()):
            known = by_path.get(path)
            noted = known is None or known.sha256 != failure.sha256
            entries.append(_refused(path, failure.size, failure.error, noted=noted))
        entries += [_refused(path, 0, error, noted=False) for path, error in sorted(found.doubles.items())]
        return entries

    def _entry(self, document: FoundDocument, known: DocumentRecord | None, by_hash: Mapping[str, str]) -> PreviewEntry:
        if known is not None and known.sha256 == document.sha256:
            return PreviewEntry(document.path, document.size, Finding.UNCHANGED, known.media_type)
        kind = ""
        if document.file is not None:
            try:
                kind = self._check(document.path, document.file, document.size)
            except DocumentError as error:
                return _refused(document.path, document.size, error, noted=True)
        if known is not None:
            return PreviewEntry(document.path, document.size, Finding.CHANGED, kind)
        other = by_hash.get(document.sha256, "")
        finding = Finding.DUPLICATE if other else Finding.NEW
        return PreviewEntry(document.path, document.size, finding, kind, same_as=other)

    def _check(self, path: str, file: Path, size: int) -> str:
        if not size:
            raise EmptyFile(f"Die Datei „{path}“ ist leer.", hint="Prüfen Sie, ob die richtige Datei abgelegt wurde.")
        if size > self._limits.max_bytes:
            raise TooLarge(
                f"Die Datei „{path}“ ist größer als {self._limits.max_bytes / 2**20:.0f} MB.",
                hint="Teilen Sie sie oder verkleinern Sie ihre Bilder.",
            )
        return detect_format(file, path).value


def _refused(path: str, size: int, error: DocumentError, *, noted: bool) -> PreviewEntry:
    return PreviewEntry(path, size, Finding.REFUSED, code=error.code, reason=str(error), noted=noted)
