"""Records as JSON objects: one form for the command line and every later way in. Field names are a contract.

Everywhere `document` is the path below the ingested folder, `page` 1-based (null where the format has none), `section`
the nearest heading, dates and moments are ISO 8601.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.answering.types import Answer, CheckedStatement, Citation
from app.reports import AccessReport, DeletionReceipt, IngestFailure, IngestReport, ReindexReport
from corpora.members import Member
from corpora.model import Access, Corpus
from corpora.records import DocumentRecord
from index.hits import Hit

if TYPE_CHECKING:
    from app.decisions import Treatment

    Treatments = Mapping[str, Treatment]
    """Document id to what became of it."""


def corpus_form(corpus: Corpus, *, documents: int, shared_with: list[str]) -> dict[str, Any]:
    """A corpus with its number of documents and the tenants that may search it."""
    return {
        "tenant": corpus.tenant,
        "corpus": corpus.id,
        "title": corpus.title,
        "kind": corpus.kind.value,
        "access": corpus.access.value,
        "documents": documents,
        "shared_with": shared_with,
    }


def record_form(record: DocumentRecord) -> dict[str, Any]:
    """A document as the catalogue knows it."""
    return {
        "tenant": record.tenant,
        "corpus": record.corpus,
        "document": record.path,
        "id": record.id,
        "state": record.state.value,
        "searchable": record.version is not None and record.chunks > 0,
        "version": record.version,
        "title": record.title,
        "reference": record.reference,
        "date": record.date.isoformat() if record.date else None,
        "kind": record.kind,
        "office": record.office,
        "bodies": list(record.bodies),
        "publicity": record.publicity.value,
        "access": record.access.value,
        "media_type": record.media_type,
        "pages": record.pages,
        "ocr_pages": record.ocr_pages,
        "chunks": record.chunks,
        "bytes": record.bytes,
        "seconds": round(record.seconds, 3),
        "reason_code": record.reason_code or None,
        "reason": record.reason or None,
        "sha256": record.sha256,
        "updated": record.updated.isoformat(timespec="seconds"),
    }


def ingest_report_form(report: IngestReport, tenant: str, corpus: str) -> dict[str, Any]:
    """What a run of `ingest` did."""
    return {
        "tenant": tenant,
        "corpus": corpus,
        "listed": report.listed,
        "read": report.read,
        "skipped": report.skipped,
        "states": {state.value: count for state, count in sorted(report.states.items())},
        "failed": report.failed,
        "failed_before": report.failed_before,
        "removed": list(report.vanished),
        "pages": report.pages,
        "chunks": report.chunks,
        "bytes": report.bytes,
        "seconds": round(report.seconds, 3),
        "cancelled": report.cancelled,
        "failures": [_failure_form(failure) for failure in report.failures],
    }


def reindex_report_form(report: ReindexReport, tenant: str) -> dict[str, Any]:
    """What a run of `reindex` did."""
    return {
        "tenant": tenant,
        "documents": report.documents,
        "chunks": report.chunks,
        "generation": report.generation,
        "failures": [_failure_form(failure) for failure in report.failures],
        "seconds": round(report.seconds, 3),
        "cancelled": report.cancelled,
    }


def access_report_form(report: AccessReport, tenant: str, corpus: str) -> dict[str, Any]:
    """What a change of a corpus's access did; `counts` is of searchable documents, by their access."""
    return {
        "tenant": tenant,
        "corpus": corpus,
        "access": report.access.value,
        "documents": report.documents,
        "counts": {access.value: report.counts.get(access, 0) for access in Access},
        "seconds": round(report.seconds, 3),
        "cancelled": report.cancelled,
    }


def receipt_form(receipt: DeletionReceipt) -> dict[str, Any]:
    """What was counted gone."""
    return {
        "tenant": receipt.tenant,
        "corpus": receipt.corpus,
        "document": receipt.path,
        "documents": receipt.documents,
        "points": receipt.points,
        "pages": receipt.pages,
        "versions": receipt.versions,
        "originals": receipt.originals,
        "bytes": receipt.bytes,
        "remaining": dict(receipt.remaining),
        "complete": receipt.complete,
    }


def member_form(member: Member) -> dict[str, Any]:
    """A member of a tenant."""
    return {
        "tenant": member.tenant,
        "subject": member.subject,
        "name": member.name,
        "roles": sorted(member.roles),
        "clearance": member.clearance.value,
        "suspended": member.suspended,
        "updated": member.updated.isoformat(timespec="seconds"),
    }


def hit_form(hit: Hit, treatments: Treatments | None = None) -> dict[str, Any]:
    """A hit, with what became of its paper where that is given."""
    form: dict[str, Any] = {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "tenant": hit.tenant,
        "corpus": hit.corpus,
        "document": hit.path,
        "title": hit.title,
        "reference": hit.reference,
        "date": hit.date.isoformat() if hit.date else None,
        "page": hit.page,
        "section": hit.section,
        "text": hit.text,
        "why": [evidence.value for evidence in hit.why],
        "superseded_by": hit.superseded_by or None,
        "folded": hit.folded,
        "chunk": hit.chunk,
        "version": hit.version,
        "document_id": hit.document,
    }
    return form | _treatment_of(hit.document, treatments)


def answer_form(answer: Answer, treatments: Treatments | None = None) -> dict[str, Any]:
    """An answer with all its statements and the hits it was made from."""
    return {
        "question": answer.question,
        "outcome": answer.outcome.value,
        "statements": [statement_form(statement, treatments) for statement in answer.statements],
        "engine": answer.engine,
        "model": answer.model or None,
        "index_version": answer.index_version,
        "confidence": round(answer.confidence, 4),
        "seconds": round(answer.seconds, 3),
        "created": answer.created.isoformat(timespec="seconds"),
        "reason": answer.reason or None,
        "reason_code": answer.reason_code or None,
        "notice": answer.notice,
        "hits": [hit_form(hit, treatments) for hit in answer.hits],
    }


def _failure_form(failure: IngestFailure) -> dict[str, str]:
    return {"document": failure.path, "code": failure.code, "reason": failure.reason}


def answer_documents(answer: Answer) -> list[str]:
    """The ids of the documents that `answer_form` names, each once."""
    cited = [citation.document for statement in answer.statements for citation in statement.citations]
    return list(dict.fromkeys([*cited, *(hit.document for hit in answer.hits)]))


def statement_form(statement: CheckedStatement, treatments: Treatments | None = None) -> dict[str, Any]:
    """A checked statement with its citations."""
    first = statement.citations[0] if statement.citations else None
    return {
        "text": statement.text,
        "verdict": statement.verdict.value,
        "missing": list(statement.missing),
        "quote": first.quote if first else None,
        "document": first.path if first else None,
        "page": first.page if first else None,
        "citations": [_citation_form(citation, treatments) for citation in statement.citations],
    }


def treatment_form(treatment: Treatment) -> dict[str, Any]:
    """What a paper is, and each result in minutes with the line that says so and where it stands."""
    from app.decisions import describe_decision

    return {
        "nature": treatment.nature.value,
        "decisions": [
            {
                "body": decision.body,
                "date": decision.date.isoformat(),
                "result": decision.result.value,
                "final": decision.final,
                "summary": describe_decision(decision),
                "minutes": decision.minutes,
                "document_id": decision.place.document,
                "version": decision.place.version,
                "page": decision.page,
                "start": decision.place.span.start if decision.place.span else None,
                "end": decision.place.span.end if decision.place.span else None,
                "quote": decision.words,
            }
            for decision in treatment.decisions
        ],
    }


def _treatment_of(document: str, treatments: Treatments | None) -> dict[str, Any]:
    if treatments is None:
        return {}
    # A paper that is gone by now, or no longer for this person: nothing is known of it.
    return treatment_form(treatments[document]) if document in treatments else {"nature": None, "decisions": []}


def _citation_form(citation: Citation, treatments: Treatments | None) -> dict[str, Any]:
    form: dict[str, Any] = {
        "tenant": citation.tenant,
        "corpus": citation.corpus,
        "document": citation.path,
        "title": citation.title,
        "reference": citation.reference,
        "page": citation.page,
        "section": citation.section,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "version": citation.version,
        "superseded_by": citation.superseded_by or None,
        "document_id": citation.document,
    }
    return form | _treatment_of(citation.document, treatments)
