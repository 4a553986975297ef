"""A person at a browser: what tests do with a page, told as a person would tell it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SERIOUS = ("serious", "critical")
WAIT = 60_000
"""Milliseconds; a loaded machine is slow, and nothing here measures time."""
PATIENCE = WAIT // 200
STANDS_STILL = """() => document.getAnimations().every(
  (each) => each.playState !== "running" || each.effect.getComputedTiming().iterations === Infinity
)"""


@dataclass
class Desk:
    """One browser window on the server."""

    page: Page
    url: str
    foreign: list[str] = field(default_factory=list)
    """Requests that went elsewhere."""
    faults: list[str] = field(default_factory=list)
    """Errors of scripts, and what the content policy refused."""

    @classmethod
    def at(cls, browser: Browser, url: str, *, width: int = 1280, height: int = 900, **options: Any) -> Desk:
        """A fresh window with a German browser."""
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="de-DE", timezone_id="Europe/Berlin", **options
        )
        context.set_default_timeout(WAIT)
        page = context.new_page()
        desk = cls(page, url)
        page.on("request", desk._note_request)
        page.on("console", desk._note_console)
        page.on("pageerror", lambda error: desk.faults.append(str(error)))
        return desk

    def close(self) -> None:
        """Close the window; nothing left the house, and nothing went wrong in it."""
        self.page.context.close()
        assert self.foreign == []
        assert self.faults == []

    def open(self, path: str = "", heading: str = "Fragen") -> Desk:
        """Go to a page and wait for its heading."""
        self.page.goto(f"{self.url}/{path}")
        expect(self.heading(heading, 1)).to_be_visible(timeout=WAIT)
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until the page shows all of one run; what a click causes begins a moment after it."""
        self.page.wait_for_timeout(400)
        expect(self.page.locator('[data-testid="stApp"]')).to_have_attribute(
            "data-test-script-state", "notRunning", timeout=WAIT
        )

    def unfold(self, words: str) -> None:
        """Open what is folded away, and wait until it stands still: a click on what moves may get lost."""
        self.page.get_by_text(words).click()
        self.settle()
        self.page.wait_for_function(STANDS_STILL, timeout=WAIT)

    def choose_tenant(self, title: str) -> None:
        """Work for another municipality; the address names it once the page is its own."""
        self.choose("Kommune", title)
        expect(self.page).to_have_url(re.compile(f"kommune={title.rsplit(maxsplit=1)[-1].lower()}"), timeout=WAIT)
        self.settle()

    def pick(self, label: str, words: str, option: str) -> None:
        """Add an option to a field that takes several, by its first letters."""
        field = self.page.get_by_role("combobox", name=re.compile(label))
        field.press_sequentially(words)
        # A page that is still being built may put a fresh field there, without what was typed.
        active = self.page.locator('[role="option"][data-focused="true"]').filter(has_text=option)
        for _ in range(PATIENCE):
            if active.count():
                break
            self.page.wait_for_timeout(200)
            if not field.input_value():
                field.press_sequentially(words)
        else:
            raise AssertionError(f"„{option}“ was never offered")
        self.page.keyboard.press("Enter")
        box = self.page.locator('[data-testid="stMultiSelect"]').filter(has=field)
        expect(box).to_contain_text(option, timeout=WAIT)
        self.page.keyboard.press("Escape")

    def choose(self, label: str, option: str) -> None:
        """Choose in a select box."""
        field = self.page.get_by_role("combobox", name=re.compile(label)).first
        # A list closes when the page scrolls under it, as it does for a field that lay below its end.
        field.scroll_into_view_if_needed()
        self.page.wait_for_timeout(200)
        field.click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def ask(self, question: str) -> Locator:
        """Ask a question; return the article with its answer once that is whole."""
        turns = self.page.locator(".ak-turn")
        before = turns.count()
        self.page.get_by_role("textbox", name=re.compile("Ihre Frage|Rückfrage")).fill(question)
        self.page.get_by_role("button", name=re.compile("Antwort suchen|Rückfrage stellen")).click()
        expect(turns).to_have_count(before + 1, timeout=WAIT)
        expect(turns.last).to_have_attribute("aria-busy", "false", timeout=WAIT)
        self.settle()
        return turns.last

    def start_anew(self) -> None:
        """Begin another conversation."""
        self.button("Neues Gespräch beginnen").click()
        expect(self.page.get_by_role("textbox", name="Ihre Frage")).to_be_visible()
        self.settle()

    def heading(self, name: str, level: int) -> Locator:
        """A heading by its text."""
        return self.page.get_by_role("heading", name=name, level=level, exact=True)

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """A button by its name."""
        return self.page.get_by_role("button", name=name)

    def said(self) -> str:
        """What a screen reader was last told without being asked."""
        return self.page.locator(".ak-live").inner_text()

    def shoot(self, name: str, *, whole: bool = True) -> None:
        """Keep a picture of the page."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        size = self.page.viewport_size
        assert size is not None
        if whole:  # The page scrolls inside of itself, so the window is made as tall as it is.
            height = self.page.locator('[data-testid="stMain"]').evaluate("main => main.scrollHeight") + 80
            self.page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
            self.page.wait_for_timeout(300)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")
        self.page.set_viewport_size(size)

    def barriers(self) -> list[str]:
        """What axe-core finds serious or critical on the page, in short."""
        found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
        return [
            f"{each['id']}: {node['target']} {node.get('failureSummary', '')}"
            for each in found
            if each["impact"] in SERIOUS
            for node in each["nodes"]
        ]

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("data", "blob", "about"):
            return
        if parts.netloc != urlsplit(self.url).netloc:
            self.foreign.append(request.url)

    def _note_console(self, message: ConsoleMessage) -> None:
        # At an address below the first page Streamlit first looks for its own files beside it, and finds them above.
        if message.type == "error" and "_stcore" not in str(message.location.get("url", "")):
            self.faults.append(message.text)
