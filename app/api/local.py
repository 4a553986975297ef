"""The command line's own door: works with everything in the data folder, for whoever owns that.

The token lies in the data folder, readable by its owner alone, and is made anew with each start. The door is no part of
the described interface and not there under a public name.
"""

from __future__ import annotations

import logging
import queue
import secrets
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.answering.stopping import Stop
from app.api.errors import not_found
from app.api.event_stream import EventStream
from app.job_log import Order
from app.reports import IngestProgress
from app.serving.guards import LOOPBACK_NAMES
from app.terminal.wire import (
    PREFIX,
    WORKS,
    Asked,
    ChangeAccess,
    ChangeKind,
    FollowUp,
    Ingest,
    Noted,
    Reindex,
    Remove,
    read_arguments,
    write_error,
    write_event,
    write_result,
)
from app.wiring import App
from corpora.errors import AktenkompassError
from corpora.records import JobState

log = logging.getLogger(__name__)

Show = Callable[[IngestProgress], None]


def make_router(app: App, token: str) -> APIRouter:
    """The door of a server with this token."""
    router = APIRouter(include_in_schema=False)

    @router.post(PREFIX + "/{work}")
    async def door(request: Request, work: str) -> Response:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        name = request.headers.get("host", "").lower().rpartition(":")[0]
        if not secrets.compare_digest(given.encode(), token.encode()) or name not in LOOPBACK_NAMES:
            return not_found()
        if work not in WORKS:
            return not_found()
        try:
            arguments = read_arguments(work, await request.body())
        except ValueError:
            return Response(status_code=422)
        stop = Stop()
        return EventStream(_lines(app, work, arguments, stop), stop, beat=b"\n")

    return router


def _lines(app: App, work: str, arguments: Any, stop: Stop) -> Generator[bytes, None, None]:
    try:
        yield from _work(app, work, arguments, stop)
    except AktenkompassError as error:
        yield write_error(error)
    except Exception:
        log.exception("a command's work failed")
        yield write_error(None)


def _work(app: App, work: str, arguments: Any, stop: Stop) -> Iterator[bytes]:
    match arguments:
        case Asked() if work == "ask":
            events = app.desk.take(
                arguments.scope, arguments.question, stop=stop, limit=arguments.limit, filters=arguments.filters
            )
            with closing(events):
                yield from map(write_event, events)
        case Asked():
            hits = app.searcher.search(arguments.scope, arguments.question, arguments.limit, arguments.filters)
            yield write_result(work, hits)
        case Noted():
            yield write_result(work, app.index_notes(arguments.scope))
        case FollowUp():
            yield write_result(work, app.follow_ups.resolve(arguments.question, arguments.earlier, stop))
        case Remove():
            yield write_result(work, _remove(app, arguments))
        case Ingest():
            yield from _shown(work, lambda show: _ingest(app, arguments, show, _order(stop)))
        case Reindex():
            yield from _shown(work, lambda show: app.knowledge.reindex(arguments.tenant, show, order=_order(stop)))
        case ChangeAccess():
            yield from _shown(work, lambda show: _change_access(app, arguments, show, _order(stop)))
        case ChangeKind():
            yield from _shown(work, lambda show: _change_kind(app, arguments, show, _order(stop)))


def _change_access(app: App, asked: ChangeAccess, show: Show, order: Order) -> Any:
    return app.curation.change_access(asked.tenant, asked.corpus, asked.access, show, seen=asked.seen, order=order)


def _change_kind(app: App, asked: ChangeKind, show: Show, order: Order) -> Any:
    return app.knowledge.change_kind(asked.tenant, asked.corpus, asked.kind, show, order=order)


def _ingest(app: App, asked: Ingest, show: Show, order: Order) -> Any:
    return app.knowledge.ingest(
        asked.tenant,
        asked.corpus,
        [Path(path) for path in asked.paths],
        show,
        confirm_vanished=asked.confirm_vanished,
        retry_failed=asked.retry_failed,
        order=order,
    )


def _remove(app: App, what: Remove) -> Any:
    if what.corpus is None:
        return app.knowledge.remove_tenant(what.tenant)
    if what.path is None:
        return app.knowledge.remove_corpus(what.tenant, what.corpus)
    return app.knowledge.delete(what.tenant, what.corpus, what.path)


def _order(stop: Stop) -> Order:
    """Work that ends in order, after its document, when whoever asked for it has gone."""
    return Order(stop=lambda: JobState.INTERRUPTED if stop.is_set else None)


def _shown(work: str, do: Callable[[Show], Any]) -> Iterator[bytes]:
    """The progress of work as it comes, then its result."""
    lines: queue.SimpleQueue[bytes | BaseException | None] = queue.SimpleQueue()

    def run() -> None:
        try:
            result = do(lambda progress: lines.put(write_event(progress)))
            lines.put(write_result(work, result))
            lines.put(None)
        except BaseException as error:  # It belongs to whoever reads the lines.
            lines.put(error)

    threading.Thread(target=run, name=work, daemon=True).start()
    while (line := lines.get()) is not None:
        if isinstance(line, BaseException):
            raise line
        yield line
