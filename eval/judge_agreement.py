"""How far a language model's judgement agrees with what was computed.

Each judged measure is set beside the deterministic one that is nearest in meaning, over the cases that have both, both
read as yes (at least one half) or no. Reported is Cohen's kappa's observed part, the plain share of equal verdicts, and
kappa itself, which takes chance away (Cohen 1960); kappa is a dash where one side never varies.
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.measures import abstention, citations, judged, spans
from eval.measures.catalogue import MEASURES
from eval.outcomes import CaseOutcome
from eval.scores import Scores
from eval.words import Words

PAIRS = (
    (judged.FAITHFULNESS, citations.PRECISION),
    (judged.CORRECTNESS, spans.SUCCESS),
    (judged.RELEVANCE, abstention.ACCURACY),
)
_YES = 0.5


def agreement_rows(outcomes: Sequence[CaseOutcome], scores: Scores, words: Words) -> list[tuple[str, str, str, str]]:
    """Title of the judged measure, of the other, number of cases, agreement with kappa."""
    rows = []
    for one, other in PAIRS:
        pairs = []
        for outcome in outcomes:
            ours, theirs = scores.value(outcome.case.id, one), scores.value(outcome.case.id, other)
            if ours is not None and theirs is not None and not outcome.failed:
                pairs.append((ours >= _YES, theirs >= _YES))
        share, kappa = agree(pairs)
        text = "–" if share is None else f"{words.number(share, 2)} (κ {words.number(kappa, 2)})"
        rows.append((words.title(MEASURES[one]), words.title(MEASURES[other]), words.count(len(pairs)), text))
    return rows


def agree(pairs: Sequence[tuple[bool, bool]]) -> tuple[float | None, float | None]:
    """Share of equal verdicts and Cohen's kappa; None without cases, kappa None when chance alone explains all."""
    if not pairs:
        return None, None
    share = sum(one == other for one, other in pairs) / len(pairs)
    yes_one = sum(one for one, _ in pairs) / len(pairs)
    yes_other = sum(other for _, other in pairs) / len(pairs)
    chance = yes_one * yes_other + (1 - yes_one) * (1 - yes_other)
    return share, None if chance == 1 else (share - chance) / (1 - chance)
