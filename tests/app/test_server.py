"""`kompass serve`: one process that answers, alone with its data folder, and ends in good order."""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.serving.page_shell import read_shipped_page, write_page
from tests.app.commandline import Kompass
from tests.app.server_process import Served, served, start


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page that says whether the host was there."""
    file = tmp_path_factory.mktemp("seiten") / "seite.py"
    file.write_text(
        "import streamlit as st\nfrom app.web.host import current\n"
        "st.title(str(len(current().app.catalog.tenants())))\n"
    )
    return file


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("daten") / "home"


@pytest.fixture(scope="module")
def server(home: Path, pages: Path) -> Iterator[Served]:
    with served(home, pages=pages) as running:
        yield running


def test_the_address_answers_with_our_page(server: Served) -> None:
    reply = server.ask("GET", "/")
    assert reply.status == 200
    assert '<html lang="de">' in reply.body
    assert "<title>Aktenkompass</title>" in reply.body
    assert "<script>" not in reply.body
    assert "agent" not in reply.body
    assert reply.headers["content-length"] == str(len(reply.body.encode()))
    assert "default-src 'none'" in reply.headers["content-security-policy"]


def test_every_address_of_a_page_gives_the_same_page_also_when_the_browser_knows_an_older_one(server: Served) -> None:
    first = server.ask("GET", "/", {"accept": "text/html"})
    again = server.ask("GET", "/fragen", {"accept": "text/html", "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"})
    assert (again.status, again.body) == (200, first.body)
    assert server.ask("HEAD", "/").body == ""


def test_it_says_that_it_is_alive_and_ready(server: Served) -> None:
    assert json.loads(server.ask("GET", "/health").body) == {"status": "ok"}
    assert json.loads(server.ask("GET", "/ready").body) == {"status": "ready"}


def test_it_keeps_streamlits_files_apart_from_the_page(server: Served) -> None:
    script = read_shipped_page().split('<script type="module" crossorigin src=".')[1].split('"')[0]
    reply = server.ask("GET", script)
    assert reply.status == 200
    assert "javascript" in reply.headers["content-type"]
    assert server.ask("GET", "/_stcore/agent/openapi.json").status == 404


def test_another_process_is_told_who_owns_the_data_folder(server: Served, home: Path) -> None:
    done = Kompass(home).run("serve", "--port", "0")
    assert done.code == 3
    assert str(server.process.pid) in done.errors


def test_where_it_answers_stands_in_the_data_folder_for_its_owner_alone(server: Served, home: Path) -> None:
    file = home / "server.json"
    assert json.loads(file.read_text())["url"] == server.url
    assert file.stat().st_mode & 0o077 == 0
    assert (home / "cookies.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_good_order_when_told_to(number: signal.Signals, tmp_path: Path, pages: Path) -> None:
    with served(tmp_path, pages=pages) as running:
        code, _, errors = running.end(number)
        assert code == 0, errors
        assert "Traceback" not in errors
        assert not (tmp_path / "server.json").exists()
        assert Kompass(tmp_path).run("tenant", "list").code == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "wissen.musterstadt.de"])
def test_without_a_sign_in_nobody_else_may_reach_it(host: str, tmp_path: Path) -> None:
    done = Kompass(tmp_path).run("serve", "--host", host)
    assert done.code == 2
    assert "Ohne Anmeldung" in done.errors
    assert "127.0.0.1" in done.errors


SIGN_IN = {
    "AKTENKOMPASS_ACCESS__ISSUER": "https://anmeldung.example/realms/rathaus",
    "AKTENKOMPASS_ACCESS__CLIENT_ID": "aktenkompass",
    "AKTENKOMPASS_ACCESS__CLIENT_SECRET": "geheim-4711",
}


@pytest.mark.parametrize(
    ("host", "changed", "says"),
    [
        ("127.0.0.1", {"AKTENKOMPASS_ACCESS__ISSUER": "http://anmeldung.example"}, "access.issuer"),
        ("127.0.0.1", {"AKTENKOMPASS_ACCESS__CLIENT_ID": ""}, "access.client_id"),
        ("127.0.0.1", {"AKTENKOMPASS_ACCESS__CLIENT_SECRET": ""}, "access.client_secret"),
        ("127.0.0.1", {"AKTENKOMPASS_ACCESS__REDIRECT_URI": "https://a.example/zurueck"}, "access.redirect_uri"),
        ("127.0.0.1", {"AKTENKOMPASS_SERVER__PUBLIC_URL": "http://wissen.example"}, "server.public_url"),
        ("0.0.0.0", {}, "server.public_url"),
    ],
)
def test_a_sign_in_that_cannot_work_or_be_trusted_is_told_at_the_start(
    host: str, changed: dict[str, str], says: str, tmp_path: Path
) -> None:
    done = Kompass(tmp_path).run("serve", "--host", host, **{**SIGN_IN, **changed})
    assert done.code == 2
    assert says in done.errors
    assert "geheim-4711" not in done.errors


def test_a_proxy_may_not_lead_to_a_server_without_a_sign_in(tmp_path: Path) -> None:
    done = Kompass(tmp_path).run("serve", AKTENKOMPASS_SERVER__PUBLIC_URL="https://wissen.musterstadt.de")
    assert done.code == 2
    assert "Ohne Anmeldung" in done.errors


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = start(tmp_path, "--port", str(port))
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 3
    assert f"Port {port}" in errors
    assert "--port" in errors


def test_a_page_of_streamlit_that_changed_is_refused_and_not_guessed_at(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="service-desc"):
        write_page(read_shipped_page().replace('rel="service-desc"', 'rel="other"'), tmp_path)


def test_styles_and_the_icon_in_our_folder_become_part_of_the_page(tmp_path: Path) -> None:
    for name in ("a.css", "b.css", "frame.js", "icon.svg"):
        (tmp_path / name).touch()
    page = write_page(read_shipped_page(), tmp_path)
    assert page.index("/assets/a.css") < page.index("/assets/b.css") < page.index("</head>")
    assert "frame.js" not in page
    assert '<link rel="icon" href="/assets/icon.svg">' in page
