"""What a question that leans on the one before would be if it stood alone.

In this order: a fragment takes the place of its like in the question before; „sie“ and „er“ become what they stand for;
or the topic of the question before is put behind in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.followup.leaning import Lean, Leaning, lacking_noun, without_mark
from app.followup.phrases import Phrase, Token, phrases_of, telling_verbs, tokens_of
from app.followup.words import ARTICLES, OPENING_VERBS, POSSESSIVES, QUESTION_WORDS

MAX_TOPIC = 12
"""Words of a topic."""

SAME_ENDING = 5
"""Letters from which two compounds end in the same word: „Hundesteuer“ and „Katzensteuer“."""

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_YEAR_BEFORE = re.compile(r"\b(?:im )?(?:Jahr (?:davor|zuvor)|Vorjahr)\b", re.IGNORECASE)
_YEAR_AFTER = re.compile(r"\b(?:im )?(?:Jahr (?:danach|darauf)|Folgejahr)\b", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\(([^()]*)\)")
_PLURAL_VERB = re.compile(r"sind|\w+en")
_ENDING = re.compile(r"e[nrsm]?$")

_ARTICLES_OF = {
    "sie": ("die", frozenset("die eine keine alle jede diese".split())),
    "er": ("der", frozenset("der ein den dem einen einem jeder kein".split())),
    "ihn": ("den", frozenset("der ein den dem einen einem jeder kein".split())),
    "ihm": ("dem", frozenset("der ein den dem einen einem das jeder kein".split())),
}
"""Pronoun to the article that takes its place, and to those of what it may stand for."""


def complete(question: str, leaning: Leaning, before: str, title: str = "") -> str:
    """A question that leans on `before` as it would be asked alone.

    `before` stands alone; `title` is that of the paper that answered it, used where `before` names no topic of its own.
    """
    asked, base = without_mark(question), without_mark(before)
    topic = _topic(base, title)
    if leaning.how is Lean.FRAGMENT:
        return f"{_put_in(leaning.fragment, base) or _with_topic(asked, topic)}?"
    if leaning.how is Lean.POINTER and (named := _name(asked, base)) is not None:
        return f"{named}?"
    return f"{_with_topic(asked, topic)}?"


# A fragment


def _put_in(fragment: str, base: str) -> str:
    """The question before with a fragment in its place, or behind it; empty where it asks for something else."""
    year = _other_year(fragment, base)
    if year:
        return _YEAR.sub(year, base) if _YEAR.search(base) else f"{base} im Jahr {year}"
    if any(token.lower in QUESTION_WORDS for token in tokens_of(fragment)[:3]):
        return _ask_otherwise(fragment, base)
    parts = phrases_of(fragment)
    place = _like(parts[0], phrases_of(base)) if parts else None
    if place is None:
        return f"{base}, {fragment}"
    put = parts[0]
    text = fragment
    if not any(noun[0].isalpha() for noun in put.nouns):  # „den zweiten“, „bei 30.000“
        said = {token.lower for token in tokens_of(fragment)}
        text = " ".join((fragment, *(noun for noun in place.nouns if noun[0].isalpha() and noun.lower() not in said)))
    if put.determiner in ARTICLES and not place.determiner and text.lower().startswith(f"{put.determiner} "):
        text = text[len(put.determiner) + 1 :]  # „Wie viel Grundsteuer …“ takes no article
    kept = f"{place.preposition} " if place.preposition and not put.preposition else ""
    whole = f"{base[: place.start]}{kept}{text}{base[place.end :]}"
    whole = f"{whole[0].upper()}{whole[1:]}"
    return f"{whole} ({' '.join(place.words)})" if put.determiner in POSSESSIVES else whole


def _like(put: Phrase, phrases: Sequence[Phrase]) -> Phrase | None:
    """The phrase whose place a fragment takes: the last of the same preposition, the same ending, the same article."""
    named = [phrase for phrase in phrases if phrase.nouns]
    if put.preposition:
        return _last(phrase for phrase in named if phrase.family == put.family)
    if not put.nouns:
        return _last(phrase for phrase in named if phrase.attributes)
    alike = _last(phrase for phrase in named if _same_ending(phrase.nouns[0], put.nouns[0]))
    if alike is not None:
        return alike
    topics = [phrase for phrase in named if phrase.is_topic]
    if not put.determiner:
        return _last(p for p in topics if not (p.determiner or p.preposition)) or _last(
            p for p in topics if not p.determiner
        )
    free = [phrase for phrase in topics if not phrase.preposition]
    return (
        _last(p for p in free if p.determiner == put.determiner)
        or _last(p for p in free if p.determiner and _is_definite(p) == _is_definite(put))
        or _last(free)
    )


def _last(phrases: Iterable[Phrase]) -> Phrase | None:
    found = list(phrases)
    return found[-1] if found else None


def _same_ending(one: str, other: str) -> bool:
    return one.lower()[-SAME_ENDING:] == other.lower()[-SAME_ENDING:] and min(len(one), len(other)) >= SAME_ENDING


def _is_definite(phrase: Phrase) -> bool:
    return phrase.determiner in ARTICLES and phrase.determiner[0] == "d"


def _other_year(fragment: str, base: str) -> str:
    """The year that a fragment names, also as the one before or after that of the question before; else empty."""
    years = _YEAR.findall(base)
    if years and _YEAR_BEFORE.search(fragment):
        return str(int(years[-1]) - 1)
    if years and _YEAR_AFTER.search(fragment):
        return str(int(years[-1]) + 1)
    named = _YEAR.findall(fragment)
    rest = {token.lower for token in tokens_of(fragment)} - set(named)
    return named[0] if len(named) == 1 and rest <= {"in", "im", "jahr", "jahre", "noch", "für", "denn"} else ""


def _ask_otherwise(fragment: str, base: str) -> str:
    """Another question word before a yes-or-no question: „Ab welchem Alter müssen Katzen kastriert werden“."""
    words = [token for token in tokens_of(base) if token.is_word]
    if not words or words[0].lower not in OPENING_VERBS or _BRACKET.search(base):
        return ""
    asked = re.sub(r"\s+nicht$", "", fragment)
    rest = base[words[0].end :].strip()
    if asked != fragment and len(words) > 2 and not words[1].is_noun:  # „Warum nicht?“
        rest = f"{words[1].text} nicht {base[words[2].start :]}"
    return f"{asked[0].upper()}{asked[1:]} {words[0].lower} {rest}"


# A pointer


def _name(asked: str, base: str) -> str | None:
    """The question with what its pronoun stands for in its place; None when the one before does not tell."""
    if _BRACKET.search(base):
        return None
    phrases = phrases_of(base)
    lacking = lacking_noun(asked)
    if lacking is not None:
        nouns = [noun for phrase in phrases if phrase.is_topic for noun in phrase.nouns]
        return f"{asked[: lacking.end]} {nouns[-1]}{asked[lacking.end :]}" if nouns else None
    for token in tokens_of(asked):
        if token.lower not in _ARTICLES_OF or (token.text[0].isupper() and not token.opens):
            continue
        article, articles = _ARTICLES_OF[token.lower]
        may_be_bare = token.lower == "sie" and _is_plural(asked, token)
        subject = next((p for p in phrases if p.is_topic and _fits(p, articles, may_be_bare=may_be_bare)), None)
        if subject is None:
            return None
        said = [article, *map(_weak, subject.attributes), *subject.nouns] if subject.determiner else [*subject.words]
        said += [base[p.start : p.end] for p in phrases if p.start > subject.start and p.preposition and p.nouns]
        text = " ".join(said[:MAX_TOPIC])
        return asked[: token.start] + (text[0].upper() + text[1:] if token.opens else text) + asked[token.end :]
    return None


def _is_plural(asked: str, pronoun: Token) -> bool:
    """Whether the verb before „sie“, or behind it at the beginning, is a plural."""
    words = [token for token in tokens_of(asked) if token.is_word]
    position = next(number for number, word in enumerate(words) if word.start == pronoun.start)
    beside = words[position - 1] if position else words[min(1, len(words) - 1)]
    return _PLURAL_VERB.fullmatch(beside.lower) is not None


def _fits(phrase: Phrase, articles: frozenset[str], *, may_be_bare: bool) -> bool:
    if not phrase.determiner:
        return may_be_bare and not phrase.preposition
    return phrase.determiner in articles


def _weak(adjective: str) -> str:
    """An adjective as it stands behind „der“ and „die“."""
    return adjective if adjective[0].isdigit() else _ENDING.sub("e", adjective)


# The topic


def _topic(base: str, title: str) -> str:
    """What a question is about: its phrases and telling verbs, or what was said to be its topic already."""
    bracket = _BRACKET.search(base)
    if bracket:
        added = base[bracket.end() :].strip(" ,")
        return ", ".join(part for part in (bracket[1], added) if part)
    phrases = phrases_of(base)
    has_topic = any(phrase.is_topic for phrase in phrases)
    if has_topic:
        phrases = [p for p in phrases if p.is_topic or (p.determiner and not p.preposition) or p.names_year]
    spans = [(phrase.start, phrase.end) for phrase in phrases]
    taken = {at for start, end in spans for at in range(start, end)}
    spans += [(verb.start, verb.end) for verb in telling_verbs(base) if verb.start not in taken]
    words = " ".join(base[start:end] for start, end in sorted(spans)).split()[:MAX_TOPIC]
    if len(words) > 1 and words[0].lower() in ARTICLES:
        words = words[1:]
    if title and not has_topic:
        words += title.split()[:MAX_TOPIC]
    return " ".join(words)


def _with_topic(asked: str, topic: str) -> str:
    return f"{asked} ({topic})" if topic else asked
