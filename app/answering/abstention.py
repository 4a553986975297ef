"""Whether what was found is enough to answer at all.

Two measured features decide, both read off the hits: how much information of the question the best hit holds (the sum
of its words' weights, not their share, so that one matched common word is little evidence), and how far the hits
agree on one document. A logistic function of both was fitted on half of 246 questions on council papers and laws
(`tools/fit_abstention.py`). It is weak: on the other half, a threshold of 0.25 would refuse 24 % of the unanswerable
questions and 7 % of the answerable ones, and on the small demo it would refuse every second answerable one, because
people paraphrase. So only what has next to nothing to do with the question is refused, and an answer in doubt says
so.

A question that names a Drucksache which no document is and none of the hits mentions is refused with that reason.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.hits import Evidence, Hit
from index.query import Query, QueryReader

THRESHOLD = 0.1
"""Least confidence for an answer."""

DOUBT = 0.35
"""Answers below come with the advice to look whether they are any."""

_INFORMATION, _AGREEMENT, _OFFSET = 1.70, 1.79, -4.05
_CAUTION = "Die Fundstellen passen nur zum Teil zur Frage; bitte prüfen Sie, ob sie sie wirklich beantworten."
_LOOKED_AT = 3
"""Hits among which the one with the most information counts."""

_AGREEING = 10
"""Hits of which the share of one document is taken."""


@dataclass(frozen=True, slots=True)
class JudgedEvidence:
    """See `app.assistant.Evidence`."""

    confidence: float
    enough: bool
    reason: str


class HitJudge:
    """Judges by matched information and agreement of the hits; see `app.assistant.EvidenceJudge`."""

    def __init__(self, reader: QueryReader, threshold: float | None = None) -> None:
        """None takes the measured threshold."""
        self._reader = reader
        self._threshold = THRESHOLD if threshold is None else threshold

    def judge(self, question: str, hits: Sequence[Hit]) -> JudgedEvidence:
        """Confidence is 1.0 where the question names a document by its number and that was found."""
        query = self._reader.read(question)
        if any(Evidence.IDENTIFIER in hit.why for hit in hits):
            return JudgedEvidence(1.0, True, "")
        if query.drucksachen and not any(_mentions(hit.text, query) for hit in hits):
            reason = "Die genannte Drucksache steht nicht in den durchsuchten Beständen und wird dort nicht erwähnt."
            return JudgedEvidence(0.0, False, reason)
        confidence = measure_confidence(query, hits)
        if confidence >= self._threshold:
            return JudgedEvidence(confidence, True, _CAUTION if confidence < DOUBT else "")
        return JudgedEvidence(confidence, False, "Die gefundenen Stellen passen zu wenig zur Frage.")


def measure_confidence(query: Query, hits: Sequence[Hit]) -> float:
    """0 to 1; 0 without hits."""
    if not hits:
        return 0.0
    total = sum(query.importance.values())
    information = max(hit.matched_terms for hit in hits[:_LOOKED_AT]) * total
    agreeing = Counter(hit.document for hit in hits[:_AGREEING])
    agreement = max(agreeing.values()) / min(len(hits), _AGREEING)
    return 1 / (1 + math.exp(-(_INFORMATION * information + _AGREEMENT * agreement + _OFFSET)))


def _mentions(text: str, query: Query) -> bool:
    numbers = {re.search(r"(\d+)/(\d{4})", identifier) for identifier in query.drucksachen}
    return any(
        re.search(rf"(?<!\d)0*{number[1]}\s?[/-]\s?(?:{number[2]}|{number[2][2:]})(?!\d)", text)
        for number in numbers
        if number
    )
