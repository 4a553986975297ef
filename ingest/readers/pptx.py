"""PPTX through unstructured: one page a slide, labelled with its title; speaker's notes follow the slide's text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from corpora.errors import NoText
from corpora.model import Page
from ingest.limits import Limits, OcrSettings
from ingest.readers.detection import Format
from ingest.readers.flow import Flow, tidy
from ingest.readers.package import check_package, name_broken, open_package
from ingest.readers.partitioning import prepare_unstructured, table_rows
from ingest.readers.reading import Reading, too_many_pages


def read_pptx(path: Path, name: str, limits: Limits, ocr: OcrSettings) -> Reading:
    """Read a presentation. Slides without text are BLANK pages. Raises `BrokenFile`, `DecompressionBomb`, `NoText`."""
    check_package(path, name, limits)
    prepare_unstructured()
    import pptx
    from unstructured.partition.pptx import partition_pptx

    with name_broken(name):
        presentation = pptx.Presentation(package := open_package(path))
        slides = len(presentation.slides)
        if slides > limits.max_pages:
            raise too_many_pages(name, slides, limits)
        notes = [_notes(slide) for slide in presentation.slides]
        title = (presentation.core_properties.title or "").strip()
        elements = partition_pptx(file=package, include_page_breaks=False, languages=[""])
        of_slide: dict[int, list[Any]] = {}
        for element in elements:
            of_slide.setdefault(element.metadata.page_number or 1, []).append(element)
        pages = tuple(_page(number, of_slide.get(number, []), notes[number - 1]) for number in range(1, slides + 1))
    if not any(page.text for page in pages):
        raise NoText(
            f"Die Präsentation „{name}“ enthält keinen Text.",
            hint="Besteht sie nur aus Bildern, speichern Sie sie als PDF; dann wird der Text erkannt.",
        )
    return Reading(Format.PPTX.value, pages, {"title": title} if title else {})


def _page(number: int, elements: list[Any], notes: str) -> Page:
    flow = Flow()
    label = ""
    for element in elements:
        category, text = element.category, element.text or ""
        if category == "Table":
            for row in table_rows(element.metadata.text_as_html, text):
                flow.add_row(row)
            flow.end_table()
        elif category == "Title" and not element.metadata.category_depth and not label:
            label = " ".join(text.split())
            flow.add_heading(text, 1)
        elif category == "ListItem":
            flow.add_item(text)
        else:
            flow.add_paragraph(text)
    if notes:
        flow.add_paragraph(f"Notizen: {notes}")
    return flow.make_page(number, label)


def _notes(slide: Any) -> str:
    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    return tidy(frame.text) if frame is not None else ""
