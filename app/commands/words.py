"""German words for values that are English in the code."""

from __future__ import annotations

from collections.abc import Iterable

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

_ONE = {
    "Dokumente": "Dokument",
    "Seiten": "Seite",
    "Textteile": "Textteil",
    "Indexeinträge": "Indexeintrag",
    "gelesene Fassungen": "gelesene Fassung",
    "Originale": "Original",
    "Bytes": "Byte",
}


def counted(count: int, things: str) -> str:
    """A number of things; `things` in the plural, one that `_ONE` knows."""
    return f"{count} {_ONE[things] if count == 1 else things}"


def listed(counts: Iterable[tuple[int, str]]) -> str:
    """Several of them."""
    return ", ".join(counted(count, things) for count, things in counts)
