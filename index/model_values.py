"""Which models search and how they run, as plain values: imports nothing heavy, so that settings can name them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from corpora.errors import InvalidSetting

RERANKED = 50
"""Ranked candidates that a re-ranker reads."""

RERANKER_WEIGHT = 0.7
"""Share of the re-ranker's judgement; not measured: no re-ranker for German was at hand (docs/models.md)."""


class Device(StrEnum):
    """What computes."""

    AUTO = "auto"
    """The graphics card when there is one that torch can use."""
    CPU = "cpu"
    CUDA = "cuda"


class Precision(StrEnum):
    """In which numbers."""

    AUTO = "auto"
    """`float16` on a graphics card, `float32` elsewhere."""
    FLOAT32 = "float32"
    FLOAT16 = "float16"
    BFLOAT16 = "bfloat16"


class Backend(StrEnum):
    """Which library computes."""

    TORCH = "torch"
    ONNX = "onnx"
    OPENVINO = "openvino"


@dataclass(frozen=True, slots=True)
class Runtime:
    """On what a model runs. None of it decides which index a model makes."""

    device: Device = Device.AUTO
    precision: Precision = Precision.AUTO
    backend: Backend = Backend.TORCH
    file: str = ""
    """Of the model in the backend's form, below its folder, e.g. ``onnx/model_qint8_avx512.onnx``; empty: the usual."""
    batch: int = 32
    """Texts computed at a time."""
    trust_code: bool = False
    """Whether Python code in the model's folder may run."""


@dataclass(frozen=True, slots=True)
class OllamaHost:
    """Where Ollama answers and how long it may take."""

    address: str = "http://localhost:11434"
    api_key: str = field(default="", repr=False)
    """For a gateway before Ollama; Ollama itself wants none."""
    connect_seconds: float = 5.0
    wait_seconds: float = 120.0
    """Longest wait for the vectors of a batch; the host may have to load the model first."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise InvalidSetting(
                f"Die Adresse für Einbettungen „{self.address}“ ist keine Adresse mit http:// oder https://.",
                hint="Beispiel: http://localhost:11434",
            )
