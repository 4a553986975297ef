"""Facts of a document as texts that a person can set right, and back."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from corpora.errors import UsageError
from corpora.fact_edits import FactEdit
from corpora.model import Corpus, Document, Facts, Publicity
from ingest.pipeline import narrow_access

EDITABLE = ("title", "number", "date", "kind", "office", "body", "publicity", "abbreviation", "in_force_from")
"""Fields of `Facts` a person may set."""

_DATES = ("date", "in_force_from")
_LONGEST = 500


def read_fact(facts: Facts, field: str) -> str | None:
    """A fact as text: days as ISO 8601, publicity by its value; None for an absent one."""
    value = getattr(facts, field)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Publicity):
        return value.value
    return value or None


def set_facts(facts: Facts, changes: Mapping[str, str | None]) -> Facts:
    """The facts with these set; None takes one away. Raises `UsageError` for a field or value that does not fit."""
    values: dict[str, Any] = {}
    for field, value in changes.items():
        if field not in EDITABLE:
            raise UsageError(f"Die Angabe „{field}“ gibt es nicht.", hint=f"Möglich sind: {', '.join(EDITABLE)}.")
        values[field] = _parse(field, " ".join((value or "").split()))
    return replace(facts, **values)


def apply_edits(document: Document, corpus: Corpus, edits: Mapping[str, FactEdit]) -> Document:
    """The document as people have set it right, with the access that follows from it."""
    facts = set_facts(document.facts, {field: edit.value for field, edit in edits.items() if field in EDITABLE})
    return replace(document, facts=facts, access=narrow_access(corpus.access, facts))


def _parse(field: str, text: str) -> object:
    if len(text) > _LONGEST:
        raise UsageError(f"Die Angabe ist länger als {_LONGEST} Zeichen.", hint="Kürzen Sie sie.")
    if field in _DATES:
        return _parse_day(text) if text else None
    if field == "publicity":
        return _parse_publicity(text)
    if field == "title":
        if not text:
            raise UsageError("Ein Dokument braucht einen Titel.", hint="Geben Sie einen an.")
        return text
    return text or None


def _parse_day(text: str) -> datetime.date:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.datetime.strptime(text, form).replace(tzinfo=datetime.UTC).date()
        except ValueError:
            continue
    raise UsageError(f"„{text}“ ist kein Tag.", hint="Schreiben Sie ihn wie 2026-03-31 oder 31.03.2026.")


def _parse_publicity(text: str) -> Publicity:
    try:
        return Publicity(text or Publicity.UNKNOWN)
    except ValueError:
        values = ", ".join(f"„{each.value}“" for each in Publicity)
        raise UsageError(f"„{text}“ ist kein Wert für die Öffentlichkeit.", hint=f"Möglich sind {values}.") from None
