"""Choose `index.ranking.MEANING_WEIGHT` on real questions, by cross-validation over all named sets together.

    python -m tools.tune_meaning [--data FOLDER] [--only nordstemmen,gesetze] --home FOLDER

FOLDERs are those of `tools.bench_quality`. Every weight is asked through the production search. A fold's weight is the
one with the best mean of the sets' nDCG@10, each relative to no weight, on the other folds; what it gives on its own
fold is reported, beside the figures of every weight on all questions.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from statistics import fmean

from app.settings import load_settings
from app.wiring import App, Use, open_app
from eval.benchmarks import BENCHMARKS, Benchmark, ingest, unpack
from eval.cases import load_cases
from eval.runner import Plan, run_cases
from eval.scores import score
from index import ranking

WEIGHTS = (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
FOLDS = 5
MEASURE = "nDCG@10"


def main() -> int:
    """Ingest what is not there yet, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m tools.tune_meaning")
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    parser.add_argument("--only", default="nordstemmen,gesetze")
    parser.add_argument("--home", type=Path, required=True)
    arguments = parser.parse_args()
    home = arguments.home.absolute()
    settings = load_settings({**os.environ, "AKTENKOMPASS_HOME": str(home)})
    measured: dict[str, dict[float, list[float]]] = {}
    with open_app(settings, Use.WRITE) as app:
        for benchmark in BENCHMARKS:
            if benchmark.name in arguments.only.split(","):
                ingest(app, benchmark, unpack(benchmark, arguments.data, home / "papers"))
                measured[benchmark.name] = {
                    weight: measure(app, benchmark, arguments.data, home, weight) for weight in WEIGHTS
                }
    for weight in WEIGHTS:
        print(f"{weight:.2f}", *(f"{name} {fmean(values[weight]):.3f}" for name, values in measured.items()))
    chosen = [choose(measured, fold) for fold in range(FOLDS)]
    print("cross-validated, weights", *chosen)
    for name, values in measured.items():
        held_out = [value for fold, weight in enumerate(chosen) for value in values[weight][fold::FOLDS]]
        print(f"{name}: {fmean(values[0.0]):.3f} without, {fmean(held_out):.3f} with")
    return 0


def measure(app: App, benchmark: Benchmark, data: Path, home: Path, weight: float) -> list[float]:
    """nDCG@10 of each answerable question."""
    ranking.MEANING_WEIGHT = weight
    cases = load_cases(data / "eval" / f"{benchmark.name}.jsonl").accepted()
    plan = Plan(cases, home / "runs" / f"{benchmark.name}-{weight}", benchmark.name, retrieval_only=True, fresh=True)
    parts = score(run_cases(app, plan).outcomes, answered=False).parts(MEASURE)
    return [part.amount / part.weight for part in parts if part.weight]


def choose(measured: dict[str, dict[float, list[float]]], fold: int) -> float:
    """The best weight on all folds but `fold`."""

    def gain(weight: float) -> float:
        ratios = []
        for values in measured.values():
            without, with_it = (
                fmean(value for at, value in enumerate(values[one]) if at % FOLDS != fold) for one in (0.0, weight)
            )
            ratios.append(with_it / (without or 1.0))
        return fmean(ratios)

    return max(WEIGHTS, key=gain)


if __name__ == "__main__":
    sys.exit(main())
