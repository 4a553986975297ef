"""Values with their intervals and the report's tables, as cells of the pages' tables."""

from __future__ import annotations

from contextlib import AbstractContextManager

import streamlit as st

from app.web.plain import plain
from app.web.session import language, t
from app.web.tables import Cell, Column, Span, TableRow, show_table
from eval.measures.catalogue import Measure
from eval.report.content import Table
from eval.uncertainty import Estimate
from eval.words import Words

_FEW = 5
"""Fewer cases than this show a direction at most: their mark is hollow, as in the report."""

VALUE_KEYS = ("value", "interval", "cases")


def computing(what: str) -> AbstractContextManager[None]:
    """Say what is being computed for as long as it takes; ``frame.js`` says it to screen readers."""
    return st.spinner(plain(what))


def words() -> Words:
    """What is said of runs, in the session's language."""
    return Words(language())


def value_columns() -> list[Column]:
    """Value, interval, number of cases."""
    return [
        Column("value", t("report.value"), numeric=True),
        Column("interval", t("report.interval"), numeric=True),
        Column("cases", t("runs.cases"), numeric=True),
    ]


def value_cells(measure: Measure, found: Estimate | None, *, most: float = 1.0) -> dict[str, Cell | str]:
    """The cells of `value_columns`; the picture spans from 0 to `most`."""
    if found is None:
        return dict.fromkeys(VALUE_KEYS, "–")
    span = Span(found.value / most, found.low / most, found.high / most, found.cases < _FEW) if most else None
    spoken = words()
    return {
        "value": spoken.value(found.value, measure.unit),
        "interval": Cell(spoken.interval(found.low, found.high, measure.unit), span=span),
        "cases": spoken.count(found.cases),
    }


def show_report_table(table: Table, key: str, *, hide_caption: bool = False) -> None:
    """A table of the report as it is."""
    columns = [
        Column(str(place), column.name, numeric=column.kind == "number", head=not place)
        for place, column in enumerate(table.columns)
    ]
    rows = [TableRow(row[0], {str(place): cell for place, cell in enumerate(row)}) for row in table.rows]
    show_table(table.title, columns, rows, key=key, hide_caption=hide_caption)
