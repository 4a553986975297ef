"""What reading the question gives: nDCG@10 with one part of it left out at a time, and on questions in other words.

    python -m tools.measure_queries --home FOLDER [--data FOLDER] [--only nordstemmen,satzungen]

FOLDERs are those of `tools.bench_quality`; the sets must have been ingested. Two further versions of each set's
questions are made by the shipped list of abbreviations: one says every long form by its abbreviation, the other spells
every abbreviation out.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import fmean, median

from app.access import local_scope
from app.settings import load_settings
from app.wiring import App, Use, open_app
from corpora.scope import Scope
from eval.benchmarks import BENCHMARKS
from eval.cases import Case, load_cases
from eval.measures.retrieval import measure_retrieval
from eval.outcomes import CaseOutcome, Found
from index import query as reading
from index import ranking
from index.abbreviations import SHORT_FORM_WEIGHT, Abbreviations, load_abbreviations
from index.query import QueryReader
from index.search import Searcher
from index.synonyms import Synonyms

_WORD = re.compile(r"\w+")


def main() -> int:
    """0."""
    parser = argparse.ArgumentParser(prog="python -m tools.measure_queries")
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    parser.add_argument("--only", default=",".join(benchmark.name for benchmark in BENCHMARKS))
    parser.add_argument("--home", type=Path, required=True)
    arguments = parser.parse_args()
    settings = load_settings({**os.environ, "AKTENKOMPASS_HOME": str(arguments.home.absolute())})
    with open_app(settings, Use.SEARCH) as app:
        for name in arguments.only.split(","):
            cases = load_cases(arguments.data / "eval" / f"{name}.jsonl").accepted().cases
            measure(app, name, [case for case in cases if case.answerable])
    return 0


def measure(app: App, name: str, cases: Sequence[Case]) -> None:
    """Print a line for each part that can be left out."""
    scope = local_scope(app.catalog, name)
    versions = {
        "as asked": list(cases),
        "abbreviated": [replace(case, question=reword(case.question, shorten=True)) for case in cases],
        "spelled out": [replace(case, question=reword(case.question, shorten=False)) for case in cases],
    }
    changed = [
        sum(case.question != other.question for case, other in zip(cases, version, strict=True))
        for version in versions.values()
    ]
    print(f"{name}: {len(cases)} questions, of these abbreviated {changed[1]}, spelled out {changed[2]}", flush=True)
    print(f"  reading a question: {1000 * read_seconds(app, cases):.2f} ms at p50")
    plain = QueryReader(app.reader._analyzer, abbreviations=Abbreviations(()))
    no_synonyms = QueryReader(app.reader._analyzer, Synonyms(()))
    for version, asked in versions.items():
        if version == "as asked" or [case.question for case in asked] != [case.question for case in cases]:
            whole = score(app.searcher, scope, asked)
            without = score(app.searcher.reading_with(plain), scope, asked)
            print(f"  {version}: {whole:.4f}, without abbreviations {without:.4f}", flush=True)
    print(f"  without office words: {score(app.searcher.reading_with(no_synonyms), scope, cases):.4f}", flush=True)
    for part, leave_out in PARTS.items():
        with leave_out():
            print(f"  without {part}: {score(app.searcher, scope, cases):.4f}", flush=True)


def score(searcher: Searcher, scope: Scope, cases: Sequence[Case]) -> float:
    """Mean nDCG@10."""
    outcomes = []
    for case in cases:
        hits = searcher.search(scope, case.question, 10)
        found = (Found(hit.tenant, hit.corpus, hit.path, hit.page, hit.heading_path, hit.score) for hit in hits)
        outcomes.append(CaseOutcome(case, tuple(found)))
    parts = measure_retrieval(outcomes)
    return fmean(parts[case.id]["nDCG@10"].value or 0.0 for case in cases)


def reword(question: str, *, shorten: bool) -> str:
    """The question with every long form abbreviated, or every abbreviation spelled out."""
    words = list(_WORD.finditer(question))
    told = question
    for found in reversed(load_abbreviations().expand([word.group() for word in words])):
        if (found.weight == SHORT_FORM_WEIGHT) is shorten:
            told = told[: words[found.start].start()] + found.terms[0] + told[words[found.end - 1].end() :]
    return told


def read_seconds(app: App, cases: Sequence[Case]) -> float:
    """Median time to read a question for one tenant."""
    seconds = []
    for case in cases:
        started = time.perf_counter()
        app.reader.read(case.question)
        seconds.append(time.perf_counter() - started)
    return median(seconds)


@contextmanager
def _replaced(module: object, name: str, value: object) -> Iterator[None]:
    kept = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, kept)


def _unweighted(*features: str) -> Callable[[], AbstractContextManager[None]]:
    return lambda: _replaced(ranking, "WEIGHTS", {**ranking.WEIGHTS, **dict.fromkeys(features, 0.0)})


PARTS: dict[str, Callable[[], AbstractContextManager[None]]] = {
    "years": _unweighted("year"),
    "days, months and seasons": _unweighted("time"),
    "bodies": _unweighted("body"),
    "years, days and bodies": _unweighted("year", "time", "body"),
    "amounts in other spellings": lambda: _replaced(reading, "same_amounts", lambda question: ()),
    "names of streets": lambda: _replaced(reading, "_in_names", lambda question: set()),
}


if __name__ == "__main__":
    sys.exit(main())
