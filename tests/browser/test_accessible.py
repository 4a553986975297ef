"""Pages for everyone: no barrier that axe-core finds serious, keyboard alone, small windows, large letters."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, expect

from tests.app.server_process import Served
from tests.browser.desk import WAIT, Desk

DOG_TAX = "Wie hoch ist die Hundesteuer für den zweiten Hund?"
UNANSWERED = "Welche Parkgebühren gelten am Flughafen?"


@pytest.fixture(params=[(360, 740), (640, 450)], ids=["360 px wide", "200 % zoom of 1280 px"])
def small(request: pytest.FixtureRequest, browser: Browser, server: Served) -> Iterator[Desk]:
    """A narrow window. A browser zooms by giving the page fewer pixels."""
    width, height = request.param
    window = Desk.at(browser, server.url, width=width, height=height).open("?kommune=auenfurt")
    yield window
    window.close()


def test_the_first_page_has_no_barrier(desk: Desk) -> None:
    assert desk.barriers() == []
    desk.unfold("Suche eingrenzen")
    assert desk.barriers() == []


def test_an_answer_with_its_source_has_no_barrier(desk: Desk) -> None:
    answer = desk.ask(DOG_TAX)
    assert desk.barriers() == []
    answer.get_by_role("button").first.click()
    expect(desk.page.get_by_role("region", name="Quelle 1")).to_be_visible()
    assert desk.barriers() == []


def test_an_answer_that_is_none_has_no_barrier(desk: Desk) -> None:
    desk.ask(UNANSWERED)
    desk.button("Nicht hilfreich").click()
    expect(desk.page.get_by_text("Was war nicht gut?")).to_be_visible()
    desk.settle()
    assert desk.barriers() == []


def test_the_history_has_no_barrier(desk: Desk) -> None:
    desk.ask(DOG_TAX)
    desk.open("verlauf?kommune=auenfurt", "Verlauf")
    assert desk.barriers() == []
    desk.button("Ganzen Verlauf löschen").click()
    expect(desk.page.get_by_role("dialog")).to_be_visible()
    assert desk.barriers() == []


def test_the_page_about_the_system_has_no_barrier(desk: Desk) -> None:
    desk.open("ueber", "Über Aktenkompass")
    assert desk.barriers() == []
    desk.shoot("ueber")


def test_a_page_says_its_language_and_has_landmarks_and_headings_in_order(desk: Desk) -> None:
    desk.ask(DOG_TAX)
    page = desk.page
    expect(page.locator("html")).to_have_attribute("lang", "de")
    for landmark in (
        page.get_by_role("banner"),
        page.get_by_role("navigation", name="Seiten"),
        page.get_by_role("main"),
    ):
        expect(landmark).to_have_count(1)
    levels = [int(each[1]) for each in page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => h.tagName)")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_first_stop_of_the_keyboard_leads_past_the_navigation(desk: Desk) -> None:
    desk.page.locator("body").evaluate("body => { document.activeElement.blur(); body.focus(); }")
    desk.page.reload()
    expect(desk.heading("Fragen", 1)).to_be_visible()
    desk.settle()
    desk.page.keyboard.press("Tab")
    link = desk.page.get_by_role("link", name="Zum Inhalt springen")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("main")).to_be_focused()


def test_everything_with_the_focus_shows_it(desk: Desk) -> None:
    desk.ask(DOG_TAX)
    seen = 0
    for _ in range(40):
        desk.page.keyboard.press("Tab")
        shown = desk.page.evaluate(FOCUS_IS_SHOWN)
        if shown is None:
            continue
        seen += 1
        assert shown == "", f"no visible focus: {shown}"
    assert seen >= 10


def test_the_keyboard_alone_asks_opens_a_source_and_takes_the_answer_along(desk: Desk) -> None:
    keys = desk.page.keyboard
    reach(desk, "Ihre Frage")
    keys.type(DOG_TAX)
    keys.press("Tab")  # the choices that narrow the search
    reach(desk, "Antwort suchen")
    keys.press("Enter")
    expect(desk.heading(DOG_TAX, 2)).to_be_focused(timeout=WAIT)
    desk.settle()
    reach(desk, "1 Quelle öffnen:")
    keys.press("Enter")
    expect(desk.heading("Quelle 1", 2)).to_be_focused()
    reach(desk, "Quelle schließen")
    keys.press("Enter")
    expect(desk.page.get_by_role("region", name="Quelle 1")).to_be_hidden()
    expect(desk.page.locator(".ak-source-button").first).to_be_focused()
    reach(desk, "Zur Akte als Word-Datei")
    with desk.page.expect_download() as started:
        keys.press("Enter")
    assert started.value.suggested_filename.endswith(".docx")
    reach(desk, "Hilfreich")
    keys.press("Space")
    expect(desk.page.get_by_text("Danke. Ihre Rückmeldung: Hilfreich.")).to_be_visible()
    expect(desk.page.locator(".st-key-ak-opinion-1")).to_be_focused()
    reach(desk, "Neues Gespräch beginnen")
    keys.press("Enter")
    expect(desk.heading("Fragen", 1)).to_be_focused()


def test_whoever_opens_a_corpus_by_keyboard_goes_on_at_its_heading(desk: Desk) -> None:
    desk.open("bestaende?kommune=auenfurt", "Bestände")
    reach(desk, "Ortsrecht der Stadt Auenfurt")
    desk.page.keyboard.press("Enter")
    expect(desk.heading("Ortsrecht der Stadt Auenfurt", 1)).to_be_focused(timeout=WAIT)


def reach(desk: Desk, name: str) -> None:
    """Press Tab until what has the focus is called so."""
    for _ in range(60):
        desk.page.keyboard.press("Tab")
        if desk.page.evaluate(NAME_OF_FOCUS).startswith(name):
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def test_a_small_window_shows_everything_without_scrolling_sideways(small: Desk) -> None:
    width = small.page.evaluate("window.innerWidth")
    small.shoot(f"fragen-leer-{width}")
    answer = small.ask(DOG_TAX)
    small.shoot(f"fragen-antwort-{width}")
    assert overflow(small) == []
    answer.get_by_role("button").first.click()
    source = small.page.get_by_role("region", name="Quelle 1")
    expect(source).to_be_in_viewport()
    assert overflow(small) == []
    small.shoot(f"fragen-quelle-{width}", whole=False)
    small.shoot(f"fragen-quelle-ganz-{width}")
    small.open("verlauf?kommune=auenfurt", "Verlauf")
    assert overflow(small) == []
    small.shoot(f"verlauf-{width}")
    small.open("ueber", "Über Aktenkompass")
    assert overflow(small) == []
    small.shoot(f"ueber-{width}", whole=False)


def test_every_target_is_large_enough_to_be_hit(desk: Desk) -> None:
    desk.ask(DOG_TAX)
    assert desk.page.evaluate(SMALL_TARGETS) == []


def overflow(desk: Desk) -> list[str]:
    return [str(each) for each in desk.page.evaluate(STICKS_OUT)]


NAME_OF_FOCUS = """() => {
  const at = document.activeElement;
  const words = at.getAttribute("aria-label") ?? at.innerText ?? "";
  return words.split(/\\s+/).join(" ").trim();
}"""

FOCUS_IS_SHOWN = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const marked = (node) => {
    const style = getComputedStyle(node);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return outlined || style.boxShadow !== "none";
  };
  for (let node = at, up = 0; node && up < 4; node = node.parentElement, up += 1) {
    if (marked(node)) return "";
  }
  return at.outerHTML.slice(0, 200);
}"""

STICKS_OUT = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const width = document.documentElement.clientWidth;
  const found = [];
  if (document.documentElement.scrollWidth > width + 1) found.push("the page");
  if (main.scrollWidth > main.clientWidth + 1) found.push("the content");
  for (const node of main.querySelectorAll("h1, h2, h3, p, button, input, textarea, img, td, th")) {
    const box = node.getBoundingClientRect();
    if (box.width && box.right > width + 1 && !node.closest(".ak-page-scroll, .ak-visually-hidden")) {
      found.push(node.outerHTML.slice(0, 120));
    }
  }
  return found;
}"""

SMALL_TARGETS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((node) => node.offsetParent && !node.closest(".ak-visually-hidden"))
  .map((node) => [node, (node.closest("label") ?? node).getBoundingClientRect()])
  .filter(([, box]) => box.width && box.height && (box.width < 24 || box.height < 24))
  .map(([node]) => node.outerHTML.slice(0, 160))"""
