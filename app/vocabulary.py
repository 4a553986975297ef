"""What a knowledge manager does with a tenant's own words: look at them, check a text, put it in force, get ideas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.suggestions import LEAST, Suggestion, suggest_abbreviations
from corpora.catalog import Catalog
from corpora.library import Library
from corpora.model import Page
from corpora.records import DocumentRecord
from corpora.vocabularies import Vocabularies
from index.abbreviations import shipped_abbreviations
from index.vocabulary import parse_vocabulary


@dataclass(frozen=True, slots=True)
class Replaced:
    """An abbreviation to which a tenant gives another meaning than the shipped list."""

    short: str
    shipped: tuple[str, ...]
    """Long forms that do not count for this tenant."""


@dataclass(frozen=True, slots=True)
class VocabularyReport:
    """What stands in a vocabulary."""

    synonyms: int
    """Lines."""
    abbreviations: int
    """Lines."""
    replaced: tuple[Replaced, ...]
    """By abbreviation."""


def report_vocabulary(text: str) -> VocabularyReport:
    """What stands in a text. Raises `InvalidSetting` that names the first wrong line."""
    vocabulary = parse_vocabulary(text)
    own = {short.text.lower(): (short.text, entry.long) for entry in vocabulary.abbreviations for short in entry.short}
    shipped: dict[str, list[str]] = {}
    for entry in shipped_abbreviations():
        for short in entry.short:
            if short.text.lower() in own:
                shipped.setdefault(short.text.lower(), []).extend(entry.long)
    gone = {key: tuple(form for form in long if form not in own[key][1]) for key, long in shipped.items()}
    return VocabularyReport(
        synonyms=len(vocabulary.synonyms),
        abbreviations=len(vocabulary.abbreviations),
        replaced=tuple(Replaced(own[key][0], gone[key]) for key in sorted(gone) if gone[key]),
    )


class VocabularyDesk:
    """The use cases over an open catalogue."""

    def __init__(self, catalog: Catalog, vocabularies: Vocabularies, library: Library) -> None:
        self._catalog = catalog
        self._vocabularies = vocabularies
        self._library = library

    def show(self, tenant: str) -> str:
        """The tenant's text, empty when it has none. Raises `UnknownTenant`."""
        self._catalog.tenant(tenant)
        return self._vocabularies.text(tenant)

    def put(self, tenant: str, text: str) -> VocabularyReport:
        """Put a text in force from the next question on, or none with an empty one.

        Raises `UnknownTenant`, and `InvalidSetting` that names the first wrong line; then the old text stays.
        """
        self._catalog.tenant(tenant)
        report = report_vocabulary(text)
        self._vocabularies.put(tenant, text)
        return report

    def suggest(self, tenant: str, *, least: int = LEAST) -> list[Suggestion]:
        """Abbreviations that at least `least` of the tenant's own papers explain and its vocabulary does not know.

        Reads all papers, restricted ones included: for whoever manages them. Raises `UnknownTenant`.
        """
        known = parse_vocabulary(self.show(tenant)).abbreviations
        return suggest_abbreviations(self._papers(tenant), known, least=least)

    def _papers(self, tenant: str) -> Iterator[tuple[DocumentRecord, tuple[Page, ...]]]:
        for record in self._catalog.documents(tenant):
            if record.version is not None:
                yield record, self._library.load_pages(tenant, record.corpus, record.id, record.version)
