"""Bearer tokens and signed-in sessions of an OpenID Connect provider become an `Identity`.

A token is believed when the provider's published key signed it with a method of ours, it was meant for us, comes from
the provider of the settings, is an access token, and its time is not over. The keys are asked for once and again when a
token names a key that is not among them, so that a provider may change its keys while we run. No other host is asked.
"""

from __future__ import annotations

import datetime
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import jwt

from app.access import Identity
from corpora.errors import NotSignedIn, SessionExpired, SignInUnavailable

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a private key. None with a shared secret: whoever knows the public key would know it."""

_TOKEN_TYPES = frozenset({"", "jwt", "at+jwt", "application/at+jwt"})
_OTHER_USES = frozenset({"ID", "Refresh", "Offline", "Logout"})
"""Keycloak's word in the claim ``typ`` for tokens that are no access tokens."""

_KINDS = ("RSA", "EC", "OKP")

_LONGEST_TOKEN = 16_384
_LONGEST_REPLY = 1 << 20
_LEEWAY_SECONDS = 30
"""How far the provider's clock may be ahead of ours. A token's end is compared without it."""

_MOST_SESSIONS = 10_000
_KEEP_SECONDS = 3600.0
_ASK_AGAIN_SECONDS = 10.0
"""Between two questions for keys because of a key that is not known: nobody makes us ask by inventing names."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key of the provider."""

    public: Any
    kind: str
    """``RSA``, ``EC`` or ``OKP``."""
    algorithm: str | None
    """The one method it is used with, where the provider says so."""

    def fits(self, algorithm: str) -> bool:
        """Whether a signature by this method may be of this key."""
        kind = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}[algorithm[:2]]
        return self.kind == kind and self.algorithm in (None, algorithm)


class Provider:
    """What the provider publishes of itself, fetched when it is needed and kept for an hour. Thread-safe."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self._lock = threading.Lock()
        self._keys: dict[str, SigningKey] = {}
        self._fetched = float("-inf")
        self._people = ""
        """Where it tells of a person; empty where it does not."""
        self._fault: SignInUnavailable | None = None

    def key(self, id: str | None, algorithm: str) -> SigningKey | None:
        """The key a token names, or the only one when it names none; None for a stranger's.

        Raises `SignInUnavailable` when the provider does not answer and no keys are known.
        """
        with self._lock:
            age = time.monotonic() - self._fetched
            found = self._find(id, algorithm)
            if age > _KEEP_SECONDS or (found is None and age > _ASK_AGAIN_SECONDS):
                self._fetch()
                found = self._find(id, algorithm)
            if not self._keys and self._fault is not None:
                raise self._fault
            return found

    def ask_about(self, token: str) -> Mapping[str, Any] | None:
        """What the provider says now of whoever an access token was given to; None where it does not offer that.

        Raises `SessionExpired` when it does not know the token any more, `SignInUnavailable`.
        """
        with self._lock:
            if time.monotonic() - self._fetched > _KEEP_SECONDS:
                self._fetch()
            if not self._keys and self._fault is not None:
                raise self._fault
            address = self._people
        if not address:
            return None
        try:
            return _get(address, token)
        except httpx.HTTPStatusError as error:
            if error.response.status_code in (401, 403):
                raise SessionExpired("Ihre Anmeldung gilt nicht mehr.", hint="Melden Sie sich neu an.") from error
            raise _unavailable(self.issuer, error) from error
        except (httpx.HTTPError, ValueError) as error:
            raise _unavailable(self.issuer, error) from error

    def _find(self, id: str | None, algorithm: str) -> SigningKey | None:
        if id is None:
            fitting = [key for key in self._keys.values() if key.fits(algorithm)]
            return fitting[0] if len(fitting) == 1 else None
        key = self._keys.get(id)
        return key if key is not None and key.fits(algorithm) else None

    def _fetch(self) -> None:
        """Ask anew. An outage leaves the keys that are known: it signs out nobody who has a token by one of them."""
        self._fetched = time.monotonic()
        try:
            described = _describe(self.issuer)
            self._keys = _read_keys(_get(_address(described, "jwks_uri")))
            self._people = _address(described, "userinfo_endpoint") if described.get("userinfo_endpoint") else ""
            self._fault = None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            self._fault = _unavailable(self.issuer, error)
            self._fault.__cause__ = error


class TokenChecker:
    """Makes an `Identity` of a bearer token. Thread-safe."""

    def __init__(self, provider: Provider, *, audience: str) -> None:
        """`audience` is what a token must be meant for."""
        self._provider = provider
        self._audience = audience

    def identify(self, token: str) -> Identity:
        """Who a token speaks for.

        Raises `NotSignedIn` for one that is not to be believed, `SessionExpired` for one whose time is over,
        `SignInUnavailable`.
        """
        try:
            claims = self._check(token)
        except jwt.ExpiredSignatureError as error:
            raise SessionExpired("Ihre Anmeldung ist abgelaufen.", hint="Melden Sie sich neu an.") from error
        except (jwt.PyJWTError, ValueError) as error:
            # What exactly is wrong helps whoever forges one.
            raise NotSignedIn("Die Anmeldung wird nicht anerkannt.", hint="Melden Sie sich neu an.") from error
        return identity_of(claims)

    def _check(self, token: str) -> Mapping[str, Any]:
        if len(token) > _LONGEST_TOKEN:
            raise ValueError("too long")
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS:
            raise ValueError("no signature by a private key")
        if str(header.get("typ", "")).lower() not in _TOKEN_TYPES or "crit" in header:
            raise ValueError("not an access token")
        id = header.get("kid")
        key = self._provider.key(id if isinstance(id, str) else None, algorithm)
        if key is None:
            raise ValueError("signed by nobody we know")
        claims: dict[str, Any] = jwt.decode(
            token,
            key.public,
            algorithms=[algorithm],
            audience=self._audience,
            issuer=self._provider.issuer,
            leeway=_LEEWAY_SECONDS,
            options={"require": ["exp", "iss", "sub", "aud"]},
        )
        if claims["exp"] <= time.time():
            raise jwt.ExpiredSignatureError
        if claims.get("typ") in _OTHER_USES or "events" in claims or not claims["sub"]:
            raise ValueError("not an access token of somebody")
        return claims


def identity_of(claims: Mapping[str, Any]) -> Identity:
    """The identity in claims that were checked already: of a bearer token, or of a session that Streamlit signed.

    Raises `NotSignedIn` when they name nobody, `SessionExpired` when they do not say how long they hold.
    """
    issuer, subject, ends = claims.get("iss"), claims.get("sub"), claims.get("exp")
    if not isinstance(issuer, str) or not isinstance(subject, str) or not issuer or not subject:
        raise NotSignedIn("Sie sind nicht angemeldet.", hint="Melden Sie sich an.")
    if isinstance(ends, bool) or not isinstance(ends, int | float):
        raise SessionExpired("Ihre Anmeldung nennt kein Ende.", hint="Melden Sie sich neu an.")
    try:
        expires = datetime.datetime.fromtimestamp(ends, datetime.UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise SessionExpired("Ihre Anmeldung nennt kein Ende.", hint="Melden Sie sich neu an.") from error
    name = claims.get("name") or claims.get("preferred_username") or ""
    email = claims.get("email") or ""
    return Identity(
        issuer,
        subject,
        name=name if isinstance(name, str) else "",
        email=email if isinstance(email, str) else "",
        claims=claims,
        expires=expires,
    )


class SessionChecker:
    """Makes an `Identity` of a session that Streamlit keeps in a signed cookie. Thread-safe.

    The cookie holds what the provider said at the sign-in. So that a group taken from a person is gone at once and not
    when they sign in again, the provider is asked anew, and its word holds for some seconds.
    """

    def __init__(self, provider: Provider, *, seconds: float) -> None:
        """`seconds` is how long the provider's word holds before it is asked again."""
        self._provider = provider
        self._seconds = seconds
        self._known: OrderedDict[bytes, tuple[float, Mapping[str, Any] | None]] = OrderedDict()
        self._lock = threading.Lock()

    def identify(self, claims: Mapping[str, Any], access_token: str | None) -> Identity:
        """Who a session belongs to, with what the provider says of them now.

        Raises `NotSignedIn`, `SessionExpired`, `SignInUnavailable`.
        """
        session = identity_of(claims)
        if session.expires is None or session.expires <= datetime.datetime.now(datetime.UTC):
            raise SessionExpired("Ihre Anmeldung ist abgelaufen.", hint="Melden Sie sich neu an.")
        now = self._ask(access_token) if access_token else None
        if now is None:
            return session
        if now.get("sub") != session.subject:
            raise NotSignedIn("Die Anmeldung wird nicht anerkannt.", hint="Melden Sie sich neu an.")
        # The new word stands in place of the old one. What a session is, and until when, the session alone says.
        kept = {name: claims[name] for name in ("iss", "sub", "exp")}
        return identity_of({**now, **kept})

    def _ask(self, token: str) -> Mapping[str, Any] | None:
        key = hashlib.sha256(token.encode()).digest()
        with self._lock:
            known = self._known.get(key)
        if known is not None and time.monotonic() - known[0] < self._seconds:
            return known[1]
        told = self._provider.ask_about(token)
        with self._lock:
            self._known[key] = (time.monotonic(), told)
            self._known.move_to_end(key)
            if len(self._known) > _MOST_SESSIONS:
                self._known.popitem(last=False)
        return told


def _unavailable(issuer: str, error: Exception) -> SignInUnavailable:
    return SignInUnavailable(
        f"Der Anmeldedienst {issuer} antwortet nicht, wie er soll ({type(error).__name__}: {error}).",
        hint="Prüfen Sie access.issuer und ob der Dienst läuft.",
    )


def _describe(issuer: str) -> Mapping[str, Any]:
    """What the provider publishes of itself. Raises `ValueError` when it is somebody else."""
    described = _get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if described.get("issuer") != issuer:
        raise ValueError("the provider calls itself by another name")
    return described


def _address(described: Mapping[str, Any], name: str) -> str:
    """An address in the description. Raises `ValueError` for one that others could listen to."""
    address = str(described.get(name, ""))
    if not _is_safe(address):
        raise ValueError(f"the provider's {name} is no safe address")
    return address


def _get(address: str, token: str = "") -> dict[str, Any]:
    """A JSON object at an address. Raises `httpx.HTTPError`, `ValueError`. Follows no redirect and uses no proxy."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    with httpx.Client(timeout=5.0, trust_env=False) as client, client.stream("GET", address, headers=headers) as reply:
        reply.raise_for_status()
        body = bytearray()
        for piece in reply.iter_bytes():
            body += piece
            if len(body) > _LONGEST_REPLY:
                raise ValueError("the reply is too long")
    found = httpx.Response(200, content=bytes(body)).json()
    if isinstance(found, dict):
        return found
    raise ValueError("the reply is no JSON object")


def _read_keys(published: Mapping[str, Any]) -> dict[str, SigningKey]:
    """The keys for signatures by id; what we cannot use is left out."""
    keys: dict[str, SigningKey] = {}
    listed = published.get("keys")
    for number, entry in enumerate(listed if isinstance(listed, list) else []):
        if not isinstance(entry, dict) or entry.get("use", "sig") != "sig" or entry.get("kty") not in _KINDS:
            continue
        try:
            public = jwt.PyJWK.from_dict(entry).key
        except jwt.PyJWTError:
            continue
        named = entry.get("alg")
        keys[str(entry.get("kid", f"#{number}"))] = SigningKey(
            public, entry["kty"], named if isinstance(named, str) else None
        )
    if not keys:
        raise ValueError("the provider publishes no key for signatures")
    return keys


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"))
