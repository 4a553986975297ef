"""What others would have found: public libraries as they come, over the same chunks, in the same run.

- bm25s with its defaults: its tokenizer, its English stop words, no stemming, k1 1.5, b 0.75;
- bm25s with its German stop words and Snowball's German stemmer;
- LlamaIndex as its documentation begins: SentenceSplitter, its in-memory vector store, top k by cosine; its hosted
  default embedder cannot be used here, all-MiniLM-L6-v2 stands in for it.

Embedding is slow on a CPU. Where a set is larger than a budget of seconds allows, the LlamaIndex pipeline gets all
chunks that are gold for a question and as many others, in the order of a hash, as there is time for. Fewer rivals can
only raise a gold chunk: such a number is an upper bound of what the whole set would give, and is marked as one.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from eval.cases import Case
from eval.measures.places import Level, key_of, matches
from eval.measures.retrieval import DEPTH
from eval.outcomes import CaseOutcome, Found

if TYPE_CHECKING:
    from eval.benchmarks import Passage

CANDIDATES = 500
"""Chunks taken before they are folded to `DEPTH` places."""

_NODES = 100
"""Nodes LlamaIndex is asked for: it copies each one, and no reported measure looks beyond ten places."""

_TRIAL = 64
"""Chunks embedded to learn how fast this machine is."""


@dataclass(frozen=True, slots=True)
class BaselineResult:
    """What one method found."""

    name: str
    outcomes: tuple[CaseOutcome, ...]
    passages: int
    """Chunks it searched."""
    of_passages: int
    """Chunks there are; more than `passages` where the result is an upper bound."""
    seconds: float

    @property
    def upper_bound(self) -> bool:
        """Whether it searched only a part of the chunks, every gold one among them."""
        return self.passages < self.of_passages


def search_bm25s(passages: Sequence[Passage], cases: Sequence[Case], *, german: bool) -> BaselineResult:
    """bm25s with its defaults, or with its German stop words and Snowball stems."""
    import bm25s

    options: dict[str, Any] = {"show_progress": False}
    if german:
        import Stemmer

        options |= {"stopwords": "de", "stemmer": Stemmer.Stemmer("german")}
    started = time.perf_counter()
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize([passage.text for passage in passages], **options), show_progress=False)
    wanted = min(CANDIDATES, len(passages))
    outcomes = []
    for case in cases:
        tokens = bm25s.tokenize([case.question], **options)
        numbers, scores = retriever.retrieve(tokens, k=wanted, show_progress=False)
        ranked = (
            replace(passages[number].place, score=float(score))
            for number, score in zip(numbers[0], scores[0], strict=True)
            if score > 0
        )
        outcomes.append(CaseOutcome(case, fold_places(ranked)))
    name = "bm25s, Snowball deutsch" if german else "bm25s, Voreinstellungen"
    return BaselineResult(name, tuple(outcomes), len(passages), len(passages), time.perf_counter() - started)


def search_llamaindex(passages: Sequence[Passage], cases: Sequence[Case], seconds: float) -> BaselineResult:
    """LlamaIndex's default pipeline over all chunks, or as many as it can embed in about `seconds`."""
    from llama_index.core import Document, QueryBundle, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter

    from eval.minilm import MiniLm

    embedder = MiniLm()
    started = time.perf_counter()
    trial = [passage.text for passage in spread(passages, _TRIAL)]
    embedder.get_text_embedding_batch(trial)
    rate = len(trial) / (time.perf_counter() - started)
    kept = choose_passages(passages, cases, int(rate * seconds))
    documents = [Document(text=passages[number].text, id_=str(number)) for number in kept]
    index = VectorStoreIndex.from_documents(documents, transformations=[SentenceSplitter()], embed_model=embedder)
    retriever = index.as_retriever(similarity_top_k=min(_NODES, len(documents)))
    questions = embedder.get_text_embedding_batch([case.question for case in cases])
    outcomes = []
    for case, vector in zip(cases, questions, strict=True):
        nodes = retriever.retrieve(QueryBundle(case.question, embedding=vector))
        ranked = (replace(passages[int(node.node.ref_doc_id or 0)].place, score=node.score or 0.0) for node in nodes)
        outcomes.append(CaseOutcome(case, fold_places(ranked)))
    name = "LlamaIndex, all-MiniLM-L6-v2"
    return BaselineResult(name, tuple(outcomes), len(kept), len(passages), time.perf_counter() - started)


def fold_places(ranked: Iterable[Found]) -> tuple[Found, ...]:
    """The best chunk of each place, at most `DEPTH`, as our own search shows them."""
    kept: dict[str, Found] = {}
    for found in ranked:
        kept.setdefault(key_of(found, Level.PLACE), found)
        if len(kept) == DEPTH:
            break
    return tuple(kept.values())


def choose_passages(passages: Sequence[Passage], cases: Sequence[Case], most: int) -> list[int]:
    """Numbers of the passages to keep: all that are gold, then others by hash, at most `most` (gold may exceed it)."""
    if len(passages) <= most:
        return list(range(len(passages)))
    by_document: dict[str, list[int]] = {}
    for number, passage in enumerate(passages):
        by_document.setdefault(passage.place.document, []).append(number)
    gold = {
        number
        for case in cases
        for place in case.relevant
        for number in by_document.get(place.document, ())
        if matches(place, case, passages[number].place)
    }
    others = sorted(
        (number for number in range(len(passages)) if number not in gold),
        key=lambda number: hashlib.sha256(passages[number].text.encode()).digest(),
    )
    return sorted(gold) + others[: max(0, most - len(gold))]


def spread(passages: Sequence[Passage], count: int) -> list[Passage]:
    """About `count` passages from the whole length of the list."""
    return list(passages[:: max(1, len(passages) // count)])[:count]
