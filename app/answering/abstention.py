"""Whether what was found is enough to answer at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.hits import Hit

THRESHOLD = 0.2
"""Least confidence for an answer. Provisional: it keeps out questions that have nothing to do with the documents; above
it, answerable and unanswerable questions of the demo overlap (0.12–0.74 against 0.33–0.89 on 40 questions)."""
_LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class JudgedEvidence:
    """See `app.assistant.Evidence`."""

    confidence: float
    enough: bool
    reason: str


class TermCoverageJudge:
    """Judges by how much of the question the best hits hold; see `app.assistant.EvidenceJudge`."""

    def __init__(self, threshold: float | None = None) -> None:
        """None takes the measured threshold."""
        self._threshold = THRESHOLD if threshold is None else threshold

    def judge(self, question: str, hits: Sequence[Hit]) -> JudgedEvidence:
        """Confidence is the largest share of the question's term weight that one of the first hits holds."""
        confidence = max((hit.matched_terms for hit in hits[:_LOOKED_AT]), default=0.0)
        if confidence >= self._threshold:
            return JudgedEvidence(confidence, True, "")
        return JudgedEvidence(confidence, False, "Die gefundenen Dokumente passen zu wenig zur Frage.")
