"""Embeddings by a model at an Ollama host, through ``/api/embed``.

The host is asked for nothing but vectors, goes by the settings alone (no proxies, keys or addresses of the
environment, no redirects) and is named in every error. A model that is pulled anew under the same name is another
model: its digest is part of the identity.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpora.errors import AktenkompassError, ModelAnswerInvalid, ModelTimeout, ModelUnavailable
from index.embedding import choose_size, unit_rows
from index.model_values import OllamaHost
from index.prompts import choose_prompts

if TYPE_CHECKING:
    import httpx
    from ollama import Client

Result = TypeVar("Result")

_PAUSES = (1.0, 5.0)
"""Seconds before a batch of passages is sent again to a host that was away or busy; questions are asked once."""

_BUSY = {429, 502, 503, 504}


class OllamaEmbedder:
    """An `Embedder` by a model at an Ollama host."""

    def __init__(  # noqa: PLR0913 - one argument a setting
        self,
        model: str,
        host: OllamaHost,
        *,
        batch: int = 32,
        question_prompt: str | None = None,
        passage_prompt: str | None = None,
        dimensions: int | None = None,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        """Ask the host for the model. Given prompts stand over those of the model's family (`index.prompts`).

        `dimensions` keeps the first ones only; `pause` replaces the waiting between attempts. Raises
        `ModelUnavailable` when the host does not answer or does not have the model, `ModelTimeout`,
        `ModelAnswerInvalid`, `InvalidSetting` for more dimensions than there are.
        """
        self._model = model
        self._host = host
        self._batch = batch
        self._pause = pause
        self._prompts = choose_prompts(model.partition(":")[0], {}, question=question_prompt, passage=passage_prompt)
        self._client = _make_client(host)
        self._own_size = 0
        try:
            self._digest = self._find_digest()
            self._own_size = self._embed(["a"]).shape[1]
            self._size = choose_size(model, self._own_size, dimensions)
        except AktenkompassError:
            self.close()
            raise
        self._writing = threading.Lock()

    @property
    def name(self) -> str:
        """As the host knows it."""
        return self._model

    @property
    def identity(self) -> str:
        """Of the model's digest at the host, its prompts and the size."""
        return "|".join((self._digest, str(self._size), self._prompts.identity))

    @property
    def size(self) -> int:
        """Dimensions."""
        return self._size

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), size). What does not fit into the model's context is cut off by the host."""
        vectors = np.zeros((len(texts), self._size), dtype=np.float32)
        # One batch at a time: the host computes one after the other anyway, and questions come between them.
        with self._writing:
            for start in range(0, len(texts), self._batch):
                batch = [self._prompts.passage + text for text in texts[start : start + self._batch]]
                rows = self._embed_patiently(batch)
                vectors[start : start + len(batch)] = unit_rows(rows, self._size, self._model)
        return vectors

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """Shape (size,)."""
        rows = self._embed([self._prompts.question + text])
        return np.asarray(unit_rows(rows, self._size, self._model)[0], dtype=np.float32)

    def close(self) -> None:
        """Close the connections to the host."""
        self._client.close()  # type: ignore[no-untyped-call]

    def _embed_patiently(self, texts: list[str]) -> NDArray[np.float32]:
        for seconds in _PAUSES:
            try:
                return self._embed(texts)
            except ModelUnavailable as error:
                if not _may_pass(error):
                    raise
                self._pause(seconds)
        return self._embed(texts)

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        answer = self._call(lambda client: client.embed(model=self._model, input=texts, truncate=True))
        try:
            rows = np.array(answer.embeddings, dtype=np.float32)
        except ValueError as error:
            raise self._unreadable("Vektoren verschiedener Größe") from error
        if rows.ndim != 2 or len(rows) != len(texts) or not rows.shape[1]:
            raise self._unreadable(f"{len(rows)} Vektoren für {len(texts)} Texte")
        if self._own_size and rows.shape[1] != self._own_size:
            raise ModelAnswerInvalid(
                f"Das Einbettungsmodell „{self._model}“ unter {self._host.address} liefert jetzt Vektoren der Größe "
                f"{rows.shape[1]} statt {self._own_size}: Es wurde dort ausgetauscht.",
                hint="Starten Sie Aktenkompass neu und bauen Sie den Index mit `kompass reindex MANDANT` neu auf.",
            )
        return rows

    def _find_digest(self) -> str:
        wanted = self._model if ":" in self._model.rpartition("/")[2] else f"{self._model}:latest"
        for listed in self._call(lambda client: client.list()).models:
            if listed.model == wanted:
                return listed.digest or wanted
        raise self._not_pulled()

    def _call(self, ask: Callable[[Client], Result]) -> Result:
        """What the library's one call gives; it raises whatever comes to it when a host answers nonsense."""
        try:
            return ask(self._client)
        except Exception as error:
            raise self._translated(error) from error

    def _translated(self, error: Exception) -> AktenkompassError:
        import httpx

        where = f"„{self._model}“ unter {self._host.address}"
        status = int(getattr(error, "status_code", 0) or 0)
        if isinstance(error, httpx.ConnectTimeout | ConnectionError):
            return ModelUnavailable(
                f"Der Dienst für das Einbettungsmodell {where} ist nicht zu erreichen.",
                hint="Starten Sie dort `ollama serve` oder berichtigen Sie die Adresse unter embedding.host.",
            )
        if isinstance(error, httpx.TimeoutException):
            return ModelTimeout(
                f"Das Einbettungsmodell {where} hat nach {self._host.wait_seconds:g} Sekunden noch nicht geantwortet.",
                hint="Erhöhen Sie embedding.wait_seconds, verkleinern Sie embedding.batch oder wählen Sie ein "
                "kleineres Modell.",
            )
        if isinstance(error, httpx.TransportError):
            return ModelUnavailable(
                f"Die Verbindung zum Einbettungsmodell {where} ist abgebrochen.",
                hint="Prüfen Sie, ob der Dienst dort noch läuft.",
            )
        if status > 0:
            return self._refused(status, _first_line(error))
        return self._unreadable(type(error).__name__)

    def _refused(self, status: int, words: str) -> ModelUnavailable:
        if status == 404:
            return self._not_pulled()
        if status in {401, 403}:
            return ModelUnavailable(
                f"Der Dienst unter {self._host.address} lehnt den Zugang ab (HTTP {status}).",
                hint="Prüfen Sie embedding.api_key.",
            )
        hint = "Die Protokolle des Dienstes nennen die Ursache."
        if "not support embeddings" in words:
            hint = "Wählen Sie ein Einbettungsmodell; docs/models.md nennt welche."
        return ModelUnavailable(
            f"Der Dienst für das Einbettungsmodell „{self._model}“ unter {self._host.address} antwortet mit HTTP "
            f"{status}: {words}",
            hint=hint,
        )

    def _not_pulled(self) -> ModelUnavailable:
        return ModelUnavailable(
            f"Das Einbettungsmodell „{self._model}“ ist unter {self._host.address} nicht vorhanden.",
            hint=f"Laden Sie es dort mit `ollama pull {self._model}`.",
        )

    def _unreadable(self, what: str) -> ModelAnswerInvalid:
        return ModelAnswerInvalid(
            f"Die Antwort des Einbettungsmodells „{self._model}“ unter {self._host.address} ist nicht lesbar ({what}).",
            hint="Prüfen Sie, ob unter dieser Adresse Ollama (ab 0.3) läuft.",
        )


def _make_client(host: OllamaHost) -> Client:
    import httpx
    from ollama import Client

    def prepare(request: httpx.Request) -> None:
        # The library adds a key that it finds in the environment.
        request.headers.pop("authorization", None)
        if host.api_key:
            request.headers["authorization"] = f"Bearer {host.api_key}"

    return Client(
        host.address,
        timeout=httpx.Timeout(host.wait_seconds, connect=host.connect_seconds),
        follow_redirects=False,
        trust_env=False,
        verify=ssl.create_default_context(),
        event_hooks={"request": [prepare]},
    )


def _may_pass(error: ModelUnavailable) -> bool:
    """Whether the same call may succeed a little later: the host was away or had too much to do."""
    cause: Any = error.__cause__
    status = int(getattr(cause, "status_code", 0) or 0)
    return status in _BUSY or (status <= 0 and cause is not None)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)[:200]
