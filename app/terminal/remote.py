"""The app as a command sees it while a server owns the data folder: the catalogue read here, the work done there.

Whoever may read the server's token owns the data folder and could stop the server and do the same without it.
"""

from __future__ import annotations

import http.client
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast
from urllib.parse import urlsplit

from app.answering.types import Answer, AnswerEvent, Finished
from app.followup.resolving import FollowUps, Resolved, Turn
from app.parts import part
from app.serving.presence import read_server
from app.terminal.wire import (
    PREFIX,
    Asked,
    ChangeAccess,
    ChangeKind,
    FollowUp,
    Ingest,
    Noted,
    Reindex,
    Remove,
    read_line,
    write_arguments,
)
from app.wiring import App, Use, open_app
from corpora.errors import DataFolderBusy, Unavailable
from corpora.scope import Scope

if TYPE_CHECKING:
    from app.assistant import Assistant
    from app.curation import Curation
    from app.ingestion import OnProgress
    from app.knowledge import Knowledge
    from app.reports import AccessReport, DeletionReceipt, IngestReport, ReindexReport
    from app.settings import Settings
    from corpora.model import Access, CorpusKind
    from index.engine import IndexStore
    from index.hits import Hit
    from index.search import Searcher, SearchFilters

_SECONDS = 60.0
"""Without a sign of life; the server gives one every 15 seconds."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that owns the data folder."""

    netloc: str
    token: str

    def events(self, name: str, arguments: Any) -> Generator[Any, None, None]:
        """What happens, one by one, a result not among it. Closing the iterator ends the work there.

        Raises the error the work ended with, and `Unavailable` when the server does not answer.
        """
        with closing(self._lines(name, arguments)) as lines:
            for ended, content in lines:
                if not ended:
                    yield content

    def result(self, name: str, arguments: Any, on_event: Callable[[Any], None] = lambda _: None) -> Any:
        """The result of work, everything before it handed to `on_event`. Raises as `events`."""
        with closing(self._lines(name, arguments)) as lines:
            for ended, content in lines:
                if ended:
                    return content
                on_event(content)
        raise _no_answer(self.netloc, "die Antwort brach ab")

    def _lines(self, name: str, arguments: Any) -> Generator[tuple[bool, Any], None, None]:
        connection = http.client.HTTPConnection(self.netloc, timeout=_SECONDS)
        try:
            headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
            connection.request("POST", f"{PREFIX}/{name}", write_arguments(name, arguments), headers)
            reply = connection.getresponse()
            if reply.status != http.HTTPStatus.OK:
                raise _no_answer(self.netloc, f"HTTP {reply.status}")
            while line := reply.readline():
                if line.startswith(b"{"):  # An empty one says that the server is there.
                    yield read_line(name, line)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _no_answer(self.netloc, type(error).__name__) from error
        finally:
            connection.close()


class RemoteApp(App):
    """An app whose index, models and documents are used by a server; its catalogue is at hand."""

    server: Server

    @part
    def searcher(self) -> Searcher:
        """The server's."""
        return cast("Searcher", _RemoteSearcher(self.server))

    @part
    def assistant(self) -> Assistant:
        """The server's."""
        return cast("Assistant", _RemoteAssistant(self.server))

    @part
    def knowledge(self) -> Knowledge:
        """The server's."""
        return cast("Knowledge", _RemoteKnowledge(self.server))

    @part
    def curation(self) -> Curation:
        """The server's."""
        return cast("Curation", _RemoteCuration(self.server))

    @part
    def follow_ups(self) -> FollowUps:
        """The server's."""
        return cast("FollowUps", _RemoteFollowUps(self.server))

    @part
    def store(self) -> IndexStore:
        """Nobody's here: two processes must not open the same index."""
        _refuse(self.settings.home, self.server.netloc)

    def index_notes(self, scope: Scope) -> list[str]:
        """See `App.index_notes`."""
        return cast("list[str]", self.server.result("notes", Noted(scope)))


class _RemoteSearcher:
    def __init__(self, server: Server) -> None:
        self._server = server

    def search(self, scope: Scope, question: str, limit: int = 10, filters: SearchFilters | None = None) -> list[Hit]:
        return cast("list[Hit]", self._server.result("search", Asked(scope, question, limit, filters)))


class _RemoteAssistant:
    def __init__(self, server: Server) -> None:
        self._server = server

    def answer(self, scope: Scope, question: str, *, limit: int = 10, filters: SearchFilters | None = None) -> Answer:
        for event in self.stream(scope, question, limit=limit, filters=filters):
            if isinstance(event, Finished):
                return event.answer
        raise _no_answer(self._server.netloc, "die Antwort brach ab")

    def stream(
        self, scope: Scope, question: str, *, limit: int = 10, filters: SearchFilters | None = None
    ) -> Generator[AnswerEvent, None, None]:
        return self._server.events("ask", Asked(scope, question, limit, filters))


class _RemoteFollowUps:
    def __init__(self, server: Server) -> None:
        self._server = server

    def resolve(self, question: str, earlier: Sequence[Turn]) -> Resolved:
        return cast("Resolved", self._server.result("follow_up", FollowUp(question, tuple(earlier))))


class _RemoteKnowledge:
    def __init__(self, server: Server) -> None:
        self._server = server

    def ingest(  # noqa: PLR0913 - as `Knowledge.ingest`
        self,
        tenant: str,
        corpus: str,
        paths: Sequence[Path],
        on_progress: OnProgress | None = None,
        *,
        confirm_vanished: bool = False,
        retry_failed: bool = False,
    ) -> IngestReport:
        # The server runs in a folder of its own.
        absolute = tuple(str(path.expanduser().absolute()) for path in paths)
        arguments = Ingest(tenant, corpus, absolute, confirm_vanished, retry_failed)
        return cast("IngestReport", self._server.result("ingest", arguments, on_progress or _ignore))

    def change_kind(
        self, tenant: str, corpus: str, kind: CorpusKind, on_progress: OnProgress | None = None
    ) -> IngestReport:
        arguments = ChangeKind(tenant, corpus, kind)
        return cast("IngestReport", self._server.result("kind", arguments, on_progress or _ignore))

    def delete(self, tenant: str, corpus: str, path: str) -> DeletionReceipt:
        return self._remove(Remove(tenant, corpus, path))

    def remove_corpus(self, tenant: str, corpus: str) -> DeletionReceipt:
        return self._remove(Remove(tenant, corpus))

    def remove_tenant(self, tenant: str) -> DeletionReceipt:
        return self._remove(Remove(tenant))

    def reindex(self, tenant: str, on_progress: OnProgress | None = None) -> ReindexReport:
        return cast("ReindexReport", self._server.result("reindex", Reindex(tenant), on_progress or _ignore))

    def _remove(self, what: Remove) -> DeletionReceipt:
        return cast("DeletionReceipt", self._server.result("remove", what))


class _RemoteCuration:
    def __init__(self, server: Server) -> None:
        self._server = server

    def change_access(
        self, tenant: str, corpus: str, access: Access, on_progress: OnProgress | None = None, *, seen: Access
    ) -> AccessReport:
        arguments = ChangeAccess(tenant, corpus, access, seen)
        return cast("AccessReport", self._server.result("access", arguments, on_progress or _ignore))


@contextmanager
def open_here_or_there(settings: Settings, use: Use) -> Iterator[App]:
    """The app over the data folder; where a server owns it, one that has the server do the work.

    Raises as `open_app`; `DataFolderBusy` when another command owns the folder.
    """
    with ExitStack() as stack:
        try:
            app = stack.enter_context(open_app(settings, use))
        except DataFolderBusy:
            known = read_server(settings.home)
            if known is None:
                raise
            app = stack.enter_context(open_app(settings, Use.LOOK, RemoteApp))
            assert isinstance(app, RemoteApp)  # noqa: S101 - what was asked for
            app.server = Server(urlsplit(known.url).netloc, known.token)
        yield app


def _ignore(_: object) -> None:
    return


def _refuse(home: Path, netloc: str) -> NoReturn:
    raise DataFolderBusy(
        f"Der Datenordner {home} gehört gerade dem Dienst unter http://{netloc}.",
        hint="Dieser Befehl geht nur, wenn der Dienst beendet ist.",
    )


def _no_answer(netloc: str, why: str) -> Unavailable:
    return Unavailable(
        f"Der Dienst unter http://{netloc} antwortet nicht, wie er soll ({why}).",
        hint="Prüfen Sie, ob er noch läuft; sein Protokoll nennt Fehler.",
    )
