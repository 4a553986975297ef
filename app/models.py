"""The part of the composition root that makes the models that search; `app.wiring` asks for them."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from app.model_settings import EmbeddingProvider, EmbeddingSettings, RerankingSettings

if TYPE_CHECKING:
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
