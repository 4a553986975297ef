"""Which Satzungen and instructions among some documents are older versions of one another.

Two documents of a corpus are versions of one text when their titles are equal but for dates and years, and both are
regulations by their own word. The one with the latest date is in force as far as can be told; a date in the future does
not count before it comes, which a catalogue cannot know, so it is taken as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpora.records import DocumentRecord

_KINDS = re.compile(r"satzung|ordnung|anweisung|richtlinie", re.IGNORECASE)
_DATED = re.compile(
    r"\b(?:vom|v\.|i\. ?d\. ?F\.|in der Fassung)\b.*$|\b(?:19|20)\d\d\b|\b\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


def find_superseded(records: Iterable[DocumentRecord]) -> dict[str, str]:
    """Id of each older version to the path of the newest one."""
    versions: dict[tuple[str, str, str], list[DocumentRecord]] = {}
    for record in {record.id: record for record in records}.values():
        name = _name(record)
        if name and record.date is not None:
            versions.setdefault((record.tenant, record.corpus, name), []).append(record)
    superseded: dict[str, str] = {}
    for group in versions.values():
        newest = max(group, key=lambda record: (record.date or record.updated.date(), record.path))
        superseded |= {record.id: newest.path for record in group if record.date != newest.date}
    return superseded


def _name(record: DocumentRecord) -> str:
    # A budget holds for its own year, and a Vorlage about a Satzung is no Satzung.
    if not _KINDS.search(record.kind or "") or "haushalt" in record.title.casefold():
        return ""
    words = _WORD.findall(_DATED.sub("", record.title).casefold())
    return " ".join(words) if len(" ".join(words)) > len("satzung") else ""
