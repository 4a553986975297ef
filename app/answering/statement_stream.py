"""Reads a model's JSON while it arrives: each statement as soon as its object is complete.

A reader of our own on the standard library's decoder: the libraries for partial JSON complete what is missing, so the
last statement of their result may be half a sentence; here nothing counts before its closing brace.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, ValidationError


class ProposedStatement(BaseModel):
    """One statement as the model writes it. Source and quote come first: what is said follows from them."""

    model_config = ConfigDict(extra="forbid")

    quelle: int
    zitat: str
    aussage: str


class ProposedAnswer(BaseModel):
    """The whole answer of a model; an empty list when the sources do not answer the question."""

    model_config = ConfigDict(extra="forbid")

    aussagen: list[ProposedStatement]


class BrokenAnswer(ValueError):
    """What arrived is not, or not to its end, the JSON that was asked for."""


_HEAD = re.compile(r'\s*(?:```(?:json)?\s*)?\{\s*"aussagen"\s*:\s*\[\s*')
_TAIL = re.compile(r"\s*\]\s*\}\s*(?:```\s*)?")
_BETWEEN = re.compile(r"\s*,\s*|\s+")
_HEAD_REACH = 200
"""Characters after which an answer that has not begun as asked for will not do so any more."""
_LONGEST_OBJECT = 20_000


class StatementStream:
    """Takes an answer piece by piece and gives the statements that are complete."""

    def __init__(self) -> None:
        self._text = ""
        self._begun = False
        self._decoder = json.JSONDecoder()

    def feed(self, piece: str) -> Iterator[ProposedStatement]:
        """Statements completed by this piece, in order. Raises `BrokenAnswer`."""
        self._text += piece
        if not self._begun and not self._begin():
            return
        if "}" not in piece and not self._text.startswith("{"):
            return
        while (found := self._take()) is not None:
            yield found
        if len(self._text) > _LONGEST_OBJECT:
            raise BrokenAnswer("a single statement without end")

    @property
    def complete(self) -> bool:
        """Whether the answer has come to its proper end."""
        return self._begun and _TAIL.fullmatch(self._text) is not None

    def finish(self) -> None:
        """Raise `BrokenAnswer` unless the answer came to its proper end."""
        if not self.complete:
            raise BrokenAnswer("the answer ends too early" if self._begun else "the answer is not the JSON asked for")

    def _begin(self) -> bool:
        match = _HEAD.match(self._text)
        if match is None:
            if len(self._text) > _HEAD_REACH:
                raise BrokenAnswer("the answer is not the JSON asked for")
            return False
        self._begun = True
        self._text = self._text[match.end() :]
        return True

    def _take(self) -> ProposedStatement | None:
        between = _BETWEEN.match(self._text)
        text = self._text[between.end() :] if between else self._text
        if not text.startswith("{"):
            if text and not text.startswith("]"):
                raise BrokenAnswer("something else than a statement in the list")
            return None
        try:
            value, end = self._decoder.raw_decode(text)
        except json.JSONDecodeError:
            return None
        self._text = text[end:]
        try:
            return ProposedStatement.model_validate(value)
        except ValidationError as error:
            raise BrokenAnswer("a statement without source, quote or text") from error
