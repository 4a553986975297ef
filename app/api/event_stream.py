"""Work in a thread for someone at the other end of a connection: over as soon as the connection is.

Answering waits for processor and model, so it runs in a thread of its own. Here its results are handed to the
connection, and the connection's end to the work. Starlette notices an end only when it has something to send; a model
may be silent for a minute.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from app.answering.stopping import Stop
from app.answering.types import Answer, AnswerEvent, Finished
from app.api.errors import ClientGone, form_of, unexpected_form
from corpora.errors import AktenkompassError

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

log = logging.getLogger(__name__)

_BEAT_SECONDS = 15.0
"""After so long without anything to say a comment goes out: proxies cut off what is silent."""

T = TypeVar("T")


class EventStream(Response):
    """Server-sent events, each sent as soon as it is there. The events must be ended by `stop`."""

    media_type = "text/event-stream"

    def __init__(self, events: Generator[bytes, None, None], stop: Stop, *, beat: bytes = b": \n\n") -> None:
        """`events` runs in a thread of its own, an error in it is the last event; `beat` says that we are there."""
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._events = events
        self._stop = stop
        self._beat = beat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the events or the connection end."""
        watch = asyncio.create_task(_wait_for_end(receive, self._stop))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            async for piece in _from_thread(self._events, self._stop, self._beat):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._stop.set()
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch


async def answer_for(request: Request, events: Generator[AnswerEvent, None, None], stop: Stop) -> Answer:
    """The whole answer at the end of its events.

    Raises what the events raise, and `ClientGone` when the connection ended before; the work has ended then, too.
    """
    watch = asyncio.create_task(_wait_for_end(request.receive, stop))
    try:
        return await _in_thread(lambda: _last(events))
    finally:
        stop.set()
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch


def event(name: str, data: Any) -> bytes:
    """One event with a name."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def data_event(data: Any) -> bytes:
    """One event without a name; text goes out as it is."""
    return f"data: {data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)}\n\n".encode()


def told(
    pieces: Callable[[], Iterator[bytes]], tell: Callable[[dict[str, Any]], bytes]
) -> Generator[bytes, None, None]:
    """The pieces; an error in them becomes a last piece, since the status is sent long before."""
    try:
        yield from pieces()
    except AktenkompassError as error:
        yield tell(form_of(error))
    except Exception as error:
        yield tell(unexpected_form(error))


async def _wait_for_end(receive: Receive, stop: Stop) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stop.set()


def _last(events: Generator[AnswerEvent, None, None]) -> Answer:
    for each in events:
        if isinstance(each, Finished):
            return each.answer
    raise ClientGone


async def _in_thread(work: Callable[[], T]) -> T:
    """What `work` gives, from a thread of its own: a shared pool of threads would be a second, hidden line."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        try:
            result, error = work(), None
        except BaseException as caught:  # It belongs to whoever waits.
            result, error = None, caught
        _hand_over(loop, settle, result, error)

    threading.Thread(target=run, name="answer", daemon=True).start()
    return await done


async def _from_thread(events: Generator[bytes, None, None], stop: Stop, beat: bytes) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    pieces: asyncio.Queue[bytes | None] = asyncio.Queue()

    def run() -> None:
        try:
            for piece in events:
                _hand_over(loop, pieces.put_nowait, piece)
                if stop.is_set:
                    break
        finally:
            events.close()
            _hand_over(loop, pieces.put_nowait, None)

    threading.Thread(target=run, name="answer", daemon=True).start()
    while True:
        try:
            piece = await asyncio.wait_for(pieces.get(), _BEAT_SECONDS)
        except TimeoutError:
            yield beat
            continue
        if piece is None:
            return
        yield piece


def _hand_over(loop: asyncio.AbstractEventLoop, call: Callable[..., object], *arguments: object) -> None:
    with suppress(RuntimeError):  # The loop has ended, and with it whoever waited.
        loop.call_soon_threadsafe(call, *arguments)
