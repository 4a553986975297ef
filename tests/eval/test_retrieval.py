"""Retrieval measures against values worked out by hand and against trec_eval."""

from __future__ import annotations

import math
import random

import pytest
import pytrec_eval

from eval.cases import Place
from eval.measures.places import Level
from eval.measures.retrieval import STALE, Ranking, draw_recall, measure_rankings, measure_retrieval
from eval.outcomes import CaseOutcome, Found
from eval.scores import score
from tests.eval.makers import case, failed, found


def values(outcome: CaseOutcome) -> dict[str, float | None]:
    return {name: part.value for name, part in measure_retrieval([outcome])[outcome.case.id].items()}


def test_one_gold_page_at_rank_three() -> None:
    measured = values(CaseOutcome(case(), (found("a.pdf"), found("gold.pdf", 2), found("gold.pdf", 1))))
    assert measured["nDCG@10"] == pytest.approx(1 / math.log2(4))
    assert measured["RR@10"] == pytest.approx(1 / 3)
    assert (measured["R@1"], measured["R@5"]) == (0, 1)
    # The wrong page of the right document stands at rank two.
    assert measured["nDCG@10/document"] == pytest.approx(1 / math.log2(3))
    assert measured["nDCG@10/page"] == measured["nDCG@10"]
    assert "nDCG@10/section" not in measured


def test_two_gold_places_of_which_one_is_missed() -> None:
    two = case("f", Place("gold.pdf", 1), Place("gold.pdf", 7))
    measured = values(CaseOutcome(two, (found("gold.pdf", 7), found("a.pdf"))))
    assert measured["nDCG@10"] == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert measured["R@50"] == 0.5
    assert measured["R@1/document"] == 1


def test_a_place_found_twice_counts_once() -> None:
    hits = (found("gold.pdf", 1, "A"), found("gold.pdf", 1, "B"), found("b.pdf"))
    two = case("f", Place("gold.pdf", 1), Place("b.pdf", 1))
    assert values(CaseOutcome(two, hits))["nDCG@10"] == 1


@pytest.mark.parametrize(
    ("heading", "same"),
    [
        (("§ 3 Gebühren",), True),
        (("Zweiter Teil", "§ 3  GEBÜHREN.", "(2)"), True),
        (("**§ 3 Gebühren**",), True),
        (("§ 2 Zweck / § 3 Gebühren",), True),
        (("§ 3 Gebühren und Auslagen",), False),
        (("§ 33 Gebühren",), False),
        ((), False),
    ],
)
def test_a_section_matches_by_any_heading_on_its_path(heading: tuple[str, ...], same: bool) -> None:
    by_section = case("f", Place("gold.md", section="§ 3 Gebühren"))
    measured = values(CaseOutcome(by_section, (found("gold.md", None, *heading),)))
    assert measured["R@1"] == measured["R@1/section"] == float(same)
    assert "R@1/page" not in measured


def test_gold_may_name_corpus_and_tenant() -> None:
    elsewhere = case("f", Place("gold.pdf", 1, corpus="recht"))
    assert values(CaseOutcome(elsewhere, (found("gold.pdf"),)))["R@10"] == 0
    assert values(CaseOutcome(elsewhere, (found("gold.pdf", corpus="recht"),)))["R@10"] == 1
    neighbour = case("f", Place("gold.pdf", 1, tenant="nachbardorf"))
    assert values(CaseOutcome(neighbour, (found("gold.pdf"),)))["R@10"] == 0


def test_unanswerable_questions_have_no_retrieval_measure() -> None:
    assert values(CaseOutcome(case(answerable=False), (found("a.pdf"),))) == {}


def test_a_failed_case_and_an_empty_list_lower_the_score() -> None:
    good = CaseOutcome(case("a"), (found("gold.pdf"),))
    for bad in (failed(case("b")), CaseOutcome(case("b"))):
        both = score([good, bad], answered=False).estimate("nDCG@10")
        assert both is not None
        assert (both.value, both.cases) == (0.5, 2)


@pytest.mark.parametrize(
    ("hits", "value"),
    [
        ((found("alt.pdf"), found("gold.pdf")), 1),
        ((found("gold.pdf"), found("alt.pdf")), 0),
        ((found("alt.pdf"),), 1),
        ((found("x.pdf"),), 0),
    ],
)
def test_an_outdated_page_above_its_successor_is_told(hits: tuple[Found, ...], value: float) -> None:
    with_stale = case(stale=(Place("alt.pdf", 1),))
    assert values(CaseOutcome(with_stale, hits))[STALE] == value
    assert values(failed(with_stale))[STALE] == 1


def test_random_rankings_agree_with_trec_eval() -> None:
    generator = random.Random(7)
    rankings: dict[str, Ranking] = {}
    golds: dict[str, int] = {}
    qrel: dict[str, dict[str, int]] = {}
    run: dict[str, dict[str, float]] = {}
    for number in range(200):
        question = f"q{number}"
        gold = {f"d{document}" for document in generator.sample(range(80), generator.randint(1, 6))}
        listed = [f"d{document}" for document in generator.sample(range(80), generator.randint(1, 60))]
        rankings[question] = [(document, document in gold) for document in listed]
        golds[question] = len(gold)
        qrel[question] = dict.fromkeys(gold, 1)
        run[question] = {document: float(-rank) for rank, document in enumerate(listed)}
    measured = measure_rankings(rankings, golds)
    expected = pytrec_eval.RelevanceEvaluator(qrel, {"ndcg_cut.10", "recall.1,5,10,50"}).evaluate(run)
    for question, wanted in expected.items():
        assert measured[question]["nDCG@10"] == pytest.approx(wanted["ndcg_cut_10"])
        for cutoff in (1, 5, 10, 50):
            assert measured[question][f"R@{cutoff}"] == pytest.approx(wanted[f"recall_{cutoff}"])
        first = next((rank for rank, (_, gold) in enumerate(rankings[question][:10], start=1) if gold), None)
        assert measured[question]["RR@10"] == pytest.approx(1 / first if first else 0)


def test_the_recall_curve_rises_to_recall_at_fifty() -> None:
    outcomes = [
        CaseOutcome(case("a"), (found("x.pdf"), found("gold.pdf"))),
        CaseOutcome(case("b"), ()),
        failed(case("c")),
        CaseOutcome(case("d", answerable=False), (found("x.pdf"),)),
    ]
    curve = draw_recall(outcomes, Level.PLACE)
    assert len(curve) == 50
    assert curve[0] == 0
    assert curve[1:] == [pytest.approx(1 / 3)] * 49
    assert draw_recall(outcomes, Level.SECTION) == []
