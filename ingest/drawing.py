"""Draws a page of a PDF and marks a passage on it. What a drawing process runs (``"ingest.drawing:draw_page"``).

Originals come from outside, so none of this runs in the process that serves people (`ingest.calling`).
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterable
from functools import lru_cache

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw
from pypdfium2 import raw

from corpora.errors import BrokenFile
from corpora.model import Box
from ingest.line_parts import cut_line
from ingest.marking import Glyph, LinePart, Passage, find_passage, merge_glyphs
from ingest.page_pictures import Drawing, Drawn
from ingest.readers.pdf import seen_from_top_left

MAX_PIXELS = 12_000_000
"""Of one picture; a page of extreme shape is drawn smaller than asked for."""
_CLEAR = 1.6
"""Pixels a point (115 dpi) from which words of a scanned line can be told apart."""
_OPEN_FILES = 4
_MARK = (255, 232, 115)
"""Multiplied with what is printed: yellow on white, black stays black."""
_EDGE = (184, 115, 0)
"""Of the line under each mark, so that it is seen without colours as well."""


def draw_page(task: Drawing) -> Drawn:
    """Draw one page. Raises `BrokenFile` when it cannot be opened."""
    try:
        page = _open(task.file)[task.page]
    except (pdfium.PdfiumError, OSError, IndexError) as error:
        raise BrokenFile(
            f"Seite {task.page + 1} lässt sich nicht öffnen ({error}).",
            hint="Öffnen Sie die Datei mit einem PDF-Programm und speichern Sie sie neu.",
        ) from error
    try:
        size = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
        image = _draw(page, size, task.width) if task.width else None
        if task.passage is not None:
            boxes = find_boxes(page, task.passage)
        elif task.parts:
            drawn = image if image is not None and image.width >= _CLEAR * size[0] else None
            drawn = _draw(page, size, round(_CLEAR * size[0])) if drawn is None else drawn
            boxes = _cut_lines(task.parts, drawn.convert("L"), drawn.width / size[0])
        else:
            boxes = ()
    finally:
        page.close()
    boxes = tuple(_clip(boxes, size))
    if image is None:
        return Drawn(b"", 0, 0, size, boxes)
    if boxes:
        image = _mark(image, boxes, image.width / size[0])
    return Drawn(_pack(image), image.width, image.height, size, boxes)


def _cut_lines(parts: Iterable[LinePart], image: Image.Image, scale: float) -> tuple[Box, ...]:
    def picture(box: Box) -> Image.Image:
        left, top = max(int(box.left * scale), 0), max(int(box.top * scale), 0)
        return image.crop((left, top, max(int(box.right * scale), left + 1), max(int(box.bottom * scale), top + 1)))

    return tuple(cut_line(part, picture) for part in parts)


def find_boxes(page: pdfium.PdfPage, passage: Passage) -> tuple[Box, ...]:
    """The boxes of a passage by the page's own letters; empty where it has none or they do not say it."""
    try:
        textpage = page.get_textpage()
    except pdfium.PdfiumError:
        return ()
    try:
        printed = read_characters(textpage)
        found = find_passage(passage, printed)
        if found is None:
            return ()
        return merge_glyphs(list(_glyphs(page, textpage, printed, *found)), printed)
    finally:
        textpage.close()


def read_characters(textpage: pdfium.PdfTextPage) -> str:
    """The page's text with exactly one character for each that pdfium counts."""
    count = raw.FPDFText_CountChars(textpage)
    return "".join(chr(min(raw.FPDFText_GetUnicode(textpage, index), 0x10FFFF)) for index in range(max(count, 0)))


def _glyphs(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, printed: str, start: int, end: int) -> Iterable[Glyph]:
    transform = seen_from_top_left(page)
    rectangle = raw.FS_RECTF()
    pointer = ctypes.byref(rectangle)
    for index in range(start, end):
        if printed[index].isspace() or not raw.FPDFText_GetLooseCharBox(textpage.raw, index, pointer):
            continue
        if rectangle.right > rectangle.left or rectangle.top > rectangle.bottom:
            yield Glyph(index, transform(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top))


@lru_cache(maxsize=_OPEN_FILES)
def _open(file: str) -> pdfium.PdfDocument:
    # Turning the pages of one paper is what people do most; files are named by their content and never change.
    return pdfium.PdfDocument(file)


def _clip(boxes: Iterable[Box], size: tuple[float, float]) -> Iterable[Box]:
    """The parts of the boxes that lie on the page: a crop box hides what was printed around it."""
    for box in boxes:
        left, right = max(box.left, 0.0), min(box.right, size[0])
        top, bottom = max(box.top, 0.0), min(box.bottom, size[1])
        if left < right and top < bottom:
            yield Box(left, top, right, bottom)


def _draw(page: pdfium.PdfPage, size: tuple[float, float], width: int) -> Image.Image:
    """The page in grey where nothing on it is coloured, else in colours."""
    scale = width / max(size[0], 1.0)
    scale = min(scale, (MAX_PIXELS / max(size[0] * size[1], 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True)
    image: Image.Image = bitmap.to_pil()
    if image.mode == "L":
        return image
    image = image.convert("RGB")
    red, green, blue = image.split()
    coloured = ImageChops.difference(red, green).getbbox() or ImageChops.difference(red, blue).getbbox()
    return image if coloured else red


def _mark(image: Image.Image, boxes: Iterable[Box], scale: float) -> Image.Image:
    """The picture with each box tinted and underlined; a grey one becomes one of 256 colours, not of three channels."""
    areas = [_area(box, image, scale) for box in boxes]
    marked = image.copy() if image.mode == "RGB" else image.point(_PLAIN_GREYS)
    for area in areas:
        # From the unmarked picture, so that overlapping boxes are not marked twice.
        part = image.crop(area)
        tinted = part.point(_MARKED_GREYS) if part.mode == "L" else ImageChops.multiply(part, _tint(part.size))
        marked.paste(tinted, area[:2])
    draw = ImageDraw.Draw(marked)
    edge = max(1, round(scale * 0.9))
    for left, _, right, bottom in areas:
        draw.rectangle((left, bottom - edge, right - 1, bottom - 1), fill=_EDGE if marked.mode == "RGB" else _EDGE_GREY)
    if marked.mode == "L":
        marked.putpalette(_PALETTE)
    return marked


def _area(box: Box, image: Image.Image, scale: float) -> tuple[int, int, int, int]:
    """A box in pixels, with a little air around it."""
    left, top = max(int((box.left - 0.8) * scale), 0), max(int((box.top - 0.4) * scale), 0)
    right = min(int((box.right + 0.8) * scale) + 1, image.width)
    bottom = min(int((box.bottom + 0.4) * scale) + 1, image.height)
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _tint(size: tuple[int, int]) -> Image.Image:
    return Image.new("RGB", size, _MARK)


_GREYS = 126
"""Levels of grey in a picture of 256 colours: as many plain as tinted, and one colour for the lines."""
_PLAIN_GREYS = [level * (_GREYS - 1) // 255 for level in range(256)]
_MARKED_GREYS = [_GREYS + level for level in _PLAIN_GREYS]
_EDGE_GREY = 2 * _GREYS
_LEVELS = [level * 255 // (_GREYS - 1) for level in range(_GREYS)]
_PALETTE = [
    *(level for level in _LEVELS for _ in range(3)),
    *(level * channel // 255 for level in _LEVELS for channel in _MARK),
    *_EDGE,
]


def _pack(image: Image.Image) -> bytes:
    packed = io.BytesIO()
    # Level 1: level 6 saves a quarter of the size for twice the time.
    image.save(packed, "PNG", compress_level=1)
    return packed.getvalue()
