"""Abbreviations that papers explain themselves: „der Verwaltungsausschuss (VA)“, „TöB (Träger öffentlicher Belange)“.

An explanation counts only when the abbreviation can be read off the long form (`is_read_off`). What stands in brackets
behind other words is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.compounds import CompoundSplitter

MAX_WORDS = 7
"""Words of a long form."""

MAX_LONG = 90
"""Characters of a long form."""

_SHORT = r"(?=[\w-]*[A-ZÄÖÜ][\w-]*[A-ZÄÖÜ])[A-ZÄÖÜ][A-Za-zÄÖÜäöüß-]{1,9}"
_BEHIND = re.compile(
    rf"\((?:(?:kurz|nachfolgend|im Folgenden|im folgenden|abgekürzt)[: ]+)?[„\"“]?(?P<short>{_SHORT})[“\"”]?\)"
)
_BEFORE = re.compile(rf"\b(?P<short>{_SHORT})\s\((?P<long>[A-ZÄÖÜ][^()\n]{{5,{MAX_LONG}}})\)")
_WORDS = re.compile(r"[A-Za-zÄÖÜäöüß]+(?:-[A-Za-zÄÖÜäöüß]+)*-?")
_SMALL = frozenset("der die das des dem den und für von im in zur zum auf an am bei mit über zu vom".split())
"""Words of a long form that give no letter."""


@dataclass(frozen=True, slots=True)
class Definition:
    """An abbreviation with the long form that a text gives for it."""

    short: str
    long: str
    start: int
    """Offset of the explanation."""
    end: int


def find_definitions(text: str, splitter: CompoundSplitter) -> Iterator[Definition]:
    """The explanations of a text in order."""
    found = [*_behind(text, splitter), *_before(text, splitter)]
    yield from sorted(found, key=lambda each: each.start)


def _behind(text: str, splitter: CompoundSplitter) -> Iterator[Definition]:
    for match in _BEHIND.finditer(text):
        begin = max(0, match.start() - MAX_LONG)
        before = text[begin : match.start()]
        cut = max(before.rfind(mark) for mark in (". ", ";", ":", "(", ")", "\n\n"))
        offset = begin + cut + 1
        words = list(_WORDS.finditer(text, offset, match.start()))
        if not words or text[words[-1].end() : match.start()].strip(' \n“"'):
            continue
        for word in reversed(words[-MAX_WORDS:]):
            long = " ".join(text[word.start() : words[-1].end()].split())
            if word.group().lower() not in _SMALL and is_read_off(match["short"], long, splitter):
                yield Definition(match["short"], long, word.start(), match.end())
                break


def _before(text: str, splitter: CompoundSplitter) -> Iterator[Definition]:
    for match in _BEFORE.finditer(text):
        long = " ".join(match["long"].split())
        if len(_WORDS.findall(long)) <= MAX_WORDS and is_read_off(match["short"], long, splitter):
            yield Definition(match["short"], long, match.start(), match.end())


def is_read_off(short: str, long: str, splitter: CompoundSplitter) -> bool:
    """Whether an abbreviation can be read off a long form: its letters begin the parts of its words, in order.

    A capital begins a part; small letters begin one or go on with it („BauGB“, „TöB“). Small words and the later parts
    of compounds may give none, every other word must.
    """
    words = re.findall(r"[A-Za-zÄÖÜäöüß]+", long)
    letters = short.replace("-", "")
    if not words or len(long) < len(short) + 3 or letters[0].lower() != words[0][0].lower():
        return False
    return _fits(letters, [part for word in words for part in _parts(word, splitter)])


def _parts(word: str, splitter: CompoundSplitter) -> list[tuple[str, bool]]:
    """Parts of a word in lower case, each with whether it may give no letter."""
    lower = word.lower()
    leaves = splitter.leaves(lower) or (lower,)
    return [(leaf, number > 0 or lower in _SMALL) for number, leaf in enumerate(leaves)]


def _fits(letters: str, parts: list[tuple[str, bool]]) -> bool:
    if not parts:
        return not letters
    (part, may_be_left_out), rest = parts[0], parts[1:]
    taken = 1
    while taken <= len(letters) and part.startswith(letters[:taken].lower()):
        if _fits(letters[taken:], rest):
            return True
        if taken < len(letters) and letters[taken].isupper():
            break
        taken += 1
    return may_be_left_out and _fits(letters, rest)
