"""A tenant's knowledge for any LlamaIndex application: our search as a LlamaIndex retriever."""

from __future__ import annotations

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from app.assistant import HitSource
from corpora.scope import Scope
from index.hits import Hit
from index.search import SearchFilters


class TenantRetriever(BaseRetriever):
    """Retrieves within one scope, which is fixed when the retriever is made: no query can widen it."""

    def __init__(
        self, searcher: HitSource, scope: Scope, *, limit: int = 10, filters: SearchFilters | None = None
    ) -> None:
        self._searcher = searcher
        self._scope = scope
        self._limit = limit
        self._filters = filters
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._searcher.search(self._scope, query_bundle.query_str, self._limit, self._filters)
        return [NodeWithScore(node=_node(hit), score=hit.score) for hit in hits]


def _node(hit: Hit) -> TextNode:
    """The hit's text with what a citation needs; a prompt gets title, reference, section and page, not the ids."""
    shown = {"title": hit.title, "reference": hit.reference, "section": hit.section, "page": hit.page}
    ids = {
        "document": hit.path,
        "document_id": hit.document,
        "version": hit.version,
        "tenant": hit.tenant,
        "corpus": hit.corpus,
        "date": hit.date.isoformat() if hit.date else None,
    }
    return TextNode(
        id_=hit.chunk,
        text=hit.text,
        metadata={**shown, **ids},
        excluded_llm_metadata_keys=list(ids),
        excluded_embed_metadata_keys=list(ids),
    )
