"""One call to a language model's host over HTTP: bounded in time, and really over when it is closed.

httpx bounds a connection and each wait for data; it does not bound a whole answer, and a thread that waits for data
cannot be told to stop. A call therefore knows its socket and shuts it down: the waiting read ends at once, and the host
sees the connection close and stops its work.
"""

from __future__ import annotations

import socket
import ssl
import threading
from types import TracebackType
from typing import Any, Self

import httpx


class ModelCall:
    """The HTTP client of one call and the two ways it ends early: `close` and the time limit.

    A context manager. A client made with its `options` goes nowhere but to the host it is asked for: redirects and
    proxies of the environment are not followed, since both lead to hosts that no setting names.
    """

    def __init__(
        self,
        *,
        connect_seconds: float,
        pause_seconds: float,
        total_seconds: float,
        keys: dict[str, str],
        tls: ssl.SSLContext,
    ) -> None:
        """`pause_seconds` bounds the wait for the first token and for each following one.

        `keys` are the only headers that may identify us; libraries add keys they find in the environment.
        """
        self.expired = False
        """The time limit ended the call."""
        self._keys = keys
        self._sockets: list[socket.socket] = []
        self._closed = False
        self._lock = threading.Lock()
        self.options: dict[str, Any] = {
            "timeout": httpx.Timeout(pause_seconds, connect=connect_seconds),
            "follow_redirects": False,
            "trust_env": False,
            "verify": tls,
            "event_hooks": {"request": [self._prepare]},
            "limits": httpx.Limits(max_connections=1, max_keepalive_connections=0),
        }
        """Arguments for `httpx.Client`."""
        self._timer = threading.Timer(total_seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the call; from any thread, also while another one waits for data. A second time does nothing."""
        self._timer.cancel()
        with self._lock:
            self._closed = True
            sockets, self._sockets = self._sockets, []
        for one in sockets:
            _shut_down(one)

    def _expire(self) -> None:
        self.expired = True
        self.close()

    def _prepare(self, request: httpx.Request) -> None:
        for name in ("authorization", "openai-organization", "openai-project"):
            request.headers.pop(name, None)
        request.headers.update(self._keys)
        request.extensions["trace"] = self._trace

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        if event not in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            return
        opened = info["return_value"].get_extra_info("socket")
        with self._lock:
            if not self._closed:
                self._sockets.append(opened)
                return
        _shut_down(opened)


def _shut_down(opened: socket.socket) -> None:
    try:
        opened.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # closed already
