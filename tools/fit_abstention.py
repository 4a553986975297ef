"""Fit the features of `app.answering.abstention` on one half of some questions and report on the other.

    python -m tools.fit_abstention HOME TENANT QUESTIONS.jsonl [HOME TENANT QUESTIONS.jsonl ...]

HOME is a data folder with the papers ingested. Questions that name a number are left out: those are decided by whether
the number was found. The halves are drawn by a hash of the question's id.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.access import local_scope
from app.answering.abstention import measure_confidence
from app.settings import load_settings
from app.wiring import Use, open_app
from index.hits import Evidence

Row = tuple[bool, float, float, float, int]


def read_rows(home: str, tenant: str, questions: Path) -> Iterator[Row]:
    """Answerable, information, agreement, confidence as shipped, half."""
    with open_app(load_settings({"AKTENKOMPASS_HOME": home}), Use.SEARCH) as app:
        scope = local_scope(app.catalog, tenant)
        for line in questions.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            hits = app.searcher.search(scope, case["question"], 10)
            if not hits or any(Evidence.IDENTIFIER in hit.why for hit in hits):
                continue
            query = app.reader.read(case["question"])
            information = max(hit.matched_terms for hit in hits[:3]) * sum(query.importance.values())
            agreement = max(Counter(hit.document for hit in hits).values()) / len(hits)
            half = zlib.crc32(case["id"].encode()) % 2
            yield case["answerable"], information, agreement, measure_confidence(query, hits), half


def fit(features: NDArray[np.float64], answerable: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Weights and offset of a logistic function, both classes weighted alike; shape (features + 1,)."""
    mean, spread = features.mean(0), features.std(0)
    scaled = np.hstack([(features - mean) / spread, np.ones((len(features), 1))])
    share = answerable.mean()
    balance = np.where(answerable, 0.5 / share, 0.5 / (1 - share))
    weights = np.zeros(scaled.shape[1])
    for _ in range(20_000):
        error = balance * (1 / (1 + np.exp(-scaled @ weights)) - answerable)
        weights -= 0.2 * (scaled.T @ error / len(scaled) + 0.01 * np.append(weights[:-1], 0))
    slopes = weights[:-1] / spread
    return np.append(slopes, weights[-1] - (slopes * mean).sum())


def main() -> None:
    """Print fitted weights, and what each threshold would answer and refuse on both halves."""
    words = sys.argv[1:]
    sets = [words[start : start + 3] for start in range(0, len(words), 3)]
    rows = [row for home, tenant, questions in sets for row in read_rows(home, tenant, Path(questions))]
    answerable = np.array([row[0] for row in rows])
    features = np.array([row[1:3] for row in rows])
    first = np.array([row[4] == 0 for row in rows])
    fitted = fit(features[first], answerable[first])
    print(f"{len(rows)} questions, {(~answerable).sum()} unanswerable; weights fitted on one half: {fitted.round(2)}")
    scores = {
        "fitted": 1 / (1 + np.exp(-(features @ fitted[:-1] + fitted[-1]))),
        "shipped": np.array([row[3] for row in rows]),
    }
    for name, score in scores.items():
        for threshold in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
            parts = []
            for label, half in (("first half", first), ("other half", ~first)):
                answered = (score[half & answerable] >= threshold).mean()
                refused = (score[half & ~answerable] < threshold).mean()
                parts.append(f"{label}: answered {answered:.0%}, rightly refused {refused:.0%}")
            print(f"{name} at {threshold}: {'; '.join(parts)}")


if __name__ == "__main__":
    main()
