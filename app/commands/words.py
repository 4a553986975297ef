"""German words for values that are English in the code."""

from __future__ import annotations

from corpora.model import Access, CorpusKind, DocumentState

CORPUS_KIND_WORDS = {
    CorpusKind.COUNCIL: "Ratspapiere",
    CorpusKind.REGULATION: "Recht und Regeln",
    CorpusKind.GUIDE: "Ratgeber und Anleitungen",
}
ACCESS_WORDS = {
    Access.PUBLIC: "für alle zugänglich",
    Access.INTERNAL: "für das Haus zugänglich",
    Access.RESTRICTED: "nur für Berechtigte zugänglich",
}
STATE_WORDS = {
    DocumentState.READY: "lesbar",
    DocumentState.PARTIAL: "teilweise lesbar",
    DocumentState.NEEDS_OCR: "braucht Texterkennung",
    DocumentState.BLANK: "ohne Text",
    DocumentState.FAILED: "Fehler",
}
