"""Stored pages as one searchable text, with the way back to the page and its offsets.

Quotes reach us retyped: other quotation marks and dashes, other line breaks, hyphens at line ends joined or not. Both
sides are brought to one form here, and every position of that form maps back to the stored characters.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from corpora.model import Document, Span

_SAME_LENGTH = str.maketrans(
    {
        **dict.fromkeys("\t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029", " "),
        **dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " "),
        **dict.fromkeys("„“”‟«»″", '"'),
        **dict.fromkeys("‚‘’‛‹›′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    }
)
_LIGATURES = dict(zip("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06", "ff fi fl ffi ffl st st".split(), strict=True))

# Only the places where the length changes; everything else is translated one to one at C speed.
_LENGTH_CHANGES = re.compile(
    r"(?P<join>(?<=[^\W\d_])[-\u00ad\u2010\u2011¬][^\S\n]*\n\s*(?=[a-zäöüß])(?!(?:und|oder|sowie|bzw)\b))"
    r"|(?P<keep>(?<=\w)[-\u2010\u2011][^\S\n]*\n\s*(?=[A-ZÄÖÜ0-9]))"
    r"|(?P<space>\s{2,})"
    r"|(?P<gone>[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+)"
    r"|(?P<ligature>[\ufb00-\ufb06])"
    r"|(?P<mark>[A-Za-z][\u0300-\u036f]+)"
)


@dataclass(frozen=True, slots=True)
class NormalText:
    """A text in the form in which quotes are compared, with the way back to the text it came from."""

    text: str
    _normal_starts: tuple[int, ...]
    _original_starts: tuple[int, ...]
    _original_ends: tuple[int, ...]
    """For a replaced stretch the end of what it replaced; -1 for a stretch kept character by character."""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text behind ``text[start:end]``; `end` must be greater than `start`."""
        first = bisect.bisect_right(self._normal_starts, start) - 1
        last = bisect.bisect_right(self._normal_starts, end - 1) - 1
        replaced = self._original_ends[first] >= 0
        begin = self._original_starts[first] + (0 if replaced else start - self._normal_starts[first])
        stop = self._original_ends[last]
        if stop < 0:
            stop = self._original_starts[last] + end - self._normal_starts[last]
        return begin, stop

    def position(self, original: int) -> int:
        """The position in `text` of an offset of the original text."""
        index = max(bisect.bisect_right(self._original_starts, original) - 1, 0)
        if self._original_ends[index] >= 0:
            return self._normal_starts[index]
        following = self._normal_starts[index + 1] if index + 1 < len(self._normal_starts) else len(self.text)
        return min(self._normal_starts[index] + original - self._original_starts[index], following)


def normalise(text: str) -> NormalText:
    """Bring a text to the form in which quotes are compared; upper and lower case stay as they are."""
    pieces: list[str] = []
    normal_starts, original_starts, original_ends = [0], [0], [-1]
    length = position = 0
    for match in _LENGTH_CHANGES.finditer(text):
        literal = text[position : match.start()]
        pieces.append(literal)
        length += len(literal)
        replacement = _replacement(match)
        if replacement:
            pieces.append(replacement)
            normal_starts.append(length)
            original_starts.append(match.start())
            original_ends.append(match.end())
            length += len(replacement)
        position = match.end()
        normal_starts.append(length)
        original_starts.append(position)
        original_ends.append(-1)
    pieces.append(text[position:])
    return NormalText(
        "".join(pieces).translate(_SAME_LENGTH), tuple(normal_starts), tuple(original_starts), tuple(original_ends)
    )


def _replacement(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind in {"join", "gone"}:
        return ""
    if kind == "keep":
        return "-"
    if kind == "space":
        return " "
    if kind == "ligature":
        return _LIGATURES[match.group()]
    return unicodedata.normalize("NFC", match.group())


class DocumentText:
    """All pages of one stored document version as one text, normalised."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._page_starts: list[int] = []
        position = 0
        for page in document.pages:
            self._page_starts.append(position)
            position += len(page.text) + 1  # a newline, so a word cut by a page's end is joined as at a line's
        self.stored = "\n".join(page.text for page in document.pages)
        self.normal = normalise(self.stored)

    @property
    def text(self) -> str:
        """The normalised text; all positions of this class that are not a `Span` count in it."""
        return self.normal.text

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Where a stretch stands in the stored pages: one span, or one for each page it runs over."""
        begin, stop = self.normal.original(start, end)
        found = []
        first = bisect.bisect_right(self._page_starts, begin) - 1
        for number in range(first, len(self._page_starts)):
            offset = self._page_starts[number]
            if offset >= stop:
                break
            page = self.document.pages[number].text
            left, right = max(begin - offset, 0), min(stop - offset, len(page))
            while left < right and page[left].isspace():
                left += 1
            while right > left and page[right - 1].isspace():
                right -= 1
            if left < right:
                found.append(Span(number, left, right))
        return tuple(found)

    def stretches(self, spans: Sequence[Span]) -> list[tuple[int, int]]:
        """The positions of stored spans; spans outside of the document are left out."""
        found = []
        for span in spans:
            if 0 <= span.page < len(self._page_starts):
                offset = self._page_starts[span.page]
                end = min(span.end, len(self.document.pages[span.page].text))
                found.append((self.normal.position(offset + span.start), self.normal.position(offset + end)))
        return found

    def stored_offset(self, span: Span, *, end: bool) -> int:
        """The offset of a span's start or end in `stored`."""
        number = min(span.page, len(self._page_starts) - 1)
        return self._page_starts[number] + (span.end if end else span.start)

    def pages(self, first: int, last: int) -> tuple[int, int]:
        """The stretch of the pages `first` to `last` (0-based, inclusive, cut to the document)."""
        first, last = max(first, 0), min(last, len(self._page_starts) - 1)
        end = self._page_starts[last] + len(self.document.pages[last].text)
        return self.normal.position(self._page_starts[first]), self.normal.position(end)

    def page_count(self) -> int:
        """How many pages the document has."""
        return len(self._page_starts)
