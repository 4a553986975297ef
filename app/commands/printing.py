"""How results are printed: JSON lines for programs, German text for people."""

from __future__ import annotations

import json
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from app.commands.frame import fits_terminal

_SPACES = "\n\t"


def print_json(record: Mapping[str, Any]) -> None:
    """One object on one line."""
    click.echo(json.dumps(record, ensure_ascii=False))


def printable(text: str) -> str:
    """`text` without control characters: a document must not be able to steer the terminal."""
    return "".join(
        " " if unicodedata.category(character) in ("Cc", "Cf") and character not in _SPACES else character
        for character in text
    )


def one_line(text: str, width: int) -> str:
    """`text` on one line of at most `width` characters."""
    return textwrap.shorten(printable(text), width=max(width, 10), placeholder=" …")


def wrapped(text: str, *, indent: str = "", lines: int | None = None) -> str:
    """`text` broken to the terminal's width, at most `lines` long."""
    broken = textwrap.wrap(
        printable(text),
        width=fits_terminal(_is_terminal()),
        initial_indent=indent,
        subsequent_indent=indent,
        max_lines=lines,
        placeholder=" …",
        break_on_hyphens=False,
    )
    return "\n".join(broken)


def print_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns as wide as their longest cell; the last one may be as long as it likes."""
    cells = [[printable(str(cell)).replace("\n", " ") for cell in row] for row in [heads, *rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads) - 1)]
    for row in cells:
        padded = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=True)]
        click.echo("  ".join([*padded, row[-1]]).rstrip())


def place_of(reference: str | None, page: int | None, section: str) -> str:
    """Where something stands, in words: reference, page, section."""
    parts = [reference or "", f"Seite {page}" if page is not None else "", section]
    return ", ".join(part for part in parts if part)


def superseded_note(newer: str) -> str:
    """The warning that a source is an older version."""
    return f"Achtung, ältere Fassung; neuer ist: {newer}"


def _is_terminal() -> bool:
    return sys.stdout.isatty()
