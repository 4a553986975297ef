"""Documents for tests of the catalogue and the library, with every field filled."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import replace
from pathlib import Path

from corpora.model import (
    Access,
    Box,
    Corpus,
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
    Source,
    Span,
)

COUNCIL = Corpus("musterstadt", "rat", "Ratspapiere", CorpusKind.COUNCIL, Access.PUBLIC)


def a_document(path: str = "2026/vorlage.pdf", *, content: str = "eins", **changes: object) -> Document:
    """A council paper of two pages."""
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    document = Document(
        tenant="musterstadt",
        corpus="rat",
        path=path,
        sha256=sha256,
        version=sha256[:16],
        kind=CorpusKind.COUNCIL,
        access=Access.PUBLIC,
        facts=Facts(
            title="Neubau der Kita „Wiesengrund“",
            number="206/2026",
            date=datetime.date(2026, 3, 4),
            kind="Beschlussvorlage",
            office="Fachbereich Bildung",
            body="Rat",
            meetings=(Meeting("Schulausschuss", datetime.date(2026, 3, 12)), Meeting("Rat", None)),
            publicity=Publicity.PUBLIC,
            abbreviation="KitaS",
            in_force_from=datetime.date(2026, 8, 1),
        ),
        state=DocumentState.PARTIAL,
        pages=(
            Page(
                number=1,
                text="Beschlussvorlage\nDie Kita kostet 4,2 Mio. €. \ud800",
                state=PageState.TEXT,
                label="Blatt 1",
                lines=(Line("Beschlussvorlage", Box(10.25, 20.1, 200.0, 31.7)), Line("Die Kita", Box(1, 2, 3, 4))),
                headings=(Heading(1, 0, 16),),
                size=(595.276, 841.89),
            ),
            Page(number=None, text="", state=PageState.FAILED, reason="Seite beschädigt"),
            Page(number=3, text="erkannt", state=PageState.OCR),
        ),
        sections=(
            Section((), (Span(0, 0, 16),)),
            Section(("Beschlussvorlage", "Begründung"), (Span(0, 17, 30), Span(2, 0, 7))),
        ),
        media_type="application/pdf",
        reason_code="BrokenFile",
        reason="1 von 3 Seiten ist beschädigt.",
    )
    return replace(document, **changes)  # type: ignore[arg-type]


def a_source(folder: Path, path: str = "2026/vorlage.pdf", *, content: bytes = b"eins") -> Source:
    """A real file below `folder`."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return Source("musterstadt", "rat", path, file, hashlib.sha256(content).hexdigest(), len(content))
