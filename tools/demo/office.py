"""Papers as DOCX, ODT, PPTX and XLSX, with fixed dates so that a repeat writes the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import docx
import openpyxl  # type: ignore[import-untyped, unused-ignore]
import pptx
from docx.shared import Pt
from odf import style as odf_style  # type: ignore[import-untyped, unused-ignore]
from odf import table as odf_table
from odf import text as odf_text
from odf.dc import Creator, Title  # type: ignore[import-untyped, unused-ignore]
from odf.opendocument import OpenDocumentText  # type: ignore[import-untyped, unused-ignore]
from openpyxl.styles import Font  # type: ignore[import-untyped, unused-ignore]
from pptx.util import Inches
from pptx.util import Pt as SlidePt

from tools.demo.papers import Block, Heading, Item, PageBreak, Paper, Paragraph, Table, split_bold, strip_bold

STAMP = dt.datetime(2025, 6, 30, 8, 0, 0)


def freeze_zip(data: bytes) -> bytes:
    """The same archive with entry times fixed and the time of saving replaced in the document properties."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename in ("docProps/core.xml", "meta.xml"):
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?", b"2025-06-30T08:00:00Z", content)
            info = zipfile.ZipInfo(entry.filename, STAMP.timetuple()[:6])
            info.compress_type = entry.compress_type
            new.writestr(info, content)
    return buffer.getvalue()


def write_docx(paper: Paper) -> bytes:
    document = docx.Document()
    document.styles["Normal"].font.name = "Liberation Sans"
    document.styles["Normal"].font.size = Pt(11)
    properties = document.core_properties
    properties.title, properties.author, properties.created = paper.title, str(paper.head["office"]), STAMP
    properties.language = "de-DE"
    document.sections[0].header.paragraphs[0].text = _running_line(paper, "header")
    document.sections[0].footer.paragraphs[0].text = _running_line(paper, "footer")
    for line in paper.head.get("letterhead", []):
        document.add_paragraph(line)
    for block in paper.blocks:
        match block:
            case Heading(level, text):
                document.add_heading(text, level)
            case Paragraph(text) | Item(text):
                style = "List Bullet" if isinstance(block, Item) else None
                paragraph = document.add_paragraph(style=style)
                for run, bold in split_bold(text):
                    paragraph.add_run(run).bold = bold
            case Table(header, rows):
                grid = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
                for number, row in enumerate(rows):
                    for cell, text in zip(grid.add_row().cells, row, strict=True):
                        cell.paragraphs[0].add_run(strip_bold(text)).bold = (header and number == 0) or "**" in text
                document.add_paragraph()
            case PageBreak():
                document.add_page_break()  # type: ignore[no-untyped-call]
    buffer = io.BytesIO()
    document.save(buffer)
    return freeze_zip(buffer.getvalue())


def _running_line(paper: Paper, key: str) -> str:
    return re.sub(r"\s*\|?\s*Seite .*|- \{page\} -", "", str(paper.head.get(key, ""))).replace(" | ", " · ")


def write_odt(paper: Paper) -> bytes:
    document = OpenDocumentText()
    document.meta.addElement(Title(text=paper.title))
    document.meta.addElement(Creator(text=str(paper.head["office"])))
    bold_style = odf_style.Style(name="Fett", family="text")
    bold_style.addElement(odf_style.TextProperties(fontweight="bold"))
    document.automaticstyles.addElement(bold_style)
    headings = {}
    for level in (1, 2, 3):
        headings[level] = odf_style.Style(
            name=f"Heading_20_{level}", displayname=f"Heading {level}", family="paragraph"
        )
        headings[level].addElement(odf_style.TextProperties(fontweight="bold", fontsize=f"{18 - 2 * level}pt"))
        document.styles.addElement(headings[level])
    for line in paper.head.get("letterhead", []):
        document.text.addElement(odf_text.P(text=line))
    for block in paper.blocks:
        match block:
            case Heading(level, text):
                document.text.addElement(odf_text.H(outlinelevel=level, stylename=headings[level], text=text))
            case Paragraph(text) | Item(text):
                paragraph = odf_text.P()
                for run, bold in split_bold(text):
                    if bold:
                        paragraph.addElement(odf_text.Span(stylename=bold_style, text=run))
                    else:
                        paragraph.addText(run)
                if isinstance(block, Item):
                    item = odf_text.ListItem()
                    item.addElement(paragraph)
                    items = odf_text.List()
                    items.addElement(item)
                    document.text.addElement(items)
                else:
                    document.text.addElement(paragraph)
            case Table(_, rows):
                grid = odf_table.Table()
                grid.addElement(odf_table.TableColumn(numbercolumnsrepeated=len(rows[0])))
                for row in rows:
                    line = odf_table.TableRow()
                    for text in row:
                        cell = odf_table.TableCell(valuetype="string")
                        cell.addElement(odf_text.P(text=strip_bold(text)))
                        line.addElement(cell)
                    grid.addElement(line)
                document.text.addElement(grid)
            case PageBreak():
                pass
    buffer = io.BytesIO()
    document.write(buffer)
    return freeze_zip(buffer.getvalue())


def split_pages(blocks: tuple[Block, ...]) -> list[list[Block]]:
    """Blocks a slide or sheet."""
    pages: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, PageBreak):
            pages.append([])
        else:
            pages[-1].append(block)
    return pages


def write_pptx(paper: Paper) -> bytes:
    """One slide a page; the first block of a page is its title, a paragraph beginning with "Notiz:" its note."""
    deck = pptx.Presentation()
    deck.core_properties.title, deck.core_properties.author = paper.title, str(paper.head["office"])
    deck.core_properties.created = deck.core_properties.modified = STAMP
    for blocks in split_pages(paper.blocks):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        heading, *others = blocks
        assert isinstance(heading, Heading)
        assert slide.shapes.title is not None
        slide.shapes.title.text = heading.text
        frame = slide.placeholders[1].text_frame
        first = True
        for block in others:
            if isinstance(block, Paragraph) and block.text.startswith("Notiz:"):
                slide.notes_slide.notes_text_frame.text = block.text.removeprefix("Notiz:").strip()
            elif isinstance(block, Table):
                shape = slide.shapes.add_table(
                    len(block.rows), len(block.rows[0]), Inches(0.6), Inches(4.3), Inches(8.8), Inches(2.2)
                )
                for y, row in enumerate(block.rows):
                    for x, text in enumerate(row):
                        shape.table.cell(y, x).text = strip_bold(text)
            elif isinstance(block, Paragraph | Item):
                paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
                paragraph.text = strip_bold(block.text)
                paragraph.font.size = SlidePt(20)
                first = False
    buffer = io.BytesIO()
    deck.save(buffer)
    return freeze_zip(buffer.getvalue())


def write_xlsx(paper: Paper) -> bytes:
    """One sheet a page; its first heading names the sheet; German numbers of table cells become numbers."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    book.properties.title, book.properties.creator = paper.title, str(paper.head["office"])
    book.properties.created = STAMP
    for blocks in split_pages(paper.blocks):
        assert isinstance(blocks[0], Heading)
        sheet = book.create_sheet(blocks[0].text)
        for block in blocks[1:]:
            match block:
                case Table(header, rows):
                    for number, row in enumerate(rows):
                        sheet.append([_cell_value(text) for text in row])
                        for cell in sheet[sheet.max_row]:
                            cell.font = Font(bold=(header and number == 0))
                            cell.number_format = "#,##0" if isinstance(cell.value, int) else "General"
                case Heading(_, text) | Paragraph(text) | Item(text):
                    sheet.append([strip_bold(text)])
        for column, width in zip("ABCDEFG", (46, 16, 16, 16, 16, 40, 20), strict=True):
            sheet.column_dimensions[column].width = width
    buffer = io.BytesIO()
    book.save(buffer)
    return freeze_zip(buffer.getvalue())


def _cell_value(text: str) -> str | int:
    text = strip_bold(text)
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+|-?\d{1,3}", text):
        return int(text.replace(".", ""))
    return text
