"""One run of `ingest`: listing, reading in processes, writing in batches, and what became of each document."""

from __future__ import annotations

import errno
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.facts import apply_edits, read_fact
from app.job_log import RunningJob
from app.reports import IngestFailure, IngestProgress, IngestReport
from app.tally import Tally
from corpora import errors
from corpora.catalog import Catalog
from corpora.errors import BrokenFile, DiskFull, DocumentError, ReaderCrashed, VanishedFiles
from corpora.fact_edits import FactEdits
from corpora.model import Chunk, Corpus, Document, DocumentState, Source
from corpora.records import DocumentRecord, KnownFile
from index.indexer import Indexer
from index.packing import TASK, EncodedDocument, EncodedPassages, unpack
from index.writing import Reading
from ingest.chunking import DocumentKey, chunk
from ingest.limits import Limits, OcrSettings
from ingest.pipeline import ReadDocument, ReadingTask, is_answer, reading_fingerprint
from ingest.sandbox import ReadingPool
from ingest.sources.folder import list_folder
from ingest.sources.inventory import FoundDocument, Inventory, take_inventory
from ingest.sources.listing import Listing
from ingest.sources.seen import SeenFiles

OnProgress = Callable[[IngestProgress], None]

_VANISHED_SHARE, _VANISHED_FEW = 0.1, 3
"""Up to so many vanished files are removed without asking."""
_UNSUCCESSFUL = (DocumentState.FAILED, DocumentState.NEEDS_OCR, DocumentState.PARTIAL)
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ReadingParts:
    """How files are read."""

    limits: Limits
    ocr: OcrSettings
    workers: int


class _CalledOffError(Exception):
    """The job was called off while the folders were being listed."""


@dataclass(slots=True)
class Ingestion:
    """A run into one corpus. Make one, call `run` once."""

    catalog: Catalog
    indexer: Indexer
    reading: ReadingParts
    corpus: Corpus
    seen: SeenFiles
    work: Path
    """Where archives are opened; removed with everything in it when the run begins and when it ends."""
    on_progress: OnProgress
    job: RunningJob
    list_files: Callable[[Path], Listing] = list_folder
    """What a folder holds."""
    unwanted: frozenset[str] = frozenset()
    """Documents that are left out although they are there."""
    again: frozenset[str] = frozenset()
    """Documents that are read although nothing about them has changed."""
    edits: FactEdits | None = None
    """Facts that people have set right; None: nobody has."""
    _tally: Tally = field(default_factory=Tally, init=False)
    _fingerprint: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self._fingerprint = reading_fingerprint(self.reading.ocr)

    def run(
        self,
        paths: Sequence[Path],
        *,
        confirm_vanished: bool,
        retry_failed: bool,
        remove: Callable[[Sequence[str]], object],
    ) -> IngestReport:
        """Read what is new or changed, then `remove` the documents whose files are gone.

        A job that is called off ends after the documents that were read, and removes nothing. Raises `FolderMissing`,
        `VanishedFiles` (both before anything is changed) and every other `Unavailable`; what was committed before
        stays.
        """
        tenant, id = self.corpus.tenant, self.corpus.id
        known = self.catalog.known_hashes(tenant, id)

        def is_known(path: str, sha256: str) -> bool:
            return path in self.unwanted or (
                path not in self.again and self._is_unchanged(known.get(path), sha256, retry_failed)
            )

        with self._work_folder():
            # 1. List the folders: nothing is changed yet.
            try:
                inventory = self._list(paths, is_known)
            except _CalledOffError:
                return self._report()
            for path in self.unwanted:
                inventory.documents.pop(path, None)
                inventory.failures.pop(path, None)
            gone = sorted(inventory.vanished & known.keys())
            if not confirm_vanished:
                _check_vanished(gone, inventory, f"{tenant}/{id}")
            # 2. Remember where everything came from before any of it is there: a crash must not lose the origin.
            self._remember(inventory)
            # 3. Read and write what is new.
            new = [found for path, found in sorted(inventory.documents.items()) if not is_known(path, found.sha256)]
            self._tally.skipped = len(inventory.documents) - len(new)
            self._record_failures(inventory, is_known)
            self._read(new)
            # 4. Remove what is gone.
            if self.job.should_stop():
                gone = []
            if gone:
                remove(gone)
                self.seen.forget(gone)
                self.seen.save()
        if not self.job.should_stop():
            self.indexer.merge(tenant, self._tally.chunks)
        listed = [(one.path, one.sha256) for one in inventory.documents.values()]
        listed += [(one.path, one.sha256) for one in inventory.failures.values()]
        unchanged = [known[path] for path, sha256 in listed if is_known(path, sha256)]
        failed_before = sum(one.state in _UNSUCCESSFUL for one in unchanged)
        return self._report(listed=len(listed), failed_before=failed_before, vanished=gone)

    def read_stored(self, found: Sequence[FoundDocument]) -> IngestReport:
        """Read documents again from bytes that lie in the library, whatever became of their own files."""
        with self._work_folder():
            self._read(found)
        return self._report(listed=len(found))

    def fail_again(self, record: DocumentRecord) -> None:
        """Say again that a document's newer file failed, after its older one was read; `record` is from before."""
        if record.sha256 == record.version_sha256 or self.catalog.document_by_id([record.id])[record.id] == record:
            return
        error = getattr(errors, record.reason_code, BrokenFile)(record.reason)
        source = Source(record.tenant, record.corpus, record.path, self.work, record.sha256, record.bytes)
        self.catalog.record_failure(source, error, seconds=record.seconds, fingerprint=self._fingerprint)

    def _report(self, *, listed: int = 0, failed_before: int = 0, vanished: Sequence[str] = ()) -> IngestReport:
        tally = self._tally
        return IngestReport(
            listed=listed,
            skipped=tally.skipped,
            states=dict(tally.states),
            failures=tuple(tally.failures[path] for path in sorted(tally.failures)),
            failed_before=failed_before,
            vanished=tuple(vanished),
            pages=tally.pages,
            chunks=tally.chunks,
            bytes=tally.bytes,
            seconds=time.monotonic() - tally.started,
            cancelled=self.job.should_stop(),
        )

    def _is_unchanged(self, known: KnownFile | None, sha256: str, retry_failed: bool) -> bool:
        if known is None or known.sha256 != sha256 or known.fingerprint != self._fingerprint:
            return False
        return not (retry_failed and known.state in _UNSUCCESSFUL)

    @contextmanager
    def _work_folder(self) -> Iterator[None]:
        shutil.rmtree(self.work, ignore_errors=True)
        try:
            yield
        finally:
            shutil.rmtree(self.work, ignore_errors=True)

    def _list(self, paths: Sequence[Path], is_known: Callable[[str, str], bool]) -> Inventory:
        shown = 0.0

        def on_file(path: str) -> None:
            nonlocal shown
            if time.monotonic() - shown > 0.1:
                shown = time.monotonic()
                if self.job.should_stop():
                    raise _CalledOffError
                self.on_progress(self._tally.progress(path))

        try:
            return take_inventory(
                paths,
                self.seen,
                is_known=is_known,
                limits=self.reading.limits,
                work=self.work,
                on_file=on_file,
                list_files=self.list_files,
            )
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull(
                    "Beim Entpacken von Archiven ist der Speicherplatz ausgegangen.",
                    hint="Schaffen Sie Platz und starten Sie den Befehl noch einmal.",
                ) from error
            raise

    def _remember(self, inventory: Inventory) -> None:
        for root, files in inventory.seen:
            self.seen.note(root, files)
        self.seen.save()

    def _record_failures(self, inventory: Inventory, is_known: Callable[[str, str], bool]) -> None:
        """Files that could not be listed: each a record of its own, unless it is one already."""
        for path, failure in sorted(inventory.failures.items()):
            if failure.sha256 and is_known(path, failure.sha256):
                continue
            source = self._source(FoundDocument(path, failure.file, failure.sha256, failure.size), failure.file)
            self._fail(source, failure.error, 0.0)
        for path, error in sorted(inventory.doubles.items()):
            # The catalogue knows the path by the other file; only the report can tell of this one.
            self._tally.failures[path] = IngestFailure(path, error.code, str(error))

    def _source(self, found: FoundDocument, file: Path) -> Source:
        return Source(self.corpus.tenant, self.corpus.id, found.path, file, found.sha256, found.size)

    def _fail(self, source: Source, error: DocumentError, seconds: float) -> None:
        self.catalog.record_failure(source, error, seconds=seconds, fingerprint=self._fingerprint)
        failure = IngestFailure(source.path, error.code, str(error))
        self._tally.add(source.path, source.size, DocumentState.FAILED, failure)

    def _read(self, new: Sequence[FoundDocument]) -> None:
        tally = self._tally
        sources = [self._source(found, found.file) for found in new if found.file is not None]
        tally.total = len(sources) + tally.done
        tally.total_bytes = sum(source.size for source in sources) + tally.bytes
        tally.reading_since = time.monotonic()
        self._show("")
        if not sources:
            return
        with self._open_pool(len(sources)) as pool:
            readings = self._readings(pool, sources)
            tenant, corpus = self.corpus.tenant, self.corpus.id
            for reading, error in self.indexer.index_documents(tenant, corpus, readings):
                self._count(reading, error)
                self._show(reading.source.path)

    def _open_pool(self, jobs: int) -> AbstractContextManager[ReadingPool[ReadingTask, EncodedDocument]]:
        workers = max(1, min(self.reading.workers, jobs))
        return ReadingPool(TASK, workers=workers, limits=self.reading.limits)

    def _readings(
        self, pool: ReadingPool[ReadingTask, EncodedDocument], sources: Sequence[Source]
    ) -> Iterator[Reading]:
        """What could be read; what could not is recorded on the way."""
        limits, ocr = self.reading.limits, self.reading.ocr
        tasks = (ReadingTask(source, self.corpus, limits, ocr) for source in sources)
        for task, answer in pool.map(tasks, self.job.should_stop):
            if isinstance(answer, DocumentError):
                self._fail(task.source, answer, 0.0)
                self._show(task.source.path)
                continue
            encoded = _believe(task, answer)
            if encoded is None:
                forged = ReaderCrashed(
                    f"Der Leseprozess hat für „{task.source.path}“ falsche Angaben geliefert.",
                    hint="Die Datei ist vermutlich schädlich. Lassen Sie sie prüfen.",
                )
                self._fail(task.source, forged, 0.0)
                self._show(task.source.path)
                continue
            read = answer.read
            if read.document.state is DocumentState.FAILED:
                self._fail(task.source, BrokenFile(read.document.reason), read.seconds)
                self._show(task.source.path)
            else:
                document, chunks = self._set_right(read)
                # Chunks that were cut anew have another context, and so other vectors.
                same = encoded if chunks is read.chunks else None
                self._tally.add_read(task.source.size)
                self._show(task.source.path)
                yield Reading(task.source, document, chunks, read.seconds, self._fingerprint, same)

    def _set_right(self, read: ReadDocument) -> tuple[Document, Sequence[Chunk]]:
        """What was read, with the facts that people have set in place of those that were read."""
        document = read.document
        edits = {} if self.edits is None else self.edits.of([document.id]).get(document.id, {})
        if self.edits is None or not edits:
            return document, read.chunks
        self.edits.note_read(document.id, {field: read_fact(document.facts, field) for field in edits})
        edited = apply_edits(document, self.corpus, edits)
        key = DocumentKey(edited.tenant, edited.corpus, edited.path, edited.version)
        readable = bool(read.chunks)
        return edited, chunk(key, edited.facts, edited.kind, edited.sections, edited.pages) if readable else ()

    def _show(self, path: str) -> None:
        progress = self._tally.progress(path)
        self.on_progress(progress)
        self.job.note(progress.done, progress.total, progress.failed)

    def _count(self, reading: Reading, error: DocumentError | None) -> None:
        self._tally.end_waiting(reading.source.size)
        if error is not None:
            self._fail(reading.source, error, reading.seconds)
            return
        document = reading.document
        failure = None
        if document.state is not DocumentState.READY:
            failure = IngestFailure(document.path, document.reason_code, document.reason)
        self._tally.add(document.path, reading.source.size, document.state, failure)
        self._tally.pages += len(document.pages)
        self._tally.chunks += len(reading.chunks)


def _believe(task: ReadingTask, answer: EncodedDocument) -> EncodedPassages | None:
    """The vectors of an answer that can be true of the file of `task`; None for any other answer."""
    # The transport vouches for records, not for which: an overpowered process picks them.
    if not isinstance(answer, EncodedDocument) or not isinstance(answer.read, ReadDocument):
        return None
    return unpack(answer.passages, answer.read.chunks) if is_answer(task, answer.read) else None


def _check_vanished(gone: Sequence[str], inventory: Inventory, corpus: str) -> None:
    if len(gone) <= _VANISHED_FEW or len(gone) <= _VANISHED_SHARE * inventory.expected:
        return
    shown = ", ".join(f"„{path}“" for path in gone[:_SHOWN])
    raise VanishedFiles(
        f"In den Ordnern fehlen {len(gone)} von {inventory.expected} Dateien, die der Bestand „{corpus}“ daraus hat "
        f"({shown}{' …' if len(gone) > _SHOWN else ''}). Es wurde nichts geändert.",
        hint="Prüfen Sie, ob der Ordner vollständig verbunden ist. Sollen die Dokumente wirklich entfernt werden, "
        "wiederholen Sie den Befehl mit --confirm-vanished.",
    )
