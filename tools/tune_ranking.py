"""Learn `index.ranking.WEIGHTS` from questions with gold, through the production search, and say what they are worth.

    python -m tools.tune_ranking [--data FOLDER] [--only nordstemmen,gesetze] --home FOLDER [--without terms,size]

FOLDERs are those of `tools.bench_quality`. A question's candidates and features come from `Searcher.find`; the weights
are those of a linear model whose softmax over the candidates gives the gold ones the most. A set counts by the root of
the number of its questions: each question alike, and the largest set would be all that is learned; each set alike, and
sixteen questions would say as much as a thousand. Questions that are answered by a number alone are left out of the
learning.

Reported per set is nDCG@10 by words alone, with weights learned on four fifths of every set's questions and measured on
the last (cross-validated), with weights learned on the other sets only, and with the weights in force. The last lines
are the weights learned on all questions, to be copied.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
import torch
from numpy.typing import NDArray

from app.access import local_scope
from app.settings import load_settings
from app.wiring import App, Use, open_app
from eval.benchmarks import BENCHMARKS, Benchmark, ingest, unpack
from eval.cases import load_cases
from eval.measures.places import matches
from eval.outcomes import Found
from index.candidates import Candidate, place_of
from index.features import FEATURES
from index.ranking import WEIGHTS
from index.search import SearchFilters

FOLDS = 5
RIDGE = 3e-3
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Question:
    """What was found for one question."""

    features: NDArray[np.float32]
    gold: NDArray[np.bool_]
    places: tuple[object, ...]
    wanted: int
    """Gold places there are."""
    cited: bool


def main() -> int:
    """Ingest what is not there yet, ask, learn, print."""
    parser = argparse.ArgumentParser(prog="python -m tools.tune_ranking")
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    parser.add_argument("--only", default=",".join(benchmark.name for benchmark in BENCHMARKS))
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--without", default="", help="features to leave out")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    home = arguments.home.absolute()
    settings = load_settings({**os.environ, "AKTENKOMPASS_HOME": str(home)})
    sets: dict[str, list[Question]] = {}
    with open_app(settings, Use.WRITE) as app:
        for benchmark in BENCHMARKS:
            if benchmark.name in arguments.only.split(","):
                ingest(app, benchmark, unpack(benchmark, arguments.data, home / "papers"))
                sets[benchmark.name] = list(ask(app, benchmark, arguments.data))
    left_out = set(filter(None, arguments.without.split(",")))
    used = np.array([name not in left_out for name in FEATURES])
    report(sets, used)
    learned = learn(list(sets.values()), used)
    print("WEIGHTS = {")
    for name, weight in zip(FEATURES, learned.tolist(), strict=True):
        print(f'    "{name}": {weight:.2f},')
    print("}")
    return 0


def ask(app: App, benchmark: Benchmark, data: Path) -> list[Question]:
    """Candidates and features of every answerable question."""
    scope = local_scope(app.catalog, benchmark.name)
    cases = load_cases(data / "eval" / f"{benchmark.name}.jsonl").accepted()
    found = []
    for case in cases.cases:
        if case.answerable:
            described = app.searcher.find(scope, case.question, SearchFilters())
            places = [
                _found(benchmark, described.records[one.payload.document].path, one) for one in described.candidates
            ]
            gold = np.array([any(matches(place, case, at) for place in case.relevant) for at in places], dtype=bool)
            found.append(
                Question(
                    features=described.features,
                    gold=gold,
                    places=tuple(place_of(one.payload) for one in described.candidates),
                    wanted=len(case.relevant),
                    cited=any(one.cited is not None for one in described.candidates),
                )
            )
    return found


def report(sets: dict[str, list[Question]], used: NDArray[np.bool_]) -> None:
    """A line a set."""
    words = np.array([float(name == "words") for name in FEATURES])
    current = np.array([WEIGHTS[name] for name in FEATURES])
    held_out: dict[str, list[float]] = {name: [] for name in sets}
    for fold in range(FOLDS):
        weights = learn([_part(questions, fold, inside=False) for questions in sets.values()], used)
        for name, questions in sets.items():
            held_out[name] += [measure(question, weights) for question in _part(questions, fold, inside=True)]
    for name, questions in sets.items():
        line = {
            "words": fmean(measure(question, words) for question in questions),
            "cross-validated": fmean(held_out[name]),
            "now": fmean(measure(question, current) for question in questions),
        }
        others = [other for key, other in sets.items() if key != name]
        if others:
            weights = learn(others, used)
            line["learned elsewhere"] = fmean(measure(question, weights) for question in questions)
        cited = sum(question.cited for question in questions)
        values = ", ".join(f"{key} {value:.3f}" for key, value in line.items())
        print(f"{name}: {values} ({len(questions)} questions, {cited} by number)", flush=True)


def learn(sets: Sequence[Sequence[Question]], used: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Weights of all features, 0 for those not used."""
    rows, segments, gold = [], [], []
    counts: list[float] = []
    for questions in sets:
        learnable = [question for question in questions if question.gold.any() and not question.cited]
        for question in learnable:
            segments.append(np.full(len(question.gold), len(counts)))
            rows.append(question.features[:, used])
            gold.append(question.gold)
            counts.append(1 / math.sqrt(len(learnable)))
    matrix = torch.from_numpy(np.concatenate(rows))
    spread = matrix.std(0) + 1e-6
    matrix = matrix / spread
    segment, right = torch.from_numpy(np.concatenate(segments)), torch.from_numpy(np.concatenate(gold))
    share = torch.tensor(counts) / sum(counts)
    weights = torch.zeros(matrix.shape[1], requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=300, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = matrix @ weights
        wrong = _log_sum(scores, segment, len(counts)) - _log_sum(scores[right], segment[right], len(counts))
        value = (share * wrong).sum() + RIDGE * (weights**2).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    learned = np.zeros(len(FEATURES))
    learned[used] = (weights / spread).detach().numpy()
    return learned


def measure(question: Question, weights: NDArray[np.float64]) -> float:
    """nDCG@10 of one question, the first candidate of each place counted; what is cited comes first in the product."""
    gain = 0.0
    seen: set[object] = set()
    for number in np.argsort(-(question.features @ weights), kind="stable").tolist():
        if question.places[number] in seen:
            continue
        gain += question.gold[number] / math.log2(len(seen) + 2)
        seen.add(question.places[number])
        if len(seen) == DEPTH:
            break
    return min(1.0, gain / sum(1 / math.log2(rank + 2) for rank in range(min(DEPTH, question.wanted))))


def _found(benchmark: Benchmark, path: str, candidate: Candidate) -> Found:
    payload = candidate.payload
    return Found(benchmark.name, payload.corpus, path, payload.page, payload.heading_path, 0.0)


def _part(questions: Sequence[Question], fold: int, *, inside: bool) -> list[Question]:
    return [question for number, question in enumerate(questions) if (number % FOLDS == fold) is inside]


def _log_sum(scores: torch.Tensor, segment: torch.Tensor, count: int) -> torch.Tensor:
    """Logarithm of the sum of the exponentials of each segment."""
    highest = torch.full((count,), -1e9).scatter_reduce(0, segment, scores.detach(), "amax")
    sums = torch.zeros(count).index_add(0, segment, torch.exp(scores - highest[segment]))
    return highest + torch.log(sums)


if __name__ == "__main__":
    sys.exit(main())
