"""The use cases of a knowledge manager: bring papers in, take them out, build the index anew.

One of them at a time for each tenant. Each is recorded as a job in the catalogue; a tenant whose last job did not run
to its end is swept before the next one begins.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from app.data_folder import keep_out
from app.ingestion import Ingestion, OnProgress, ReadingParts
from app.reports import DeletionReceipt, IngestFailure, IngestProgress, IngestReport, ReindexReport
from corpora.catalog import Catalog
from corpora.errors import AktenkompassError, DataFolderBusy, IndexOutdated, IndexUnavailable, UnknownDocument
from corpora.jobs import Jobs
from corpora.library import Library, Removed
from corpora.model import document_id
from corpora.names import check_id
from corpora.records import DocumentRecord, JobState
from index.indexer import Indexer
from ingest.limits import Limits, OcrSettings
from ingest.sources.seen import SeenFiles

_NOTE_SECONDS = 1.0
"""Between two records of a job's progress."""


class Knowledge:
    """What a knowledge manager does. Thread-safe; every method raises `Unavailable` errors besides what it says."""

    def __init__(  # noqa: PLR0913 - three parts and four plain values
        self,
        catalog: Catalog,
        library: Library,
        indexer: Indexer,
        *,
        listings: Path,
        limits: Limits,
        ocr: OcrSettings,
        workers: int,
    ) -> None:
        """`listings` lies directly in the data folder and remembers what was ingested; `workers` processes read."""
        self._catalog = catalog
        self._jobs = Jobs(catalog.database)
        self._library = library
        self._indexer = indexer
        self._listings = listings
        self._reading = ReadingParts(limits, ocr, workers)
        self._busy: set[str] = set()
        self._lock = threading.Lock()

    def ingest(  # noqa: PLR0913 - what, from where, and two permissions
        self,
        tenant: str,
        corpus: str,
        paths: Sequence[Path],
        on_progress: OnProgress | None = None,
        *,
        confirm_vanished: bool = False,
        retry_failed: bool = False,
    ) -> IngestReport:
        """Bring the documents of a corpus up to date with folders and files.

        Unchanged files are skipped, failed ones too unless `retry_failed`. Documents whose files are gone from a folder
        that was ingested before are removed; more than a tenth of them (and more than three) only with
        `confirm_vanished`, else `VanishedFiles` is raised before anything is changed. Raises `UnknownTenant`,
        `UnknownCorpus`, `FolderMissing`, `IndexOutdated`, `DiskFull`; what was committed before stays. `UsageError` for
        a path in the data folder or around it.
        """
        into = self._catalog.corpus(tenant, corpus)
        keep_out(self._listings.parent, paths)
        with self._job(tenant, corpus, "ingest") as note:
            run = Ingestion(
                catalog=self._catalog,
                indexer=self._indexer,
                reading=self._reading,
                corpus=into,
                seen=SeenFiles.load(self._listing(tenant, corpus)),
                work=self._listings / tenant / ".entpackt",
                on_progress=on_progress or _keep_silent,
            )
            return run.run(
                paths,
                confirm_vanished=confirm_vanished,
                retry_failed=retry_failed,
                remove=lambda gone: self._remove(self._records(tenant, corpus, gone)),
                note=lambda progress: note(progress.done, progress.total, progress.failed),
            )

    def delete(self, tenant: str, corpus: str, path: str) -> DeletionReceipt:
        """Remove a document with everything of it; counted before and after.

        Raises `UnknownTenant`, `UnknownCorpus`, `UnknownDocument`. Its file stays where it was ingested from, and would
        come back with the next ingest of that folder.
        """
        record = self._catalog.document(tenant, corpus, path)
        with self._job(tenant, corpus, "delete"):
            receipt = self._remove([record])
            seen = SeenFiles.load(self._listing(tenant, corpus))
            seen.forget([path])
            seen.save()
        return replace(receipt, path=path)

    def remove_corpus(self, tenant: str, corpus: str) -> DeletionReceipt:
        """Remove a corpus with its documents and shares. Raises `UnknownTenant`, `UnknownCorpus`."""
        self._catalog.corpus(tenant, corpus)
        with self._job(tenant, corpus, "delete"):
            return self._remove_corpus(tenant, corpus)

    def remove_tenant(self, tenant: str) -> DeletionReceipt:
        """Remove a tenant with everything it has. Raises `UnknownTenant`.

        The catalogue forgets the tenant last: after a crash the same command finishes what it began.
        """
        own = self._catalog.corpora(tenant)
        with self._alone(tenant):
            receipt = DeletionReceipt(tenant, points=self._count_all(tenant, [corpus.id for corpus in own]))
            self._indexer.generations.drop_all(tenant)
            self._catalog.set_generation(tenant, None)
            for corpus in own:
                receipt = _sum(receipt, self._remove_corpus(tenant, corpus.id))
            removed = self._library.drop_tenant(tenant)
            # What a killed run had unpacked lies there too.
            with suppress(FileNotFoundError):
                shutil.rmtree(self._listings / check_id(tenant, "Mandanten"))
            self._catalog.remove_tenant(tenant)
        left = len(self._indexer.generations.store.generations(tenant))
        return _with_files(receipt, removed, {**receipt.remaining, "points": left})

    def reindex(self, tenant: str, on_progress: OnProgress | None = None) -> ReindexReport:
        """Build a tenant's index anew from the library, beside the old one, and swap it in.

        For a changed analysis or model, or a damaged index. The old index is searched until the new one is whole.
        Raises `UnknownTenant`, `DiskFull`.
        """
        started = time.monotonic()
        records = self._catalog.documents(tenant)
        total = sum(record.version is not None for record in records)
        done = chunks = pages = read = 0
        failures: list[IngestFailure] = []
        with self._job(tenant, None, "reindex", sweep=False) as note:
            for rebuilt in self._indexer.reindex(tenant):
                record = rebuilt.record
                done, chunks = done + 1, chunks + rebuilt.chunks
                pages, read = pages + record.pages, read + record.bytes
                if rebuilt.reason:
                    failures.append(
                        IngestFailure(f"{record.corpus}/{record.path}", UnknownDocument.__name__, rebuilt.reason)
                    )
                note(done, total, len(failures))
                if on_progress is not None:
                    seconds = time.monotonic() - started
                    rate = done / max(seconds, 1e-9)
                    on_progress(
                        IngestProgress(
                            done,
                            total,
                            len(failures),
                            0,
                            pages,
                            read,
                            seconds,
                            rate,
                            (total - done) / rate,
                            record.path,
                        )
                    )
        return ReindexReport(
            documents=done - len(failures),
            chunks=chunks,
            generation=self._catalog.generation(tenant) or "",
            failures=tuple(failures),
            seconds=time.monotonic() - started,
        )

    # Removing

    def _remove_corpus(self, tenant: str, corpus: str) -> DeletionReceipt:
        records = self._catalog.documents(tenant, corpus)
        points = self._count(tenant, corpus)
        # Forgotten first: from here on nothing finds them. The corpus itself goes last, so that after a crash the same
        # command finishes what it began.
        self._catalog.forget_documents(record.id for record in records)
        if self._catalog.generation(tenant) is not None:
            self._indexer.remove_corpus(tenant, corpus)
        removed = self._library.drop_corpus(tenant, corpus)
        left = {"points": self._count(tenant, corpus), "documents": len(self._catalog.documents(tenant, corpus))}
        self._catalog.remove_corpus(tenant, corpus)
        self._listing(tenant, corpus).unlink(missing_ok=True)
        receipt = DeletionReceipt(
            tenant, corpus, documents=len(records), points=points, pages=sum(record.pages for record in records)
        )
        return _with_files(receipt, removed, left)

    def _remove(self, records: Sequence[DocumentRecord]) -> DeletionReceipt:
        """Remove documents of one corpus; the catalogue forgets them first."""
        if not records:
            return DeletionReceipt("")
        tenant, corpus = records[0].tenant, records[0].corpus
        ids = frozenset(record.id for record in records)
        points = self._count(tenant, corpus, ids)
        self._catalog.forget_documents(ids)
        self._indexer.remove_documents(tenant, sorted(ids))
        still_used = {record.version_sha256 for record in self._catalog.documents(tenant, corpus)}
        removed = Removed()
        for record in records:
            removed += self._library.delete_document(tenant, corpus, record.id)
            if record.version_sha256 and record.version_sha256 not in still_used:
                removed += self._library.delete_original(tenant, corpus, record.version_sha256)
        left = {"points": self._count(tenant, corpus, ids), "documents": len(self._catalog.document_by_id(ids))}
        receipt = DeletionReceipt(
            tenant, corpus, documents=len(records), points=points, pages=sum(record.pages for record in records)
        )
        return _with_files(receipt, removed, left)

    def _count(self, tenant: str, corpus: str, documents: frozenset[str] = frozenset()) -> int:
        return self._indexer.count(tenant, corpus, documents)

    def _count_all(self, tenant: str, own: Sequence[str]) -> int:
        """All points of a tenant: as the engine counts them, as the catalogue does when the index cannot be opened."""
        try:
            return sum(self._count(tenant, corpus) for corpus in own)
        except (IndexOutdated, IndexUnavailable):
            return sum(record.chunks for record in self._catalog.documents(tenant))

    def _records(self, tenant: str, corpus: str, paths: Sequence[str]) -> list[DocumentRecord]:
        found = self._catalog.document_by_id(document_id(tenant, corpus, path) for path in paths)
        return [found[id] for id in sorted(found)]

    # Jobs

    def _listing(self, tenant: str, corpus: str) -> Path:
        return self._listings / check_id(tenant, "Mandanten") / f"{check_id(corpus, 'Bestands')}.json"

    @contextmanager
    def _alone(self, tenant: str) -> Iterator[None]:
        with self._lock:
            if tenant in self._busy:
                raise DataFolderBusy(
                    f"Für den Mandanten „{tenant}“ läuft gerade ein anderer Auftrag.",
                    hint="Warten Sie, bis er fertig ist.",
                )
            self._busy.add(tenant)
        try:
            yield
        finally:
            with self._lock:
                self._busy.discard(tenant)

    @contextmanager
    def _job(
        self, tenant: str, corpus: str | None, kind: str, *, sweep: bool = True
    ) -> Iterator[Callable[[int, int, int], None]]:
        """A job in the catalogue, alone with its tenant; yields what records its progress.

        With `sweep` False what an unclean end left is removed afterwards: for work that needs no sound index.
        """
        with self._alone(tenant):
            before = self._jobs.of_tenant(tenant)
            unclean = bool(before) and before[0].state is not JobState.DONE
            if unclean and sweep:
                self._indexer.sweep(tenant)
            job = self._jobs.start(tenant, corpus, kind)
            noted = 0.0

            def note(done: int, total: int, failed: int) -> None:
                nonlocal noted
                if time.monotonic() - noted >= _NOTE_SECONDS:
                    noted = time.monotonic()
                    self._jobs.update(job, done=done, total=total, failed=failed)

            try:
                yield note
                if unclean and not sweep:
                    self._indexer.sweep(tenant)
            except BaseException as error:
                ours = isinstance(error, AktenkompassError)
                self._end(job, JobState.FAILED if ours else JobState.INTERRUPTED, str(error) if ours else "")
                raise
            self._jobs.finish(job, JobState.DONE)

    def _end(self, job: str, state: JobState, note: str) -> None:
        try:
            self._jobs.finish(job, state, note=note)
        except AktenkompassError:
            # A full disk takes no note of itself; a job left running counts as not ended cleanly all the same.
            return


def _keep_silent(progress: IngestProgress) -> None:
    return


def _with_files(receipt: DeletionReceipt, removed: Removed, remaining: dict[str, int]) -> DeletionReceipt:
    return replace(
        receipt,
        versions=receipt.versions + removed.documents,
        originals=receipt.originals + removed.originals,
        bytes=receipt.bytes + removed.bytes,
        remaining=remaining,
    )


def _sum(one: DeletionReceipt, other: DeletionReceipt) -> DeletionReceipt:
    return replace(
        one,
        documents=one.documents + other.documents,
        points=one.points + other.points,
        pages=one.pages + other.pages,
        versions=one.versions + other.versions,
        originals=one.originals + other.originals,
        bytes=one.bytes + other.bytes,
        remaining={key: one.remaining.get(key, 0) + value for key, value in other.remaining.items()},
    )
