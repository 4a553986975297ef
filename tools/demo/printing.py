"""Papers as PDF: born digital with running lines and hyphenation, scanned, or mixed."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab import rl_config  # type: ignore[import-untyped, unused-ignore]
from reportlab.lib import colors  # type: ignore[import-untyped, unused-ignore]
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY  # type: ignore[import-untyped, unused-ignore]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped, unused-ignore]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped, unused-ignore]
from reportlab.lib.units import mm  # type: ignore[import-untyped, unused-ignore]
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped, unused-ignore]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped, unused-ignore]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped, unused-ignore]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped, unused-ignore]
from reportlab.platypus import Flowable, HRFlowable, SimpleDocTemplate, Spacer, TableStyle  # type: ignore[import-untyped, unused-ignore]
from reportlab.platypus import PageBreak as NewPage
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid

from tools.demo.papers import Heading, Item, PageBreak, Paper, Paragraph, Table

rl_config.invariant = 1

WIDTH = A4[0] - 50 * mm - 12  # points; a frame keeps 6 points free on either side
SCAN_DPI = 200


def register_fonts(folder: Path) -> None:
    """Registers Liberation Sans and Serif and DejaVu Sans from a folder of TrueType fonts, at any depth."""
    files = {file.stem: file for file in sorted(folder.rglob("*.ttf"))}
    for family, stem in (("sans", "LiberationSans"), ("serif", "LiberationSerif")):
        pdfmetrics.registerFont(TTFont(family, str(files[f"{stem}-Regular"])))
        pdfmetrics.registerFont(TTFont(f"{family}-bold", str(files[f"{stem}-Bold"])))
        pdfmetrics.registerFontFamily(family, family, f"{family}-bold", family, f"{family}-bold")
    pdfmetrics.registerFont(TTFont("symbols", str(files["DejaVuSans"])))


def print_pdf(paper: Paper) -> tuple[bytes, bytes]:
    """The file as it ships, and the same pages as text before any of them was scanned."""
    text_pdf = _set_pages(paper)
    scanned = paper.head.get("scanned_pages", [])
    if not scanned:
        return text_pdf, text_pdf
    return _scan_pages(text_pdf, scanned, len(paper.body), paper.title), text_pdf


def _set_pages(paper: Paper) -> bytes:
    total = 0
    for _ in range(2):  # The first round only counts the pages for "Seite 1 von 3".
        buffer = io.BytesIO()
        document = SimpleDocTemplate(
            buffer,
            pagesize=A4,
            leftMargin=25 * mm,
            rightMargin=25 * mm,
            topMargin=26 * mm,
            bottomMargin=24 * mm,
            title=paper.title,
            author=str(paper.head["office"]),
            lang="de-DE",
        )

        def draw(canvas: Canvas, _: object, pages: int = total) -> None:
            _draw_running_lines(canvas, paper, pages)

        document.build(_flow(paper), onFirstPage=draw, onLaterPages=draw)
        total = document.page
    return buffer.getvalue()


def _draw_running_lines(canvas: Canvas, paper: Paper, pages: int) -> None:
    canvas.saveState()
    canvas.setFont(_family(paper), 8.5)
    for key, height in (("header", A4[1] - 15 * mm), ("footer", 13 * mm)):
        line = str(paper.head.get(key, ""))
        line = line.replace("{page}", str(canvas.getPageNumber())).replace("{pages}", str(pages))
        parts = [part.strip() for part in line.split("|")]
        if len(parts) == 1:
            canvas.drawCentredString(A4[0] / 2, height, parts[0])
        else:
            canvas.drawString(25 * mm, height, parts[0])
            canvas.drawRightString(A4[0] - 25 * mm, height, parts[-1])
            canvas.setLineWidth(0.4)
            edge = height - 2 * mm if key == "header" else height + 4 * mm
            canvas.line(25 * mm, edge, A4[0] - 25 * mm, edge)
    canvas.restoreState()


def _family(paper: Paper) -> str:
    return str(paper.head.get("font", "sans"))


def _styles(paper: Paper) -> dict[str, ParagraphStyle]:
    family, size = _family(paper), float(paper.head.get("size", 11))
    bylaw = paper.head.get("style") == "bylaw"
    body = ParagraphStyle(
        "body",
        fontName=family,
        fontSize=size,
        leading=size * 1.36,
        spaceAfter=size * 0.62,
        alignment=TA_JUSTIFY,
        hyphenationLang="de_DE",
        hyphenationMinWordLength=8,
        embeddedHyphenation=1,
    )
    return {
        "body": body,
        "item": ParagraphStyle("item", body, leftIndent=6 * mm, bulletIndent=2 * mm, spaceAfter=size * 0.3),
        "clause": ParagraphStyle("clause", body, leftIndent=7.5 * mm, bulletFontName=family, bulletFontSize=size),
        "cell": ParagraphStyle("cell", fontName=family, fontSize=size - 1, leading=size * 1.2),
        "h1": ParagraphStyle(
            "h1",
            fontName=f"{family}-bold",
            fontSize=size + 4,
            leading=(size + 4) * 1.25,
            spaceAfter=size,
            alignment=TA_CENTER if bylaw else 0,
        ),
        "h2": ParagraphStyle(
            "h2",
            fontName=f"{family}-bold",
            fontSize=size + 0.5,
            leading=size * 1.4,
            spaceBefore=size * 0.9,
            spaceAfter=size * 0.5,
            keepWithNext=1,
            alignment=TA_CENTER if bylaw else 0,
        ),
        "h3": ParagraphStyle(
            "h3",
            fontName=f"{family}-bold",
            fontSize=size,
            leading=size * 1.35,
            spaceBefore=size * 0.4,
            spaceAfter=size * 0.35,
            keepWithNext=1,
        ),
    }


def _flow(paper: Paper) -> list[Flowable]:
    styles = _styles(paper)
    flow: list[Flowable] = []
    if letterhead := paper.head.get("letterhead"):
        first, *others = letterhead
        flow.append(Text(f"<b>{first}</b>", ParagraphStyle("lh", styles["h1"], alignment=0, spaceAfter=1)))
        flow += [Text(line, styles["cell"]) for line in others]
        flow += [Spacer(1, 2 * mm), HRFlowable(width="100%", thickness=1.2, color=colors.black), Spacer(1, 4 * mm)]
    for block in paper.blocks:
        match block:
            case Heading(level, text):
                flow.append(Text(_markup(text), styles[f"h{level}"]))
            case Paragraph(text):
                if clause := re.match(r"(\(\d+[a-z]?\)|\d+\.|[a-z]\)) ", text):
                    flow.append(Text(_markup(text[clause.end() :]), styles["clause"], bulletText=clause[1]))
                else:
                    flow.append(Text(_markup(text), styles["body"]))
            case Item(text):
                flow.append(Text(_markup(text), styles["item"], bulletText="–"))
            case Table():
                flow += [_grid(block, styles), Spacer(1, 3 * mm)]
            case PageBreak():
                flow.append(NewPage())
    return flow


def _markup(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    return re.sub("([☐☒])", r'<font name="symbols">\1</font>', text)


def _grid(table: Table, styles: dict[str, ParagraphStyle]) -> Grid:
    columns = list(zip(*table.rows, strict=True))
    cell = styles["cell"]
    words = [max((word for text in column for word in text.split(" ")), key=len, default="") for column in columns]
    least = [pdfmetrics.stringWidth(word, f"{cell.fontName}-bold", cell.fontSize) + 14 for word in words]
    weights = [min(max(map(len, column)), 46) + 1 for column in columns]
    widths = [low + (WIDTH - sum(least)) * weight / sum(weights) for low, weight in zip(least, weights, strict=True)]
    rows = [[Text(_markup(cell), styles["cell"]) for cell in row] for row in table.rows]
    look: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
    ]
    if table.header:
        rows[0] = [Text(f"<b>{_markup(cell)}</b>", styles["cell"]) for cell in table.rows[0]]
        look.append(("BACKGROUND", (0, 0), (-1, 0), colors.Color(0.9, 0.9, 0.9)))
    return Grid(rows, colWidths=widths, style=TableStyle(look), repeatRows=int(table.header), hAlign="LEFT")


def _scan_pages(pdf: bytes, numbers: list[int], seed: int, title: str) -> bytes:
    reader, writer = PdfReader(io.BytesIO(pdf)), PdfWriter()
    for number, page in enumerate(reader.pages, start=1):
        if number in numbers or number - 1 - len(reader.pages) in numbers:  # -1 is the last page.
            writer.append(io.BytesIO(_photograph(pdf, number, seed + number)))
        else:
            writer.add_page(page)
    writer.metadata = {"/Title": title, "/Producer": "Stadtkopierer"}
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _photograph(pdf: bytes, number: int, seed: int) -> bytes:
    """One page as an office copier leaves it: grey, a little skewed, paper not quite white, some noise."""
    page = pypdfium2.PdfDocument(pdf)[number - 1]
    image = page.render(scale=SCAN_DPI / 72, grayscale=True).to_pil().convert("L")
    chance = np.random.default_rng(seed)
    skew = float(chance.uniform(0.15, 0.5)) * (1 if seed % 2 else -1)
    image = image.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    grey = np.asarray(image, dtype=np.float32) * 0.9 + 22
    grey += chance.normal(0, 3.0, grey.shape).astype(np.float32)
    picture = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=28, dpi=(SCAN_DPI, SCAN_DPI))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.drawImage(ImageReader(io.BytesIO(jpeg.getvalue())), 0, 0, *A4)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
