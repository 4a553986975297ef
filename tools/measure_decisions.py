"""Prints what `app.decisions` says of randomly drawn papers, beside the minutes, to be judged by reading.

python -m tools.measure_decisions HOME TENANT --papers 400 --show 40 --seed 1
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from pathlib import Path

from app.access import local_scope
from app.decisions import Decision
from app.settings import load_settings
from app.standing import Nature, nature_of
from app.wiring import App, Use, open_app

_TAIL = 300


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("tenant")
    parser.add_argument("--papers", type=int, default=400)
    parser.add_argument("--show", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with open_app(load_settings({"AKTENKOMPASS_HOME": str(options.home)}), Use.SEARCH) as app:
        scope = local_scope(app.catalog, options.tenant)
        wanted = (Nature.PROPOSAL, Nature.INFORMATION)
        papers = [paper for paper in app.catalog.documents(options.tenant) if nature_of(paper) in wanted]
        random.Random(options.seed).shuffle(papers)
        seconds, results, told = [], 0, 0
        for paper in papers[: options.papers]:
            begun = time.perf_counter()
            found = app.decisions.find(scope, paper.tenant, paper.corpus, paper.id)
            seconds.append(time.perf_counter() - begun)
            results += len(found)
            told += bool(found)
            if found and told <= options.show:
                print(f"\n{told}. {paper.reference} {paper.kind}: {paper.title[:120]}")
                for decision in found:
                    show(app, decision)
    cuts = statistics.quantiles(seconds, n=20)
    print(f"\n{len(seconds)} papers, {told} with a result, {results} results")
    print(f"one paper p50 {cuts[9] * 1000:.0f} ms, p95 {cuts[18] * 1000:.0f} ms")


def show(app: App, decision: Decision) -> None:
    """One result and the end of its point in the minutes."""
    place = decision.place
    document = app.library.load_document(place.tenant, place.corpus, place.document, place.version)
    page, start = decision.place.page, place.span.start if place.span else 0
    last = "final" if decision.final else "advisory"
    print(f"   {decision.date} {decision.body}, page {decision.page}: {decision.result.value}, {last}")
    print(f"      „{decision.words}“")
    text = document.pages[page].text
    print("      " + " / ".join(text[max(start - _TAIL, 0) : start].splitlines()))


if __name__ == "__main__":
    main()
