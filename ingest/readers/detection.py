"""What a file is, by its content. The suffix only decides between formats that are all plain text.

Content outranks the name: a PDF called ``.docx`` is read as PDF. A name that promises a format which the content is
not, while the content is none we know either, is `WrongSuffix`; an honest unknown format is `UnsupportedFormat`.
"""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from pathlib import Path, PurePosixPath

from corpora.errors import BrokenFile, EncryptedFile, UnsupportedFormat, WrongSuffix
from ingest.readers.characters import decode


class Format(StrEnum):
    """The formats that are read, and the archive that holds them; the value is the media type."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ODT = "application/vnd.oasis.opendocument.text"
    HTML = "text/html"
    EML = "message/rfc822"
    MARKDOWN = "text/markdown"
    TEXT = "text/plain"
    ZIP = "application/zip"


READABLE = "PDF, DOCX, ODT, PPTX, XLSX, HTML, EML, Markdown, Text und ZIP"

_HEAD = 8192
_PDF = b"%PDF-"
_BLANK = b"\xef\xbb\xbf\0\t\n\f\r "
_SUFFIXES = {
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".docm": Format.DOCX,
    ".pptx": Format.PPTX,
    ".pptm": Format.PPTX,
    ".xlsx": Format.XLSX,
    ".xlsm": Format.XLSX,
    ".odt": Format.ODT,
    ".zip": Format.ZIP,
}
"""Formats with a signature of their own: a file so named whose content is none of ours is wrongly named."""
_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown"})
_MAIN_PARTS = (
    ("word/document.xml", Format.DOCX),
    ("ppt/presentation.xml", Format.PPTX),
    ("xl/workbook.xml", Format.XLSX),
)
_AS_PICTURE = ("ein Bild", "Speichern Sie es als PDF, dann wird sein Text erkannt.")
_AS_ARCHIVE = ("ein Archiv, das kein ZIP ist", "Packen Sie die Dateien als ZIP.")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = {
    _OLD_OFFICE: (
        "ein altes Office-Dokument (.doc, .xls, .ppt) oder eine Outlook-Nachricht (.msg)",
        "Speichern Sie es als DOCX, XLSX, PPTX oder PDF, eine Nachricht als EML.",
    ),
    b"{\\rtf": ("ein RTF-Dokument", "Speichern Sie es als DOCX oder PDF."),
    b"%!PS": ("ein PostScript-Dokument", "Speichern Sie es als PDF."),
    b"\x89PNG": _AS_PICTURE,
    b"\xff\xd8\xff": _AS_PICTURE,
    b"GIF8": _AS_PICTURE,
    b"II*\0": _AS_PICTURE,
    b"MM\0*": _AS_PICTURE,
    b"\x1f\x8b": _AS_ARCHIVE,
    b"7z\xbc\xaf": _AS_ARCHIVE,
    b"Rar!": _AS_ARCHIVE,
    b"\xfd7zXZ": _AS_ARCHIVE,
    b"BZh": _AS_ARCHIVE,
}
"""First bytes of formats that are known and not read → what they are, what to do."""
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|div|table|h[1-6]|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEADER_LINE = re.compile(r"([A-Za-z][A-Za-z0-9-]*):[ \t]?\S?")
_MAIL_HEADERS = frozenset(
    "from to subject date received message-id mime-version content-type return-path delivered-to reply-to cc".split()
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def detect_format(path: Path, name: str) -> Format:
    """The format of the file at `path`; `name` is what messages call it and where its suffix is taken from.

    Raises `WrongSuffix`, `UnsupportedFormat`, and `EncryptedFile` or `BrokenFile` where that shows at first sight.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    suffix = PurePosixPath(name).suffix.lower()
    promised = _SUFFIXES.get(suffix)
    if head.lstrip(_BLANK).startswith(_PDF):
        return Format.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _detect_zip(path, name, promised)
    _refuse_foreign(head, name, promised)
    text = _as_text(head)
    # A PDF may have up to a kilobyte of other bytes before its header; a text that names the header is none for it.
    if _PDF in head[:1024] and (text is None or promised is Format.PDF):
        return Format.PDF
    if text is None:
        if promised is not None:
            raise _wrong_suffix(name, suffix)
        raise UnsupportedFormat(
            f"Die Datei „{name}“ hat ein Format, das nicht gelesen werden kann.",
            hint=f"Gelesen werden {READABLE}. Speichern Sie die Datei in einem davon.",
        )
    kind = _detect_text(text, suffix)
    if promised is not None and kind is Format.TEXT:
        raise _wrong_suffix(name, suffix)
    return kind


def _wrong_suffix(name: str, suffix: str) -> WrongSuffix:
    return WrongSuffix(
        f"Die Datei „{name}“ endet auf {suffix}, ihr Inhalt ist aber etwas anderes und nicht lesbar.",
        hint="Prüfen Sie, ob die richtige Datei abgelegt wurde, und speichern Sie sie im richtigen Format.",
    )


def _refuse_foreign(head: bytes, name: str, promised: Format | None) -> None:
    for signature, (words, hint) in _FOREIGN.items():
        if not head.startswith(signature):
            continue
        # Word, Excel and PowerPoint wrap a file with a password into an old container.
        office = promised in (Format.DOCX, Format.PPTX, Format.XLSX)
        if office and signature == _OLD_OFFICE:
            raise EncryptedFile(
                f"Die Datei „{name}“ ist mit einem Kennwort geschützt oder im alten Office-Format gespeichert.",
                hint="Speichern Sie sie ohne Kennwort im heutigen Format und legen Sie sie noch einmal ab.",
            )
        raise UnsupportedFormat(f"Die Datei „{name}“ ist {words}; dieses Format wird nicht gelesen.", hint=hint)


def _detect_zip(path: Path, name: str, promised: Format | None) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            members = set(archive.namelist())
            if "mimetype" in members and "content.xml" in members:
                return _detect_opendocument(archive, name)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise BrokenFile(
            f"Die Datei „{name}“ ist beschädigt oder unvollständig.",
            hint="Legen Sie die Datei noch einmal vollständig ab.",
        ) from error
    for part, kind in _MAIN_PARTS:
        if part in members:
            return kind
    if "[Content_Types].xml" in members:
        # The main part may stand elsewhere; the relations name it, and the libraries follow them.
        for folder, kind in (("word/", Format.DOCX), ("ppt/", Format.PPTX), ("xl/", Format.XLSX)):
            if any(member.startswith(folder) for member in members):
                return kind
    if promised not in (None, Format.ZIP):
        raise _wrong_suffix(name, PurePosixPath(name).suffix.lower())
    return Format.ZIP


def _detect_opendocument(archive: zipfile.ZipFile, name: str) -> Format:
    with archive.open("mimetype") as member:
        kind = member.read(200).strip()
    if kind.startswith(Format.ODT.value.encode()):
        return Format.ODT
    raise UnsupportedFormat(
        f"Die Datei „{name}“ ist eine OpenDocument-Datei, die kein Textdokument ist.",
        hint="Speichern Sie Tabellen als XLSX und Präsentationen als PPTX oder PDF.",
    )


def _as_text(head: bytes) -> str | None:
    """The head as text, None when it is not text."""
    text = decode(head, cut=True)
    # A few control characters do occur in old text files; a binary file is full of them.
    return None if len(_CONTROL.findall(text)) * 200 > len(text) else text


def _detect_text(text: str, suffix: str) -> Format:
    start = text.lstrip("\ufeff")
    if suffix in _MARKDOWN_SUFFIXES:
        return Format.MARKDOWN
    if _HTML.match(start) or (suffix in {".html", ".htm", ".xhtml"} and re.search(r"<\w+[^>]*>", start)):
        return Format.HTML
    if _is_mail(start, suffix):
        return Format.EML
    return Format.TEXT


def _is_mail(text: str, suffix: str) -> bool:
    """Whether the text opens with a block of mail headers."""
    names: set[str] = set()
    for line in text.splitlines():
        if line[:1] in (" ", "\t") and names:
            continue
        found = _HEADER_LINE.match(line)
        if found is None:
            # Mailbox files put an envelope line first.
            if not names and line.startswith("From "):
                continue
            break
        names.add(found.group(1).lower())
    known = names & _MAIL_HEADERS
    return len(known) >= (2 if suffix == ".eml" else 3) and bool(
        known & {"from", "message-id", "received", "mime-version"}
    )
