"""What a manager sets right about documents that are there: their facts, and who may see them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from app.facts import read_fact, set_facts
from app.job_log import AT_ONCE, JobLog, Order, RunningJob
from app.json_forms import access_report_form
from app.reports import AccessReport, IngestProgress
from app.tally import even_progress
from corpora.catalog import Catalog
from corpora.errors import UsageError
from corpora.fact_edits import FactEdits
from corpora.library import Library
from corpora.model import Access, Document
from corpora.records import DocumentRecord
from index.indexer import Indexer
from ingest.pipeline import narrow_access

OnProgress = Callable[[IngestProgress], None]


class Curation:
    """Changes documents without reading their files again. Thread-safe; raises `Unavailable` besides what it says."""

    def __init__(self, catalog: Catalog, library: Library, indexer: Indexer, edits: FactEdits, log: JobLog) -> None:
        self._catalog = catalog
        self._library = library
        self._indexer = indexer
        self._edits = edits
        self._log = log

    def edit_facts(  # noqa: PLR0913 - which document, and what of it
        self,
        tenant: str,
        corpus: str,
        path: str,
        changes: Mapping[str, str | None],
        restore: Collection[str] = (),
        *,
        order: Order = AT_ONCE,
    ) -> DocumentRecord:
        """Set facts of a document right; they outlast every later reading. `restore` takes edits back.

        Raises `UnknownTenant`, `UnknownCorpus`, `UnknownDocument`, `UsageError` for what does not fit, and for a
        document that was never readable.
        """
        into, record = self._catalog.corpus(tenant, corpus), self._catalog.document(tenant, corpus, path)
        document = self._load(record)
        edits = self._edits.of([record.id]).get(record.id, {})
        back = {field: edits[field].read for field in restore if field in edits}
        facts = set_facts(document.facts, back | dict(changes))
        kept = {field: (edit.value, edit.read) for field, edit in edits.items() if field not in restore}
        for field in changes:
            read = edits[field].read if field in edits else read_fact(document.facts, field)
            kept[field] = (read_fact(facts, field), read)
        # Whoever sets what the paper itself says has set nothing.
        kept = {field: pair for field, pair in kept.items() if pair[0] != pair[1]}
        with self._log.job(tenant, corpus, "facts", order) as job:
            edited = replace(document, facts=facts, access=narrow_access(into.access, facts))
            for batch in self._indexer.rewrite(tenant, [(edited, record.chunks)]):
                for written, chunks in batch:
                    self._edits.commit(written, chunks, kept=kept, subject=order.subject)
            job.note(1, 1, 0)
        return self._catalog.document(tenant, corpus, path)

    def change_access(  # noqa: PLR0913 - which corpus, and in what circumstances
        self,
        tenant: str,
        corpus: str,
        access: Access,
        on_progress: OnProgress | None = None,
        *,
        seen: Access,
        order: Order = AT_ONCE,
    ) -> AccessReport:
        """Give a corpus another access, and its documents what follows from it.

        A stricter one holds at once, a looser one document by document. `seen` is the corpus's access when this was
        ordered. Raises `UnknownTenant`, `UnknownCorpus`, and `UsageError` for a looser access when the corpus was given
        a stricter one since: what was asked for before must not open it again.
        """
        started, changed = time.monotonic(), 0
        self._catalog.corpus(tenant, corpus)
        with self._log.job(tenant, corpus, "access", order) as job:
            now = self._catalog.corpus(tenant, corpus).access
            if access.level < now.level and seen.level < now.level:
                raise UsageError(
                    f"Der Zugang des Bestands „{corpus}“ wurde inzwischen eingeschränkt (auf „{now.value}“) und "
                    "deshalb nicht erweitert.",
                    hint="Soll er doch erweitert werden, ändern Sie ihn noch einmal.",
                )
            self._catalog.update_corpus(tenant, corpus, access=access)
            records = self._readable(tenant, corpus)
            opened = self._opened(records, access, job, on_progress or _keep_silent, started)
            for batch in self._indexer.rewrite(tenant, opened):
                self._edits.note_facts(batch)
                changed += len(batch)
            report = AccessReport(
                access=access,
                documents=changed,
                counts=Counter(record.access for record in self._readable(tenant, corpus)),
                seconds=time.monotonic() - started,
                cancelled=job.ended_early is not None,
            )
            job.report = access_report_form(report, tenant, corpus)
        return report

    def _readable(self, tenant: str, corpus: str) -> list[DocumentRecord]:
        return [record for record in self._catalog.documents(tenant, corpus) if record.version is not None]

    def _opened(
        self, records: Sequence[DocumentRecord], access: Access, job: RunningJob, show: OnProgress, started: float
    ) -> Iterator[tuple[Document, int]]:
        """The documents whose access is another one now, until the job is called off."""
        for done, record in enumerate(records, start=1):
            if job.should_stop():
                return
            document = self._load(record)
            wanted = narrow_access(access, document.facts)
            if document.access is not wanted or record.access is not wanted:
                yield replace(document, access=wanted), record.chunks
            job.note(done, len(records), 0)
            show(even_progress(done, len(records), started, record.path))

    def _load(self, record: DocumentRecord) -> Document:
        """The current version with the lines of its pages. Raises `UsageError` when there is none."""
        if record.version is None:
            raise UsageError(
                f"„{record.path}“ war noch nie lesbar.", hint="Beheben Sie zuerst, was das Einlesen verhindert."
            )
        key = (record.tenant, record.corpus, record.id, record.version)
        document, lines = self._library.load_document(*key), self._library.load_lines(*key)
        pages = tuple(replace(page, lines=own) for page, own in zip(document.pages, lines, strict=True))
        return replace(document, pages=pages)


def _keep_silent(progress: IngestProgress) -> None:
    return
