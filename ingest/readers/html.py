"""HTML through lxml: what a browser would show as text, with headings and tables; nothing is fetched."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lxml import html as parser

from corpora.errors import NoText
from ingest.limits import Limits, OcrSettings
from ingest.readers.characters import decode
from ingest.readers.detection import Format
from ingest.readers.flow import Flow
from ingest.readers.package import name_broken
from ingest.readers.reading import Reading

_HIDDEN_TAGS = frozenset(
    "script style template noscript svg math head iframe object embed canvas audio video nav button select input"
    " textarea datalist dialog map".split()
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3"
    " h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_CHARSET = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]+encoding\s*=\s*[\"']([\w-]+)", re.IGNORECASE
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_COLLAPSE = re.compile(r"[ \t\r\n\f\v]+")
_BREAK = "\u2028"
"""Stands for <br> until white space has been collapsed."""


def read_html(path: Path, name: str, limits: Limits, ocr: OcrSettings) -> Reading:
    """Read a web page as one page without a number. Raises `NoText` or `BrokenFile`."""
    text, title, flow = parse_html(_decode(path.read_bytes()), name)
    page = flow.make_page()
    if not text:
        raise NoText(
            f"Die Datei „{name}“ enthält keinen Text.", hint="Prüfen Sie, ob die richtige Datei abgelegt wurde."
        )
    return Reading(Format.HTML.value, (page,), {"title": title} if title else {})


def parse_html(source: str, name: str) -> tuple[str, str, Flow]:
    """Text, title and flow of a page's source; `name` is for messages."""
    source = _XML_DECLARATION.sub("", source.replace("\0", ""))
    flow = Flow()
    if not source.strip():
        return "", "", flow
    with name_broken(name):
        # A comment alone is a document that lxml finds empty.
        root = parser.document_fromstring(f"<div>{source}</div>" if "<body" not in source.lower() else source)
        title = " ".join((root.findtext(".//title") or "").split())
        _Walk(flow).read(root)
    return flow.make_page().text, title, flow


def _decode(data: bytes) -> str:
    found = _CHARSET.search(data[:4096])
    if found and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        encoding = (found.group(1) or found.group(2)).decode("ascii")
        # What calls itself Latin-1 on the web is Windows-1252.
        encoding = "cp1252" if encoding.lower() in ("iso-8859-1", "latin1", "ascii", "us-ascii") else encoding
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _is_hidden(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in _HIDDEN_TAGS:
        return True
    attributes = element.attrib
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN_STYLE.search(attributes.get("style", "")))


class _Walk:
    """One pass through a page; inline text gathers until a block begins or ends."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._inline: list[str] = []

    def read(self, element: Any) -> None:
        """Add what `element` shows, children included, its tail not."""
        if _is_hidden(element):
            return
        tag = element.tag
        if tag == "br":
            self._inline.append(_BREAK)
        elif tag == "table" and not _is_layout(element):
            self._flush("p")
            self._read_table(element)
        elif tag == "pre":
            self._flush("p")
            self._flow.add_paragraph(element.text_content())
        elif tag in _BLOCKS:
            self._flush("p")
            self._read_children(element)
            self._flush(tag)
        else:
            self._read_children(element)

    def _read_children(self, element: Any) -> None:
        self._inline.append(element.text or "")
        for child in element:
            self.read(child)
            self._inline.append(child.tail or "")

    def _flush(self, tag: str) -> None:
        text = _COLLAPSE.sub(" ", "".join(self._inline)).replace(_BREAK, "\n")
        self._inline.clear()
        if not text.strip():
            return
        if re.fullmatch("h[1-6]", tag):
            self._flow.add_heading(text, int(tag[1]))
        elif tag in ("li", "dt", "dd"):
            self._flow.add_item(text)
        else:
            self._flow.add_paragraph(text)

    def _read_table(self, table: Any) -> None:
        for row in table.iter("tr"):
            if not _is_hidden(row):
                cells = [cell for cell in row if cell.tag in ("td", "th") and not _is_hidden(cell)]
                self._flow.add_row([_visible_text(cell) for cell in cells])
        self._flow.end_table()


def _is_layout(table: Any) -> bool:
    """Whether a table only arranges the page: it holds tables or headings, or has one column."""
    if next(table.iterdescendants("table", "h1", "h2", "h3", "h4", "h5", "h6"), None) is not None:
        return True
    return all(len(row) < 2 for row in table.iter("tr"))


def _visible_text(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        if not _is_hidden(child):
            gap = " " if child.tag in _BLOCKS or child.tag == "br" else ""
            parts.append(gap + _visible_text(child) + gap)
        parts.append(child.tail or "")
    return "".join(parts)
