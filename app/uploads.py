"""Uploaded files on their way into a corpus: a batch is filled, looked at, and read in or thrown away.

What arrives lies under names of our own in a folder of its batch; what the sender called it stands in a list. Limits on
number, size and type are checked before anything is read, a file's content before it is offered for reading.
"""

from __future__ import annotations

import datetime
import json
import re
import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from uuid import uuid4

from pydantic import TypeAdapter

from app.access import Person
from app.clock import Clock
from app.holdings import Holdings
from corpora.errors import DocumentError, EmptyFile, TooLarge, UnknownUpload, UnsupportedFormat, UsageError
from ingest.limits import Limits
from ingest.readers.detection import READABLE, detect_format
from ingest.sources.upload import clean_path, raise_full, write_whole

SUFFIXES = frozenset(
    ".pdf .docx .docm .odt .pptx .pptm .xlsx .xlsm .html .htm .xhtml .eml .md .markdown .mdown .txt .zip".split()
)
"""What an uploaded file's name may end in."""

_LIST = "angaben.json"
_ID = re.compile(r"[0-9a-f]{32}")
_STAGING = ".stapel"
"""Folder of a tenant's batches; hidden, so that no corpus can have its name."""


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What may be uploaded."""

    max_file_bytes: int
    max_files: int
    """In one batch, refused ones included."""
    max_bytes: int
    """In one batch."""
    max_batches: int
    """Of one tenant at a time."""
    keep: datetime.timedelta
    """After this time a batch that nobody read in is thrown away."""


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file of a batch."""

    id: str
    path: str
    """What it is called, with its folders; the document's path when it is read in."""
    size: int
    """Bytes; 0 for a file that was refused before all of it arrived."""
    media_type: str
    """By content; empty for a refused file."""
    refused_code: str = ""
    """Name of the error in `corpora.errors` when it was refused: then nothing of it is kept."""
    refused: str = ""
    """German; why, and what to do."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that were uploaded together."""

    id: str
    tenant: str
    corpus: str
    subject: str
    """Of the person who uploads."""
    created: datetime.datetime
    files: tuple[UploadedFile, ...] = ()
    """In the order of their arrival."""

    @property
    def bytes(self) -> int:
        """Of all files that are kept."""
        return sum(file.size for file in self.files if not file.refused)


_BATCHES = TypeAdapter(Batch)


@dataclass(slots=True)
class _Arrivals:
    """What is on its way into a batch just now."""

    files: int = 0
    bytes: int = 0
    kept: int = 0
    """Bytes that are in the batch already."""


class Uploads:
    """All batches. Thread-safe. For managers; raises `NotAllowed` for all others."""

    def __init__(self, root: Path, limits: UploadLimits, reading: Limits, holdings: Holdings, clock: Clock) -> None:
        """`root` is shared with `app.kept_files`; `reading` bounds what can be read of a file at all."""
        self.limits = replace(limits, max_file_bytes=min(limits.max_file_bytes, reading.max_bytes))
        self._root = root
        self._holdings = holdings
        self._clock = clock
        self._lock = threading.Lock()
        self._arriving: dict[str, _Arrivals] = {}
        self._claimed: set[str] = set()

    def begin(self, person: Person, corpus: str) -> Batch:
        """A new, empty batch for a corpus. Raises `UnknownCorpus`, `UsageError` when too many are open."""
        target = self._holdings.corpus(person, corpus)
        batch = Batch(uuid4().hex, person.tenant, target.id, person.subject, self._clock.now())
        with self._lock:
            if len(self._folders(person.tenant)) >= self.limits.max_batches:
                raise UsageError(
                    f"Es warten schon {self.limits.max_batches} Stapel hochgeladener Dateien.",
                    hint="Lesen Sie einen davon ein oder verwerfen Sie ihn.",
                )
            self._save(batch)
        return batch

    def all(self, person: Person) -> list[Batch]:
        """The person's batches that were not read in yet, the newest first."""
        seen = {corpus.id for corpus in self._holdings.corpora(person)}
        with self._lock:
            found = [self._load(folder) for folder in self._folders(person.tenant) if folder.name not in self._claimed]
        own = [batch for batch in found if batch.subject == person.subject and batch.corpus in seen]
        return sorted(own, key=lambda batch: (batch.created, batch.id), reverse=True)

    def one(self, person: Person, id: str) -> Batch:
        """One of them. Raises `UnknownUpload`."""
        with self._lock:
            return self._own(person, id)

    def add(
        self, person: Person, id: str, name: str, content: Iterable[bytes], *, instead_of: str | None = None
    ) -> UploadedFile:
        """Take in a file; one that cannot be read is noted as refused and not kept.

        `content` comes in blocks and is left unread once a limit is passed. A file that can be read takes the path
        `instead_of` where that is given. Raises `UnknownUpload`, `InvalidName`, `UsageError` when the batch is full,
        `DiskFull`.
        """
        path = clean_path(name)
        with self._arrival(person, id) as (batch, arrivals):
            file = UploadedFile(uuid4().hex, path, 0, "")
            try:
                _check_suffix(path)
                file = self._receive(batch, file, content, arrivals)
            except DocumentError as error:
                arrived = self._file(batch, file.id)
                whole = arrived.is_file() and not isinstance(error, TooLarge)
                size = arrived.stat().st_size if whole else 0
                arrived.unlink(missing_ok=True)
                file = replace(file, size=size, refused_code=error.code, refused=str(error))
            except BaseException:
                self._file(batch, file.id).unlink(missing_ok=True)
                raise
            with self._lock:
                now = self._own(person, id)
                wanted = path if instead_of is None or file.refused else clean_path(instead_of)
                file = replace(file, path=free_path(wanted, {other.path for other in now.files}))
                now = replace(now, files=(*now.files, file))
                self._save(now)
                arrivals.kept = now.bytes
        return file

    def remove(self, person: Person, id: str, file: str) -> Batch:
        """Take a file out of a batch; no error when it is not in it. Raises `UnknownUpload`."""
        with self._lock:
            batch = self._own(person, id)
            left = replace(batch, files=tuple(each for each in batch.files if each.id != file))
            if left != batch:
                self._save(left)
                self._file(batch, file).unlink(missing_ok=True)
        return left

    def discard(self, person: Person, id: str) -> None:
        """Throw a batch away. Raises `UnknownUpload`."""
        with self._lock:
            batch = self._own(person, id)
            shutil.rmtree(self._folder(batch.tenant, batch.id), ignore_errors=True)

    def files(self, person: Person, id: str) -> Mapping[str, Path]:
        """Path of each document to be to the file that waits for it. Raises `UnknownUpload`.

        A path that is taken by a document which the person may not see is given a number: it can neither be told nor
        replaced.
        """
        return self.files_of(person, self.one(person, id))

    def files_of(self, person: Person, batch: Batch) -> Mapping[str, Path]:
        """The same for a batch that was claimed."""
        taken = set(self._holdings.hidden_paths(person, batch.corpus))
        found: dict[str, Path] = {}
        for file in batch.files:
            if not file.refused:
                path = free_path(file.path, taken)
                taken.add(path)
                found[path] = self._file(batch, file.id)
        return found

    def claim(self, person: Person, id: str) -> Batch:
        """Take a batch out of everybody's sight, for the job that reads it in. Raises `UnknownUpload`."""
        with self._lock:
            batch = self._own(person, id)
            self._claimed.add(id)
        return batch

    def release(self, batch: Batch) -> None:
        """Put a claimed batch back where it was, if it was not dropped."""
        with self._lock:
            self._claimed.discard(batch.id)

    def drop(self, batch: Batch) -> None:
        """Throw a claimed batch away: what was in it is kept elsewhere."""
        shutil.rmtree(self._folder(batch.tenant, batch.id), ignore_errors=True)

    def sweep(self) -> int:
        """Throw away everybody's batches whose time is over; return how many."""
        oldest = self._clock.now() - self.limits.keep
        swept = 0
        with self._lock:
            for folder in self._root.glob(f"*/{_STAGING}/*"):
                if folder.name in self._claimed or folder.name in self._arriving:
                    continue
                if not (folder / _LIST).is_file() or self._load(folder).created < oldest:
                    shutil.rmtree(folder, ignore_errors=True)
                    swept += 1
        return swept

    # Arrival

    @contextmanager
    def _arrival(self, person: Person, id: str) -> Iterator[tuple[Batch, _Arrivals]]:
        """Room for one more file in a batch, while it arrives."""
        with self._lock:
            batch = self._own(person, id)
            arrivals = self._arriving.setdefault(id, _Arrivals())
            if len(batch.files) + arrivals.files >= self.limits.max_files:
                raise UsageError(
                    f"Ein Stapel nimmt höchstens {self.limits.max_files} Dateien auf.",
                    hint="Lesen Sie diesen Stapel ein und laden Sie die übrigen Dateien danach hoch.",
                )
            arrivals.files += 1
            arrivals.kept = batch.bytes
        try:
            yield batch, arrivals
        finally:
            with self._lock:
                arrivals.files -= 1
                if not arrivals.files:
                    self._arriving.pop(id, None)

    def _receive(self, batch: Batch, file: UploadedFile, content: Iterable[bytes], arrivals: _Arrivals) -> UploadedFile:
        target, size = self._file(batch, file.id), 0
        try:
            with target.open("xb") as writing:
                for block in content:
                    size += len(block)
                    with self._lock:
                        arrivals.bytes += len(block)
                        in_all = arrivals.kept + arrivals.bytes
                    self._check_size(file.path, size, in_all)
                    writing.write(block)
        except OSError as error:
            raise_full(error)
            raise
        finally:
            with self._lock:
                arrivals.bytes -= size
        if not size:
            raise EmptyFile(f"Die Datei „{file.path}“ ist leer.", hint="Laden Sie die richtige Datei hoch.")
        return replace(file, size=size, media_type=detect_format(target, file.path).value)

    def _check_size(self, path: str, size: int, in_all: int) -> None:
        if size > self.limits.max_file_bytes:
            raise TooLarge(
                f"Die Datei „{path}“ ist größer als {self.limits.max_file_bytes / 2**20:.0f} MB.",
                hint="Teilen Sie sie oder verkleinern Sie ihre Bilder.",
            )
        if in_all > self.limits.max_bytes:
            raise UsageError(
                f"Ein Stapel nimmt höchstens {self.limits.max_bytes / 2**20:.0f} MB auf.",
                hint="Lesen Sie diesen Stapel ein und laden Sie die übrigen Dateien danach hoch.",
            )

    # Where batches lie

    def _own(self, person: Person, id: str) -> Batch:
        seen = {corpus.id for corpus in self._holdings.corpora(person)}
        if _ID.fullmatch(id) and id not in self._claimed:
            folder = self._folder(person.tenant, id)
            if (folder / _LIST).is_file():
                batch = self._load(folder)
                if batch.subject == person.subject and batch.corpus in seen:
                    return batch
        raise UnknownUpload(
            "Diesen Stapel hochgeladener Dateien gibt es nicht.", hint="Laden Sie die Dateien noch einmal hoch."
        )

    def _folders(self, tenant: str) -> list[Path]:
        return [folder for folder in self._staging(tenant).glob("*") if (folder / _LIST).is_file()]

    def _staging(self, tenant: str) -> Path:
        return self._root / tenant / _STAGING

    def _folder(self, tenant: str, id: str) -> Path:
        return self._staging(tenant) / id

    def _file(self, batch: Batch, id: str) -> Path:
        return self._folder(batch.tenant, batch.id) / id

    def _save(self, batch: Batch) -> None:
        folder = self._folder(batch.tenant, batch.id)
        write_whole(folder / _LIST, json.dumps(_BATCHES.dump_python(batch, mode="json"), ensure_ascii=False).encode())

    @staticmethod
    def _load(folder: Path) -> Batch:
        return _BATCHES.validate_json((folder / _LIST).read_bytes())


def free_path(path: str, taken: Iterable[str]) -> str:
    """`path`, or the first of ``name (2).pdf``, ``name (3).pdf`` … that is not taken."""
    busy = set(taken)
    pure, number, found = PurePosixPath(path), 1, path
    while found in busy:
        number += 1
        found = str(pure.with_name(f"{pure.stem} ({number}){pure.suffix}"))
    return found


def _check_suffix(path: str) -> None:
    suffix = PurePosixPath(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise UnsupportedFormat(
            f"Dateien, die auf „{suffix}“ enden, werden nicht gelesen." if suffix else f"„{path}“ hat keine Endung.",
            hint=f"Gelesen werden {READABLE}. Speichern Sie die Datei in einem davon.",
        )
