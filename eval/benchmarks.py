"""External benchmarks: papers and questions in a folder the user names, asked of the production search.

The folder holds for each set an archive ``NAME.tar.xz`` (or a folder ``NAME``) and ``eval/NAME.jsonl``. Each set
becomes a tenant of its own with one corpus, ingested by the product as it would be for a municipality.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpora.errors import AlreadyExists, FolderMissing
from corpora.model import Access, Corpus, CorpusKind
from eval.outcomes import Found
from ingest.chunking import DocumentKey, chunk

if TYPE_CHECKING:
    from app.wiring import App

CORPUS = "papers"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One set of papers with questions."""

    name: str
    """Of the archive and the questions; also the tenant's id."""
    kind: CorpusKind
    folder: str = ""
    """Below the unpacked archive: paths in the questions begin there."""


BENCHMARKS = (
    Benchmark("xquad-de", CorpusKind.GUIDE),
    Benchmark("satzungen", CorpusKind.REGULATION),
    Benchmark("karlsruhe-anfragen", CorpusKind.COUNCIL),
    Benchmark("nordstemmen", CorpusKind.COUNCIL, "pdf"),
    Benchmark("gesetze", CorpusKind.REGULATION),
)
"""From the quickest to the slowest."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as every method indexes it."""

    text: str
    """Title, reference and heading path, then the text: what our own index is made of."""
    place: Found


def unpack(benchmark: Benchmark, data: Path, work: Path) -> Path:
    """The folder of the papers, unpacked below `work` unless it lies open. Raises `FolderMissing`."""
    opened = data / benchmark.name
    if not opened.is_dir():
        archive = data / f"{benchmark.name}.tar.xz"
        if not archive.is_file():
            raise FolderMissing(f"Es gibt weder {opened} noch {archive}.", hint="Nennen Sie den Ordner mit --data.")
        target = work / benchmark.name
        if not target.is_dir():
            partial = work / f"{benchmark.name}.partial"
            with tarfile.open(archive) as tar:
                tar.extractall(partial, filter="data")
            partial.rename(target)
        inner = target / benchmark.name
        opened = inner if inner.is_dir() else target
    return opened / benchmark.folder if benchmark.folder else opened


def ingest(app: App, benchmark: Benchmark, folder: Path) -> int:
    """Make the tenant and read its papers; unchanged ones are skipped. Returns how many documents are searchable."""
    try:
        app.catalog.add_tenant(benchmark.name, benchmark.name)
        app.catalog.add_corpus(Corpus(benchmark.name, CORPUS, benchmark.name, benchmark.kind, Access.PUBLIC))
    except AlreadyExists:
        pass
    app.knowledge.ingest(benchmark.name, CORPUS, [folder])
    return sum(record.chunks > 0 for record in app.catalog.documents(benchmark.name, CORPUS))


def read_passages(app: App, benchmark: Benchmark) -> Iterator[Passage]:
    """Every chunk of the set as the product cut it, in the order of paths."""
    records = app.catalog.documents(benchmark.name, CORPUS)
    for record in sorted(records, key=lambda record: record.path):
        if record.version is None or not record.chunks:
            continue
        document = app.library.load_document(benchmark.name, CORPUS, record.id, record.version)
        key = DocumentKey(benchmark.name, CORPUS, record.path, record.version)
        for piece in chunk(key, document.facts, document.kind, document.sections, document.pages):
            page = document.pages[piece.spans[0].page].number
            place = Found(benchmark.name, CORPUS, record.path, page, piece.heading_path, 0.0)
            yield Passage(f"{piece.context}\n{piece.text}", place)
