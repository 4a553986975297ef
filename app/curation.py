"""What a manager sets right about documents that are there: their facts, and who may see them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from app.facts import read_fact, set_facts
from app.job_log import AT_ONCE, JobLog, Order, RunningJob
from corpora.catalog import Catalog
from corpora.errors import UsageError
from corpora.fact_edits import FactEdits
from corpora.library import Library
from corpora.model import Access, Document
from corpora.records import DocumentRecord
from index.indexer import Indexer
from ingest.pipeline import narrow_access


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

    def change_access(self, tenant: str, corpus: str, access: Access, *, order: Order = AT_ONCE) -> int:
        """Give a corpus another access, and its documents what follows from it; return how many changed.

        A stricter one holds at once, a looser one document by document. Raises `UnknownTenant`, `UnknownCorpus`.
        """
        changed = 0
        with self._log.job(tenant, corpus, "access", order) as job:
            self._catalog.update_corpus(tenant, corpus, access=access)
            records = [record for record in self._catalog.documents(tenant, corpus) if record.version is not None]
            for batch in self._indexer.rewrite(tenant, self._opened(records, access, job)):
                self._edits.note_facts(batch)
                changed += len(batch)
            job.report = {"tenant": tenant, "corpus": corpus, "access": access.value, "documents": changed}
        return changed

    def _opened(
        self, records: Sequence[DocumentRecord], access: Access, job: RunningJob
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
