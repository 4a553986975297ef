"""The routes for programs on a real connection: uvicorn in a thread, a town of papers and people, a real provider."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from app.answering_settings import AnswerEngine, AnsweringSettings, ModelSettings
from app.api.service import Added, make_service
from app.server import Extension
from app.serving.guards import Address, Guard
from app.settings import ServerSettings, Settings
from app.wiring import App
from tests.app.people import open_town, settings_for
from tests.oidc_issuer import CLIENT, Issuer
from tests.ollama_server import MODEL, ModelServer


@dataclass(frozen=True, slots=True)
class ApiServer:
    """A running service."""

    app: App
    url: str
    issuer: Issuer | None
    client: httpx.Client

    def headers(self, subject: str, **claims: Any) -> dict[str, str]:
        """As a member."""
        assert self.issuer is not None
        return {"authorization": f"Bearer {self.issuer.token(sub=subject, email='', **claims)}"}

    def get(self, path: str, subject: str, **parameters: Any) -> httpx.Response:
        """Read as a member."""
        return self.client.get(path, headers=self.headers(subject), params=parameters)

    def post(self, path: str, subject: str, content: Any = None) -> httpx.Response:
        """Send as a member."""
        return self.client.post(path, headers=self.headers(subject), json=content)


@contextmanager
def running(
    app: App, *, issuer: Issuer | None = None, added: Sequence[Added] = (), max_bytes: int = 1 << 20
) -> Iterator[ApiServer]:
    """Serve an opened app's routes on a free port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        address = Address("127.0.0.1", listener.getsockname()[1])
        guarded = Guard(make_service(app, added=added), address=address, max_bytes=max_bytes)
        server = uvicorn.Server(uvicorn.Config(guarded, log_level="error", timeout_graceful_shutdown=2))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            with httpx.Client(base_url=address.url, timeout=20, trust_env=False) as client:
                yield ApiServer(app, address.url, issuer, client)
        finally:
            server.should_exit = True
            thread.join(10)


@contextmanager
def town_server(folder: Path, *, extensions: Sequence[Extension] = (), **changes: Any) -> Iterator[ApiServer]:
    """The town behind a provider; `changes` replace sections of its settings."""
    with Issuer() as issuer, ExitStack() as opened:
        settings = town_settings(folder / "home", issuer, **changes)
        app = opened.enter_context(open_town(folder / "home", folder / "papiere", settings=settings))
        added = [opened.enter_context(extension(app)) for extension in extensions]
        yield opened.enter_context(running(app, issuer=issuer, added=added))


def town_settings(home: Path, issuer: Issuer, **changes: Any) -> Settings:
    """The town's settings with this provider."""
    settings = settings_for(home, issuer=issuer.url)
    access = settings.access.model_copy(update={"client_id": CLIENT})
    return settings.model_copy(update={"access": access, **changes})


def with_model(model: ModelServer, **server: Any) -> dict[str, Any]:
    """Changes that answer with a language model."""
    values = ModelSettings(host=model.url, name=MODEL, pause_seconds=20)
    return {
        "answering": AnsweringSettings(engine=AnswerEngine.GENERATIVE, threshold=0, model=values),
        "server": ServerSettings(**server),
    }
