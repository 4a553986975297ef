"""Loads models of sentence-transformers, embedders and cross-encoders alike. Needs the extra ``models``.

The vendors are imported here when a model is loaded, and their errors become ours: what is missing, where, what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from corpora.errors import AktenkompassError, InvalidSetting, ModelUnavailable
from index.model_files import find_model, fingerprint, names_foreign_code
from index.model_values import Backend, Device, Precision, Runtime

M = TypeVar("M")


_PACKAGES = {
    Backend.ONNX: ("onnxruntime", "optimum.onnxruntime"),
    Backend.OPENVINO: ("openvino", "optimum.intel"),
}


@dataclass(frozen=True, slots=True)
class ModelPlace:
    """A model that was found."""

    label: str
    """As people know it."""
    kind: str
    """German, for messages: Einbettungsmodell or Re-Ranking-Modell."""
    folder: Path
    fingerprint: str


def locate(name: str, kind: str) -> ModelPlace:
    """Where a model lies and which one it is. Raises `ModelUnavailable`."""
    folder = find_model(name)
    label = folder.resolve().name if Path(name).expanduser().is_dir() else name
    return ModelPlace(label, kind, folder, fingerprint(folder))


def load(place: ModelPlace, make: Callable[[], Callable[..., M]], runtime: Runtime) -> M:
    """The loaded model. `make` imports the vendor's class and returns it.

    Raises `ModelUnavailable` when a package is missing or the model cannot be loaded, `InvalidSetting` for a precision
    that the backend cannot have.
    """
    what = f"{place.kind} „{place.label}“"
    if names_foreign_code(place.folder) and not runtime.trust_code:
        raise _untrusted(what)
    try:
        vendor = make()
        import torch
        from transformers.utils.logging import disable_progress_bar
    except ImportError as error:
        raise ModelUnavailable(
            f"Für das {what} fehlt das Paket {error.name or 'sentence-transformers'}.",
            hint="Installieren Sie es mit: pip install 'aktenkompass[models]'",
        ) from error
    disable_progress_bar()  # type: ignore[no-untyped-call]
    device = _choose_device(runtime.device, what, present=torch.cuda.is_available())
    keywords = _torch_keywords(runtime, device, torch) if runtime.backend is Backend.TORCH else _others(runtime, what)
    try:
        return vendor(
            str(place.folder),
            device=device,
            backend=runtime.backend.value,
            model_kwargs=keywords,
            trust_remote_code=runtime.trust_code,
            local_files_only=True,
        )
    except Exception as error:
        raise _cannot_load(place, error, runtime) from error


@contextmanager
def computing(place: ModelPlace) -> Iterator[None]:
    """Errors of the computation inside the block arrive as `ModelUnavailable`."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        words = _first_line(error)
        if isinstance(error, MemoryError) or "out of memory" in words or "allocate memory" in words:
            raise ModelUnavailable(
                f"Für das {place.kind} „{place.label}“ reicht der Speicher nicht.",
                hint="Verkleinern Sie die Einstellung batch oder wählen Sie ein kleineres Modell.",
            ) from error
        raise ModelUnavailable(
            f"Das {place.kind} „{place.label}“ ist beim Rechnen gescheitert: {words}",
            hint="Versuchen Sie es mit precision = „float32“ und device = „cpu“.",
        ) from error


def _choose_device(wanted: Device, what: str, *, present: bool) -> str:
    if wanted is Device.CUDA and not present:
        raise ModelUnavailable(
            f"Für das {what} ist die Grafikkarte verlangt, und torch findet keine.",
            hint="Setzen Sie device auf „cpu“ oder „auto“, oder installieren Sie Treiber und ein torch mit CUDA.",
        )
    return "cpu" if wanted is Device.CPU or not present else "cuda"


def _torch_keywords(runtime: Runtime, device: str, torch: Any) -> dict[str, Any]:
    precision = runtime.precision
    if precision is Precision.AUTO:
        precision = Precision.FLOAT16 if device == "cuda" else Precision.FLOAT32
    # Said outright: models saved in half precision would be loaded as they are, which is slow on a CPU.
    return {"dtype": getattr(torch, precision.value)}


def _others(runtime: Runtime, what: str) -> dict[str, Any]:
    missing = [name for name in _PACKAGES[runtime.backend] if not _is_installed(name)]
    backend = runtime.backend.value
    if missing:
        raise ModelUnavailable(
            f"Um das {what} mit {backend} zu rechnen, fehlt das Paket {missing[0]}.",
            hint=f"Installieren Sie es mit: pip install 'aktenkompass[{backend}]' oder setzen Sie backend auf „torch“.",
        )
    if runtime.precision not in {Precision.AUTO, Precision.FLOAT32}:
        raise InvalidSetting(
            f"Mit backend = „{backend}“ lässt sich die Genauigkeit „{runtime.precision.value}“ nicht wählen.",
            hint="Lassen Sie precision auf „auto“ und nennen Sie mit file eine quantisierte Fassung des Modells.",
        )
    keywords: dict[str, Any] = {"file_name": runtime.file} if runtime.file else {}
    if runtime.backend is Backend.ONNX and runtime.device is Device.CPU:
        keywords["provider"] = "CPUExecutionProvider"
    return keywords


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False  # its parent is missing


def _cannot_load(place: ModelPlace, error: Exception, runtime: Runtime) -> AktenkompassError:
    what = f"{place.kind} „{place.label}“"
    if isinstance(error, ImportError):
        return ModelUnavailable(
            f"Dem {what} fehlt ein Paket: {_first_line(error)}",
            hint="Die Beschreibung des Modells nennt, was es braucht; installieren Sie es mit pip.",
        )
    if "trust_remote_code" in str(error) and not runtime.trust_code:
        return _untrusted(what)
    return ModelUnavailable(
        f"Das {what} in {place.folder} lässt sich nicht laden: {_first_line(error)}",
        hint="Prüfen Sie, ob der Ordner vollständig kopiert ist und ein Modell dieser Art enthält.",
    )


def _untrusted(what: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"Das {what} bringt eigenen Programmcode mit, der nicht ausgeführt wird.",
        hint="Prüfen Sie den Code im Modellordner und erlauben Sie ihn mit trust_code = true, oder wählen Sie ein "
        "Modell ohne eigenen Code.",
    )


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)[:300]
