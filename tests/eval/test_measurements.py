"""Runs over HTTP: started, watched, read, compared, stopped, taken up again; with the rights of who started them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.data_folder import measured_folder
from app.settings import ServerSettings
from app.wiring import Use, open_app
from corpora.errors import DataFolderBusy
from eval.api import evaluation
from eval.kept_runs import RunState
from eval.measurements import Measurements
from tests.app.api_server import ApiServer, town_server
from tests.app.people import TENANT, open_town, person, settings_for

CASES = [
    {
        "id": "turnhalle",
        "question": "Was kostet die Sanierung der Turnhalle?",
        "relevant": [{"corpus": "rat", "document": "turnhalle.txt"}],
    },
    {
        "id": "zulage",
        "question": "Wie hoch ist die Zulage für den Winterdienst?",
        "relevant": [{"corpus": "personal", "document": "zulage.md"}],
    },
]


def lines(*cases: dict[str, Any]) -> str:
    return "\n".join(json.dumps(case, ensure_ascii=False) for case in cases)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    many = ServerSettings(requests_per_minute=100_000)
    with town_server(tmp_path_factory.mktemp("stadt"), extensions=[evaluation], server=many) as up:
        yield up


def send(town: ApiServer, method: str, path: str, subject: str = "guete", **options: Any) -> httpx.Response:
    return town.client.request(method, f"/api/evaluation{path}", headers=town.headers(subject), **options)


def start(town: ApiServer, title: str = "März", subject: str = "guete", **changes: Any) -> str:
    reply = send(town, "POST", "/runs", subject, json={"title": title, "cases": lines(*CASES), **changes})
    assert reply.status_code == 202, reply.text
    id: str = reply.json()["id"]
    return id


def wait(town: ApiServer, id: str, subject: str = "guete") -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while True:
        run: dict[str, Any] = send(town, "GET", f"/runs/{id}", subject).json()
        if run["state"] != "running":
            return run
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(scope="module")
def done(town: ApiServer) -> str:
    id = start(town)
    assert wait(town, id)["state"] == "done"
    return id


def test_a_run_is_measured_to_its_end(town: ApiServer, done: str) -> None:
    run = wait(town, done)
    assert (run["title"], run["done"], run["total"], run["failed"], run["note"]) == ("März", 2, 2, 0, None)
    values = {value["measure"]: value for value in run["values"]}
    assert values["R@10"]["value"] == 1.0
    assert (values["R@10"]["title"], values["R@10"]["unit"]) == ("Unter den ersten 10 gefunden", None)
    assert values["statements"]["unit"] == "Aussagen"
    assert values["R@10"]["cases"] == 2
    assert values["R@10"]["low"] <= 1.0 <= values["R@10"]["high"]
    assert done in {each["id"] for each in send(town, "GET", "/runs").json()}


def test_its_report_is_one_page_that_asks_nobody_for_anything(town: ApiServer, done: str) -> None:
    reply = send(town, "GET", f"/runs/{done}/report")
    assert reply.headers["content-type"].startswith("text/html")
    assert "Was kostet die Sanierung der Turnhalle?" in reply.text
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "no-store" in reply.headers["cache-control"]
    assert '<html lang="de">' in reply.text


def test_its_report_speaks_the_language_that_is_asked_for(town: ApiServer, done: str) -> None:
    assert '<html lang="en">' in send(town, "GET", f"/runs/{done}/report", params={"language": "en"}).text
    assert send(town, "GET", f"/runs/{done}/report", params={"language": "fr"}).status_code == 422


def test_two_runs_are_compared_case_by_case(town: ApiServer, done: str) -> None:
    narrowed = start(town, "nur Rat", corpora=["rat"], retrieval_only=True)
    assert wait(town, narrowed)["state"] == "done"
    compared = send(town, "GET", "/comparison", params={"before": done, "after": narrowed}).json()
    changes = {change["measure"]: change for change in compared["changes"]}
    assert compared["shared"] == 2
    assert compared["unlike"] == ["Bestände", "Antwortweise", "Dokumente"]
    assert changes["R@10"]["title"] == "Unter den ersten 10 gefunden"
    assert (changes["R@10"]["before"], changes["R@10"]["after"], changes["R@10"]["better"]) == (1.0, 0.5, False)
    assert "vorher" in send(town, "GET", f"/runs/{narrowed}/report", params={"baseline": done}).text


def test_a_run_sees_what_its_person_sees(town: ApiServer) -> None:
    lower = start(town, "Haus", "guete-haus")
    run = wait(town, lower, "guete-haus")
    assert {value["measure"]: value["value"] for value in run["values"]}["R@10"] == 0.5
    assert "75 Euro" not in send(town, "GET", f"/runs/{lower}/report", "guete-haus").text
    assert send(town, "GET", f"/runs/{lower}").status_code == 200  # who may see more may see it too


@pytest.mark.parametrize("subject", ["guete-haus", "nachbar", "leserin", "pflege"])
def test_a_run_of_someone_who_may_see_more_is_not_there(town: ApiServer, done: str, subject: str) -> None:
    absent = send(town, "GET", "/runs/" + "0" * 32, subject)
    assert absent.status_code == 404
    for method, path in (
        ("GET", f"/runs/{done}"),
        ("GET", f"/runs/{done}/report"),
        ("POST", f"/runs/{done}/cancel"),
        ("POST", f"/runs/{done}/resume"),
        ("DELETE", f"/runs/{done}"),
        ("GET", f"/comparison?before={done}&after={done}"),
    ):
        reply = send(town, method, path, subject)
        assert (reply.status_code, reply.content) == (404, absent.content)
    listed = send(town, "GET", "/runs", subject)
    assert listed.status_code == 404 or done not in listed.text


@pytest.mark.parametrize(
    ("changes", "status", "says"),
    [
        ({"cases": "keine Zeile JSON"}, 400, "Zeile 1"),
        ({"cases": lines({"id": "1", "question": "Ja?"})}, 400, "relevant"),
        ({"cases": lines({**CASES[0], "status": "vorgeschlagen"})}, 400, "angenommen"),
        ({"cases": ""}, 422, "cases"),
        ({"corpora": ["gibt-es-nicht"]}, 404, "freigegeben"),
    ],
)
def test_cases_that_are_none_are_told_with_their_line_and_leave_nothing(
    town: ApiServer, changes: dict[str, Any], status: int, says: str
) -> None:
    before = len(send(town, "GET", "/runs").json())
    reply = send(town, "POST", "/runs", json={"title": "x", "cases": lines(*CASES), **changes})
    assert reply.status_code == status
    assert says in reply.text
    assert str(town.app.settings.home) not in reply.text
    assert len(send(town, "GET", "/runs").json()) == before


def test_cases_of_another_tenant_ask_nothing(town: ApiServer) -> None:
    run = wait(town, start(town, cases=lines({**CASES[0], "tenant": "nachbardorf"})))
    assert (run["state"], run["done"]) == ("failed", 0)
    assert "nachbardorf" in run["note"]


def test_a_deleted_run_is_gone(town: ApiServer) -> None:
    id = start(town, "weg")
    wait(town, id)
    assert send(town, "DELETE", f"/runs/{id}").status_code == 204
    assert send(town, "GET", f"/runs/{id}").status_code == 404
    assert not (measured_folder(town.app.settings.home, TENANT) / id).exists()


def test_a_run_is_stopped_and_taken_up_again_also_by_another_process(tmp_path: Path) -> None:
    many = [{**CASES[0], "id": str(number)} for number in range(300)]
    with open_town(tmp_path / "home", tmp_path / "papiere") as app:
        runs, who = Measurements(app), person(app, "guete")
        info = runs.start(who, lines(*many).encode(), title="lang", retrieval_only=True)
        with pytest.raises(DataFolderBusy):
            runs.start(who, lines(*many).encode(), title="zweiter")
        with pytest.raises(DataFolderBusy):
            runs.delete(who, info.id)
        while runs.one(who, info.id).done < 3:
            time.sleep(0.005)
        stopped = runs.cancel(who, info.id)
        assert stopped.state is RunState.STOPPED
        assert 3 <= stopped.done < 300
        runs.close()
    with open_app(settings_for(tmp_path / "home"), Use.WRITE) as app:
        runs, who = Measurements(app), person(app, "guete")
        assert runs.one(who, info.id).state is RunState.STOPPED
        runs.resume(who, info.id)
        while (now := runs.one(who, info.id)).state is RunState.RUNNING:
            time.sleep(0.01)
        assert (now.state, now.done) == (RunState.DONE, 300)
        assert len(runs.run(who, info.id).outcomes) == 300
        assert runs.resume(who, info.id).state is RunState.DONE


def test_a_tenant_s_runs_go_with_it(tmp_path: Path) -> None:
    with open_town(tmp_path / "home", tmp_path / "papiere") as app:
        runs, who = Measurements(app), person(app, "guete")
        info = runs.start(who, lines(*CASES).encode(), title="x", retrieval_only=True)
        while runs.one(who, info.id).state is RunState.RUNNING:
            time.sleep(0.01)
        folder = measured_folder(app.settings.home, TENANT)
        assert folder.is_dir()
        app.knowledge.remove_tenant(TENANT)
        assert not folder.exists()
