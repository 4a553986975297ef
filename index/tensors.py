"""Arrays of a safetensors file, mapped from disk: nothing is copied before it is used.

The package `safetensors` copies whole arrays when numpy asks for them; the format is simple enough to be mapped as it
lies: a length in 8 bytes, a JSON object that says what stands where, the numbers.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TYPES = {"F32": np.float32, "I8": np.int8, "U32": np.uint32}


def map_tensors(file: Path) -> dict[str, NDArray[Any]]:
    """The arrays by their names, read-only.

    Raises `OSError` when the file is missing, `ValueError` or `KeyError` when it is cut short or holds other numbers
    than `_TYPES`.
    """
    with file.open("rb") as opened:
        length = int.from_bytes(opened.read(8), "little")
        header = json.loads(opened.read(length))
    numbers = np.asarray(np.memmap(file, dtype=np.uint8, mode="r"))[8 + length :]
    found: dict[str, NDArray[Any]] = {}
    for name, tensor in header.items():
        if name != "__metadata__":
            start, end = tensor["data_offsets"]
            found[name] = numbers[start:end].view(_TYPES[tensor["dtype"]]).reshape(tensor["shape"])
    return found
