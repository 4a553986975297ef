"""What a paper is among its like: proposal, minutes or rule, and whether a newer version of a rule is known.

Nothing here says that a rule is in force in the sense of the law: the collection knows its own versions and no
promulgation. Words for people are chosen where they are shown.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpora.model import Facts
from corpora.records import DocumentRecord
from index.versions import find_superseded


class Nature(StrEnum):
    """What a paper is to its reader."""

    PROPOSAL = "proposal"
    """Asks for a decision: Beschlussvorlage, Antrag. What it says was not decided by that."""
    INFORMATION = "information"
    """Mitteilungsvorlage, Anfrage, Stellungnahme."""
    NOTICE = "notice"
    """Einladung, Bekanntmachung."""
    MINUTES = "minutes"
    """Niederschrift: what was said and decided."""
    RULE = "rule"
    """Satzung, Verordnung, Richtlinie, Dienstanweisung, Gesetz."""
    OTHER = "other"


class Validity(StrEnum):
    """What the collection knows of the versions of a rule."""

    UNKNOWN = "unknown"
    """Not a rule, or nothing is known."""
    NEWEST = "newest"
    """No newer version is in the same corpus."""
    NOT_YET = "not_yet"
    """Says of itself that it comes into force on a later day."""
    SUPERSEDED = "superseded"
    """A newer version is in the same corpus."""


@dataclass(frozen=True, slots=True)
class NewerVersion:
    """The newest version of a superseded rule."""

    document: str
    """`Document.id`."""
    path: str
    title: str
    date: datetime.date | None

    @property
    def date_untold(self) -> datetime.date | None:
        """The date where the title names no year: what tells it from the version before."""
        return None if _YEAR.search(self.title) else self.date


@dataclass(frozen=True, slots=True)
class Standing:
    """How a rule stands among its versions."""

    validity: Validity = Validity.UNKNOWN
    valid_from: datetime.date | None = None
    """As the rule says of itself."""
    newer: NewerVersion | None = None
    """Given exactly when the rule is superseded."""


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

_NATURES = (
    (Nature.MINUTES, re.compile(r"niederschrift|protokoll", re.IGNORECASE)),
    (Nature.NOTICE, re.compile(r"bekanntmachung|einladung|tagesordnung", re.IGNORECASE)),
    (
        Nature.INFORMATION,
        re.compile(r"mitteilung|informationsvorlage|anfrage|stellungnahme|antwort|bericht", re.IGNORECASE),
    ),
    (Nature.PROPOSAL, re.compile(r"vorlage|antrag", re.IGNORECASE)),
    (Nature.RULE, re.compile(r"satzung|ordnung|anweisung|richtlinie|gesetz", re.IGNORECASE)),
)
"""The first that fits: a Tagesordnung is no Ordnung, a Mitteilungsvorlage asks for nothing."""


def nature_of(record: DocumentRecord) -> Nature:
    """What a paper is by its own word."""
    kind = record.kind or ""
    return next((nature for nature, words in _NATURES if words.search(kind)), Nature.OTHER)


def judge_standing(
    record: DocumentRecord, facts: Facts, rivals: Sequence[DocumentRecord], today: datetime.date
) -> Standing:
    """How a rule stands among the documents of its corpus that the reader may see (`rivals`, itself included)."""
    if nature_of(record) is not Nature.RULE:
        return Standing()
    newest = find_superseded(rivals).get(record.id)
    newer = next((other for other in rivals if other.path == newest), None) if newest else None
    if newer is not None:
        found = NewerVersion(newer.id, newer.path, newer.title, newer.date)
        return Standing(Validity.SUPERSEDED, facts.in_force_from, found)
    if facts.in_force_from is not None and facts.in_force_from > today:
        return Standing(Validity.NOT_YET, facts.in_force_from)
    return Standing(Validity.NEWEST, facts.in_force_from)
