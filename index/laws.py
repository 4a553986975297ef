"""Names that stand nowhere in the law itself: "Beamtenstatusgesetz" for the BeamtStG, "BauGB" for the Baugesetzbuch.

An abbreviation fits a name when it can be read off the starts of the name's parts in order, as German lawmakers form
them: ``Beamt|St|G`` from ``Beamten|status|gesetz``, ``O|Z|G`` from ``Online|zugangs|gesetz``. Used only when a citation
finds nothing by its exact name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.compounds import CompoundSplitter
from index.identifiers import law_names, normalize_law_name

_SUFFIXES = ("gesetzbuch", "gesetz", "verordnung", "ordnung", "satzung", "vertrag")


@dataclass(frozen=True, slots=True)
class Law:
    """A law the catalogue knows."""

    document: str
    title: str
    abbreviation: str


def match_law(name: str, laws: Iterable[Law], splitter: CompoundSplitter) -> list[str]:
    """Normal names of the laws that the unknown `name` (normalised) may mean, best first; mostly none or one."""
    scored: list[tuple[float, str]] = []
    for law in laws:
        if not law.abbreviation:
            continue
        undated = re.sub(r"\s+(?:19|20)\d\d(?:-\d\d)?$", "", law.abbreviation.strip())
        short = normalize_law_name(undated)
        if name.endswith(_SUFFIXES) and len(short) < len(name):
            # Every part gives at least its first letter: most laws are ruled out without splitting anything.
            if short[:1] == name[:1] and fits(short, name, splitter):
                scored.append((_overlap(name, law.title, splitter), law_names(law.title, law.abbreviation)[0]))
        elif 2 <= len(name) <= 8:
            if law.title[:1].casefold() != name[:1]:
                continue
            word = normalize_law_name(re.sub(r"\s*\(.*", "", law.title))
            if word.endswith(_SUFFIXES) and fits(name, word, splitter):
                scored.append((1.0, law_names(law.title, law.abbreviation)[0]))
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    best = scored[0][0] if scored else 0.0
    return [found for score, found in scored if score == best][:3]


def fits(abbreviation: str, name: str, splitter: CompoundSplitter) -> bool:
    """Whether `abbreviation` can be read off the starts of all parts of the one-word `name`, in order."""
    suffix = next((ending for ending in _SUFFIXES if name.endswith(ending)), "")
    if not suffix or name == suffix:
        return False
    stem = name[: -len(suffix)]
    tails = {"gesetzbuch": ["gesetz", "buch"], "verordnung": ["ver", "ordnung"]}.get(suffix, [suffix])
    parts = [*(splitter.leaves(stem) or splitter.leaves(stem.removesuffix("s")) or (stem,)), *tails]
    return _read_off(abbreviation, parts)


def _read_off(abbreviation: str, parts: list[str]) -> bool:
    if not parts:
        return not abbreviation
    if parts == ["ver", "ordnung"]:
        return abbreviation in ("v", "vo", "verordnung")
    longest = 0
    while longest < min(len(abbreviation), len(parts[0])) and abbreviation[longest] == parts[0][longest]:
        longest += 1
    return any(_read_off(abbreviation[taken:], parts[1:]) for taken in range(longest, 0, -1))


def _overlap(name: str, title: str, splitter: CompoundSplitter) -> float:
    """Share of the name's parts (without the last) whose first letters stand in the title."""
    parts = splitter.split(name)[:-1] or (name,)
    folded = title.casefold()
    return sum(part[:5] in folded for part in parts) / len(parts)
