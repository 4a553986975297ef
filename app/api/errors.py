"""Our errors as HTTP: status and form are decided here and nowhere else.

What is not there, what a person may not see, and what their roles do not reach for end in the same bytes. An error's
own words are shown where they help whoever asked; a failure of ours is logged under an id and says nothing else.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from corpora.errors import (
    AktenkompassError,
    AlreadyExists,
    DataFolderBusy,
    DocumentError,
    NotAllowed,
    NotAMember,
    NotSignedIn,
    ScopeError,
    SessionExpired,
    TooBusy,
    TooLarge,
    Unavailable,
    UnknownCases,
    UnknownConversation,
    UnknownCorpus,
    UnknownDocument,
    UnknownFeedback,
    UnknownJob,
    UnknownMember,
    UnknownRun,
    UnknownTenant,
    UnknownUpload,
    UsageError,
)

log = logging.getLogger(__name__)

_CLIENT_GONE = 499
"""nginx's status for a response that nobody waits for; seen in figures alone."""


class ClientGone(Exception):
    """Nobody is there any more for whom an answer would be."""


_STATUS: Mapping[type[AktenkompassError], int] = {
    NotSignedIn: 401,
    SessionExpired: 401,
    NotAMember: 403,
    UnknownTenant: 404,
    UnknownCorpus: 404,
    UnknownDocument: 404,
    UnknownMember: 404,
    UnknownJob: 404,
    UnknownUpload: 404,
    UnknownConversation: 404,
    UnknownFeedback: 404,
    UnknownRun: 404,
    UnknownCases: 404,
    NotAllowed: 404,
    ScopeError: 404,
    AlreadyExists: 409,
    DataFolderBusy: 409,
    TooBusy: 429,
    TooLarge: 413,
    UsageError: 400,
    DocumentError: 422,
    Unavailable: 503,
    AktenkompassError: 500,
}

_KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "invalid_request_error",
    422: "invalid_request_error",
    429: "rate_limit_error",
}
"""OpenAI's words for what went wrong; programs made for it read them."""


def status_of(error: AktenkompassError) -> int:
    """The HTTP status of an error: that of its class, or of the nearest one above it."""
    return next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)


def error_form(status: int, code: str, message: str, hint: str = "") -> dict[str, Any]:
    """The body of every error."""
    kind = _KINDS.get(status, "server_error")
    return {"error": {"code": code, "message": message, "hint": hint or None, "type": kind, "param": None}}


def form_of(error: AktenkompassError) -> dict[str, Any]:
    """The body for an error of ours."""
    status = status_of(error)
    if status == 404:
        return _NOT_FOUND
    return error_form(status, error.code, error.message, error.hint)


_NOT_FOUND = error_form(404, "NotFound", "Das gibt es nicht, oder es ist für Sie nicht freigegeben.")


def respond(error: AktenkompassError) -> JSONResponse:
    """The response for an error of ours."""
    status = status_of(error)
    headers = {}
    if status == 401:
        headers["www-authenticate"] = 'Bearer error="invalid_token"'
    if isinstance(error, TooBusy):
        headers["retry-after"] = str(error.seconds)
    if status >= 500:
        log.warning("request ended with %s", error.code)
    return JSONResponse(form_of(error), status, headers)


def not_found() -> JSONResponse:
    """The response for everything that is not there."""
    return JSONResponse(_NOT_FOUND, 404)


def handle_errors(service: FastAPI) -> None:
    """Give every error of the service's routes its form."""

    async def ours(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, AktenkompassError)  # noqa: S101 - registered for this class
        return respond(error)

    async def invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class
        places = (".".join(str(part) for part in each["loc"] if part != "body") for each in error.errors())
        named = ", ".join(dict.fromkeys(place or "der Inhalt" for place in places))
        form = error_form(
            422, "InvalidRequest", f"Die Anfrage passt nicht: {named}.", "/api/openapi.json beschreibt alle Angaben."
        )
        return JSONResponse(form, 422)

    async def plain(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class
        if error.status_code == 404:
            return not_found()
        form = error_form(error.status_code, "HttpError", "Diese Anfrage ist hier nicht möglich.")
        return JSONResponse(form, error.status_code, headers=error.headers)

    async def gone(_: Request, __: Exception) -> Response:
        return Response(status_code=_CLIENT_GONE)

    async def unexpected(_: Request, error: Exception) -> JSONResponse:
        return JSONResponse(unexpected_form(error), 500)

    service.add_exception_handler(AktenkompassError, ours)
    service.add_exception_handler(RequestValidationError, invalid)
    service.add_exception_handler(HTTPException, plain)
    service.add_exception_handler(ClientGone, gone)
    service.add_exception_handler(ClientDisconnect, gone)
    service.add_exception_handler(Exception, unexpected)


def unexpected_form(error: Exception) -> dict[str, Any]:
    """The body for a mistake of ours, which is logged."""
    number = uuid.uuid4().hex[:12]
    log.error("request %s failed", number, exc_info=error)
    return error_form(
        500, "Unexpected", "Das hätte nicht geschehen dürfen.", f"Nennen Sie bei einer Meldung die Nummer {number}."
    )
