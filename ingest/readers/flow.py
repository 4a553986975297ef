"""A page put together from paragraphs, headings and rows, for formats that know them."""

from __future__ import annotations

import re

from corpora.model import Heading, Page, PageState

_SPACES = re.compile(r"[ \t\f\v\u00a0]+")


class Flow:
    """Collects text in reading order; offsets of headings are counted along."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._headings: list[Heading] = []
        self._length = 0
        self._last = ""

    def add_heading(self, text: str, level: int) -> None:
        """A heading on a line of its own; `level` 1 is the highest."""
        text = " ".join(text.split())
        if text:
            self._add(text, "heading")
            self._headings.append(Heading(max(1, level), self._length - len(text), self._length))

    def add_paragraph(self, text: str) -> None:
        """A paragraph, set off by a blank line; line breaks within it stay."""
        self._add(tidy(text), "paragraph")

    def add_item(self, text: str) -> None:
        """An item of a list, on the line after the one before."""
        self._add(tidy(text), "item")

    def add_row(self, cells: list[str]) -> None:
        """A row of a table, its cells on one line with " | " between them; nothing where all are empty."""
        cells = [" ".join(cell.split()) for cell in cells]
        while cells and not cells[-1]:
            cells.pop()
        self._add(re.sub(r" {2,}", " ", " | ".join(cells)).strip(), "row")

    def end_table(self) -> None:
        """The next row belongs to another table."""
        self._last = ""

    def make_page(self, number: int | None = None, label: str = "") -> Page:
        """The page; BLANK where nothing was added."""
        state = PageState.TEXT if self._length else PageState.BLANK
        return Page(number, "".join(self._parts), state, label=label, headings=tuple(self._headings))

    def _add(self, text: str, kind: str) -> None:
        if not text:
            return
        if self._parts:
            close = kind == self._last and kind in ("item", "row")
            self._parts.append("\n" if close else "\n\n")
            self._length += 1 if close else 2
        self._parts.append(text)
        self._length += len(text)
        self._last = kind


def tidy(text: str) -> str:
    """Runs of spaces as one, no spaces at line ends, no empty lines at either end, no NUL."""
    lines = [_SPACES.sub(" ", line).strip() for line in text.replace("\0", "").splitlines()]
    return "\n".join(lines).strip("\n")
