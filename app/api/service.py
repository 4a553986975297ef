"""All routes for programs as one FastAPI application; `app.server` mounts the pages beside them."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import version

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.api import chat, corpora, documents, jobs, people, questions, sources, uploads
from app.api.callers import Parts
from app.api.errors import handle_errors, not_found
from app.api.limits import RequestLimit
from app.api.mcp_door import McpWhenAsked
from app.api.metrics import CONTENT_TYPE, Measured, Metrics
from app.serving.guards import LOOPBACK_NAMES
from app.web.host import ExtraPage
from app.wiring import App

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

_DESCRIPTION = """Fragen an die Papiere einer Verwaltung, mit geprüften Belegen.

Wer fragt, steht im Zugriffstoken des Anmeldedienstes (`Authorization: Bearer …`); Mandant, Rollen und Freigabe folgen
daraus und nicht aus der Anfrage. Was man nicht sehen darf, gibt es nicht: dieselbe Antwort 404, dieselben Zahlen. Ohne
Anmeldedienst ist der Dienst nur von seinem Rechner aus zu erreichen, und dort darf man alles.
"""

_ALL_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@dataclass(frozen=True, slots=True)
class Added:
    """What a floor above adds to a server; evaluation does."""

    routers: Sequence[APIRouter] = ()
    """Each with its whole prefix, below ``/api``: figures name a route by what stands in the router."""
    pages: Sequence[ExtraPage] = ()
    state: Mapping[str, object] = field(default_factory=dict)
    """What its routes find in ``request.app.state``."""


def make_service(app: App, *, added: Sequence[Added] = (), lifespans: Sequence[Lifespan] = ()) -> FastAPI:
    """The routes over an opened app, with those of floors above; `lifespans` run around the service's life."""
    metrics = Metrics()
    metrics.watch(app.desk)

    parts = Parts(app, app.tokens, RequestLimit(app.settings.server.requests_per_minute), metrics)
    mcp = McpWhenAsked(parts)

    @asynccontextmanager
    async def living(service: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for lifespan in (mcp.living, *lifespans):
                await stack.enter_async_context(lifespan(service))
            yield

    service = FastAPI(
        title="Aktenkompass",
        version=version("aktenkompass"),
        description=_DESCRIPTION,
        lifespan=living,
        openapi_url="/api/openapi.json",
        docs_url=None,  # Its page would load its scripts from elsewhere.
        redoc_url=None,
        redirect_slashes=False,
    )
    service.state.parts = parts
    handle_errors(service)
    service.add_middleware(Measured, metrics=metrics)
    for module in (questions, sources, documents, corpora, uploads, jobs, people, chat):
        service.include_router(module.router)
    for each in added:
        for router in each.routers:
            service.include_router(router)
        for name, value in each.state.items():
            setattr(service.state, name, value)
    service.router.routes.append(Route("/mcp", mcp, methods=["POST"]))
    _add_states(service, app, metrics)
    service.add_api_route("/mcp", only_posted, methods=_ALL_METHODS, include_in_schema=False)
    for address in ("/api/{rest:path}", "/v1/{rest:path}", "/mcp/{rest:path}", "/local/{rest:path}"):
        # Without this an address that is not there would be answered with a page.
        service.add_api_route(address, nothing_here, methods=_ALL_METHODS, include_in_schema=False)
    return service


async def nothing_here() -> Response:
    """What is told of addresses that are not there."""
    return not_found()


async def only_posted() -> Response:
    """What clients of the Model Context Protocol expect where a server keeps no sessions."""
    return Response(status_code=405, headers={"allow": "POST"})


def _add_states(service: FastAPI, app: App, metrics: Metrics) -> None:
    @service.get("/health", tags=["Betrieb"], summary="Ob der Dienst läuft")
    async def health() -> dict[str, str]:
        """Fragt nichts und niemanden."""
        return {"status": "ok"}

    @service.get("/ready", tags=["Betrieb"], summary="Ob der Dienst Fragen beantworten kann")
    def ready() -> JSONResponse:
        """503, solange Verzeichnis oder Datenordner nicht zu gebrauchen sind."""
        app.catalog.tenants()
        if not os.access(app.settings.home, os.W_OK):
            return JSONResponse({"status": "unavailable"}, 503)
        return JSONResponse({"status": "ready"})

    @service.get("/metrics", tags=["Betrieb"], summary="Zahlen für Prometheus", response_class=PlainTextResponse)
    def figures(request: Request) -> Response:
        """Nur von diesem Rechner aus, unter seinem eigenen Namen; nichts über Personen, Mandanten oder Fragen."""
        host = request.headers.get("host", "").lower()
        if host.rpartition(":")[0] not in LOOPBACK_NAMES and host not in LOOPBACK_NAMES:
            return not_found()
        return Response(metrics.text(), media_type=CONTENT_TYPE)
