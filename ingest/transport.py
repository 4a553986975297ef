"""How records cross from a reading process to its parent: pickle, made cheap for lines and safe against the sender.

A reading process may have been overpowered by a file it read, so the parent takes records only: classes of this
project and of the task's package, plain values, nothing that could be called to do something. Lines and boxes are most
of what a PDF sends; packed as columns of a page they cost a quarter of what pickle takes for the records one by one.
"""

from __future__ import annotations

import array
import copyreg
import io
import pickle
from collections.abc import Callable
from typing import Any

from corpora.model import Box, Line, Page

_SAFE_BUILTINS = frozenset({"set", "frozenset", "bytearray", "complex"})
_SAFE_MODULES = frozenset({"datetime", "decimal", "fractions", "pathlib", "uuid"})
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
        ours = module.partition(".")[0] in self._packages
        allowed = ours or module in _SAFE_MODULES or (module == "builtins" and name in _SAFE_BUILTINS)
        if allowed and "." not in name:
            found = super().find_class(module, name)
            # A module of ours also holds what it imports; only what it defines itself is a record.
            if isinstance(found, type) and (not ours or found.__module__ == module):
                return found
        raise pickle.UnpicklingError(f"a reading process may not send {module}.{name}")


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
