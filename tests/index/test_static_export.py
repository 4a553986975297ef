"""The shipped model as a folder of sentence-transformers: loaded by that library and by our own embedder."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.transformer_embedding import TransformerEmbedder
from tests.app.commandline import Kompass
from tests.app.house import TENANT, write
from tests.models import ON_CPU
from tools.measure_embedding import ShippedVectors

pytestmark = pytest.mark.models

DEMO = Path(str(files("corpora.demo")))


def export(*arguments: str) -> None:
    from index.static_model.export import main

    assert main(arguments) == 0


def read_demo() -> str:
    return "\n".join(file.read_text("utf-8") for file in sorted(DEMO.rglob("*")) if file.suffix in {".md", ".txt"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("export") / "deutsch"
    command = [sys.executable, "-m", "index.static_model.export", "--out", str(out)]
    subprocess.run(command, capture_output=True, check=True)
    return out


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of 128 dimensions, with the demo's own words."""
    work = tmp_path_factory.mktemp("klein")
    (work / "words.txt").write_text(read_demo(), encoding="utf-8")
    export("--out", str(work / "deutsch"), "--size", "128", "--words", str(work / "words.txt"))
    return work / "deutsch"


@pytest.fixture(scope="module")
def embedder(folder: Path) -> TransformerEmbedder:
    return TransformerEmbedder(str(folder), runtime=ON_CPU)


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    lines = [line.strip() for line in read_demo().splitlines()]
    return [line for line in lines if len(line) >= 40]


@pytest.fixture(scope="module")
def shipped(sentences: list[str]) -> NDArray[np.float32]:
    return cosines(ShippedVectors().embed_passages(sentences))


def cosines(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of every pair once."""
    return (vectors @ vectors.T)[np.triu_indices(len(vectors), 1)]


def rank_correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    ranks = [np.argsort(np.argsort(values, kind="stable"), kind="stable") for values in (one, other)]
    left, right = (rank - rank.mean() for rank in ranks)
    return float(left @ right / (left @ left))


def tokens(folder: Path, text: str) -> list[str]:
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(folder / "tokenizer.json")).encode(text).tokens


def test_sentence_transformers_loads_the_folder_as_it_is_and_compares_by_meaning(folder):
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu")
    question, near, far = model.encode(
        ["Wann wird der Müll abgeholt?", "Die Abfuhr der Abfallbehälter", "Die Wahl der Schöffen beim Amtsgericht"]
    )

    assert model.get_embedding_dimension() == len(question) == 256
    assert model.similarity(question, near) > model.similarity(question, far) + 0.1


def test_its_cosines_rank_sentences_as_the_shipped_vectors_do(embedder, sentences, shipped):
    assert len(sentences) > 90

    exported = cosines(embedder.embed_passages(sentences))

    assert rank_correlation(shipped, exported) > 0.86  # measured: 0.90
    assert np.abs(shipped - exported).mean() < 0.04  # measured: 0.026


def test_the_words_of_ones_own_papers_bring_it_nearer_even_at_half_the_size(small, folder, sentences, shipped):
    with_words = TransformerEmbedder(str(small), runtime=ON_CPU)
    without = TransformerEmbedder(str(folder), runtime=ON_CPU, dimensions=128)

    agreements = [
        rank_correlation(shipped, cosines(model.embed_passages(sentences))) for model in (with_words, without)
    ]

    assert with_words.size == 128
    assert agreements[0] > 0.93  # measured: 0.96
    assert agreements[1] > 0.83  # measured: 0.87
    assert agreements[0] > agreements[1]


def test_the_first_dimensions_hold_the_most(folder):
    from safetensors.numpy import load_file

    lengths = np.linalg.norm(load_file(folder / "model.safetensors")["embedding.weight"], axis=0)

    assert (np.diff(lengths) < 1e-3 * lengths[0]).all()
    assert (lengths[:128] ** 2).sum() > 0.7 * (lengths**2).sum()


def test_a_compound_that_is_not_listed_is_cut_and_understood_by_its_parts(folder, embedder):
    assert tokens(folder, "Turnhallendachsanierung") == ["turnhallen", "##dach", "##sanierung"]

    compound, near, far = embedder.embed_passages(
        ["Turnhallendachsanierung", "Das Dach der Sporthalle", "Wahl der Beisitzer"]
    )

    assert compound @ near > compound @ far + 0.1


def test_linking_letters_and_endings_say_nothing(folder, embedder):
    assert tokens(folder, "Hundesteuersatzungen") == ["hundesteuersatzung", "##en"]

    plural, singular = embedder.embed_passages(["Hundesteuersatzungen", "Hundesteuersatzung"])

    assert plural == pytest.approx(singular, abs=1e-5)


@pytest.mark.parametrize("spelling", ["Muellabfuhr", "MÜLLABFUHR", "müllabfuhr,", "(Mu\u0308llabfuhr)"])
def test_spellings_that_the_analysis_takes_for_one_are_one(embedder, spelling):
    assert embedder.embed_question(spelling) == pytest.approx(embedder.embed_question("Müllabfuhr"), abs=1e-5)


@pytest.mark.parametrize("text", ["", "xqzzv 4711", "und das ist es", "[UNK]"])
def test_what_says_nothing_is_a_row_of_zeros(embedder, text):
    assert not embedder.embed_question(text).any()


@pytest.mark.parametrize("option", ["--words", "--model"])
def test_a_place_where_nothing_lies_is_named(tmp_path, capsys, option):
    with pytest.raises(SystemExit) as ended:
        export("--out", str(tmp_path / "out"), option, str(tmp_path / "fehlt"))

    assert ended.value.code == 2
    assert str(tmp_path / "fehlt") in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_product_finds_with_it_when_the_settings_name_it(tmp_path, folder):
    kompass = Kompass(tmp_path / "home")
    kompass.done("tenant", "add", TENANT)
    kompass.done("corpus", "add", f"{TENANT}/rat", "--kind", "council", "--access", "public")
    (kompass.home / "aktenkompass.toml").write_text(f'[embedding]\nmodel = "{folder}"\ndevice = "cpu"\n')
    papers = {
        "abfall.md": "# Entsorgung\n\nDie Behälter werden alle vierzehn Tage am Donnerstag entleert.\n",
        "wahl.md": "# Schöffen\n\nDie Vorschlagsliste liegt eine Woche lang zur Einsicht aus.\n",
    }
    kompass.done("ingest", f"{TENANT}/rat", str(write(tmp_path / "papiere", papers)))

    hits = kompass.done("search", TENANT, "Müllabfuhr", "--json").records

    assert hits[0]["document"] == "abfall.md"
    assert "dense" in hits[0]["why"]
