"""Whether a question leans on the one before.

It does when it is a fragment („Und für den zweiten?“), when it points to something that it does not name („Wie hoch ist
sie?“, „Was gilt dort?“), or when it names nothing to ask about („Gibt es Ausnahmen?“). All else stands on its own feet,
whatever was said before; in doubt a question is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.followup.phrases import Phrase, Token, content_words, phrases_of, tokens_of
from app.followup.words import (
    ARTICLES,
    ASPECTS,
    FUNCTION_WORDS,
    GENERIC,
    OPENING_VERBS,
    POSSESSIVES,
    PREPOSITIONS,
    QUESTION_WORDS,
)

MAX_FRAGMENT = 8
"""Words of a question that may be a fragment."""

MAX_NAMED = 4
"""Words of a fragment that is an article with its noun."""

MAX_OWN = 2
MAX_WORDS = 12
"""A question with more nouns of its own, or of more words altogether, has what it points to in itself."""

PRONOUNS = frozenset("sie er ihn ihm".split())

_OPENER = re.compile(r"^(?:(?:und|oder|aber|auch|nur|sowie|ja)\b[\s,]*)+", re.IGNORECASE)
_FRAME = re.compile(
    r"(?:was (?:ist|war) mit (?=[A-ZÄÖÜ])"
    r"|wie (?:(?:ist|war|verhält sich) (?:es|das)|sieht es|sieht das|steht es) (?:dort |hier |da )?"
    r"(?:(?:mit|um) (?!\d)|(?=(?:bei|für|in|im|an|am|vor|nach|letzte\w*)\b|\d)))"
    r"(?P<fragment>.+?)(?: aus)?",
    re.IGNORECASE,
)
"""„Wie ist es mit …“, „Wie sieht es bei … aus“, „Wie war das 2024“."""

_POINTERS = frozenset(
    "da dort dorthin davon dafür dagegen dazu darüber daran darin darauf daraus dabei danach davor dahinter daneben "
    "damit hierfür hierzu hierbei hiervon hierüber deswegen stattdessen letzterer letztere letzteres ersterer erstere "
    "dieselbe derselbe dasselbe dieselben diejenige".split()
)
_WEAK_POINTERS = frozenset("dann sonst ebenfalls".split())
"""Point to something only where the question names nothing itself."""

_DEMONSTRATIVES = frozenset("dieser diese dieses diesem diesen dies".split())
_TAKES_IT = frozenset(
    "wird werden wurde wurden ist sind war waren hat haben hatte hatten darf dürfen muss müssen kann können soll "
    "sollen gab baut kostet kosten trägt zahlt macht".split()
)
_EXPLETIVE = frozenset(
    "erlaubt möglich verboten nötig notwendig üblich gestattet zulässig vorgesehen eine einen ein".split()
)
"""What „es“ stands before when it stands for nothing: „Ist es erlaubt …“."""

_CLAUSE_ENDS = frozenset(", ; : . ? ! – und oder sowie wenn dass ob weil bevor nachdem falls".split())
"""Between a pronoun and what it stands for; within one clause it stands for something else."""

_TIMES = frozenset(
    "jahr jahre jahren jahres monat monate monaten monats woche wochen tag tage tagen moment zeit sommer winter herbst "
    "frühjahr".split()
)
_BODY = re.compile(
    r"(?:rat|rates|ausschuss|ausschusses|verwaltung|bürgermeister(?:in)?|gemeinde|stadt|magistrat|kreistag)$",
    re.IGNORECASE,
)
"""Who acts, not what is asked about: „Hat der Rat zugestimmt?“."""

_DECISIONS = frozenset(
    "zugestimmt stimmte stimmten abgestimmt abgelehnt beschlossen beschließt entschieden empfohlen gestimmt dagegen "
    "angenommen vertagt einverstanden".split()
)


class Lean(StrEnum):
    """How a question leans on the one before."""

    FRAGMENT = "fragment"
    """It is no whole sentence."""
    POINTER = "pointer"
    """It points to something it does not name."""
    BARE = "bare"
    """It names nothing to ask about."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """That a question leans on the one before, and how."""

    how: Lean
    fragment: str = ""
    """What is left of a fragment without „und“ and the like."""


def read_leaning(question: str) -> Leaning | None:
    """How a question leans on the one before, None when it stands alone."""
    text = without_mark(question)
    opened = _OPENER.sub("", text)
    framed = _FRAME.fullmatch(opened)
    if framed and not _is_phrase(framed["fragment"]):
        framed = None
    fragment = framed["fragment"] if framed else opened
    words = [token for token in tokens_of(fragment) if token.is_word]
    if not words:
        return None
    if (framed or opened != text or _is_short(words) or _is_named(words)) and _is_fragment(words):
        first = words[0].text if words[0].is_noun else words[0].lower
        return Leaning(Lean.FRAGMENT, first + fragment[words[0].end :])
    if lacking_noun(opened) is not None or _points(opened):
        return Leaning(Lean.POINTER)
    return Leaning(Lean.BARE) if _names_nothing(opened) else None


def without_mark(question: str) -> str:
    """The question without the mark at its end."""
    return " ".join(question.split()).rstrip(" ?!.")


def lacking_noun(text: str) -> Phrase | None:
    """„eine neue“, „der zweite“: an article and an adjective whose noun was said before."""
    if len(text.split()) > MAX_FRAGMENT or re.search(r"\bich\b", text):
        return None  # „wenn ich die beantrage“
    for phrase in phrases_of(text):
        if (
            phrase.determiner in ARTICLES
            and not (phrase.nouns or phrase.preposition)
            and phrase.attributes[-1].endswith(("e", "er", "es"))
            and not re.match(r"\s*[\d,]", text[phrase.end :])
        ):
            return phrase
    return None


def _is_phrase(fragment: str) -> bool:
    """Whether a fragment is one phrase and nothing else: „Was ist mit Kräften verbunden“ is a question of its own."""
    found = phrases_of(fragment)
    rest = fragment[found[0].end :].split() if found else fragment.split()
    return not rest or not found or all(word in _POINTERS or word[0].isdigit() for word in rest)


def _is_short(words: Sequence[Token]) -> bool:
    """„Bis wann?“, „Wie viel pro Stunde?“: no noun that could be a search by keywords."""
    return (
        words[0].lower in QUESTION_WORDS | PREPOSITIONS.keys()
        and all(word.lower in FUNCTION_WORDS | GENERIC | ASPECTS for word in words)
        and not any(word.lower in OPENING_VERBS for word in words)
    )


def _is_named(words: Sequence[Token]) -> bool:
    """„Ein Baugerüst?“, „Der zweite Hund?“: nobody searches by keywords with an article."""
    return words[0].lower in ARTICLES and len(words) <= MAX_NAMED


def _is_fragment(words: Sequence[Token]) -> bool:
    """No verb at its place: neither at the beginning nor behind the question word."""
    if len(words) > MAX_FRAGMENT or words[0].lower in OPENING_VERBS:
        return False
    if words[0].lower in GENERIC and words[0].text[0].islower():
        return False
    if words[0].lower in QUESTION_WORDS:
        return _is_short(words) and not any(word.lower in GENERIC and word.lower[-1] == "t" for word in words[1:])
    return not any(word.lower in OPENING_VERBS for word in words[1:3])


def _points(text: str) -> bool:
    """Whether a word points to something that no clause before it names."""
    own = content_words(text)
    if sum(not _BODY.search(word) for word in own) > MAX_OWN or len(text.split()) > MAX_WORDS:
        return False
    nouns_own = any(word[0].isupper() and word.lower() not in _TIMES for word in own)
    tokens = tokens_of(text)
    within = {at for phrase in phrases_of(text) if phrase.nouns for at in range(phrase.start, phrase.end)}
    here: list[str] = []
    earlier: list[str] = []
    for position, token in enumerate(tokens):
        if token.lower in _CLAUSE_ENDS:
            earlier, here = earlier + here, []
        if not token.is_word:
            continue
        if token.is_noun and token.lower not in ASPECTS:
            here.append(token.lower)
        acts = token.lower in PRONOUNS or token.lower in POSSESSIVES  # may stand for a body, too
        if any(acts or not _BODY.search(noun) for noun in earlier) or (token.lower in POSSESSIVES and here):
            continue
        before = tokens[position - 1].text if position else ""
        following = tokens[position + 1].lower if position + 1 < len(tokens) else ""
        if _is_pointer(token, before.lower(), following, nouns_own=nouns_own) and token.start not in within:
            return True
        if token.lower in _DEMONSTRATIVES and following not in _TIMES:
            return True
        if token.lower in _WEAK_POINTERS and not own:
            return True
    return False


def _is_pointer(token: Token, before: str, after: str, *, nouns_own: bool) -> bool:
    if token.lower in PRONOUNS or token.lower in ("ihnen", "ihr"):
        return token.text[0].islower() or token.opens  # „Sie“ with its capital is the reader
    if token.lower in _POINTERS:
        return before != "," and not (token.lower == "da" and token.opens)
    if token.lower == "es":
        return not nouns_own and before in _TAKES_IT and after not in _EXPLETIVE
    if token.lower in ARTICLES and token.lower[0] == "d":
        return before != "," and not token.opens  # an article has its noun; alone it points
    return token.lower in POSSESSIVES and token.text[0].islower() and not token.opens


def _names_nothing(text: str) -> bool:
    """Only aspects, bodies and general verbs: „Gibt es Ausnahmen?“, „Hat der Rat zugestimmt?“."""
    words = [token for token in tokens_of(text) if token.is_word]
    if not any(word.lower in QUESTION_WORDS or word.lower in OPENING_VERBS for word in words[:3]):
        return False  # a search by keywords
    if any(word.text[0].isdigit() for word in words):
        return False
    told = content_words(text)
    acting = [word for word in told if not _BODY.search(word)]
    if any(word.lower in _DECISIONS for word in words) and {word.lower() for word in acting} <= _DECISIONS:
        return True
    return not told
