"""Language models by plain values: builds LlamaIndex models for one call each and names the host in every error.

Imports LlamaIndex only when a call is opened. No call goes to a host that the values do not name, and nothing is
downloaded: LlamaIndex's own tokenizer is never asked (lengths are counted in characters).
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Generator, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from app.answering.calls import ModelCall
from app.answering.stopping import Stop
from corpora.errors import AktenkompassError, InvalidSetting, ModelAnswerInvalid, ModelTimeout, ModelUnavailable

if TYPE_CHECKING:
    from llama_index.core.llms import LLM


class Provider(StrEnum):
    """Which protocol the host speaks."""

    OLLAMA = "ollama"
    OPENAI = "openai"
    """Any host with OpenAI's ``/v1/chat/completions``: vLLM, llama.cpp, LiteLLM, a data centre's gateway."""


@dataclass(frozen=True, slots=True)
class ModelValues:
    """Which model, where, and how long it may take."""

    provider: Provider
    host: str
    """``http://…`` or ``https://…``; for OpenAI-compatible hosts with the path, mostly ``/v1``."""
    model: str
    api_key: str = field(default="", repr=False)
    connect_seconds: float = 5.0
    pause_seconds: float = 60.0
    """Longest wait for the first token (the host may have to load the model) and for each following one."""
    total_seconds: float = 180.0
    temperature: float = 0.0
    context_window: int = 8192
    """Tokens for question, sources and answer together."""
    answer_tokens: int = 1500
    """Longest answer."""
    thinking: bool | None = None
    """None leaves it to the model. Several models at Ollama ignore the schema when this is False."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.host)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise InvalidSetting(
                f"Die Adresse des Sprachmodells „{self.host}“ ist keine Adresse mit http:// oder https://.",
                hint="Beispiel: http://localhost:11434",
            )
        if not self.model:
            raise InvalidSetting("Es ist kein Sprachmodell genannt.", hint="Setzen Sie den Namen des Modells.")
        if min(self.connect_seconds, self.pause_seconds, self.total_seconds) <= 0:
            raise InvalidSetting("Die Zeitgrenzen des Sprachmodells müssen größer als null sein.")
        if self.answer_tokens >= self.context_window:
            raise InvalidSetting(
                f"Für die Antwort sind {self.answer_tokens} Token vorgesehen, das Modell fasst {self.context_window}.",
                hint="Vergrößern Sie das Kontextfenster oder verkürzen Sie die Antwort.",
            )


@dataclass(frozen=True, slots=True)
class OpenModel:
    """A model during one call."""

    llm: LLM
    call: ModelCall
    schema_arguments: Mapping[str, Any]
    """Keyword arguments of `stream_chat` that hold the answer to the schema."""

    def write(self, rules: str, request: str) -> Generator[str, None, None]:
        """What the model writes, piece by piece; close it to hear no more. Raises what the client library raises."""
        from llama_index.core.llms import ChatMessage, MessageRole

        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=rules),
            ChatMessage(role=MessageRole.USER, content=request),
        ]
        with closing(self.llm.stream_chat(messages, **self.schema_arguments)) as answer:
            for part in answer:
                if part.delta:
                    yield part.delta


class LanguageModel(Protocol):
    """What the generative answerer needs of a model. One implementation a way to reach models."""

    @property
    def name(self) -> str:
        """As the answer shows it."""

    @property
    def prompt_characters(self) -> int:
        """How many characters of question and sources fit."""

    def open(self, schema: Mapping[str, Any], stop: Stop | None = None) -> AbstractContextManager[OpenModel]:
        """A context manager that gives an `OpenModel` whose answer follows the JSON schema `schema`.

        Errors of the host inside of the block leave it as `Unavailable` errors; the connection ends with it, or with
        `stop`.
        """


class HostedModel:
    """A model at a host that speaks Ollama's or OpenAI's protocol."""

    def __init__(self, values: ModelValues) -> None:
        self._values = values
        # Made once: reading the system's certificates takes longer than the rest of a call's preparation.
        self._tls = ssl.create_default_context()

    @property
    def name(self) -> str:
        """The model's name at its host."""
        return self._values.model

    @property
    def prompt_characters(self) -> int:
        """German takes about 3 characters a token; 2.5 keeps the instructions of the prompt inside, too."""
        return int((self._values.context_window - self._values.answer_tokens) * 2.5)

    @contextmanager
    def open(self, schema: Mapping[str, Any], stop: Stop | None = None) -> Iterator[OpenModel]:
        """See `LanguageModel`."""
        load_libraries()
        values = self._values
        call = ModelCall(
            connect_seconds=values.connect_seconds,
            pause_seconds=values.pause_seconds,
            total_seconds=values.total_seconds,
            keys={"authorization": f"Bearer {values.api_key}"} if values.api_key else {},
            tls=self._tls,
        )
        with call, (stop or Stop()).ending(call.close):
            try:
                if values.provider is Provider.OLLAMA:
                    with _open_ollama(values, call, schema) as opened:
                        yield opened
                else:
                    with _open_openai(values, call, schema) as opened:
                        yield opened
            except (AktenkompassError, GeneratorExit):
                raise
            except Exception as error:
                if not call.expired and not _is_of_host(error):
                    raise  # a mistake of ours keeps its name
                raise _map_error(values, call, error) from error


_loading = threading.Lock()


def load_libraries() -> None:
    """Import what the first call would wait for, some seconds on a busy machine.

    One thread at a time: LlamaIndex's modules import each other in circles, and two threads that enter the circle at
    different doors fail both (`_DeadlockError`, or a name of a module that is half made).
    """
    with _loading:
        for name in ("llama_index.core.llms", "llama_index.llms.ollama", "llama_index.llms.openai_like"):
            import_module(name)


@contextmanager
def _open_ollama(values: ModelValues, call: ModelCall, schema: Mapping[str, Any]) -> Iterator[OpenModel]:
    from llama_index.llms.ollama import Ollama  # type: ignore[import-untyped]
    from ollama import Client

    with Client(values.host, **call.options) as client:
        llm = Ollama(
            model=values.model,
            base_url=values.host,
            temperature=values.temperature,
            context_window=values.context_window,
            additional_kwargs={"num_predict": values.answer_tokens},
            thinking=values.thinking,
            client=client,
        )
        yield OpenModel(llm, call, {"format": dict(schema)})


@contextmanager
def _open_openai(values: ModelValues, call: ModelCall, schema: Mapping[str, Any]) -> Iterator[OpenModel]:
    import httpx
    from llama_index.llms.openai_like import OpenAILike  # type: ignore[import-untyped]

    with httpx.Client(**call.options) as client:
        llm = OpenAILike(
            model=values.model,
            api_base=values.host,
            api_key=values.api_key or "none",  # an empty one would be taken from the environment
            is_chat_model=True,
            temperature=values.temperature,
            context_window=values.context_window,
            max_tokens=values.answer_tokens,
            max_retries=0,
            timeout=values.pause_seconds,
            http_client=client,
        )
        named = {"name": "aussagen", "strict": True, "schema": dict(schema)}
        yield OpenModel(llm, call, {"response_format": {"type": "json_schema", "json_schema": named}})


def _is_of_host(error: Exception) -> bool:
    """Whether a client library raised it because of the network or of what the host sent."""
    import httpx

    family = type(error).__module__.partition(".")[0]
    return isinstance(error, httpx.HTTPError | OSError | ValueError) or family in {"ollama", "openai"}


def _map_error(values: ModelValues, call: ModelCall, error: Exception) -> AktenkompassError:
    """The error of our family for whatever a client library raised."""
    import httpx

    chain = list(_causes(error))
    status = next((code for code in map(_status, chain) if code), 0)
    if call.expired:
        return _too_slow(values, f"war nach {values.total_seconds:g} Sekunden noch nicht fertig")
    if any(isinstance(cause, httpx.ConnectTimeout | httpx.ConnectError | ConnectionRefusedError) for cause in chain):
        return _not_reachable(values)
    if any(isinstance(cause, httpx.TimeoutException) for cause in chain):
        return _too_slow(values, f"hat {values.pause_seconds:g} Sekunden lang nichts geschickt")
    if status:
        return _refused(values, status, error)
    return _broken_off(values, error, chain)


def _too_slow(values: ModelValues, what: str) -> ModelTimeout:
    return ModelTimeout(
        f"Das Sprachmodell „{values.model}“ unter {values.host} {what}.",
        hint="Versuchen Sie es erneut (vielleicht wurde es gerade geladen), wählen Sie ein kleineres Modell "
        "oder erhöhen Sie die Zeitgrenze.",
    )


def _broken_off(values: ModelValues, error: Exception, chain: list[BaseException]) -> AktenkompassError:
    import httpx

    where = f"„{values.model}“ unter {values.host}"
    if any(isinstance(cause, httpx.TransportError) for cause in chain):
        return ModelAnswerInvalid(
            f"Die Verbindung zum Sprachmodell {where} ist mitten in der Antwort abgebrochen.",
            hint="Prüfen Sie, ob der Dienst dort noch läuft, und stellen Sie die Frage noch einmal.",
        )
    if type(error).__module__.partition(".")[0] in {"ollama", "openai"}:
        # The host reported an error inside of a started answer, such as a model that ran out of memory.
        return ModelUnavailable(
            f"Das Sprachmodell {where} meldet einen Fehler: {_first_line(error)}",
            hint="Die Protokolle des Dienstes nennen die Ursache.",
        )
    return ModelAnswerInvalid(
        f"Die Antwort des Sprachmodells {where} ist nicht lesbar ({type(error).__name__}).",
        hint="Prüfen Sie, ob unter dieser Adresse der richtige Dienst läuft.",
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _status(error: BaseException) -> int:
    status = getattr(error, "status_code", 0)
    return status if isinstance(status, int) and status > 0 else 0


def _not_reachable(values: ModelValues) -> ModelUnavailable:
    start = "Starten Sie dort `ollama serve`" if values.provider is Provider.OLLAMA else "Starten Sie dort den Dienst"
    return ModelUnavailable(
        f"Der Dienst für das Sprachmodell „{values.model}“ ist unter {values.host} nicht zu erreichen.",
        hint=f"{start} oder berichtigen Sie die Adresse in den Einstellungen.",
    )


def _refused(values: ModelValues, status: int, error: Exception) -> ModelUnavailable:
    if status == 404 and values.provider is Provider.OLLAMA:
        return ModelUnavailable(
            f"Das Sprachmodell „{values.model}“ ist unter {values.host} nicht vorhanden.",
            hint=f"Laden Sie es dort mit `ollama pull {values.model}`.",
        )
    if status == 404:
        return ModelUnavailable(
            f"Unter {values.host} gibt es das Sprachmodell „{values.model}“ nicht.",
            hint="Prüfen Sie den Namen des Modells und ob die Adresse auf /v1 enden muss.",
        )
    if status in {401, 403}:
        return ModelUnavailable(
            f"Der Dienst unter {values.host} lehnt den Zugang ab (HTTP {status}).",
            hint="Prüfen Sie den Schlüssel in den Einstellungen.",
        )
    return ModelUnavailable(
        f"Der Dienst für das Sprachmodell „{values.model}“ unter {values.host} antwortet mit HTTP {status}: "
        f"{_first_line(error)}",
        hint="Die Protokolle des Dienstes nennen die Ursache.",
    )


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)[:200]
