"""DOCX, ODT, PPTX and XLSX: what is kept of them, and what is refused."""

from __future__ import annotations

import copy
import datetime
import socket
import zipfile
from pathlib import Path
from typing import Any

import pytest

from corpora.errors import BrokenFile, DecompressionBomb, EncryptedFile, NoText, TooLarge
from corpora.model import Page, PageState
from ingest.limits import Limits, OcrSettings
from ingest.readers.reading import Reading, read_file
from tests.ingest.files import SENTENCE, make_docx, rewrite_zip


def read(path: Path) -> Reading:
    return read_file(path, path.name, limits=Limits(), ocr=OcrSettings())


def headings(page: Page) -> list[tuple[int, str]]:
    return [(heading.level, page.text[heading.start : heading.end]) for heading in page.headings]


# DOCX


def test_docx_keeps_headings_with_levels_paragraphs_and_title(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.core_properties.title = "Dienstanweisung Homeoffice"
    document.add_heading("Dienstanweisung", level=1)
    document.add_paragraph(SENTENCE)
    document.add_heading("§ 1 Geltungsbereich", level=2)
    document.add_paragraph("Sie gilt für alle Beschäftigten.")
    document.save(str(tmp_path / "a.docx"))
    reading = read(tmp_path / "a.docx")
    (page,) = reading.pages
    assert page.number is None
    assert headings(page) == [(1, "Dienstanweisung"), (2, "§ 1 Geltungsbereich")]
    assert SENTENCE in page.text.split("\n")
    assert reading.metadata == {"title": "Dienstanweisung Homeoffice"}


def test_docx_headings_in_styles_of_a_house_template_are_headings(tmp_path: Path) -> None:
    import docx
    from docx.enum.style import WD_STYLE_TYPE

    document = docx.Document()
    style: Any = document.styles.add_style("Amtliche Überschrift", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Heading 3"]
    document.add_paragraph("Begründung", style=style)
    document.add_paragraph(SENTENCE)
    document.save(str(tmp_path / "a.docx"))
    assert headings(read(tmp_path / "a.docx").pages[0]) == [(3, "Begründung")]


def test_docx_tables_are_rows_of_cells(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for row, words in zip(
        table.rows, (["Gremium", "Sitzung", "Beschluss"], ["Rat", "12.03.2025", "einstimmig"]), strict=True
    ):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    document.save(str(tmp_path / "a.docx"))
    assert read(tmp_path / "a.docx").pages[0].text == "Gremium | Sitzung | Beschluss\nRat | 12.03.2025 | einstimmig"


_DRAWN_BOX = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
    '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wps:txbx><w:txbxContent>'
    "<w:p><w:r><w:t>Nicht öffentlich</w:t></w:r></w:p></w:txbxContent></wps:txbx></wp:anchor></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>Nicht öffentlich</w:t></w:r></w:p></w:txbxContent></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r>"
)
_CONTROL = (
    '<w:sdt xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:sdtPr><w:alias w:val="Feld"/>'
    "</w:sdtPr><w:sdtContent><w:p><w:r><w:t>Drucksache 12/2025</w:t></w:r></w:p></w:sdtContent></w:sdt>"
)
_TRACKED = (
    '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:r><w:t xml:space="preserve">Gebühr: </w:t></w:r>'
    "<w:del><w:r><w:delText>5,00</w:delText></w:r></w:del><w:ins><w:r><w:t>7,50</w:t></w:r></w:ins>"
    "<w:r><w:t> Euro</w:t></w:r></w:p>"
)


def test_docx_text_boxes_content_controls_and_tracked_changes_are_read_once(tmp_path: Path) -> None:
    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    paragraph = document.add_paragraph("Vorlage")
    paragraph._p.append(parse_xml(_DRAWN_BOX))
    body = document.element.body
    body.insert(1, parse_xml(_CONTROL))
    body.insert(2, parse_xml(_TRACKED))
    document.save(str(tmp_path / "a.docx"))
    lines = read(tmp_path / "a.docx").pages[0].text.split("\n\n")
    assert lines == ["Vorlage", "Nicht öffentlich", "Drucksache 12/2025", "Gebühr: 7,50 Euro"]


def test_docx_footnotes_stand_at_the_end(tmp_path: Path) -> None:
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    notes = (
        f'<w:footnotes xmlns:w="{word}"><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>Zuletzt geändert 2024.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    document = docx.Document()
    document.add_paragraph(SENTENCE)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.save(str(tmp_path / "a.docx"))
    assert read(tmp_path / "a.docx").pages[0].text.endswith("\n\nFußnote 1: Zuletzt geändert 2024.")


def test_docx_numbering_that_word_computes_is_kept(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    for words in ("Der Haushalt wird beschlossen.", "Die Steuersätze bleiben."):
        document.add_paragraph(words, style="List Number")
    document.save(str(tmp_path / "a.docx"))
    assert read(tmp_path / "a.docx").pages[0].text == "1. Der Haushalt wird beschlossen.\n2. Die Steuersätze bleiben."


@pytest.mark.parametrize(
    "kind",
    [
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ],
)
def test_word_files_with_macros_and_templates_are_read(tmp_path: Path, kind: bytes) -> None:
    source = make_docx(tmp_path / "rein.docx")
    with zipfile.ZipFile(source) as archive:
        types = archive.read("[Content_Types].xml")
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {"[Content_Types].xml": types.replace(plain, kind)}
    assert read(rewrite_zip(source, tmp_path / "a.docm", parts)).pages[0].text == SENTENCE


@pytest.mark.parametrize("make", ["xlsx", "pptx", "odt"])
def test_office_files_are_read_whatever_their_name(tmp_path: Path, make: str) -> None:
    import openpyxl

    path = tmp_path / "00001"
    if make == "xlsx":
        book = openpyxl.Workbook()
        book.create_sheet("Blatt").append(["Wert"])
        book.save(tmp_path / "a.xlsx")
        (tmp_path / "a.xlsx").rename(path)
    elif make == "pptx":
        make_slides(path)
    else:
        make_odt(path)
    assert any(page.text for page in read(path).pages)


def test_docx_without_text_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoText, match="leer"):
        read(make_docx(tmp_path / "leer.docx", ""))


def test_docx_external_pictures_are_never_fetched(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/bild.png"
        make_docx(tmp_path / "rein.docx")
        relations = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId9" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
            f'Target="{address}" TargetMode="External"/></Relationships>'
        )
        path = rewrite_zip(
            tmp_path / "rein.docx", tmp_path / "a.docx", {"word/_rels/settings.xml.rels": relations.encode()}
        )
        assert read(path).pages[0].text == SENTENCE
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_docx_bomb_is_refused(tmp_path: Path) -> None:
    make_docx(tmp_path / "rein.docx")
    path = rewrite_zip(tmp_path / "rein.docx", tmp_path / "bombe.docx", {"word/document.xml": b" " * 60_000_000})
    assert path.stat().st_size < 200_000
    with pytest.raises(DecompressionBomb, match="bombe"):
        read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_xml_entity_bomb_is_refused(tmp_path: Path, encoding: str) -> None:
    make_docx(tmp_path / "rein.docx")
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [<!ENTITY e0 "ha">{entities}]><d>&e12;</d>'
    path = rewrite_zip(tmp_path / "rein.docx", tmp_path / "a.docx", {"word/document.xml": xml.encode(encoding)})
    with pytest.raises(DecompressionBomb, match="Entitäten"):
        read(path)


def test_a_truncated_docx_is_broken(tmp_path: Path) -> None:
    data = make_docx(tmp_path / "ganz.docx").read_bytes()
    (tmp_path / "halb.docx").write_bytes(data[: len(data) // 2])
    with pytest.raises(BrokenFile, match="halb"):
        read(tmp_path / "halb.docx")


def test_a_docx_with_a_damaged_part_is_broken(tmp_path: Path) -> None:
    make_docx(tmp_path / "rein.docx")
    path = rewrite_zip(tmp_path / "rein.docx", tmp_path / "a.docx", {"word/document.xml": b"<w:document"})
    with pytest.raises(BrokenFile, match="„a"):
        read(path)


def test_unstructured_uses_a_blank_german_pipeline_and_takes_every_text_to_have_a_verb(tmp_path: Path) -> None:
    read(make_docx(tmp_path / "a.docx"))
    import unstructured.nlp.tokenize as tokenize
    import unstructured.partition.text_type as text_type

    german = tokenize._get_nlp()
    assert (german.lang, german.pipe_names) == ("de", ["sentencizer"])
    assert text_type.contains_verb("Haushalt 2025")
    assert len(tokenize.sent_tokenize("Der Rat tagt. Er beschließt.")) == 2


def test_unstructured_asks_nobody_for_anything() -> None:
    import os

    import unstructured.utils

    import ingest.readers.partitioning

    assert ingest.readers.partitioning.prepare_unstructured
    assert os.environ["DO_NOT_TRACK"] == "1"
    assert unstructured.utils._telemetry_opt_out()


# PPTX


def make_slides(path: Path) -> Path:
    import pptx
    from pptx.util import Inches

    presentation: Any = pptx.Presentation()
    presentation.core_properties.title = "KI-Kompass"
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Künstliche Intelligenz im Rathaus"
    slide.placeholders[1].text = "Keine personenbezogenen Daten eingeben\nErgebnisse immer prüfen"
    slide.notes_slide.notes_text_frame.text = "Auf die Dienstanweisung hinweisen."
    presentation.slides.add_slide(presentation.slide_layouts[6])
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Zeitplan"
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(5), Inches(1)).table
    for row, words in enumerate((("Schritt", "Termin"), ("Schulung", "01.09.2025"))):
        for column, word in enumerate(words):
            table.cell(row, column).text = word
    presentation.save(str(path))
    return path


def test_pptx_slides_are_pages_with_title_notes_and_tables(tmp_path: Path) -> None:
    reading = read(make_slides(tmp_path / "a.pptx"))
    first, second, third = reading.pages
    assert [page.number for page in reading.pages] == [1, 2, 3]
    assert first.label == "Künstliche Intelligenz im Rathaus"
    assert headings(first) == [(1, "Künstliche Intelligenz im Rathaus")]
    assert "Ergebnisse immer prüfen" in first.text
    assert first.text.endswith("Notizen: Auf die Dienstanweisung hinweisen.")
    assert (second.text, second.state) == ("", PageState.BLANK)
    assert third.text == "Zeitplan\n\nSchritt | Termin\nSchulung | 01.09.2025"
    assert reading.metadata == {"title": "KI-Kompass"}


def test_pptx_without_text_is_an_error(tmp_path: Path) -> None:
    import pptx

    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[6])
    presentation.save(str(tmp_path / "leer.pptx"))
    with pytest.raises(NoText, match="leer"):
        read(tmp_path / "leer.pptx")


# XLSX


def test_xlsx_sheets_are_pages_with_german_values(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Gebühren"
    sheet.append(["Amt", "Leistung", "Betrag", "Gültig ab", "Anteil", "Anzahl"])
    sheet.append(["Bürgeramt", "Personalausweis", 37.0, datetime.datetime(2025, 1, 1), 0.155, 1234])
    sheet.append([None, "Reisepass", 1070.5, datetime.datetime(2025, 2, 3, 14, 30), 1, 7])
    sheet.append([None, None, None, None, True, 2.5])
    sheet.merge_cells("A2:A3")
    for row in (2, 3):
        sheet.cell(row, 3).number_format = '#,##0.00 "€"'
        sheet.cell(row, 5).number_format = "0.0%"
    sheet.cell(2, 6).number_format = "#,##0"
    hidden = book.create_sheet("Rechnung")
    hidden.append(["geheim"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Leer")
    book.save(tmp_path / "a.xlsx")
    reading = read(tmp_path / "a.xlsx")
    assert [(page.number, page.label, page.state) for page in reading.pages] == [
        (1, "Gebühren", PageState.TEXT),
        (2, "Leer", PageState.BLANK),
    ]
    assert reading.pages[0].text.split("\n") == [
        "Amt | Leistung | Betrag | Gültig ab | Anteil | Anzahl",
        "Bürgeramt | Personalausweis | 37,00 € | 01.01.2025 | 15,5 % | 1.234",
        "Bürgeramt | Reisepass | 1.070,50 € | 03.02.2025 14:30 | 100,0 % | 7",
        "| | | | WAHR | 2,5",
    ]
    assert reading.metadata == {"hidden_sheets": "Rechnung"}


def test_xlsx_formulas_do_not_show(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Summe", "=SUM(B2:B9)"])
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx").pages[0].text == "Summe"


def test_xlsx_with_a_cell_at_the_far_end_is_refused_quickly(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet["XFD1048576"] = "weit weg"
    book.save(tmp_path / "weit.xlsx")
    with pytest.raises(TooLarge, match="weit"):
        read(tmp_path / "weit.xlsx")


def test_an_encrypted_office_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "geheim.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))
    with pytest.raises(EncryptedFile, match="geheim"):
        read(tmp_path / "geheim.xlsx")


# ODT


def make_odt(path: Path) -> Path:
    from odf import dc, draw, table, text  # type: ignore[import-untyped]
    from odf.opendocument import OpenDocumentText  # type: ignore[import-untyped]

    document = OpenDocumentText()
    document.meta.addElement(dc.Title(text="Hauptsatzung"))
    document.text.addElement(text.H(outlinelevel=1, text="Hauptsatzung"))
    paragraph = text.P(text="Der Rat hat")
    paragraph.addElement(text.S(c=2))
    paragraph.addText("beschlossen")
    note = text.Note(noteclass="footnote")
    note.addElement(text.NoteCitation(text="1"))
    body = text.NoteBody()
    body.addElement(text.P(text="Amtsblatt Nr. 3"))
    note.addElement(body)
    paragraph.addElement(note)
    paragraph.addText(":")
    document.text.addElement(paragraph)
    document.text.addElement(text.H(outlinelevel=2, text="§ 1 Name"))
    items = text.List()
    for words in ("Name der Gemeinde", "Wappen und Flagge"):
        item = text.ListItem()
        item.addElement(text.P(text=words))
        items.addElement(item)
    document.text.addElement(items)
    grid = table.Table()
    for cells in (("Ortsteil", "Sitze"), ("Altenhaßlau", "9")):
        row = table.TableRow()
        for word in cells:
            cell = table.TableCell()
            cell.addElement(text.P(text=word))
            row.addElement(cell)
        grid.addElement(row)
    document.text.addElement(grid)
    holder, frame, box = text.P(), draw.Frame(), draw.TextBox()
    box.addElement(text.P(text="Im Kasten"))
    frame.addElement(box)
    holder.addElement(frame)
    document.text.addElement(holder)
    document.save(str(path))
    return path


def test_odt_keeps_headings_lists_tables_boxes_and_footnotes(tmp_path: Path) -> None:
    reading = read(make_odt(tmp_path / "a.odt"))
    (page,) = reading.pages
    assert headings(page) == [(1, "Hauptsatzung"), (2, "§ 1 Name")]
    assert page.text.split("\n\n") == [
        "Hauptsatzung",
        "Der Rat hat beschlossen:",
        "§ 1 Name",
        "Name der Gemeinde\nWappen und Flagge",
        "Ortsteil | Sitze\nAltenhaßlau | 9",
        "Im Kasten",
        "Fußnote 1: Amtsblatt Nr. 3",
    ]
    assert reading.metadata == {"title": "Hauptsatzung"}


def test_an_encrypted_odt_is_named(tmp_path: Path) -> None:
    manifest = b'<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
    make_odt(tmp_path / "rein.odt")
    path = rewrite_zip(tmp_path / "rein.odt", tmp_path / "geheim.odt", {"META-INF/manifest.xml": manifest})
    with pytest.raises(EncryptedFile, match="geheim"):
        read(path)


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    path = make_slides(tmp_path / "a.pptx")
    assert read(path) == copy.deepcopy(read(path))
