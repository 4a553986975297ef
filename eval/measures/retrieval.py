"""Whether the right places were found, and how high.

nDCG@10, R@1, R@5, R@10, R@50 and RR@10 come from ir_measures (trec_eval's code; https://ir-measur.es); no arithmetic of
ours. Conventions: gold is binary; a place found twice counts where it was found first; an answerable question that
failed or found nothing has the value 0; an unanswerable question has none. Each measure exists for the place as gold
names it (`nDCG@10`) and by page, section and document (`nDCG@10/page`), the latter for the questions whose gold names
them throughout. By document the list is as deep as the distinct documents among the hits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ir_measures
from ir_measures import RR, R, nDCG

from eval.cases import Place
from eval.measures.part import Part, Parts
from eval.measures.places import Level, key_of, matches, named_at
from eval.outcomes import CaseOutcome

DEPTH = 50
"""Hits a run asks for; no measure looks further."""

CUTOFFS = (1, 5, 10, 50)
RANKING = (nDCG @ 10, *(R @ cutoff for cutoff in CUTOFFS), RR @ 10)
STALE = "outdated_rate"

Ranking = list[tuple[str, bool]]
"""Best first: a place's key, and whether it is gold. Keys are unique."""


def measure_retrieval(outcomes: Sequence[CaseOutcome]) -> dict[str, Parts]:
    """Parts by case id, all levels."""
    parts: dict[str, Parts] = {outcome.case.id: {} for outcome in outcomes}
    for level in Level:
        rankings, gold_counts = _rank_all(outcomes, level)
        suffix = "" if level is Level.PLACE else f"/{level.value}"
        for case_id, values in measure_rankings(rankings, gold_counts).items():
            parts[case_id] |= {f"{name}{suffix}": Part(value) for name, value in values.items()}
    for outcome in outcomes:
        if outcome.case.stale:
            parts[outcome.case.id][STALE] = Part(float(_prefers_stale(outcome)))
    return parts


def rank_places(outcome: CaseOutcome, level: Level) -> tuple[Ranking, int]:
    """The places of an outcome in order, and how many different gold places there are to be found."""
    case = outcome.case
    gold = [(place, _gold_key(place, level)) for place in case.relevant]
    ranking: Ranking = []
    seen: set[str] = set()
    for found in () if outcome.failed else outcome.found:
        keys = [key for place, key in gold if matches(place, case, found, level)]
        # One hit may be two gold places (a page and a section on it): it counts for one that was not found yet.
        key = next((key for key in keys if key not in seen), keys[0] if keys else key_of(found, level))
        if key not in seen:
            seen.add(key)
            ranking.append((key, bool(keys)))
    return ranking, len({key for _, key in gold})


def _gold_key(place: Place, level: Level) -> str:
    own = (place.tenant, place.corpus, place.document)
    return f"gold {own if level is Level.DOCUMENT else (*own, place.page, place.section)}"


def measure_rankings(
    rankings: Mapping[str, Ranking], gold_counts: Mapping[str, int], measures: Sequence[ir_measures.Measure] = RANKING
) -> dict[str, dict[str, float]]:
    """ir_measures over rankings by question id; a ranking may be empty, gold must be at least one place."""
    qrels, run = [], []
    for question, ranking in rankings.items():
        found_gold = 0
        for position, (_, is_gold) in enumerate(ranking):
            # trec_eval sorts by score and breaks ties by name: falling whole numbers keep our order.
            run.append(ir_measures.ScoredDoc(question, f"p{position}", float(len(ranking) - position)))
            if is_gold:
                found_gold += 1
                qrels.append(ir_measures.Qrel(question, f"p{position}", 1))
        missed = gold_counts[question] - found_gold
        qrels.extend(ir_measures.Qrel(question, f"missed{number}", 1) for number in range(missed))
    values: dict[str, dict[str, float]] = {question: {} for question in rankings}
    if qrels:
        for metric in ir_measures.iter_calc(list(measures), qrels, run):
            values[metric.query_id][str(metric.measure)] = float(metric.value)
    return values


def draw_recall(outcomes: Sequence[CaseOutcome], level: Level, depth: int = DEPTH) -> list[float]:
    """Mean recall among the first 1, 2, … `depth` places; empty when no question's gold is named at this level."""
    rankings, gold_counts = _rank_all(outcomes, level)
    if not rankings:
        return []
    measures = [R @ rank for rank in range(1, depth + 1)]
    values = measure_rankings(rankings, gold_counts, measures).values()
    return [sum(each[str(measure)] for each in values) / len(rankings) for measure in measures]


def _rank_all(outcomes: Sequence[CaseOutcome], level: Level) -> tuple[dict[str, Ranking], dict[str, int]]:
    """Rankings and numbers of gold places of the questions whose gold is named at this level throughout."""
    rankings: dict[str, Ranking] = {}
    gold_counts: dict[str, int] = {}
    for outcome in outcomes:
        case = outcome.case
        if case.answerable and all(named_at(place, level) for place in case.relevant):
            rankings[case.id], gold_counts[case.id] = rank_places(outcome, level)
    return rankings, gold_counts


def _prefers_stale(outcome: CaseOutcome) -> bool:
    """Whether an outdated place stands above every place that replaced it; a failed case counts as the worst."""
    if outcome.failed:
        return True
    case = outcome.case
    for found in outcome.found:
        if any(matches(place, case, found) for place in case.relevant):
            return False
        if any(matches(place, case, found) for place in case.stale):
            return True
    return False
