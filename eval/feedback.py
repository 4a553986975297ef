"""Feedback becomes draft cases: the question as it was asked, and what the feedback says of the places it was given.

Nothing here is gold yet. Every draft has the status „vorgeschlagen“; a person reads it, corrects the places and accepts
it. Only praise says that the places cited are right, or that silence was. Of any other answer nobody said where the
right one stands, nor whether it stands anywhere: such a draft is open and names places to look at beside itself, and
cannot be accepted before somebody has decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.answering.types import Answer, Citation, Outcome, Verdict
from app.feedback import Rating, ReadFeedback, Reason
from eval.cases import Case, CaseStatus, Place
from index.hits import Hit

TYPE = "feedback"
"""Of every case drafted here; results are grouped by it."""

SUGGESTIONS = "suggested_places"
"""Key of a draft's places to look at, which nobody has called right."""
_SUGGESTED = 3
"""Places proposed where the feedback leaves none."""


def draft_feedback(entries: Iterable[ReadFeedback], tenant: str) -> Iterator[Case]:
    """One draft for each entry, in the same order."""
    return (_draft(entry, tenant) for entry in entries)


def _draft(entry: ReadFeedback, tenant: str) -> Case:
    answer = entry.answer
    cited = list(dict.fromkeys(_cited_places(answer)))
    others = [place for place in dict.fromkeys(map(_place_of, answer.hits)) if place not in cited]
    praised = entry.rating is Rating.UP
    stale: list[Place] = []
    wrong: list[Place] = []
    if Reason.OUTDATED in entry.reasons:
        newer = _newer(answer)
        stale = [place for place in cited if place.document not in newer]
        suggested = [place for place in [*cited, *others] if place.document in newer] or others[:_SUGGESTED]
    elif Reason.WRONG_SOURCE in entry.reasons:
        wrong, suggested = cited, others[:_SUGGESTED]
    else:
        # Incomplete, unclear, or no reason given: what was cited may be right, and more may be missing.
        suggested = cited or others[:_SUGGESTED]
    extra = {"wrong_places": wrong, SUGGESTIONS: [] if praised else suggested}
    return Case(
        id=f"feedback-{entry.id[:8]}",
        question=entry.question,
        type=TYPE,
        answerable=not praised or answer.outcome is Outcome.ANSWERED,
        relevant=tuple(cited) if praised else (),
        answer=_words(answer) if praised and cited else "",
        stale=tuple(stale),
        tenant=tenant,
        status=CaseStatus.PROPOSED,
        extra={
            "feedback": entry.id,
            "rating": entry.rating.value,
            "reasons": sorted(reason.value for reason in entry.reasons),
            "comment": entry.comment,
            "given": entry.created.date().isoformat(),
            **{name: [_as_json(place) for place in places] for name, places in extra.items() if places},
        },
    )


def _cited_places(answer: Answer) -> Iterator[Place]:
    if answer.outcome is not Outcome.ANSWERED:
        return
    for statement in answer.statements:
        if statement.verdict is not Verdict.UNSUPPORTED:
            yield from map(_place_of, statement.citations)


def _place_of(found: Citation | Hit) -> Place:
    section = found.section if found.page is None else ""
    return Place(found.path, found.page, section or None, found.corpus, found.tenant)


def _newer(answer: Answer) -> set[str]:
    """Paths of the versions that took the place of what was cited."""
    return {one.superseded_by for one in answer.sources} - {""}


def _words(answer: Answer) -> str:
    return " ".join(" ".join(statement.text.split()) for statement in answer.statements)


def _as_json(place: Place) -> dict[str, object]:
    values = {"corpus": place.corpus, "document": place.document, "page": place.page, "section": place.section}
    return {name: value for name, value in values.items() if value is not None}
