"""Data folders for tests that need papers of their own, and a listener that hears whoever is called."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from app.settings import Settings
from app.wiring import Use, open_app
from corpora.model import Access, Corpus, CorpusKind

TENANT = "probe"
CORPUS = "papiere"


def build(home: Path, papers: Path, title: str = "Gemeinde Probe") -> Path:
    """A data folder with one municipality and one corpus of the files in `papers`."""
    with open_app(Settings(home=home), Use.WRITE) as app:
        app.catalog.add_tenant(TENANT, title)
        app.catalog.add_corpus(Corpus(TENANT, CORPUS, "Papiere", CorpusKind.GUIDE, Access.PUBLIC))
        report = app.knowledge.ingest(TENANT, CORPUS, [papers])
        assert report.failures == (), report.failures
    return home


class Listener:
    """Hears every request to its address."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        heard = self.heard

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                heard.append(self.path)
                self.send_response(204)
                self.end_headers()

            do_POST = do_HEAD = do_OPTIONS = do_GET

            def log_message(self, format: str, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """While the block runs."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()
