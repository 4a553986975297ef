"""Messages of the program in English: the German text as it stands in the source is the key.

Errors, reasons and notes arrive as finished German text; the template that made it is found again by the words around
what was filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from app.web.texts.catalogue import Language, part
from app.web.texts.en_messages import MESSAGES
from app.web.texts.en_messages_parts import PARTS

LONGEST = 2_000
"""Characters of a text that is looked at; a longer one stays as it is."""

_DEEPEST = 3
"""Messages inside of messages."""
_PLACE = re.compile(r"\{(\d)\}")
_GAP = re.compile(r"\.?(?:[;,] |\n| (?=[A-ZÄÖÜ„`])|(?<=[.?!:…]) )|\.?\Z")
"""Between two messages, and behind the last. Faults in a list lack the full stop that the list ends with."""

_DIFFERENCES = {
    german: part(Language.ENGLISH, "unlike")[key] for key, german in part(Language.GERMAN, "unlike").items()
}
"""Between evaluation runs; a message lists them as reports do."""


@lru_cache(maxsize=1_024)
def translate(text: str) -> str:
    """A German message in English; several may stand in a row. What is not known whole stays as it is."""
    return _translate(text, 0)


class _Read(NamedTuple):
    template: _Template
    values: tuple[str, ...]
    gap: str
    """What stands behind."""


@dataclass(frozen=True, slots=True)
class _Template:
    """A German template in pieces, between which something is filled in, and its English."""

    pieces: tuple[str, ...]
    english: str

    def read(self, text: str, start: int, ends: Iterable[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Those of `ends` up to which the template makes the text from `start`, with what is filled in.

        That is as short as it can be, but for the last, which goes up to the end: where these do not fit none do.
        """
        first, *others = self.pieces
        if not text.startswith(first, start):
            return
        at, values, last = start + len(first), [], others.pop() if others else None
        for piece in others:
            found = text.find(piece, at)
            if found < 0:
                return
            values.append(text[at:found])
            at = found + len(piece)
        if not first and values and "\n" in values[0]:
            return  # It would swallow the faults on the lines before.
        for end in ends:
            if last is None:
                if end == at:
                    yield end, ()
            elif end - len(last) >= at and text.endswith(last, at, end):
                yield end, (*values, text[at : end - len(last)])

    def fill(self, values: tuple[str, ...], depth: int) -> str:
        """The English text. A value may be a message itself, unless quotation marks say that it is a name."""

        def word(match: re.Match[str]) -> str:
            before, behind = self.pieces[int(match[1]) - 1 : int(match[1]) + 1]
            value = values[int(match[1]) - 1]
            return value if before.endswith("„") and behind.startswith("“") else _translate(value, depth + 1)

        return _PLACE.sub(word, self.english)


def _translate(text: str, depth: int) -> str:
    known = text.strip()
    if not known or len(text) > LONGEST or depth > _DEEPEST:
        return text
    row = _read_row(known, inside=depth > 0)
    if row is None:
        return text
    english = "".join(each.template.fill(each.values, depth) + each.gap for each in row)
    return text.replace(known, english, 1)


def _read_row(text: str, *, inside: bool) -> list[_Read] | None:
    """The messages that make the whole text."""
    known = [each for each in _templates(inside) if all(piece in text for piece in each.pieces)]
    gaps = {}
    for gap in _GAP.finditer(text) if known else ():
        if gap[0].startswith("."):  # It belongs to the message, where that has one.
            gaps[gap.start() + 1] = gap.end()
        gaps[gap.start()] = gap.end()
    hopeless = set()

    def read(start: int) -> list[_Read] | None:
        if start == len(text):
            return []
        if start in hopeless:
            return None
        for template in known:
            for end, values in template.read(text, start, gaps):
                rest = read(gaps[end]) if end > start else None
                if rest is not None:
                    return [_Read(template, values, text[end : gaps[end]]), *rest]
        hopeless.add(start)
        return None

    return read(0)


@cache
def _templates(inside: bool) -> tuple[_Template, ...]:
    """Those that begin with words of their own first, and those with the most."""
    texts = {**_DIFFERENCES, **MESSAGES, **PARTS} if inside else MESSAGES
    known = [_Template(tuple(_PLACE.split(german.strip())[::2]), english) for german, english in texts.items()]
    return tuple(sorted(known, key=lambda each: (each.pieces[0] != "", sum(map(len, each.pieces))), reverse=True))
