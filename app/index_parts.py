"""The middle of the composition root: the index, and what searches it and writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.parts import DataParts, part
from app.settings import IndexEngine
from corpora.errors import InvalidSetting
from corpora.scope import Scope

if TYPE_CHECKING:
    from index.analysis import Analyzer
    from index.embedding import Embedder
    from index.engine import IndexStore
    from index.generation import Generations
    from index.indexer import Indexer
    from index.query import QueryReader
    from index.reranking import Reranking
    from index.search import Searcher
    from index.sparse import SparseEncoder


class IndexParts(DataParts):
    """Parts that search and index."""

    @part
    def store(self) -> IndexStore:
        """The tenants' indexes. Raises `InvalidSetting`, `IndexUnavailable`."""
        store = self._make_store()
        self._parts.callback(store.close)
        return store

    @part
    def embedder(self) -> Embedder | None:
        """The maker of dense vectors, None without. Raises `InvalidSetting` and what a model's host raises."""
        from app.models import make_embedder

        return make_embedder(self.settings.embedding, self._parts)

    @part
    def reranking(self) -> Reranking | None:
        """The second look at the first hits, None without. Raises `ModelUnavailable`."""
        from app.models import make_reranking

        return make_reranking(self.settings.reranking)

    @part
    def indexer(self) -> Indexer:
        """The write path into the index."""
        from index.indexer import Indexer

        return Indexer(self.catalog, self.library, self.store, self._encoder, self.embedder)

    @part
    def searcher(self) -> Searcher:
        """The read path."""
        from index.search import Searcher

        return Searcher(
            self.catalog,
            self.generations.open_searched,
            self._encoder,
            self.reader,
            self.embedder,
            reranking=self.reranking,
        )

    @part
    def _analyzer(self) -> Analyzer:
        from index.analysis import Analyzer
        from index.compounds import load_splitter

        return Analyzer(load_splitter())

    @part
    def _encoder(self) -> SparseEncoder:
        from index.sparse import SparseEncoder

        return SparseEncoder(self._analyzer)

    @part
    def reader(self) -> QueryReader:
        """Reads questions as the index's analysis reads papers, each tenant's with its own words."""
        from app.clock import SystemClock
        from index.vocabulary import TenantQueryReader

        return TenantQueryReader(self._analyzer, self.vocabularies.text, today=SystemClock().today)

    @part
    def generations(self) -> Generations:
        """Opens the indexes of tenants, and tells which ones want to be built anew."""
        from index.generation import Generations

        return Generations.of(self.catalog, self.store, self._encoder.fingerprint, self.embedder)

    def _make_store(self) -> IndexStore:
        index = self.settings.index
        if index.engine is IndexEngine.MEMORY:
            from index.engines.memory import MemoryStore

            return MemoryStore()
        if index.engine is IndexEngine.EDGE:
            from index.engines.edge import EdgeStore

            return EdgeStore(self.settings.home / "index", max_open=index.open_tenants)
        if not index.url:
            raise InvalidSetting(
                "Für index.engine = „server“ fehlt die Adresse des Qdrant-Servers.",
                hint="Setzen Sie index.url, z. B. auf „http://localhost:6333“.",
            )
        from index.engines.server import ServerStore

        return ServerStore(index.url, index.api_key.get_secret_value() or None, replicas=index.replicas)

    def index_notes(self, scope: Scope) -> list[str]:
        """German sentences on indexes that want to be built anew; empty when all is as it should be."""
        return [
            f"Der Index von „{tenant}“ wurde mit einem anderen Einbettungsmodell erstellt: Er wird nur nach Wörtern "
            f"durchsucht, bis `kompass reindex {tenant}` ihn neu aufgebaut hat."
            for tenant in self.searched_by_words_alone(scope)
        ]

    def searched_by_words_alone(self, scope: Scope) -> list[str]:
        """Tenants of the scope whose index was made with another embedding model than the one in force."""
        behind = (grant.tenant for grant in scope.grants if self.generations.has_other_model(grant.tenant))
        return list(dict.fromkeys(behind))

    def _index_version(self, scope: Scope) -> str:
        """The generations of the indexes that were asked, e.g. ``musterstadt:1f2e3d``."""
        tenants = dict.fromkeys(grant.tenant for grant in scope.grants)
        return " ".join(f"{tenant}:{self.catalog.generation(tenant) or '-'}" for tenant in tenants)
