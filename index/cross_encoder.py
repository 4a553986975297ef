"""Re-ranking by any cross-encoder of sentence-transformers, by name or folder. Needs the extra ``models``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpora.errors import ModelAnswerInvalid, ModelUnavailable
from index.model_files import Purpose, read_purpose
from index.model_loading import computing, load, locate
from index.model_values import Runtime

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_KIND = "Re-Ranking-Modell"


class CrossEncoderReranker:
    """A `Reranker` by a cross-encoder. Safe to use from several threads, one question at a time."""

    def __init__(self, model: str, *, runtime: Runtime | None = None) -> None:
        """Load `model`, a folder or a name in the local model cache.

        Raises `ModelUnavailable`, also for an embedding model, which would be given an untrained head, and for a
        classifier of several classes.
        """
        self._runtime = runtime or Runtime()
        self._place = locate(model, _KIND)
        if read_purpose(self._place.folder) is Purpose.EMBEDDING:
            raise ModelUnavailable(
                f"„{self._place.label}“ ist ein Einbettungsmodell und ordnet keine Treffer.",
                hint="Nennen Sie unter reranking.model einen Cross-Encoder; docs/models.md nennt welche.",
            )
        self._model = load(self._place, _vendor, self._runtime)
        self._one_at_a_time = threading.Lock()
        shape = self._predict([("a", "b")]).shape
        if shape != (1,):
            raise ModelUnavailable(
                f"Das {_KIND} „{self._place.label}“ gibt je Textstelle {shape[-1]} Werte statt eines.",
                hint="Nennen Sie unter reranking.model einen Cross-Encoder, der für die Suche trainiert ist.",
            )

    @property
    def name(self) -> str:
        """As configured; of a folder its last part."""
        return self._place.label

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(passages),): the model's raw values, not squeezed between 0 and 1."""
        if not passages:
            return np.zeros(0, dtype=np.float32)
        with self._one_at_a_time:
            scores = self._predict([(question, passage) for passage in passages])
        if not np.isfinite(scores).all():
            raise ModelAnswerInvalid(
                f"Das {_KIND} „{self.name}“ hat Werte geliefert, die keine Zahlen sind.",
                hint="Manche Modelle vertragen keine halbe Genauigkeit: Setzen Sie reranking.precision auf „float32“.",
            )
        return scores

    def _predict(self, pairs: list[tuple[str, str]]) -> NDArray[np.float32]:
        from torch.nn import Identity

        with computing(self._place):
            scores = self._model.predict(
                pairs, batch_size=self._runtime.batch, activation_fn=Identity(), show_progress_bar=False
            )
        return np.asarray(scores, dtype=np.float32)


def _vendor() -> Callable[..., CrossEncoder]:
    from sentence_transformers import CrossEncoder

    made: Callable[..., CrossEncoder] = CrossEncoder
    return made
