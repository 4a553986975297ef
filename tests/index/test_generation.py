"""Names of index generations: the same parts give the same name, anything else another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.generation import generation_name, next_generation


@dataclass(frozen=True)
class Named:
    """An embedder that is only asked who it is."""

    identity: str
    size: int = 3
    name: str = "modell"

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        return np.zeros((len(texts), self.size), dtype=np.float32)

    def embed_question(self, text: str) -> np.ndarray:
        return np.zeros(self.size, dtype=np.float32)


def test_the_name_follows_from_what_makes_points_alone() -> None:
    name = generation_name("analysis-1", None)
    assert name == generation_name("analysis-1", None)
    assert name != generation_name("analysis-2", None)
    assert len(name) == 12


def test_models_stand_behind_the_words_with_the_size_of_their_vectors() -> None:
    words = generation_name("analysis-1", None)
    models = [Named("a"), Named("b"), Named("a", size=4)]
    names = [generation_name("analysis-1", model) for model in models]
    assert len({words, *names}) == 4
    assert names[0].startswith(f"{words}v3x")
    assert names[2].startswith(f"{words}v4x")
    assert names[0] == generation_name("analysis-1", Named("a", name="anders genannt"))


def test_an_index_built_anew_gets_a_number_that_is_free() -> None:
    assert next_generation("abc", []) == "abc"
    assert next_generation("abc", ["abc"]) == "abc-2"
    assert next_generation("abc", ["abc-2"]) == "abc"
    assert next_generation("abc", ["abc", "abc-2", "xyz"]) == "abc-3"
