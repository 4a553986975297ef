"""What a knowledge manager does with a tenant's own words: look at them, check a text, put it in force."""

from __future__ import annotations

from dataclasses import dataclass

from corpora.catalog import Catalog
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

    def __init__(self, catalog: Catalog, vocabularies: Vocabularies) -> None:
        self._catalog = catalog
        self._vocabularies = vocabularies

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
