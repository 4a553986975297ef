"""What speaks for a candidate, as numbers: one row a candidate, one column a `FEATURES` name.

All of it is read off what the engine returned (scores, stored terms, payloads) and what the catalogue knows of the
documents. `index.ranking` weighs the columns.

The engine knows how rare each term is in the tenant's papers (its IDF) and does not tell. Every score is the sum of the
question's weights times IDF times stored weights, and there are more candidates than terms, so the IDFs are found by
least squares.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.bags import TermBags
from index.candidates import Candidate
from index.engine import SparseVector
from index.hits import Evidence
from index.static_embedding import StaticModel

FEATURES = (
    "words",  # score by words, 1 for the best candidate
    "document",  # by words, when the document's candidates are read as one; long documents less
    "cover",  # share of the question's weight whose terms stand in the chunk
    "meaning",  # cosine by the static model, 0 for the farthest candidate, 1 for the nearest
    "kin",  # how near the chunk's nearest term is to each of the question's that it lacks, as a share like `cover`
    "size",  # logarithm of the number of terms of the chunk, `SMALL` at least
    "year",  # 1 where the paper is of a year that the question names
    "time",  # the same of days, months and seasons; less the farther away the paper's date is
    "body",  # 1 for the minutes of a body that the question names, `ON_ROUTE` for papers that it treats
)

LENGTH = 0.5
"""How much less a document counts for each power of e of its chunks: long ones hold every word somewhere."""

SMALL = 30
"""Terms of a chunk below which a smaller one is no denser any more, only emptier."""

_USUAL_IDF, _HIGHEST_IDF = 5.0, 14.0
_STEADINESS = 1e-3
"""Ridge of the least squares, for terms that always stand together."""

_BY_WORDS = [FEATURES.index(name) for name in ("words", "document")]

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Group:
    """The candidates from one index, and the question as it was put to it."""

    question: SparseVector
    candidates: Sequence[Candidate]

    def only(self, keeps: Callable[[Candidate], bool]) -> Group:
        """The candidates that `keeps` lets pass."""
        return replace(self, candidates=[candidate for candidate in self.candidates if keeps(candidate)])


@dataclass(frozen=True, slots=True)
class DocumentLook:
    """What counts of a document when its chunks are ranked."""

    chunks: int
    of_year: bool
    """Whether it is of a year that the question names."""
    of_time: float = 0.0
    """0 to 1; how near its date is to the days that the question names."""
    of_body: float = 0.0
    """0 to 1; whether it comes from a body that the question names, or goes there."""


@dataclass(frozen=True, slots=True)
class FeatureReader:
    """Describes candidates."""

    model: StaticModel

    def describe(self, groups: Sequence[Group], known: Mapping[str, DocumentLook]) -> Floats:
        """One row a candidate of all groups, one after the other; shape (candidates, `FEATURES`).

        `known` holds what is known of each document.
        """
        parts = [self._describe(group, known) for group in groups if group.candidates]
        if not parts:
            return np.zeros((0, len(FEATURES)), dtype=np.float32)
        values = np.concatenate(parts)
        values[:, _BY_WORDS] /= values[:, FEATURES.index("words")].max() or 1
        meaning = values[:, FEATURES.index("meaning")]
        meaning -= meaning.min()
        meaning /= meaning.max() or 1
        return values

    def _describe(self, group: Group, known: Mapping[str, DocumentLook]) -> Floats:
        """As `describe`, before all groups are brought to one scale."""
        question, candidates = group.question, group.candidates
        bags = TermBags.of([candidate.terms for candidate in candidates])
        held = bags.select(question.indices)
        weights = _weigh(question, candidates, held)
        words = held @ weights
        present = held > 0
        read = self.model.read(bags)
        kin = np.where(present, 0, read.nearest_terms(question.indices))
        documents = [candidate.payload.document for candidate in candidates]
        looks = [known[document] for document in documents]
        lengths = 1 + LENGTH * np.log([max(look.chunks, 1) for look in looks])
        total = float(weights.sum()) or 1.0
        columns = {
            "words": words,
            "document": _highest(documents, held) @ weights / lengths,
            "cover": present @ weights / total,
            "meaning": read.compare(question),
            "kin": kin @ weights / total,
            "size": np.log(np.maximum(bags.lengths, SMALL)),
            "year": np.array([look.of_year for look in looks]),
            "time": np.array([look.of_time for look in looks]),
            "body": np.array([look.of_body for look in looks]),
        }
        return np.stack([columns[name] for name in FEATURES], axis=1).astype(np.float32, copy=False)


def _weigh(question: SparseVector, candidates: Sequence[Candidate], held: Floats) -> Floats:
    """The question's weights times the engine's IDF, found from the scores it gave.

    0 for a term that no candidate holds. Shape (terms of the question,).
    """
    asked = np.asarray(question.values, dtype=np.float64)
    found = [number for number, candidate in enumerate(candidates) if Evidence.SPARSE in candidate.why]
    matrix = held[found].astype(np.float64) * asked
    beyond = np.array([candidates[number].sparse for number in found]) - matrix.sum(axis=1) * _USUAL_IDF
    ridge = _STEADINESS * np.eye(len(asked))
    idf = _USUAL_IDF + np.linalg.solve(matrix.T @ matrix + ridge, matrix.T @ beyond)
    return np.asarray(asked * np.clip(idf, 0, _HIGHEST_IDF) * held.any(axis=0), dtype=np.float32)


def _highest(groups: Sequence[Hashable], rows: Floats) -> Floats:
    """For each row the highest values of all rows of its group."""
    numbers: dict[Hashable, int] = {}
    group = np.array([numbers.setdefault(key, len(numbers)) for key in groups], dtype=np.intp)
    highest = np.zeros((len(numbers), rows.shape[1]), dtype=np.float32)
    np.maximum.at(highest, group, rows)
    return highest[group]
