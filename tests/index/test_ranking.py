"""What speaks for a candidate, and the order that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from corpora.model import Access
from index.bags import TermBags
from index.candidates import Candidate, gather
from index.engine import NO_TERMS, Payload, ScoredPoint, SparseVector
from index.features import FEATURES, LENGTH, SMALL, DocumentLook, FeatureReader, Group
from index.hits import Evidence
from index.ranking import WEIGHTS, best_of_place, rank
from index.static_embedding import StaticModel

HUND, KATZE, STEUER, GEBUEHR, RAT = range(10, 15)
"""Ids of terms."""

VECTORS = {HUND: (100, 0, 0), KATZE: (80, 60, 0), STEUER: (0, 0, 100), GEBUEHR: (0, 60, 80)}
"""Dog and cat are near to each other (.8), so are tax and fee; the model does not know councils."""

IDF = {HUND: 2.0, KATZE: 4.0, STEUER: 1.0, GEBUEHR: 3.0, RAT: 0.5}


@pytest.fixture(scope="module")
def reader() -> FeatureReader:
    ids = np.array(sorted(VECTORS), dtype=np.uint32)
    vectors = np.array([VECTORS[int(id)] for id in ids], dtype=np.int8)
    model = StaticModel(ids, vectors, np.full(len(ids), 0.01, dtype=np.float32))
    return FeatureReader(model)


def sparse(**weights: float) -> SparseVector:
    known = {"hund": HUND, "katze": KATZE, "steuer": STEUER, "gebuehr": GEBUEHR, "rat": RAT}
    items = sorted((known[name], weight) for name, weight in weights.items())
    return SparseVector(tuple(id for id, _ in items), tuple(weight for _, weight in items))


def candidate(id: str, document: str = "d", *, page: int | None = 1, heading: str = "", number: int = 0) -> Candidate:
    payload = Payload("rat", Access.PUBLIC, document, "v", number, page, heading_path=(heading,) if heading else ())
    return Candidate(id, payload)


def group(question: SparseVector, passages: Mapping[Any, SparseVector]) -> Group:
    """Candidates with the scores that an engine of the known IDF would give them."""
    asked = dict(zip(question.indices, question.values, strict=True))
    candidates = []
    for one, terms in passages.items():
        found = candidate(one) if isinstance(one, str) else one
        found.terms = terms
        found.sparse = sum(
            asked.get(id, 0) * IDF[id] * value for id, value in zip(terms.indices, terms.values, strict=True)
        )
        found.why.add(Evidence.SPARSE)
        candidates.append(found)
    return Group(question, candidates)


def describe(reader: FeatureReader, *groups: Group, **looks: DocumentLook) -> list[dict[str, float]]:
    known = {one.payload.document: DocumentLook(1, False) for each in groups for one in each.candidates}
    rows = reader.describe(groups, {**known, **looks})
    return [dict(zip(FEATURES, map(float, row), strict=True)) for row in rows]


def test_the_engines_idf_is_read_off_its_scores(reader):
    question = sparse(hund=1, katze=1)
    rows = describe(reader, group(question, {"a": sparse(hund=1), "b": sparse(katze=1), "c": sparse(hund=1, katze=1)}))
    # Of the question's weight 2 + 4 the chunks hold 2, 4 and all.
    assert [row["cover"] for row in rows] == pytest.approx([1 / 3, 2 / 3, 1], abs=0.01)
    assert [row["words"] for row in rows] == pytest.approx([1 / 3, 2 / 3, 1], abs=0.01)


def test_terms_that_no_candidate_holds_do_not_count_against_anyone(reader):
    rows = describe(reader, group(sparse(hund=1, rat=1), {"a": sparse(hund=1)}))
    assert rows[0]["cover"] == pytest.approx(1)


def test_what_a_chunk_lacks_counts_by_its_nearest_term(reader):
    question = sparse(hund=1)
    near, far, same = describe(
        reader, group(question, {"a": sparse(katze=1), "b": sparse(steuer=1), "c": sparse(hund=1)})
    )
    assert near["kin"] == pytest.approx(0.8, abs=0.01)
    assert far["kin"] == 0
    assert same["kin"] == 0
    assert same["cover"] == 1
    assert (same["meaning"], far["meaning"]) == (1, 0)
    assert far["meaning"] < near["meaning"] < same["meaning"]


def test_a_document_is_read_as_one_and_counts_less_the_longer_it_is(reader):
    question = sparse(hund=1, katze=1)
    parts = {
        candidate("a", "kurz"): sparse(hund=1),
        candidate("b", "kurz"): sparse(katze=1),
        candidate("c", "lang"): sparse(katze=1),
    }
    rows = describe(reader, group(question, parts), kurz=DocumentLook(2, False), lang=DocumentLook(20, False))
    assert rows[0]["document"] == rows[1]["document"] == pytest.approx(6 / 4 / (1 + LENGTH * np.log(2)), rel=0.01)
    assert rows[2]["document"] == pytest.approx(1 / (1 + LENGTH * np.log(20)), rel=0.01)


def test_a_nearly_empty_chunk_is_no_denser_than_a_small_one(reader):
    rows = describe(reader, group(sparse(hund=1), {"a": sparse(hund=1), "b": sparse(hund=1, rat=1)}))
    assert rows[0]["size"] == rows[1]["size"] == pytest.approx(np.log(SMALL))


def test_two_tenants_are_measured_with_one_measure(reader):
    strong = group(sparse(hund=1), {"a": sparse(hund=2)})
    weak = group(sparse(hund=1), {"b": sparse(hund=0.5)})
    assert [row["words"] for row in describe(reader, strong, weak)] == pytest.approx([1, 0.25], abs=0.01)


def test_no_candidates_are_no_rows(reader):
    assert reader.describe([], {}).shape == (0, len(FEATURES))
    assert reader.describe([Group(NO_TERMS, ())], {}).shape == (0, len(FEATURES))
    assert rank([], np.zeros((0, len(FEATURES)), dtype=np.float32)) == []


def test_a_question_without_terms_still_describes_what_its_number_named(reader):
    cited = candidate("a")
    cited.terms = sparse(hund=1)
    rows = describe(reader, Group(NO_TERMS, [cited]))
    assert rows[0]["words"] == rows[0]["cover"] == 0


# The order


def features(*words: float) -> np.ndarray:
    rows = np.zeros((len(words), len(FEATURES)), dtype=np.float32)
    rows[:, FEATURES.index("words")] = words
    return rows


def test_every_feature_has_a_weight():
    assert list(WEIGHTS) == list(FEATURES)


def test_better_candidates_come_first_and_equal_ones_by_id():
    ranked = rank([candidate("b"), candidate("c"), candidate("a")], features(0.5, 1, 0.5))
    assert [one.id for one in ranked] == ["c", "a", "b"]
    assert ranked[-1].score == 0


def test_what_a_newer_version_replaces_stands_back():
    old, new = candidate("a", "alt"), candidate("b", "neu")
    assert [one.id for one in rank([old, new], features(1, 0.9), {"alt"})] == ["b", "a"]


def test_what_the_question_names_by_number_comes_before_all_else():
    likely, unlikely = candidate("x"), candidate("y")
    likely.cited, unlikely.cited = 0, 3
    ranked = rank([candidate("a"), unlikely, likely], features(1, 0, 0))
    assert [one.id for one in ranked] == ["x", "y", "a"]


def test_a_configured_embedder_decides_between_equals():
    near = ScoredPoint("b", 0.9, candidate("b").payload)
    far = ScoredPoint("a", 0.1, candidate("a").payload)
    assert [one.id for one in rank(gather([], [near, far], []), features(0.5, 0.5))] == ["b", "a"]


def test_one_hit_a_page():
    assert [one.id for one in best_of_place([candidate("a"), candidate("b"), candidate("c", page=2)])] == ["a", "c"]


def test_bags_tell_the_weights_of_chosen_terms():
    bags = TermBags.of([sparse(hund=1, rat=2), NO_TERMS, sparse(rat=3)])
    assert bags.select([HUND, RAT]).tolist() == [[1, 2], [0, 0], [0, 3]]
    assert bags.select([]).shape == (3, 0)
    assert bags.lengths.tolist() == [2, 0, 1]
