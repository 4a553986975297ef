"""One source as data for the browser; what the person may not see is as if it were not there."""

from __future__ import annotations

from typing import Any

from app.answering.types import Citation
from app.web.answer_view import place
from app.web.host import current
from app.web.session import t
from corpora.errors import UnknownDocument
from corpora.model import Span
from corpora.scope import Scope
from index.hits import Hit

_AROUND = 500
"""Characters of the page shown on each side of a quote."""


def source_data(scope: Scope, id: str, number: str, source: Citation | Hit) -> dict[str, Any]:
    """What ``source.js`` shows. Raises `UnknownDocument` for what is gone or outside of `scope`."""
    span = source.span if isinstance(source, Citation) else source.spans[0]
    app = current().app
    record = app.catalog.document_by_id([source.document]).get(source.document)
    if record is None or not scope.allows(record.tenant, record.corpus, record.access):
        raise UnknownDocument(t("source.gone"), hint=t("source.gone_hint"))
    document = app.library.load_document(source.tenant, source.corpus, source.document, source.version)
    text = document.pages[span.page].text
    corpus = app.catalog.corpus(source.tenant, source.corpus)
    facts = [
        (t("source.reference"), source.reference or ""),
        (t("source.kind"), record.kind or ""),
        (t("source.date"), f"{record.date:%d.%m.%Y}" if record.date else ""),
        (t("source.bodies"), ", ".join(record.bodies)),
        (t("source.place"), place(source.page, source.section)),
        (t("source.corpus"), corpus.title),
        (t("source.file"), source.path),
    ]
    notes = []
    if source.superseded_by:
        notes.append({"label": t("source.superseded"), "text": t("source.superseded_by", path=source.superseded_by)})
    return {
        "id": id,
        "label": t("source.label", number=number),
        "heading": t("source.label", number=number),
        "close_label": t("source.close"),
        "title": source.title,
        "facts": [fact for fact in facts if fact[1]],
        "notes": notes,
        "image": None,
        "passage": _passage(text, span),
    }


def _passage(text: str, span: Span) -> dict[str, str]:
    start, end = max(span.start - _AROUND, 0), min(span.end + _AROUND, len(text))
    return {
        "heading": t("source.passage"),
        "before": ("… " if start else "") + text[start : span.start],
        "quote": text[span.start : span.end],
        "after": text[span.end : end] + (" …" if end < len(text) else ""),
    }
