"""Every route × everyone who must not get through: no token, an expired one, a foreign tenant, a lower clearance, a
suspended member. The routes come from the service's own description; a new one without a row here fails."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from app.settings import ServerSettings, UploadSettings
from eval.api import evaluation
from tests.app.api_server import ApiServer, town_server
from tests.app.people import TENANT

OPEN = {("GET", "/health"), ("GET", "/ready"), ("GET", "/metrics")}
"""Routes for whoever operates the server; they say nothing of persons, tenants or documents."""

SECRETS = ("75 Euro", "zulage.md", "Zulage", "personal")
"""Stand in what only a person of the tenant with the clearance `restricted` may see."""

NOWHERE = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Known:
    """Ids of what is to be protected."""

    document: str
    conversation: str
    feedback: str
    upload: str
    file: str
    job: str
    run: str


NOTHING = Known(*[NOWHERE] * 7)


@dataclass(frozen=True, slots=True)
class Row:
    """How a route is called, and by whom."""

    path: Callable[[Known], str]
    body: Callable[[Known], Any] = lambda _: None
    allowed: str = "geheim"
    """Gets through, and proves that the others would have something to see."""
    lower: str = "leserin"
    """Has the same roles and a lower clearance."""
    shows: str = ""
    """What the one who is allowed sees."""
    ends: int = 0
    """With which status it ends for them; 0: with success."""


def managers(path: Callable[[Known], str], body: Callable[[Known], Any] = lambda _: None, *, shows: str = "") -> Row:
    """A route of managers."""
    return Row(path, body, allowed="pflege", lower="pflege-haus", shows=shows)


def evaluators(path: Callable[[Known], str], body: Callable[[Known], Any] = lambda _: None, *, shows: str = "") -> Row:
    """A route of evaluators."""
    return Row(path, body, allowed="guete", lower="guete-haus", shows=shows)


def at(path: str) -> Callable[[Known], str]:
    return lambda _: path


RUN = {
    "title": "Messung",
    "cases": json.dumps({"id": "1", "question": "Winterdienst", "relevant": [{"document": "zulage.md"}]}),
}
ASKED = {"question": "Winterdienst", "limit": 5}

ROWS: dict[tuple[str, str], Row] = {
    ("POST", "/api/search"): Row(at("/api/search"), lambda _: ASKED, shows="75 Euro"),
    ("POST", "/api/ask"): Row(at("/api/ask"), lambda _: {**ASKED, "stream": False}, shows="75 Euro"),
    ("GET", "/api/me"): Row(at("/api/me"), shows="restricted"),
    ("GET", "/api/corpora"): Row(at("/api/corpora"), shows="personal"),
    ("GET", "/api/documents"): Row(at("/api/documents"), shows="zulage.md"),
    ("GET", "/api/documents/{document}"): Row(lambda k: f"/api/documents/{k.document}", shows="zulage.md"),
    ("GET", "/api/conversations"): Row(at("/api/conversations"), shows="Winterdienst"),
    ("DELETE", "/api/conversations"): Row(at("/api/conversations"), allowed="pflege", lower="pflege-haus"),
    ("GET", "/api/conversations/{conversation}"): Row(
        lambda k: f"/api/conversations/{k.conversation}", shows="75 Euro"
    ),
    ("DELETE", "/api/conversations/{conversation}"): Row(lambda k: f"/api/conversations/{k.conversation}"),
    ("GET", "/api/conversations/{conversation}/turns/{turn}/export"): Row(
        lambda k: f"/api/conversations/{k.conversation}/turns/1/export?format=txt", shows="75 Euro"
    ),
    ("POST", "/api/feedback"): Row(
        at("/api/feedback"), lambda k: {"conversation": k.conversation, "turn": 1, "rating": "up"}
    ),
    ("GET", "/api/feedback"): Row(at("/api/feedback"), allowed="guete", lower="guete-haus", shows="75 Euro"),
    ("PUT", "/api/feedback/{id}/state"): Row(
        lambda k: f"/api/feedback/{k.feedback}/state", lambda _: {"state": "used"}, allowed="guete", lower="guete-haus"
    ),
    **{
        ("GET", f"/api/documents/{{document}}/{place}"): Row(
            lambda k, place=place: f"/api/documents/{k.document}/{place.replace('{page}', '1')}",  # type: ignore[misc]
            shows=shows,
        )
        for place, shows in (("pages/{page}", "75 Euro"), ("original", "75 Euro"))
    },
    **{
        ("GET", f"/api/documents/{{document}}/pages/{{page}}/{place}"): Row(
            lambda k, place=place: f"/api/documents/{k.document}/pages/1/{place}",  # type: ignore[misc]
            shows="Formats",
            ends=422,
        )
        for place in ("image", "marks")
    },
    ("PUT", "/api/corpora/{corpus}/access"): managers(
        lambda k: f"/api/corpora/{'gibt-es-nicht' if k is NOTHING else 'personal'}/access",
        lambda _: {"access": "restricted"},
        shows="personal",
    ),
    ("PUT", "/api/corpora/{corpus}/kind"): managers(
        lambda k: f"/api/corpora/{'gibt-es-nicht' if k is NOTHING else 'personal'}/kind",
        lambda _: {"kind": "guide"},
        shows="personal",
    ),
    ("POST", "/api/uploads"): managers(at("/api/uploads"), lambda _: {"corpus": "personal"}),
    ("GET", "/api/uploads"): managers(at("/api/uploads"), shows="zulage-neu.md"),
    ("GET", "/api/uploads/{upload}"): managers(lambda k: f"/api/uploads/{k.upload}", shows="zulage-neu.md"),
    ("DELETE", "/api/uploads/{upload}"): managers(lambda k: f"/api/uploads/{k.upload}"),
    ("POST", "/api/uploads/{upload}/files"): managers(lambda k: f"/api/uploads/{k.upload}/files?name=x.md"),
    ("DELETE", "/api/uploads/{upload}/files/{file}"): managers(lambda k: f"/api/uploads/{k.upload}/files/{k.file}"),
    ("GET", "/api/uploads/{upload}/preview"): managers(
        lambda k: f"/api/uploads/{k.upload}/preview", shows="zulage-neu.md"
    ),
    ("POST", "/api/jobs"): managers(at("/api/jobs"), lambda k: {"kind": "reread", "document": k.document}),
    ("GET", "/api/jobs"): managers(at("/api/jobs"), shows="personal"),
    ("GET", "/api/jobs/{job}"): managers(lambda k: f"/api/jobs/{k.job}", shows="personal"),
    ("POST", "/api/jobs/{job}/cancel"): managers(lambda k: f"/api/jobs/{k.job}/cancel", shows="personal"),
    ("POST", "/api/evaluation/runs"): evaluators(at("/api/evaluation/runs"), lambda _: RUN),
    ("GET", "/api/evaluation/runs"): evaluators(at("/api/evaluation/runs"), shows="Messung"),
    ("GET", "/api/evaluation/runs/{run}"): evaluators(lambda k: f"/api/evaluation/runs/{k.run}", shows="R@10"),
    ("DELETE", "/api/evaluation/runs/{run}"): evaluators(lambda k: f"/api/evaluation/runs/{k.run}"),
    ("POST", "/api/evaluation/runs/{run}/cancel"): evaluators(lambda k: f"/api/evaluation/runs/{k.run}/cancel"),
    ("POST", "/api/evaluation/runs/{run}/resume"): evaluators(lambda k: f"/api/evaluation/runs/{k.run}/resume"),
    ("GET", "/api/evaluation/runs/{run}/report"): evaluators(
        lambda k: f"/api/evaluation/runs/{k.run}/report", shows="75 Euro"
    ),
    ("GET", "/api/evaluation/comparison"): evaluators(
        lambda k: f"/api/evaluation/comparison?before={k.run}&after={k.run}", shows="R@10"
    ),
    ("GET", "/v1/models"): Row(at("/v1/models"), shows=f"{TENANT}/personal"),
    ("GET", "/v1/models/{model}"): Row(at(f"/v1/models/aktenkompass:{TENANT}/personal"), shows="personal"),
    ("POST", "/v1/chat/completions"): Row(
        at("/v1/chat/completions"),
        lambda _: {"model": "aktenkompass", "messages": [{"role": "user", "content": "Winterdienst"}]},
        shows="75 Euro",
    ),
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    many = {
        "server": ServerSettings(requests_per_minute=100_000),
        "uploads": UploadSettings(max_batches=10_000),
    }
    with town_server(tmp_path_factory.mktemp("stadt"), extensions=[evaluation], **many) as up:
        yield up


@pytest.fixture
def known(town: ApiServer) -> Known:
    """A secret document, and a conversation about it with a complaint."""
    asked = {**ASKED, "stream": False, "keep": True}
    answer = town.post("/api/ask", "geheim", asked).json()
    said = {**answer["kept"], "rating": "down", "reasons": ["unclear"]}
    assert town.post("/api/feedback", "geheim", said).status_code == 200
    feedback = town.get("/api/feedback", "guete").json()
    batch = town.post("/api/uploads", "pflege", {"corpus": "personal"}).json()["id"]
    file = town.client.post(
        f"/api/uploads/{batch}/files?name=zulage-neu.md", headers=town.headers("pflege"), content=b"# 75 Euro\n"
    ).json()["id"]
    return Known(
        document=answer["hits"][0]["document_id"],
        conversation=answer["kept"]["conversation"],
        feedback=feedback[0]["id"],
        upload=batch,
        file=file,
        job=town_job(town),
        run=town_run(town),
    )


def town_run(town: ApiServer) -> str:
    """A finished run that saw the secret."""
    path = "/api/evaluation/runs"
    while any(run["state"] == "running" for run in town.get(path, "guete").json()):
        time.sleep(0.01)
    theirs = {run["id"] for run in town.get(path, "guete-haus").json()}
    mine = [run for run in town.get(path, "guete").json() if run["id"] not in theirs]
    done = [run["id"] for run in mine if run["state"] == "done"]
    if done:
        return str(done[0])
    assert town.post(path, "guete", RUN).status_code == 202
    return town_run(town)


def town_job(town: ApiServer) -> str:
    """A job on the secret corpus."""
    done = [job for job in town.get("/api/jobs", "pflege").json() if job["corpus"] == "personal"]
    return str(
        (done[0] if done else town.post("/api/jobs", "pflege", {"kind": "update", "corpus": "personal"}).json())["id"]
    )


def call(town: ApiServer, key: tuple[str, str], known: Known, headers: dict[str, str]) -> httpx.Response:
    row = ROWS[key]
    return town.client.request(key[0], row.path(known), headers=headers, json=row.body(known))


def shown(reply: httpx.Response) -> list[str]:
    """The secrets in a response, the address that was asked for left out."""
    return [secret for secret in SECRETS if secret in reply.text]


def test_every_route_has_a_row(town: ApiServer) -> None:
    described = town.client.get("/api/openapi.json").json()["paths"]
    routes = {(method.upper(), path) for path, methods in described.items() for method in methods}
    assert routes == set(ROWS) | OPEN


def test_routes_outside_of_the_description_are_known(town: ApiServer) -> None:
    hidden = ("/api/", "/v1/", "/api/gibt-es-nicht", "/v1/x", "/docs", "/redoc", "/openapi.json")
    for path in hidden:
        for method in ("GET", "POST", "PUT", "DELETE"):
            assert town.client.request(method, path).status_code in (404, 405)


@pytest.mark.parametrize("key", sorted(OPEN))
def test_routes_of_the_operator_show_nothing_of_anybody(town: ApiServer, known: Known, key: tuple[str, str]) -> None:
    reply = town.client.request(*key)
    assert reply.status_code == 200
    for word in (*SECRETS, known.document, known.conversation, "geheim", TENANT):
        assert word not in reply.text


@pytest.mark.parametrize("key", sorted(ROWS))
def test_without_a_token_nobody_gets_through(town: ApiServer, known: Known, key: tuple[str, str]) -> None:
    for headers in (
        {},
        {"authorization": "Bearer"},
        {"authorization": "Bearer x.y.z"},
        {"authorization": "Basic eA=="},
    ):
        reply = call(town, key, known, headers)
        assert reply.status_code == 401
        assert reply.headers["www-authenticate"].startswith("Bearer")
        assert shown(reply) == []


@pytest.mark.parametrize("key", sorted(ROWS))
def test_with_an_expired_token_nobody_gets_through(town: ApiServer, known: Known, key: tuple[str, str]) -> None:
    reply = call(town, key, known, town.headers(ROWS[key].allowed, exp=time.time() - 1))
    assert reply.status_code == 401
    assert reply.json()["error"]["code"] == "SessionExpired"
    assert shown(reply) == []


@pytest.mark.parametrize("key", sorted(ROWS))
def test_a_suspended_member_is_out_at_once(town: ApiServer, known: Known, key: tuple[str, str]) -> None:
    subject = ROWS[key].allowed
    headers = town.headers(subject)  # given before the suspension, and good for minutes
    town.app.members.change(TENANT, subject, suspended=True)
    try:
        reply = call(town, key, known, headers)
    finally:
        town.app.members.change(TENANT, subject, suspended=False)
    assert reply.status_code == 403
    assert shown(reply) == []


@pytest.mark.parametrize("key", sorted(ROWS))
@pytest.mark.parametrize("who", ["nachbar", "lower"])
def test_a_foreign_tenant_and_a_lower_clearance_find_nothing_there(
    town: ApiServer, known: Known, key: tuple[str, str], who: str
) -> None:
    row = ROWS[key]
    subject = row.lower if who == "lower" else who
    there = call(town, key, known, town.headers(subject))
    assert shown(there) == []
    assert there.status_code < 500
    if row.path(known) != row.path(NOTHING) or row.body(known) != row.body(NOTHING):
        nowhere = call(town, key, NOTHING, town.headers(subject))
        assert there.status_code == nowhere.status_code == 404
        assert there.content == nowhere.content


@pytest.mark.parametrize("key", sorted(ROWS))
def test_the_one_who_is_allowed_gets_through(town: ApiServer, known: Known, key: tuple[str, str]) -> None:
    reply = call(town, key, known, town.headers(ROWS[key].allowed))
    assert reply.status_code in ((ROWS[key].ends,) if ROWS[key].ends else (200, 201, 202, 204)), reply.text
    assert ROWS[key].shows in reply.text
