"""ODT straight from its XML: unstructured would need pandoc, a second program, to turn it into DOCX first."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from corpora.errors import NoText
from ingest.limits import Limits, OcrSettings
from ingest.readers.detection import Format
from ingest.readers.flow import Flow
from ingest.readers.package import check_package, locked, name_broken
from ingest.readers.reading import Reading

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_SKIPPED = frozenset(
    {
        _TEXT + "tracked-changes",
        _TEXT + "table-of-content",
        _TEXT + "alphabetical-index",
        _OFFICE + "annotation",
        _OFFICE + "annotation-end",
        _OFFICE + "forms",
        _TEXT + "sequence-decls",
    }
)
_MAX_REPEATED = 100
"""Copies of a cell or spaces that a count may ask for."""


def read_odt(path: Path, name: str, limits: Limits, ocr: OcrSettings) -> Reading:
    """Read an OpenDocument text as one page without a number: headings, lists, tables, text boxes, footnotes.

    Raises `BrokenFile`, `EncryptedFile`, `DecompressionBomb`, `NoText`.
    """
    check_package(path, name, limits)
    with name_broken(name), zipfile.ZipFile(path) as archive:
        parts = set(archive.namelist())
        if "META-INF/manifest.xml" in parts and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise locked(name)
        title = ""
        if "meta.xml" in parts:
            title = " ".join((_parse(archive.read("meta.xml")).findtext(f".//{_TITLE}") or "").split())
        root = _parse(archive.read("content.xml"))
        body = root.find(f"{_OFFICE}body/{_OFFICE}text")
        walk = _Walk()
        walk.read_blocks(body)
        walk.add_notes()
    page = walk.flow.make_page()
    if not page.text:
        raise NoText(
            f"Die Datei „{name}“ enthält keinen Text.",
            hint="Besteht sie nur aus Bildern, speichern Sie sie als PDF; dann wird der Text erkannt.",
        )
    return Reading(Format.ODT.value, (page,), {"title": title} if title else {})


def _parse(data: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


class _Walk:
    """One pass through a document's body."""

    def __init__(self) -> None:
        self.flow = Flow()
        self._notes: list[str] = []

    def read_blocks(self, parent: Any, *, item: bool = False) -> None:
        """Add all blocks below `parent`; `item` says that they stand in a list."""
        for block in parent:
            if block.tag == _TEXT + "h":
                text, boxes = self._inline(block)
                self.flow.add_heading(text, int(block.get(_TEXT + "outline-level") or 1))
                self._read_boxes(boxes)
            elif block.tag == _TEXT + "p":
                text, boxes = self._inline(block)
                (self.flow.add_item if item else self.flow.add_paragraph)(text)
                self._read_boxes(boxes)
            elif block.tag in (_TEXT + "list", _TEXT + "list-item", _TEXT + "list-header"):
                self.read_blocks(block, item=True)
            elif block.tag == _TABLE + "table":
                self._read_table(block)
            elif block.tag == _DRAW + "frame":
                self._read_boxes([block])
            elif isinstance(block.tag, str) and block.tag not in _SKIPPED:
                self.read_blocks(block, item=item)

    def add_notes(self) -> None:
        """Add the foot- and endnotes that were passed, numbered from 1."""
        for number, note in enumerate(self._notes, start=1):
            self.flow.add_item(f"Fußnote {number}: {note}")

    def _read_boxes(self, boxes: list[Any]) -> None:
        for frame in boxes:
            for box in frame.iter(_DRAW + "text-box"):
                self.read_blocks(box)

    def _read_table(self, table: Any) -> None:
        for row in table.iter(_TABLE + "table-row"):
            cells: list[str] = []
            for cell in row:
                if cell.tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
                    texts = [self._inline(block)[0] for block in cell.iter(_TEXT + "p", _TEXT + "h")]
                    times = min(int(cell.get(_TABLE + "number-columns-repeated") or 1), _MAX_REPEATED)
                    cells.extend([" ".join(text for text in texts if text)] * times)
            self.flow.add_row(cells)
        self.flow.end_table()

    def _inline(self, block: Any) -> tuple[str, list[Any]]:
        """Text of a paragraph, and the frames anchored in it."""
        parts: list[str] = [block.text or ""]
        boxes: list[Any] = []
        for child in block:
            if child.tag == _TEXT + "s":
                parts.append(" " * min(int(child.get(_TEXT + "c") or 1), _MAX_REPEATED))
            elif child.tag == _TEXT + "tab":
                parts.append("\t")
            elif child.tag == _TEXT + "line-break":
                parts.append("\n")
            elif child.tag == _TEXT + "note":
                body = child.find(_TEXT + "note-body")
                blocks = [] if body is None else [self._inline(part)[0] for part in body]
                self._notes.append(" ".join(" ".join(blocks).split()))
            elif child.tag == _DRAW + "frame":
                boxes.append(child)
            elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
                text, inner = self._inline(child)
                parts.append(text)
                boxes.extend(inner)
            parts.append(child.tail or "")
        return "".join(parts), boxes
