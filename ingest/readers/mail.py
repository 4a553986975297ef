"""EML: the header block and the body as one page. Attachments are files of their own (`ingest.sources.mail`)."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime
from pathlib import Path

from corpora.errors import EncryptedFile
from ingest.limits import Limits, OcrSettings
from ingest.readers.characters import decode
from ingest.readers.detection import Format
from ingest.readers.flow import Flow, tidy
from ingest.readers.html import parse_html
from ingest.readers.package import name_broken
from ingest.readers.reading import Reading

_LABELS = (("from", "Von"), ("to", "An"), ("cc", "Kopie"), ("date", "Datum"), ("subject", "Betreff"))


def read_mail(path: Path, name: str, limits: Limits, ocr: OcrSettings) -> Reading:
    """Read a mail; plain text is preferred to HTML. Raises `EncryptedFile` or `BrokenFile`."""
    with name_broken(name):
        message = parse_mail(path.read_bytes())
        headers = {key: read_header(message, key) for key, _ in _LABELS}
        kind = message.get_content_type()
        envelope = str(message.get_param("smime-type", "enveloped-data"))
        if kind == "multipart/encrypted" or (kind.endswith("pkcs7-mime") and envelope == "enveloped-data"):
            raise EncryptedFile(
                f"Die Nachricht „{name}“ ist verschlüsselt.",
                hint="Öffnen Sie sie in Ihrem Mailprogramm und speichern Sie sie unverschlüsselt.",
            )
        flow = Flow()
        flow.add_paragraph("\n".join(f"{label}: {headers[key]}" for key, label in _LABELS if headers[key]))
        flow.add_paragraph(_body(message, name))
        attached = [attachment for attachment in (read_filename(part) for part in attachments(message)) if attachment]
        if attached:
            flow.add_paragraph(f"Anlagen: {', '.join(attached)}")
    metadata = {key: headers[key] for key in ("subject", "from", "to", "date") if headers[key]}
    if headers["subject"]:
        metadata["title"] = headers["subject"]
    return Reading(Format.EML.value, (flow.make_page(),), metadata)


def parse_mail(data: bytes) -> EmailMessage:
    """The message as Python's mail parser sees it; it takes whatever it gets."""
    return email.message_from_bytes(data, policy=email.policy.default)


def attachments(message: EmailMessage) -> list[EmailMessage]:
    """Parts that are files: attached ones, inline ones with a name, and mails in this mail, which are not entered."""
    found: list[EmailMessage] = []
    pending: list[EmailMessage] = [message]
    while pending:
        part = pending.pop(0)
        if part is not message and part.get_content_type() == "message/rfc822":
            found.append(part)
        elif part.is_multipart():
            pending[:0] = [child for child in part.iter_parts() if isinstance(child, EmailMessage)]
        elif part is not message and (part.is_attachment() or read_filename(part)):
            found.append(part)
    return found


def read_filename(part: EmailMessage) -> str:
    """The name an attachment carries, empty without one or with one that cannot be read."""
    try:
        return " ".join((part.get_filename() or "").split())
    except (LookupError, ValueError, AttributeError, TypeError):
        return ""


def read_header(message: EmailMessage, key: str) -> str:
    """A header's words on one line, a date in German form; empty where it is missing or unreadable."""
    try:
        words = " ".join(str(message.get(key, "")).split())
    except (LookupError, ValueError, AttributeError, TypeError):
        return ""
    if key == "date" and words:
        try:
            return parsedate_to_datetime(words).strftime("%d.%m.%Y %H:%M")
        except (ValueError, TypeError):
            return words
    return words


def _body(message: EmailMessage, name: str) -> str:
    plain = message.get_body(("plain",))
    if plain is not None and not plain.is_attachment():
        text = tidy(_content(plain))
        if text:
            return text
    page = message.get_body(("html",))
    return parse_html(_content(page), name)[0] if page is not None and not page.is_attachment() else ""


def _content(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError, UnicodeError):
        payload = part.get_payload(decode=True)
        return decode(payload) if isinstance(payload, bytes) else ""
