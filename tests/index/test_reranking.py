"""Re-ranking of ranked candidates, by a double whose judgement is known and by a real tiny cross-encoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from corpora.errors import ModelUnavailable
from corpora.model import Access
from index.candidates import Candidate
from index.cross_encoder import CrossEncoderReranker
from index.engine import Payload
from index.reranking import Reranking
from tests.models import ON_CPU, make_bert, make_cross_encoder, make_static_model

WORDS = ["wichtig", "hund", "steuer", "rathaus", "öffnet", "um", "acht"]


class Counting:
    """Scores a passage by how often it says „wichtig“, and remembers what it read."""

    name = "zählend"

    def __init__(self) -> None:
        self.read: list[str] = []

    def score(self, question: str, passages: Sequence[str]) -> np.ndarray:
        self.read = list(passages)
        return np.array([passage.count("wichtig") for passage in passages], dtype=np.float32)


def candidate(id: str, text: str, score: float, cited: int | None = None) -> Candidate:
    payload = Payload("rat", Access.PUBLIC, f"d-{id}", "v", 0, 1, text=text, heading_path=("§ 1",))
    return Candidate(id, payload, score=score, cited=cited)


def order(reranking: Reranking, ranked: list[Candidate]) -> list[str]:
    return [one.id for one in reranking.reorder("Frage?", ranked, {"d-a": "Satzung"})]


RANKED = [
    ("a", "nichts", 4.0),
    ("b", "wichtig", 3.0),
    ("c", "wichtig wichtig wichtig", 2.0),
    ("d", "wichtig " * 9, 1.0),
]


def ranked() -> list[Candidate]:
    return [candidate(*values) for values in RANKED]


def test_the_re_rankers_judgement_alone_decides_with_the_whole_weight():
    assert order(Reranking(Counting(), weight=1.0), ranked()) == ["d", "c", "b", "a"]


def test_without_weight_the_ranking_stays():
    assert order(Reranking(Counting(), weight=0.0), ranked()) == ["a", "b", "c", "d"]


def test_between_them_both_have_their_share():
    assert order(Reranking(Counting(), weight=0.55), ranked()) == ["d", "a", "b", "c"]


def test_only_the_first_are_read_and_the_others_stay_behind_them():
    reranker = Counting()
    assert order(Reranking(reranker, candidates=3, weight=1.0), ranked()) == ["c", "b", "a", "d"]
    assert len(reranker.read) == 3


def test_a_passage_is_read_with_its_title_and_headings():
    reranker = Counting()
    order(Reranking(reranker), ranked())
    assert reranker.read[0] == "Satzung · § 1\nnichts"
    assert reranker.read[1] == "§ 1\nwichtig"


def test_what_the_question_names_by_its_number_stays_in_front_and_is_not_read():
    cited = candidate("x", "genannt", 40.0, cited=0)
    reranker = Counting()
    assert order(Reranking(reranker, weight=1.0), [cited, *ranked()]) == ["x", "d", "c", "b", "a"]
    assert "genannt" not in "".join(reranker.read)


def test_scores_fall_and_lie_where_they_lay():
    after = Reranking(Counting(), candidates=3, weight=0.8).reorder("Frage?", ranked(), {})
    scores = [one.score for one in after]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == pytest.approx(4.0, abs=1.0)
    assert scores[-1] == 1.0


def test_one_candidate_or_an_empty_question_asks_nobody():
    reranker = Counting()
    assert [one.id for one in Reranking(reranker).reorder("Frage?", ranked()[:1], {})] == ["a"]
    assert [one.id for one in Reranking(reranker).reorder("  ", ranked(), {})] == ["a", "b", "c", "d"]
    assert reranker.read == []


# Cross-encoders


@pytest.fixture(scope="module")
def loving(tmp_path_factory):
    return make_cross_encoder(tmp_path_factory.mktemp("ce") / "ordner", WORDS, "wichtig")


@pytest.mark.models
def test_a_cross_encoder_scores_every_pair_in_the_order_given(loving):
    reranker = CrossEncoderReranker(str(loving), runtime=replace(ON_CPU, batch=2))

    passages = ["rathaus öffnet um acht", "wichtig", "hund wichtig steuer rathaus", "hund steuer wichtig wichtig"]
    scores = reranker.score("hund", passages)

    assert scores.shape == (4,)
    assert scores.dtype == np.float32
    assert np.argsort(-scores).tolist() == [3, 1, 2, 0]
    assert reranker.score("hund", []).shape == (0,)
    assert reranker.name == "ordner"


@pytest.mark.models
def test_scores_are_not_squeezed_so_that_good_passages_stay_apart(loving):
    reranker = CrossEncoderReranker(str(loving), runtime=ON_CPU)
    alone = reranker.score("hund", ["wichtig"])
    assert np.allclose(alone, reranker.score("hund", ["wichtig", "hund"])[:1], atol=1e-6)


@pytest.mark.models
def test_an_embedding_model_is_not_taken_for_a_re_ranker(tmp_path):
    static = make_static_model(tmp_path / "statisch", {"hund": (1.0, 0.0)})
    bert = make_bert(tmp_path / "bert", WORDS)
    for folder in (static, bert, tmp_path / "bert-bert"):
        with pytest.raises(ModelUnavailable, match="ist ein Einbettungsmodell") as caught:
            CrossEncoderReranker(str(folder), runtime=ON_CPU)
        assert "Cross-Encoder" in caught.value.hint


@pytest.mark.models
def test_a_classifier_of_several_classes_is_refused(tmp_path):
    folder = make_cross_encoder(tmp_path / "klassen", WORDS, "hund", labels=3)
    with pytest.raises(ModelUnavailable, match="3 Werte"):
        CrossEncoderReranker(str(folder), runtime=ON_CPU)


@pytest.mark.models
def test_a_cross_encoder_saved_by_its_library_loads_too(tmp_path, loving):
    from sentence_transformers import CrossEncoder

    CrossEncoder(str(loving), device="cpu").save_pretrained(str(tmp_path / "gespeichert"))
    again = CrossEncoderReranker(str(tmp_path / "gespeichert"), runtime=ON_CPU)
    expected = CrossEncoderReranker(str(loving), runtime=ON_CPU)
    assert np.allclose(again.score("hund", ["wichtig", "hund"]), expected.score("hund", ["wichtig", "hund"]), atol=1e-6)


def test_a_re_ranker_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ModelUnavailable, match="fehlt-hier"):
        CrossEncoderReranker(str(tmp_path / "fehlt-hier"))
