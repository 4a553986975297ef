"""How long a person waits in the browser: for the first page, the first statement, the picture of a source.

    python -m tools.measure_web [--home FOLDER] [--starts 5] [--questions 20]

Without a data folder the demo's is made in a temporary one. Chromium runs on the same machine, so its work is in the
figures. Times of a click are taken inside of the page, from the click to the change in the document (for a picture:
until it is decoded); the time of a start from the command to a first page that takes a question.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tools.chromium import FLAGS

TENANT = "auenfurt"
_PAUSE_SECONDS = 0.4
"""Between two actions, as no person is faster; what Streamlit still does of the last one is then over."""

_UNTIL = """
([selector, action]) => new Promise((resolve, reject) => {
  const started = performance.now();
  const wanted = () => [...document.querySelectorAll(selector)].find((each) => !each.dataset.seen);
  const end = async () => {
    const found = wanted();
    if (!found) return;
    watching.disconnect();
    if (found.tagName === "IMG") await found.decode();
    found.dataset.seen = "1";
    resolve([(performance.now() - started) / 1000, found.tagName]);
  };
  const watching = new MutationObserver(end);
  watching.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => reject(new Error(`nothing came: ${selector}`)), 30000);
  document.querySelector(action).click();
})
"""
"""Clicks, and tells after how many seconds something new matched the selector, and what kind of element."""


def main() -> None:
    """Measure and print."""
    arguments = _read_arguments()
    with tempfile.TemporaryDirectory(prefix="kompass-web-") as temporary:
        home = arguments.home or _make_demo(Path(temporary) / "home")
        with sync_playwright() as playwright:
            program = shutil.which("chromium") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
            starts = [_measure_start(browser, home) for _ in range(arguments.starts)]
            with _serve(home) as (url, _):
                statements, pictures = _measure_answers(browser, url, _questions(arguments.questions))
            browser.close()
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load {load:.1f} at the end")
    _print("start to usable first page", starts)
    _print("question to first statement", statements)
    _print("click to picture of the source", pictures)


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--questions", type=int, default=20)
    return parser.parse_args()


def _make_demo(home: Path) -> Path:
    environment = {**os.environ, "AKTENKOMPASS_HOME": str(home)}
    command = [sys.executable, "-m", "eval.main", "demo", "--no-serve"]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return home


def _questions(most: int) -> list[str]:
    from corpora.demo.manifest import load_demo

    lines = map(json.loads, load_demo().questions.read_text(encoding="utf-8").splitlines())
    return [line["question"] for line in lines if line["tenant"] == TENANT and line["answerable"]][:most]


@contextmanager
def _serve(home: Path) -> Iterator[tuple[str, float]]:
    """A server; its address and when it was started."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "eval.main", "serve", "--port", "0"],
        env={**os.environ, "AKTENKOMPASS_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1], started
    finally:
        process.terminate()
        process.wait(30)


def _open(browser: Browser, url: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE").new_page()
    page.goto(f"{url}/?kommune={TENANT}")
    page.get_by_role("button", name="Antwort suchen").wait_for()
    return page


def _measure_start(browser: Browser, home: Path) -> float:
    with _serve(home) as (url, started):
        page = _open(browser, url)
        page.get_by_role("textbox", name="Ihre Frage").fill("x")
        seconds = time.perf_counter() - started
        page.context.close()
    return seconds


def _measure_answers(browser: Browser, url: str, questions: list[str]) -> tuple[list[float], list[float]]:
    statements, pictures = [], []
    page = _open(browser, url)
    for question in questions:
        page.get_by_role("textbox", name="Ihre Frage").fill(question)
        page.get_by_role("textbox", name="Ihre Frage").blur()
        time.sleep(_PAUSE_SECONDS)
        submit = '[data-testid="stFormSubmitButton"] button'
        statements.append(page.evaluate(_UNTIL, [".ak-statement, .ak-outcome", submit])[0])
        time.sleep(_PAUSE_SECONDS)
        source = page.locator(".ak-statement .ak-source-button").first
        if source.count():
            source.evaluate("button => button.setAttribute('data-measured', '1')")
            seconds, shown = page.evaluate(_UNTIL, [".ak-page img, .ak-passage", "[data-measured]"])
            if shown == "IMG":  # Papers without pages show their words alone.
                pictures.append(seconds)
            time.sleep(_PAUSE_SECONDS)
        page.get_by_role("button", name="Neues Gespräch beginnen").click()
        page.get_by_role("textbox", name="Ihre Frage").wait_for()
        time.sleep(_PAUSE_SECONDS)
    page.context.close()
    return statements, pictures


def _print(what: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    print(
        f"{what}: median {statistics.median(ordered):.2f} s, fastest {ordered[0]:.2f}, slowest {ordered[-1]:.2f},"
        f" {len(ordered)} times"
    )


if __name__ == "__main__":
    main()
