"""The language is switched with the pages in use: words change at once, choices stay."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.desk import Desk


def chosen(desk: Desk, label: str) -> Locator:
    return desk.page.get_by_role("combobox", name=label)


def to_english(desk: Desk, heading: str) -> None:
    desk.choose("Sprache", "English")
    expect(desk.heading(heading, 1)).to_be_visible()
    desk.settle()


def to_german(desk: Desk, heading: str) -> None:
    desk.choose("Language", "Deutsch")
    expect(desk.heading(heading, 1)).to_be_visible()
    desk.settle()


def test_a_chosen_filter_stays_and_speaks_the_language(desk: Desk) -> None:
    title = "Ortsrecht der Stadt Auenfurt"
    desk.open("bestaende?kommune=auenfurt", "Bestände")
    desk.button(title).click()
    expect(desk.heading(title, 1)).to_be_visible()
    desk.settle()
    rows = desk.page.get_by_role("row")
    desk.choose("Zustand", "lesbar")
    desk.settle()
    count = rows.count()
    to_english(desk, title)
    expect(chosen(desk, "State")).to_have_value("readable")
    expect(desk.page.get_by_role("radio", name="Papers", exact=True)).to_be_checked()
    assert rows.count() == count
    desk.choose("State", "All states")
    desk.settle()
    to_german(desk, title)
    expect(chosen(desk, "Zustand")).to_have_value("Alle Zustände")


def test_what_a_form_offers_speaks_the_language(desk: Desk) -> None:
    desk.open("mitglieder?kommune=auenfurt", "Mitglieder")
    desk.page.get_by_role("textbox", name="Name", exact=True).fill("Ute Brandt")
    roles = desk.page.get_by_test_id("stMultiSelect")
    expect(roles).to_contain_text("Lesen und fragen")
    to_english(desk, "Members")
    expect(roles).to_contain_text("Read and ask")
    expect(chosen(desk, "Papers they may see")).to_have_value("public ones")
    expect(desk.page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Ute Brandt")
    to_german(desk, "Mitglieder")
    expect(roles).to_contain_text("Lesen und fragen")
    expect(desk.page.get_by_test_id("stAlert").filter(has_text="Session State")).to_have_count(0)


def test_what_a_question_was_narrowed_to_stays_and_speaks_the_language(desk: Desk) -> None:
    desk.unfold("Suche eingrenzen")
    desk.pick("Art der Unterlagen", "Recht", "Recht und Regeln")
    desk.ask("Wie hoch ist die Hundesteuer für den zweiten Hund?")
    expect(desk.page.get_by_text("Suche eingegrenzt: ")).to_contain_text("Recht und Regeln")
    to_english(desk, "Ask")
    expect(desk.page.get_by_text("Search narrowed: ")).to_contain_text("Law and rules")
    kinds = desk.page.get_by_test_id("stMultiSelect").filter(has=chosen(desk, "Kind of paper"))
    expect(kinds).to_contain_text("Law and rules")
    desk.page.get_by_role("link", name="History").click()
    expect(desk.heading("History", 1)).to_be_visible()
    desk.settle()
    desk.page.get_by_role("link", name="Ask").click()
    expect(desk.page.get_by_text("Search narrowed: ")).to_contain_text("Law and rules")
