"""PDF: the text and its lines from pdfium, behind pypdf's gate; scanned pages go to text recognition.

Three calls a line are what boxes cost: pdfium's characters stand in the order of the text it gives, so the boxes of a
line's first and last character bound the line.
"""

from __future__ import annotations

import ctypes
import re
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

from corpora.errors import BrokenFile, DocumentError, EncryptedFile
from corpora.model import Box, Line, Page, PageState
from ingest.limits import Limits, OcrSettings
from ingest.readers.ocr import OcrFailed, PageImage, explain_absence, recognise
from ingest.readers.paragraph_signs import mend_signs
from ingest.readers.pdf_gate import check_pdf, extract_page, find_damaged
from ingest.readers.reading import Reading, too_many_pages

MEDIA_TYPE = "application/pdf"

MIN_LETTERS = 50
"""A page with fewer letters and much image is a scan."""
MIN_IMAGE_SHARE = 0.4
"""Of the page's area."""
MIN_CURVES = 50
"""Drawn shapes on a page without any letter from which it may be text turned into curves."""
UNSURE_CONFIDENCE = 60.0
"""Percent; below it a recognised page says so."""

_MAX_PIXELS = 40_000_000
"""An A4 page at 200 dpi has 4 million; larger plans are drawn coarser."""
_LINE_END = re.compile("\r\n|[\r\n\ufffe\x02]")
_SOFT_HYPHENS = "\ufffe\x02"
"""What pdfium puts in the place of a hyphen at a line's end, newline included."""

_RECTANGLE = struct.Struct("4f")
"""Memory of an `FS_RECTF`: left, top, right, bottom."""

_Transform = Callable[[float, float, float, float], Box]


def read_pdf(path: Path, name: str, limits: Limits, ocr: OcrSettings) -> Reading:
    """Read a PDF: one `Page` each, numbered from 1, with printed lines and their boxes.

    Raises `BrokenFile`, `EncryptedFile`, `TooManyPages` or `DecompressionBomb`.
    """
    data = path.read_bytes()
    # 1. The gate.
    check_pdf(data, name, limits)
    if _is_cut_off(data):
        raise BrokenFile(
            f"Die Datei „{name}“ ist unvollständig: Das Ende des PDF fehlt.",
            hint="Legen Sie die Datei noch einmal vollständig ab.",
        )
    # 2. Open; pdfium mends what pypdf could not count.
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise _opening_error(name, data, error) from error
    try:
        count = len(document)
        if count > limits.max_pages:
            raise too_many_pages(name, count, limits)
        # 3. The text of each page, then the scans.
        pages = [_read_page(document, data, index) for index in range(count)]
        blank = [index for index, page in enumerate(pages) if page.state is PageState.BLANK]
        for index in find_damaged(data, blank) if blank else ():
            reason = f"Der Inhalt von Seite {index + 1} ist beschädigt und nicht lesbar."
            pages[index] = replace(pages[index], state=PageState.FAILED, reason=reason)
        scans = [index for index, page in enumerate(pages) if page.state is PageState.NEEDS_OCR]
        if scans:
            absence = explain_absence(ocr)
            for number, index in enumerate(scans):
                reason = absence or ("" if number < limits.max_ocr_pages else _too_many_scans(limits))
                pages[index] = (
                    replace(pages[index], reason=reason)
                    if reason
                    else _read_scan(document[index], pages[index], limits, ocr)
                )
            pages = _with_signs(pages)
        title = document.get_metadata_value("Title").replace("\0", "").strip()
    finally:
        document.close()
    # 4. Nothing is never a success.
    if all(page.state is PageState.FAILED for page in pages):
        raise BrokenFile(
            f"Von der Datei „{name}“ ist keine Seite lesbar.",
            hint="Die Datei ist beschädigt oder unvollständig. Erzeugen Sie das PDF neu.",
        )
    return Reading(MEDIA_TYPE, tuple(pages), {"title": title} if title else {})


def _is_cut_off(data: bytes) -> bool:
    tail = data.rstrip(b"\0\r\n\t ")[-2048:]
    return b"%%EOF" not in tail and b"startxref" not in tail


def _opening_error(name: str, data: bytes, error: pdfium.PdfiumError) -> DocumentError:
    # pdfium keeps the code of an earlier file's failure, so the file itself has to confirm it.
    if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD and b"/Encrypt" in data:
        return EncryptedFile(
            f"Die Datei „{name}“ ist mit einem Kennwort geschützt.",
            hint="Speichern Sie sie ohne Kennwort und legen Sie sie noch einmal ab.",
        )
    return BrokenFile(
        f"Die Datei „{name}“ ist kein lesbares PDF: Sie ist beschädigt oder unvollständig.",
        hint="Legen Sie die Datei noch einmal ab oder erzeugen Sie das PDF neu.",
    )


def _too_many_scans(limits: Limits) -> str:
    return (
        f"Mehr als {limits.max_ocr_pages} eingescannte Seiten werden in einer Datei nicht erkannt. "
        "Teilen Sie die Datei oder heben Sie die Grenze in den Einstellungen an."
    )


def _read_page(document: pdfium.PdfDocument, data: bytes, index: int) -> Page:
    """One page with its text; NEEDS_OCR where it is a scan."""
    try:
        page = document[index]
        textpage = page.get_textpage()
    except pdfium.PdfiumError as error:
        return _read_fallback(data, index, error)
    width, height = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
    text, lines = _read_lines(textpage, seen_from_top_left(page))
    state = PageState.TEXT
    letters = MIN_LETTERS if len(text) > 10 * MIN_LETTERS else sum(map(str.isalpha, text))
    if letters < MIN_LETTERS:
        if _is_scan(page, letters):
            state = PageState.NEEDS_OCR
        elif not text.strip():
            state = PageState.BLANK
    textpage.close()
    page.close()
    return Page(index + 1, text, state, lines=lines, size=(width, height))


def _read_fallback(data: bytes, index: int, cause: Exception) -> Page:
    # Hostile and damaged files raise whatever pypdf's parser stumbles over; the page fails, the document goes on.
    try:
        text = extract_page(data, index).strip()
    except Exception:
        text = ""
    if text:
        return Page(index + 1, text, PageState.TEXT)
    reason = f"Seite {index + 1} ist beschädigt und nicht lesbar ({cause})."
    return Page(index + 1, "", PageState.FAILED, reason=reason)


def _read_lines(textpage: pdfium.PdfTextPage, transform: _Transform) -> tuple[str, tuple[Line, ...]]:
    """Text with "\n" between its lines, hyphens at line ends kept, and each line that holds more than spaces."""
    count = raw.FPDFText_CountChars(textpage)
    if count <= 0:
        return "", ()
    # Characters beyond the Basic Multilingual Plane take two units, so the text can be longer than the count.
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    units = raw.FPDFText_GetText(textpage, 0, count, buffer)
    text = bytes(memoryview(buffer)[: max(units - 1, 0)]).decode("utf-16-le", "replace")
    aligned = len(text) == count
    if "\0" in text:
        text = text.replace("\0", " ")
    # The loop runs 300,000 times for 10,000 pages: what it calls is looked up before it.
    handle, measure, unpack = textpage.raw, raw.FPDFText_GetLooseCharBox, _RECTANGLE.unpack
    one, two = raw.FS_RECTF(), raw.FS_RECTF()
    one_pointer, two_pointer = ctypes.byref(one), ctypes.byref(two)
    lines: list[Line] = []
    start = 0
    for found in [*_LINE_END.finditer(text), None]:
        end = found.start() if found else len(text)
        printed = text[start:end].strip()
        if printed:
            first = start if text[start] == printed[0] else text.index(printed, start)
            last = first + len(printed) - 1
            if not aligned:
                first, last = _character(textpage, text, first), _character(textpage, text, last)
            measure(handle, first, one_pointer)
            measure(handle, last, two_pointer)
            left, top, right, bottom = unpack(one)
            other_left, other_top, other_right, other_bottom = unpack(two)
            box = transform(
                left if left < other_left else other_left,
                bottom if bottom < other_bottom else other_bottom,
                right if right > other_right else other_right,
                top if top > other_top else other_top,
            )
            hyphen = found is not None and text[end] in _SOFT_HYPHENS
            lines.append(Line(f"{printed}-" if hyphen else printed, box))
        start = found.end() if found else end
    return "\n".join([line.text for line in lines]), tuple(lines)


def _character(textpage: pdfium.PdfTextPage, text: str, position: int) -> int:
    units: int = position + sum(character > "\uffff" for character in text[:position])
    found: int = raw.FPDFText_GetCharIndexFromTextIndex(textpage, units)
    return max(0, found)


def seen_from_top_left(page: pdfium.PdfPage) -> _Transform:
    """From the page's own coordinates (origin at the bottom left, unrotated) to the page as seen, origin top left."""
    frame = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, ctypes.byref(frame))
    x0, y0, x1, y1 = frame.left, frame.bottom, frame.right, frame.top
    turned = raw.FPDFPage_GetRotation(page)
    if turned == 1:
        return lambda left, bottom, right, top: Box(bottom - y0, left - x0, top - y0, right - x0)
    if turned == 2:
        return lambda left, bottom, right, top: Box(x1 - right, bottom - y0, x1 - left, top - y0)
    if turned == 3:
        return lambda left, bottom, right, top: Box(y1 - top, x1 - right, y1 - bottom, x1 - left)
    return lambda left, bottom, right, top: Box(left - x0, y1 - top, right - x0, y1 - bottom)


def _is_scan(page: pdfium.PdfPage, letters: int) -> bool:
    """Whether images cover enough of a page that has hardly any letters, or its text is drawn as curves."""
    frame = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, ctypes.byref(frame))
    area = max((frame.right - frame.left) * (frame.top - frame.bottom), 1.0)
    covered, curves = 0.0, 0
    try:
        for item in page.get_objects(max_depth=5):
            if item.type == raw.FPDF_PAGEOBJ_PATH:
                curves += 1
            elif item.type == raw.FPDF_PAGEOBJ_IMAGE:
                left, bottom, right, top = item.get_bounds()
                wide = min(right, frame.right) - max(left, frame.left)
                high = min(top, frame.top) - max(bottom, frame.bottom)
                covered += max(wide, 0.0) * max(high, 0.0)
            if covered > MIN_IMAGE_SHARE * area:
                return True
    except pdfium.PdfiumError:
        return False
    return letters == 0 and curves >= MIN_CURVES


def _read_scan(source: pdfium.PdfPage, page: Page, limits: Limits, ocr: OcrSettings) -> Page:
    """The page with recognised text; FAILED where that went wrong, BLANK where there is nothing to recognise."""
    width, height = page.size or (595.0, 842.0)
    scale = ocr.dpi / 72
    scale = min(scale, (_MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
    try:
        bitmap = source.render(scale=scale, grayscale=True, may_draw_forms=False)
        image = PageImage(_grey_rows(bitmap), bitmap.width, bitmap.height, scale * 72)
        found = recognise(image, ocr, limits.ocr_seconds_per_page)
    except (OcrFailed, pdfium.PdfiumError) as error:
        return replace(page, state=PageState.FAILED, reason=f"Seite {page.number}: {error}")
    text = "\n".join(line.text for line in found.lines)
    if len(text) <= len(page.text):
        return replace(page, state=PageState.TEXT if page.text.strip() else PageState.BLANK)
    reason = ""
    if found.confidence < UNSURE_CONFIDENCE:
        reason = f"Seite {page.number} ist schlecht lesbar (Erkennung zu {found.confidence:.0f} % sicher)."
    return replace(page, text=text, lines=found.lines, state=PageState.OCR, reason=reason)


def _with_signs(pages: list[Page]) -> list[Page]:
    """The pages, recognised ones with their paragraph signs."""
    recognised = [index for index, page in enumerate(pages) if page.state is PageState.OCR]
    mended = dict(zip(recognised, mend_signs([pages[index].lines for index in recognised]), strict=True))
    return [
        replace(page, lines=mended[index], text="\n".join(line.text for line in mended[index]))
        if index in mended
        else page
        for index, page in enumerate(pages)
    ]


def _grey_rows(bitmap: pdfium.PdfBitmap) -> bytes:
    """The bitmap's rows without the padding that pdfium adds to each."""
    rows = bytes(bitmap.buffer)
    if bitmap.stride == bitmap.width:
        return rows
    return b"".join(rows[at : at + bitmap.width] for at in range(0, bitmap.stride * bitmap.height, bitmap.stride))
