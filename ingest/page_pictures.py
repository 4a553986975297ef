"""What a drawing process (`ingest.drawing`) is asked for and what it answers. Known to both sides, loads no library."""

from __future__ import annotations

from dataclasses import dataclass

from corpora.model import Box
from ingest.marking import LinePart, Passage


@dataclass(frozen=True, slots=True)
class Drawing:
    """What to draw; goes to a drawing process by pickle."""

    file: str
    page: int
    """0-based."""
    width: int
    """Pixels; 0 looks for boxes and draws nothing."""
    passage: Passage | None = None
    """To be marked; looked for among the letters of the page."""
    parts: tuple[LinePart, ...] = ()
    """To be marked on a page without letters: parts of recognised lines."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as seen."""

    png: bytes
    """Empty when nothing was to be drawn."""
    width: int
    """Pixels."""
    height: int
    size: tuple[float, float]
    """Width and height in points."""
    boxes: tuple[Box, ...]
    """What is marked, in points, origin at the top left; one a printed line, in reading order."""
