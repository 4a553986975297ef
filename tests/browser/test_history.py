"""Verlauf: one's own conversations, found again and deleted."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.desk import Desk

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
