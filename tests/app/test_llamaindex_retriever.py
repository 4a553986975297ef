"""Any LlamaIndex application can use a tenant's knowledge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from llama_index.core.schema import MetadataMode

from app.llamaindex_retriever import TenantRetriever
from corpora.scope import Scope
from index.hits import Hit
from index.search import SearchFilters
from tests.app.papers import MINUTES, SCOPE, STATUTE, make_hit


class Recorded:
    """A search that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Scope, str, int, SearchFilters | None]] = []

    def search(self, scope: Scope, question: str, limit: int = 10, filters: SearchFilters | None = None) -> list[Hit]:
        self.asked.append((scope, question, limit, filters))
        return [replace(make_hit(STATUTE), date=date(2019, 3, 14)), make_hit(MINUTES, rank=2)]


def test_nodes_carry_what_a_citation_needs() -> None:
    nodes = TenantRetriever(Recorded(), SCOPE).retrieve("Was kostet ein Zelt?")
    first = nodes[0]
    assert [node.score for node in nodes] == [1.0, 0.5]
    assert first.node.metadata == {
        "title": "Zeltplatzsatzung der Gemeinde Musterau",
        "reference": "12/2019",
        "section": "§ 4 Gebühren für den Zeltplatz",
        "page": 1,
        "document": "satzung.pdf",
        "document_id": STATUTE.id,
        "version": STATUTE.version,
        "tenant": "musterau",
        "corpus": "rat",
        "date": "2019-03-14",
    }
    assert first.node.get_content(MetadataMode.NONE) == STATUTE.pages[0].text


def test_a_prompt_gets_title_and_page_but_no_ids() -> None:
    node = TenantRetriever(Recorded(), SCOPE).retrieve("Zelt")[0].node
    shown = node.get_content(MetadataMode.LLM)
    assert "Zeltplatzsatzung" in shown
    assert STATUTE.id not in shown


def test_scope_limit_and_filters_are_those_it_was_made_with() -> None:
    search, filters = Recorded(), SearchFilters(corpora=frozenset({"rat"}))
    TenantRetriever(search, SCOPE, limit=3, filters=filters).retrieve("Zelt")
    assert search.asked == [(SCOPE, "Zelt", 3, filters)]
