"""Source texts: a TOML head between `+++` lines, then a small Markdown.

Blocks are headings (`#`, `##`, `###`), paragraphs, `- ` items, tables of `|` lines (a `|---|` line after the first
row makes that row a header) and `===` for a new page, slide or sheet. Inline there is only `**bold**`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    header: bool
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = Heading | Paragraph | Item | Table | PageBreak


@dataclass(frozen=True, slots=True)
class Paper:
    output: str
    """Path below `corpora/demo`; the suffix chooses the format. `x.zip/y.docx` and `x.eml/y.docx` lie inside."""
    head: dict[str, Any]
    body: str
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        return str(self.head["title"])


def read_papers(folder: Path = TEXTS) -> list[Paper]:
    """All papers, ordered by output path."""
    papers = [parse_paper(file.read_text(encoding="utf-8")) for file in sorted(folder.rglob("*.md"))]
    return sorted(papers, key=lambda paper: paper.output)


def parse_paper(text: str) -> Paper:
    _, head_text, body = text.split("+++\n", 2)
    head = tomllib.loads(head_text)
    return Paper(output=head["output"], head=head, body=body.strip() + "\n", blocks=tuple(_parse_blocks(body)))


def _parse_blocks(body: str) -> list[Block]:
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", body.strip()):
        lines = chunk.splitlines()
        if lines[0].startswith("|"):
            blocks.append(_parse_table(lines))
            continue
        paragraph: list[str] = []
        for line in lines:
            if line == "===" or re.match(r"#{1,3} |- ", line):
                if paragraph:
                    blocks.append(Paragraph(" ".join(paragraph)))
                    paragraph = []
                blocks.append(_parse_line(line))
            elif blocks and isinstance(blocks[-1], Item) and not paragraph and line.startswith("  "):
                blocks[-1] = Item(blocks[-1].text + " " + line.strip())
            else:
                paragraph.append(line.strip())
        if paragraph:
            blocks.append(Paragraph(" ".join(paragraph)))
    return blocks


def _parse_line(line: str) -> Block:
    if line == "===":
        return PageBreak()
    if line.startswith("- "):
        return Item(line[2:].strip())
    marks, text = line.split(" ", 1)
    return Heading(len(marks), text.strip())


def _parse_table(lines: list[str]) -> Table:
    rows = [tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in lines]
    header = len(rows) > 1 and all(re.fullmatch(r":?-+:?", cell) for cell in rows[1])
    if header:
        rows.pop(1)
    return Table(header, tuple(rows))


def split_bold(text: str) -> list[tuple[str, bool]]:
    """The runs of a text with whether each is bold."""
    return [(run, number % 2 == 1) for number, run in enumerate(text.split("**")) if run]


def strip_bold(text: str) -> str:
    return text.replace("**", "")
