"""Settings of the models that search: embeddings and re-ranking."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, SecretStr

from app.setting_section import Section
from index.model_values import RERANKED, RERANKER_WEIGHT, Backend, Device, OllamaHost, Precision, Runtime

_HOST = OllamaHost()


class EmbeddingProvider(StrEnum):
    """Who makes the vectors."""

    SENTENCE_TRANSFORMERS = "sentence-transformers"
    """This process; needs the extra ``models``."""
    OLLAMA = "ollama"
    """A host that speaks Ollama's ``/api/embed``."""


class RuntimeSettings(Section):
    """On what a model of sentence-transformers runs; see `index.model_loading.Runtime`."""

    batch: int = Field(32, ge=1)
    """Texts computed at a time."""
    device: Device = Device.AUTO
    """`auto`: the graphics card where there is one."""
    precision: Precision = Precision.AUTO
    """`auto`: `float16` on a graphics card, `float32` elsewhere."""
    backend: Backend = Backend.TORCH
    """`onnx` and `openvino` need the extras of these names."""
    file: str = ""
    """Of the model in the backend's form; empty: the usual one."""
    trust_code: bool = False
    """Whether Python code in the model's folder may run."""

    @property
    def runtime(self) -> Runtime:
        """As the index floor takes it."""
        return Runtime(
            device=self.device,
            precision=self.precision,
            backend=self.backend,
            file=self.file,
            batch=self.batch,
            trust_code=self.trust_code,
        )


class EmbeddingChoice(Section):
    """Which model makes vectors, and where."""

    provider: EmbeddingProvider = EmbeddingProvider.SENTENCE_TRANSFORMERS
    """See `EmbeddingProvider`."""
    model: str = ""
    """Name or folder of a model; empty: search by words alone."""
    question_prompt: str | None = None
    """Put before every question; None: what the model wants."""
    passage_prompt: str | None = None
    """Put before every passage; None: what the model wants."""
    dimensions: int | None = Field(None, ge=1)
    """Keep the first ones only; None: all."""
    host: str = _HOST.address
    """Of Ollama."""
    api_key: SecretStr = SecretStr("")
    """Key of a gateway before Ollama."""
    connect_seconds: float = Field(_HOST.connect_seconds, gt=0)
    """Longest wait for a connection."""
    wait_seconds: float = Field(_HOST.wait_seconds, gt=0)
    """Longest wait for the vectors of a batch."""


class EmbeddingSettings(RuntimeSettings, EmbeddingChoice):
    """Vectors of meaning beside the words. Fields of the last base come first."""

    @property
    def ollama(self) -> OllamaHost:
        """As the index floor takes it. Raises `InvalidSetting` for an address that is none."""
        return OllamaHost(self.host, self.api_key.get_secret_value(), self.connect_seconds, self.wait_seconds)


class RerankingChoice(Section):
    """Which model takes a second look at the first hits."""

    model: str = ""
    """Name or folder of a cross-encoder; empty: none."""
    candidates: int = Field(RERANKED, ge=2)
    """So many of the ranked candidates are read."""
    weight: float = Field(RERANKER_WEIGHT, ge=0, le=1)
    """Share of the re-ranker in the new order."""


class RerankingSettings(RuntimeSettings, RerankingChoice):
    """A second look at the first hits."""
