"""Try parameters of BM25 on questions with gold, words alone: `K1`, `B` and `CONTEXT_WEIGHT` of `index.sparse`.

    python -m tools.tune_bm25 [--data FOLDER] [--only nordstemmen,gesetze] --home FOLDER

FOLDERs are those of `tools.bench_quality`. Chunks are cut anew from the stored documents and scored here as the engine
scores them, so that nothing has to be indexed again for a parameter. Printed per set is nDCG@10 with the parameters in
force, with those that are best on it, and with those that were best on four fifths of every set's questions, measured
on the last fifth (cross-validated); every set counts alike.
"""

from __future__ import annotations

import argparse
import itertools
import math
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from app.settings import load_settings
from app.wiring import App, Use, open_app
from eval.benchmarks import BENCHMARKS, Benchmark, ingest, unpack
from eval.cases import Case, load_cases
from eval.measures.places import matches
from eval.outcomes import Found
from index.analysis import Analyzer, term_id
from index.compounds import load_splitter
from index.query import QueryReader
from index.sparse import AVERAGE_LENGTH, CONTEXT_WEIGHT, K1, B
from ingest.chunking import DocumentKey, chunk
from tools.tune_ranking import FOLDS, Question, measure

K1S, BS, CONTEXT_WEIGHTS = (0.6, 0.9, 1.2, 1.6), (0.2, 0.4, 0.6, 0.75), (1.0, 2.0, 3.0)
IN_FORCE = (K1, B, CONTEXT_WEIGHT)
DEPTH = 200
"""Best chunks of a question that are looked at; more than ten places are among them."""

ALONE = np.ones(1)
Parameters = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Postings:
    """Where the terms of all questions stand: entry i says how often ``terms[i]`` stands in chunk ``chunks[i]``."""

    terms: NDArray[np.uint32]
    """Ascending."""
    chunks: NDArray[np.intp]
    context: NDArray[np.float32]
    text: NDArray[np.float32]
    lengths: NDArray[np.float32]
    """Weighted terms of each chunk's context and text; shape (chunks, 2)."""
    places: Sequence[Found]

    def weigh(self, parameters: Parameters) -> NDArray[np.float32]:
        """What each entry counts, without IDF."""
        k1, b, context_weight = parameters
        length = context_weight * self.lengths[:, 0] + self.lengths[:, 1]
        norm = k1 * (1 - b + b * length / AVERAGE_LENGTH)
        counts = context_weight * self.context + self.text
        return np.asarray(counts * (k1 + 1) / (counts + norm[self.chunks]), dtype=np.float32)


def main() -> int:
    """Ingest what is not there yet, try, print."""
    parser = argparse.ArgumentParser(prog="python -m tools.tune_bm25")
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    parser.add_argument("--only", default=",".join(benchmark.name for benchmark in BENCHMARKS))
    parser.add_argument("--home", type=Path, required=True)
    arguments = parser.parse_args()
    home = arguments.home.absolute()
    tried = list(itertools.product(K1S, BS, CONTEXT_WEIGHTS))
    results: dict[str, NDArray[np.float64]] = {}
    with open_app(load_settings({**os.environ, "AKTENKOMPASS_HOME": str(home)}), Use.WRITE) as app:
        for benchmark in BENCHMARKS:
            if benchmark.name in arguments.only.split(","):
                ingest(app, benchmark, unpack(benchmark, arguments.data, home / "papers"))
                results[benchmark.name] = np.array(list(try_on(app, benchmark, arguments.data, tried)))
                print(f"{benchmark.name}: {results[benchmark.name].shape[1]} questions", file=sys.stderr, flush=True)
    report(results, tried)
    return 0


def try_on(app: App, benchmark: Benchmark, data: Path, tried: Sequence[Parameters]) -> Iterator[list[float]]:
    """For each of the parameters nDCG@10 of every answerable question."""
    cases = [case for case in load_cases(data / "eval" / f"{benchmark.name}.jsonl").accepted().cases if case.answerable]
    analyzer = Analyzer(load_splitter())
    reader = QueryReader(analyzer)
    asked = [{term_id(term): weight for term, weight in reader.read(case.question).terms.items()} for case in cases]
    postings = read_postings(app, benchmark, analyzer, frozenset().union(*asked))
    gold = [_gold(case, postings.places) for case in cases]
    for parameters in tried:
        weights = postings.weigh(parameters)
        yield [
            _rank(case, terms, right, postings, weights) for case, terms, right in zip(cases, asked, gold, strict=True)
        ]


def read_postings(app: App, benchmark: Benchmark, analyzer: Analyzer, wanted: frozenset[int]) -> Postings:
    """All chunks of a set, looked through for the terms of its questions."""
    entries: list[tuple[int, int, float, float]] = []
    lengths: list[tuple[float, float]] = []
    places: list[Found] = []
    for record in app.catalog.documents(benchmark.name):
        if record.version is None:
            continue
        document = app.library.load_document(record.tenant, record.corpus, record.id, record.version)
        key = DocumentKey(record.tenant, record.corpus, record.path, document.version)
        for piece in chunk(key, document.facts, document.kind, document.sections, document.pages):
            context, text = analyzer.sum_weights(piece.context), analyzer.sum_weights(piece.text)
            entries += [
                (id, len(places), context.get(id, 0.0), text.get(id, 0.0))
                for id in wanted & (context.keys() | text.keys())
            ]
            lengths.append((sum(context.values()), sum(text.values())))
            page = document.pages[piece.spans[0].page].number
            places.append(Found(benchmark.name, record.corpus, record.path, page, piece.heading_path, 0.0))
    entries.sort()
    columns = np.array(entries, dtype=np.float64).reshape(-1, 4).T
    return Postings(
        terms=columns[0].astype(np.uint32),
        chunks=columns[1].astype(np.intp),
        context=columns[2].astype(np.float32),
        text=columns[3].astype(np.float32),
        lengths=np.array(lengths, dtype=np.float32),
        places=places,
    )


def report(results: dict[str, NDArray[np.float64]], tried: Sequence[Parameters]) -> None:
    """A line a set; `results` has shape (parameters, questions)."""
    chosen = []
    for fold in range(FOLDS):
        inside = {name: np.arange(values.shape[1]) % FOLDS != fold for name, values in results.items()}
        means = np.mean([values[:, inside[name]].mean(axis=1) for name, values in results.items()], axis=0)
        chosen.append(int(means.argmax()))
    now = tried.index(IN_FORCE)
    for name, values in results.items():
        own = int(values.mean(axis=1).argmax())
        held_out = fmean(values[chosen[number % FOLDS], number] for number in range(values.shape[1]))
        print(
            f"{name}: {values[now].mean():.3f} in force, {held_out:.3f} cross-validated, "
            f"{values[own].mean():.3f} at best with {tried[own]}"
        )
    means = np.mean([values.mean(axis=1) for values in results.values()], axis=0)
    print("mean over the sets, (K1, B, CONTEXT_WEIGHT):")
    for number in np.argsort(-means)[:8].tolist():
        print(f"  {means[number]:.4f} {tried[number]}")
    print(f"  {means[now]:.4f} {IN_FORCE} in force; chosen in the folds: {[tried[number] for number in chosen]}")


def _gold(case: Case, places: Sequence[Found]) -> NDArray[np.bool_]:
    paths = {place.document for place in case.relevant}
    return np.array(
        [at.document in paths and any(matches(place, case, at) for place in case.relevant) for at in places],
        dtype=bool,
    )


def _rank(
    case: Case, terms: dict[int, float], gold: NDArray[np.bool_], postings: Postings, weights: NDArray[np.float32]
) -> float:
    count = len(postings.places)
    scores = np.zeros(count, dtype=np.float32)
    for id, weight in terms.items():
        start, end = np.searchsorted(postings.terms, [id, id + 1]).tolist()
        idf = math.log((count - (end - start) + 0.5) / (end - start + 0.5) + 1)
        scores[postings.chunks[start:end]] += weight * idf * weights[start:end]
    best = np.argsort(-scores, kind="stable")[:DEPTH]
    question = Question(
        features=scores[best, None],
        gold=gold[best],
        places=tuple(_place(postings.places[number]) for number in best.tolist()),
        wanted=len(case.relevant),
        cited=False,
    )
    return measure(question, ALONE)


def _place(at: Found) -> tuple[object, ...]:
    return at.document, at.page if at.page is not None else at.headings


if __name__ == "__main__":
    sys.exit(main())
