"""Figures for Prometheus: how much, how fast, how it ended. Nothing of persons, tenants, questions or documents."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

from app.answering.types import AnswerEvent, Finished, Stated

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.answer_desk import AnswerDesk

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180)


class Metrics:
    """The figures of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._requests = Counter(
            "aktenkompass_requests", "Requests by route.", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "aktenkompass_request_seconds",
            "Until the response began.",
            ["method", "route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._answers = Counter(
            "aktenkompass_answers",
            "Answers to the end, by engine and outcome.",
            ["engine", "outcome"],
            registry=self.registry,
        )
        self._first = Histogram(
            "aktenkompass_first_statement_seconds",
            "From the question to its first statement, the wait in line included.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._stopped = Counter(
            "aktenkompass_answers_stopped", "Answers that nobody waited for.", registry=self.registry
        )

    def watch(self, desk: AnswerDesk) -> None:
        """Show how long the line at the desk is."""
        for name, what, position in (("answering", "being answered", 0), ("waiting", "waiting for their turn", 1)):
            gauge = Gauge(f"aktenkompass_questions_{name}", f"Questions {what}.", registry=self.registry)
            gauge.set_function(lambda position=position: desk.line.lengths[position])  # type: ignore[misc]

    def counted(self, events: Generator[AnswerEvent, None, None]) -> Generator[AnswerEvent, None, None]:
        """The same events, counted on their way."""
        began, first, ended = time.monotonic(), True, False
        try:
            for event in events:
                if isinstance(event, Stated) and first:
                    first = False
                    self._first.observe(time.monotonic() - began)
                elif isinstance(event, Finished):
                    ended = True
                    self._answers.labels(event.answer.engine, event.answer.outcome.value).inc()
                yield event
        finally:
            events.close()
            if not ended:
                self._stopped.inc()

    def text(self) -> bytes:
        """All figures in Prometheus's form."""
        return generate_latest(self.registry)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Measured:
    """Counts the requests that reach a route, under the route's pattern: addresses name documents."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, seconds = time.monotonic(), 500, 0.0

        async def sending(message: Message) -> None:
            nonlocal status, seconds
            if message["type"] == "http.response.start":
                status, seconds = message["status"], time.monotonic() - began
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "OTHER"
            self._metrics.count(method, _route(scope), status, seconds)


def _route(scope: Scope) -> str:
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) and not path.endswith("{rest:path}") else "other"
