"""Tables in HTML and in Markdown from the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its heading."""

    name: str
    kind: str = "text"
    """``text`` or ``number``; numbers stand on the right."""


def write_table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, shown: bool = False) -> str:
    """An HTML table whose first column heads its rows. The caption is read aloud, and shown when `shown`."""
    head = "".join(f'<th scope="col" class="{column.kind}">{escape(column.name)}</th>' for column in columns)
    body = []
    for row in rows:
        first, *others = row
        cells = "".join(
            f'<td class="{column.kind}">{escape(cell)}</td>' for column, cell in zip(columns[1:], others, strict=True)
        )
        body.append(f'<tr><th scope="row" class="{columns[0].kind}">{escape(first)}</th>{cells}</tr>')
    hidden = "" if shown else ' class="aside"'
    return (
        f'<div class="table"><table><caption{hidden}>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def write_markdown_table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> str:
    """The same as a Markdown table."""
    lines = [
        "| " + " | ".join(column.name for column in columns) + " |",
        "|" + "|".join("---:" if column.kind == "number" else "---" for column in columns) + "|",
    ]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
