"""A whole write and read path over one folder, with real engines and real files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.knowledge import Knowledge
from corpora.catalog import Catalog
from corpora.jobs import Jobs
from corpora.library import Library
from corpora.model import Access, Corpus, CorpusKind
from corpora.scope import Scope
from index.analysis import Analyzer
from index.compounds import load_splitter
from index.embedding import Embedder
from index.engine import IndexStore
from index.engines.edge import EdgeStore
from index.hits import Hit
from index.indexer import Indexer
from index.points import PassageEncoder
from index.query import QueryReader
from index.search import Searcher
from index.sparse import SparseEncoder
from ingest.limits import Limits, OcrMode, OcrSettings

TENANT = "musterstadt"


@cache
def analyzer() -> Analyzer:
    return Analyzer(load_splitter())


@dataclass(frozen=True, slots=True)
class House:
    """Everything over one data folder."""

    home: Path
    catalog: Catalog
    library: Library
    store: IndexStore
    indexer: Indexer
    knowledge: Knowledge
    searcher: Searcher

    @property
    def jobs(self) -> Jobs:
        return Jobs(self.catalog.database)

    def search(self, question: str, access: Access = Access.RESTRICTED, tenant: str = TENANT) -> list[Hit]:
        return self.searcher.search(Scope(self.catalog.grants(tenant, access)), question, 50)

    def paths(self, corpus: str = "rat") -> list[str]:
        return [record.path for record in self.catalog.documents(TENANT, corpus)]

    def points(self) -> int:
        index = self.indexer.generations.open_current(TENANT)
        return 0 if index is None else index.count()

    def files(self) -> int:
        return sum(path.is_file() for path in (self.home / "library").rglob("*"))


@contextmanager
def open_house(
    home: Path,
    *,
    encoder: PassageEncoder | None = None,
    limits: Limits | None = None,
    store: IndexStore | None = None,
    embedder: Embedder | None = None,
) -> Iterator[House]:
    """The same data folder may be opened again after it was closed."""
    home.mkdir(parents=True, exist_ok=True)
    catalog = Catalog.open(f"sqlite:///{home / 'catalog.sqlite'}")
    library, words = Library(home / "library"), SparseEncoder(analyzer())
    store = store or EdgeStore(home / "index")
    indexer = Indexer(catalog, library, store, encoder or words, embedder)
    knowledge = Knowledge(
        catalog,
        library,
        indexer,
        listings=home / "listings",
        limits=limits or Limits(),
        ocr=OcrSettings(mode=OcrMode.OFF),
        workers=1,
    )
    searcher = Searcher(catalog, indexer.generations.open_searched, words, QueryReader(analyzer()), embedder)
    if not catalog.tenants():
        catalog.add_tenant(TENANT, "Musterstadt")
        catalog.add_corpus(Corpus(TENANT, "rat", "Rat", CorpusKind.COUNCIL, Access.PUBLIC))
        catalog.add_corpus(Corpus(TENANT, "recht", "Recht", CorpusKind.REGULATION, Access.INTERNAL))
    try:
        yield House(home, catalog, library, store, indexer, knowledge, searcher)
    finally:
        store.close()
        catalog.close()


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Files by their path below `folder`."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
