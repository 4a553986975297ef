"""Fit the features of `app.answering.abstention`, and say what they are worth on papers that they were not fitted on.

    python -m tools.fit_abstention HOME TENANT QUESTIONS.jsonl [HOME TENANT QUESTIONS.jsonl ...]

HOME is a data folder with the papers ingested (`python -m tools.bench_quality --home HOME` makes one of all five sets).
A question counts as right when a gold place is among the first three hits; one that the papers do not answer never is,
nor is one of another set's, some of which are asked as well: they stand for questions that have nothing to do with the
papers, and count a tenth of the set's own. Each set is predicted by weights that were fitted on the others. Questions
that name a number are left out: those are decided by whether it was found. Sets count by the root of their size.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.access import local_scope
from app.answering.abstention import Features, measure_confidence
from app.settings import load_settings
from app.wiring import Use, open_app
from eval.cases import Case, load_cases
from eval.measures.places import matches
from eval.outcomes import Found
from index.hits import Evidence, Hit

Numbers = NDArray[np.float64]
THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)
_FLAGS = ("right", "answerable", "foreign")
FOREIGN = 25
"""Questions of each other set that are asked of a set's papers."""
FOREIGN_SHARE = 0.1
BINS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True)
class Row:
    """One question."""

    set: str
    features: Features
    answerable: bool
    right: bool
    foreign: bool
    """Whether the question is another set's."""
    shipped: float


@dataclass(frozen=True)
class Given:
    """A set: papers, and the questions that were written for them."""

    home: str
    tenant: str
    cases: tuple[Case, ...]

    @classmethod
    def read(cls, home: str, tenant: str, questions: str) -> Given:
        """The questions of a tenant."""
        cases = load_cases(Path(questions)).accepted().cases
        return cls(home, tenant, tuple(case for case in cases if case.tenant in (None, tenant)))


def read_rows(given: Given, others: Sequence[Given]) -> Iterator[Row]:
    """A set's own questions, and some of the others'."""
    foreign = [case for other in others for case in other.cases[:: max(len(other.cases) // FOREIGN, 1)][:FOREIGN]]
    with open_app(load_settings({"AKTENKOMPASS_HOME": given.home}), Use.SEARCH) as app:
        scope = local_scope(app.catalog, given.tenant)
        for case in [*given.cases, *foreign]:
            own = case in given.cases
            hits = app.searcher.search(scope, case.question, 10)
            if not hits or any(Evidence.IDENTIFIER in hit.why for hit in hits):
                continue
            answerable = own and case.answerable
            right = answerable and any(matches(place, case, found(hit)) for place in case.relevant for hit in hits[:3])
            query = app.reader.read(case.question)
            yield Row(
                given.tenant, Features.of(query, hits), answerable, right, not own, measure_confidence(query, hits)
            )


def found(hit: Hit) -> Found:
    """A hit as the measures take it."""
    return Found(hit.tenant, hit.corpus, hit.path, hit.page, hit.heading_path, hit.score)


def fit(features: Numbers, right: Numbers, counts: Numbers) -> Numbers:
    """Weights and offset of a logistic function; shape (features + 1,). `counts` says how much each row counts."""
    mean, spread = features.mean(0), features.std(0)
    scaled = np.hstack([(features - mean) / spread, np.ones((len(features), 1))])
    weights = np.zeros(scaled.shape[1])
    for _ in range(4_000):
        error = counts * (1 / (1 + np.exp(-scaled @ weights)) - right)
        weights -= 0.5 * (scaled.T @ error / counts.sum())
    slopes = weights[:-1] / spread
    return np.append(slopes, weights[-1] - (slopes * mean).sum())


def area(scores: Numbers, right: NDArray[np.bool_]) -> float:
    """Under the ROC curve: how often a right one has more than a wrong one."""
    one, other = scores[right][:, None], scores[~right][None]
    return float((one > other).mean() + 0.5 * (one == other).mean()) if one.size and other.size else float("nan")


def report(name: str, scores: Numbers, rows: Sequence[Row]) -> None:
    """What a confidence is worth."""
    sets = np.array([row.set for row in rows])
    right, answerable, foreign = (np.array([getattr(row, key) for row in rows]) for key in _FLAGS)
    wrong = ~right & ~foreign
    print(
        f"\n== {name}: area under the curve {area(scores[~foreign], right[~foreign]):.3f}, with foreign ones", end=" "
    )
    print(f"{area(scores, right):.3f}, Brier {((scores - right)[~foreign] ** 2).mean():.3f}")
    for each in dict.fromkeys(sets):
        of = (sets == each) & ~foreign
        print(
            f"{each}: {of.sum()} questions, said {scores[of].mean():.2f}, right {right[of].mean():.2f}, "
            f"area {area(scores[of], right[of]):.2f}, Brier {((scores[of] - right[of]) ** 2).mean():.3f}; "
            f"of foreign ones said {scores[(sets == each) & foreign].mean():.2f}"
        )
    for low, high in pairwise(BINS):
        of = (scores >= low) & (scores < high) & ~foreign
        if of.any():
            print(f"said {low:.1f} to {high:.1f}: {of.sum()} questions, right {right[of].mean():.2f}")
    for threshold in THRESHOLDS:
        below = scores < threshold
        print(
            f"below {threshold}: {below[right].mean():.1%} of the right, {below[wrong].mean():.1%} of the wrong, "
            f"{below[~answerable & ~foreign].mean():.1%} of the unanswerable, "
            f"{below[foreign].mean():.1%} of the foreign"
        )


def main() -> None:
    """Print what the shipped weights say, what weights fitted on the other sets say, and weights fitted on all."""
    words = sys.argv[1:]
    given = [Given.read(*words[start : start + 3]) for start in range(0, len(words), 3)]
    rows = [row for each in given for row in read_rows(each, [other for other in given if other is not each])]
    sets, foreign = np.array([row.set for row in rows]), np.array([row.foreign for row in rows])
    features = np.array([row.features for row in rows])
    right = np.array([float(row.right) for row in rows])
    own = np.array([((sets == row.set) & ~foreign).sum() for row in rows])
    others = np.array([((sets == row.set) & foreign).sum() for row in rows])
    counts = np.where(foreign, FOREIGN_SHARE * np.sqrt(own) / np.maximum(others, 1), 1 / np.sqrt(own))
    print(f"{len(rows)} questions, {foreign.sum()} of them foreign")
    report("shipped", np.array([row.shipped for row in rows]), rows)
    if len(set(sets)) > 1:
        unseen = np.empty(len(rows))
        for each in set(sets):
            of = sets == each
            weights = fit(features[~of], right[~of], counts[~of])
            unseen[of] = 1 / (1 + np.exp(-(features[of] @ weights[:-1] + weights[-1])))
        report("fitted on the other sets", unseen, rows)
    print(f"\nfitted on all: {Features._fields} and offset {fit(features, right, counts).round(3).tolist()}")


if __name__ == "__main__":
    main()
