"""Retrieval beside bm25s over the same chunks, answers without a model, and search speed, on questions with gold."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.access import local_scope
from app.settings import load_settings
from app.wiring import App, Use, open_app
from corpora.scope import Scope
from eval.measures.retrieval import measure_rankings
from eval.measures.spans import find_spans
from index import ranking
from index.analysis import Analyzer
from index.compounds import load_splitter
from index.features import FEATURES
from index.hits import Hit
from index.query import QueryReader
from index.sparse import shipped_encoder
from index.static_embedding import load_shipped_model
from index.synonyms import Synonyms
from ingest.chunking import DocumentKey, chunk
from tools.bench.measuring import CORPUS, TENANT, Home

DEPTH = 50
Place = tuple[str, object]


def measure(home: Home, questions: Path) -> None:
    """Print nDCG@10 and recall of ours and of bm25s with Snowball German, answers' spans, and search times."""
    cases = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines()]
    with open_app(load_settings({"AKTENKOMPASS_HOME": str(home.folder)}), Use.SEARCH) as app:
        scope = local_scope(app.catalog, TENANT)
        hits, first = search_all(app, scope, cases)
        began = time.process_time()
        _, second = search_all(app, scope, cases)
        processor = (time.process_time() - began) / len(cases) / 2
        ours = rank_measures(hits, cases)
        print(f"search, 10 hits, {len(cases)} questions: p50 {_p50(first)} at first, {_p50(second)} when asked again")
        print(f"processor time of a search (10 or {DEPTH} hits): {processor * 1000:.1f} ms; memory: {_memory():.0f} MB")
        measure_questions(cases)
        print("ours:          ", _line(ours))
        base = measure_places(search_bm25s(app, cases), cases)
        print("bm25s Snowball:", _line(base))
        print(f"ratio nDCG@10: {_mean(ours, 'nDCG@10') / _mean(base, 'nDCG@10'):.2f}")
        answer_all(app, scope, cases, hits)
        ablate(app, scope, cases)


def search_all(app: App, scope: Scope, cases: Sequence[dict[str, Any]]) -> tuple[list[list[Hit]], list[float]]:
    """`DEPTH` hits a question, and the seconds a search for ten takes, asked before."""
    hits, seconds = [], []
    for case in cases:
        started = time.perf_counter()
        app.searcher.search(scope, case["question"], 10)
        seconds.append(time.perf_counter() - started)
        hits.append(app.searcher.search(scope, case["question"], DEPTH))
    return hits, seconds


def measure_questions(cases: Sequence[dict[str, Any]]) -> None:
    """Print how long reading a question takes, and its vector by the shipped model."""
    encoder, model = shipped_encoder(), load_shipped_model()
    reader = QueryReader(Analyzer(load_splitter()))
    reading, embedding = [], []
    for case in cases:
        started = time.perf_counter()
        vector = encoder.encode_question(reader.read(case["question"]).terms)
        read = time.perf_counter()
        model.embed([vector])
        reading.append(read - started)
        embedding.append(time.perf_counter() - read)
    print(f"a question: p50 {_p50(reading)} to read, {statistics.median(embedding) * 1e6:.0f} µs to embed")


def search_bm25s(app: App, cases: Sequence[dict[str, Any]]) -> list[list[Place]]:
    """Places ranked by bm25s with its German stop words and Snowball stems over the same chunks with their context."""
    import bm25s
    import Stemmer

    places, texts = [], []
    for record in app.catalog.documents(TENANT, CORPUS):
        if record.version is None:
            continue
        read = app.library.load_document(TENANT, CORPUS, record.id, record.version)
        key = DocumentKey(TENANT, CORPUS, record.path, record.version)
        for piece in chunk(key, read.facts, read.kind, read.sections, read.pages):
            page = read.pages[piece.spans[0].page].number
            places.append((record.path, page or (piece.heading_path[-1] if piece.heading_path else "")))
            texts.append(f"{piece.context}\n{piece.text}")
    stemmer = Stemmer.Stemmer("german")
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(texts, stopwords="de", stemmer=stemmer, show_progress=False), show_progress=False)
    ranked = []
    for case in cases:
        tokens = bm25s.tokenize([case["question"]], stopwords="de", stemmer=stemmer, show_progress=False)
        found, _ = retriever.retrieve(tokens, k=min(200, len(texts)), show_progress=False)
        ranked.append([places[position] for position in found[0]])
    return ranked


def answer_all(app: App, scope: Scope, cases: Sequence[dict[str, Any]], hits: Sequence[Sequence[Hit]]) -> None:
    """Answers of the production assistant: do they hold a gold span, and does every quote equal the stored page?"""
    held = reachable = statements = verbatim = refused = unanswerable = 0
    characters = []
    for case, found in zip(cases, hits, strict=True):
        answer = app.assistant.answer(scope, case["question"])
        for statement in answer.statements:
            statements += 1
            verbatim += all(
                app.library.load_pages(citation.tenant, citation.corpus, citation.document, citation.version)[
                    citation.span.page
                ].text[citation.span.start : citation.span.end]
                == citation.quote
                for citation in statement.citations
            ) and bool(statement.citations)
        if not case["answerable"]:
            unanswerable += 1
            refused += not answer.statements
            continue
        if _gold(case) & {_place(hit) for hit in found[:10]}:
            reachable += 1
            text = "\n".join(citation.quote for statement in answer.statements for citation in statement.citations)
            spans = find_spans(case["answer_spans"], text)
            held += all(spans) if case["spans_needed"] == "all" else any(spans)
            characters.append(len(text))
    share = held / max(reachable, 1)
    print(f"answers: {held} of {reachable} ({share:.0%}) hold a span where a gold place is among ten hits")
    print(f"answers' length: {statistics.mean(characters):.0f} characters on average")
    print(f"statements: {verbatim} of {statements} have quotes that equal the stored page")
    print(f"unanswerable questions refused: {refused} of {unanswerable}")


def ablate(app: App, scope: Scope, cases: Sequence[dict[str, Any]]) -> None:
    """nDCG@10 with one part of the search left out at a time; index and other weights stay as they are."""
    readers = {
        "office words": QueryReader(Analyzer(load_splitter()), Synonyms(())),
        "compound parts in the question": QueryReader(Analyzer(load_splitter(), part_weight=0.0)),
    }
    constants = {
        "numbers and citations": {"IDENTIFIER_BONUS": 0.0},
        "older versions stand back": {"SUPERSEDED_MALUS": 0.0},
    }
    weights = {
        **constants,
        **{f"the feature {name}": {"WEIGHTS": {**ranking.WEIGHTS, name: 0.0}} for name in FEATURES},
        "the static model": {"WEIGHTS": {**ranking.WEIGHTS, **dict.fromkeys(("meaning", "kin"), 0.0)}},
        "everything but the score by words": {"WEIGHTS": {**dict.fromkeys(FEATURES, 0.0), "words": 1.0}},
    }
    for name in (*readers, *weights):
        changed = weights.get(name, {})
        kept = {key: getattr(ranking, key) for key in changed}
        for key, value in changed.items():
            setattr(ranking, key, value)
        searcher = app.searcher.reading_with(readers[name]) if name in readers else app.searcher
        rows = rank_measures([searcher.search(scope, case["question"], 10) for case in cases], cases)
        for key, value in kept.items():
            setattr(ranking, key, value)
        print(f"without {name}: nDCG@10 {_mean(rows, 'nDCG@10'):.3f}", flush=True)


def rank_measures(hits: Sequence[Sequence[Hit]], cases: Sequence[dict[str, Any]]) -> list[dict[str, float]]:
    """nDCG@10, recall and reciprocal rank of each answerable question."""
    return measure_places([[_place(hit) for hit in found] for found in hits], cases)


def measure_places(ranked: Sequence[Sequence[Place]], cases: Sequence[dict[str, Any]]) -> list[dict[str, float]]:
    """The same for places, best first; the first of each counts."""
    rankings, gold_counts = {}, {}
    for places, case in zip(ranked, cases, strict=True):
        if case["answerable"]:
            gold = _gold(case)
            rankings[case["id"]] = [(str(place), place in gold) for place in dict.fromkeys(places)]
            gold_counts[case["id"]] = len(gold)
    return list(measure_rankings(rankings, gold_counts).values())


def _gold(case: dict[str, Any]) -> set[Place]:
    # One collection writes some headings in bold; the reader does not.
    return {
        (place["document"], place["page"] if place.get("page") else place.get("section", "").replace("*", ""))
        for place in case["relevant"]
    }


def _place(hit: Hit) -> Place:
    return hit.path, hit.page or hit.section


def _memory() -> float:
    """Megabytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _p50(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.1f} ms"


def _mean(rows: Sequence[dict[str, float]], name: str) -> float:
    return statistics.mean(row[name] for row in rows)


def _line(rows: Sequence[dict[str, float]]) -> str:
    return "  ".join(f"{name} {_mean(rows, name):.3f}" for name in rows[0])
