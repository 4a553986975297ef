"""Verlauf: one's own conversations, found again and deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.app.server_process import Served, served
from tests.browser.desk import Desk
from tests.browser.houses import build

QUESTION = "Wer ist von der Hundesteuer befreit?"
OTHER = "Wie ist der Sachstand zum Glasfaserausbau in den Ortsteilen?"


def to_history(desk: Desk) -> None:
    desk.page.get_by_role("link", name="Verlauf").click()
    expect(desk.heading("Verlauf", 1)).to_be_visible()
    desk.settle()


def test_a_conversation_is_found_by_its_words_and_opened_again(desk: Desk) -> None:
    desk.ask(QUESTION)
    desk.start_anew()
    desk.ask(OTHER)
    to_history(desk)
    expect(desk.button(QUESTION).first).to_be_visible()
    expect(desk.button(OTHER).first).to_be_visible()
    desk.shoot("verlauf")
    desk.page.get_by_role("textbox", name="Im Verlauf suchen").fill("Obersteg Tiefbauarbeiten")
    desk.page.keyboard.press("Enter")
    expect(desk.button(QUESTION)).to_have_count(0)
    desk.button(OTHER).first.click()
    expect(desk.heading(OTHER, 2)).to_be_visible()
    expect(desk.page.get_by_role("textbox", name="Rückfrage")).to_be_visible()


def test_words_that_stand_nowhere_find_nothing(desk: Desk) -> None:
    desk.ask(QUESTION)
    to_history(desk)
    desk.page.get_by_role("textbox", name="Im Verlauf suchen").fill("Quantenphysik Hafenrundfahrt")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_text("Kein Gespräch enthält alle diese Wörter.")).to_be_visible()
    # All of it can be deleted whatever is looked for.
    expect(desk.button("Ganzen Verlauf löschen")).to_be_visible()


def test_a_deleted_conversation_is_gone_also_for_whoever_kept_its_address(desk: Desk) -> None:
    desk.ask("Was regelt die Sondernutzungssatzung?")
    address = desk.page.url
    to_history(desk)
    desk.button("Gespräch löschen: Was regelt die Sondernutzungssatzung?").click()
    dialog = desk.page.get_by_role("dialog")
    expect(dialog).to_contain_text("wird endgültig gelöscht")
    desk.shoot("verlauf-loeschen", whole=False)
    dialog.get_by_role("button", name="Endgültig löschen").click()
    expect(dialog).to_be_hidden()
    expect(desk.button("Was regelt die Sondernutzungssatzung?")).to_have_count(0)
    desk.page.goto(address)
    expect(desk.page.get_by_text("Dieses Gespräch gibt es nicht mehr.")).to_be_visible()


def test_deleting_can_be_called_off(desk: Desk) -> None:
    desk.ask(QUESTION)
    to_history(desk)
    desk.button("Ganzen Verlauf löschen").click()
    desk.page.get_by_role("dialog").get_by_role("button", name="Abbrechen").click()
    expect(desk.page.get_by_role("dialog")).to_be_hidden()
    expect(desk.button(re.compile(QUESTION)).first).to_be_visible()


STEPS = "() => window.history.length"


def go_back(desk: Desk) -> None:
    desk.page.go_back()
    desk.settle()


def go_forward(desk: Desk) -> None:
    desk.page.go_forward()
    desk.settle()


def test_the_browser_s_back_and_forward_lead_through_what_was_seen(desk: Desk) -> None:
    page, conversation = desk.page, desk.heading(QUESTION, 2)
    desk.ask(QUESTION)
    to_history(desk)
    go_back(desk)
    expect(conversation).to_be_visible()
    go_back(desk)
    expect(desk.heading("Fragen", 1)).to_be_visible()
    expect(page.locator(".ak-turn")).to_have_count(0)
    expect(page).to_have_url(re.compile("kommune=auenfurt"))
    go_forward(desk)
    expect(conversation).to_be_visible()
    go_forward(desk)
    expect(desk.heading("Verlauf", 1)).to_be_visible()
    expect(page).to_have_url(re.compile("/verlauf.*kommune=auenfurt"))
    page.reload()
    expect(desk.heading("Verlauf", 1)).to_be_visible()
    desk.settle()
    go_back(desk)
    expect(conversation).to_be_visible()
    page.reload()
    expect(conversation).to_be_visible()
    expect(page.get_by_role("combobox", name="Kommune")).to_have_value("Stadt Auenfurt")


def test_each_act_is_one_step_back(desk: Desk) -> None:
    def steps() -> int:
        return int(desk.page.evaluate(STEPS))

    before = steps()
    desk.ask(QUESTION)
    assert steps() == before + 1
    desk.start_anew()
    assert steps() == before + 2
    to_history(desk)
    assert steps() == before + 3
    desk.button(QUESTION).first.click()
    expect(desk.heading(QUESTION, 2)).to_be_visible()
    desk.settle()
    assert steps() == before + 4
    desk.page.get_by_role("link", name="Verlauf").click()
    desk.settle()
    desk.page.get_by_role("link", name="Fragen").click()
    expect(desk.heading(QUESTION, 2)).to_be_visible()
    desk.settle()
    assert steps() == before + 6
    for heading in ("Verlauf", "Fragen", "Verlauf", "Fragen"):
        go_back(desk)
        expect(desk.heading(heading, 1)).to_be_visible()
    expect(desk.page.locator(".ak-turn")).to_have_count(0)
    go_back(desk)
    expect(desk.heading(QUESTION, 2)).to_be_visible()
    go_back(desk)
    expect(desk.page.locator(".ak-turn")).to_have_count(0)


def test_a_step_back_over_a_change_of_the_municipality_shows_the_one_before(desk: Desk) -> None:
    desk.ask(QUESTION)
    desk.choose_tenant("Gemeinde Moorwalde")
    expect(desk.page.locator(".ak-turn")).to_have_count(0)
    go_back(desk)
    expect(desk.heading(QUESTION, 2)).to_be_visible()
    expect(desk.page.get_by_role("combobox", name="Kommune")).to_have_value("Stadt Auenfurt")
    go_forward(desk)
    expect(desk.page.get_by_role("combobox", name="Kommune")).to_have_value("Gemeinde Moorwalde")
    expect(desk.page.locator(".ak-turn")).to_have_count(0)


def test_the_language_is_kept_on_the_way_and_no_step_of_it(desk: Desk) -> None:
    desk.ask(QUESTION)
    before = desk.page.evaluate(STEPS)
    desk.choose("Sprache", "English")
    expect(desk.heading("Ask", 1)).to_be_visible()
    desk.settle()
    assert desk.page.evaluate(STEPS) == before
    desk.page.get_by_role("link", name="History").click()
    expect(desk.heading("History", 1)).to_be_visible()
    desk.settle()
    desk.page.reload()
    expect(desk.heading("History", 1)).to_be_visible()
    desk.settle()
    go_back(desk)
    expect(desk.heading("Ask", 1)).to_be_visible()
    expect(desk.heading(QUESTION, 2)).to_be_visible()


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server of a single municipality."""
    folder = tmp_path_factory.mktemp("dorf")
    papers = folder / "papiere"
    papers.mkdir()
    text = "# Friedhofssatzung\n\n§ 1 Ruhezeit\n\nDie Ruhezeit beträgt 25 Jahre.\n"
    (papers / "Friedhof.md").write_text(text, encoding="utf-8")
    with served(build(folder / "home", papers)) as running:
        yield running


def test_whoever_has_one_municipality_goes_back_step_by_step_too(browser: Browser, village: Served) -> None:
    desk = Desk.at(browser, village.url).open("ueber", "Über Aktenkompass")
    desk.page.get_by_role("link", name="Fragen").click()
    expect(desk.page.get_by_role("textbox", name="Ihre Frage")).to_be_visible()
    desk.settle()
    desk.ask("Wie lange ist die Ruhezeit?")
    go_back(desk)
    expect(desk.page.locator(".ak-turn")).to_have_count(0)
    go_back(desk)
    expect(desk.heading("Über Aktenkompass", 1)).to_be_visible()
    go_forward(desk)
    go_forward(desk)
    expect(desk.page.locator(".ak-turn")).to_have_count(1)
    desk.close()
