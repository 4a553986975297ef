"""The dossier as a PDF: embedded fonts, title and language set, bookmarks, page numbers.

The fonts are DejaVu Sans Condensed, which comes with the project: the fonts that every PDF reader has know no Polish or
Turkish name, and the one that reportlab ships knows neither "ś" nor "→". reportlab cannot tag a PDF, so a screen reader
gets the text in order but no headings; the Word file has both.
"""

from __future__ import annotations

import io
from functools import cache, partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer

from app.answering.types import Verdict
from app.exports.dossier import Dossier, Point, Proof

_FONTS = Path(__file__).parent / "fonts"
_REGULAR, _BOLD = "Kompass", "Kompass-Bold"
_FILES = {_REGULAR: "DejaVuSansCondensed.ttf", _BOLD: "DejaVuSansCondensed-Bold.ttf"}
_UNKNOWN = "\u25a1"
"""In place of a character the fonts do not have."""
_SHADES = {Verdict.SUPPORTED: "#1f5130", Verdict.PARTIAL: "#7a4b00", Verdict.UNSUPPORTED: "#8c1d18"}
_MILLIMETRE = 72 / 25.4
_LABEL_WIDTH = 34 * _MILLIMETRE
_MARGIN = 24 * _MILLIMETRE
_FOOT = 14 * _MILLIMETRE
_PADDING = 6.0
"""Of reportlab's frames."""


def write_pdf(dossier: Dossier) -> bytes:
    """The dossier as the bytes of a PDF, A4."""
    glyphs = _register_fonts()
    page = _Page(glyphs)
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=22 * _MILLIMETRE,
        bottomMargin=24 * _MILLIMETRE,
        title=dossier.title,
        author="Aktenkompass",
        subject=dossier.question[:200],
        creator="Aktenkompass",
        lang="de-DE",
        displayDocTitle=True,
    )
    foot = f"Aktenkompass · erstellt am {dossier.created:%d.%m.%Y, %H:%M} Uhr"
    document.build(page.flow(dossier), canvasmaker=partial(_NumberedCanvas, foot=foot))
    return file.getvalue()


@cache
def _register_fonts() -> frozenset[int]:
    """Make the fonts known; the characters that both have."""
    known: list[set[int]] = []
    for name, file in _FILES.items():
        font = TTFont(name, str(_FONTS / file))
        pdfmetrics.registerFont(font)
        known.append(set(font.face.charToGlyph))
    pdfmetrics.registerFontFamily(_REGULAR, normal=_REGULAR, bold=_BOLD, italic=_REGULAR, boldItalic=_BOLD)
    return frozenset(set.intersection(*known))


class _Page:
    """The dossier's parts as reportlab lays them out."""

    def __init__(self, glyphs: frozenset[int]) -> None:
        self._glyphs = glyphs
        self._styles = _make_styles()

    def flow(self, dossier: Dossier) -> list[Flowable]:
        """All parts in reading order."""
        # 1. What was asked and what is answered.
        parts: list[Flowable] = [self._text(dossier.title, "title"), self._text(dossier.subtitle, "subtitle")]
        parts += [self._heading("Frage"), self._text(dossier.question, "strong"), self._heading("Antwort")]
        parts += [self._text(sentence, "strong") for sentence in (dossier.outcome, dossier.caution) if sentence]
        for point in dossier.points:
            parts += self._point(point)
        # 2. Where it stands.
        for heading, proofs in (("Quellen", dossier.proofs), ("Die nächstliegenden Unterlagen", dossier.nearest)):
            for number, proof in enumerate(proofs):
                parts += self._proof(proof, [] if number else [self._heading(heading)])
        # 3. How it came about.
        facts = [self._fact(name, value) for name, value in dossier.facts]
        parts.append(KeepTogether([self._heading("Angaben zur Auskunft"), *facts]))
        parts += [self._text(notice, "notice") for notice in dossier.notices]
        signed = self._text("Geprüft (Name, Datum): ____________________________________", "body")
        return [*parts, KeepTogether([Spacer(1, 22), signed])]

    def _text(self, text: str, style: str, *, before: str = "") -> Flowable:
        return Paragraph(before + self._markup(text), self._styles[style])

    def _heading(self, text: str) -> Flowable:
        return _Bookmark(self._markup(text), self._styles["heading"], text)

    def _point(self, point: Point) -> list[Flowable]:
        said = f"„{point.text}“" if point.verbatim else point.text
        marks = "".join(f" [{label}]" for label in point.sources)
        shade = _SHADES[point.verdict]
        name = _BOLD if point.needs_care else _REGULAR
        judgement = f'<font name="{name}" color="{shade}">{self._markup(point.judgement)}</font>'
        return [
            self._text(f"{said}{marks}", "point", before=f"<bullet>{point.number}.</bullet>"),
            Paragraph(judgement, self._styles["judgement"]),
        ]

    def _proof(self, proof: Proof, heading: list[Flowable]) -> list[Flowable]:
        head = [*heading, self._text(proof.title, "source")]
        head += [self._text(f"Achtung: {note}", "strong") for note in proof.notes]
        head += [self._fact(name, value) for name, value in proof.facts]
        parts: list[Flowable] = [KeepTogether(head)]
        for passage in proof.passages:
            label = f"[{passage.label}]" if passage.label else "Stelle"
            parts.append(self._fact(label, passage.place or "ganzes Dokument"))
            if passage.quote:
                parts.append(self._text(f"„{passage.quote}“", "quote"))
        return parts

    def _fact(self, name: str, value: str) -> Flowable:
        label = f'<bullet><font name="{_BOLD}">{self._markup(name)}:</font></bullet>'
        return self._text(value, "fact", before=label)

    def _markup(self, text: str) -> str:
        """Text as reportlab's markup: escaped, so that no document can write any of its own."""
        shown = "".join(
            character if ord(character) in self._glyphs or character == "\n" else _UNKNOWN for character in text
        )
        return escape(shown).replace("\n", "<br/>")


def _make_styles() -> dict[str, ParagraphStyle]:
    ink = HexColor("#1a1a1a")
    body = ParagraphStyle("body", fontName=_REGULAR, fontSize=9.5, leading=13.5, spaceAfter=3, textColor=ink)
    strong = ParagraphStyle("strong", body, fontName=_BOLD)
    heading = ParagraphStyle(
        "heading", strong, fontSize=12, leading=16, spaceBefore=12, spaceAfter=4, keepWithNext=True
    )
    point = ParagraphStyle("point", body, leftIndent=18, bulletIndent=0, spaceBefore=6, keepWithNext=True)
    point.bulletFontName, point.bulletFontSize = _REGULAR, body.fontSize
    fact = ParagraphStyle("fact", body, leftIndent=_LABEL_WIDTH, bulletIndent=0, spaceAfter=1)
    fact.bulletFontName, fact.bulletFontSize = _BOLD, body.fontSize
    return {
        "body": body,
        "strong": strong,
        "heading": heading,
        "point": point,
        "fact": fact,
        "title": ParagraphStyle("title", strong, fontSize=17, leading=22, spaceAfter=2),
        "subtitle": ParagraphStyle("subtitle", body, fontSize=10, textColor=HexColor("#4a4a4a"), spaceAfter=6),
        "judgement": ParagraphStyle("judgement", body, fontSize=8.5, leading=12, leftIndent=18, spaceAfter=4),
        "source": ParagraphStyle("source", strong, spaceBefore=9, spaceAfter=2, keepWithNext=True),
        "quote": ParagraphStyle("quote", body, leftIndent=18, rightIndent=18, spaceBefore=3, spaceAfter=6),
        "notice": ParagraphStyle("notice", body, spaceBefore=6),
    }


class _Bookmark(Paragraph):
    """A heading that stands in the reader's list of contents as well."""

    def __init__(self, markup: str, style: ParagraphStyle, name: str) -> None:
        super().__init__(markup, style)
        self._name = name

    def draw(self) -> None:
        """Draw the heading and mark its place."""
        canvas: Canvas = self.canv
        key = f"{self._name}-{canvas.getPageNumber()}"
        canvas.bookmarkPage(key)
        canvas.addOutlineEntry(self._name, key, level=0)
        super().draw()


class _NumberedCanvas(Canvas):
    """Writes the feet of all pages at the end, when their number is known."""

    def __init__(self, *args: Any, foot: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._foot = foot
        self._done: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Keep the page for `save`."""
        self._done.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # The stubs leave it out.

    def save(self) -> None:
        """Write all pages with their feet."""
        for number, page in enumerate(self._done, start=1):
            self.__dict__.update(page)
            self.setFont(_REGULAR, 8)
            self.setFillGray(0.3)
            self.drawString(_MARGIN + _PADDING, _FOOT, self._foot)
            self.drawRightString(A4[0] - _MARGIN - _PADDING, _FOOT, f"Seite {number} von {len(self._done)}")
            super().showPage()
        super().save()
