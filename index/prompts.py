"""What a model wants put before questions and passages.

A model's own files say it where they can (`prompts` of sentence-transformers); the small table below knows the families
whose files do not, and models at Ollama, which never say. Settings stand over both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_WEB_SEARCH = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "

_QUESTION_NAMES = ("query", "retrieval.query", "search_query")
_PASSAGE_NAMES = ("document", "passage", "retrieval.passage", "search_document", "corpus")
"""Names under which models store prompts; those with a dot also name the task that the model adapts to."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """What is put before a text, word for word; empty for nothing."""

    question: str = ""
    passage: str = ""
    question_task: str = ""
    """Of models that take the task as an argument; empty where they do not."""
    passage_task: str = ""

    @property
    def identity(self) -> str:
        """Changes with the prompts."""
        return "|".join((self.question, self.passage, self.question_task, self.passage_task))


_FAMILIES: tuple[tuple[str, Prompts], ...] = (
    (r"e5-\w+-instruct|e5-mistral", Prompts(_WEB_SEARCH)),
    (r"(^|[^a-z0-9])e5-(small|base|large)", Prompts("query: ", "passage: ")),
    (r"arctic-embed-?[ml]?-v2|arctic-embed2", Prompts("query: ")),
    (
        r"jina-embeddings-v3",
        Prompts(
            "Represent the query for retrieving evidence documents: ",
            "Represent the document for retrieval: ",
            "retrieval.query",
            "retrieval.passage",
        ),
    ),
    (r"nomic-embed-text", Prompts("search_query: ", "search_document: ")),
    (r"embeddinggemma", Prompts("task: search result | query: ", "title: none | text: ")),
    (r"qwen3-embedding", Prompts(_WEB_SEARCH.removesuffix(" "))),
)
"""Part of a model's name to its prompts, from the models' cards (docs/models.md); the first that fits counts. Models
that are not listed, bge-m3 and granite-embedding among them, want none."""


def known_prompts(name: str) -> Prompts:
    """The prompts of a model's family, none for a family that is not known. Only the last part of a path counts."""
    last = name.rstrip("/").rpartition("/")[2].lower()
    return next((prompts for pattern, prompts in _FAMILIES if re.search(pattern, last)), Prompts())


def choose_prompts(
    name: str, stored: Mapping[str, str], *, question: str | None = None, passage: str | None = None
) -> Prompts:
    """The prompts to use: `question` and `passage` where they are given, else those `stored`, else the family's.

    `stored` are prompts by name as a model's files hold them. A model that stores one of a pair means the other to be
    empty. An empty string that is given stands for no prompt.
    """
    own = _read_stored(stored)
    found = own or known_prompts(name)
    return Prompts(
        found.question if question is None else question,
        found.passage if passage is None else passage,
        found.question_task,
        found.passage_task,
    )


def _read_stored(stored: Mapping[str, str]) -> Prompts | None:
    named = {name: text for name, text in stored.items() if text}
    question = next((name for name in _QUESTION_NAMES if name in named), "")
    passage = next((name for name in _PASSAGE_NAMES if name in named), "")
    if not question and not passage:
        return None
    return Prompts(
        named.get(question, ""),
        named.get(passage, ""),
        question if "." in question else "",
        passage if "." in passage else "",
    )
