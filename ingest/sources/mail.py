"""Attachments of a mail as files of their own; the mail itself stays a document."""

from __future__ import annotations

from email.message import EmailMessage, Message
from pathlib import Path, PurePosixPath

from corpora.errors import BrokenFile, DocumentError, TooLarge
from ingest.limits import Limits
from ingest.readers.mail import attachments, parse_mail, read_filename
from ingest.readers.package import name_broken
from ingest.sources.listing import ListedFile, Listing, make_name

_DRAWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/bmp", "image/svg+xml"})
"""Pictures that stand in the mail itself: logos and signatures."""
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})


def unpack_mail(file: Path, path: str, folder: Path, limits: Limits) -> Listing:
    """Write the attachments of the mail `file`, listed as `path`, into the empty or missing `folder`.

    Attachments are listed as ``path/name``, of two with one name the second as ``path/name (2)`` with its suffix at the
    end. Pictures inside of the mail's text and signatures are left out. Raises `BrokenFile`, `TooLarge`.
    """
    if file.stat().st_size > limits.max_bytes:
        raise TooLarge(
            f"Die Nachricht „{path}“ ist größer als {limits.max_bytes // 1024 // 1024} MB.",
            hint="Speichern Sie die Anlagen einzeln oder heben Sie die Grenze in den Einstellungen an.",
        )
    files: dict[str, ListedFile] = {}
    failures: list[tuple[str, DocumentError]] = []
    with name_broken(path):
        parts = [part for part in attachments(parse_mail(file.read_bytes())) if _is_document(part)]
        for number, part in enumerate(parts[: limits.archive_members]):
            listed = _free_name(path, _name(part, number), files)
            data = _bytes(part)
            if data is None:
                failures.append(
                    (listed, BrokenFile(f"Die Anlage „{listed}“ ist beschädigt.", hint="Speichern Sie sie neu."))
                )
                continue
            folder.mkdir(parents=True, exist_ok=True)
            target = folder / f"{number:05d}{_suffix(listed)}"
            target.write_bytes(data)
            files[listed] = ListedFile(listed, target, len(data))
    return Listing(tuple(files[key] for key in sorted(files)), tuple(failures), complete=not failures)


def _is_document(part: EmailMessage) -> bool:
    kind = part.get_content_type()
    drawn = kind in _DRAWN and (part.get("content-id") is not None or part.get_content_disposition() != "attachment")
    return kind not in _SIGNATURES and not drawn


def _name(part: EmailMessage, number: int) -> str:
    """The attachment's own name without any folder, or one by its number."""
    name = make_name(read_filename(part)).replace("\\", "/").rstrip("/").rpartition("/")[2].replace("\0", "")
    if name in ("", ".", ".."):
        suffix = ".eml" if part.get_content_type() == "message/rfc822" else ""
        return f"Anlage {number + 1}{suffix}"
    return name


def _free_name(path: str, name: str, taken: dict[str, ListedFile]) -> str:
    pure = PurePosixPath(name)
    listed, count = f"{path}/{name}", 1
    while listed in taken:
        count += 1
        listed = f"{path}/{pure.stem} ({count}){pure.suffix}"
    return listed


def _bytes(part: EmailMessage) -> bytes | None:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        return inner[0].as_bytes() if isinstance(inner, list) and inner and isinstance(inner[0], Message) else None
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else None


def _suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if len(suffix) <= 10 and suffix[1:].isascii() and suffix[1:].isalnum() else ""
