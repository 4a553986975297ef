"""The dossier as a Word document: real headings, a German text, page numbers, nothing that must be unlocked."""

from __future__ import annotations

import io
from datetime import UTC
from typing import Any

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from app.answering.types import Verdict
from app.exports.dossier import Dossier, Point, Proof

_FONT = "Arial"
_LABEL_CENTIMETRES = 4.2
_SHADES = {Verdict.SUPPORTED: "1F5130", Verdict.PARTIAL: "7A4B00", Verdict.UNSUPPORTED: "8C1D18"}
"""Of the line with the verdict, whose words say the same."""


def write_docx(dossier: Dossier) -> bytes:
    """The dossier as the bytes of a DOCX."""
    document = docx.Document()
    _set_up(document, dossier)
    # 1. What was asked and what is answered.
    document.add_paragraph(dossier.title, style="Title")
    document.add_paragraph(dossier.subtitle, style="Subtitle")
    document.add_heading("Frage", 1)
    _add(document, dossier.question, bold=True)
    document.add_heading("Antwort", 1)
    for sentence in (dossier.outcome, dossier.caution):
        if sentence:
            _add(document, sentence, bold=True)
    for point in dossier.points:
        _add_point(document, point)
    # 2. Where it stands.
    for heading, proofs in (("Quellen", dossier.proofs), ("Die nächstliegenden Unterlagen", dossier.nearest)):
        if proofs:
            document.add_heading(heading, 1)
            for proof in proofs:
                _add_proof(document, proof)
    # 3. How it came about.
    document.add_heading("Angaben zur Auskunft", 1)
    for name, value in dossier.facts:
        _add_fact(document, name, value)
    for notice in dossier.notices:
        _add(document, notice).paragraph_format.space_before = Pt(6)
    _add(document, "Geprüft (Name, Datum): ____________________________________").paragraph_format.space_before = Pt(18)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_up(document: Document, dossier: Dossier) -> None:
    core = document.core_properties
    core.title = dossier.title
    core.subject = dossier.question[:200]
    core.author = core.last_modified_by = "Aktenkompass"
    core.language = "de-DE"
    core.comments = dossier.subtitle
    core.created = core.modified = dossier.created.astimezone(UTC).replace(tzinfo=None)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin = section.bottom_margin = Cm(2.2)
    for name, size in (("Normal", 10.5), ("Title", 18), ("Subtitle", 11), ("Heading 1", 13), ("Heading 2", 11)):
        style: Any = document.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.font.italic = False
        style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), _FONT)
    normal: Any = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(4)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "de-DE")
    _add_footer(
        section.footer.paragraphs[0], f"Aktenkompass · erstellt am {dossier.created:%d.%m.%Y, %H:%M} Uhr · Seite "
    )


def _add_footer(paragraph: Paragraph, text: str) -> None:
    paragraph.add_run(text).font.size = Pt(8)
    for field, after in (("PAGE", " von "), ("NUMPAGES", "")):
        _add_field(paragraph, field)
        if after:
            paragraph.add_run(after).font.size = Pt(8)


def _add_field(paragraph: Paragraph, instruction: str) -> None:
    for kind in ("begin", instruction, "end"):
        run = paragraph.add_run()
        run.font.size = Pt(8)
        if kind == instruction:
            element = OxmlElement("w:instrText")
            element.text = instruction
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def _add(document: Document, text: str, *, bold: bool = False) -> Paragraph:
    paragraph = document.add_paragraph()
    _add_lines(paragraph, text, bold=bold)
    return paragraph


def _add_lines(paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False) -> None:
    for number, line in enumerate(text.split("\n")):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.add_text(line)
        run.bold, run.italic = bold, italic


def _add_point(document: Document, point: Point) -> None:
    said = f"„{point.text}“" if point.verbatim else point.text
    marks = "".join(f" [{label}]" for label in point.sources)
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.left_indent = Pt(18)
    paragraph.paragraph_format.first_line_indent = Pt(-18)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(18))
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(f"{point.number}.\t")
    _add_lines(paragraph, f"{said}{marks}")
    judged = document.add_paragraph()
    judged.paragraph_format.left_indent = Pt(18)
    run = judged.add_run(point.judgement)
    run.font.size = Pt(9)
    run.bold = point.needs_care
    run.font.color.rgb = RGBColor.from_string(_SHADES[point.verdict])


def _add_proof(document: Document, proof: Proof) -> None:
    document.add_heading(proof.title, 2)
    for note in proof.notes:
        _add(document, f"Achtung: {note}", bold=True)
    for name, value in proof.facts:
        _add_fact(document, name, value)
    for passage in proof.passages:
        label = f"[{passage.label}]" if passage.label else "Stelle"
        _add_fact(document, label, passage.place or "ganzes Dokument")
        if passage.quote:
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(18)
            paragraph.paragraph_format.space_before = Pt(3)
            _add_lines(paragraph, f"„{passage.quote}“", italic=True)


def _add_fact(document: Document, name: str, value: str) -> None:
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.left_indent, layout.first_line_indent = Cm(_LABEL_CENTIMETRES), -Cm(_LABEL_CENTIMETRES)
    layout.tab_stops.add_tab_stop(Cm(_LABEL_CENTIMETRES))
    layout.space_after = Pt(1)
    paragraph.add_run(f"{name}:\t").bold = True
    _add_lines(paragraph, value)
