"""Training texts of the static model: council files and laws become numbered terms, sentence by sentence.

Everything the training samples is a range of one flat list of terms: a sentence, a heading, or a passage of
consecutive sentences with its title and its heading.
"""

from __future__ import annotations

import io
import json
import lzma
import re
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysis import Analyzer
from index.compounds import load_splitter

COUNCIL_FILE = "karlsruhe-files.jsonl.xz"
LAW_FILE = "gesetze.tar.xz"

PASSAGE_CHARS = 900
"""Sentences are gathered up to this length, as in the index."""

MIN_SENTENCE_CHARS = 20

_HYPHEN = re.compile(r"(?<=\w)-\s*\n\s*(?=[a-zäöüß])(?!und |oder |sowie |bzw)")
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+(?=[A-ZÄÖÜ(„\d])|\n\s*\n\s*")
_HEADING = re.compile(r"^(#+) (.*)$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_ASKING = frozenset(["Anfrage", "Antrag"])
_HEAD_CHARS = 400
"""A reply says within these characters that it is a Stellungnahme."""

_TITLE = re.compile(r"^Title: (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a text under one heading."""

    document: str
    title: str
    heading: str
    text: str
    group: str
    """What belongs together though it stands in several files (a paper's reference); empty for laws."""
    is_question: bool
    """Whether this is a council group's question, to be paired with the administration's reply of its group."""


@dataclass(slots=True)
class Texts:
    """All training texts as term numbers."""

    terms: list[str]
    """Term of each number."""
    tokens: NDArray[np.int32]
    weights: NDArray[np.float16]
    """Weight of one occurrence (`index.analysis`)."""
    sentences: NDArray[np.int64]
    """Sentence i is ``tokens[sentences[i]:sentences[i + 1]]``; titles and headings are sentences, too."""
    passages: NDArray[np.int64]
    """Rows: first sentence, sentence after the last, title, heading (sentence numbers), document, section."""
    replies: NDArray[np.int64]
    """Rows: a passage of a question, a passage of its reply."""


def read_parts(folder: Path) -> Iterator[Part]:
    """The two training sources in `folder`, laws first."""
    yield from _read_laws(folder / LAW_FILE)
    yield from _read_council(folder / COUNCIL_FILE)


def read_texts(folder: Path, *, processes: int) -> Texts:
    """Both sources analysed as the index analyses them. Takes minutes."""
    numbers: dict[str, int] = {}
    tokens: list[NDArray[np.int32]] = []
    weights: list[NDArray[np.float16]] = []
    lengths: list[int] = []
    passages: list[tuple[int, int, int, int, int, int]] = []
    documents: dict[str, int] = {}
    groups: dict[str, tuple[list[int], list[int]]] = {}
    titles: dict[str, int] = {}

    def add(found: list[tuple[str, float]]) -> int:
        tokens.append(np.fromiter((numbers.setdefault(text, len(numbers)) for text, _ in found), np.int32, len(found)))
        weights.append(np.fromiter((weight for _, weight in found), np.float16, len(found)))
        lengths.append(len(found))
        return len(lengths) - 1

    with get_context("spawn").Pool(processes) as pool:
        for section, (part, analysed) in enumerate(pool.imap(_analyze, read_parts(folder), chunksize=64)):
            document = documents.setdefault(part.document, len(documents))
            title, heading, body = analysed
            title_row = titles[part.title] if part.title in titles else titles.setdefault(part.title, add(title))
            heading_row = add(heading)
            for sentences in body:
                first = len(lengths)
                for sentence in sentences:
                    add(sentence)
                if part.group:
                    groups.setdefault(part.group, ([], []))[not part.is_question].append(len(passages))
                passages.append((first, len(lengths), title_row, heading_row, document, section))
    return Texts(
        terms=list(numbers),
        tokens=np.concatenate(tokens),
        weights=np.concatenate(weights),
        sentences=np.concatenate([[0], np.cumsum(lengths)]),
        passages=np.array(passages, dtype=np.int64),
        replies=_pair_replies(groups.values()),
    )


def _pair_replies(groups: Iterable[tuple[list[int], list[int]]]) -> NDArray[np.int64]:
    rows = [(asked, reply) for questions, answers in groups for asked in questions[:8] for reply in answers[:8]]
    return np.array(rows, dtype=np.int64).reshape(-1, 2)


_ANALYZER: list[Analyzer] = []
"""One a process."""

_Sentence = list[tuple[str, float]]


def _analyze(part: Part) -> tuple[Part, tuple[_Sentence, _Sentence, list[list[_Sentence]]]]:
    if not _ANALYZER:
        _ANALYZER.append(Analyzer(load_splitter()))
    passages: list[list[_Sentence]] = []
    current: list[_Sentence] = []
    length = 0
    for sentence in _SENTENCE_END.split(part.text):
        if len(sentence) < MIN_SENTENCE_CHARS:
            continue
        if current and length + len(sentence) > PASSAGE_CHARS:
            passages.append(current)
            current, length = [], 0
        current.append(_terms(sentence[: 2 * PASSAGE_CHARS]))
        length += len(sentence)
    if current:
        passages.append(current)
    slim = Part(part.document, part.title, "", "", part.group, part.is_question)
    return slim, (_terms(part.title), _terms(part.heading), passages)


def _terms(text: str) -> _Sentence:
    """Terms that are words; numbers and paragraph signs say nothing about meaning."""
    return [(term.text, term.weight) for term in _ANALYZER[0].analyze(text) if term.text.isalpha()]


def _read_laws(path: Path) -> Iterator[Part]:
    with tarfile.open(path, "r:xz") as archive:
        for member in archive:
            source = archive.extractfile(member) if member.name.endswith("/index.md") else None
            if source is not None:
                yield from _split_law(member.name, io.TextIOWrapper(source, "utf-8").read())


def _split_law(name: str, text: str) -> Iterator[Part]:
    front = _FRONT_MATTER.match(text)
    title = _TITLE.search(front[1]) if front else None
    pieces = _HEADING.split(text[front.end() if front else 0 :])
    path: list[tuple[int, str]] = []
    for level, heading, body in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        path = [*((depth, above) for depth, above in path if depth < len(level)), (len(level), heading.strip())]
        if body.strip() and len(level) > 1:
            headings = " ".join(above for depth, above in path if depth > 1)
            yield Part(name, title[1] if title else "", headings, body, "", False)


def _read_council(path: Path) -> Iterator[Part]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            file = json.loads(line)
            paper = file["papers"][0] if file["papers"] else {}
            text = _HYPHEN.sub("", file["text"] or "")
            asks = paper.get("paperType") in _ASKING
            yield Part(
                document=str(file["id"]),
                title=paper.get("title") or "",
                heading=file["name"] or "",
                text=text,
                group=str(paper.get("reference") or "") if asks else "",
                is_question=asks and "stellungnahme" not in text[:_HEAD_CHARS].lower(),
            )
