"""Words for states, jobs and receipts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.jobs import JobView
from app.web.messages import worded
from app.web.moments import duration, number, size
from app.web.session import counted, t
from corpora.model import DocumentState
from corpora.records import DocumentRecord, JobState

_LONG_SILENCE = 10.0
"""Seconds without a further document after which the page says so."""


def state_words(record: DocumentRecord) -> str:
    """How a document ended, in words."""
    if record.state is DocumentState.FAILED and record.version is not None:
        return t("state.failed_old")
    return t(f"state.{record.state.value}")


def is_bad(state: DocumentState) -> bool:
    """Whether somebody should look at a document in this state."""
    return state in (DocumentState.FAILED, DocumentState.NEEDS_OCR, DocumentState.PARTIAL)


def job_words(job: JobView) -> str:
    """How a job stands, in one line."""
    state = t(f"job.{job.state.value}")
    if job.state is JobState.QUEUED:
        return t("job.place", state=state, place=job.place) if job.place else state
    if job.state is not JobState.RUNNING:
        return state
    if job.stopping:
        return t("job.stopping")
    if not job.total:
        return t("job.listing")
    if job.read > job.done:
        parts = [t("job.read_of", read=number(job.read), done=number(job.done), total=number(job.total))]
    else:
        parts = [t("job.done_of", done=number(job.done), total=number(job.total))]
    if job.silent_seconds >= _LONG_SILENCE:
        # Pace and time left are of documents that went by faster than this one does.
        parts.append(t("job.silent", passed=duration(job.silent_seconds)))
        return " · ".join(parts)
    if job.rate:
        parts.append(t("job.rate", rate=number(job.rate, 1)))
    if job.seconds_left is not None:
        parts.append(t("job.left", left=duration(job.seconds_left)))
    return " · ".join(parts)


def outcome_words(job: JobView) -> str:
    """What came of a job, in one line; empty while nothing did."""
    if job.note:
        return worded(job.note)
    report = job.report
    if report is None:
        return ""
    if job.kind == "delete":
        return receipt_words(report)
    if "read" in report:
        return t(
            "job.read",
            read=number(report["read"] - report["failed"]),
            pages=counted("document.pages", report["pages"]),
            failed=number(report["failed"]),
            skipped=number(report["skipped"]),
        )
    if "documents" in report:
        return counted("job.documents", report["documents"])
    return ""


def receipt_words(receipt: Mapping[str, Any]) -> str:
    """What was counted gone, and whether anything is left."""
    gone = t(
        "receipt.gone",
        documents=counted("job.documents", receipt["documents"]),
        pages=counted("document.pages", receipt["pages"]),
        points=counted("document.chunks", receipt["points"]),
        size=size(receipt["bytes"]),
    )
    return f"{gone} {t('receipt.complete' if receipt['complete'] else 'receipt.left')}"
