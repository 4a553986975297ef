"""The noun phrases of a German question, found by its capitals: what it is about, and what a follow-up puts in place.

No grammar and no model: German writes its nouns with a capital letter, and the little words around them are few.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from app.followup.words import ASPECTS, DETERMINERS, FUNCTION_WORDS, GENERIC, PREPOSITIONS, QUESTION_WORDS
from index.compounds import load_splitter

_TOKEN = re.compile(r"\d+(?:[./,]\d+)*|\w+(?:-\w+)*|[^\w\s]")
_ADJECTIVE = re.compile(r"[a-zäöüß-]{3,}(?:e|en|er|es|em)")
_NUMBER = re.compile(r"\d+(?:[./,]\d+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_OTHER = re.compile(r"(?:weiter|ander|nächst|folgend)e")
"""Begins stop words that are adjectives all the same: „für jeden weiteren“."""

_VERB_FORM = re.compile(r"\w{3,}(?:en|eln|ern|iert)|(?:\w*ge|be|ver|er|ent|zer|über|unter)\w{2,}t")
"""Infinitives and participles."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of a question: a noun with what belongs to it, or its parts without the noun."""

    start: int
    """Offset of its first character."""
    end: int
    preposition: str
    """As written, empty without one."""
    determiner: str
    """In lower case, empty without one."""
    attributes: tuple[str, ...]
    """Adjectives and numbers before the noun."""
    nouns: tuple[str, ...]
    """Nouns and numbers behind; empty for „den zweiten“."""

    @property
    def family(self) -> str:
        """The preposition's family („in“ for „im“), empty without one."""
        return PREPOSITIONS.get(self.preposition.lower(), "")

    @property
    def is_topic(self) -> bool:
        """Whether it names something and not only a side of it."""
        return any(noun.lower() not in ASPECTS and not _YEAR.fullmatch(noun) for noun in self.nouns)

    @property
    def names_year(self) -> bool:
        """Whether a year stands in it."""
        return any(_YEAR.fullmatch(word) for word in self.words)

    @property
    def words(self) -> tuple[str, ...]:
        """Attributes and nouns."""
        return (*self.attributes, *self.nouns)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark."""

    text: str
    start: int
    end: int
    opens: bool
    """Whether it is the first word of a sentence."""

    @property
    def lower(self) -> str:
        """In lower case."""
        return self.text.lower()

    @property
    def is_word(self) -> bool:
        """Whether it is a word or number."""
        return self.text[0].isalnum()

    @property
    def is_noun(self) -> bool:
        """Whether its capital makes it a noun or name."""
        if not self.text[0].isupper():
            return False
        return not self.opens or self.lower not in FUNCTION_WORDS


def tokens_of(text: str) -> list[Token]:
    """The words, numbers and marks of a text in order."""
    found: list[Token] = []
    opens = True
    for match in _TOKEN.finditer(text):
        found.append(Token(match.group(), match.start(), match.end(), opens and match.group()[0].isalnum()))
        opens = match.group() in ".!?:" or (opens and not match.group()[0].isalnum())
    return found


def phrases_of(text: str) -> list[Phrase]:
    """The noun phrases of a question in order, those without their noun („für den zweiten“) among them."""
    tokens = tokens_of(text)
    found: list[Phrase] = []
    position = 0
    while position < len(tokens):
        phrase, after = _phrase_at(tokens, position)
        if phrase is not None:
            found.append(phrase)
        position = after
    return found


def content_words(text: str) -> list[str]:
    """The words that say what a question is about: nouns that are no mere aspect, and telling verbs."""
    words = []
    for token in tokens_of(text):
        if token.is_noun:
            if token.lower not in ASPECTS:
                words.append(token.text)
        elif token.text[0].islower() and token.lower not in FUNCTION_WORDS | GENERIC:
            words.append(token.text)
    return words


def telling_verbs(text: str) -> list[Token]:
    """Infinitives and participles that say what a question is about: „gegrillt“, „aufhängen“."""
    return [
        token
        for token in tokens_of(text)
        if token.text[0].islower() and token.lower not in FUNCTION_WORDS | GENERIC and _VERB_FORM.fullmatch(token.lower)
    ]


def _phrase_at(tokens: Sequence[Token], start: int) -> tuple[Phrase | None, int]:
    """The phrase that begins at a token, and where to go on."""
    position = start
    preposition = determiner = ""
    if tokens[position].lower in PREPOSITIONS and position + 1 < len(tokens):
        preposition = tokens[position].text
        position += 1
    if tokens[position].lower in DETERMINERS and tokens[position].lower not in QUESTION_WORDS:
        determiner = tokens[position].lower
        position += 1
    attributes: list[str] = []
    while position < len(tokens) and _is_attribute(tokens, position, after_determiner=bool(determiner or attributes)):
        attributes.append(tokens[position].text)
        position += 1
    nouns: list[str] = []
    while position < len(tokens) and (
        (tokens[position].is_noun and not (nouns and _is_common(tokens[position].lower)))
        or (_NUMBER.fullmatch(tokens[position].text) and (nouns or not attributes))
    ):
        nouns.append(tokens[position].text)
        position += 1
    if not nouns and not (attributes and (determiner or preposition)):
        return None, start + 1
    return (
        Phrase(tokens[start].start, tokens[position - 1].end, preposition, determiner, tuple(attributes), tuple(nouns)),
        position,
    )


@cache
def _common_words() -> frozenset[str]:
    return frozenset(word for word, _ in load_splitter().counts())


def _is_common(word: str) -> bool:
    """Whether a noun begins a phrase of its own („der Rat Geld“) and is no name that goes with the one before it."""
    return word in _common_words()


def _is_attribute(tokens: Sequence[Token], position: int, *, after_determiner: bool) -> bool:
    token = tokens[position]
    if _NUMBER.fullmatch(token.text):
        return position + 1 < len(tokens) and tokens[position + 1].is_noun
    if (token.lower in FUNCTION_WORDS and not _OTHER.match(token.lower)) or not _ADJECTIVE.fullmatch(token.text):
        return False
    if after_determiner:
        return True
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    return following is not None and following.is_noun
