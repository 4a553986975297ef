"""The box of a part of a recognised line: text recognition keeps boxes of whole lines, so words are told by the blanks
between them in the page's picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from corpora.model import Box, Line
from ingest.marking import LinePart

if TYPE_CHECKING:
    from PIL.Image import Image

Picture = Callable[[Box], "Image"]
"""Draws a rectangle of the page in grey."""

_WORD = re.compile(r"\S+")
_WIDTHS = {
    **dict.fromkeys("iljtfrI1.,:;!|'()[]/ -", 0.55),
    **dict.fromkeys("mwMW@%—–", 1.45),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZÄÖÜ€&§", 1.2),
}
"""Widths of letters as shares of a usual one."""
_FAINT = 10
"""Grey levels (of 256) by which a column must be darker than the line's paper to hold ink."""


def cut_line(part: LinePart, picture: Picture) -> Box:
    """The box of a part of a line; at word borders as exact as the picture, within a word by the width of letters."""
    line, box = part.line, part.line.box
    width, height = box.right - box.left, box.bottom - box.top
    # A line of a page that was scanned on its side runs from top to bottom.
    upright = height > width and len(line.text) > 4
    if (part.start, part.end) == (0, len(line.text)) or upright or width <= 0 or height <= 0:
        return box
    edges = _letter_edges(line, picture)
    return Box(edges[part.start][1], box.top, edges[part.end - 1][2], box.bottom)


def _letter_edges(line: Line, picture: Picture) -> list[tuple[int, float, float]]:
    """For each character its position, left and right."""
    words = list(_WORD.finditer(line.text))
    stretches = _word_stretches(picture(line.box), len(words))
    if stretches is None:
        return _spread(line.text, 0, line.box.left, line.box.right)
    width = line.box.right - line.box.left
    edges: list[tuple[int, float, float]] = []
    for word, (left, right) in zip(words, stretches, strict=True):
        start = line.box.left + left * width
        # A blank belongs to no word; whoever asks for one gets the gap.
        edges += [(at, edges[-1][2] if edges else start, start) for at in range(len(edges), word.start())]
        edges += _spread(word.group(), word.start(), start, line.box.left + right * width)
    edges += [(at, edges[-1][2], line.box.right) for at in range(len(edges), len(line.text))]
    return edges


def _spread(text: str, first: int, left: float, right: float) -> list[tuple[int, float, float]]:
    ends = [0.0, *accumulate(_WIDTHS.get(character, 1.0) for character in text)]
    scale = (right - left) / ends[-1]
    return [(first + at, left + ends[at] * scale, left + ends[at + 1] * scale) for at in range(len(text))]


def _word_stretches(image: Image, words: int) -> list[tuple[float, float]] | None:
    """Left and right of each word as shares of the picture's width: its widest blanks part them."""
    ink = _inked_columns(image)
    runs = [(inked, len(list(group))) for inked, group in groupby(ink)]
    starts = [0, *accumulate(length for _, length in runs)]
    inner = range(1, len(runs) - 1)
    blanks = sorted((run for run in inner if not runs[run][0]), key=lambda run: (-runs[run][1], run))
    if len(blanks) < words - 1 or not any(ink):
        return None
    parting = sorted(blanks[: words - 1])
    first = starts[0] if runs[0][0] else starts[1]
    last = starts[-1] if runs[-1][0] else starts[-2]
    lefts = [first, *(starts[run + 1] for run in parting)]
    rights = [*(starts[run] for run in parting), last]
    return [(left / len(ink), right / len(ink)) for left, right in zip(lefts, rights, strict=True)]


def _inked_columns(image: Image) -> list[bool]:
    from PIL.Image import Resampling

    # The rims of a box hold feet and heads of the lines around it.
    rim = image.height // 8
    columns = image.crop((0, rim, image.width, max(image.height - rim, rim + 1)))
    values = list(columns.resize((image.width, 1), Resampling.BOX).tobytes())
    paper = sorted(values)[int(len(values) * 0.95)]
    return [value < paper - _FAINT for value in values]
