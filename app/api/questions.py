"""Routes: search, and ask with statements as server-sent events."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from app.answering.stopping import Stop
from app.answering.types import Answer, AnswerEvent, Finished, Searched, Stated
from app.api.callers import ByReader, Caller
from app.api.event_stream import EventStream, answer_for, event, told
from app.api.forms import REFUSALS, AskForm, Asking, Inquiry, SearchForm
from app.decisions import Treatment
from app.followup.resolving import Turn
from app.json_forms import answer_documents, answer_form, hit_form, statement_form

router = APIRouter(prefix="/api", tags=["Fragen"], responses=REFUSALS)

_STREAM_EXAMPLE = (
    'event: searched\ndata: {"hits": [ … ]}\n\n'
    'event: statement\ndata: {"text": "Die Steuer beträgt …", "verdict": "supported", "citations": [ … ]}\n\n'
    'event: finished\ndata: {"outcome": "answered", "statements": [ … ], "notice": "…", "kept": null}\n\n'
)


@router.post("/search", response_model=SearchForm, summary="Fundstellen zu einer Frage")
def search(caller: ByReader, inquiry: Inquiry) -> dict[str, Any]:
    """Die Fundstellen in den freigegebenen Dokumenten, die beste zuerst, höchstens eine je Seite."""
    hits = caller.app.searcher.search(caller.scope(), inquiry.question, inquiry.limit, inquiry.filters)
    treated = treatments(caller, [hit.document for hit in hits]) if inquiry.decisions else None
    return {"hits": [hit_form(hit, treated) for hit in hits]}


@router.post(
    "/ask",
    response_model=AskForm,
    summary="Eine Frage beantworten",
    responses={
        200: {
            "description": "Mit stream = false ein Objekt, sonst die Ereignisse searched, statement (je Aussage), "
            "finished; nach einem Fehler error.",
            "content": {"text/event-stream": {"example": _STREAM_EXAMPLE}},
        }
    },
)
async def ask(request: Request, caller: ByReader, asking: Asking) -> Response:
    """Aussagen mit geprüften Zitaten. Endet die Verbindung, endet binnen einer Sekunde auch die Arbeit des Modells."""
    stop = Stop()
    events = await run_in_threadpool(_take, caller, asking, stop)
    if asking.stream:
        return EventStream(told(lambda: _pieces(caller, asking, events, stop), lambda form: event("error", form)), stop)
    answer = await answer_for(request, events, stop)
    form = await run_in_threadpool(_whole, caller, asking, answer)
    return JSONResponse(AskForm.model_validate(form).model_dump(mode="json"))


def treatments(caller: Caller, documents: Iterable[str], stop: Stop | None = None) -> dict[str, Treatment]:
    """What became of papers, by all that the caller may see: minutes may lie outside of what was searched."""
    return caller.app.decisions.treatments(caller.scope(), documents, stop)


def _take(caller: Caller, asking: Asking, stop: Stop) -> Generator[AnswerEvent, None, None]:
    """A place at the desk. Raises what asking raises before anything is sent: rights, limits, a full line."""
    app, filters = caller.app, asking.filters
    turns = app.conversations.turns(caller.person, asking.conversation) if asking.conversation is not None else []
    earlier = [Turn.of(turn.answer) for turn in turns if turn.answer is not None]
    scope = caller.scope().narrow(filters.corpora) if filters.corpora else caller.scope()
    events = app.desk.take(
        scope,
        asking.question,
        stop=stop,
        limit=asking.limit,
        filters=filters,
        understand=lambda question: app.follow_ups.resolve(question, earlier, stop).question,
    )
    return caller.parts.metrics.counted(events)


def _pieces(caller: Caller, asking: Asking, events: Iterator[AnswerEvent], stop: Stop) -> Iterator[bytes]:
    for each in events:
        match each:
            case Searched():
                yield event("searched", {"hits": [hit_form(hit) for hit in each.hits]})
            case Stated():
                yield event("statement", statement_form(each.statement))
            case Finished():
                yield event("finished", _whole(caller, asking, each.answer, stop))


def _whole(caller: Caller, asking: Asking, answer: Answer, stop: Stop | None = None) -> dict[str, Any]:
    """The answer's form, kept in the history when that was asked for."""
    kept = None
    if asking.keep or asking.conversation is not None:
        key = caller.app.conversations.add(
            caller.person, answer, question=asking.question, conversation=asking.conversation
        )
        kept = {"conversation": key.conversation, "turn": key.number}
    treated = treatments(caller, answer_documents(answer), stop) if asking.decisions else None
    return {**answer_form(answer, treated), "asked": asking.question, "kept": kept}
