"""A tenant's own words: synonyms and abbreviations in one text, added to the shipped lists.

One entry a line, in the forms of `index.synonyms` and `index.abbreviations`::

    # Namen, die nur bei uns so heißen
    Glaspalast -> Technisches Rathaus
    Feuerwehrauto <-> Löschfahrzeug
    ZVM = Zweckverband Moorwasser

A tenant's synonyms join the shipped ones; what it says of an abbreviation replaces what the shipped list says of it.
Only questions are expanded, never documents, so a changed text counts from the next question on.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Lock

from corpora.errors import InvalidSetting
from index.abbreviations import Abbreviation, Abbreviations, parse_abbreviation, shipped_abbreviations
from index.analysis import Analyzer
from index.query import QueryReader
from index.synonyms import Entry, Synonyms, parse_entry, shipped_entries

READERS_KEPT = 32
"""Tenants whose readers are kept; making one takes some 40 ms."""

MAX_CHARACTERS = 500_000
"""Longest text; the shipped lists together have 110,000."""

_ARROW = re.compile(r"<?->")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The entries of one text."""

    synonyms: tuple[Entry, ...]
    abbreviations: tuple[Abbreviation, ...]


def parse_vocabulary(text: str) -> Vocabulary:
    """The entries of a text in the form that the module describes; an `InvalidSetting` names the first wrong line."""
    if len(text) > MAX_CHARACTERS:
        raise InvalidSetting(
            f"Das Vokabular hat {len(text):,} Zeichen.".replace(",", "."),
            hint=f"Höchstens {MAX_CHARACTERS:,} Zeichen sind möglich; streichen Sie Seltenes.".replace(",", "."),
        )
    synonyms: list[Entry] = []
    abbreviations: list[Abbreviation] = []
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        where = f"Zeile {number} des Vokabulars"
        if _ARROW.search(stripped):
            synonyms.append(parse_entry(stripped, where))
        elif "=" in stripped:
            abbreviations.append(parse_abbreviation(stripped, where))
        else:
            raise InvalidSetting(
                f"{where} hat weder einen Pfeil „->“ oder „<->“ noch ein „=“.",
                hint="Erwartet wird eine Zeile wie „Knöllchen -> Verwarnungsgeld“ oder „OR! = Ortsrat“.",
            )
    return Vocabulary(tuple(synonyms), tuple(abbreviations))


class TenantQueryReader(QueryReader):
    """Reads each tenant's questions with that tenant's own vocabulary beside the shipped lists; thread-safe."""

    def __init__(
        self, analyzer: Analyzer, load: Callable[[str], str], *, today: Callable[[], date] = date.today
    ) -> None:
        """`load` gives a tenant's text, empty when it has none. It is asked at every question, so that a changed text
        counts at once."""
        super().__init__(analyzer, today=today)
        self._load = load
        self._readers: OrderedDict[str, tuple[str, QueryReader]] = OrderedDict()
        self._lock = Lock()

    def for_tenant(self, tenant: str) -> QueryReader:
        """The reader for questions to papers of `tenant`. Raises what `parse_vocabulary` raises."""
        text = self._load(tenant)
        if not text:
            return self
        with self._lock:
            kept = self._readers.get(tenant)
            if kept is None or kept[0] != text:
                kept = self._readers[tenant] = (text, self._make(text))
            self._readers.move_to_end(tenant)
            if len(self._readers) > READERS_KEPT:
                self._readers.popitem(last=False)
            return kept[1]

    def _make(self, text: str) -> QueryReader:
        own = parse_vocabulary(text)
        return QueryReader(
            self._analyzer,
            Synonyms((*own.synonyms, *shipped_entries())),
            Abbreviations(shipped_abbreviations(), own=own.abbreviations),
            today=self._today,
        )
