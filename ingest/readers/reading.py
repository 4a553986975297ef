"""The door to every reader: a file goes in, pages come out, or an error that says what is wrong with the file.

What this module refuses to know: what the text means (that is `ingest.outline` and `ingest.facts`) and where files come
from. The modules of the formats are imported when a file needs them, so a run over PDFs loads nothing for Word files.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from corpora.errors import BrokenFile, DocumentError, EmptyFile, NoText, TooLarge, TooManyPages, UnsupportedFormat
from corpora.model import Page
from ingest.limits import Limits, OcrSettings
from ingest.readers.detection import Format, detect_format


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as its reader saw it, before cleaning."""

    media_type: str
    pages: tuple[Page, ...]
    """In reading order, at least one; each in a final `PageState`."""
    metadata: dict[str, str] = field(default_factory=dict)
    """What the file says of itself: the front matter's own keys for Markdown, ``title`` for HTML and Office files,
    ``title``, ``subject``, ``from``, ``to`` and ``date`` for mails."""


Reader = Callable[[Path, str, Limits, OcrSettings], Reading]

_READERS = {
    Format.PDF: ("pdf", "read_pdf"),
    Format.DOCX: ("docx", "read_docx"),
    Format.PPTX: ("pptx", "read_pptx"),
    Format.XLSX: ("xlsx", "read_xlsx"),
    Format.ODT: ("odt", "read_odt"),
    Format.HTML: ("html", "read_html"),
    Format.EML: ("mail", "read_mail"),
    Format.MARKDOWN: ("text", "read_markdown"),
    Format.TEXT: ("text", "read_text"),
}


def read_file(path: Path, name: str, *, limits: Limits, ocr: OcrSettings) -> Reading:
    """Read the file at `path`; messages call it `name`.

    Raises a `corpora.errors.DocumentError` for everything that is wrong with the file. Never returns without pages: a
    file that was read whole and holds nothing comes back with pages in state BLANK, or raises `NoText` where its format
    has no pages.
    """
    # 1. What the file system says of it.
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _unreadable(name, error) from error
    if size == 0:
        raise EmptyFile(f"Die Datei „{name}“ ist leer (0 Bytes).", hint="Legen Sie die vollständige Datei ab.")
    if size > limits.max_bytes:
        raise TooLarge(
            f"Die Datei „{name}“ ist {_megabytes(size)} groß, erlaubt sind {_megabytes(limits.max_bytes)}.",
            hint="Teilen Sie die Datei oder heben Sie die Grenze in den Einstellungen an.",
        )
    # 2. What its content says of it.
    try:
        kind = detect_format(path, name)
        reading = _find_reader(kind, name)(path, name, limits, ocr)
    except OSError as error:
        raise _unreadable(name, error) from error
    except RecursionError as error:
        raise BrokenFile(
            f"Die Datei „{name}“ ist zu tief verschachtelt und lässt sich nicht lesen.",
            hint="Die Datei ist vermutlich beschädigt. Speichern Sie sie neu, etwa als PDF.",
        ) from error
    # 3. Nothing is never a success.
    if len(reading.pages) > limits.max_pages:
        raise too_many_pages(name, len(reading.pages), limits)
    if not reading.pages:
        raise NoText(
            f"Die Datei „{name}“ enthält keinen Text.", hint="Prüfen Sie, ob die richtige Datei abgelegt wurde."
        )
    return reading


def too_many_pages(name: str, pages: int, limits: Limits) -> TooManyPages:
    """The error for a document with more pages than allowed."""
    return TooManyPages(
        f"Die Datei „{name}“ hat {pages} Seiten, erlaubt sind {limits.max_pages}.",
        hint="Teilen Sie die Datei oder heben Sie die Grenze in den Einstellungen an.",
    )


def _find_reader(kind: Format, name: str) -> Reader:
    if kind not in _READERS:
        raise UnsupportedFormat(
            f"Die Datei „{name}“ ist ein Archiv und selbst kein Dokument.",
            hint="Nehmen Sie das Archiv über einen Ordner auf, dann wird jede Datei darin einzeln gelesen.",
        )
    module, function = _READERS[kind]
    reader: Reader = getattr(importlib.import_module(f"ingest.readers.{module}"), function)
    return reader


def _unreadable(name: str, error: OSError) -> DocumentError:
    return BrokenFile(
        f"Die Datei „{name}“ lässt sich nicht öffnen ({error.strerror or error}).",
        hint="Prüfen Sie, ob die Datei noch da ist und ob Sie sie lesen dürfen.",
    )


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB".replace(".", ",")
