"""A small real HTTP server that speaks Ollama's and OpenAI's protocols on a loopback port, for tests.

What it answers is made from the prompt it was sent, as a model would: a policy reads the numbered sources of the
request and writes the JSON answer. It embeds, too: a text's vector adds up its words', cut at the model's context as
Ollama does. How it answers can be spoiled in every way a real host fails. It checks that each request for an answer
carries a schema and records what it was sent and when a client hung up.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import re
import select
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

MODEL = "probemodell:latest"
EMBEDDING_MODEL = "einbettung:latest"
EMBEDDING_CONTEXT = 40
"""Words of a text that the embedding model reads."""

Policy = Callable[[str, list[str]], str]
"""Question and source texts in, the model's raw text out."""


def quote_first_sentence(question: str, sources: list[str]) -> str:
    """A good model: the first sentence of the first source, told verbatim."""
    quote = re.split(r"(?<=[a-zäöüß€)])\. ", " ".join(sources[0].split()))[0]
    return answer([(1, quote, quote + ".")])


def answer(statements: list[tuple[int, str, str]]) -> str:
    """The JSON of an answer: source, quote, statement."""
    listed = [{"quelle": number, "zitat": quote, "aussage": text} for number, quote, text in statements]
    return json.dumps({"aussagen": listed}, ensure_ascii=False)


def say(*statements: tuple[int, str, str]) -> Policy:
    """A model that says these statements whatever it is asked."""
    return lambda question, sources: answer(list(statements))


def say_raw(text: str) -> Policy:
    """A model that writes this text whatever it is asked."""
    return lambda question, sources: text


def leave_alone(question: str, conversation: list[str]) -> str:
    """A model that thinks every question stands alone."""
    return json.dumps({"frage": question}, ensure_ascii=False)


def obey_sources(question: str, sources: list[str]) -> str:
    """A gullible model: does what a source tells it to say, and quotes the source's first words for it."""
    for number, source in enumerate(sources, 1):
        ordered = re.search(r"(?:antworte|sage|respond|answer|say)[^:]*: [„\"“]([^\"“”]+)", source, re.IGNORECASE)
        if ordered:
            return answer([(number, " ".join(source.split()[:8]), ordered[1])])
    return answer([])


@dataclass
class Behaviour:
    """How the host answers; the defaults are those of a healthy one."""

    policy: Policy = quote_first_sentence
    reword: Policy = leave_alone
    """The last question of a conversation and the lines before it in, the model's raw text out."""
    piece: int = 12
    """Characters of one streamed chunk."""
    hold_first: threading.Event | None = None
    """Nothing is sent, not even headers, before this event is set (or the client hangs up)."""
    hold_after: int | None = None
    """After so many chunks the host falls silent until `release` is set or the client hangs up."""
    release: threading.Event = field(default_factory=threading.Event)
    trickle_seconds: float = 0.0
    """Pause before each chunk."""
    cut_after: int | None = None
    """After so many chunks the connection breaks."""
    status: int = 200
    error_after: int | None = None
    """After so many chunks the host reports an error inside of the stream."""
    location: str = ""
    """Redirects there, with `status` 307."""
    body: str | None = None
    """Sent in place of the protocol's lines, with status 200."""
    dimensions: int = 8
    """Of the embedding model's vectors."""
    digest: str = "1a2b3c4d5e6f" * 5
    """Of the embedding model; another one once it was pulled anew."""
    busy: int = 0
    """So many requests are answered with 503, the queue being full, before the others are served."""
    embeddings: list[list[float]] | None = None
    """Sent in place of the vectors of a request."""


@dataclass
class Seen:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class ModelServer:
    """Use as a context manager; `url` is the host for Ollama's protocol, ``url + "/v1"`` for OpenAI's."""

    def __init__(self) -> None:
        self.behaviour = Behaviour()
        self.requests: list[Seen] = []
        self.hung_up = threading.Event()
        """Set as soon as a client was seen to close its connection before the answer's end."""
        self.sent = 0
        """Chunks sent in the last answer."""
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.behaviour.release.set()
        if self.behaviour.hold_first is not None:
            self.behaviour.hold_first.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(_Handler):
            host = server

        return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        # A client that hangs up is what many tests are about.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    host: ModelServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        return

    def do_GET(self) -> None:
        if self.path == "/api/version":
            self._json(200, {"version": "0.12.3"})
        elif self.path == "/api/tags":
            self._get_tags()
        elif self.path == "/v1/models":
            self._json(200, {"object": "list", "data": [{"id": MODEL, "object": "model", "owned_by": "library"}]})
        else:
            self._json(404, {"error": "not found"})

    def _get_tags(self) -> None:
        behaviour = self.host.behaviour
        self.host.requests.append(Seen(self.path, {k.lower(): v for k, v in self.headers.items()}, {}))
        if behaviour.location:
            self._redirect()
        elif behaviour.status != 200:
            self._json(behaviour.status, {"error": "unauthorized"})
        elif behaviour.body is not None:
            self._text(behaviour.body)
        else:
            self._json(
                200, {"models": [_tag(MODEL, "qwen3", "0f" * 32), _tag(EMBEDDING_MODEL, "bert", behaviour.digest)]}
            )

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.host.requests.append(Seen(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        behaviour = self.host.behaviour
        if behaviour.location:
            self._redirect()
        elif behaviour.status != 200:
            self._json(behaviour.status, {"error": "llama runner process has terminated"})
        elif behaviour.busy > 0:
            behaviour.busy -= 1
            self._json(503, {"error": "server busy, please try again.  maximum pending requests exceeded"})
        elif str(body.get("model")).removesuffix(":latest") + ":latest" not in {MODEL, EMBEDDING_MODEL}:
            missing = f"model '{body.get('model')}' not found"
            self._json(404, {"error": {"message": missing}} if self.path.startswith("/v1") else {"error": missing})
        elif behaviour.body is not None:
            self._text(behaviour.body)
        else:
            {
                "/api/chat": self._chat,
                "/api/generate": self._generate,
                "/api/show": self._show,
                "/api/embed": self._embed,
                "/v1/chat/completions": self._completions,
            }.get(self.path, lambda _: self._json(404, {"error": "not found"}))(body)

    def _show(self, body: dict[str, Any]) -> None:
        self._json(200, {"details": {"family": "qwen3"}, "model_info": {"qwen3.context_length": 40960}})

    def _embed(self, body: dict[str, Any]) -> None:
        behaviour = self.host.behaviour
        if behaviour.hold_first is not None and not self._wait(behaviour.hold_first):
            return
        if body["model"].removesuffix(":latest") != EMBEDDING_MODEL.removesuffix(":latest"):
            self._json(501, {"error": "this model does not support embeddings"})
            return
        texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
        words = [text.lower().split() for text in texts]
        if not body.get("truncate", True) and max(map(len, words), default=0) > EMBEDDING_CONTEXT:
            self._json(400, {"error": "the input length exceeds the context length"})
            return
        vectors = [_embed_words(each[:EMBEDDING_CONTEXT], behaviour.dimensions) for each in words]
        counts = {"total_duration": 14_143_917, "load_duration": 1_019_500, "prompt_eval_count": sum(map(len, words))}
        self._json(200, {"model": body["model"], "embeddings": behaviour.embeddings or vectors, **counts})

    def _chat(self, body: dict[str, Any]) -> None:
        if not _is_schema(body.get("format")):
            self._json(400, {"error": "the request carries no schema"})
            return
        text = self._answer([message["content"] for message in body["messages"]])
        base = {"model": body["model"], "created_at": "2026-01-01T00:00:00.000000Z"}
        lines = (
            {**base, "message": {"role": "assistant", "content": piece}, "done": False} for piece in self._pieces(text)
        )
        last = {"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop"}
        self._stream(lines, {**base, **last, **_COUNTS}, "application/x-ndjson", _ndjson)

    def _generate(self, body: dict[str, Any]) -> None:
        if not _is_schema(body.get("format")):
            self._json(400, {"error": "the request carries no schema"})
            return
        text = self._answer([body.get("system", ""), body["prompt"]])
        base = {"model": body["model"], "created_at": "2026-01-01T00:00:00.000000Z"}
        lines = ({**base, "response": piece, "done": False} for piece in self._pieces(text))
        last = {"response": "", "done": True, "done_reason": "stop"}
        self._stream(lines, {**base, **last, **_COUNTS}, "application/x-ndjson", _ndjson)

    def _completions(self, body: dict[str, Any]) -> None:
        asked = body.get("response_format") or {}
        if asked.get("type") != "json_schema" or not _is_schema(asked.get("json_schema", {}).get("schema")):
            self._json(400, {"error": {"message": "the request carries no schema"}})
            return
        text = self._answer([message["content"] for message in body["messages"]])
        base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": body["model"]}
        lines = (
            {**base, "choices": [{"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}]}
            for piece in self._pieces(text)
        )
        last = {**base, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
        self._stream(lines, last, "text/event-stream", _event)

    def _answer(self, messages: list[str]) -> str:
        prompt = "\n".join(messages[1:])
        talk = re.findall(r"\[GESPRÄCH ([0-9a-f]{16})\]", messages[0])
        if talk:
            told = re.findall(
                rf"^\[GESPRÄCH {talk[0]}\]\n(.*?)\n\[ENDE {talk[0]}\]\nLetzte Frage: (.*)", prompt, re.DOTALL
            )
            return self.host.behaviour.reword(told[0][1], told[0][0].splitlines())
        question = re.findall(r"^Frage: (.*)$", prompt, re.MULTILINE)[-1]
        boundary = re.findall(r"\[QUELLE nummer ([0-9a-f]{16})\]", messages[0])[0]
        blocks = re.findall(rf"\[QUELLE \d+ {boundary}\]\n(.*?)\n\[ENDE \d+ {boundary}\]", prompt, re.DOTALL)
        return self.host.behaviour.policy(question, [block.split("Text:\n", 1)[1] for block in blocks])

    def _pieces(self, text: str) -> Iterator[str]:
        size = self.host.behaviour.piece
        return (text[start : start + size] for start in range(0, len(text), size))

    def _stream(
        self, lines: Iterator[dict[str, Any]], last: dict[str, Any], kind: str, write: Callable[[dict[str, Any]], bytes]
    ) -> None:
        behaviour = self.host.behaviour
        self.host.sent = 0
        if behaviour.hold_first is not None and not self._wait(behaviour.hold_first):
            return
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for number, line in enumerate(lines):
            if number == behaviour.cut_after:
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            if number == behaviour.error_after:
                told = "an error was encountered while running the model: out of memory"
                self._chunk(write({"error": {"message": told} if self.path.startswith("/v1") else told}))
                break
            if number == behaviour.hold_after and not self._wait(behaviour.release):
                return
            if behaviour.trickle_seconds:
                behaviour.release.wait(behaviour.trickle_seconds)
            if not self._chunk(write(line)):
                return
            self.host.sent += 1
        else:
            self._chunk(write(last))
            if kind == "text/event-stream":
                self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _wait(self, event: threading.Event) -> bool:
        """Whether the event came before the client hung up."""
        while not event.wait(0.01):
            readable, _, _ = select.select([self.connection], [], [], 0)
            if readable and self._has_hung_up():
                self._note_hang_up()
                return False
        return True

    def _has_hung_up(self) -> bool:
        try:
            return not self.connection.recv(1, socket.MSG_PEEK)
        except OSError:
            return True  # A client that goes with something unread resets the connection.

    def _chunk(self, data: bytes) -> bool:
        try:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()
        except OSError:
            self._note_hang_up()
            return False
        return True

    def _note_hang_up(self) -> None:
        self.close_connection = True
        self.host.hung_up.set()

    def _redirect(self) -> None:
        self.send_response(307)
        self.send_header("Location", self.host.behaviour.location + self.path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _json(self, status: int, value: object) -> None:
        self._text(json.dumps(value), status, "application/json")

    def _text(self, text: str, status: int = 200, kind: str = "text/html") -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


_COUNTS = {
    "total_duration": 1_200_000_000,
    "load_duration": 10_000_000,
    "prompt_eval_count": 900,
    "prompt_eval_duration": 300_000_000,
    "eval_count": 120,
    "eval_duration": 800_000_000,
}


def _tag(name: str, family: str, digest: str) -> dict[str, Any]:
    details = {"format": "gguf", "family": family, "parameter_size": "8.2B", "quantization_level": "Q4_K_M"}
    modified = "2026-01-01T00:00:00.000000Z"
    size = 5_200_000_000
    return {"name": name, "model": name, "modified_at": modified, "size": size, "digest": digest, "details": details}


def _embed_words(words: list[str], dimensions: int) -> list[float]:
    """The sum of the words' vectors at length 1; each word's is drawn from its own name."""
    total = [0.0] * dimensions
    for word in words:
        draw = random.Random(hashlib.sha256(word.strip(".,?!").encode()).digest())
        total = [value + draw.gauss(0, 1) for value in total]
    length = math.sqrt(sum(value * value for value in total)) or 1.0
    return [value / length for value in total]


def _is_schema(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.get("type") == "object"
        and not {"aussagen", "frage"}.isdisjoint(value.get("properties", {}))
    )


def _ndjson(line: dict[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"


def _event(line: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(line, ensure_ascii=False).encode() + b"\n\n"
