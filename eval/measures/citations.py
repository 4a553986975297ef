"""Whether statements are proven by what they cite, and whether they cite the right pages.

After ALCE (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations"), with the product's own
check (quote located in the stored page, numbers and meaning compared) in the place of their entailment model:

- `citation_precision`: share of an answer's statements that their citations support in full (what ALCE calls citation
  recall: each of our citations belongs to one statement and is located or absent, so that their per-citation precision
  is the same number);
- `citation_recall`: share of the gold places that are cited; an answerable question without an answer has 0;
- `citation_on_gold`: share of the citations that lie on a gold place;
- `verbatim_rate`: share of statements with a quote that was read again at the named offsets of the stored page;
- `unsupported_rate`: share of statements whose quote stands nowhere (lower is better).

A failed case has the worst value of each. Where nothing was stated there is nothing to be right about: no value.
"""

from __future__ import annotations

from app.answering.types import Verdict
from eval.measures.part import Part, Parts
from eval.measures.places import cites
from eval.outcomes import CaseOutcome, GivenAnswer

PRECISION = "citation_precision"
RECALL = "citation_recall"
ON_GOLD = "citation_on_gold"
VERBATIM = "verbatim_rate"
UNSUPPORTED = "unsupported_rate"


def measure_citations(outcome: CaseOutcome) -> Parts:
    """Parts of the five measures, as far as they concern the case."""
    if outcome.failed:
        worst = {PRECISION: Part(0.0), VERBATIM: Part(0.0), UNSUPPORTED: Part(1.0)}
        return worst | {RECALL: Part(0.0), ON_GOLD: Part(0.0)} if outcome.case.answerable else worst
    answer = outcome.answer
    if answer is None:
        return {}
    parts: Parts = {}
    if outcome.case.answerable:
        parts |= _measure_gold(outcome, answer)
    if answer.statements:
        verdicts = [statement.verdict for statement in answer.statements]
        parts[PRECISION] = Part(verdicts.count(Verdict.SUPPORTED) / len(verdicts))
        parts[UNSUPPORTED] = Part(verdicts.count(Verdict.UNSUPPORTED) / len(verdicts))
        checks = [[cited.verbatim for cited in statement.citations] for statement in answer.statements]
        if not any(None in checked for checked in checks):
            parts[VERBATIM] = Part(sum(any(checked) for checked in checks) / len(checks))
    return parts


def _measure_gold(outcome: CaseOutcome, answer: GivenAnswer) -> Parts:
    case = outcome.case
    citations = [cited for statement in answer.statements for cited in statement.citations]
    hit = [[cites(place, case, cited, outcome.found) for place in case.relevant] for cited in citations]
    cited_places = sum(any(row[column] for row in hit) for column in range(len(case.relevant)))
    parts = {RECALL: Part(cited_places / len(case.relevant))}
    if citations:
        parts[ON_GOLD] = Part(sum(map(any, hit)) / len(citations))
    return parts
