"""How records cross from a reading process to its parent: pickle, made cheap for lines and safe against the sender.

A reading process may have been overpowered by a file it read, so the parent takes records only: frozen records, enums
and errors of this project and of the task's package, plain values, nothing that could be called to do something and
nothing whose class the sender could change for everyone else. Lines and boxes are most of what a PDF sends; packed as
columns of a page they cost a quarter of what pickle takes for the records one by one.
"""

from __future__ import annotations

import array
import copyreg
import dataclasses
import enum
import io
import pickle
from collections.abc import Callable
from typing import Any

from corpora.errors import AktenkompassError
from corpora.model import Box, Line, Page

_SAFE_BUILTINS = frozenset({"set", "frozenset", "bytearray", "complex"})
_SAFE_MODULES = frozenset({"datetime"})
"""Written in C: unlike those of modules in Python, their classes cannot be changed."""
_OWN_PACKAGES = frozenset({"corpora", "ingest"})
_FUNCTIONS = frozenset({("corpora.errors", "_rebuild"), ("ingest.transport", "_unpack_page")})


def dumps(value: Any) -> bytes:
    """Pickle `value` in protocol 5, pages packed."""
    file = io.BytesIO()
    pickler = pickle.Pickler(file, protocol=5)
    pickler.dispatch_table = {**copyreg.dispatch_table, Page: _pack_page}
    pickler.dump(value)
    return file.getvalue()


def loads(data: bytes, package: str = "corpora") -> Any:
    """Unpickle what `dumps` wrote, taking no class from outside of this project but those of `package`.

    Raises `pickle.UnpicklingError` for anything else.
    """
    return _Unpickler(io.BytesIO(data), package).load()


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, package: str) -> None:
        super().__init__(file)
        self._packages = _OWN_PACKAGES | {package}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _FUNCTIONS:
            return super().find_class(module, name)
        if "." not in name:
            if module in _SAFE_MODULES or (module == "builtins" and name in _SAFE_BUILTINS):
                found = super().find_class(module, name)
                if isinstance(found, type):
                    return found
            elif module.partition(".")[0] in self._packages:
                record = _as_record(super().find_class(module, name), module)
                if record is not None:
                    return record
        raise pickle.UnpicklingError(f"a reading process may not send {module}.{name}")


def _as_record(found: object, module: str) -> Any:
    """What a pickle may hold in place of `found`; None when that is no record that `module` itself defines.

    A pickle can set attributes of whatever it names, a class included, and so change what all later code sees of it.
    Frozen records with slots have a `__setstate__` that refuses; enums and errors are named through a go-between, and
    the members of an enum, which are the same objects for everyone, get one that refuses too.
    """
    # A module of ours also holds what it imports; only what it defines itself is a record.
    if not isinstance(found, type) or found.__module__ != module:
        return None
    if issubclass(found, enum.Enum):
        found.__setstate__ = _keep_state  # type: ignore[attr-defined]
        return _Maker(found)
    if issubclass(found, AktenkompassError):
        return _Maker(found)
    if dataclasses.is_dataclass(found) and "__setstate__" in vars(found) and found.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        return found
    return None


def _keep_state(self: object, state: object) -> None:
    raise pickle.UnpicklingError(f"a reading process may not change {self!r}")


class _Maker:
    """Makes values of a class without being it."""

    __slots__ = ("_kind",)

    def __init__(self, kind: type) -> None:
        self._kind = kind

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._kind(*args, **kwargs)


def _pack_page(page: Page) -> tuple[Callable[..., Page], tuple[Any, ...]]:
    numbers = array.array("d")
    for line in page.lines:
        box = line.box
        numbers.extend((box.left, box.top, box.right, box.bottom))
    # Most lines are the page's text cut at its line ends; then they need not be sent twice.
    words: list[str] | None = [line.text for line in page.lines]
    if "\n".join(words or ()) == page.text:
        words = None
    fields = (page.number, page.state, page.label, page.reason, page.headings, page.size)
    return _unpack_page, (page.text, words, numbers.tobytes(), fields)


def _unpack_page(text: str, words: list[str] | None, packed: bytes, fields: tuple[Any, ...]) -> Page:
    numbers = array.array("d")
    numbers.frombytes(packed)
    values = iter(numbers.tolist())
    if words is None:
        words = text.split("\n") if packed else []
    # The four values are taken from one iterator in turn.
    lines = tuple(Line(line, Box(*box)) for line, box in zip(words, zip(*[values] * 4, strict=True), strict=True))
    number, state, label, reason, headings, size = fields
    return Page(number, text, state, label, reason, lines, headings, size)
