"""The use cases of a knowledge manager: bring papers in, take them out, build the index anew.

One of them at a time for each tenant. Each is recorded as a job in the catalogue; a tenant whose last job did not run
to its end is swept before the next one begins.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from app.data_folder import drop_measured, keep_out
from app.ingestion import Ingestion, OnProgress, ReadingParts
from app.job_log import AT_ONCE, JobLog, Order, RunningJob
from app.json_forms import ingest_report_form, receipt_form, reindex_report_form
from app.kept_files import KeptFiles
from app.origins import Origins
from app.removal import Removal, add_receipts, with_files
from app.reports import DeletionReceipt, IngestFailure, IngestProgress, IngestReport, ReindexReport
from app.tally import even_progress
from corpora.catalog import Catalog
from corpora.errors import UnknownDocument
from corpora.fact_edits import FactEdits
from corpora.jobs import Jobs
from corpora.library import Library
from corpora.model import Corpus, CorpusKind, document_id
from corpora.records import DocumentRecord
from index.indexer import Indexer
from ingest.limits import Limits, OcrSettings


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
        """`listings` lies directly in the data folder and remembers what was ingested; `workers` processes read.

        Uploaded files are kept in ``uploads`` beside it.
        """
        self._catalog = catalog
        self._library = library
        self._indexer = indexer
        self._home = listings.parent
        self.origins = Origins(listings, KeptFiles(self._home / "uploads"), library)
        """Where documents came from; changed only by jobs of their tenant."""
        self._reading = ReadingParts(limits, ocr, workers)
        self.log = JobLog(Jobs(catalog.database), indexer)
        """Keeps the work of each tenant apart."""
        self._edits = FactEdits(catalog.database)
        self._removal = Removal(catalog, library, indexer)

    def ingest(  # noqa: PLR0913 - what, from where, and two permissions
        self,
        tenant: str,
        corpus: str,
        paths: Sequence[Path],
        on_progress: OnProgress | None = None,
        *,
        confirm_vanished: bool = False,
        retry_failed: bool = False,
        order: Order = AT_ONCE,
    ) -> IngestReport:
        """Bring the documents of a corpus up to date with folders and files.

        Unchanged files are skipped, failed ones too unless `retry_failed`. Documents whose files are gone from a folder
        that was ingested before are removed; more than a tenth of them (and more than three) only with
        `confirm_vanished`, else `VanishedFiles` is raised before anything is changed. Raises `UnknownTenant`,
        `UnknownCorpus`, `FolderMissing`, `IndexOutdated`, `DiskFull`; what was committed before stays. `UsageError` for
        a path in the data folder or around it.
        """
        into = self._catalog.corpus(tenant, corpus)
        keep_out(self._home, paths)
        with self.log.job(tenant, corpus, "ingest", order) as job:
            report = self._ingestion(into, on_progress, job).run(
                paths,
                confirm_vanished=confirm_vanished,
                retry_failed=retry_failed,
                remove=lambda gone: self._removal.remove_documents(self._records(tenant, corpus, gone)),
            )
            job.report = ingest_report_form(report, tenant, corpus)
        return report

    def update(  # noqa: PLR0913 - as `ingest`
        self,
        tenant: str,
        corpus: str,
        on_progress: OnProgress | None = None,
        *,
        confirm_vanished: bool = False,
        retry_failed: bool = False,
        order: Order = AT_ONCE,
    ) -> IngestReport:
        """Bring a corpus up to date with everything it was read from before, folders and uploaded files.

        A folder that is not there is left out. Raises as `ingest`.
        """
        into = self._catalog.corpus(tenant, corpus)
        with self.log.job(tenant, corpus, "ingest", order) as job:
            report = self._ingestion(into, on_progress, job).run(
                self.origins.folders(tenant, corpus),
                confirm_vanished=confirm_vanished,
                retry_failed=retry_failed,
                remove=lambda gone: self._removal.remove_documents(self._records(tenant, corpus, gone)),
            )
            job.report = ingest_report_form(report, tenant, corpus)
        return report

    def take_in(
        self,
        tenant: str,
        corpus: str,
        files: Mapping[str, Path],
        on_progress: OnProgress | None = None,
        *,
        order: Order = AT_ONCE,
    ) -> IngestReport:
        """Keep uploaded files under these paths and bring the corpus up to date with them; `files` stay as they are.

        A file takes the place of the one that was uploaded under the same path before. Raises as `ingest`.
        """
        into = self._catalog.corpus(tenant, corpus)
        with self.log.job(tenant, corpus, "ingest", order) as job:
            self.origins.kept.add(tenant, corpus, files)
            report = self._run(into, [self.origins.kept.folder(tenant, corpus)], on_progress, job)
            job.report = ingest_report_form(report, tenant, corpus)
        return report

    def reread(
        self, tenant: str, corpus: str, path: str, on_progress: OnProgress | None = None, *, order: Order = AT_ONCE
    ) -> IngestReport:
        """Read one document again, from its file or, where that is gone, from the copy that was kept of it.

        Raises `UnknownTenant`, `UnknownCorpus`, `UnknownDocument`, `FolderMissing` when there is neither.
        """
        into, record = self._catalog.corpus(tenant, corpus), self._catalog.document(tenant, corpus, path)
        with self.log.job(tenant, corpus, "reread", order) as job:
            file = self.origins.file_of(into, path)
            if file is not None:
                report = self._run(into, [file], on_progress, job, frozenset({path}))
            else:
                report = self._ingestion(into, on_progress, job).read_stored([self.origins.stored(record)])
            job.report = ingest_report_form(report, tenant, corpus)
        return report

    def change_kind(
        self,
        tenant: str,
        corpus: str,
        kind: CorpusKind,
        on_progress: OnProgress | None = None,
        *,
        order: Order = AT_ONCE,
    ) -> IngestReport:
        """Give a corpus another kind and read its documents again, from the copies that were kept of them.

        Sections, facts and passages depend on the kind. A document whose newer file failed is read from the older one
        and goes on saying so. What a run that ended early left, the same call reads. Raises `UnknownTenant`,
        `UnknownCorpus`, `FolderMissing` for a library that lost a copy.
        """
        self._catalog.corpus(tenant, corpus)
        with self.log.job(tenant, corpus, "kind", order) as job:
            into = self._catalog.update_corpus(tenant, corpus, kind=kind)
            records = self._catalog.documents(tenant, corpus)
            waiting = [record for record in records if record.version is not None and not record.fingerprint]
            run = self._ingestion(into, on_progress, job)
            report = run.read_stored([self.origins.stored(record) for record in waiting])
            for record in waiting:
                run.fail_again(record)
            job.report = ingest_report_form(report, tenant, corpus)
        return report

    def delete(self, tenant: str, corpus: str, path: str, *, order: Order = AT_ONCE) -> DeletionReceipt:
        """Remove a document with everything of it; counted before and after.

        Raises `UnknownTenant`, `UnknownCorpus`, `UnknownDocument`. A file in a folder stays where it was ingested from,
        and would come back with the next ingest of that folder; an uploaded one is gone.
        """
        record = self._catalog.document(tenant, corpus, path)
        with self.log.job(tenant, corpus, "delete", order) as job:
            receipt = replace(self._removal.remove_documents([record]), path=path)
            self.origins.forget(tenant, corpus, path)
            job.note(1, 1, 0)
            job.report = receipt_form(receipt)
        return receipt

    def remove_corpus(self, tenant: str, corpus: str, *, order: Order = AT_ONCE) -> DeletionReceipt:
        """Remove a corpus with its documents and shares. Raises `UnknownTenant`, `UnknownCorpus`."""
        self._catalog.corpus(tenant, corpus)
        with self.log.job(tenant, corpus, "delete", order) as job:
            receipt = self._remove_corpus(tenant, corpus)
            job.note(receipt.documents, receipt.documents, 0)
            job.report = receipt_form(receipt)
        return receipt

    def remove_tenant(self, tenant: str) -> DeletionReceipt:
        """Remove a tenant with everything it has. Raises `UnknownTenant`.

        The catalogue forgets the tenant last: after a crash the same command finishes what it began.
        """
        own = self._catalog.corpora(tenant)
        with self.log.alone(tenant):
            receipt = DeletionReceipt(tenant, points=self._removal.count_all(tenant, [corpus.id for corpus in own]))
            self._indexer.generations.drop_all(tenant)
            self._catalog.set_generation(tenant, None)
            for corpus in own:
                receipt = add_receipts(receipt, self._remove_corpus(tenant, corpus.id))
            removed = self._library.drop_tenant(tenant)
            self.origins.drop_tenant(tenant)
            drop_measured(self._home, tenant)
            self._catalog.remove_tenant(tenant)
        left = len(self._indexer.generations.store.generations(tenant))
        return with_files(receipt, removed, {**receipt.remaining, "points": left})

    def reindex(self, tenant: str, on_progress: OnProgress | None = None, *, order: Order = AT_ONCE) -> ReindexReport:
        """Build a tenant's index anew from the library, beside the old one, and swap it in.

        For a changed analysis or model, or a damaged index. The old index is searched until the new one is whole, and
        stays when the work is called off. Raises `UnknownTenant`, `DiskFull`.
        """
        started = time.monotonic()
        records = self._catalog.documents(tenant)
        total = sum(record.version is not None for record in records)
        done = chunks = pages = read = 0
        failures: list[IngestFailure] = []
        with self.log.job(tenant, None, "reindex", order, sweep=False) as job:
            with closing(self._indexer.reindex(tenant)) as rebuilding:
                for rebuilt in rebuilding:
                    if job.should_stop():
                        break
                    record = rebuilt.record
                    done, chunks = done + 1, chunks + rebuilt.chunks
                    pages, read = pages + record.pages, read + record.bytes
                    if rebuilt.reason:
                        name = f"{record.corpus}/{record.path}"
                        failures.append(IngestFailure(name, UnknownDocument.__name__, rebuilt.reason))
                    job.note(done, total, len(failures))
                    if on_progress is not None:
                        on_progress(
                            even_progress(
                                done,
                                total,
                                started,
                                record.path,
                                failed=len(failures),
                                pages=pages,
                                read_bytes=read,
                            )
                        )
            if job.ended_early is not None:
                self._indexer.generations.drop_others(tenant)
            report = ReindexReport(
                documents=done - len(failures),
                chunks=chunks,
                generation=self._catalog.generation(tenant) or "",
                failures=tuple(failures),
                seconds=time.monotonic() - started,
                cancelled=job.ended_early is not None,
            )
            job.report = reindex_report_form(report, tenant)
        return report

    def _run(
        self,
        into: Corpus,
        paths: Sequence[Path],
        on_progress: OnProgress | None,
        job: RunningJob,
        again: frozenset[str] = frozenset(),
    ) -> IngestReport:
        """A run that reads the documents of `again` in any case, and asks no questions about vanished ones."""
        return self._ingestion(into, on_progress, job, again).run(
            paths,
            confirm_vanished=True,
            retry_failed=False,
            remove=lambda gone: self._removal.remove_documents(self._records(into.tenant, into.id, gone)),
        )

    def _ingestion(
        self, into: Corpus, on_progress: OnProgress | None, job: RunningJob, again: frozenset[str] = frozenset()
    ) -> Ingestion:
        return Ingestion(
            catalog=self._catalog,
            indexer=self._indexer,
            reading=self._reading,
            corpus=into,
            seen=self.origins.seen(into.tenant, into.id),
            work=self.origins.work_folder(into.tenant),
            on_progress=on_progress or _keep_silent,
            job=job,
            list_files=self.origins.kept.lister(into.tenant, into.id),
            unwanted=self.origins.kept.removed(into.tenant, into.id),
            again=again,
            edits=self._edits,
        )

    def _remove_corpus(self, tenant: str, corpus: str) -> DeletionReceipt:
        receipt = self._removal.remove_corpus(tenant, corpus)
        self.origins.drop_corpus(tenant, corpus)
        return receipt

    def _records(self, tenant: str, corpus: str, paths: Sequence[str]) -> list[DocumentRecord]:
        found = self._catalog.document_by_id(document_id(tenant, corpus, path) for path in paths)
        return [found[id] for id in sorted(found)]


def _keep_silent(progress: IngestProgress) -> None:
    return
