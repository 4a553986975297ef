"""Routes: who one is, one's own history, and what one says of answers."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import Response

from app.api.callers import ByEvaluator, ByReader
from app.api.forms import REFUSALS, AnswerForm, Id, Incoming, MeForm, Outgoing
from app.conversations import TurnKey
from app.exports.dossier import Occasion
from app.exports.export import ExportFormat
from app.feedback import FeedbackState, GivenFeedback, Rating, ReadFeedback, Reason
from app.json_forms import answer_form
from app.originals import content_disposition
from corpora.errors import UnknownConversation

router = APIRouter(prefix="/api", responses=REFUSALS)

ConversationId = Annotated[str, Path(min_length=1, max_length=40)]


class ConversationForm(Outgoing):
    """One conversation without its turns."""

    id: str
    title: str = Field(description="Die erste Frage, gekürzt.")
    turns: int
    created: datetime.datetime
    updated: datetime.datetime


class TurnForm(Outgoing):
    """A question, and what may still be shown of its answer."""

    number: int
    question: str
    answer: AnswerForm | None
    withheld: int = Field(description="Aussagen, deren Papier es nicht mehr gibt oder das nicht mehr freigegeben ist.")
    created: datetime.datetime


class Judging(Incoming):
    """What one says of an answer of one's own history."""

    conversation: Id
    turn: int = Field(ge=1)
    rating: Rating = Field(examples=["down"])
    reasons: Annotated[list[Reason], Field(max_length=10)] = Field([], examples=[["outdated"]])
    comment: str = Field("", max_length=2_000, examples=["Seit 2024 gilt eine neue Satzung."])


class GivenForm(Outgoing):
    """What one said."""

    conversation: str
    turn: int
    rating: Rating
    reasons: list[Reason]
    comment: str
    updated: datetime.datetime


class FeedbackForm(Outgoing):
    """What somebody said of an answer; who it was is not told."""

    id: str
    rating: Rating
    reasons: list[Reason]
    comment: str
    question: str
    answer: AnswerForm
    state: FeedbackState
    created: datetime.datetime


class Marking(Incoming):
    """What became of feedback."""

    state: FeedbackState = Field(examples=["used"])


@router.get("/me", response_model=MeForm, summary="Wer man ist", tags=["Person"])
def me(caller: ByReader) -> dict[str, Any]:
    """Mandant, Rollen und Freigabe, wie sie in diesem Augenblick gelten."""
    person = caller.person
    return {
        "tenant": person.tenant,
        "name": person.name,
        "roles": sorted(role.value for role in person.roles),
        "clearance": person.clearance,
        "tenants": [tenant.id for tenant in caller.app.access.tenants(caller.identity)],
    }


@router.get("/conversations", response_model=list[ConversationForm], summary="Der eigene Verlauf", tags=["Verlauf"])
def conversations(
    caller: ByReader,
    words: Annotated[
        str, Query(max_length=200, description="Nur Unterhaltungen, in denen alle diese Wörter stehen.")
    ] = "",
) -> list[dict[str, Any]]:
    """Die eigenen Unterhaltungen, die letzte zuerst."""
    kept = caller.app.conversations
    found = kept.find(caller.person, words) if words.strip() else kept.all(caller.person)
    return [
        {"id": each.id, "title": each.title, "turns": each.turns, "created": each.created, "updated": each.updated}
        for each in found
    ]


@router.delete("/conversations", status_code=204, summary="Den ganzen eigenen Verlauf löschen", tags=["Verlauf"])
def forget_all(caller: ByReader) -> Response:
    """Nicht rückgängig zu machen."""
    caller.app.conversations.delete_all(caller.person)
    return Response(status_code=204)


@router.get(
    "/conversations/{conversation}", response_model=list[TurnForm], summary="Eine eigene Unterhaltung", tags=["Verlauf"]
)
def conversation(caller: ByReader, conversation: ConversationId) -> list[dict[str, Any]]:
    """Von der ersten Frage an; ohne Aussagen aus Papieren, die man nicht mehr sehen darf."""
    return [
        {
            "number": turn.number,
            "question": turn.question,
            "answer": answer_form(turn.answer) if turn.answer is not None else None,
            "withheld": turn.withheld,
            "created": turn.created,
        }
        for turn in caller.app.conversations.turns(caller.person, conversation)
    ]


@router.get(
    "/conversations/{conversation}/turns/{turn}/export",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "Die Datei."}},
    summary="Eine Antwort als Datei „zur Akte“",
    tags=["Verlauf"],
)
def export(
    caller: ByReader,
    conversation: ConversationId,
    turn: Annotated[int, Path(ge=1, le=100_000)],
    format: Annotated[ExportFormat, Query(description="docx, pdf, txt oder md.")] = ExportFormat.DOCX,
) -> Response:
    """Mit Frage, Aussagen, Quellen, Zitaten, Zeit und Hinweis; ohne das, was man nicht mehr sehen darf."""
    app, person = caller.app, caller.person
    found = app.conversations.turn(person, TurnKey(conversation, turn))
    if found.answer is None:
        raise UnknownConversation("Diese Antwort gibt es nicht mehr.")
    occasion = Occasion(house=app.catalog.tenant(person.tenant).title, person=person.name)
    made = app.exports.export(caller.scope(), found.answer, format, occasion)
    headers = {"content-disposition": content_disposition(made.name), "cache-control": "private, no-store"}
    return Response(made.data, media_type=made.media_type, headers=headers)


@router.delete(
    "/conversations/{conversation}", status_code=204, summary="Eine eigene Unterhaltung löschen", tags=["Verlauf"]
)
def forget(caller: ByReader, conversation: ConversationId) -> Response:
    """Nicht rückgängig zu machen."""
    caller.app.conversations.delete(caller.person, conversation)
    return Response(status_code=204)


@router.post("/feedback", response_model=GivenForm, summary="Eine Antwort beurteilen", tags=["Rückmeldung"])
def give_feedback(caller: ByReader, judging: Judging) -> dict[str, Any]:
    """Zu einer Antwort des eigenen Verlaufs; ersetzt, was man vorher dazu gesagt hat."""
    key = TurnKey(judging.conversation, judging.turn)
    given = caller.app.feedback.give(caller.person, key, judging.rating, judging.reasons, judging.comment)
    return _given_form(judging.conversation, given)


@router.get(
    "/feedback", response_model=list[FeedbackForm], summary="Die Rückmeldungen des Mandanten", tags=["Rückmeldung"]
)
def feedback(
    caller: ByEvaluator,
    state: Annotated[FeedbackState | None, Query(description="Nur in diesem Zustand.")] = None,
) -> list[dict[str, Any]]:
    """Für die Auswertung, die neueste zuerst; von wem sie sind, wird nicht gesagt."""
    states = tuple(FeedbackState) if state is None else (state,)
    return [_feedback_form(entry) for entry in caller.app.feedback.entries(caller.person, states)]


@router.put(
    "/feedback/{id}/state", status_code=204, summary="Vermerken, was aus einer Rückmeldung wurde", tags=["Rückmeldung"]
)
def mark_feedback(
    caller: ByEvaluator, id: Annotated[str, Path(min_length=1, max_length=40)], marking: Marking
) -> Response:
    """Offen, verwendet oder verworfen."""
    caller.app.feedback.mark(caller.person, [id], marking.state)
    return Response(status_code=204)


def _given_form(conversation: str, given: GivenFeedback) -> dict[str, Any]:
    return {
        "conversation": conversation,
        "turn": given.turn,
        "rating": given.rating,
        "reasons": sorted(given.reasons),
        "comment": given.comment,
        "updated": given.updated,
    }


def _feedback_form(entry: ReadFeedback) -> dict[str, Any]:
    return {
        "id": entry.id,
        "rating": entry.rating,
        "reasons": sorted(entry.reasons),
        "comment": entry.comment,
        "question": entry.question,
        "answer": answer_form(entry.answer),
        "state": entry.state,
        "created": entry.created,
    }
