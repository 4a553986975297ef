"""Pages of originals as pictures with a passage marked: drawn in limited processes, kept for the next click.

Who may see a page is decided before (`app.sources`); here a page is the bytes of a stored original and a number.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from pathlib import Path

from corpora.cache import ByteCache
from corpora.errors import DocumentError, ReaderCrashed
from corpora.model import Box
from ingest.calling import CallingPool
from ingest.limits import Limits
from ingest.marking import LinePart, Passage
from ingest.page_pictures import Drawing, Drawn

log = logging.getLogger(__name__)

WIDTHS = (400, 800, 1200, 1800, 2400)
"""Pixels a picture may be wide; another width is rounded up to one of these, so that clicks share pictures."""
DEFAULT_WIDTH = 1200
_SECONDS = 10.0
"""Wall time to draw a page; the slowest of 500 real ones took half a second."""
_REMEMBERED_SECONDS = 300.0
"""A page that could not be drawn is not tried again for so long."""
_OVERHEAD = 2_000
"""Bytes a kept picture takes beside its own."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as seen, and where its passage is marked."""

    png: bytes
    width: int
    """Pixels."""
    height: int
    size: tuple[float, float]
    """Width and height in points."""
    boxes: tuple[Box, ...]
    """In points, origin at the top left, one a printed line; empty where nothing was asked for or found."""

    @property
    def shares(self) -> tuple[tuple[float, float, float, float], ...]:
        """Left, top, width and height of each box as shares (0 to 1) of the page, to lay marks over a plain picture."""
        width, height = self.size
        return tuple(
            (box.left / width, box.top / height, (box.right - box.left) / width, (box.bottom - box.top) / height)
            for box in self.boxes
        )


@dataclass(frozen=True, slots=True)
class PageToDraw:
    """A page of a stored original, and what to mark on it."""

    file: Path
    page: int
    """0-based."""
    passage: Passage | None = None
    """Looked for among the page's letters; for pages that have some."""
    parts: tuple[LinePart, ...] = ()
    """To be marked on a page without letters."""


@dataclass(frozen=True, slots=True)
class _Failure:
    error: DocumentError
    until: float
    """Of `time.monotonic`."""


class PageImages:
    """Draws pages; thread-safe."""

    def __init__(self, limits: Limits, *, processes: int, cache_bytes: int) -> None:
        """`limits` bound what a drawing process may use; `cache_bytes` all pictures kept."""
        limits = replace(limits, seconds=min(limits.seconds, _SECONDS))
        self._pool: CallingPool[Drawing, Drawn] = CallingPool(
            "ingest.drawing:draw_page", workers=processes, limits=limits
        )
        self._cache: ByteCache[tuple[PageToDraw, int], PageImage | _Failure] = ByteCache(cache_bytes)

    def draw(self, page: PageToDraw, *, width: int = DEFAULT_WIDTH) -> PageImage:
        """The page, `width` rounded up to one of `WIDTHS`; 0 looks for the boxes alone.

        Raises the `DocumentError` that drawing ended with. A page that ended so is not tried again for some minutes:
        a hostile file costs its seconds once.
        """
        rounded = next((size for size in WIDTHS if size >= width), WIDTHS[-1]) if width > 0 else 0
        key = (page, rounded)
        known = self._cache.get(key)
        if isinstance(known, PageImage):
            return known
        if known is not None and time.monotonic() < known.until:
            raise _failed(page, known.error)
        size = len(page.passage.text) if page.passage else 0
        try:
            drawn = self._pool.call(Drawing(str(page.file), page.page, rounded, page.passage, page.parts))
        except DocumentError as error:
            self._cache.put(key, _Failure(error, time.monotonic() + _REMEMBERED_SECONDS), _OVERHEAD + size)
            raise _failed(page, error) from error
        except RuntimeError as error:
            # The text beside the picture is still there for who asked.
            log.exception("no process draws pages")
            raise _failed(page, ReaderCrashed("Gerade läuft kein Prozess, der Seiten zeichnet.")) from error
        image = PageImage(drawn.png, drawn.width, drawn.height, drawn.size, drawn.boxes)
        self._cache.put(key, image, _OVERHEAD + size + len(image.png))
        return image

    def warm(self) -> None:
        """Start the drawing processes, so that the first click need not wait for them; returns at once."""
        self._pool.warm()

    def close(self) -> None:
        """End the drawing processes."""
        self._pool.close()


def _failed(page: PageToDraw, error: DocumentError) -> DocumentError:
    return type(error)(
        f"Das Bild von Seite {page.page + 1} ließ sich nicht zeichnen. {error.message}",
        hint="Lesen Sie den Text daneben, oder laden Sie das Original herunter.",
    )
