"""Settings of the answers and of the language model that words them."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, SecretStr

from app.setting_section import Section


class AnswerEngine(StrEnum):
    """Who writes an answer."""

    EXTRACTIVE = "extractive"
    """The documents themselves, verbatim."""
    GENERATIVE = "generative"
    """A language model."""
    AUTO = "auto"
    """A language model; the documents themselves when it fails, and the answer says so."""


class UnsupportedPolicy(StrEnum):
    """What happens to a statement that its check did not confirm."""

    MARK = "mark"
    """It is shown as „nicht belegt“."""
    DROP = "drop"
    """It is left out."""


class ModelProvider(StrEnum):
    """Which protocol the model's host speaks."""

    OLLAMA = "ollama"
    OPENAI = "openai"


class ModelSettings(Section):
    """Which language model, where, and how long it may take."""

    provider: ModelProvider = ModelProvider.OLLAMA
    """`ollama`, or `openai` for every host that speaks ``/v1/chat/completions``."""
    host: str = "http://localhost:11434"
    """Address of the host; for `openai` with its path, mostly ``/v1``."""
    name: str = ""
    """As the host knows it, e.g. ``qwen3:4b``."""
    api_key: SecretStr = SecretStr("")
    """Key of the host."""
    connect_seconds: float = Field(5.0, gt=0)
    """Longest wait for a connection."""
    pause_seconds: float = Field(60.0, gt=0)
    """Longest wait for the first word and for each following one."""
    total_seconds: float = Field(180.0, gt=0)
    """Longest time for a whole answer."""
    temperature: float = Field(0.0, ge=0, le=2)
    """0: always the likeliest answer."""
    context_window: int = Field(8192, gt=0)
    """Tokens for question, sources and answer together."""
    answer_tokens: int = Field(1500, gt=0)
    """Longest answer in tokens."""


class AnsweringSettings(Section):
    """How questions are answered."""

    engine: AnswerEngine = AnswerEngine.EXTRACTIVE
    """See `AnswerEngine`."""
    unsupported: UnsupportedPolicy = UnsupportedPolicy.MARK
    """See `UnsupportedPolicy`."""
    threshold: float | None = Field(None, ge=0, le=1)
    """Least confidence (0 to 1) for an answer; None takes the measured one."""
    model: ModelSettings = ModelSettings()
