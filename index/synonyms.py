"""Everyday German beside the words of laws, bylaws and council papers.

People ask for the „Führerschein“, the law speaks of the „Fahrerlaubnis“. `synonyms_de.txt` holds such pairs, one entry
a line, and a tenant may add entries of its own in the same form::

    # Führerschein, Fahrzeuge, Verkehr
    Knöllchen, Strafzettel -> Verwarnungsgeld, Verwarnung
    -Müll -> Abfall, Siedlungsabfall
    Kita <-> Kindertagesstätte, Kindertageseinrichtung

* Left of ``->`` stand everyday words or fixed phrases of at most three words, right of it what the papers say instead,
  the most usual first.
* ``<->``: all words of the line stand for each other.
* A leading hyphen: the word counts as the last part of a compound, too (``-Müll`` meets „Schiffsmüll“).
* ``#`` begins a comment that fills its line.

Only questions are expanded, never documents, so a changed list needs no new index.

A word of a question meets a word of the list when both have the same stem and differ by an inflection at most; the
stemmer alone would take „messen“ for a „Messer“ and „Erziehung“ for an „Erzieher“. Within phrases the stem is enough.
Verbs (lower-case forms in -en, -eln, -ern) also meet their weak forms, which the stemmer leaves apart: „klaut“ and
„klaute“ meet ``klauen``. Participles and strong forms („gestohlen“) are entries themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import Stemmer

from corpora.errors import InvalidSetting
from index.compounds import CompoundSplitter, load_splitter

MAX_PHRASE_WORDS = 3
"""Longest everyday phrase."""

_BOTH_WAYS = "<->"

_WORD = re.compile(r"\w+")
_ARROW = re.compile(r"<->|->")
_EXPECTED = "Erwartet wird eine Zeile wie „Strafzettel, Knöllchen -> Verwarnungsgeld, Verwarnung“."

_UMLAUTS = {"a": "ä", "o": "ö", "u": "ü"}
_PLAIN = str.maketrans({umlaut: vowel for vowel, umlaut in _UMLAUTS.items()})
_DIGRAPH = re.compile(r"(?<![aeq])([aou])e")
"""An umlaut written with an e; „neue“, „Frauen“ and „bequem“ hold none."""

_LAST_VOWEL = re.compile(r"[aeiouyäöü](?=[^aeiouyäöü]*$)")

_ENDINGS = frozenset(["", "e", "en", "n", "s", "es", "er", "ern", "em", "ens"])
"""What a question's word may have after the part that it shares with the list's word."""

_FORM_ENDINGS = frozenset(["", "e", "en", "n", "s", "es"])
"""What the list's word may have there; an -er is a person or a tool and belongs to the word."""

_VERB_ENDINGS = ("t", "et", "te", "ten", "ete", "eten", "st", "est")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list."""

    everyday: tuple[str, ...]
    """Words and phrases as written, a leading hyphen included."""
    office: tuple[str, ...]
    both_ways: bool = False
    """Whether all words stand for each other."""


def parse_synonyms(text: str) -> list[Entry]:
    """The entries of a list in the form that the module describes; an `InvalidSetting` names the first wrong line."""
    entries: list[Entry] = []
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            entries.append(parse_entry(stripped, f"Zeile {number} der Synonymliste"))
    return entries


def parse_entry(line: str, where: str) -> Entry:
    """The entry of one line; an `InvalidSetting` names `where` („Zeile 3 der Synonymliste“)."""
    arrows = _ARROW.findall(line)
    if len(arrows) != 1:
        raise InvalidSetting(
            f"{where} hat {'mehr als einen' if arrows else 'keinen'} Pfeil „->“ oder „<->“.", hint=_EXPECTED
        )
    left, right = (tuple(part.strip() for part in side.split(",")) for side in line.split(arrows[0]))
    both_ways = arrows[0] == _BOTH_WAYS
    if not all(_WORD.search(part) for part in (*left, *right)):
        raise InvalidSetting(f"In {where} fehlt vor oder nach einem Komma oder dem Pfeil ein Wort.", hint=_EXPECTED)
    for form in (*left, *right) if both_ways else left:
        words = _WORD.findall(form)
        if len(words) > MAX_PHRASE_WORDS:
            raise InvalidSetting(
                f"In {where} ist „{form}“ zu lang.",
                hint=f"Eine Wendung der Alltagssprache hat höchstens {MAX_PHRASE_WORDS} Wörter.",
            )
        if form.startswith("-") and len(words) > 1:
            raise InvalidSetting(
                f"In {where} steht ein Bindestrich vor „{form[1:]}“.",
                hint="Als letzter Teil einer Zusammensetzung gilt nur ein einzelnes Wort.",
            )
    return Entry(left, tuple(term.removeprefix("-") for term in right), both_ways)


class _Form:
    """One everyday word or phrase with the office terms it stands for."""

    __slots__ = ("in_compounds", "stems", "terms", "words")

    def __init__(self, words: tuple[str, ...], stems: tuple[str, ...]) -> None:
        self.words = words
        self.stems = stems
        self.terms: list[str] = []
        self.in_compounds = False

    def closeness(self, words: Sequence[str]) -> int:
        """How alike the spellings are; 0 where the form is written just so, less otherwise.

        What the question's word adds costs less than what it lacks: „Grabes“ is closer to „Grab“ than to „Graben“.
        """
        return sum(
            3 * _shared(form, word) - 2 * len(form) - len(word)
            for form, word in zip(map(_plain, self.words), map(_plain, words), strict=True)
        )


class Synonyms:
    """Finds everyday words in a question and gives the office terms for them.

    Where entries share a word, its terms are joined in the order of the entries.
    """

    def __init__(self, entries: Iterable[Entry], *, splitter: CompoundSplitter | None = None) -> None:
        self._stemmer = Stemmer.Stemmer("german", 0)
        self._splitter = splitter
        self._forms: dict[tuple[str, ...], _Form] = {}
        self._by_first: dict[str, list[_Form]] = {}
        self._has_last_parts = False
        """Whether any word counts as the last part of a compound, too."""
        for entry in entries:
            for form in entry.everyday:
                others = [other.removeprefix("-") for other in entry.everyday if other != form]
                self._add(form, (*entry.office, *others) if entry.both_ways else entry.office)
            if entry.both_ways:
                everyday = [form.removeprefix("-") for form in entry.everyday]
                for term in entry.office:
                    self._add(term, (*everyday, *(other for other in entry.office if other != term)))

    def expand(self, words: Sequence[str]) -> list[tuple[tuple[int, int], tuple[str, ...]]]:
        """The matched stretches of a question's words, in order and apart, each with its office terms.

        `words` are all words of the question as written, split by ``\\w+``. A stretch is (first word, word after the
        last). The longest phrases are matched first. Words that the stretch holds already are no terms of it.
        """
        found = [match for start in range(len(words)) for match in self._starting_at(words, start)]
        found.sort(key=lambda match: (match[0] - match[1], match[0]))
        covered: set[int] = set()
        expansions: list[tuple[tuple[int, int], tuple[str, ...]]] = []
        for start, end, form in found:
            if covered.isdisjoint(range(start, end)):
                covered.update(range(start, end))
                expansions.append(((start, end), self._terms(form, words[start:end])))
        for position, word in enumerate(words if self._has_last_parts else ()):
            if position not in covered and (last := self._as_compound(word)) is not None:
                expansions.append(((position, position + 1), self._terms(last, [word])))
        return sorted(expansion for expansion in expansions if expansion[1])

    def _add(self, written: str, terms: Iterable[str]) -> None:
        words = tuple(_WORD.findall(written))
        key = tuple(word.lower() for word in words)
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = _Form(words, tuple(self._stem(word) for word in words))
            for stem in {form.stems[0], *(self._stem(further) for further in _further_forms(words[0]))}:
                self._by_first.setdefault(stem, []).append(form)
        form.terms.extend(term for term in terms if term not in form.terms)
        form.in_compounds = form.in_compounds or written.startswith("-")
        self._has_last_parts = self._has_last_parts or form.in_compounds

    def _starting_at(self, words: Sequence[str], start: int) -> Iterable[tuple[int, int, _Form]]:
        """The closest form of each length that fits from `start` on."""
        best: dict[int, tuple[int, _Form]] = {}
        for form in self._by_first.get(self._stem(words[start]), ()):
            length = len(form.words)
            stretch = words[start : start + length]
            if len(stretch) == length and self._fits(stretch, form):
                closeness = form.closeness(stretch)
                if length not in best or closeness > best[length][0]:
                    best[length] = (closeness, form)
        return [(start, start + length, form) for length, (_, form) in best.items()]

    def _as_compound(self, word: str) -> _Form | None:
        parts = (self._splitter or load_splitter()).split(word.lower())
        if not parts:
            return None
        last = parts[-1].capitalize() if word[:1].isupper() else parts[-1]
        form = next((form for _, _, form in self._starting_at([last], 0)), None)
        return form if form is not None and form.in_compounds else None

    def _fits(self, words: Sequence[str], form: _Form) -> bool:
        """A single word must be an inflection; in a phrase the same stems are enough („gelbe Säcke“)."""
        for word, listed, stem in zip(words, form.words, form.stems, strict=True):
            if word.lower() == listed.lower() or word.lower() in _further_forms(listed):
                continue
            if listed.isupper() or self._stem(word) != stem or (len(words) == 1 and not _is_inflected(word, listed)):
                return False
        return True

    def _terms(self, form: _Form, words: Sequence[str]) -> tuple[str, ...]:
        present = {self._stem(word) for word in words}
        return tuple(term for term in form.terms if self._stem(term) not in present)

    def _stem(self, word: str) -> str:
        return str(self._stemmer.stemWord(word.lower()))


@cache
def shipped_entries() -> tuple[Entry, ...]:
    """The entries of the shipped list, to which a tenant's own are added."""
    return tuple(parse_synonyms(files("index").joinpath("synonyms_de.txt").read_text(encoding="utf-8")))


@cache
def load_synonyms() -> Synonyms:
    """The shipped list, read once a process."""
    return Synonyms(shipped_entries())


def _is_inflected(word: str, form: str) -> bool:
    """Whether a question's word is an inflection of the list's word, given that both have the same stem."""
    spelled, form_spelled = _spell(word), _spell(form)
    shared = _shared(_plain(word), _plain(form))
    ending, form_ending = spelled[shared:], form_spelled[shared:]
    if ending not in _ENDINGS or form_ending not in _FORM_ENDINGS:
        return False
    noun = form[0].isupper()
    if not noun and word[0].isupper() and not ending and form_ending == "en":
        return False  # the noun, not the verb: „Haft“ is no „haften“
    changed = [at for at in range(shared) if spelled[at] != form_spelled[at]]
    if changed:  # an umlaut more than the list's word has makes a plural; one less makes another word
        return (
            noun
            and all(form_spelled[at] in _UMLAUTS for at in changed)
            and not form_spelled.endswith("e")
            and bool(ending or spelled.endswith(("el", "en", "er")))
        )
    if noun and not form_ending and ending in {"er", "ern"}:  # „Kinder“, but neither „Müller“ nor „Urlauber“
        vowel = _LAST_VOWEL.search(form_spelled)
        return vowel is not None and vowel.group() in "eiy" and not (ending == "ern" and word[0].islower())
    return not (noun and not form_ending and ending == "en" and word[0].islower())  # „passen“ is no „Pass“


def _spell(word: str) -> str:
    """Lower-case, with umlauts and ss in one spelling; only for comparing two words with each other."""
    return _DIGRAPH.sub(lambda found: _UMLAUTS[found.group(1)], word.lower().replace("ß", "ss"))


def _plain(word: str) -> str:
    """As `_spell`, without umlauts."""
    return _spell(word).translate(_PLAIN)


def _shared(one: str, other: str) -> int:
    """Number of letters that both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@cache
def _further_forms(form: str) -> frozenset[str]:
    """Lower-case forms that the stemmer leaves apart: of a weak verb, and the plural of „Kita“ or „DGH“."""
    lower = form.lower()
    if form.islower() and form.endswith(("en", "eln", "ern")):
        base = form[:-2] if form.endswith("en") else form[:-1]
        return frozenset(base + ending for ending in _VERB_ENDINGS)
    return frozenset([lower + "s"] if form.isupper() or (form[0].isupper() and lower[-1] in "aiouy") else [])
