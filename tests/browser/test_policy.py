"""The content policy alone, without any care of the pages: what a document plants as raw HTML reaches nobody.

Our pages never render a document's text as HTML. Here a page does, in every way Streamlit offers, so that the second
line is tested without the first.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.server_process import served
from tests.browser.desk import WAIT

PLANTED = """
![x](URL/markdown.png)
<img src="URL/image.png"><img srcset="URL/set.png 1x"><picture><source srcset="URL/source.png"><img></picture>
<script>fetch("URL/script")</script><script src="URL/script.js"></script>
<link rel="stylesheet" href="URL/style.css"><link rel="prefetch" href="URL/prefetch">
<link rel="preload" as="image" href="URL/preload"><link rel="dns-prefetch" href="URL"><link rel="preconnect" href="URL">
<style>@import url(URL/import.css); body{background:url(URL/background.png)}
@font-face{font-family:x;src:url(URL/font)} .z{font-family:x}</style>
<p class="z" style="background:url(URL/attribute.png)">Text</p>
<form action="URL/form"><input name="q" value="geheim"><button id="senden">Senden</button></form>
<iframe src="URL/frame"></iframe>
<iframe srcdoc="<script>fetch('URL/srcdoc')</script><img src='URL/srcdoc.png'>"></iframe>
<object data="URL/object"></object><embed src="URL/embed">
<video src="URL/video" poster="URL/poster.png" autoplay></video>
<audio src="URL/audio" autoplay></audio><svg><image href="URL/svg.png"/><use href="URL/use.svg#a"/></svg>
<base href="URL/"><a id="verweis" href="#" ping="URL/ping">Verweis</a><input type="image" src="URL/input.png">
<table background="URL/table.png"><tr><td>Zelle</td></tr></table>
<details open ontoggle="fetch('URL/toggle')">x</details>
"""
"""Everything that makes a browser ask somebody by itself."""

PAGE = """
import streamlit as st
planted = {planted!r}
st.title("Gepflanzt")
st.markdown(planted)
st.markdown(planted, unsafe_allow_html=True)
st.html(planted)
st.write(planted)
st.caption(planted, unsafe_allow_html=True)
st.table({{"a": [planted]}})
st.dataframe({{"a": [planted]}})
if st.button("Weiter"):
    st.write("Fertig")
"""


@dataclass
class Listener:
    """Somebody outside who would like to know."""

    url: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        do_POST = do_HEAD = do_OPTIONS = do_GET

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Listener(f"http://127.0.0.1:{server.server_port}", heard)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, listener: Listener) -> Iterator[str]:
    """The address of a server whose page renders what was planted."""
    folder = tmp_path_factory.mktemp("gepflanzt")
    page = folder / "seite.py"
    page.write_text(PAGE.format(planted=PLANTED.replace("URL", listener.url), url=listener.url), encoding="utf-8")
    with served(folder / "home", pages=page) as running:
        yield running.url


def open_page(browser: Browser, url: str) -> Page:
    page = browser.new_context().new_page()
    page.goto(url)
    expect(page.get_by_role("button", name="Weiter")).to_be_visible(timeout=WAIT)
    page.wait_for_timeout(1_500)
    return page


def test_what_is_planted_asks_nobody_and_runs_nothing(browser: Browser, planted: str, listener: Listener) -> None:
    page = open_page(browser, planted)
    assert "Text" in page.locator("body").inner_text()  # it is there, as HTML
    assert page.locator("form").count() > 0
    assert listener.asked == []


def test_a_planted_form_and_a_ping_send_nothing_even_when_clicked(
    browser: Browser, planted: str, listener: Listener
) -> None:
    page = open_page(browser, planted)
    for id in ("verweis", "senden"):
        page.evaluate("id => document.getElementById(id).click()", id)
    page.wait_for_timeout(1_000)
    assert listener.asked == []
    assert page.url.startswith(planted)


def test_the_page_works_all_the_same(browser: Browser, planted: str) -> None:
    page = open_page(browser, planted)
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_text("Fertig")).to_be_visible(timeout=WAIT)


def test_without_the_policy_the_same_page_would_tell_the_listener(
    browser: Browser, planted: str, listener: Listener
) -> None:
    """So the tests above look at something that is there."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(planted)
    expect(page.get_by_role("button", name="Weiter")).to_be_visible(timeout=WAIT)
    page.wait_for_timeout(1_500)
    context.close()
    assert {"/markdown.png", "/image.png", "/background.png", "/frame"} <= set(listener.asked)
    listener.asked.clear()
