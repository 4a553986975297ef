"""Whether what was found is enough to answer at all, and how sure an answer is.

The confidence is the estimated chance that a place which answers the question is among the first three hits. A logistic
function of three numbers that are read off the hits gives it, fitted on questions whose places are known and on some
that have nothing to do with the papers (`tools/fit_abstention.py`). On papers that it was not fitted on, one in five of
the questions that they do not answer falls below the threshold, of those whose place is found one in 140; below the
doubt lie six in ten of the one and one in fifteen of the other (docs/measurements.md).

A question that names a Drucksache which no document is and none of the hits mentions is refused with that reason.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.hits import Evidence, Hit
from index.query import Query, QueryReader

THRESHOLD = 0.2
"""Least confidence for an answer."""

DOUBT = 0.5
"""Answers below come with the advice to look whether they are any."""

_WEIGHTS = (1.629, 0.086, -1.555)
_OFFSET = 0.587
_CAUTION = "Die Fundstellen passen nur zum Teil zur Frage; bitte prüfen Sie, ob sie sie wirklich beantworten."
_LOOKED_AT = 3
"""Hits among which the one with the most information counts."""

_RANKED = 10
"""Hits whose scores are compared."""

_LEAST = 0.1
"""Information that counts as none."""


class Features(NamedTuple):
    """What tells a good find from a poor one; `hits` has at least one element, best first."""

    information: float
    """Of the question that the best of the first hits holds, as a logarithm: the sum of its words' weights, not their
    share, so that one matched common word is little."""
    lead: float
    """Of the first hit over the worst candidate of the search, by score."""
    spread: float
    """Entropy (nats) of the first ten scores after a softmax: 0 when one hit stands out, 2.3 when all are alike."""

    @classmethod
    def of(cls, query: Query, hits: Sequence[Hit]) -> Features:
        """Those of a question's hits."""
        scores = [hit.score for hit in hits[:_RANKED]]
        shares = [math.exp(score - scores[0]) for score in scores]
        shares = [share / sum(shares) for share in shares]
        information = max(hit.matched_terms for hit in hits[:_LOOKED_AT]) * sum(query.importance.values())
        return cls(
            math.log(information + _LEAST), scores[0], -sum(share * math.log(share) for share in shares if share)
        )


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
    features = Features.of(query, hits)
    return 1 / (1 + math.exp(-(sum(map(operator.mul, _WEIGHTS, features)) + _OFFSET)))


def _mentions(text: str, query: Query) -> bool:
    numbers = {re.search(r"(\d+)/(\d{4})", identifier) for identifier in query.drucksachen}
    return any(
        re.search(rf"(?<!\d)0*{number[1]}\s?[/-]\s?(?:{number[2]}|{number[2][2:]})(?!\d)", text)
        for number in numbers
        if number
    )
