"""Bytes to characters where nobody said how they were written."""

from __future__ import annotations

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAMPLE = 4096
_UNDEFINED = frozenset(b"\x81\x8d\x8f\x90\x9d")
"""Bytes that Windows-1252 gives no meaning."""


def decode(data: bytes, *, cut: bool = False) -> str:
    """Text of `data`: by its byte order mark, else UTF-16 where every other byte is zero, UTF-8, or Windows-1252.

    `cut` says that the data may end inside of a character. Never fails: what Windows-1252 leaves undefined is read as
    Latin-1.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "ignore" if cut else "replace")
    sample = data[:_SAMPLE]
    if sample:
        # German text in UTF-16 without a mark: nearly all of its high bytes are zero.
        for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
            if len(zeros) > 1 and zeros.count(0) > 0.6 * len(zeros) and sample.count(0) <= 0.6 * len(sample):
                return data.decode(encoding, "ignore" if cut else "replace")
    for spare in range(4 if cut else 1):
        try:
            return data[: len(data) - spare].decode("utf-8")
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1" if _UNDEFINED.intersection(data) else "cp1252")
