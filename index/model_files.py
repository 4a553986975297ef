"""Models on disk: where a model lies that is named by folder or by its name, and which one it is.

Nothing is downloaded. A model's identity follows from its files, not from where they lie: a folder that is moved or
copied is the same model, one whose weights were trained further is another.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpora.errors import ModelUnavailable

_WHOLE_BYTES = 4 * 1024 * 1024
_SAMPLES = 64
_SAMPLE_BYTES = 64 * 1024
"""Larger files are known by so many blocks from all over them: weights that were trained differ everywhere."""

_CONFIG = {
    "modules.json",
    "config.json",
    "config_sentence_transformers.json",
    "sentence_bert_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
}
_WEIGHTS = ((".safetensors",), (".bin", ".pt"), (".onnx",), (".xml",))
"""The first kind that a folder has counts: the same weights in another form are the same model."""

_EXPORTS = {"onnx", "openvino"}
"""Folders with the model in another form."""


class Purpose(StrEnum):
    """What a model was made for."""

    EMBEDDING = "embedding"
    RERANKING = "reranking"


def find_model(name: str) -> Path:
    """The folder of a model: `name` itself where it is one, else its place in the local model cache.

    Raises `ModelUnavailable` for a folder that is missing or holds no model, and for a name that is not in the cache.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not any((folder / file).is_file() for file in ("modules.json", "config.json")):
            raise ModelUnavailable(
                f"Im Ordner {folder} liegt kein Modell: Es fehlen modules.json und config.json.",
                hint="Nennen Sie den Ordner, in dem diese Dateien direkt liegen.",
            )
        return folder
    if folder.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1 or folder.exists():
        raise ModelUnavailable(
            f"Den Modellordner {folder} gibt es nicht.",
            hint="Berichtigen Sie den Pfad oder kopieren Sie das Modell dorthin.",
        )
    for full in (name, f"sentence-transformers/{name}")[: 1 if "/" in name else 2]:
        cached = _find_cached(full)
        if cached is not None:
            return cached
    raise ModelUnavailable(
        f"Das Modell „{name}“ liegt nicht im lokalen Modellspeicher, und heruntergeladen wird nichts.",
        hint="Laden Sie es auf einem Rechner mit Internetzugang (`hf download " + name + " --local-dir ORDNER`), "
        "kopieren Sie den Ordner hierher und setzen Sie die Einstellung auf seinen Pfad.",
    )


def read_purpose(folder: Path) -> Purpose:
    """What a model's files say that it is for. Whatever has no head that judges is taken for an embedding model."""
    if (folder / "modules.json").is_file():
        made_as = _read_object(folder / "config_sentence_transformers.json").get("model_type")
        return Purpose.RERANKING if made_as == "CrossEncoder" else Purpose.EMBEDDING
    architectures = _read_object(folder / "config.json").get("architectures") or [""]
    judges = str(architectures[0]).endswith(("ForSequenceClassification", "ForCausalLM"))
    return Purpose.RERANKING if judges else Purpose.EMBEDDING


def names_foreign_code(folder: Path) -> bool:
    """Whether a model's parts are classes of another program, which loading it would run.

    What the body of the model may bring besides is transformers' to refuse.
    """
    parts = _read_json(folder / "modules.json")
    classes = [str(part.get("type")) for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    return not all(name.startswith("sentence_transformers.") for name in classes)


def _read_object(file: Path) -> dict[str, Any]:
    content = _read_json(file)
    return content if isinstance(content, dict) else {}


def _read_json(file: Path) -> object:
    """None where it cannot be read: loading the model will say why."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def fingerprint(folder: Path) -> str:
    """Twelve hexadecimal digits of a model's configuration, vocabulary and weights."""
    digest = hashlib.sha256()
    for path in _telling_files(folder):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}\x1f{size}\x1f".encode())
        with path.open("rb") as file:
            if size <= _WHOLE_BYTES:
                digest.update(file.read())
                continue
            for number in range(_SAMPLES):
                file.seek((size - _SAMPLE_BYTES) * number // (_SAMPLES - 1))
                digest.update(file.read(_SAMPLE_BYTES))
    return digest.hexdigest()[:12]


def _telling_files(folder: Path) -> Iterator[Path]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    main = [path for path in files if not _EXPORTS & set(path.relative_to(folder).parts)]
    yield from (path for path in main if path.name in _CONFIG or path.suffix in {".py", ".model"})
    for kind in _WEIGHTS:
        weights = [path for path in files if path.suffix in kind]
        if weights:
            yield from weights
            return


def _find_cached(name: str) -> Path | None:
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError
    except ImportError:
        return None
    try:
        found = snapshot_download(
            name, cache_dir=os.environ.get("SENTENCE_TRANSFORMERS_HOME") or None, local_files_only=True
        )
    except (HFValidationError, LocalEntryNotFoundError):
        return None
    return Path(found)
