"""Tables of things with what can be done with each, as data for ``table.js``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import streamlit as st

from app.web import components
from app.web.session import t


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `key` names its cells."""

    key: str
    label: str
    numeric: bool = False
    head: bool = False
    """Whether its cells name their rows."""


@dataclass(frozen=True, slots=True)
class Span:
    """A value with its interval, each as its place on the cell's width, 0 to 1."""

    value: float
    low: float
    high: float
    faint: bool = False
    """Whether it rests on little."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell; plain text."""

    text: str
    note: str = ""
    """Second line."""
    alert: bool = False
    """Whether the second line tells of something wrong."""
    action: str = ""
    """Makes the text a button that does this."""
    share: float | None = None
    """0 to 1: a bar below the text."""
    span: Span | None = None
    """A picture of the text, for the eye alone."""


@dataclass(frozen=True, slots=True)
class Action:
    """A button of a row."""

    name: str
    label: str
    spoken: str
    """Its whole name for a screen reader, the row included."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row; `id` is handed to the callback."""

    id: str
    cells: Mapping[str, Cell | str]
    actions: Sequence[Action] = field(default_factory=tuple)


def show_table(  # noqa: PLR0913 - what a table is made of
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[TableRow],
    *,
    key: str,
    act: Callable[[str, str], None] | None = None,
    hide_caption: bool = False,
) -> None:
    """Show a table; `act` gets the row's id and the action's name before the next run.

    A hidden caption is still read aloud, for a table below a heading that says the same.
    """

    def acted() -> None:
        sent = st.session_state[key].act
        known = {row.id for row in rows}
        if act is not None and isinstance(sent, Mapping) and sent.get("row") in known:
            act(str(sent["row"]), str(sent.get("action")))

    data: dict[str, Any] = {
        "caption": caption,
        "hide_caption": hide_caption,
        "actions_label": t("table.actions"),
        "columns": [
            {"key": each.key, "label": each.label, "numeric": each.numeric, "head": each.head} for each in columns
        ],
        "rows": [
            {
                "id": row.id,
                "cells": {name: _cell(cell) for name, cell in row.cells.items()},
                "actions": [{"name": each.name, "label": each.label, "spoken": each.spoken} for each in row.actions],
            }
            for row in rows
        ],
    }
    components.show("table", data, key=key, on_act_change=acted)


def _cell(cell: Cell | str) -> dict[str, Any]:
    if isinstance(cell, str):
        return {"text": cell}
    return {
        "text": cell.text,
        "note": cell.note,
        "alert": cell.alert,
        "action": cell.action,
        "share": cell.share,
        "span": None if cell.span is None else asdict(cell.span),
    }
