"""The inside of a reading process: its limits, its missing network, and the loop that works off jobs.

The parent (`ingest.sandbox`) starts `serve` in a fresh interpreter. Light on purpose: nothing of a reader is imported
before the task itself is, and readers may import `allow_more_time` from here without starting anything.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import logging
import os
import pickle
import resource
import signal
import socket
import struct
import sys
import time
import traceback
import warnings
from collections import deque
from collections.abc import Callable
from typing import Any

from corpora.errors import AktenkompassError, DecompressionBomb, DocumentError, ReaderCrashed
from ingest.transport import dumps

FRAME = struct.Struct("!QB")
"""Length and kind of a message; the body follows."""
JOB, CANCEL = 1, 2
"""From the parent: a pickled (number, argument); a pickled number."""
READY, STARTED, MORE_TIME, RESULT, FAILURE, ABORT = 10, 11, 12, 13, 14, 15
"""From the child: nothing; (number, time); seconds; (number, value); (number, error, trace); (number, error)."""

NICENESS = 5
"""Of a reading process, so that reading thousands of papers holds nobody up who asks a question meanwhile."""
_SPARE_CPU_SECONDS = 30
_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_NETWORK_EVENTS = frozenset(
    {
        "socket.connect",
        "socket.bind",
        "socket.sendto",
        "socket.sendmsg",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
    }
)

_channel: socket.socket | None = None


def allow_more_time(seconds: float) -> None:
    """Ask for `seconds` more of wall time for the document being read, or give some back (negative).

    Without effect outside of a reading process.
    """
    if _channel is not None:
        _add_cpu_seconds(seconds)
        _send(_channel, MORE_TIME, seconds)


def serve(  # noqa: PLR0913 - all that its parent hands to it
    *, descriptor: int, parent: int, task: str, memory_bytes: int, seconds: float, niceness: int
) -> None:
    """Work off jobs from the socket `descriptor` until it closes. The interpreter's only business."""
    global _channel  # noqa: PLW0603 - one channel a process, and readers deep down must reach it
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        os.setsid()
    os.nice(niceness)
    # What libraries grumble about one file after another would fill the log that is there for a process's last words.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    channel = socket.socket(fileno=descriptor)
    module, _, function = task.partition(":")
    run: Callable[[Any], Any] = getattr(importlib.import_module(module), function)
    _cut_network()
    _limit_memory(memory_bytes)
    _channel = channel
    _send(channel, READY, None)
    inbox: deque[tuple[int, Any]] = deque()
    cancelled: set[int] = set()
    while _fill(channel, inbox, cancelled):
        number, argument = inbox.popleft()
        if number in cancelled:
            cancelled.discard(number)
            continue
        _send(channel, STARTED, (number, time.monotonic()))
        _limit_cpu(seconds)
        _work(channel, run, number, argument, memory_bytes)


def _work(channel: socket.socket, run: Callable[[Any], Any], number: int, argument: Any, memory_bytes: int) -> None:
    try:
        answer, body = RESULT, dumps((number, run(pickle.loads(argument))))  # noqa: S301
    except DocumentError as error:
        answer, body = FAILURE, _pickle_failure(number, error, "")
    except MemoryError:
        megabytes = memory_bytes // 1024 // 1024
        bomb = DecompressionBomb(
            f"Die Datei braucht beim Lesen mehr als {megabytes} MB Arbeitsspeicher.",
            hint="Teilen Sie die Datei oder heben Sie die Grenze in den Einstellungen an.",
        )
        answer, body = FAILURE, _pickle_failure(number, bomb, "")
    except AktenkompassError as error:
        answer, body = ABORT, pickle.dumps((number, error), protocol=5)
    except Exception as error:
        crash = ReaderCrashed(
            f"Beim Lesen trat ein unerwarteter Fehler auf ({type(error).__name__}: {_shorten(str(error))}).",
            hint="Speichern Sie die Datei in einem anderen Format, etwa als PDF, und melden Sie den Fehler.",
        )
        answer, body = FAILURE, _pickle_failure(number, crash, traceback.format_exc())
    channel.sendall(FRAME.pack(len(body), answer))
    channel.sendall(body)


def _pickle_failure(number: int, error: DocumentError, trace: str) -> bytes:
    return pickle.dumps((number, error, trace), protocol=5)


def _shorten(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 200 else line[:199] + "…"


def _send(channel: socket.socket, kind: int, value: Any) -> None:
    body = pickle.dumps(value, protocol=5)
    channel.sendall(FRAME.pack(len(body), kind) + body)


def _fill(channel: socket.socket, inbox: deque[tuple[int, Any]], cancelled: set[int]) -> bool:
    """Take in all that has arrived; wait for a job when there is none. False when the parent has gone."""
    while True:
        ready = not inbox or _has_data(channel)
        if not ready:
            return True
        head = _receive(channel, FRAME.size)
        if head is None:
            return False
        length, kind = FRAME.unpack(head)
        body = _receive(channel, length)
        if body is None:
            return False
        if kind == CANCEL:
            cancelled.add(pickle.loads(body))  # noqa: S301 - from the parent
        else:
            number, argument = pickle.loads(body)  # noqa: S301
            inbox.append((number, argument))


def _has_data(channel: socket.socket) -> bool:
    try:
        return bool(channel.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
    except BlockingIOError:
        return False


def _receive(channel: socket.socket, length: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < length:
        part = channel.recv(min(length - len(parts), 1 << 20))
        if not part:
            return None
        parts += part
    return bytes(parts)


def _die_with(parent: int) -> None:
    """Let the kernel end this process when its parent ends, however that happens."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(0)


def _cut_network() -> None:
    """No network for what hostile files make a library do: an empty network namespace where the kernel allows it."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        if library.unshare(_CLONE_NEWNET) != 0:
            library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    sys.addaudithook(_refuse_network)


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _NETWORK_EVENTS and not (arguments and getattr(arguments[0], "family", None) == socket.AF_UNIX):
        raise PermissionError(f"Im Leseprozess ist kein Netzzugriff erlaubt ({event}).")


def _limit_memory(memory_bytes: int) -> None:
    with contextlib.suppress(OSError, ValueError):
        with open("/proc/self/statm", encoding="ascii") as file:
            pages = int(file.read().split()[0])
        limit = pages * resource.getpagesize() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_cpu(seconds: float) -> None:
    """Stop a document that burns more CPU than it has wall time; the parent's clock normally comes first."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime + seconds) + _SPARE_CPU_SECONDS
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _add_cpu_seconds(seconds: float) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if soft != resource.RLIM_INFINITY:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CPU, (soft + int(seconds) + 1, hard))
