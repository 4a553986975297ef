"""Paragraph signs that text recognition read as something else.

tesseract's German model knows no "§": on 162 recognised pages of bylaws there is not one, but "$ 3", "& 3", "8 3" and
"83". Signs are put back one for one, so every offset stays, and only where nothing else can be meant: "$" and "&" stand
before numbers of German law for nothing else, and an 8 is a sign where a citation goes on behind it ("8 5 Abs. 2"), or
where lines that begin with one count up through the document ("81", "82 Zweck", "83").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpora.model import Line

SIGN = "§"
_NEVER_ANOTHER = re.compile(r"(?<![\d.,$&])[$&]{1,2}(?=[ ]?\d{1,3}(?:[a-z]\b|\b(?![.,]\d)))")
_SEVERAL = re.compile(r"(?<![\w.,/-])88(?=[ ]\d{1,3}[a-z]?(?:[ ](?:ff?\.|und[ ]\d|bis[ ]\d)|,[ ]\d))")
_LAW = r"\w*(?:gesetz|gesetzbuch|ordnung|satzung|verfassung|verordnung|vertrag)e?s?\b"
_CITED = re.compile(
    r"(?<![\w.,/-])8(?=[ ]?\d{1,3}[a-z]?[ ]"
    rf"(?:Abs\.|Absatz|Absätze|Satz|Nr\.|Nummer|Ziff\.|(?:des|der|dieser)[ ](?:\w+[ ]){{0,2}}[A-ZÄÖÜ]{_LAW}|{_LAW}"
    r"|(?:[A-ZÄÖÜ][a-z]*){1,4}(?:G|O|GB)\b))"
)
_HEAD = re.compile(r"8[ ]?(?P<number>[1-9]\d?)(?P<title>\.?|[ ][A-ZÄÖÜ][^\d]*)")
"""A line that may be a paragraph's heading."""
_PLAIN_HEAD = re.compile(r"§[ ]?(?P<number>\d{1,2})\b(?![ ](?:Abs|Satz|Nr))")
LEAST_RUN = 3
"""Heads that must count up before an 8 is believed to be a sign: two may be chance."""


def mend_signs(pages: Sequence[Sequence[Line]]) -> list[tuple[Line, ...]]:
    """The recognised lines of a document's pages with their paragraph signs; each line as long as it was."""
    mended = [[_mend(line.text) for line in page] for page in pages]
    for page, line in _heads(mended):
        mended[page][line] = SIGN + mended[page][line][1:]
    return [
        tuple(replace(line, text=text) for line, text in zip(page, texts, strict=True))
        for page, texts in zip(pages, mended, strict=True)
    ]


def _mend(text: str) -> str:
    for misread in (_NEVER_ANOTHER, _SEVERAL, _CITED):
        text = misread.sub(lambda found: SIGN * len(found[0]), text)
    return text


def _heads(pages: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Where lines begin with an 8 for a sign: those in runs of numbers that count up from 1 or 2, "§ 3" among them."""
    run: list[tuple[int, int, bool]] = []
    last, counted = 0, ""
    for page, texts in enumerate(pages):
        for position, text in enumerate(texts):
            doubtful = _HEAD.fullmatch(text)
            head = doubtful or _PLAIN_HEAD.match(text)
            if head is None:
                counted = text if text.isdigit() else counted
                continue
            number = int(head["number"])
            if run and number in (last + 1, last + 2):
                run.append((page, position, doubtful is not None))
            elif number in (1, 2) and counted != "80":
                yield from _believed(run)
                run = [(page, position, doubtful is not None)]
            else:
                continue  # A citation at a line's beginning, or a number of something else.
            last = number
    yield from _believed(run)


def _believed(run: Sequence[tuple[int, int, bool]]) -> Iterator[tuple[int, int]]:
    if len(run) >= LEAST_RUN:
        yield from ((page, line) for page, line, doubtful in run if doubtful)
