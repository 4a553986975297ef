"""Embeddings by any sentence-transformers model, by name or folder. Needs the extra ``models``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpora.errors import ModelUnavailable
from index.embedding import choose_size, unit_rows
from index.model_files import Purpose, read_purpose
from index.model_loading import computing, load, locate
from index.model_values import Runtime
from index.prompts import choose_prompts
from index.turns import Turns

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class TransformerEmbedder:
    """An `Embedder` by a sentence-transformers model; questions and passages get the prompts the model wants."""

    def __init__(
        self,
        model: str,
        *,
        runtime: Runtime | None = None,
        question_prompt: str | None = None,
        passage_prompt: str | None = None,
        dimensions: int | None = None,
    ) -> None:
        """Load `model`, a folder or a name in the local model cache. Given prompts stand over the model's own.

        `dimensions` keeps the first ones only, for models that were trained for it (Matryoshka). Raises
        `ModelUnavailable`, `InvalidSetting` for more dimensions than there are.
        """
        self._runtime = runtime or Runtime()
        self._place = locate(model, "Einbettungsmodell")
        if read_purpose(self._place.folder) is Purpose.RERANKING:
            raise ModelUnavailable(
                f"„{self._place.label}“ ist kein Einbettungsmodell, sondern ordnet Treffer.",
                hint="Nennen Sie es unter reranking.model und unter embedding.model ein Einbettungsmodell.",
            )
        self._model = load(self._place, _vendor, self._runtime)
        stored = {name: prompt or "" for name, prompt in self._model.prompts.items()}
        self._prompts = choose_prompts(self._place.label, stored, question=question_prompt, passage=passage_prompt)
        self._turns = Turns()
        self._size = choose_size(self._place.label, self._encode_question("a").shape[1], dimensions)

    @property
    def name(self) -> str:
        """As configured; of a folder its last part."""
        return self._place.label

    @property
    def identity(self) -> str:
        """Of the model's files, its prompts and the size."""
        return "|".join((self._place.fingerprint, str(self._size), self._prompts.identity))

    @property
    def size(self) -> int:
        """Dimensions."""
        return self._size

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), size). Texts of like length are computed together, whatever order they come in."""
        vectors = np.zeros((len(texts), self._size), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]), reverse=True)
        for start in range(0, len(order), self._runtime.batch):
            batch = order[start : start + self._runtime.batch]
            with self._turns.patient():
                rows = self._encode_passages([texts[number] for number in batch])
            vectors[batch] = unit_rows(rows, self._size, self.name)
        return vectors

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """Shape (size,)."""
        with self._turns.urgent():
            rows = self._encode_question(text)
        return np.asarray(unit_rows(rows, self._size, self.name)[0], dtype=np.float32)

    def _encode_question(self, text: str) -> NDArray[np.floating]:
        return self._encode(self._model.encode_query, [text], self._prompts.question, self._prompts.question_task)

    def _encode_passages(self, texts: list[str]) -> NDArray[np.floating]:
        return self._encode(self._model.encode_document, texts, self._prompts.passage, self._prompts.passage_task)

    def _encode(self, encode: Callable[..., Any], texts: list[str], prompt: str, task: str) -> NDArray[np.floating]:
        if task:
            # The vendor's two functions say "query" and "document"; models that adapt to tasks have names of their own.
            encode, named = self._model.encode, {"task": task}
        else:
            named = {}
        with computing(self._place):
            rows = encode(texts, prompt=prompt, batch_size=len(texts), show_progress_bar=False, **named)
        return np.asarray(rows)


def _vendor() -> type[SentenceTransformer]:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer
