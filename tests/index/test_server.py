"""How calls reach a Qdrant server: repeated when it is away, bounded, and with no secret in what they say."""

from __future__ import annotations

import socket
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from qdrant_client import QdrantClient
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from corpora.errors import AktenkompassError, DiskFull, IndexUnavailable
from corpora.model import Access
from index.engine import Payload, Point, SparseVector
from index.engines.server import ServerStore

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant:UserWarning")

SECRET = "eyJhbGciOiJIUzI1NiJ9.geheim"
POINT = Point(
    "6f0c6d0e-3c0b-5b0e-9d43-2f8a51c1a7e4", SparseVector((1,), (1.0,)), Payload("rat", Access.PUBLIC, "d", "v", 0, 1)
)


class Moody(QdrantClient):
    """A working client in memory whose writes first fail as they are told to."""

    def __init__(self, *faults: Exception) -> None:
        super().__init__(":memory:")
        self.faults = list(faults)

    def upsert(self, *arguments: Any, **options: Any) -> Any:
        if self.faults:
            raise self.faults.pop(0)
        return super().upsert(*arguments, **options)


def answer(status: int, words: str) -> UnexpectedResponse:
    return UnexpectedResponse(status, "", words.encode(), httpx.Headers())


def away() -> Exception:
    return ResponseHandlingException(httpx.ConnectError("connection refused"))


def opened(*faults: Exception) -> tuple[ServerStore, list[float], Callable[[], int]]:
    pauses: list[float] = []
    store = ServerStore("http://index.example:6333", SECRET, client=Moody(*faults), pause=pauses.append)
    index = store.open("ort", "g1", dense_size=None)

    def write() -> int:
        index.upsert([POINT])
        return index.count()

    return store, pauses, write


@pytest.mark.parametrize("fault", [away(), answer(503, "overloaded"), answer(429, "slow down"), TimeoutError("late")])
def test_a_server_that_comes_back_is_asked_again(fault: Exception) -> None:
    _, pauses, write = opened(fault, fault)
    assert write() == 1
    assert pauses == sorted(pauses)
    assert len(pauses) == 2


def test_a_server_that_stays_away_is_given_up_after_three_attempts() -> None:
    _, pauses, write = opened(*[away() for _ in range(9)])
    with pytest.raises(IndexUnavailable, match=r"index\.example") as caught:
        write()
    assert len(pauses) == 2
    assert caught.value.__cause__ is not None


def test_what_repeating_cannot_mend_is_told_at_once() -> None:
    _, pauses, write = opened(answer(400, "wrong input"))
    with pytest.raises(IndexUnavailable, match="wrong input"):
        write()
    assert pauses == []


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (answer(403, "forbidden"), IndexUnavailable, "verweigert den Zugriff"),
        (answer(507, "No space left on device: WAL"), DiskFull, "Speicherplatz"),
    ],
)
def test_the_message_says_what_to_do(fault: Exception, kind: type[AktenkompassError], words: str) -> None:
    _, _, write = opened(fault)
    with pytest.raises(kind, match=words) as caught:
        write()
    assert caught.value.hint


def test_the_key_is_in_no_message_and_no_representation() -> None:
    store, _, write = opened(answer(400, f"bad token {SECRET}"))
    with pytest.raises(IndexUnavailable) as caught:
        write()
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(store)
    named = ServerStore("https://name:passwort@index.example/qdrant", client=QdrantClient(":memory:"))
    assert repr(named) == "ServerStore(url='https://index.example/qdrant', api_key=None, prefix='kompass-')"


def test_nothing_listening_is_told_within_the_time_allowed() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    pauses: list[float] = []
    store = ServerStore(f"http://127.0.0.1:{port}", seconds=2, pause=pauses.append)
    with pytest.raises(IndexUnavailable, match=f"http://127.0.0.1:{port}") as caught:
        store.open("ort", "g1", dense_size=None)
    assert "Prüfen Sie, ob der Server läuft" in "".join(traceback.format_exception(caught.value))
    store.close()


def test_the_alias_follows_the_generation_that_is_read() -> None:
    client = QdrantClient(":memory:")
    store = ServerStore("http://index.example:6333", client=client)
    for generation in ("g1", "g2"):
        store.open("ort", generation, dense_size=None)
        store.activate("ort", generation)
    aliases = {alias.alias_name: alias.collection_name for alias in client.get_aliases().aliases}
    assert aliases == {"kompass-ort": "kompass-ort_g2"}
    assert store.generations("ort") == ["g1", "g2"]
