"""What a language model said of the answers, on request only; see `eval.judging`.

`judged_faithfulness`, `judged_correctness`, `judged_relevance`, each 0 to 1. Not judged is not zero: an answer the
judge was not asked about, or could not judge, has no value; a case that failed has 0, as it would have in the other
measures, once the run was judged at all.
"""

from __future__ import annotations

from eval.measures.part import Part, Parts
from eval.outcomes import CaseOutcome

FAITHFULNESS = "judged_faithfulness"
CORRECTNESS = "judged_correctness"
RELEVANCE = "judged_relevance"


def measure_judgement(outcome: CaseOutcome, *, judged: bool) -> Parts:
    """Parts of the three measures; `judged`: whether the run had a judge."""
    if not judged:
        return {}
    if outcome.failed:
        return {name: Part(0.0) for name in (FAITHFULNESS, CORRECTNESS, RELEVANCE)} if outcome.case.answerable else {}
    if outcome.judgement is None:
        return {}
    values = {
        FAITHFULNESS: outcome.judgement.faithfulness,
        CORRECTNESS: outcome.judgement.correctness,
        RELEVANCE: outcome.judgement.relevance,
    }
    return {name: Part(value) for name, value in values.items() if value is not None}
