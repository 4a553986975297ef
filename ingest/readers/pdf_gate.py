"""The gate before a PDF's text: does it open, is it locked, how many pages, would a stream burst.

pypdf judges, without reading a page: opening a file and counting costs it 0.6 ms on average over 2,297 council papers.
pdfium has no limit below 1 GB for one stream, so streams that could grow beyond ours are inflated here, in small
pieces that are thrown away. A deflated stream grows at most 1,032-fold: files too small for that pass unseen.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Sequence

from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from corpora.errors import DecompressionBomb
from ingest.limits import Limits
from ingest.readers.reading import too_many_pages

MAX_STREAM_BYTES = 100_000_000
"""Of one inflated stream; the largest content stream in 10,000 pages of council papers has under 1 MB."""

_DEFLATE_RATIO = 1_032
_PIECE = 1 << 20
_EMPTY_STREAM = 16
"""Bytes that an empty content may take when it is packed."""
_STREAM = re.compile(rb"stream\r?\n")
_FILTERS = re.compile(rb"/(?:Filter|F)\s*\[([^\]]{0,400})\]")
_INFLATING = re.compile(rb"/(?:FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL|BrotliDecode)\b")


def check_pdf(data: bytes, name: str, limits: Limits) -> int | None:
    """Refuse what must not be read; return the page count that pypdf sees, None when it cannot make sense of the file.

    None is not yet a broken file: pdfium mends damaged cross-reference tables that pypdf does not.
    Raises `TooManyPages` or `DecompressionBomb`.
    """
    _check_streams(data, name)
    pages = count_pages(data, name)
    if pages is not None and pages > limits.max_pages:
        raise too_many_pages(name, pages, limits)
    return pages


def count_pages(data: bytes, name: str) -> int | None:
    """The page tree's own count, None when pypdf cannot open the file."""
    try:
        with apply_configuration(zlib_maximum_output_length=MAX_STREAM_BYTES):
            reader = PdfReader(io.BytesIO(data), strict=False)
            if reader.is_encrypted:
                reader.decrypt("")
            tree = reader.root_object["/Pages"].get_object()
            count = tree["/Count"].get_object() if isinstance(tree, DictionaryObject) else None
            return count if isinstance(count, int) else None
    except LimitReachedError as error:
        raise bomb(name) from error
    except MemoryError:
        raise
    except Exception:
        # Damaged files raise whatever pypdf's parser stumbles over, some encrypted ones a missing library's error.
        return None


def extract_page(data: bytes, index: int) -> str:
    """Text of page `index` (0-based) as pypdf reads it, for a page that pdfium cannot. Raises whatever pypdf does."""
    with apply_configuration(zlib_maximum_output_length=MAX_STREAM_BYTES):
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            reader.decrypt("")
        return reader.pages[index].extract_text()


def find_damaged(data: bytes, indices: Sequence[int]) -> frozenset[int]:
    """Those of the pages `indices` (0-based, without any text) whose content cannot be unpacked.

    pdfium shows such a page as blank.
    """
    try:
        with apply_configuration(zlib_maximum_output_length=MAX_STREAM_BYTES):
            reader = PdfReader(io.BytesIO(data), strict=False)
            if reader.is_encrypted:
                reader.decrypt("")
            return frozenset(index for index in indices if _is_damaged(reader, index))
    except MemoryError:
        raise
    except Exception:
        return frozenset(indices)


def _is_damaged(reader: PdfReader, index: int) -> bool:
    try:
        contents = reader.pages[index].get("/Contents")
        if contents is None:
            return False
        found = contents.get_object()
        parts = found if isinstance(found, ArrayObject) else [found]
        return any(_is_stream_damaged(part.get_object() if part is not None else None) for part in parts)
    except MemoryError:
        raise
    except Exception:
        return True


def _is_stream_damaged(stream: object) -> bool:
    if not isinstance(stream, StreamObject):
        return True
    packed = bytes(stream._data)
    # pypdf gives what it can save of a torn stream without a word; zlib does not.
    if stream.get("/Filter") in ("/FlateDecode", ["/FlateDecode"]):
        _inflate_strictly(packed)
    return len(packed) > _EMPTY_STREAM and not stream.get_data()


def _inflate_strictly(packed: bytes) -> None:
    """Raise `zlib.error` for a stream that is torn; the size is bounded by the check of the whole file before."""
    machine = zlib.decompressobj()
    rest = packed
    while rest and not machine.eof:
        machine.decompress(rest, _PIECE)
        rest = machine.unconsumed_tail


def bomb(name: str) -> DecompressionBomb:
    """The error for a PDF whose streams grow too large."""
    return DecompressionBomb(
        f"Die Datei „{name}“ würde beim Entpacken auf mehr als {MAX_STREAM_BYTES // 1_000_000} MB je Seite anwachsen.",
        hint="Die Datei ist vermutlich beschädigt oder schädlich. Erzeugen Sie das PDF neu.",
    )


def _check_streams(data: bytes, name: str) -> None:
    chained = [found for found in _FILTERS.finditer(data) if len(_INFLATING.findall(found.group(1))) > 1]
    if chained:
        _check_chained(data, name)
    if len(data) * _DEFLATE_RATIO <= MAX_STREAM_BYTES:
        return
    for found in _STREAM.finditer(data):
        start = found.end()
        if data[found.start() - 3 : found.start()] == b"end":
            continue
        end = data.find(b"endstream", start)
        end = len(data) if end < 0 else end
        # Images are inflated row by row and only when a page is drawn.
        head = data[max(0, found.start() - 600) : found.start()].rpartition(b"obj")[2]
        if (end - start) * _DEFLATE_RATIO > MAX_STREAM_BYTES and b"/Image" not in head:
            _inflate(memoryview(data)[start:end], name)


def _inflate(packed: memoryview, name: str) -> None:
    machine, size = zlib.decompressobj(), 0
    rest: bytes | memoryview = packed
    try:
        while rest and not machine.eof:
            size += len(machine.decompress(rest, _PIECE))
            rest = machine.unconsumed_tail
            if size > MAX_STREAM_BYTES:
                raise bomb(name)
    except zlib.error:
        return


def _check_chained(data: bytes, name: str) -> None:
    # A stream packed twice can grow a million-fold; rare enough that pypdf may unpack each page's content under limits.
    try:
        with apply_configuration(zlib_maximum_output_length=MAX_STREAM_BYTES):
            reader = PdfReader(io.BytesIO(data), strict=False)
            for page in reader.pages:
                page.get_contents()
    except LimitReachedError as error:
        raise bomb(name) from error
    except MemoryError:
        raise
    except Exception:
        return
