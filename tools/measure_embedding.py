"""What an embedding model finds all by itself: its cosines as the only ranking of a set's chunks.

    python -m tools.measure_embedding [MODEL...] --home FOLDER [--only xquad-de,satzungen] [--dimensions 64,128]

The vectors of the static model that ships with the project come first, over the plain terms of each chunk; a MODEL is a
folder or name as in the setting ``embedding.model``. Sets and FOLDERs are those of `tools.bench_quality`; each chunk
is embedded with its title and headings, and the best chunk of a place counts. Intervals of 95 % by bootstrap.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.settings import load_settings
from app.wiring import Use, open_app
from eval.baselines import CANDIDATES, fold_places
from eval.benchmarks import BENCHMARKS, Passage, ingest, read_passages, unpack
from eval.cases import Case, load_cases
from eval.outcomes import CaseOutcome
from eval.scores import Scores, score
from index.analysis import Analyzer
from index.compounds import load_splitter
from index.embedding import Embedder
from index.engine import SparseVector
from index.sparse import SparseEncoder
from index.static_embedding import load_shipped_model
from index.transformer_embedding import TransformerEmbedder

MEASURES = ("nDCG@10", "R@10", "R@50")


class ShippedVectors:
    """The static model as an `Embedder`: every occurrence of a term counts alike."""

    name = identity = "shipped static model"
    size = 256

    def __init__(self) -> None:
        self._analyzer = Analyzer(load_splitter())
        self._encoder = SparseEncoder(self._analyzer)
        self._model = load_shipped_model()

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), size)."""
        return self._model.embed([self._read(text) for text in texts])

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """Shape (size,)."""
        return np.asarray(self.embed_passages([text])[0])

    def _read(self, text: str) -> SparseVector:
        counts: Counter[str] = Counter()
        for term in self._analyzer.analyze(text):
            counts[term.text] += term.weight  # type: ignore[assignment]
        return self._encoder.encode_question(counts)


def main() -> int:
    """Ingest what is not there yet, embed, print a line a set and model."""
    parser = argparse.ArgumentParser(prog="python -m tools.measure_embedding")
    parser.add_argument("models", nargs="*")
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    parser.add_argument("--only", default="xquad-de,karlsruhe-anfragen")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--dimensions", default="", help="sizes to cut every MODEL to; default: its own")
    arguments = parser.parse_args()
    home = arguments.home.absolute()
    sizes: list[int | None] = [int(size) for size in arguments.dimensions.split(",") if size] or [None]
    embedders: list[Embedder] = [ShippedVectors()]
    embedders += [TransformerEmbedder(model, dimensions=size) for model in arguments.models for size in sizes]
    with open_app(load_settings({**os.environ, "AKTENKOMPASS_HOME": str(home)}), Use.WRITE) as app:
        for benchmark in BENCHMARKS:
            if benchmark.name not in arguments.only.split(","):
                continue
            ingest(app, benchmark, unpack(benchmark, arguments.data, home / "papers"))
            passages = list(read_passages(app, benchmark))
            cases = load_cases(arguments.data / "eval" / f"{benchmark.name}.jsonl").accepted().cases
            for embedder in embedders:
                started = time.perf_counter()
                scores = measure(embedder, passages, cases)
                seconds = time.perf_counter() - started
                line = "  ".join(_write(scores, name) for name in MEASURES)
                print(f"{benchmark.name}  {embedder.name} ({embedder.size})  {line}  {seconds:.0f} s", flush=True)
    return 0


def measure(embedder: Embedder, passages: Sequence[Passage], cases: Sequence[Case]) -> Scores:
    """All questions against all passages."""
    table = embedder.embed_passages([passage.text for passage in passages])
    return score(list(_rank(embedder, table, passages, cases)), answered=False)


def _rank(
    embedder: Embedder, table: NDArray[np.float32], passages: Sequence[Passage], cases: Sequence[Case]
) -> Iterator[CaseOutcome]:
    for case in cases:
        near = table @ embedder.embed_question(case.question)
        first = np.argsort(-near, kind="stable")[:CANDIDATES].tolist()
        yield CaseOutcome(case, fold_places(replace(passages[n].place, score=float(near[n])) for n in first))


def _write(scores: Scores, measure: str) -> str:
    found = scores.estimate(measure)
    return f"{measure} {found.value:.3f} ({found.low:.3f} … {found.high:.3f})" if found else f"{measure} –"


if __name__ == "__main__":
    sys.exit(main())
