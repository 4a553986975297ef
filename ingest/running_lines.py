"""Running headers, footers and page numbers: lines that a page repeats from the page before it.

A line goes only where it repeats. The first time it is printed it stays, so the letterhead of page one keeps its
Drucksachen number, and a header that names the paper is still found once. Page numbers are the exception: they carry
nothing and go everywhere.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

EDGE_LINES = 3
"""So many lines at the top and at the bottom of a page can be running lines."""
MAX_LENGTH = 160
"""Characters; a longer line is text."""
MIN_PAGES = 3
LONG_RUN = 6
"""Pages; a line that repeats on so many is a running line even in a document that is mostly something else (minutes
with a report attached). Below that it has to repeat on most pages: the title of three slides in a row is content."""
MIN_SHARE = 0.45
"""Of the pages between a line's first and last appearance: left and right pages may carry different headers."""

_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—]\s*\d{1,4}\s*[-–—]|(?:Seite|Blatt|S\.)\s*:?\s*\d{1,4}(?:\s*(?:von|/)\s*\d{1,4})?\.?", re.IGNORECASE
)
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

_Place = tuple[int, int]
"""Page and line, both 0-based."""


def drop_running_lines(texts: Sequence[str]) -> list[str]:
    """The texts of a document's pages without their running lines."""
    pages = [text.split("\n") for text in texts]
    edges = [_edge_lines(lines) for lines in pages]
    dropped = _plain_page_numbers(pages, edges) | _repeated_lines(pages, edges)
    if not dropped:
        return list(texts)
    touched = defaultdict(set)
    for page, line in dropped:
        touched[page].add(line)
    cleaned = list(texts)
    for page, gone in touched.items():
        cleaned[page] = "\n".join(line for number, line in enumerate(pages[page]) if number not in gone).strip("\n")
    return cleaned


def _edge_lines(lines: Sequence[str]) -> tuple[list[int], list[int]]:
    """Numbers of the outermost lines with text: from the top down, from the bottom up."""
    top = _first_lines(range(len(lines)), lines)
    bottom = _first_lines(range(len(lines) - 1, -1, -1), lines)
    return top, [number for number in bottom if number not in top]


def _first_lines(order: range, lines: Sequence[str]) -> list[int]:
    found: list[int] = []
    for number in order:
        if lines[number].strip():
            found.append(number)
            if len(found) == EDGE_LINES:
                break
    return found


def _plain_page_numbers(pages: Sequence[list[str]], edges: Sequence[tuple[list[int], list[int]]]) -> set[_Place]:
    """ "- 2 -" and "Seite 2 von 5" as the outermost line: unmistakable even on a single page."""
    return {
        (page, side[0])
        for page, sides in enumerate(edges)
        for side in sides
        if side and len(pages) > 1 and _PAGE_NUMBER.fullmatch(pages[page][side[0]].strip())
    }


def _repeated_lines(pages: Sequence[list[str]], edges: Sequence[tuple[list[int], list[int]]]) -> set[_Place]:
    dropped: set[_Place] = set()
    if len(pages) < MIN_PAGES:
        return dropped
    for side in (0, 1):
        groups: dict[str, list[_Place]] = defaultdict(list)
        for page, sides in enumerate(edges):
            seen: set[str] = set()
            for line in sides[side]:
                text = pages[page][line].strip()
                key = _NUMBER.sub("0", text)
                if len(text) <= MAX_LENGTH and key not in seen:
                    seen.add(key)
                    groups[key].append((page, line))
        for key, places in groups.items():
            dropped |= _running(key, places, pages)
    return dropped


def _running(key: str, places: list[_Place], pages: Sequence[list[str]]) -> set[_Place]:
    """Which lines of a group of lookalikes are running lines."""
    if len(places) < MIN_PAGES or len(places) < MIN_SHARE * (places[-1][0] - places[0][0] + 1):
        return set()
    if len(places) < LONG_RUN and len(places) < MIN_SHARE * len(pages):
        return set()
    texts = [pages[page][line].strip() for page, line in places]
    numbers = [[int(number) for number in _NUMBER.findall(text)] for text in texts]
    counted = _counts_pages(places, numbers)
    if not re.search(r"[^\W\d_]", key):
        # Bare figures: a page number, or the same print date on every page. Axis labels and sums are neither.
        if counted is not None and len(numbers[0]) == 1:
            return set(counted)
        return _repeats(places, texts) if _DATE.fullmatch(texts[0]) else set()
    if len(set(_YEAR.findall(texts[0]))) > 1:
        return set()  # "Ansatz 2021 Ansatz 2022" heads a table's columns; each page needs it
    return set(counted[1:]) if counted is not None else _repeats(places, texts)


def _repeats(places: Sequence[_Place], texts: Sequence[str]) -> set[_Place]:
    """The places of the most frequent text but its first one."""
    text, count = Counter(texts).most_common(1)[0]
    if count < MIN_PAGES:
        return set()
    return set([place for place, candidate in zip(places, texts, strict=True) if candidate == text][1:])


def _counts_pages(places: Sequence[_Place], numbers: Sequence[list[int]]) -> list[_Place] | None:
    """The places where exactly one number rises with the pages and the others stand still; None when there are few."""
    if not numbers[0]:
        return None
    for position in range(len(numbers[0])):
        offsets = Counter(
            (found[position] - page, tuple(found[:position] + found[position + 1 :]))
            for (page, _), found in zip(places, numbers, strict=True)
        )
        wanted, count = offsets.most_common(1)[0]
        if count >= MIN_PAGES and count >= 0.6 * len(places):
            return [
                place
                for place, found in zip(places, numbers, strict=True)
                if (found[position] - place[0], tuple(found[:position] + found[position + 1 :])) == wanted
            ]
    return None
