"""The shipped German model, read as the product reads it, and its training on a small folder of real form."""

from __future__ import annotations

import io
import json
import lzma
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest

from index.analysis import Analyzer
from index.compounds import load_splitter
from index.engine import NO_TERMS, SparseVector
from index.query import QueryReader
from index.sparse import SparseEncoder
from index.static_embedding import load_model, load_shipped_model, save_model

ANALYZER = Analyzer(load_splitter())
ENCODER = SparseEncoder(ANALYZER)


def terms(text: str) -> SparseVector:
    return ENCODER.encode_question({term.text: term.weight for term in ANALYZER.analyze(text)})


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("Wann wird der Müll abgeholt?", "Die Abfuhr der Abfallbehälter", "Die Wahl der Schöffen beim Amtsgericht"),
        ("Wo verlängere ich meinen Führerschein?", "Erteilung der Fahrerlaubnis", "Genehmigung der Niederschrift"),
        ("Was kostet ein Platz in der Kita?", "Gebühren der Kindertagesstätten", "Beschaffung von Löschfahrzeugen"),
    ],
)
def test_a_passage_in_office_words_is_nearer_to_the_question_than_another(
    question: str, right: str, wrong: str
) -> None:
    near, far = load_shipped_model().compare(terms(question), [terms(right), terms(wrong)])
    assert near > far + 0.1


def test_vectors_have_length_one_and_texts_without_known_terms_are_near_to_nothing() -> None:
    model = load_shipped_model()
    unknown = terms("xqzzv 4711")
    vectors = model.embed([terms("Hundesteuer"), unknown, NO_TERMS])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0, 0.0, 0.0], abs=1e-5)
    assert model.compare(terms("Hundesteuer"), [unknown, NO_TERMS]).tolist() == [0.0, 0.0]
    assert model.compare(unknown, [terms("Hundesteuer")]).tolist() == [0.0]
    assert model.compare(terms("Hundesteuer"), []).shape == (0,)


def test_a_compound_the_model_never_saw_is_understood_by_its_parts() -> None:
    reader = QueryReader(ANALYZER)
    query = ENCODER.encode_question(reader.read("Kosten der Turnhallendachsanierung").terms)
    near, far = load_shipped_model().compare(query, [terms("Das Dach der Sporthalle"), terms("Wahl der Beisitzer")])
    assert near > far


def test_saved_vectors_come_back_within_the_rounding_whatever_the_order_of_ids(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    ids = random.permutation(50).astype(np.uint32)
    vectors = random.normal(size=(50, 16)).astype(np.float32)
    save_model(tmp_path, ids, vectors)
    embedded = load_model(tmp_path).embed([SparseVector((int(id),), (1.0,)) for id in ids])
    exact = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    assert np.abs(embedded - exact).max() < 0.01


def test_the_shipped_files_stay_below_twenty_megabytes() -> None:
    folder = Path(sys.modules["index.static_embedding"].__file__ or "").parent / "static_model"
    assert sum(file.stat().st_size for file in folder.iterdir() if file.is_file()) < 20_000_000


def test_comparing_needs_neither_torch_nor_sentence_transformers() -> None:
    program = (
        "import sys\n"
        "from index.engine import SparseVector\n"
        "from index.static_embedding import load_shipped_model\n"
        "load_shipped_model().compare(SparseVector((1,), (1.0,)), [])\n"
        "print([name for name in ('torch', 'sentence_transformers', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


LAWS = {
    "Hundegesetz": [("§ 1 Leine", "Hunde sind an der Leine zu führen. Der Halter haftet für den Hund.")],
    "Abfallgesetz": [("§ 1 Tonne", "Der Abfall kommt in die Tonne. Die Tonne wird wöchentlich geleert.")],
    "Wahlgesetz": [("§ 1 Stimme", "Jeder Bürger hat eine Stimme. Die Stimme wird geheim abgegeben.")],
}


def _write_training_data(folder: Path) -> None:
    with tarfile.open(folder / "gesetze.tar.xz", "w:xz") as archive:
        for number in range(8):
            for title, sections in LAWS.items():
                body = "".join(f"## {heading}\n\n{20 * (text + ' ')}\n\n" for heading, text in sections)
                content = f"---\nTitle: {title}\n---\n\n# {title}\n\n{body}".encode()
                member = tarfile.TarInfo(f"gesetze/{title[0].lower()}/{title.lower()}{number}/index.md")
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    asked = "ANFRAGE. Wie viele Hunde sind in der Stadt gemeldet? Wer leert die Tonne am Park?"
    answered = "STELLUNGNAHME zur Anfrage. In der Stadt sind viele Hunde gemeldet. Die Tonne leert das Amt."
    with lzma.open(folder / "karlsruhe-files.jsonl.xz", "wt", encoding="utf-8") as lines:
        for number, text in enumerate((asked, answered) * 4):
            paper = {"reference": str(number // 2), "paperType": "Anfrage", "role": "", "title": "Hunde im Park"}
            file = {"id": str(number), "papers": [paper], "name": "TOP 1", "date": "2015-01-01", "text": text}
            lines.write(json.dumps(file) + "\n")


def test_training_reads_laws_and_council_files_and_writes_a_model_that_loads(tmp_path: Path) -> None:
    _write_training_data(tmp_path)
    command = [sys.executable, "-m", "index.static_model.train", str(tmp_path), "--out", str(tmp_path / "model")]
    subprocess.run([*command, "--steps", "3"], check=True, capture_output=True)
    model = load_model(tmp_path / "model")
    assert np.linalg.norm(model.embed([terms("Hund")])) == pytest.approx(1.0, abs=1e-5)
