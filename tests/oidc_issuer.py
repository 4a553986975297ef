"""A small real OpenID Connect provider on a loopback port, for tests: discovery, sign-in with PKCE, tokens, keys.

Whoever comes to `/authorize` is signed in at once as `Issuer.person`. Keys can be changed while it runs, and every
token can be spoiled in the ways an attacker would.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

CLIENT = "aktenkompass"
SECRET = "geheim-fuer-tests"


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key with its id."""

    id: str
    private: Any
    algorithm: str

    @property
    def published(self) -> dict[str, Any]:
        """As the provider shows it."""
        made = jwt.get_algorithm_by_name(self.algorithm).to_jwk(self.private.public_key(), as_dict=True)
        return {**made, "kid": self.id, "use": "sig", "alg": self.algorithm}


def make_key(id: str, algorithm: str = "RS256") -> Key:
    """A new key."""
    if algorithm.startswith("ES"):
        return Key(id, ec.generate_private_key(ec.SECP256R1()), algorithm)
    return Key(id, rsa.generate_private_key(public_exponent=65537, key_size=2048), algorithm)


@dataclass
class Somebody:
    """Who signs in."""

    subject: str = "7d0c7b5e"
    name: str = "Erika Beispiel"
    email: str = "erika@musterstadt.example"
    claims: dict[str, Any] = field(default_factory=dict)
    """Besides the usual ones."""


class Issuer:
    """Use as a context manager; `url` is the issuer."""

    def __init__(self) -> None:
        self.person = Somebody()
        self.keys = [make_key("erster")]
        """The last one signs; all are published."""
        self.lifetime = 300.0
        """Seconds a token holds."""
        self.fetched: list[str] = []
        """Paths in the order they were asked for."""
        self.signed_out = False
        """Whether the provider has ended everybody's session."""
        self.broken = False
        """Answers everything with an error."""
        self.discovery: dict[str, Any] = {}
        """Replaces entries of the discovery document."""
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/realms/rathaus"

    def token(
        self,
        *,
        key: Key | None = None,
        header: dict[str, Any] | None = None,
        without: tuple[str, ...] = (),
        **claims: Any,
    ) -> str:
        """An access token of `person`, as Keycloak makes them; `claims` replace what stands in it."""
        signer = key or self.keys[-1]
        content = {**self._claims(CLIENT, "Bearer"), **claims}
        for name in without:
            del content[name]
        return jwt.encode(content, signer.private, signer.algorithm, headers={"kid": signer.id, **(header or {})})

    def _claims(self, audience: str, kind: str) -> dict[str, Any]:
        now = time.time()
        return {
            "iss": self.url,
            "sub": self.person.subject,
            "aud": audience,
            "exp": now + self.lifetime,
            "iat": now,
            "typ": kind,
            "azp": CLIENT,
            "name": self.person.name,
            "email": self.person.email,
            "email_verified": True,
            **self.person.claims,
        }

    def tell(self, authorization: str) -> dict[str, Any] | None:
        """What is known of a token's person now; None when the token holds no longer."""
        try:
            told = jwt.decode(authorization.removeprefix("Bearer "), options={"verify_signature": False})
        except jwt.PyJWTError:
            return None
        if told["exp"] <= time.time() or self.signed_out:
            return None
        kept = ("name", "email", "email_verified")
        return {"sub": told["sub"], **{name: told[name] for name in kept}, **self.person.claims}

    # What the handler answers

    def describe(self) -> dict[str, Any]:
        """The discovery document."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "end_session_endpoint": f"{self.url}/logout",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "code_challenge_methods_supported": ["S256"],
            **self.discovery,
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """The address to send the browser to, with a code."""
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def redeem(self, asked: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The tokens for a code; None when anything is wrong."""
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        known = authorization == f"Basic {basic}" or asked.get("client_secret") == SECRET
        began = self._codes.pop(asked.get("code", ""), None)
        if not known or began is None or asked.get("redirect_uri") != began["redirect_uri"]:
            return None
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != began["code_challenge"]:
            return None
        signer = self.keys[-1]
        claims = {**self._claims(CLIENT, "ID"), "nonce": began.get("nonce", "")}
        return {
            "access_token": self.token(),
            "id_token": jwt.encode(claims, signer.private, signer.algorithm, headers={"kid": signer.id}),
            "token_type": "Bearer",
            "expires_in": int(self.lifetime),
        }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        issuer = self

        class Handler(_Handler):
            host = issuer

        return Handler


class _Handler(BaseHTTPRequestHandler):
    host: Issuer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        place = parts.path.removeprefix("/realms/rathaus")
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.host.fetched.append(place)
        if self.host.broken:
            self._send(503, {})
        elif place == "/.well-known/openid-configuration":
            self._send(200, self.host.describe())
        elif place == "/keys":
            self._send(200, {"keys": [key.published for key in self.host.keys]})
        elif place == "/userinfo":
            told = self.host.tell(self.headers.get("Authorization", ""))
            self._send(401 if told is None else 200, told or {"error": "invalid_token"})
        elif place == "/authorize":
            self._redirect(self.host.authorize(asked))
        elif place == "/logout":
            self._redirect(asked["post_logout_redirect_uri"])
        else:
            self._send(404, {})

    def do_POST(self) -> None:
        place = urlsplit(self.path).path.removeprefix("/realms/rathaus")
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        self.host.fetched.append(place)
        tokens = self.host.redeem(asked, self.headers.get("Authorization", "")) if place == "/token" else None
        self._send(400 if tokens is None else 200, tokens or {"error": "invalid_grant"})

    def _redirect(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return
