"""Questions to start with, made from what the person's own documents say of themselves; without any model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from corpora.catalog import Catalog
from corpora.records import DocumentRecord
from corpora.scope import Scope

_SHORT_NAME = re.compile(r"\(([A-ZÄÖÜ][\wäöüß-]*(?:satzung|ordnung|gesetz)[a-zäöü]*)\)")
_NAME = re.compile(r"\b([A-ZÄÖÜ][\wäöüß-]*(?:satzung|verordnung|ordnung))\b")
_LONGEST_TITLE = 90

Ask = Callable[..., str]
"""The texts of a language: key and values → text."""


def visible_documents(catalog: Catalog, scope: Scope) -> list[DocumentRecord]:
    """The searchable documents of a scope, in a stable order."""
    found: list[DocumentRecord] = []
    for grant in scope.grants:
        for corpus in sorted(grant.corpora):
            found.extend(
                record
                for record in catalog.documents(grant.tenant, corpus)
                if record.chunks and scope.allows(record.tenant, record.corpus, record.access)
            )
    return found


def example_questions(records: Iterable[DocumentRecord], ask: Ask, limit: int = 4) -> list[str]:
    """At most `limit` questions, the newest papers first, of as many kinds as there are.

    The same documents give the same questions.
    """
    ordered = sorted(
        records, key=lambda record: (-(record.date.toordinal() if record.date else 0), record.corpus, record.path)
    )
    by_kind: dict[str, list[str]] = {}
    for record in ordered:
        made = _question(record, ask)
        if made is not None:
            kind, question = made
            known = by_kind.setdefault(kind, [])
            if question not in known:
                known.append(question)
    questions: list[str] = []
    while len(questions) < limit and any(by_kind.values()):
        for waiting in by_kind.values():
            if waiting and len(questions) < limit:
                questions.append(waiting.pop(0))
    return questions


def _question(record: DocumentRecord, ask: Ask) -> tuple[str, str] | None:
    kind = (record.kind or "").casefold()
    if "niederschrift" in kind and record.date and record.bodies:
        return "minutes", ask("examples.minutes", body=record.bodies[0], date=f"{record.date:%d.%m.%Y}")
    name = _SHORT_NAME.search(record.title) or _NAME.search(record.title)
    if name and ("satzung" in kind or "ordnung" in kind or not record.reference):
        return "regulation", ask("examples.regulation", name=name[1])
    if record.reference:
        return "paper", ask("examples.paper", reference=record.reference)
    if record.title and len(record.title) <= _LONGEST_TITLE:
        return "guide", ask("examples.guide", title=record.title)
    return None
