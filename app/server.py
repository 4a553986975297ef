"""`kompass serve`: one process, one address. Streamlit's pages and the routes for machines over one opened app.

The order from outside in: `app.serving.guards.Guard` (hosts, origins, sizes, headers) → the routes of FastAPI →
Streamlit with our page shell. The app is opened once, before the first request, and closed after the last one.
"""

from __future__ import annotations

import errno
import logging
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from app.answering_settings import AnswerEngine
from app.serving.guards import Address, Guard
from app.serving.presence import KnownServer, new_token, noted, read_key
from app.serving.sign_in import check_access
from app.settings import Settings
from app.wiring import App, Use, open_app
from corpora.errors import AddressTaken, InvalidSetting
from corpora.model import Access
from corpora.scope import Scope

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp

    from app.api.service import Added

PAGES = Path(__file__).parent / "web" / "main.py"
"""The script that Streamlit runs for every page."""

_GRACE_SECONDS = 5
"""How long open requests may go on after the end was asked for."""

_KEEP_SECONDS = 75
"""How long a connection is kept for its next request. Longer than proxies keep theirs, or they would ask nobody."""

_FORM_BYTES = 1 << 20
"""What a request may hold besides the file it brings."""

log = logging.getLogger(__name__)


Extension = Callable[[App], AbstractContextManager["Added"]]
"""Opened with the app and closed before it."""


def build(app: App, address: Address, *, pages: Path = PAGES, added: Sequence[Added] = ()) -> ASGIApp:
    """The whole service over an opened app, as an ASGI application with a lifespan."""
    from starlette.staticfiles import StaticFiles

    from app.api.service import make_service
    from app.serving.page_shell import ASSETS, PageShell, read_shipped_page, write_page
    from app.serving.streamlit_part import SignedInUploads, make_streamlit

    key = read_key(app.settings.home)
    streamlit_app = make_streamlit(app.settings, pages, address, key)
    served: ASGIApp = streamlit_app if app.access.is_local else SignedInUploads(streamlit_app, key)

    @asynccontextmanager
    async def hosting(_: FastAPI) -> AsyncIterator[None]:
        from app.web.host import Host, hold

        hold(Host(app, [page for each in added for page in each.pages]))
        try:
            yield
        finally:
            hold(None)

    service = make_service(app, added=added, lifespans=[hosting, streamlit_app.lifespan()])
    service.mount("/assets", StaticFiles(directory=ASSETS))
    service.mount("/", PageShell(served, write_page(read_shipped_page(), ASSETS)))
    return Guard(service, address=address, max_bytes=app.settings.limits.max_bytes + _FORM_BYTES)


def serve(  # noqa: PLR0913 - where, how it is told, and what a test or a floor above puts in
    settings: Settings,
    *,
    host: str,
    port: int,
    announce: Callable[[Address], None],
    pages: Path = PAGES,
    extensions: Sequence[Extension] = (),
) -> None:
    """Serve until the process is told to end; `announce` is called once the address answers.

    Raises `InvalidSetting` for an address that others could reach while nobody has to sign in and for a sign-in that
    cannot work, `AddressTaken`, and what `open_app` raises.
    """
    check_access(settings, host)
    from app.api.local import make_router
    from app.api.service import Added

    with open_app(settings, Use.WRITE) as app, _bound(host, port) as listener, ExitStack() as opened:
        address = Address(host, listener.getsockname()[1], settings.server.public_url)
        app.housekeeping.start()
        added = [opened.enter_context(extension(app)) for extension in extensions]
        token = new_token()
        service = build(app, address, pages=pages, added=[*added, Added(routers=[make_router(app, token)])])
        threading.Thread(target=_warm, args=(app,), name="warm", daemon=True).start()
        with noted(settings.home, KnownServer(address.local_url, token)):
            announce(address)
            _run(service, listener)


_AFTER_THE_FIRST_PAGE_SECONDS = 2.0
"""Loading takes a core for a second or more, which the first page needs first."""

_ANY_QUESTION = "Was steht in den Unterlagen?"
"""Opens an index; nobody sees what it finds."""


def _warm(app: App) -> None:
    """Load what the first question and the first look at a source would wait for.

    What fails here fails again, and is told, when it is asked for.
    """
    try:
        import_module("app.web.layout")  # The first session would wait for it.

        time.sleep(_AFTER_THE_FIRST_PAGE_SECONDS)
        _ = app.assistant
        app.sources.warm()
        for tenant in app.catalog.tenants()[: app.settings.index.open_tenants]:
            grants = app.catalog.grants(tenant.id, Access.RESTRICTED)
            if grants:
                app.searcher.search(Scope(grants), _ANY_QUESTION, 1)
        if app.settings.answering.engine is not AnswerEngine.EXTRACTIVE:
            from app.answering.models import load_libraries

            load_libraries()
    except Exception:
        log.debug("warming failed", exc_info=True)


def _run(service: ASGIApp, listener: socket.socket) -> None:
    import uvicorn

    configuration = uvicorn.Config(
        service,
        ws="websockets-sansio",
        access_log=False,
        server_header=False,
        log_level="warning",
        timeout_graceful_shutdown=_GRACE_SECONDS,
        timeout_keep_alive=_KEEP_SECONDS,
    )
    # Once uvicorn has ended in good order it raises the signal anew, which would kill us before the folder is closed.
    before = signal.signal(signal.SIGTERM, _end)
    try:
        uvicorn.Server(configuration).run(sockets=[listener])
    except KeyboardInterrupt:
        return  # Ctrl-C and `kill` are how a server is meant to end.
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


@contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise _unusable(host, port, error) from error
        listener.listen(128)
        yield listener
    finally:
        listener.close()


def _unusable(host: str, port: int, error: OSError) -> AddressTaken | InvalidSetting:
    if error.errno == errno.EADDRINUSE:
        return AddressTaken(
            f"Unter {host} Port {port} läuft schon ein Programm.",
            hint="Beenden Sie es, oder nennen Sie mit --port einen anderen Port.",
        )
    return InvalidSetting(
        f"Unter {host} Port {port} kann der Dienst nicht laufen ({error.strerror or error}).",
        hint="Nennen Sie mit --host und --port eine Adresse dieses Rechners; unter 1024 vergibt das System die Ports.",
    )
