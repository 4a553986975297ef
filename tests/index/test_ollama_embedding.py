"""Embeddings from a real HTTP server that speaks Ollama's ``/api/embed``."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import numpy as np
import pytest

from corpora.errors import InvalidSetting, ModelAnswerInvalid, ModelTimeout, ModelUnavailable
from index.model_values import OllamaHost
from index.ollama_embedding import OllamaEmbedder
from tests.ollama_server import EMBEDDING_CONTEXT, EMBEDDING_MODEL, MODEL, ModelServer

NAME = EMBEDDING_MODEL.removesuffix(":latest")


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


@pytest.fixture
def make(server: ModelServer) -> Iterator[Callable[..., OllamaEmbedder]]:
    """Makes embedders and closes them."""
    with ExitStack() as opened:

        def make(at: OllamaHost | None = None, model: str = NAME, **values: object) -> OllamaEmbedder:
            made = OllamaEmbedder(model, at or host(server), **{"pause": lambda seconds: None, **values})  # type: ignore[arg-type]
            opened.callback(made.close)
            return made

        yield make


@pytest.fixture
def embedder(server: ModelServer, make: Callable[..., OllamaEmbedder]) -> OllamaEmbedder:
    made = make(batch=3)
    server.requests.clear()
    return made


def host(server: ModelServer, **values: object) -> OllamaHost:
    return replace(OllamaHost(server.url, connect_seconds=1.0, wait_seconds=5.0), **values)  # type: ignore[arg-type]


def sent(server: ModelServer) -> list[list[str]]:
    return [seen.body["input"] for seen in server.requests if seen.path == "/api/embed"]


def test_passages_become_rows_of_length_one_in_batches(embedder, server):
    texts = [f"Vorlage {number}" for number in range(7)]

    vectors = embedder.embed_passages(texts)

    assert vectors.shape == (7, embedder.size) == (7, 8)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-6)
    assert sent(server) == [texts[:3], texts[3:6], texts[6:]]
    assert np.allclose(vectors[4], embedder.embed_passages(["Vorlage 4"])[0])


def test_a_question_is_nearer_to_its_passage_than_to_another(embedder):
    passages = embedder.embed_passages(["hundesteuer im jahr", "das freibad öffnet"])
    similarities = passages @ embedder.embed_question("hundesteuer")
    assert similarities[0] > similarities[1]


def test_no_passages_ask_nobody(embedder, server):
    assert embedder.embed_passages([]).shape == (0, 8)
    assert sent(server) == []


def test_prompts_are_put_before_questions_and_passages(server, make):
    given = make(question_prompt="frage: ", passage_prompt="text: ")
    server.requests.clear()
    given.embed_question("Hund")
    given.embed_passages(["Hund"])
    assert sent(server) == [["frage: Hund"], ["text: Hund"]]
    assert given.identity != make().identity


def test_a_text_longer_than_the_context_is_cut_by_the_host(embedder):
    words = " ".join(f"wort{number}" for number in range(EMBEDDING_CONTEXT + 20))
    cut = " ".join(words.split()[:EMBEDDING_CONTEXT])
    assert np.allclose(embedder.embed_passages([words]), embedder.embed_passages([cut]))


def test_fewer_dimensions_are_the_first_ones_at_length_one(make, embedder):
    short = make(dimensions=4)
    whole = embedder.embed_question("Hund")[:4]
    assert short.size == 4
    assert np.allclose(short.embed_question("Hund"), whole / np.linalg.norm(whole), atol=1e-6)
    with pytest.raises(InvalidSetting, match="Größe 8, verlangt werden 16"):
        make(dimensions=16)


def test_a_model_pulled_anew_under_the_same_name_is_another(server, make, embedder):
    assert make().identity == make(model=EMBEDDING_MODEL).identity == embedder.identity
    server.behaviour.digest = "ffff" * 16
    assert make().identity != embedder.identity


# Failures of the host


def test_a_host_that_is_down_is_named_with_what_to_do():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(ModelUnavailable, match=f"{NAME}“ unter {address} ist nicht zu erreichen") as caught:
            OllamaEmbedder(NAME, OllamaHost(address, connect_seconds=1.0))
    assert "ollama serve" in caught.value.hint
    assert "embedding.host" in caught.value.hint


def test_a_model_that_was_not_pulled_is_named_with_the_command(server):
    with pytest.raises(ModelUnavailable, match=r"„bge-m3“ .* nicht vorhanden") as caught:
        OllamaEmbedder("bge-m3", host(server))
    assert "ollama pull bge-m3" in caught.value.hint


def test_a_language_model_that_cannot_embed_is_told(server):
    with pytest.raises(ModelUnavailable, match="does not support embeddings") as caught:
        OllamaEmbedder(MODEL, host(server))
    assert "docs/models.md" in caught.value.hint


@pytest.mark.parametrize("status", [400, 401, 403, 500])
def test_an_http_error_is_told_with_its_number_and_not_tried_again(embedder, server, status):
    server.behaviour.status = status
    with pytest.raises(ModelUnavailable, match=str(status)):
        embedder.embed_passages(["Hund"])
    assert len(server.requests) == 1


def test_a_model_removed_while_we_work_is_told(embedder, server):
    server.behaviour.status = 404
    with pytest.raises(ModelUnavailable, match="nicht vorhanden"):
        embedder.embed_question("Hund")


def test_passages_wait_for_a_busy_host_and_questions_do_not(server, make):
    pauses: list[float] = []
    embedder = make(pause=pauses.append)
    server.behaviour.busy = 2
    assert embedder.embed_passages(["Hund"]).any()
    assert pauses == [1.0, 5.0]
    server.behaviour.busy = 3
    with pytest.raises(ModelUnavailable, match="503"):
        embedder.embed_passages(["Hund"])
    server.behaviour.busy = 1
    with pytest.raises(ModelUnavailable, match="503"):
        embedder.embed_question("Hund")
    assert len(pauses) == 4


def test_a_slow_host_is_a_timeout(server, make):
    embedder = make(host(server, wait_seconds=0.3))
    server.behaviour.hold_first = threading.Event()
    begun = time.monotonic()
    with pytest.raises(ModelTimeout, match=r"0\.3 Sekunden") as caught:
        embedder.embed_question("Hund")
    assert time.monotonic() - begun < 2
    assert "embedding.wait_seconds" in caught.value.hint


def test_another_size_than_before_is_told_with_what_to_do(embedder, server):
    server.behaviour.dimensions = 12
    with pytest.raises(ModelAnswerInvalid, match="Größe 12 statt 8") as caught:
        embedder.embed_question("Hund")
    assert "kompass reindex" in caught.value.hint


@pytest.mark.parametrize("embeddings", [[[1.0] * 8], [[1.0] * 8, [1.0] * 7], [[], []], [[1.0] * 8] * 3])
def test_vectors_that_do_not_fit_the_texts_are_refused(embedder, server, embeddings):
    server.behaviour.embeddings = embeddings
    with pytest.raises(ModelAnswerInvalid, match="nicht lesbar"):
        embedder.embed_passages(["Hund", "Katze"])


@pytest.mark.parametrize("body", ["<html>Anmeldung</html>", "[]", "{}", '{"embeddings": "viele"}', '"text"'])
def test_an_answer_that_is_not_the_protocols_is_refused(embedder, server, body):
    server.behaviour.body = body
    with pytest.raises(ModelAnswerInvalid, match="nicht lesbar"):
        embedder.embed_question("Hund")


@pytest.mark.parametrize("address", ["localhost:11434", "ftp://host", "http://", ""])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(InvalidSetting, match="http://"):
        OllamaHost(address)


# Nothing leaves the house


def test_a_redirect_to_another_host_is_not_followed(embedder, server):
    with ModelServer() as elsewhere:
        server.behaviour.location = elsewhere.url
        with pytest.raises(ModelUnavailable, match="307"):
            embedder.embed_question("Hund")
        assert elsewhere.requests == []


def test_the_environment_adds_no_host_and_no_key(server, make, monkeypatch):
    with ModelServer() as elsewhere:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OLLAMA_HOST"):
            monkeypatch.setenv(name, elsewhere.url)
        monkeypatch.setenv("OLLAMA_API_KEY", "geheim-aus-der-umgebung")
        make().embed_question("Hund")
        assert elsewhere.requests == []
    assert {"/api/tags", "/api/embed"} == {seen.path for seen in server.requests}
    assert not any("authorization" in seen.headers for seen in server.requests)


def test_the_key_of_the_settings_is_sent_and_never_shown(server, make):
    keyed = host(server, api_key="geheim")
    make(keyed)
    assert {seen.headers["authorization"] for seen in server.requests} == {"Bearer geheim"}
    assert "geheim" not in repr(keyed)
