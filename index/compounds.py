"""German compounds and their parts, by a list of words that stand alone in administrative German.

The list (`words_de.txt.gz`, made by ``tools/build_words.py``) holds words with the number of texts they were seen in.
A split is accepted only when every part is such a word (a linking element between parts aside) and long enough not to
be an ending; the split with the fewest parts wins, then the one whose rarest part is most common. The whole word is
always indexed beside its parts, so a wrong split costs little and a missing one loses a match.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

LINKS = ("", "s", "es", "n", "en", "er", "e", "ns")
"""Linking elements between two parts (Fugenelemente)."""

MIN_PART = 4
MIN_LENGTH = 8
"""Shorter words are not split."""

MAX_LENGTH = 60
MAX_PARTS = 5

NOT_PARTS = frozenset(
    "bare baren barer bares haft haften haftes heit heiten isch ische ischen ischer keit keiten lich liche lichen "
    "licher liches losen loser loses same samen schaft schaften tung tungen ungen ling linge nisse ieren iert ierte "
    "ierten ierung ierungen tion tionen ation ationen sten ster stes enden ende endes ender eren erer eres erin ernd "
    "nahm rung rungen lung lungen dung dungen gung gungen sung sungen zung zungen inge ingen stens ratio".split()
)
"""Endings and fragments that line breaks leave in papers; never a part."""


SHORT_PARTS = frozenset("amt bad bau bus eis gas hof kfz ort rad rat see tag tor tür weg zug".split())
"""Words of three letters that are parts all the same."""

_Split = tuple[int, int, tuple[str, ...]]
"""Number of parts, count of the rarest, the parts."""


class CompoundSplitter:
    """Splits words by a mapping from lower-case word to the number of texts it was seen in."""

    def __init__(self, words: Mapping[str, int]) -> None:
        self._words = {
            word: count
            for word, count in words.items()
            if (len(word) >= MIN_PART and word not in NOT_PARTS) or word in SHORT_PARTS
        }
        self._shortest = min(map(len, self._words), default=MIN_PART)
        digest = hashlib.sha256()
        for word in sorted(self._words):
            digest.update(f"{word}:{self._words[word]}\n".encode())
        self.fingerprint = digest.hexdigest()[:12]
        """Changes with the list."""

    def counts(self) -> Iterable[tuple[str, int]]:
        """The list itself: word and number of texts."""
        return self._words.items()

    def split(self, word: str) -> tuple[str, ...]:
        """The parts of a lower-case word in order, without linking elements; empty when it is no known compound.

        Parts that are compounds themselves stay whole: ``hundesteuersatzung`` gives ``hundesteuer`` and ``satzung``.
        """
        if not MIN_LENGTH <= len(word) <= MAX_LENGTH or not word.isalpha():
            return ()
        found = self._best_split(word, 0, {len(word): (0, 1 << 60, ())})
        return found[2] if found and 2 <= found[0] <= MAX_PARTS else ()

    def all_parts(self, word: str) -> tuple[str, ...]:
        """The parts of `split` and, after each, its own parts down to the smallest."""
        parts: list[str] = []
        for part in self.split(word):
            parts.append(part)
            parts.extend(self.all_parts(part))
        return tuple(parts)

    def leaves(self, word: str) -> tuple[str, ...]:
        """The smallest parts in order; empty when the word is no known compound."""
        return tuple(leaf for part in self.split(word) for leaf in self.leaves(part) or (part,))

    def _best_split(self, word: str, start: int, known: dict[int, _Split | None]) -> _Split | None:
        """The best split of `word` from `start` on; `known` keeps those found, of places that parts lead to alone."""
        if start in known:
            return known[start]
        chosen: _Split | None = None
        length = len(word)
        for end in range(start + self._shortest, length + 1):
            count = self._words.get(word[start:end])
            if count is None or (start == 0 and end == length):
                continue
            for link in LINKS if end < length else ("",):
                if not word.startswith(link, end):
                    continue
                rest = self._best_split(word, end + len(link), known)
                if rest is None or (link and not rest[2]):
                    continue
                candidate = (rest[0] + 1, min(rest[1], count), (word[start:end], *rest[2]))
                if chosen is None or (candidate[0], -candidate[1]) < (chosen[0], -chosen[1]):
                    chosen = candidate
        known[start] = chosen
        return chosen


def read_words() -> dict[str, int]:
    """The shipped list: each word with the number of texts it was seen in."""
    packed = files("index").joinpath("words_de.txt.gz").read_bytes()
    lines = gzip.decompress(packed).decode().splitlines()
    return {word: int(count) for word, count in (line.split("\t") for line in lines)}


@cache
def load_splitter() -> CompoundSplitter:
    """The splitter with the shipped list, read once a process."""
    return CompoundSplitter(read_words())
