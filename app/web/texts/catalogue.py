"""Looks texts up by key and language. Keys are dotted: page or part, then what it is."""

from __future__ import annotations

from enum import StrEnum

from app.web.texts.de import TEXTS as GERMAN
from app.web.texts.en import TEXTS as ENGLISH


class Language(StrEnum):
    """What the pages and reports speak; answers and documents stay as they are."""

    GERMAN = "de"
    ENGLISH = "en"


CATALOGUES = {Language.GERMAN: GERMAN, Language.ENGLISH: ENGLISH}


def look_up(language: Language, key: str, **values: object) -> str:
    """The text with its ``{names}`` filled in. Raises `KeyError` for a key that no language has."""
    template = CATALOGUES[language][key]
    return template.format(**values) if values else template


def look_up_counted(language: Language, key: str, count: int, **values: object) -> str:
    """The text for a number of things, filled in as ``{count}``; ``key_one`` is that for one."""
    return look_up(language, f"{key}_one" if count == 1 else key, count=write_number(language, count), **values)


def write_number(language: Language, value: float, digits: int = 0) -> str:
    """A number with separators of thousands."""
    written = f"{value:,.{digits}f}"
    return written if language is Language.ENGLISH else written.translate(str.maketrans(",.", ".,"))


def part(language: Language, prefix: str) -> dict[str, str]:
    """All texts whose keys start with ``prefix.``, by the rest of the key; for scripts and templates."""
    start = f"{prefix}."
    return {key[len(start) :]: text for key, text in CATALOGUES[language].items() if key.startswith(start)}
