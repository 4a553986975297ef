"""DOCX through unstructured, after python-docx has laid open what unstructured walks past.

unstructured reads runs that stand directly in paragraphs that stand directly in the body. Content controls (every
municipal form is full of them), tracked insertions, text boxes and footnotes lie elsewhere; they are moved to where it
looks. Headings are told by outline level, whatever a house template calls its styles.
"""

from __future__ import annotations

import copy
import io
from pathlib import Path
from typing import Any

from corpora.errors import NoText
from ingest.limits import Limits, OcrSettings
from ingest.readers.detection import Format
from ingest.readers.flow import Flow
from ingest.readers.package import check_package, name_broken, open_package
from ingest.readers.partitioning import prepare_unstructured, table_rows
from ingest.readers.reading import Reading

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TRANSPARENT = ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml")
_GONE = ("del", "moveFrom", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr")


def read_docx(path: Path, name: str, limits: Limits, ocr: OcrSettings) -> Reading:
    """Read a Word document as one page without a number. Raises `BrokenFile`, `DecompressionBomb`, `NoText`."""
    check_package(path, name, limits)
    prepare_unstructured()
    import docx
    from unstructured.partition.docx import partition_docx

    with name_broken(name):
        document = docx.Document(open_package(path))
        _lay_open(document.element.body)
        _name_headings(document)
        footnotes = _footnotes(document)
        title = (document.core_properties.title or "").strip()
        laid_open = io.BytesIO()
        document.save(laid_open)
        laid_open.seek(0)
        elements = partition_docx(file=laid_open, include_page_breaks=False, languages=[""])
        flow = _flow(elements)
    for number, note in footnotes:
        flow.add_item(f"Fußnote {number}: {note}")
    page = flow.make_page()
    if not page.text:
        raise NoText(
            f"Die Datei „{name}“ enthält keinen Text.",
            hint="Besteht sie nur aus Bildern, speichern Sie sie als PDF; dann wird der Text erkannt.",
        )
    return Reading(Format.DOCX.value, (page,), {"title": title} if title else {})


def _flow(elements: list[Any]) -> Flow:
    flow = Flow()
    running: set[str] = set()
    for element in elements:
        category, text = element.category, element.text or ""
        if category in ("Header", "Footer"):
            # Each section repeats them.
            if text not in running:
                running.add(text)
                flow.add_paragraph(text)
        elif category == "Table":
            for row in table_rows(element.metadata.text_as_html, text):
                flow.add_row(row)
            flow.end_table()
        elif category == "Title":
            flow.add_heading(text, (element.metadata.category_depth or 0) + 1)
        elif category == "ListItem":
            flow.add_item(text)
        else:
            flow.add_paragraph(text)
    return flow


def _lay_open(body: Any) -> None:
    for element in [*body.iter(*(_WORD + tag for tag in _GONE))]:
        if element.getparent() is not None:
            element.getparent().remove(element)
    # Word writes each text box twice, the second time for programs of the last century.
    for element in [*body.iter(_COMPATIBILITY + "Fallback")]:
        element.getparent().remove(element)
    _move_text_boxes(body)
    for element in [*body.iter(*(_WORD + tag for tag in _TRANSPARENT))]:
        parent = element.getparent()
        at = parent.index(element)
        for offset, child in enumerate(list(element)):
            parent.insert(at + offset, child)
        parent.remove(element)


def _move_text_boxes(body: Any) -> None:
    """Set the paragraphs of a text box after the outermost paragraph that holds it, whose own text they are not."""
    for box in [*body.iter(_WORD + "txbxContent")]:
        holders = [*box.iterancestors(_WORD + "p")]
        if not holders:
            continue
        for block in reversed([copy.deepcopy(child) for child in box]):
            holders[-1].addnext(block)
        box.clear()


def _name_headings(document: Any) -> None:
    """Give styles with an outline level the name that unstructured knows headings by."""
    from docx.oxml.ns import qn

    styles = {style.get(qn("w:styleId")): style for style in document.styles.element.iterchildren(qn("w:style"))}
    for style in styles.values():
        if style.get(qn("w:type")) != "paragraph":
            continue
        level = _outline_level(style, styles)
        name = style.find(qn("w:name"))
        if level is not None and name is not None:
            words = (name.get(qn("w:val")) or "").lower()
            if words not in ("title", "subtitle") and not words.startswith("heading "):
                name.set(qn("w:val"), f"heading {level + 1}")


def _outline_level(style: Any, styles: dict[str, Any]) -> int | None:
    from docx.oxml.ns import qn

    seen: set[int] = set()
    while style is not None and id(style) not in seen:
        seen.add(id(style))
        levels = style.xpath("./w:pPr/w:outlineLvl/@w:val")
        if levels:
            return int(levels[0]) if levels[0] in set("012345678") else None
        based_on = style.find(qn("w:basedOn"))
        style = styles.get(based_on.get(qn("w:val"))) if based_on is not None else None
    return None


def _footnotes(document: Any) -> list[tuple[int, str]]:
    """Texts of foot- and endnotes in the order of their part, numbered from 1."""
    from lxml import etree

    notes: list[str] = []
    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith(("/footnotes", "/endnotes")):
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(relation.target_part.blob, parser)
        for note in root:
            # Separator lines are notes with a type.
            if note.get(_WORD + "type") in (None, "normal"):
                notes.append(" ".join("".join(node.text or "" for node in note.iter(_WORD + "t")).split()))
    return [(number, note) for number, note in enumerate((note for note in notes if note), start=1)]
