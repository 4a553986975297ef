"""Answers that were kept, and what of one may still be shown: rights and papers may have changed since.

A paper that was deleted, or that the person may no longer see, takes its passages out of every answer that was made
from it. Nothing of this is decided when an answer is kept, everything when it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.answering.types import Answer, CheckedStatement, Citation
from corpora.catalog import Catalog
from corpora.model import Access, document_id
from corpora.records import DocumentRecord
from corpora.scope import Scope

_ANSWERS = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class Recalled:
    """A kept answer as one person may see it now."""

    answer: Answer
    withheld: int
    """Statements left out because their paper is gone or not for this person."""
    forbidden: bool
    """Whether the answer was made from a paper that is there and not for this person."""


def encode_answer(answer: Answer) -> dict[str, Any]:
    """The answer as JSON, all of it."""
    encoded: dict[str, Any] = _ANSWERS.dump_python(answer, mode="json")
    return encoded


def decode_answer(kept: Mapping[str, Any]) -> Answer | None:
    """The answer again; None when another version of the program kept it in a form that is not known here."""
    try:
        return _ANSWERS.validate_python(kept)
    except ValidationError:
        return None


def strictest_access(answer: Answer, catalog: Catalog) -> Access:
    """The strictest access among the papers an answer was made from, as they are now or else as they were found."""
    records = catalog.document_by_id(_papers(answer))
    found = Access.PUBLIC
    for hit in answer.hits:
        record = records.get(hit.document)
        found = Access.stricter(found, hit.access if record is None else record.access)
    return found


def recall(answers: Sequence[Answer], scope: Scope | None, catalog: Catalog) -> list[Recalled]:
    """What of each answer a person with this scope (None: no right at all) may see, in the same order."""
    records = catalog.document_by_id(paper for answer in answers for paper in _papers(answer))
    seen = _Papers(records, scope)
    return [seen.recall(answer) for answer in answers]


def _papers(answer: Answer) -> set[str]:
    newer = ((one.tenant, one.corpus, one.superseded_by) for one in answer.sources if one.superseded_by)
    return {one.document for one in answer.sources} | {document_id(*place) for place in newer}


@dataclass(frozen=True, slots=True)
class _Papers:
    """The papers behind some answers, and who asks for them."""

    records: Mapping[str, DocumentRecord]
    scope: Scope | None

    def recall(self, answer: Answer) -> Recalled:
        hits = [hit for hit in answer.hits if self._may_see(hit.document)]
        complete = len(hits) == len(answer.hits)
        kept = [statement for statement in answer.statements if self._may_state(statement, complete=complete)]
        shown = replace(
            answer,
            hits=tuple(
                replace(hit, superseded_by=self._newer(hit.tenant, hit.corpus, hit.superseded_by)) for hit in hits
            ),
            statements=tuple(
                replace(statement, citations=tuple(map(self._shown, statement.citations))) for statement in kept
            ),
        )
        forbidden = any(paper in self.records and not self._may_see(paper) for paper in self._used(answer))
        return Recalled(shown, len(answer.statements) - len(kept), forbidden)

    def _may_see(self, paper: str) -> bool:
        record = self.records.get(paper)
        if record is None or self.scope is None:
            return False
        return self.scope.allows(record.tenant, record.corpus, record.access)

    def _may_state(self, statement: CheckedStatement, *, complete: bool) -> bool:
        """A statement without citations may have been made of anything that was found."""
        if not statement.citations:
            return complete
        return all(self._may_see(citation.document) for citation in statement.citations)

    def _shown(self, citation: Citation) -> Citation:
        return replace(citation, superseded_by=self._newer(citation.tenant, citation.corpus, citation.superseded_by))

    def _newer(self, tenant: str, corpus: str, path: str) -> str:
        return path if path and self._may_see(document_id(tenant, corpus, path)) else ""

    @staticmethod
    def _used(answer: Answer) -> Iterable[str]:
        yield from (hit.document for hit in answer.hits)
        yield from (citation.document for citation in answer.citations)
