"""Settings of reading: what a file may cost, and how scans are recognised."""

from __future__ import annotations

from pydantic import Field

from app.setting_section import Section
from ingest.limits import Limits, OcrMode, OcrSettings

_LIMITS = Limits()
_OCR = OcrSettings()


class LimitSettings(Section):
    """What one document may cost; `ingest.limits.Limits` describes each."""

    max_bytes: int = Field(_LIMITS.max_bytes, gt=0)
    max_pages: int = Field(_LIMITS.max_pages, gt=0)
    max_ocr_pages: int = Field(_LIMITS.max_ocr_pages, ge=0)
    container_depth: int = Field(_LIMITS.container_depth, ge=0)
    archive_bytes: int = Field(_LIMITS.archive_bytes, gt=0)
    archive_ratio: int = Field(_LIMITS.archive_ratio, gt=0)
    archive_members: int = Field(_LIMITS.archive_members, gt=0)
    seconds: float = Field(_LIMITS.seconds, gt=0)
    ocr_seconds_per_page: float = Field(_LIMITS.ocr_seconds_per_page, gt=0)
    memory_bytes: int = Field(_LIMITS.memory_bytes, gt=0)


class OcrSection(Section):
    """How scanned pages are recognised; see `ingest.limits.OcrSettings`."""

    mode: OcrMode = _OCR.mode
    """`auto`: when tesseract and its language are installed; `off`: never."""
    language: str = _OCR.language
    """tesseract's name of the language; several with ``+``."""
    dpi: int = Field(_OCR.dpi, ge=70, le=600)
    """Resolution of the page images."""


class ReadingSettings(Section):
    """How documents are read."""

    workers: int = Field(0, ge=0, le=64)
    """Reading processes; 0: one a core, 8 at most."""
    limits: LimitSettings = LimitSettings()
    ocr: OcrSection = OcrSection()
