"""Abbreviations of the administration beside their long forms, in both directions.

People ask for the „BPlan“, papers speak of the „Bebauungsplan“, and the other way round. `abbreviations_de.txt` holds
such pairs, one entry a line, and a tenant may add entries of its own in the same form (`index.vocabulary`)::

    # Gremien
    VA = Verwaltungsausschuss
    B-Plan, BPlan = Bebauungsplan
    OR! = Ortsrat
    SG!? = Samtgemeinde, Sachgebiet

* Left of ``=`` stand abbreviations, right of it the long forms, the most usual first.
* ``!``: only when it is written exactly so; „OR“ is the Ortsrat, „or“ is a slip of the keyboard.
* ``?``: it has further meanings, so its long forms count less.
* ``#`` begins a comment that fills its line.

Only questions are expanded, never documents, so a changed list needs no new index.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpora.errors import InvalidSetting
from index.synonyms import Entry, Synonyms

LONG_FORM_WEIGHT = 1.0
"""What a long form counts where the question has the abbreviation; all weights are chosen in docs/measurements.md."""

SHORT_WEIGHT = 0.3
"""What the abbreviation itself still counts then. It is rare in most papers, and what is rare weighs much already."""

AMBIGUOUS_WEIGHT = 0.5
"""What a long form counts where the abbreviation has further meanings; the abbreviation keeps its weight."""

SHORT_FORM_WEIGHT = 0.2
"""What an abbreviation counts where the question has the long form."""

MAX_SHORT_WORDS = 3
MAX_LONG_WORDS = 8

_WORD = re.compile(r"\w+")
_EXPECTED = "Erwartet wird eine Zeile wie „BPlan, B-Plan = Bebauungsplan“ oder „OR! = Ortsrat“."


@dataclass(frozen=True, slots=True)
class Short:
    """An abbreviation as a list gives it."""

    text: str
    as_written: bool = False
    """Whether only exactly this spelling counts."""
    ambiguous: bool = False
    """Whether it has further meanings."""


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """One line of a list."""

    short: tuple[Short, ...]
    long: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    """An abbreviation of all lists together."""

    short: Short
    long: list[str]


@dataclass(frozen=True, slots=True)
class Expansion:
    """A stretch of a question and what stands for it."""

    start: int
    """Position (0-based) of the first word."""
    end: int
    """Position after the last word."""
    terms: tuple[str, ...]
    """Words and phrases, the most usual first."""
    weight: float
    """What they count."""
    own_weight: float
    """What the stretch's own words count then."""


def parse_abbreviation(line: str, where: str) -> Abbreviation:
    """The entry of one line that holds a ``=``; an `InvalidSetting` names `where` („Zeile 3 der Abkürzungsliste“)."""
    left, _, right = line.partition("=")
    if "=" in right:
        raise InvalidSetting(f"{where} hat mehr als ein „=“.", hint=_EXPECTED)
    short = tuple(_parse_short(part.strip()) for part in left.split(","))
    long = tuple(part.strip() for part in right.split(","))
    if not all(_WORD.search(part) for part in (*(each.text for each in short), *long)):
        raise InvalidSetting(f"In {where} fehlt vor oder nach einem Komma oder dem „=“ ein Wort.", hint=_EXPECTED)
    for form, most in (*((each.text, MAX_SHORT_WORDS) for each in short), *((form, MAX_LONG_WORDS) for form in long)):
        if len(_WORD.findall(form)) > most:
            raise InvalidSetting(
                f"In {where} ist „{form}“ zu lang.",
                hint=f"Eine Abkürzung hat höchstens {MAX_SHORT_WORDS} Wörter, eine Langform {MAX_LONG_WORDS}.",
            )
    return Abbreviation(short, long)


def parse_abbreviations(text: str) -> list[Abbreviation]:
    """The entries of a list in the form that the module describes; an `InvalidSetting` names the first wrong line."""
    entries: list[Abbreviation] = []
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            where = f"Zeile {number} der Abkürzungsliste"
            if "=" not in stripped:
                raise InvalidSetting(f"{where} hat kein „=“.", hint=_EXPECTED)
            entries.append(parse_abbreviation(stripped, where))
    return entries


class Abbreviations:
    """Finds abbreviations and long forms in a question and gives the other form for each."""

    def __init__(self, entries: Iterable[Abbreviation], *, own: Iterable[Abbreviation] = ()) -> None:
        """What a tenant says of an abbreviation (`own`) replaces what `entries` say of it."""
        own = tuple(own)
        replaced = {short.text.lower() for entry in own for short in entry.short}
        pairs = [(short, entry.long) for entry in own for short in entry.short]
        pairs += [(s, entry.long) for entry in entries for s in entry.short if s.text.lower() not in replaced]
        self._short: dict[tuple[tuple[str, ...], bool], _Form] = {}
        """By its words, in lower case where the spelling does not matter, and whether it matters."""
        for short, long in pairs:
            words = tuple(_WORD.findall(short.text if short.as_written else short.text.lower()))
            form = self._short.setdefault((words, short.as_written), _Form(short, []))
            form.long.extend(term for term in long if term not in form.long)
        self._longest = max((len(words) for words, _ in self._short), default=0)
        self._long = Synonyms(Entry((form,), (short.text,)) for short, long in pairs for form in long)

    def expand(self, words: Sequence[str]) -> list[Expansion]:
        """The matched stretches of a question's words in order, each with its other forms.

        `words` are all words of the question as written, split by ``\\w+``.
        """
        found: list[Expansion] = []
        start = 0
        while start < len(words):
            length, form = self._starting_at(words, start)
            if form is not None:
                weights = (AMBIGUOUS_WEIGHT, 1.0) if form.short.ambiguous else (LONG_FORM_WEIGHT, SHORT_WEIGHT)
                found.append(Expansion(start, start + length, tuple(form.long), *weights))
            start += length
        taken = {position for each in found for position in range(each.start, each.end)}
        for (start, end), terms in self._long.expand(words):
            if taken.isdisjoint(range(start, end)):
                found.append(Expansion(start, end, terms, SHORT_FORM_WEIGHT, 1.0))
        return sorted(found, key=lambda each: (each.start, each.end))

    def _starting_at(self, words: Sequence[str], start: int) -> tuple[int, _Form | None]:
        """The longest abbreviation that begins at a word and its length; 1 and None where there is none."""
        for length in range(min(self._longest, len(words) - start), 0, -1):
            written = tuple(words[start : start + length])
            lower = tuple(word.lower() for word in written)
            for key in ((written, True), (_singular(written), True), (lower, False), (_singular(lower), False)):
                if (form := self._short.get(key)) is not None:
                    return length, form
        return 1, None


@cache
def shipped_abbreviations() -> tuple[Abbreviation, ...]:
    """The entries of the shipped list, to which a tenant's own are added."""
    return tuple(parse_abbreviations(files("index").joinpath("abbreviations_de.txt").read_text(encoding="utf-8")))


@cache
def load_abbreviations() -> Abbreviations:
    """The shipped list, read once a process."""
    return Abbreviations(shipped_abbreviations())


def _singular(words: tuple[str, ...]) -> tuple[str, ...]:
    """„DGHs“ and „B-Plans“ without their s."""
    return (*words[:-1], words[-1].removesuffix("s"))


def _parse_short(text: str) -> Short:
    bare = text.rstrip("!?")
    marks = text[len(bare) :]
    return Short(bare.strip(), as_written="!" in marks, ambiguous="?" in marks)
