"""Where a stretch of a stored page's text stands on the page: one box for each printed line of it.

The stored text is cleaned (`ingest.cleaning`): hyphens joined, running lines gone, blanks closed. What is printed and
what is stored therefore agree in their letters and digits alone, and those are what is compared. This module refuses
to know where printed letters and their boxes come from.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpora.model import Box, Line

CONTEXT = 400
"""Letters and digits on each side of a passage by which one of several equal ones is told."""
SIMILARITY = 88.0
"""Least `partial_ratio` (0 to 100) at which printed letters that differ are taken for the passage."""

_GLYPH = re.compile(r"\(cid:\d+\)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a stored page's text."""

    text: str
    """Of the whole page."""
    start: int
    end: int


class Letters:
    """A text's letters and digits in the form in which they are compared, with the way back to its characters."""

    def __init__(self, text: str) -> None:
        self.text = ""
        self._origins: list[int] = []
        parts: list[str] = []
        for position, character in enumerate(text):
            form = _FORMS[character]
            if form:
                parts.append(form)
                self._origins.extend([position] * len(form))
        self.text = "".join(parts)

    def origin(self, position: int) -> int:
        """Position in the original text of the letter at `position`."""
        return self._origins[position]

    def position(self, origin: int) -> int:
        """Position of the first letter at or after a position of the original text."""
        return bisect_left(self._origins, origin)


class _Forms(dict[str, str]):
    """Character to the letters it is compared by; empty for everything that is neither letter nor digit."""

    def __missing__(self, character: str) -> str:
        # "ä" as one character or as two, "ﬁ" as one letter or two: fonts differ, and cleaning brings them to one form.
        plain = unicodedata.normalize("NFKD", character).casefold()
        form = "".join(part for part in plain if part.isalnum())
        self[character] = form
        return form


_FORMS = _Forms()


def find_passage(passage: Passage, printed: str) -> tuple[int, int] | None:
    """The stretch of the printed text that is the passage, None when it is not there.

    Of several equal stretches the one whose neighbourhood is most like the passage's.
    """
    # Cleaning took these remnants of fonts away; blanks keep every position.
    printed = _GLYPH.sub(lambda found: " " * len(found[0]), printed)
    stored, page = Letters(passage.text), Letters(printed)
    start, end = stored.position(passage.start), stored.position(passage.end)
    wanted = stored.text[start:end]
    if not wanted:
        return None
    before, after = stored.text[max(start - CONTEXT, 0) : start], stored.text[end : end + CONTEXT]
    places = list(_occurrences(wanted, page.text)) or list(_nearly(wanted, page.text, start))
    if not places:
        return None

    def likeness(place: tuple[int, int]) -> tuple[int, int]:
        left, right = place
        same = _common(before[::-1], page.text[max(left - CONTEXT, 0) : left][::-1])
        same += _common(after, page.text[right : right + CONTEXT])
        return same, -abs(left - start)

    left, right = max(places, key=likeness)
    return _with_marks(passage, printed, page.origin(left), page.origin(right - 1) + 1)


def _with_marks(passage: Passage, printed: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with the brackets and full stops that the passage begins and ends with."""
    words = passage.text[passage.start : passage.end]
    for character in reversed(words[: _first_letter(words)]):
        if start and printed[start - 1] == character:
            start -= 1
    for character in words[len(words) - _first_letter(words[::-1]) :]:
        if end < len(printed) and printed[end] == character:
            end += 1
    return start, end


def _first_letter(text: str) -> int:
    return next((position for position, character in enumerate(text) if _FORMS[character]), 0)


def _occurrences(wanted: str, text: str) -> Iterator[tuple[int, int]]:
    start = text.find(wanted)
    while start >= 0:
        yield start, start + len(wanted)
        start = text.find(wanted, start + 1)


def _nearly(wanted: str, text: str, expected: int) -> Iterator[tuple[int, int]]:
    from rapidfuzz.fuzz import partial_ratio_alignment

    # Near where it should be first: on a page of tables much looks alike.
    reach = len(wanted) + 2 * CONTEXT
    for left, right in ((max(expected - CONTEXT, 0), expected + reach), (0, len(text))):
        window = text[left:right]
        found = partial_ratio_alignment(wanted, window, score_cutoff=SIMILARITY) if len(window) >= len(wanted) else None
        if found is not None and found.dest_end > found.dest_start:
            yield left + found.dest_start, left + found.dest_end
            return


def _common(one: str, other: str) -> int:
    """Length of the common beginning."""
    for position, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return position
    return min(len(one), len(other))


@dataclass(frozen=True, slots=True)
class LinePart:
    """A stretch of a printed line of which only the box as a whole is known."""

    line: Line
    start: int
    end: int


def find_in_lines(passage: Passage, lines: Sequence[Line]) -> tuple[LinePart, ...]:
    """The parts of lines that make up the passage, in reading order; empty when it is not there."""
    printed = "\n".join(line.text for line in lines)
    found = find_passage(passage, printed)
    if found is None:
        return ()
    parts = []
    position = 0
    for line in lines:
        start, end = max(found[0] - position, 0), min(found[1] - position, len(line.text))
        position += len(line.text) + 1
        if start < end and line.text[start:end].strip():
            parts.append(LinePart(line, start, end))
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed character, its box as the page is seen."""

    position: int
    """In the printed text."""
    box: Box


def merge_glyphs(glyphs: Sequence[Glyph], printed: str) -> tuple[Box, ...]:
    """One box for each run of characters that stand beside one another on a line."""
    boxes: list[Box] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if last is not None and _continues(last, glyph, printed):
            boxes[-1] = _around(boxes[-1], glyph.box)
        else:
            boxes.append(glyph.box)
        last = glyph
    return tuple(boxes)


_LINE_ENDS = frozenset("\r\n\ufffe\x02")
_GAP = 1.6
"""Blank between two characters of one run, as a multiple of the larger side of the first: columns lie further apart."""


def _continues(last: Glyph, glyph: Glyph, printed: str) -> bool:
    if not _LINE_ENDS.isdisjoint(printed[last.position : glyph.position]):
        return False
    one, other = last.box, glyph.box
    size = max(one.right - one.left, one.bottom - one.top, other.bottom - other.top, 1.0)
    across = max(one.left - other.right, other.left - one.right)
    along = max(one.top - other.bottom, other.top - one.bottom)
    return max(across, along) <= _GAP * size


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )
