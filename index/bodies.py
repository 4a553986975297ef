"""The bodies a question names („Was hat der Bauausschuss gesagt?“), and whether they treat a paper.

People shorten: the „Bauausschuss“ is the „Fachausschuss Planung, Bau und Umwelt“, the „Barntener Ortsrat“ the „Ortsrat
Barnten“, the „Gemeinderat“ the „Rat“. The long names are those of the papers themselves (their Beratungsfolge and
minutes); there is no list of bodies to keep.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+")
_LOCAL = (
    "ortsrat",
    "ortschaftsrat",
    "ortsbeirat",
    "ortsgemeinderat",
    "bezirksbeirat",
    "bezirksvertretung",
    "stadtbezirksrat",
)
_COUNCILS = frozenset(
    "rat gemeinderat stadtrat samtgemeinderat rates gemeinderates stadtrates marktgemeinderat".split()
)
_OTHERS = ("verwaltungsausschuss", "kreistag", "kreisausschuss", "magistrat", "beirat", "ältestenrat")
_COMMITTEE = re.compile(r"(?P<of>[\w-]*?)s?[Aa]usschu(?:ss|ß)(?:es|e)?(?P<rest>\w*)")
_ABOUT = re.compile(r"\s+für\s+(?P<topics>[A-ZÄÖÜ][\w-]+(?:(?:,\s+|\s+und\s+|\s+sowie\s+)(?:für\s+)?[A-ZÄÖÜ][\w-]+)*)")
_FILLERS = frozenset("der die des dem den das für und sowie von in im ortschaft gemeinde stadt ausschuss fa".split())
_GENERAL = frozenset(("", "fach", "unter", "fachunter"))
"""Before „-ausschuss“: says nothing of which one."""

_SHORTEST = 3
_SHORTEST_PLACE = 4


@dataclass(frozen=True, slots=True)
class NamedBody:
    """A body as a question names it."""

    head: str
    """``ausschuss``, ``rat``, or the whole name in lower case for bodies of one name."""
    about: tuple[str, ...] = ()
    """Beginnings of words that its full name must hold, in lower case."""
    places: tuple[str, ...] = ()
    """Words of the question one of which a local body's name must hold, in lower case."""


def find_bodies(question: str, long_forms: Iterable[str] = ()) -> tuple[NamedBody, ...]:
    """The bodies that a question names; `long_forms` are those of its abbreviations („VA“)."""
    found: list[NamedBody] = []
    places = tuple(word.lower() for word in _WORD.findall(question) if len(word) >= _SHORTEST_PLACE)
    for text in (question, *long_forms):
        for match in _COMMITTEE.finditer(text):
            found.extend(_committee(match, text))
        for word in _WORD.findall(text):
            lower = word.lower()
            stem = re.sub(r"(rat|tag)e?s$", r"\1", lower)
            local = next((name for name in _LOCAL if lower.startswith(name)), "")
            if local:
                found.append(NamedBody(local, places=tuple(place for place in places if not place.startswith(local))))
            elif (word[0].isupper() and stem in _COUNCILS) or lower in ("gemeinderat", "stadtrat"):
                found.append(NamedBody("rat"))
            elif stem in _OTHERS:
                found.append(NamedBody(stem))
    return tuple(dict.fromkeys(found))


def _committee(match: re.Match[str], text: str) -> Iterable[NamedBody]:
    of = match["of"].lower().strip("-")
    if match["rest"] and not match["rest"].startswith("sitzung"):
        return
    if of in ("verwaltung", "kreis"):
        return  # bodies of one name
    if of not in _GENERAL and len(of) >= _SHORTEST:
        yield NamedBody("ausschuss", about=(of,))
    elif (about := _ABOUT.match(text, match.end())) is not None:
        topics = (word.lower() for word in _WORD.findall(about["topics"]))
        yield NamedBody("ausschuss", about=tuple(topic for topic in topics if topic not in _FILLERS))


def treats(named: Sequence[NamedBody], bodies: Iterable[str]) -> bool:
    """Whether one of the bodies of a paper is one that the question names."""
    return any(_is(each, body.lower()) for body in bodies for each in named)


def _is(named: NamedBody, body: str) -> bool:
    words = _WORD.findall(body)
    if named.head == "rat":
        return any(word in _COUNCILS for word in words)
    if named.head == "ausschuss":
        if "ausschu" not in body and "fa" not in words:
            return False
        return all(any(word.startswith(topic) for word in words) for topic in named.about)
    if named.head not in _LOCAL:
        return named.head in body
    rest = [word for word in words if not word.startswith(_LOCAL) and word not in _FILLERS]
    if not any(word.startswith(_LOCAL) for word in words) or not rest:
        return False
    return all(any(_same_place(word, place) for place in named.places) for word in rest[:2])


def _same_place(name: str, word: str) -> bool:
    """„Barnten“ and „Barntener“, „Adensen“ and „Adenser“."""
    shared = min(len(name), len(word))
    at = next((at for at in range(shared) if name[at] != word[at]), shared)
    return at >= max(4, len(name) - 2) and len(word) - at <= 3
