"""Bearer tokens against a real provider on loopback: what is believed, and every way a forged one is spoiled."""

from __future__ import annotations

import base64
import datetime
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.oidc import Provider, SessionChecker, TokenChecker, identity_of
from corpora.errors import NotSignedIn, SessionExpired, SignInUnavailable
from tests.oidc_issuer import CLIENT, Issuer, make_key


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer() as running:
        yield running


def checker(issuer: Issuer) -> TokenChecker:
    return TokenChecker(Provider(issuer.url), audience=CLIENT)


def test_a_token_says_who_comes_from_where_and_for_how_long(issuer: Issuer) -> None:
    issuer.person.claims = {"groups": ["kompass-manager"]}
    identity = checker(issuer).identify(issuer.token())
    assert (identity.issuer, identity.subject) == (issuer.url, issuer.person.subject)
    assert (identity.name, identity.email) == (issuer.person.name, issuer.person.email)
    assert identity.claims["groups"] == ["kompass-manager"]
    assert identity.expires is not None
    left = identity.expires - datetime.datetime.now(datetime.UTC)
    assert 290 < left.total_seconds() <= 300


def test_many_audiences_and_keys_on_curves_are_fine(issuer: Issuer) -> None:
    issuer.keys.append(make_key("zweiter", "ES256"))
    assert checker(issuer).identify(issuer.token(aud=["account", CLIENT])).subject == issuer.person.subject


def test_the_type_that_the_standard_gives_access_tokens_is_fine(issuer: Issuer) -> None:
    token = issuer.token(header={"typ": "at+jwt"}, without=("typ",))
    assert checker(issuer).identify(token).subject == issuer.person.subject


def encode(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def unsigned(issuer: Issuer) -> str:
    _, content, _ = issuer.token().split(".")
    return f"{encode({'alg': 'none', 'kid': 'erster'})}.{content}."


def shared_secret(issuer: Issuer) -> str:
    """Signed with what everybody knows: our libraries refuse to, an attacker's do not."""
    public = issuer.keys[0].private.public_key()
    known = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _, content, _ = issuer.token().split(".")
    head = encode({"alg": "HS256", "typ": "JWT", "kid": "erster"})
    signature = hmac.new(known, f"{head}.{content}".encode(), "sha256").digest()
    return f"{head}.{content}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def tampered(issuer: Issuer) -> str:
    head, content, signature = issuer.token().split(".")
    claims = json.loads(base64.urlsafe_b64decode(content + "=="))
    return f"{head}.{encode({**claims, 'sub': 'somebody-else'})}.{signature}"


def own_key(issuer: Issuer) -> str:
    key = make_key("eigener")
    return issuer.token(key=key, header={"jwk": key.published, "jku": f"{issuer.url}/keys"})


FORGED: dict[str, Callable[[Issuer], str]] = {
    "for another audience": lambda issuer: issuer.token(aud="account"),
    "for a part of our name": lambda issuer: issuer.token(aud=CLIENT[:-1]),
    "without an audience": lambda issuer: issuer.token(without=("aud",)),
    "of another issuer": lambda issuer: issuer.token(iss="https://evil.example/realms/rathaus"),
    "of an issuer with a slash more": lambda issuer: issuer.token(iss=f"{issuer.url}/"),
    "of nobody": lambda issuer: issuer.token(without=("sub",)),
    "of an empty subject": lambda issuer: issuer.token(sub=""),
    "of a subject that is no text": lambda issuer: issuer.token(sub=7),
    "without an end": lambda issuer: issuer.token(without=("exp",)),
    "of tomorrow": lambda issuer: issuer.token(nbf=time.time() + 3600),
    "for knowing who someone is": lambda issuer: issuer.token(typ="ID"),
    "for getting new ones": lambda issuer: issuer.token(typ="Refresh"),
    "for signing out": lambda issuer: issuer.token(events={"http://schemas.openid.net/event/backchannel-logout": {}}),
    "of a type for signing out": lambda issuer: issuer.token(header={"typ": "logout+jwt"}),
    "with a condition nobody knows": lambda issuer: issuer.token(header={"crit": ["x"], "x": 1}),
    "by a key nobody knows": lambda issuer: issuer.token(key=make_key("fremd")),
    "by a stranger's key under a known id": lambda issuer: issuer.token(key=make_key("erster")),
    "by a curve under the id of another kind": lambda issuer: issuer.token(key=make_key("erster", "ES256")),
    "without a signature": unsigned,
    "with our public key as a shared secret": shared_secret,
    "with another content than was signed": tampered,
    "with a key of its own in its head": own_key,
    "too long": lambda issuer: issuer.token(note="x" * 20_000),
    "no token": lambda issuer: "Basic.abc",
    "nothing": lambda issuer: "",
    "not ASCII": lambda issuer: "ä.ö.ü",
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_token_that_is_not_to_be_believed_is_refused_without_saying_why(forged: str, issuer: Issuer) -> None:
    with pytest.raises(NotSignedIn) as caught:
        checker(issuer).identify(FORGED[forged](issuer))
    assert str(caught.value) == "Die Anmeldung wird nicht anerkannt. Melden Sie sich neu an."


def test_a_token_ends_to_the_second(issuer: Issuer) -> None:
    with pytest.raises(SessionExpired):
        checker(issuer).identify(issuer.token(exp=time.time() - 1))
    with pytest.raises(SessionExpired):
        checker(issuer).identify(issuer.token(exp=time.time() - 86_400))


def test_a_provider_whose_clock_is_a_little_ahead_is_believed(issuer: Issuer) -> None:
    token = issuer.token(iat=time.time() + 10, nbf=time.time() + 10)
    assert checker(issuer).identify(token).subject == issuer.person.subject


def test_keys_are_asked_for_once(issuer: Issuer) -> None:
    check = checker(issuer)
    for _ in range(5):
        check.identify(issuer.token())
    assert issuer.fetched == ["/.well-known/openid-configuration", "/keys"]


def test_a_new_key_is_found_and_an_old_one_holds_as_long_as_it_is_published(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.oidc._ASK_AGAIN_SECONDS", 0.0)
    check, before = checker(issuer), issuer.token()
    check.identify(before)
    issuer.keys.append(make_key("zweiter"))
    assert check.identify(issuer.token()).subject == issuer.person.subject
    assert check.identify(before).subject == issuer.person.subject
    issuer.keys.pop(0)
    issuer.keys.append(make_key("dritter"))
    check.identify(issuer.token())
    with pytest.raises(NotSignedIn):
        check.identify(before)


def test_inventing_key_names_does_not_make_us_ask_over_and_over(issuer: Issuer) -> None:
    check = checker(issuer)
    check.identify(issuer.token())
    for number in range(10):
        with pytest.raises(NotSignedIn):
            check.identify(issuer.token(key=make_key("erster"), header={"kid": f"erfunden-{number}"}))
    assert issuer.fetched.count("/keys") == 1


def test_a_token_without_a_key_name_is_read_with_the_only_key(issuer: Issuer) -> None:
    token = jwt.encode(jwt.decode(issuer.token(), options={"verify_signature": False}), issuer.keys[0].private, "RS256")
    assert checker(issuer).identify(token).subject == issuer.person.subject


def test_a_provider_that_is_away_is_told_apart_from_a_bad_token(issuer: Issuer) -> None:
    issuer.broken = True
    check = checker(issuer)
    for _ in range(2):
        with pytest.raises(SignInUnavailable, match="Anmeldedienst"):
            check.identify(issuer.token())


def test_an_outage_signs_out_nobody_who_is_in(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.oidc._KEEP_SECONDS", 0.0)
    check = checker(issuer)
    check.identify(issuer.token())
    issuer.broken = True
    assert check.identify(issuer.token()).subject == issuer.person.subject


@pytest.mark.parametrize(
    "spoiled",
    [{"issuer": "https://evil.example"}, {"jwks_uri": "http://evil.example/keys"}, {"jwks_uri": "file:///etc/passwd"}],
)
def test_a_provider_that_is_not_what_it_should_be_is_not_believed(spoiled: dict[str, str], issuer: Issuer) -> None:
    issuer.discovery = spoiled
    with pytest.raises(SignInUnavailable):
        checker(issuer).identify(issuer.token())
    assert "/keys" not in issuer.fetched


def test_a_session_of_the_pages_becomes_the_same_identity(issuer: Issuer) -> None:
    claims = jwt.decode(issuer.token(), options={"verify_signature": False})
    session, token = identity_of(claims), checker(issuer).identify(issuer.token())
    assert (session.issuer, session.subject, session.email) == (token.issuer, token.subject, token.email)


@pytest.mark.parametrize("claims", [{}, {"iss": "x"}, {"iss": "x", "sub": ""}, {"iss": 1, "sub": "a", "exp": 1}])
def test_a_session_that_names_nobody_is_nobody(claims: dict[str, Any]) -> None:
    with pytest.raises(NotSignedIn):
        identity_of(claims)


@pytest.mark.parametrize("end", [None, "morgen", True, 1e40, float("nan")])
def test_a_session_without_an_end_has_ended(end: object) -> None:
    with pytest.raises(SessionExpired):
        identity_of({"iss": "x", "sub": "a", "exp": end})


def sessions(issuer: Issuer, seconds: float = 0.0) -> SessionChecker:
    return SessionChecker(Provider(issuer.url), seconds=seconds)


def session_of(issuer: Issuer) -> tuple[dict[str, Any], str]:
    """What Streamlit keeps of a sign-in: claims and access token."""
    token = issuer.token()
    return jwt.decode(token, options={"verify_signature": False}), token


def test_a_group_that_was_taken_away_is_gone_at_once_and_not_at_the_next_sign_in(issuer: Issuer) -> None:
    issuer.person.claims = {"groups": ["kompass-manager"]}
    claims, token = session_of(issuer)
    check = sessions(issuer)
    assert check.identify(claims, token).claims["groups"] == ["kompass-manager"]
    issuer.person.claims = {"groups": []}
    assert check.identify(claims, token).claims["groups"] == []
    issuer.person.claims = {}
    assert "groups" not in check.identify(claims, token).claims


def test_a_session_that_the_provider_ended_is_over(issuer: Issuer) -> None:
    claims, token = session_of(issuer)
    check = sessions(issuer)
    check.identify(claims, token)
    issuer.signed_out = True
    with pytest.raises(SessionExpired):
        check.identify(claims, token)


def test_the_provider_s_word_holds_for_some_seconds(issuer: Issuer) -> None:
    claims, token = session_of(issuer)
    check = sessions(issuer, 60)
    for _ in range(5):
        check.identify(claims, token)
    assert issuer.fetched.count("/userinfo") == 1


def test_a_session_ends_when_it_said_it_would_whatever_the_provider_says_later(issuer: Issuer) -> None:
    claims, token = session_of(issuer)
    issuer.person.claims = {"exp": time.time() + 86_400, "iss": "https://evil.example"}
    identity = sessions(issuer).identify(claims, token)
    assert (identity.issuer, identity.expires) == (issuer.url, identity_of(claims).expires)
    with pytest.raises(SessionExpired):
        sessions(issuer).identify({**claims, "exp": time.time() - 1}, token)


def test_a_word_about_somebody_else_is_not_believed(issuer: Issuer) -> None:
    claims, _ = session_of(issuer)
    with pytest.raises(NotSignedIn):
        sessions(issuer).identify(claims, issuer.token(sub="somebody-else"))


def test_a_provider_that_tells_nothing_leaves_what_was_said_at_the_sign_in(issuer: Issuer) -> None:
    issuer.discovery = {"userinfo_endpoint": ""}
    issuer.person.claims = {"groups": ["kompass-manager"]}
    claims, token = session_of(issuer)
    assert sessions(issuer).identify(claims, token).claims["groups"] == ["kompass-manager"]
    assert sessions(issuer).identify(claims, None).claims["groups"] == ["kompass-manager"]


def test_a_provider_that_is_away_is_told(issuer: Issuer) -> None:
    claims, token = session_of(issuer)
    check = sessions(issuer)
    check.identify(claims, token)
    issuer.broken = True
    with pytest.raises(SignInUnavailable):
        check.identify(claims, token)
