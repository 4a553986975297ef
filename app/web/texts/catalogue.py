"""Looks texts up by key and language. Keys are dotted: page or part, then what it is."""

from __future__ import annotations

from enum import StrEnum

from app.web.texts.de import TEXTS as GERMAN
from app.web.texts.en import TEXTS as ENGLISH


class Language(StrEnum):
    """What the pages speak; answers and documents stay as they are."""

    GERMAN = "de"
    ENGLISH = "en"


CATALOGUES = {Language.GERMAN: GERMAN, Language.ENGLISH: ENGLISH}


def look_up(language: Language, key: str, **values: object) -> str:
    """The text with its ``{names}`` filled in. Raises `KeyError` for a key that no language has."""
    template = CATALOGUES[language][key]
    return template.format(**values) if values else template


def part(language: Language, prefix: str) -> dict[str, str]:
    """All texts whose keys start with ``prefix.``, by the rest of the key; for scripts in the browser."""
    start = f"{prefix}."
    return {key[len(start) :]: text for key, text in CATALOGUES[language].items() if key.startswith(start)}
