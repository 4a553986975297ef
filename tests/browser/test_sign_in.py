"""Signing in to the pages through a real provider, with PKCE, in a browser; and being out at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from app.access import Role
from app.wiring import Use, open_app
from tests.app.people import TENANT, open_town, settings_for
from tests.app.server_process import Served, served
from tests.browser.desk import WAIT, Desk
from tests.oidc_issuer import CLIENT, SECRET, Issuer


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with Issuer() as running:
        running.person.email = ""
        yield running


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stadt")
    with open_town(folder / "home", folder / "papiere"):
        return folder / "home"


@pytest.fixture(scope="module")
def town(home: Path, issuer: Issuer) -> Iterator[Served]:
    settings = {
        "AKTENKOMPASS_ACCESS__ISSUER": issuer.url,
        "AKTENKOMPASS_ACCESS__CLIENT_ID": CLIENT,
        "AKTENKOMPASS_ACCESS__CLIENT_SECRET": SECRET,
        "AKTENKOMPASS_ACCESS__ASK_SECONDS": "0",
    }
    with served(home, pages=None, **settings) as running:
        yield running


@pytest.fixture
def window(browser: Browser, town: Served, issuer: Issuer) -> Iterator[Desk]:
    """A window at the sign-in; what it asked of others was asked of the provider alone."""
    issuer.person.subject, issuer.signed_out, issuer.lifetime = "leserin", False, 300.0
    desk = Desk.at(browser, town.url).open(heading="Anmelden")
    yield desk
    desk.foreign[:] = [address for address in desk.foreign if urlsplit(address).netloc != urlsplit(issuer.url).netloc]
    desk.close()


def sign_in(window: Desk) -> None:
    window.button("Anmelden").click()
    expect(window.heading("Fragen", 1)).to_be_visible(timeout=WAIT)
    window.settle()


def choose_english(window: Desk) -> None:
    """Do something, whatever it is: every action asks anew who one is."""
    window.choose("Sprache", "English")


def test_before_the_sign_in_nothing_is_to_be_seen(window: Desk) -> None:
    for path in ("", "bestaende", "verlauf", "qualitaet"):
        window.page.goto(f"{window.url}/{path}")
        expect(window.heading("Anmelden", 1)).to_be_visible(timeout=WAIT)
        text = window.page.locator("body").inner_text()
        assert "Musterstadt" not in text
        assert "Turnhalle" not in text
    # Streamlit says of a page that a stranger does not have what it says of one that nobody has.
    window.faults[:] = [fault for fault in window.faults if "does not seem to exist" not in fault]


def test_a_member_comes_in_sees_their_municipality_and_leaves(window: Desk) -> None:
    sign_in(window)
    expect(window.page.get_by_text("Stadt Musterstadt")).to_be_visible()
    answer = window.ask("Was kostet die Sanierung der Turnhalle?")
    assert "1.250.000 Euro" in answer.inner_text()
    window.button("Abmelden").click()
    expect(window.heading("Anmelden", 1)).to_be_visible(timeout=WAIT)
    window.open(heading="Anmelden")


def test_a_stranger_is_told_that_they_belong_nowhere(window: Desk, issuer: Issuer) -> None:
    issuer.person.subject = "fremd"
    window.button("Anmelden").click()
    expect(window.page.get_by_text("gehören hier aber zu keiner Kommune")).to_be_visible(timeout=WAIT)
    assert "Musterstadt" not in window.page.locator("body").inner_text()


def test_a_suspended_member_is_out_with_the_next_click(window: Desk, home: Path) -> None:
    sign_in(window)
    with open_app(settings_for(home), Use.LOOK) as app:
        app.members.change(TENANT, "leserin", suspended=True)
        try:
            choose_english(window)
            expect(window.page.get_by_text(re.compile("keiner Kommune|no municipality"))).to_be_visible(timeout=WAIT)
        finally:
            app.members.change(TENANT, "leserin", suspended=False)


def test_a_session_that_the_provider_ended_is_over_with_the_next_click(window: Desk, issuer: Issuer) -> None:
    sign_in(window)
    issuer.signed_out = True
    choose_english(window)
    expect(window.page.get_by_role("button", name=re.compile("Anmelden|Sign in"))).to_be_visible(timeout=WAIT)


def test_a_question_after_the_session_ended_leads_to_the_sign_in_and_is_there_afterwards(
    window: Desk, issuer: Issuer
) -> None:
    question = "Was kostet die Sanierung der Turnhalle?"
    sign_in(window)
    window.page.get_by_role("textbox", name="Ihre Frage").fill(question)
    issuer.signed_out = True
    window.button("Antwort suchen").click()
    expect(window.page.get_by_text("Ihre Anmeldung ist abgelaufen.")).to_be_visible(timeout=WAIT)
    issuer.signed_out = False
    sign_in(window)
    expect(window.page.get_by_test_id("stAlert")).to_contain_text(
        "Ihre Frage von vor der Anmeldung steht wieder im Feld."
    )
    expect(window.page.get_by_role("textbox", name="Ihre Frage")).to_have_value(question)
    window.button("Antwort suchen").click()
    expect(window.page.get_by_text("1.250.000 Euro").first).to_be_visible(timeout=WAIT)
    expect(window.page.get_by_test_id("stAlert")).to_have_count(0)


def test_a_question_that_could_not_be_asked_is_nobody_elses(window: Desk, issuer: Issuer) -> None:
    sign_in(window)
    window.page.get_by_role("textbox", name="Ihre Frage").fill("Wer hat gekündigt?")
    issuer.signed_out = True
    window.button("Antwort suchen").click()
    expect(window.page.get_by_text("Ihre Anmeldung ist abgelaufen.")).to_be_visible(timeout=WAIT)
    issuer.signed_out, issuer.person.subject = False, "pflege"
    sign_in(window)
    expect(window.page.get_by_role("textbox", name="Ihre Frage")).to_have_value("")


def test_an_action_whose_role_was_taken_away_says_so_on_the_page(window: Desk, issuer: Issuer, home: Path) -> None:
    issuer.person.subject = "pflege"
    sign_in(window)
    window.page.get_by_role("link", name="Bestände").click()
    window.settle()
    window.unfold("Neuen Bestand anlegen")
    window.page.get_by_role("textbox", name="Titel des Bestands").fill("Protokolle")
    with open_app(settings_for(home), Use.LOOK) as app:
        app.members.change(TENANT, "pflege", roles=[Role.READER])
        try:
            window.button("Bestand anlegen").click()
            expect(window.page.get_by_role("alert")).to_contain_text("Rolle", timeout=WAIT)
            expect(window.heading("Fragen", 1)).to_be_visible()
        finally:
            app.members.change(TENANT, "pflege", roles=[Role.MANAGER])
    window.faults[:] = [fault for fault in window.faults if "does not seem to exist" not in fault]


def test_a_session_ends_by_itself(window: Desk, issuer: Issuer) -> None:
    issuer.lifetime = 6.0
    sign_in(window)
    window.page.wait_for_timeout(6_000)
    choose_english(window)
    expect(window.page.get_by_role("button", name=re.compile("Anmelden|Sign in"))).to_be_visible(timeout=WAIT)


def test_whoever_is_not_signed_in_leaves_no_file_in_memory(window: Desk, town: Served) -> None:
    def put(cookies: str) -> tuple[int, str]:
        headers = {"cookie": cookies, "x-xsrftoken": "x", "content-type": "text/plain"}
        reply = town.ask("PUT", "/_stcore/upload_file/sitzung/datei", headers, b"x" * 1000)
        return reply.status, reply.body

    for cookies in ("", "_streamlit_user=erfunden", "_streamlit_user=", "_streamlit_xsrf=x"):
        assert put(cookies) == (403, "Melden Sie sich an.")
    sign_in(window)
    own = {cookie["name"]: cookie["value"] for cookie in window.page.context.cookies(window.url)}
    status, told = put(f"_streamlit_user={own['_streamlit_user']}")
    assert (status, told) != (403, "Melden Sie sich an.")  # now it is Streamlit that looks at its own token


def test_the_session_s_cookie_is_out_of_reach_for_scripts(window: Desk) -> None:
    sign_in(window)
    cookies = {cookie["name"]: cookie for cookie in window.page.context.cookies(window.url)}
    assert cookies["_streamlit_user"]["httpOnly"]
    assert cookies["_streamlit_user"]["sameSite"] == "Lax"
    assert "_streamlit_user" not in str(window.page.evaluate("document.cookie"))
