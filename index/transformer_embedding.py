"""Embeddings by any sentence-transformers model, by name or folder. Needs the extra ``models``.

Nothing is downloaded: `app.wiring` keeps the hub offline, so a name must already lie in the local model cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpora.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH = 64


class TransformerEmbedder:
    """An `Embedder` by a sentence-transformers model; questions and passages get the prompts the model knows."""

    def __init__(
        self,
        model: str,
        *,
        device: str | None = None,
        question_prompt: str | None = None,
        passage_prompt: str | None = None,
    ) -> None:
        """Load `model`; prompts given here stand in for the model's own (multilingual-e5: ``query: ``, ``passage: ``).

        Raises `ModelUnavailable` when the extra is not installed or the model cannot be loaded.
        """
        self._name = model
        self._question_prompt = question_prompt
        self._passage_prompt = passage_prompt
        self._model = _load(model, device)
        size = self._model.get_embedding_dimension()
        if size is None:
            raise ModelUnavailable(f"Das Modell „{model}“ nennt keine Vektorgröße.", hint="Wählen Sie ein anderes.")
        self._size = int(size)

    @property
    def name(self) -> str:
        """As configured, with the prompts that change what it gives."""
        prompts = [prompt for prompt in (self._question_prompt, self._passage_prompt) if prompt]
        return "|".join((self._name, *prompts))

    @property
    def size(self) -> int:
        """Dimensions."""
        return self._size

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), size), rows of length 1."""
        if not texts:
            return np.zeros((0, self._size), dtype=np.float32)
        vectors = self._model.encode_document(
            list(texts),
            prompt=self._passage_prompt,
            batch_size=BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(vectors, dtype=np.float32)

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """Shape (size,), length 1."""
        vector = self._model.encode_query(
            text,
            prompt=self._question_prompt,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(vector, dtype=np.float32)


def _load(model: str, device: str | None) -> SentenceTransformer:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise ModelUnavailable(
            f"Für das Einbettungsmodell „{model}“ fehlt das Paket sentence-transformers.",
            hint="Installieren Sie es mit: pip install 'aktenkompass[models]'",
        ) from error
    try:
        return SentenceTransformer(model, device=device, local_files_only=True)
    except (OSError, ValueError) as error:
        raise ModelUnavailable(
            f"Das Einbettungsmodell „{model}“ lässt sich nicht laden: {error}",
            hint="Geben Sie einen vorhandenen Modellordner an oder legen Sie das Modell in den lokalen Modellspeicher.",
        ) from error
