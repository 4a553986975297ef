"""Text becomes dense vectors. Questions and passages embed differently, and the signatures say so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpora.errors import InvalidSetting, ModelAnswerInvalid


class Embedder(Protocol):
    """A maker of dense vectors; every row has Euclidean length 1, or is zero where the model knows none of the text.

    May be used from several threads at a time: questions do not wait until all passages of another thread are done.
    """

    @property
    def name(self) -> str:
        """Name of the model as people know it."""

    @property
    def identity(self) -> str:
        """Changes whenever the same text would give another vector: files of the model, prompts, size.

        Goes into the name of the index's generation. Where a model's folder lies and on what it runs is not part of it.
        """

    @property
    def size(self) -> int:
        """Dimensions."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), size)."""

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """Shape (size,)."""


def choose_size(model: str, own: int, wanted: int | None) -> int:
    """Dimensions to keep of a model's `own`; all without `wanted`. Raises `InvalidSetting` when it has fewer."""
    if wanted is not None and wanted > own:
        raise InvalidSetting(
            f"Das Einbettungsmodell „{model}“ gibt Vektoren der Größe {own}, verlangt werden {wanted}.",
            hint=f"Setzen Sie embedding.dimensions auf höchstens {own} oder lassen Sie die Einstellung weg.",
        )
    return wanted or own


def unit_rows(vectors: NDArray[np.floating], size: int, model: str) -> NDArray[np.float32]:
    """The first `size` dimensions of each row, at length 1 again; rows of zeros stay.

    Raises `ModelAnswerInvalid` for numbers that are none: half precision overflows in some models.
    """
    kept = np.asarray(vectors, dtype=np.float32)[:, :size]
    if not np.isfinite(kept).all():
        raise ModelAnswerInvalid(
            f"Das Einbettungsmodell „{model}“ hat Vektoren geliefert, die keine Zahlen sind.",
            hint="Manche Modelle vertragen keine halbe Genauigkeit: Setzen Sie embedding.precision auf „float32“ oder "
            "„bfloat16“.",
        )
    lengths = np.linalg.norm(kept, axis=1, keepdims=True)
    return np.asarray(kept / np.where(lengths > 0, lengths, 1), dtype=np.float32)
