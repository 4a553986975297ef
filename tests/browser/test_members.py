"""Mitglieder: who comes in, kept by an admin."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.desk import Desk


def add(desk: Desk, subject: str, name: str) -> None:
    desk.page.get_by_role("textbox", name=re.compile("E-Mail-Adresse oder Kennung")).fill(subject)
    desk.page.get_by_role("textbox", name="Name", exact=True).fill(name)
    desk.button("Mitglied hinzufügen").click()
    expect(desk.page.locator(".ak-live")).to_have_text(f"{subject} ist hinzugefügt.")
    desk.settle()


def test_a_member_is_added_suspended_changed_and_removed(desk: Desk) -> None:
    desk.open("mitglieder?kommune=auenfurt", "Mitglieder")
    add(desk, "ute.brandt@auenfurt.example", "Ute Brandt")
    row = desk.page.get_by_role("row", name=re.compile("Ute Brandt"))
    expect(row).to_contain_text("Lesen und fragen")
    expect(row).to_contain_text("aktiv")
    expect(desk.page.get_by_role("textbox", name=re.compile("E-Mail-Adresse oder Kennung"))).to_have_value("")
    desk.shoot("mitglieder")
    assert desk.barriers() == []

    desk.button("Sperren: ute.brandt@auenfurt.example").click()
    expect(row).to_contain_text("gesperrt")

    desk.button("Ändern: ute.brandt@auenfurt.example").click()
    expect(desk.page.get_by_role("heading", name=re.compile("ändern$"))).to_be_visible()
    desk.settle()
    desk.pick("Rollen", "Wissens", "Wissensverwaltung")
    desk.button("Änderungen speichern").click()
    expect(row).to_contain_text("Wissensverwaltung")

    desk.button("Entfernen: ute.brandt@auenfurt.example").click()
    dialog = desk.page.get_by_role("dialog")
    expect(dialog).to_contain_text("hat danach keinen Zugang mehr.")
    assert desk.barriers() == []
    dialog.get_by_role("button", name="Jetzt entfernen").click()
    expect(row).to_have_count(0)


def test_a_member_without_an_id_is_not_added_and_it_is_said_why(desk: Desk) -> None:
    desk.open("mitglieder?kommune=auenfurt", "Mitglieder")
    desk.button("Mitglied hinzufügen").click()
    expect(desk.page.get_by_text(re.compile("kann nicht die Kennung einer Person sein")).first).to_be_visible()
