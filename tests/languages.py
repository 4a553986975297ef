"""Telling the languages of the catalogue apart by their words."""

from __future__ import annotations

import re

from app.web.texts.catalogue import CATALOGUES, Language


def words_of(text: str) -> set[str]:
    """Its words, without the names of measures and corpora, which are the same in all languages."""
    bare = re.sub(r"\[[^]]*\]|\b[a-z_]+/[a-z_]+\b", "", text.casefold())
    return {word for word in re.findall(r"\w+", bare) if len(word) > 2 and not re.search(r"[\d_]", word)}


def foreign_words(text: str, language: Language) -> set[str]:
    """Words of the other language's catalogue in a text that is to be in `language`."""
    known = {each: words_of(" ".join(CATALOGUES[each].values())) for each in Language}
    return words_of(text) & set().union(*known.values()) - known[language]
