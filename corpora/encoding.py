"""A document as bytes and back: compact JSON, compressed. Everything but the line boxes is one part, they the other.

The form is numbered: a file of another number is refused, never guessed at. Fields are listed by hand, in one place
each way, so that a change of `corpora.model` shows here.
"""

from __future__ import annotations

import datetime
import json
import sys
import zlib
from array import array
from operator import attrgetter
from typing import Any

from corpora.model import (
    Access,
    Box,
    CorpusKind,
    Document,
    DocumentState,
    Facts,
    Heading,
    Line,
    Meeting,
    Page,
    PageState,
    Publicity,
    Section,
    Span,
)

FORM = 1
"""Number of the form; raised whenever a field changes its meaning."""

_EDGES = attrgetter("left", "top", "right", "bottom")

Lines = tuple[tuple[Line, ...], ...]
"""The printed lines of each page, by position in `Document.pages`."""


def encode_document(document: Document) -> bytes:
    """All of a document except the lines of its pages."""
    value: dict[str, object] = {
        "tenant": document.tenant,
        "corpus": document.corpus,
        "path": document.path,
        "sha256": document.sha256,
        "version": document.version,
        "kind": document.kind,
        "access": document.access,
        "facts": _facts_to_json(document.facts),
        "state": document.state,
        "pages": [_page_to_json(page) for page in document.pages],
        "sections": [
            [list(section.heading_path), [[span.page, span.start, span.end] for span in section.spans]]
            for section in document.sections
        ],
        "media_type": document.media_type,
        "reason_code": document.reason_code,
        "reason": document.reason,
    }
    return zlib.compress(_to_json(value), 1)


def decode_document(data: bytes) -> tuple[Document, int]:
    """The document without its lines, and the size in bytes of its unpacked form. Raises `ValueError`."""
    unpacked = _decompress(data)
    raw = _from_json(unpacked)
    document = Document(
        tenant=raw["tenant"],
        corpus=raw["corpus"],
        path=raw["path"],
        sha256=raw["sha256"],
        version=raw["version"],
        kind=CorpusKind(raw["kind"]),
        access=Access(raw["access"]),
        facts=_facts_from_json(raw["facts"]),
        state=DocumentState(raw["state"]),
        pages=tuple(_page_from_json(page) for page in raw["pages"]),
        sections=tuple(
            Section(tuple(heading_path), tuple(Span(*span) for span in spans))
            for heading_path, spans in raw["sections"]
        ),
        media_type=raw["media_type"],
        reason_code=raw["reason_code"],
        reason=raw["reason"],
    )
    return document, len(unpacked)


def encode_lines(pages: tuple[Page, ...]) -> bytes:
    """The lines of all pages: their texts as JSON, then left, top, right, bottom of each as little-endian doubles.

    Numbers as text would take three times as long and as much room.
    """
    texts = _to_json({"lines": [[line.text for line in page.lines] for page in pages]})
    boxes = array("d", (edge for page in pages for line in page.lines for edge in _EDGES(line.box)))
    if sys.byteorder == "big":
        boxes.byteswap()
    return zlib.compress(len(texts).to_bytes(4, "little") + texts + boxes.tobytes(), 1)


def decode_lines(data: bytes) -> Lines:
    """The lines of all pages. Raises `ValueError`."""
    unpacked = _decompress(data)
    end = 4 + int.from_bytes(unpacked[:4], "little")
    pages = _from_json(unpacked[4:end])["lines"]
    boxes = array("d")
    boxes.frombytes(unpacked[end:])
    if sys.byteorder == "big":
        boxes.byteswap()
    edges = iter(boxes)
    read = tuple(
        tuple(
            Line(text, Box(left, top, right, bottom))
            for text, left, top, right, bottom in zip(page, *[edges] * 4, strict=False)
        )
        for page in pages
    )
    if list(map(len, read)) != list(map(len, pages)):
        raise ValueError("fewer boxes than lines")
    return read


def _page_to_json(page: Page) -> list[object]:
    return [
        page.number,
        page.text,
        page.state,
        page.label,
        page.reason,
        [[heading.level, heading.start, heading.end] for heading in page.headings],
        page.size,
    ]


def _page_from_json(raw: list[Any]) -> Page:
    number, text, state, label, reason, headings, size = raw
    return Page(
        number=number,
        text=text,
        state=PageState(state),
        label=label,
        reason=reason,
        headings=tuple(Heading(*heading) for heading in headings),
        size=None if size is None else (size[0], size[1]),
    )


def _facts_to_json(facts: Facts) -> dict[str, object]:
    return {
        "title": facts.title,
        "number": facts.number,
        "date": _date_to_json(facts.date),
        "kind": facts.kind,
        "office": facts.office,
        "body": facts.body,
        "meetings": [[meeting.body, _date_to_json(meeting.date)] for meeting in facts.meetings],
        "publicity": facts.publicity,
        "abbreviation": facts.abbreviation,
        "in_force_from": _date_to_json(facts.in_force_from),
    }


def _facts_from_json(raw: dict[str, Any]) -> Facts:
    return Facts(
        title=raw["title"],
        number=raw["number"],
        date=_date_from_json(raw["date"]),
        kind=raw["kind"],
        office=raw["office"],
        body=raw["body"],
        meetings=tuple(Meeting(body, _date_from_json(date)) for body, date in raw["meetings"]),
        publicity=Publicity(raw["publicity"]),
        abbreviation=raw["abbreviation"],
        in_force_from=_date_from_json(raw["in_force_from"]),
    )


def _date_to_json(date: datetime.date | None) -> str | None:
    return None if date is None else date.isoformat()


def _date_from_json(raw: str | None) -> datetime.date | None:
    return None if raw is None else datetime.date.fromisoformat(raw)


def _to_json(value: dict[str, object]) -> bytes:
    text = json.dumps({"form": FORM, **value}, ensure_ascii=False, separators=(",", ":"), check_circular=False)
    # PDF fonts without a proper mapping give lone surrogates; they must come back as they went in.
    return text.encode("utf-8", "surrogatepass")


def _from_json(data: bytes) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(data.decode("utf-8", "surrogatepass"))
    if value.get("form") != FORM:
        raise ValueError(f"form {value.get('form')} of a stored document, {FORM} expected")
    return value


def _decompress(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error as error:
        raise ValueError("not a whole file of the library") from error
