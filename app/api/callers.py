"""Who asks: a bearer token, or the one local person, becomes a `Caller`, anew for every request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.access import LOCAL, Identity, Person, Role
from app.api.limits import RequestLimit
from app.api.metrics import Metrics
from app.oidc import TokenChecker
from app.wiring import App
from corpora.errors import NotSignedIn
from corpora.scope import Scope

TENANT_HEADER = "Aktenkompass-Tenant"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the routes work with; one for each service, in ``app.state.parts``."""

    app: App
    tokens: TokenChecker | None
    """None without an identity provider."""
    limit: RequestLimit
    metrics: Metrics


@dataclass(frozen=True, slots=True)
class Caller:
    """The person behind a request, as they are at this moment."""

    parts: Parts
    identity: Identity
    person: Person

    @property
    def app(self) -> App:
        """The opened app."""
        return self.parts.app

    def scope(self) -> Scope:
        """What they may see. Raises `ScopeError` when that is nothing."""
        return self.app.access.scope(self.person)

    def require(self, role: Role) -> None:
        """Raise `NotAllowed` without this role."""
        self.app.access.require(self.person, role)


def get_parts(request: Request) -> Parts:
    """The service's parts."""
    parts: Parts = request.app.state.parts
    return parts


def identify(parts: Parts, token: str | None) -> Identity:
    """Who a token speaks for; the local person where there is no identity provider, whatever the token says.

    Raises `NotSignedIn`, `SessionExpired`, `SignInUnavailable`.
    """
    if parts.tokens is None:
        return LOCAL
    if not token:
        raise NotSignedIn("Sie sind nicht angemeldet.", hint="Senden Sie „Authorization: Bearer …“ mit der Anfrage.")
    return parts.tokens.identify(token)


def find_caller(parts: Parts, token: str | None, tenant: str | None) -> Caller:
    """The person behind a token, in one of their tenants; counted against their limit.

    Raises as `identify`, `NotAMember`, `TooBusy`.
    """
    identity = identify(parts, token)
    person = parts.app.access.person(identity, tenant or None)
    if parts.tokens is not None:
        parts.limit.take((person.tenant, person.subject))
    return Caller(parts, identity, person)


_bearer = HTTPBearer(auto_error=False, description="Ein Zugriffstoken des Anmeldedienstes.")


def get_caller(
    parts: Annotated[Parts, Depends(get_parts)],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    tenant: Annotated[
        str | None,
        Header(
            alias=TENANT_HEADER,
            max_length=40,
            description="Für wen zu mehreren Mandanten gehört: in welchem. Es gelten nur die eigenen.",
        ),
    ] = None,
) -> Caller:
    """The dependency of every route behind the sign-in."""
    return find_caller(parts, credentials.credentials if credentials else None, tenant)


def get_manager(caller: Annotated[Caller, Depends(get_caller)]) -> Caller:
    """A caller who keeps the knowledge; for anyone else the route is not there."""
    caller.require(Role.MANAGER)
    return caller


def get_evaluator(caller: Annotated[Caller, Depends(get_caller)]) -> Caller:
    """A caller who measures; for anyone else the route is not there."""
    caller.require(Role.EVALUATOR)
    return caller


ByReader = Annotated[Caller, Depends(get_caller)]
ByManager = Annotated[Caller, Depends(get_manager)]
ByEvaluator = Annotated[Caller, Depends(get_evaluator)]
