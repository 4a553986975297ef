"""XLSX through openpyxl: one page a visible sheet, a line a row, values as a German reader sees them.

unstructured reads sheets through pandas, which writes dates as timestamps, whole numbers with ".0" and hidden sheets
like any other; that is why this format goes past it.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
from pathlib import Path
from typing import Any

from corpora.errors import NoText, TooLarge
from corpora.model import Page
from ingest.limits import Limits, OcrSettings
from ingest.readers.detection import Format
from ingest.readers.flow import Flow
from ingest.readers.package import check_package, name_broken
from ingest.readers.reading import Reading, too_many_pages

_MAX_CELLS = 3_000_000
"""Of a sheet's used range, empty cells counted."""
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]')


def read_xlsx(path: Path, name: str, limits: Limits, ocr: OcrSettings) -> Reading:
    """Read a workbook: the values that were last computed, no formulas; hidden sheets only named in the metadata.

    Raises `BrokenFile`, `DecompressionBomb`, `TooLarge`, `NoText`.
    """
    check_package(path, name, limits)
    import openpyxl

    with name_broken(name), warnings.catch_warnings():
        # openpyxl warns of every extension that it does not draw.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True, keep_links=False)
        if len(book.worksheets) > limits.max_pages:
            raise too_many_pages(name, len(book.worksheets), limits)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
        pages = tuple(_page(number, sheet, name) for number, sheet in enumerate(visible, start=1))
        title = (book.properties.title or "").strip()
    if not any(page.text for page in pages):
        raise NoText(
            f"Die Arbeitsmappe „{name}“ enthält auf sichtbaren Blättern keinen Text.",
            hint="Prüfen Sie, ob Blätter ausgeblendet sind.",
        )
    metadata = {"title": title, "hidden_sheets": ", ".join(hidden)}
    return Reading(Format.XLSX.value, pages, {key: value for key, value in metadata.items() if value})


def _page(number: int, sheet: Any, name: str) -> Page:
    if sheet.max_row * sheet.max_column > _MAX_CELLS:
        raise TooLarge(
            f"Das Blatt „{sheet.title}“ der Datei „{name}“ hat mehr als {_MAX_CELLS} Zellen.",
            hint="Löschen Sie leere formatierte Zeilen und Spalten oder teilen Sie das Blatt.",
        )
    repeated = _vertical_merges(sheet)
    flow = Flow()
    for row in sheet.iter_rows():
        flow.add_row([_show(repeated.get((cell.row, cell.column), cell)) for cell in row])
    return flow.make_page(number, sheet.title)


def _vertical_merges(sheet: Any) -> dict[tuple[int, int], Any]:
    """Cell below the first of a merged block → that first cell: each row then says what it belongs to."""
    repeated = {}
    for block in sheet.merged_cells.ranges:
        first = sheet.cell(block.min_row, block.min_col)
        for row in range(block.min_row + 1, block.max_row + 1):
            repeated[row, block.min_col] = first
    return repeated


def _show(cell: Any) -> str:  # noqa: PLR0911 - one a kind of value
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "WAHR" if value else "FALSCH"
    if isinstance(value, datetime.datetime):
        day = value.strftime("%d.%m.%Y")
        return day if value.time() == datetime.time() else f"{day} {value:%H:%M}"
    if isinstance(value, datetime.date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    if isinstance(value, datetime.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    if isinstance(value, int | float):
        return _show_number(value, cell.number_format or "General")
    return str(value)


def _show_number(value: float, pattern: str) -> str:
    """A number by its cell's format as far as it matters for reading: decimals, thousands, percent, unit."""
    pattern = pattern.split(";", maxsplit=1)[0]
    units = "".join(first or second or third or "" for first, second, third in _QUOTED.findall(pattern)).strip()
    bare = _QUOTED.sub("", pattern)
    if "€" in bare:
        units = units or "€"
    if "%" in bare:
        value, units = value * 100, "%"
    if "0" not in bare and "#" not in bare:
        shown = f"{value:.10g}" if abs(value) < 1e15 else str(value)
        if "e" in shown:
            shown = f"{value:f}".rstrip("0").rstrip(".")
        shown = shown.replace(".", ",")
    else:
        decimals = re.search(r"\.([0#?]+)", bare)
        shown = f"{value:{',' if ',' in bare else ''}.{len(decimals.group(1)) if decimals else 0}f}"
        shown = shown.translate(str.maketrans(",.", ".,"))
    return f"{shown} {units}".strip()
