"""Benchmarks and what public libraries find over the same chunks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import load_settings
from app.wiring import Use, open_app
from corpora.errors import FolderMissing
from corpora.model import CorpusKind
from eval.baselines import choose_passages, fold_places, search_bm25s, search_llamaindex
from eval.benchmarks import Benchmark, Passage, ingest, read_passages, unpack
from eval.cases import Place
from eval.scores import score
from tests.app.commandline import ROOT
from tests.eval.makers import case, found

TEXTS = {
    "hund.txt": "Für das Halten von Hunden wird eine Steuer erhoben.",
    "baum.txt": "Gefällte Bäume sind durch neue zu ersetzen.",
    "markt.txt": "Der Markt findet donnerstags statt.",
}
PASSAGES = [Passage(text, found(name, None)) for name, text in TEXTS.items()]


def test_german_stems_find_what_plain_words_do_not() -> None:
    asked = [case("f", Place("baum.txt"), question="gefällter Baum")]
    plain, german = (search_bm25s(PASSAGES, asked, german=german) for german in (False, True))
    assert [hit.document for hit in plain.outcomes[0].found] == []
    assert [hit.document for hit in german.outcomes[0].found] == ["baum.txt"]
    assert not german.upper_bound


@pytest.mark.models
def test_llamaindex_ranks_every_passage_it_was_given() -> None:
    asked = [case("f", Place("hund.txt"), question=TEXTS["hund.txt"])]
    result = search_llamaindex(PASSAGES, asked, seconds=60)
    assert result.outcomes[0].found[0].document == "hund.txt"
    assert len(result.outcomes[0].found) == 3
    assert result.outcomes[0].found[0].score == pytest.approx(1, abs=0.05)


def test_a_part_of_the_passages_holds_all_gold_and_is_drawn_the_same_way_each_time() -> None:
    passages = [Passage(f"Text {number}", found(f"{number}.txt", None)) for number in range(100)]
    asked = [case("f", Place("42.txt")), case("g", Place("7.txt")), case("h", answerable=False)]
    kept = choose_passages(passages, asked, 10)
    assert len(kept) == 10
    assert {7, 42} <= set(kept)
    assert kept == choose_passages(passages, asked, 10)
    assert choose_passages(passages, asked, 0) == [7, 42]
    assert choose_passages(passages, asked, 100) == list(range(100))


def test_the_best_chunk_of_a_place_stands_for_it() -> None:
    chunks = [found("a.pdf", 1, "X"), found("a.pdf", 1, "Y"), found("b.md", None, "X"), found("b.md", None, "Y")]
    assert [(hit.document, hit.headings) for hit in fold_places(chunks)] == [
        ("a.pdf", ("X",)),
        ("b.md", ("X",)),
        ("b.md", ("Y",)),
    ]


def write_benchmark(data: Path) -> Path:
    (data / "xquad-de").mkdir(parents=True)
    for name, text in TEXTS.items():
        (data / "xquad-de" / name).write_text(text, encoding="utf-8")
    (data / "eval").mkdir()
    asked = {"id": "1", "question": "Wann ist Markt?", "relevant": [{"document": "markt.txt"}]}
    (data / "eval" / "xquad-de.jsonl").write_text(json.dumps(asked) + "\n", encoding="utf-8")
    return data


def test_a_benchmark_is_ingested_by_the_product_and_its_chunks_are_read_back(tmp_path: Path) -> None:
    benchmark = Benchmark("xquad-de", CorpusKind.GUIDE)
    folder = unpack(benchmark, write_benchmark(tmp_path / "data"), tmp_path)
    with open_app(load_settings({"AKTENKOMPASS_HOME": str(tmp_path / "home")}), Use.WRITE) as app:
        assert ingest(app, benchmark, folder) == 3
        assert ingest(app, benchmark, folder) == 3
        passages = list(read_passages(app, benchmark))
    assert [passage.place.document for passage in passages] == ["baum.txt", "hund.txt", "markt.txt"]
    assert TEXTS["hund.txt"] in passages[1].text
    asked = [case("f", Place("hund.txt"), question="Steuer für Hunde")]
    scores = score(search_bm25s(passages, asked, german=True).outcomes, answered=False)
    assert scores.value("f", "nDCG@10") == 1


def test_missing_papers_are_told(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing, match="weder"):
        unpack(Benchmark("xquad-de", CorpusKind.GUIDE), tmp_path, tmp_path)


def test_the_command_prints_a_table_and_a_line_a_set(tmp_path: Path) -> None:
    data = write_benchmark(tmp_path / "data")
    command = [sys.executable, "-m", "tools.bench_quality", "--data", str(data), "--embed-seconds", "0"]
    done = subprocess.run([*command, "--only", "xquad-de"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "| xquad-de | Aktenkompass | 1,000 | 1,000 | 1,000 |" in done.stdout
    assert "bm25s, Snowball deutsch" in done.stdout
    assert done.stderr.startswith("xquad-de: 3 Dokumente, 3 Abschnitte, 1 Fragen")
