"""The demo questions: each names an anchor, a phrase of the gold page; the page or section is found, not typed."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pypdfium2

from tools.demo.office import split_pages
from tools.demo.papers import Block, Heading, Paper, Table

QUESTIONS = Path(__file__).parent / "questions.toml"


def write_questions(papers: list[Paper], readable: dict[str, bytes]) -> bytes:
    """`questions.jsonl`; an anchor found nowhere or on more than one page stops the build."""
    by_output = {paper.output: paper for paper in papers}
    lines = []
    for question in tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["question"]:
        tenant, corpus = question["tenant"], question["corpus"]
        places = [_locate(place, tenant, corpus, by_output, readable) for place in question.get("gold", [])]
        stale = [_locate(place, tenant, corpus, by_output, readable) for place in question.get("stale", [])]
        case = {
            "id": question["id"],
            "tenant": tenant,
            "corpus": corpus,
            "question": question["question"],
            "type": question["type"],
            "answerable": bool(places),
            "relevant": places,
            "answer": question.get("answer", ""),
            "answer_spans": question.get("spans", []),
            "spans_needed": question.get("needed", "any"),
        }
        if stale:
            case["stale"] = stale
        lines.append(json.dumps(case, ensure_ascii=False))
    return ("\n".join(lines) + "\n").encode()


def _locate(
    place: dict[str, str], tenant: str, corpus: str, papers: dict[str, Paper], readable: dict[str, bytes]
) -> dict[str, Any]:
    owner, corpus = place.get("owner", tenant), place.get("corpus", corpus)
    output = "/".join((owner, corpus, place["document"]))
    anchor = squeeze(place["anchor"])
    gold: dict[str, Any] = {"tenant": owner} if owner != tenant else {}
    gold |= {"corpus": corpus, "document": place["document"]}
    paper = papers[output]
    if output.endswith(".pdf"):
        pdf = pypdfium2.PdfDocument(readable[output])
        pages = [squeeze(page.get_textpage().get_text_range()) for page in pdf]
    elif output.endswith((".pptx", ".xlsx")):
        pages = [squeeze("".join(map(_block_text, blocks))) for blocks in split_pages(paper.blocks)]
    else:
        return gold | {"section": _section_of(paper, anchor)}
    found = [number for number, text in enumerate(pages, start=1) if anchor in text]
    if len(found) != 1:
        raise SystemExit(f"{output}: {place['anchor']!r} stands on pages {found}, not on exactly one")
    return gold | {"page": found[0]}


def squeeze(text: str) -> str:
    """Text without spaces, hyphens and bold marks: what line breaks and hyphenation leave unchanged."""
    return re.sub(r"[\s\-\u00ad\u2010\ufffe\x02*]", "", text)


def _block_text(block: Block) -> str:
    if isinstance(block, Table):
        return " ".join(" ".join(row) for row in block.rows)
    return str(getattr(block, "text", ""))


def _section_of(paper: Paper, anchor: str) -> str:
    section, found = paper.title, []
    for block in paper.blocks:
        if isinstance(block, Heading):
            section = block.text
        if anchor in squeeze(_block_text(block)):
            found.append(section)
    if len(found) != 1:
        raise SystemExit(f"{paper.output}: anchor stands in {found}, not in exactly one block")
    return found[0]
