"""Documents that are there twice: the same bytes, or nearly the same text under the same title."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from corpora.records import DocumentRecord

NEAR = 0.8
"""Least share of common word sequences for two texts to count as nearly the same."""

_SEQUENCE = 5
"""Words that are compared at once."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two documents of the same title with nearly the same text."""

    one: DocumentRecord
    other: DocumentRecord
    share: float
    """0 to 1: of all word sequences of both texts, how many stand in both."""


def find_same_bytes(records: Iterable[DocumentRecord]) -> list[tuple[DocumentRecord, ...]]:
    """Groups of two and more documents that were read from the same bytes, each sorted by corpus and path."""
    groups: dict[str, list[DocumentRecord]] = {}
    for record in records:
        if record.version_sha256 is not None:
            groups.setdefault(record.version_sha256, []).append(record)
    found = [tuple(sorted(group, key=_place)) for group in groups.values() if len(group) > 1]
    return sorted(found, key=lambda group: _place(group[0]))


def find_near_same(
    records: Iterable[DocumentRecord], load_text: Callable[[DocumentRecord], str]
) -> Iterator[NearDuplicate]:
    """Pairs of nearly the same text, within groups of the same title only; texts of single titles are not loaded."""
    groups: dict[str, list[DocumentRecord]] = {}
    for record in records:
        if record.version is not None and record.chunks:
            groups.setdefault(" ".join(_WORD.findall(record.title.casefold())), []).append(record)
    for title, group in sorted(groups.items()):
        if title and len(group) > 1:
            yield from _compare(sorted(group, key=_place), load_text)


def _compare(group: Sequence[DocumentRecord], load_text: Callable[[DocumentRecord], str]) -> Iterator[NearDuplicate]:
    sequences = [_sequences(load_text(record)) for record in group]
    for (one, mine), (other, theirs) in combinations(zip(group, sequences, strict=True), 2):
        small, large = sorted((len(mine), len(theirs)))
        # The cheap bound first: most pairs of one title differ in length.
        if one.version_sha256 == other.version_sha256 or not small or small / large < NEAR:
            continue
        common = len(mine & theirs)
        share = common / (small + large - common)
        if share >= NEAR:
            yield NearDuplicate(one, other, share)


def _sequences(text: str) -> frozenset[int]:
    words = _WORD.findall(text.casefold())
    if len(words) < _SEQUENCE:
        return frozenset({hash(tuple(words))}) if words else frozenset()
    return frozenset(hash(tuple(words[at : at + _SEQUENCE])) for at in range(len(words) - _SEQUENCE + 1))


def _place(record: DocumentRecord) -> tuple[str, str]:
    return record.corpus, record.path
