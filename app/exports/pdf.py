"""The dossier as a PDF for archives and screen readers: PDF/A-2a and PDF/UA-1, set by Typst.

Tagged (title, headings, lists, quotes), with embedded fonts, language, bookmarks and page numbers. The fonts are DejaVu
Sans Condensed, which comes with the project, so a file looks the same from every machine; what they lack is shown as a
box, because an archive's file may not hold a letter that it cannot show. The layout stands in ``dossier.typ``.
"""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont

from app.exports.dossier import Dossier, Point, Proof

_HERE = Path(__file__).parent
_FONTS = _HERE / "fonts"
_LAYOUT = _HERE / "dossier.typ"
_UNKNOWN = "\u25a1"
"""In place of a character the fonts do not have."""
_BREAK = "\u200b"
_LONG_WORD = re.compile(r"\S{40,}")
"""Longer than a line may be; it needs places to break at."""
_PIECE = re.compile(r"[^/_.,;:\-]{0,39}[/_.,;:\-]+|.{1,40}")


def write_pdf(dossier: Dossier) -> bytes:
    """The dossier as the bytes of a PDF, A4."""
    return typst.compile(
        _layout(),
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"dossier": json.dumps(_data(dossier))},
        pdf_standards=["a-2a", "ua-1"],
    )


@cache
def _layout() -> bytes:
    return _LAYOUT.read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(_FONTS)])


@cache
def _characters() -> frozenset[int]:
    """Those that all fonts have."""
    return frozenset.intersection(*(frozenset(TTFont(file).getBestCmap()) for file in _FONTS.glob("*.ttf")))


def _data(dossier: Dossier) -> dict[str, Any]:
    created, made = dossier.created, dossier.created.astimezone(UTC)
    parts = (("Quellen", dossier.proofs), ("Die nächstliegenden Unterlagen", dossier.nearest))
    return {
        "title": _shown(dossier.title),
        "subtitle": _shown(dossier.subtitle),
        "question": _shown(dossier.question),
        "sentences": [_shown(sentence) for sentence in (dossier.outcome, dossier.caution) if sentence],
        "points": [_point(point) for point in dossier.points],
        "parts": [{"heading": heading, "proofs": [*map(_proof, proofs)]} for heading, proofs in parts if proofs],
        "facts": _pairs(dossier.facts),
        "notices": [_shown(notice) for notice in dossier.notices],
        "created": {name: getattr(made, name) for name in ("year", "month", "day", "hour", "minute", "second")},
        "foot": f"Aktenkompass · erstellt am {created:%d.%m.%Y, %H:%M} Uhr",
    }


def _point(point: Point) -> dict[str, Any]:
    said = f"„{point.text}“" if point.verbatim else point.text
    return {
        "number": point.number,
        "said": _shown(said + "".join(f" [{label}]" for label in point.sources)),
        "verdict": point.verdict.value,
        "judgement": _shown(point.judgement),
        "needs_care": point.needs_care,
    }


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "title": _shown(proof.title),
        "notes": [_shown(note) for note in proof.notes],
        "facts": _pairs(proof.facts),
        "passages": [
            {
                "name": f"[{passage.label}]" if passage.label else "Stelle",
                "place": _shown(passage.place or "ganzes Dokument"),
                "quote": _shown(passage.quote),
            }
            for passage in proof.passages
        ],
    }


def _pairs(facts: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(_shown(name), _shown(value)) for name, value in facts]


def _shown(text: str) -> str:
    """The text in letters that the fonts have, its long words with places to break at."""
    known = _characters()
    # Letters of private use look like nothing in particular, and archives refuse them.
    letters = "".join(
        each if each == "\n" or (ord(each) in known and unicodedata.category(each) not in ("Co", "Cc")) else _UNKNOWN
        for each in text
    )
    return _LONG_WORD.sub(lambda word: _BREAK.join(_PIECE.findall(word[0])), letters)
