"""An answer becomes a file for the record. The right to each cited paper is asked for again, as for any other look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.answering.types import Answer
from app.decisions import Decisions, describe_decision
from app.exports.dossier import Dossier, Occasion, Paper, make_dossier
from app.newer import newer_versions
from app.originals import safe_name
from app.recollection import recall
from app.standing import Nature, NewerVersion, nature_of
from corpora.catalog import Catalog
from corpora.records import DocumentRecord
from corpora.scope import Scope

_LENT = "Unterlage einer anderen Kommune: {owner}."
_PROPOSAL = "Vorschlag, kein Beschluss. Ob so beschlossen wurde, steht in der Niederschrift der Sitzung."
_TREATED = "Vorschlag. Was Niederschriften dazu sagen: {decisions}."


class ExportFormat(StrEnum):
    """What kind of file."""

    DOCX = "docx"
    PDF = "pdf"
    TEXT = "txt"
    MARKDOWN = "md"

    @property
    def media_type(self) -> str:
        """Of files of this kind."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    ExportFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ExportFormat.PDF: "application/pdf",
    ExportFormat.TEXT: "text/plain; charset=utf-8",
    ExportFormat.MARKDOWN: "text/markdown; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A file made of an answer."""

    name: str
    media_type: str
    data: bytes


class Exports:
    """Makes files of answers; thread-safe, keeps nothing."""

    def __init__(self, catalog: Catalog, decisions: Decisions) -> None:
        self._catalog = catalog
        self._decisions = decisions

    def export(self, scope: Scope, answer: Answer, format: ExportFormat, occasion: Occasion) -> Exported:
        """The answer as a file, without what this person may not see (any more), and it says so."""
        (recalled,) = recall([answer], scope, self._catalog)
        records = self._catalog.document_by_id(_cited(recalled.answer))
        newer = newer_versions(self._catalog, scope, recalled.answer.citations)
        papers = {
            id: self._describe(scope, record, newer.get(id), self._lender(record.tenant, occasion))
            for id, record in records.items()
        }
        dossier = make_dossier(recalled.answer, occasion, papers, withheld=recalled.withheld)
        name = f"Auskunft {dossier.created:%Y-%m-%d %H-%M} {dossier.question[:60]}"
        return Exported(safe_name(name, f".{format.value}"), _MEDIA_TYPES[format], _write(dossier, format))

    def _lender(self, tenant: str, occasion: Occasion) -> str:
        """Title of the municipality that a paper belongs to, where that is not the one that asked."""
        title = self._catalog.tenant(tenant).title
        return title if occasion.house and title != occasion.house else ""

    def _describe(self, scope: Scope, record: DocumentRecord, newer: NewerVersion | None, lender: str) -> Paper:
        notes: tuple[str, ...] = (_LENT.format(owner=lender),) if lender else ()
        if nature_of(record) is Nature.PROPOSAL:
            found = self._decisions.find(scope, record.tenant, record.corpus, record.id)
            told = "; ".join(map(describe_decision, found))
            notes = (*notes, _TREATED.format(decisions=told) if told else _PROPOSAL)
        return Paper(record.kind or "", record.date, record.bodies, notes, newer)


def _write(dossier: Dossier, format: ExportFormat) -> bytes:
    if format is ExportFormat.DOCX:
        from app.exports.docx import write_docx

        return write_docx(dossier)
    if format is ExportFormat.PDF:
        from app.exports.pdf import write_pdf

        return write_pdf(dossier)
    from app.exports.plain import write_markdown, write_text

    return (write_text if format is ExportFormat.TEXT else write_markdown)(dossier).encode()


def _cited(answer: Answer) -> Iterable[str]:
    yield from (citation.document for citation in answer.citations)
    yield from (hit.document for hit in answer.hits)
