"""Text of papers and people in places where Streamlit reads Markdown: it is to look as it stands, and do nothing.

Links, pictures, formulas, colours and icons are Markdown for Streamlit, in labels, headings and messages alike. Bare
addresses become links even where their signs are escaped, so they are broken by a character nobody sees.
"""

from __future__ import annotations

import re
import unicodedata

_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+.!|~$^=-])")
_BREAKABLE = re.compile(r"(:(?=//)|:(?=[\w+-]+:)|(?<=\w)@(?=\w)|www(?=\.))", re.IGNORECASE)
_WORD_JOINER = "\u2060"


def plain(text: str) -> str:
    """`text` on one line, without invisible characters, and without a meaning for Markdown."""
    shown = "".join(
        " " if character in "\n\t" else character
        for character in unicodedata.normalize("NFC", text)
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )
    broken = _BREAKABLE.sub(rf"\1{_WORD_JOINER}", " ".join(shown.split()))
    return _SIGNS.sub(r"\\\1", broken).replace(":", r"\:")


def plain_lines(text: str) -> str:
    """As `plain`, each line on a line of its own."""
    return "  \n".join(plain(line) for line in text.splitlines())
