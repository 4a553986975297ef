"""unstructured, made to work offline and for German.

It would download an English spaCy model at first use, to count sentences and to look for verbs. Both questions only
tell prose from titles, and an English tagger answers the second one wrongly for German: a blank German pipeline with a
sentencizer takes its place, and every text is taken to have a verb. Imported only where a file needs it (1.5 s).
"""

from __future__ import annotations

import os
import re
from functools import cache, lru_cache
from typing import Any

# Before unstructured is imported: otherwise it reports its use to its makers.
os.environ["DO_NOT_TRACK"] = "1"
os.environ["SCARF_NO_ANALYTICS"] = "true"
# And it advertises on standard error.
os.environ["UNSTRUCTURED_DISABLE_NOTICE"] = "1"


@cache
def prepare_unstructured() -> None:
    """Replace the English model and the verb test. Call before the first partitioner; cheap afterwards."""
    from unstructured.nlp import tokenize
    from unstructured.partition import text_type

    tokenize._get_nlp = lru_cache(maxsize=1)(_load_german)
    text_type.contains_verb = _has_verb


def _load_german() -> Any:
    import spacy

    german = spacy.blank("de")
    german.add_pipe("sentencizer")
    return german


def _has_verb(text: str) -> bool:
    return bool(text)


def table_rows(html: str | None, text: str) -> list[list[str]]:
    """Cells of a table element, row by row, from its HTML; its plain text as one cell where there is no HTML."""
    if not html:
        return [[line] for line in text.splitlines()]
    from lxml import html as parser

    rows = parser.fromstring(html).iter("tr")
    return [[_cell_text(cell) for cell in row if cell.tag in ("td", "th")] for row in rows]


def _cell_text(cell: Any) -> str:
    return re.sub(r"\s+", " ", cell.text_content()).strip()
