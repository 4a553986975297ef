"""The part of the composition root that makes models: those that search, and the one that words answers."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from app.model_settings import EmbeddingProvider, EmbeddingSettings, RerankingSettings
from corpora.errors import InvalidSetting

if TYPE_CHECKING:
    from app.answering.models import LanguageModel
    from app.answering_settings import ModelSettings
    from index.embedding import Embedder
    from index.reranking import Reranking


def make_embedder(settings: EmbeddingSettings, parts: ExitStack) -> Embedder | None:
    """The embedder that the settings name, None without; `parts` closes it.

    Raises `ModelUnavailable`, `ModelTimeout`, `ModelAnswerInvalid`, `InvalidSetting`.
    """
    if not settings.model:
        return None
    if settings.provider is EmbeddingProvider.OLLAMA:
        from index.ollama_embedding import OllamaEmbedder

        hosted = OllamaEmbedder(
            settings.model,
            settings.ollama,
            batch=settings.batch,
            question_prompt=settings.question_prompt,
            passage_prompt=settings.passage_prompt,
            dimensions=settings.dimensions,
        )
        parts.callback(hosted.close)
        return hosted
    from index.transformer_embedding import TransformerEmbedder

    return TransformerEmbedder(
        settings.model,
        runtime=settings.runtime,
        question_prompt=settings.question_prompt,
        passage_prompt=settings.passage_prompt,
        dimensions=settings.dimensions,
    )


def make_reranking(settings: RerankingSettings) -> Reranking | None:
    """The re-ranker that the settings name, None without. Raises `ModelUnavailable`, `InvalidSetting`."""
    if not settings.model:
        return None
    from index.cross_encoder import CrossEncoderReranker
    from index.reranking import Reranking

    return Reranking(
        CrossEncoderReranker(settings.model, runtime=settings.runtime), settings.candidates, settings.weight
    )


def make_language_model(
    settings: ModelSettings, *, seconds: float | None = None, answer_tokens: int | None = None
) -> LanguageModel:
    """The language model that the settings name, bounded by them and by what a call may take.

    `seconds` bounds a whole call, `answer_tokens` the length of what is written. Raises `InvalidSetting`, also when no
    model is named.
    """
    from app.answering.models import HostedModel, ModelValues, Provider

    if not settings.name:
        raise InvalidSetting(
            "Es ist kein Sprachmodell genannt.",
            hint="Setzen Sie answering.model.name auf ein Modell, das unter answering.model.host bereitsteht.",
        )
    longest = min(settings.total_seconds, seconds or settings.total_seconds)
    return HostedModel(
        ModelValues(
            provider=Provider(settings.provider.value),
            host=settings.host,
            model=settings.name,
            api_key=settings.api_key.get_secret_value(),
            connect_seconds=settings.connect_seconds,
            pause_seconds=min(settings.pause_seconds, longest),
            total_seconds=longest,
            temperature=settings.temperature,
            context_window=settings.context_window,
            answer_tokens=min(settings.answer_tokens, answer_tokens or settings.answer_tokens),
        )
    )
