"""One server on the demo and one browser for all tests in this folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from app.settings import Settings
from app.wiring import Use, open_app
from corpora.demo.manifest import load_demo
from corpora.model import Access, Corpus, CorpusKind
from tests.app.server_process import Served, served
from tests.browser.desk import WAIT, Desk
from tools.chromium import FLAGS

# A machine that runs other tests beside the browser may keep a page waiting.
expect.set_options(timeout=WAIT)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo's two municipalities."""
    home = tmp_path_factory.mktemp("demo") / "home"
    with open_app(Settings(home=home), Use.WRITE) as app:
        tenants = load_demo().tenants
        for tenant in tenants:
            app.catalog.add_tenant(tenant.id, tenant.title)
            for corpus in tenant.corpora:
                kind, access = CorpusKind(corpus.kind), Access(corpus.access)
                app.catalog.add_corpus(Corpus(tenant.id, corpus.id, corpus.title, kind, access))
        for tenant in tenants:
            for corpus in tenant.corpora:
                app.knowledge.ingest(tenant.id, corpus.id, [corpus.folder])
                for other in corpus.shared_with:
                    app.catalog.share_corpus(tenant.id, corpus.id, other)
    return home


@pytest.fixture(scope="session")
def server(demo_home: Path) -> Iterator[Served]:
    """The command `kompass serve` in a process of its own."""
    with served(demo_home) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "these tests need Chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def desk(browser: Browser, server: Served) -> Iterator[Desk]:
    """A fresh window on the first page, in Auenfurt; at its end nothing had gone wrong or gone out."""
    window = Desk.at(browser, server.url).open()
    window.choose_tenant("Stadt Auenfurt")
    yield window
    window.close()
