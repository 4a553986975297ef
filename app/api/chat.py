"""Routes in OpenAI's shape, so that existing chat fronts can ask: `/v1/models` and `/v1/chat/completions`.

The last message of the person is the question; from their earlier ones follow-up questions are understood. Statements
come as text with numbers, their sources as annotations (``url_citation``) whose addresses are pages of this server.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Generator, Iterator, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from app.answering.stopping import Stop
from app.answering.types import Answer, AnswerEvent, CheckedStatement, Citation, Finished, Outcome, Stated, Verdict
from app.api.callers import ByReader, Caller
from app.api.event_stream import EventStream, answer_for, data_event, told
from app.api.forms import LONGEST_QUESTION, REFUSALS
from app.followup.resolving import Turn, resolve
from corpora.errors import UnknownCorpus, UsageError
from index.search import SearchFilters

router = APIRouter(prefix="/v1", tags=["OpenAI"], responses=REFUSALS)

ALL = "aktenkompass"
"""The model that asks all corpora one may see; ``aktenkompass:TENANT/CORPUS`` asks one."""

_VERDICTS = {
    Verdict.SUPPORTED: "",
    Verdict.PARTIAL: " (nur teilweise belegt)",
    Verdict.UNSUPPORTED: " (nicht belegt)",
}
_NEAREST = 5
_REMEMBERED = 10
"""Earlier questions that a follow-up may lean on."""


class TextPart(BaseModel):
    """A part of a message; only text is read."""

    model_config = ConfigDict(extra="ignore")

    type: str
    text: str = ""


class Message(BaseModel):
    """One message of a chat."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[TextPart] | None = None

    @property
    def text(self) -> str:
        """All text of the message."""
        if isinstance(self.content, str):
            return self.content
        return " ".join(part.text for part in self.content or () if part.type == "text")


class Completion(BaseModel):
    """A request for an answer. What we do not know of OpenAI's fields is ignored, as its other hosts do."""

    model_config = ConfigDict(extra="ignore")

    model: str = Field(max_length=200, examples=[ALL])
    messages: Annotated[list[Message], Field(min_length=1, max_length=200)] = Field(
        examples=[[{"role": "user", "content": "Bis wann ist die Hundesteuer zu zahlen?"}]]
    )
    stream: bool = False

    @property
    def earlier(self) -> list[Turn]:
        """The person's questions before the last one, each worded so that it stands alone."""
        turns: list[Turn] = []
        for asked in self._asked[:-1][-_REMEMBERED:]:
            turns.append(Turn(resolve(asked[:LONGEST_QUESTION], turns).question))
        return turns

    @property
    def _asked(self) -> list[str]:
        said = (message.text.strip() for message in self.messages if message.role == "user")
        return [text for text in said if text]

    @property
    def question(self) -> str:
        """The person's last message. Raises `UsageError` when there is none, or it is too long."""
        asked = next(iter(self._asked[-1:]), "")
        if not asked:
            raise UsageError("Die Frage fehlt.", hint="Die letzte Nachricht der Rolle user ist die Frage.")
        if len(asked) > LONGEST_QUESTION:
            raise UsageError(
                f"Die Frage hat {len(asked)} Zeichen; möglich sind {LONGEST_QUESTION}.", hint="Kürzen Sie sie."
            )
        return asked


@router.get("/models", summary="Die Modelle: alle Bestände zusammen, und jeder für sich")
def models(caller: ByReader) -> dict[str, Any]:
    """In OpenAIs Form."""
    names = [ALL, *(f"{ALL}:{grant.tenant}/{id}" for grant in caller.scope().grants for id in sorted(grant.corpora))]
    return {"object": "list", "data": [_model_form(name) for name in names]}


@router.get("/models/{model:path}", summary="Ein Modell")
def model(caller: ByReader, model: str) -> dict[str, Any]:
    """In OpenAIs Form."""
    if model != ALL:
        caller.scope().narrow(frozenset({_corpus(model)}))
    return _model_form(model)


@router.post("/chat/completions", summary="Eine Frage beantworten, in OpenAIs Form")
async def complete(request: Request, caller: ByReader, completion: Completion) -> Response:
    """Die letzte Nachricht der Rolle user ist die Frage; Belege stehen als url_citation in annotations."""
    stop = Stop()
    events = await run_in_threadpool(_take, caller, completion, stop)
    head = _Head(f"chatcmpl-{uuid.uuid4().hex}", int(time.time()), completion.model, str(request.base_url).rstrip("/"))
    if completion.stream:
        return EventStream(told(lambda: _chunks(head, events), data_event), stop)
    answer = await answer_for(request, events, stop)
    return JSONResponse(_whole(head, answer))


def _take(caller: Caller, completion: Completion, stop: Stop) -> Generator[AnswerEvent, None, None]:
    name = completion.model
    filters = SearchFilters() if name == ALL else SearchFilters(corpora=frozenset({_corpus(name)}))
    scope = caller.scope().narrow(filters.corpora) if filters.corpora else caller.scope()
    app, earlier = caller.app, completion.earlier
    events = app.desk.take(
        scope,
        completion.question,
        stop=stop,
        filters=filters,
        understand=lambda question: app.follow_ups.resolve(question, earlier, stop).question,
    )
    return caller.parts.metrics.counted(events)


def _corpus(model: str) -> str:
    """The corpus that a model's name holds. Raises `UnknownCorpus`."""
    name, _, corpus = model.partition(":")
    if name != ALL or not corpus:
        raise UnknownCorpus(f"Das Modell „{model}“ gibt es nicht.")
    return corpus


class _Head:
    """What all parts of one completion share."""

    def __init__(self, id: str, created: int, model: str, server: str) -> None:
        self._fields = {"id": id, "created": created, "model": model}
        self._server = server

    def chunk(self, delta: dict[str, Any], finish: str | None = None) -> bytes:
        """One part of a streamed answer."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return data_event({**self._fields, "object": "chat.completion.chunk", "choices": [choice]})

    def whole(self, message: dict[str, Any]) -> dict[str, Any]:
        """An answer at once."""
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
        return {**self._fields, "object": "chat.completion", "choices": [choice], "usage": usage}

    def annotation(self, citation: Citation, start: int, end: int) -> dict[str, Any]:
        """A source of the text from `start` to `end`."""
        place = f"pages/{citation.span.page + 1}?start={citation.span.start}&end={citation.span.end}"
        return {
            "type": "url_citation",
            "url_citation": {
                "start_index": start,
                "end_index": end,
                "title": citation.title,
                "url": f"{self._server}/api/documents/{citation.document}/{place}",
            },
        }


class _Text:
    """The text of an answer as it grows, with where each source belongs."""

    def __init__(self, head: _Head) -> None:
        self._head = head
        self.text = ""
        self.annotations: list[dict[str, Any]] = []
        self._number = 0

    def state(self, statement: CheckedStatement) -> tuple[str, list[dict[str, Any]]]:
        """Add a statement; what is new of text and annotations."""
        self._number += 1
        said = " ".join(statement.text.split())
        start = len(self.text) + (2 if self.text else 0)
        piece = f"{said} [{self._number}]{_VERDICTS[statement.verdict]}"
        made = [self._head.annotation(citation, start, start + len(piece)) for citation in statement.citations]
        return self._add(piece), self._keep(made)

    def end(self, answer: Answer) -> str:
        """Add the sources and how it ended; what is new of the text."""
        return "".join(self._add(piece) for piece in _ending(answer))

    def _add(self, piece: str) -> str:
        new = f"\n\n{piece}" if self.text else piece
        self.text += new
        return new

    def _keep(self, made: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self.annotations += made
        return made


def _chunks(head: _Head, events: Iterator[AnswerEvent]) -> Iterator[bytes]:
    text = _Text(head)
    yield head.chunk({"role": "assistant", "content": ""})
    for each in events:
        if isinstance(each, Stated):
            piece, annotations = text.state(each.statement)
            yield head.chunk({"content": piece, "annotations": annotations})
        elif isinstance(each, Finished):
            yield head.chunk({"content": text.end(each.answer)})
            yield head.chunk({}, "stop")
            yield data_event("[DONE]")


def _whole(head: _Head, answer: Answer) -> dict[str, Any]:
    text = _Text(head)
    for statement in answer.statements:
        text.state(statement)
    text.end(answer)
    return head.whole({"role": "assistant", "content": text.text, "refusal": None, "annotations": text.annotations})


def _ending(answer: Answer) -> Iterator[str]:
    if answer.outcome is not Outcome.ANSWERED:
        yield f"Keine Antwort: {answer.reason}" if answer.reason else "Keine Antwort."
        if answer.hits:
            named = dict.fromkeys(hit.title for hit in answer.hits)
            yield "\n".join(["Die nächstliegenden Dokumente:", *(f"- {title}" for title in list(named)[:_NEAREST])])
    elif answer.reason:
        yield answer.reason
    listed = _sources(answer.statements)
    if listed:
        yield "\n".join(listed)
    yield answer.notice


def _sources(statements: Sequence[CheckedStatement]) -> list[str]:
    lines = []
    for number, statement in enumerate(statements, 1):
        for citation in statement.citations:
            page = f", Seite {citation.page}" if citation.page is not None else ""
            older = f" (ältere Fassung; neuer ist: {citation.superseded_by})" if citation.superseded_by else ""
            lines.append(f"[{number}] {citation.title}{page}{older}")
    return lines


def _model_form(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": ALL}
