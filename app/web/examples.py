"""Questions to start with, made from what the person's own documents say of themselves; without any model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpora.catalog import Catalog
from corpora.library import Library
from corpora.records import DocumentRecord
from corpora.scope import Grant, Scope

_SHORT_NAME = re.compile(r"\(([A-ZÄÖÜ][\wäöüß-]*(?:satzung|ordnung|gesetz)[a-zäöü]*)\)")
_NAME = re.compile(r"\b([A-ZÄÖÜ][\wäöüß-]*(?:satzung|verordnung|ordnung))\b")
_PARAGRAPH = re.compile(r"§\s*\d+[a-z]?\b")
_ITEM = re.compile(r"^(?:TOP|Tagesordnungspunkt|Ö)\s*[\d.]+[a-z]?\s*[:.]?\s*")
_ROUTINE = re.compile(
    r"\b(?:Mitteilung|Anfrage|Bekanntgabe|Eröffnung|Feststellung|Genehmigung|Verschiedenes|Einwohnerfrage|Bürgerfrage|"
    r"Fragestunde|Schließung|Bericht de[rs])",
    re.IGNORECASE,
)
"""Items that stand on every agenda and decide nothing."""
_NOTICE = re.compile(r"\b(?:Bekanntmachung|Einladung|Tagesordnung)\b", re.IGNORECASE)
"""Papers that only say when a body meets and of what it talks."""
_SUBJECT_END = re.compile(r"\s*[;(–]\s*")
_NUMBERING = re.compile(r"^[\dIVX]+(?:\.\d+)*[.)]?\s+")
_SHORTEST, _LONGEST = 12, 60
"""Characters of what a question names."""
_LOOKED_AT = 12
"""Documents of a kind whose sections are looked through for a question."""

_NEWEST = 200
"""Documents of a corpus that are thought of at all."""

Ask = Callable[..., str]
"""The texts of a language: key and values → text."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a document: its heading and how much stands in it."""

    heading: str
    characters: int


Outline = Callable[[DocumentRecord], Sequence[Part]]
"""The sections of a document."""


def newest_documents(catalog: Catalog, scope: Scope) -> list[DocumentRecord]:
    """Searchable documents of a scope to make questions of: the newest of each corpus."""
    return [
        record
        for grant in scope.grants
        for corpus in sorted(grant.corpora)
        for record in catalog.newest_documents(Grant(grant.tenant, frozenset((corpus,)), grant.access), _NEWEST)
    ]


def outline_of(library: Library, record: DocumentRecord) -> list[Part]:
    """The sections of a stored document."""
    document = library.load_document(record.tenant, record.corpus, record.id, record.version or "")
    return [
        Part(section.heading, sum(span.end - span.start for span in section.spans)) for section in document.sections
    ]


def example_questions(records: Iterable[DocumentRecord], outline: Outline, ask: Ask, limit: int = 4) -> list[str]:
    """At most `limit` questions, the newest papers first, of as many kinds as there are.

    The same documents give the same questions.
    """
    telling = (record for record in records if not _NOTICE.search(f"{record.kind or ''} {record.title}"))
    ordered = sorted(
        telling, key=lambda record: (-(record.date.toordinal() if record.date else 0), record.corpus, record.path)
    )
    by_kind: dict[str, list[DocumentRecord]] = {}
    for record in ordered:
        by_kind.setdefault(_kind(record), []).append(record)
    waiting = [_questions(kind, papers[:_LOOKED_AT], outline, ask) for kind, papers in sorted(by_kind.items())]
    questions: list[str] = []
    while waiting and len(questions) < limit:
        for each in list(waiting):
            question = next((made for made in each if made not in questions), None)
            if question is None:
                waiting.remove(each)
            elif len(questions) < limit:
                questions.append(question)
    return questions


def _kind(record: DocumentRecord) -> str:
    kind = (record.kind or "").casefold()
    if "niederschrift" in kind:
        return "minutes"
    if _rule_name(record) and ("satzung" in kind or "ordnung" in kind):
        return "regulation"
    if "mitteilung" in kind:
        return "information"
    return "proposal" if "vorlage" in kind or "antrag" in kind else "guide"


def _questions(kind: str, papers: Sequence[DocumentRecord], outline: Outline, ask: Ask) -> Iterator[str]:
    for record in papers:
        if kind in ("proposal", "information"):
            subject = _subject(record.title)
            if _fits(subject):
                yield ask(f"examples.{kind}", subject=subject)
            continue
        longest = sorted(outline(record), key=lambda part: (-part.characters, part.heading))
        made = next(filter(None, (_about(kind, record, part.heading, ask) for part in longest)), None)
        if made is not None:
            yield made


def _about(kind: str, record: DocumentRecord, heading: str, ask: Ask) -> str | None:
    """A question about one section, its heading where that asks one, None for a section that gives none."""
    if kind == "regulation":
        paragraph = _PARAGRAPH.match(heading)
        return ask("examples.regulation", paragraph=paragraph[0], name=_rule_name(record)) if paragraph else None
    if kind == "minutes":
        subject = _subject(_ITEM.sub("", heading))
        asks = _ITEM.match(heading) and not _ROUTINE.search(subject) and _fits(subject)
        return ask("examples.minutes", subject=subject) if asks else None
    heading = _NUMBERING.sub("", heading).strip(" .:")
    if heading.endswith("?") and _fits(heading):
        return heading
    if heading.casefold() == record.title.casefold() or not _fits(heading) or not _fits(record.title):
        return None
    return ask("examples.guide", heading=heading, title=record.title)


def _rule_name(record: DocumentRecord) -> str:
    name = _SHORT_NAME.search(record.title) or _NAME.search(record.title)
    return name[1] if name else ""


def _subject(title: str) -> str:
    return _SUBJECT_END.split(title, maxsplit=1)[0].strip()


def _fits(words: str) -> bool:
    return _SHORTEST <= len(words) <= _LONGEST
