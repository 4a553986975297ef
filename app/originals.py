"""The original of a document as it is handed out: under a safe name, always as a download."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from ingest.readers.detection import Format

_SUFFIXES = {
    Format.PDF: ".pdf",
    Format.DOCX: ".docx",
    Format.PPTX: ".pptx",
    Format.XLSX: ".xlsx",
    Format.ODT: ".odt",
    Format.HTML: ".html",
    Format.EML: ".eml",
    Format.MARKDOWN: ".md",
    Format.TEXT: ".txt",
}
_SAME = {".htm": ".html", ".markdown": ".md", ".mdown": ".md", ".docm": ".docx", ".pptm": ".pptx", ".xlsm": ".xlsx"}
_UNSAFE = re.compile(r'[\\/:*?"<>|]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_LONGEST_STEM = 120
_BINARY = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it came, for download."""

    file: Path
    name: str
    """Safe as a file's name on every system; ends in the suffix of what the file is."""
    media_type: str
    bytes: int

    @property
    def disposition(self) -> str:
        """Value of the header ``Content-Disposition``: always a download, never shown by the browser."""
        return content_disposition(self.name)


def describe_original(file: Path, path: str, media_type: str) -> Original:
    """The original at `file`, known by its `path` below the ingested folder."""
    known = next((format for format in _SUFFIXES if format.value == media_type), None)
    suffix = _SUFFIXES[known] if known else ""
    return Original(
        file, safe_name(path.rsplit("/", 1)[-1], suffix), media_type if known else _BINARY, file.stat().st_size
    )


def safe_name(name: str, suffix: str) -> str:
    """`name` without anything that steers a system, ending in `suffix` (with its dot; empty for none).

    >>> safe_name('../Satzung: "Hund".PDF', ".pdf")
    'Satzung Hund.pdf'
    """
    plain = unicodedata.normalize("NFC", name)
    plain = "".join(" " if unicodedata.category(mark)[0] in "CZ" else mark for mark in plain)
    plain = " ".join(_UNSAFE.sub(" ", plain).split()).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    own = f".{ending.lower()}" if dot else ""
    if not suffix or _SAME.get(own, own) != suffix:
        stem, own = plain, suffix
    stem = stem[:_LONGEST_STEM].strip(". ") or "Dokument"
    return f"_{stem}{own}" if _RESERVED.match(stem) else f"{stem}{own}"


def content_disposition(name: str) -> str:
    """``Content-Disposition`` of a download called `name`, in RFC 6266's two spellings."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    plain = "".join(mark for mark in plain if mark.isprintable() and mark not in '"\\')
    return f"attachment; filename=\"{plain or 'Dokument'}\"; filename*=UTF-8''{quote(name, safe='')}"
