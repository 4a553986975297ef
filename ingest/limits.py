"""How much one document may cost. Plain values: the settings that fill them live on the top floor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits a document or an archive must keep; each breach is a named error of that document."""

    max_bytes: int = 50 * 1024 * 1024
    """Of one file."""
    max_pages: int = 1_000
    max_ocr_pages: int = 200
    """Of one document; further scanned pages end as `PageState.NEEDS_OCR` with the reason."""
    container_depth: int = 2
    """How deep archives and attachments may lie in one another."""
    archive_bytes: int = 200 * 1024 * 1024
    """Unpacked, all members together."""
    archive_ratio: int = 100
    """Unpacked to packed."""
    archive_members: int = 10_000
    seconds: float = 60.0
    """Wall time to read one document, OCR not counted."""
    ocr_seconds_per_page: float = 30.0
    """Added to the wall time for each page that is recognised."""
    memory_bytes: int = 1024**3
    """Address space a reading process may add to what it has after start."""


class OcrMode(StrEnum):
    """Whether scanned pages are recognised."""

    AUTO = "auto"
    """When tesseract and its language are installed."""
    OFF = "off"


@dataclass(frozen=True, slots=True)
class OcrSettings:
    """How scanned pages are recognised."""

    mode: OcrMode = OcrMode.AUTO
    language: str = "deu"
    dpi: int = 200
