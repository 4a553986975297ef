"""Answers by a language model: statements with source number and quote, each as soon as the model has finished it."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, cast

from app.answering.models import LanguageModel, OpenModel
from app.answering.prompt import Prompt, write_prompt
from app.answering.statement_stream import BrokenAnswer, ProposedAnswer, ProposedStatement, StatementStream
from app.answering.stopping import Stop
from app.answering.types import Statement
from corpora.errors import ModelAnswerInvalid
from index.hits import Hit


class GenerativeAnswerer:
    """See `app.answering.types.Answerer`. Nothing it yields was checked: that is the assistant's part."""

    engine = "generative"

    def __init__(
        self,
        model: LanguageModel,
        *,
        max_sources: int = 8,
        max_characters: int = 12_000,
        max_statements: int = 6,
    ) -> None:
        """`max_characters` bounds rules, sources and question together; the model's own window may bound it further."""
        self._model = model
        self._max_sources = max_sources
        self._max_characters = max_characters
        self._max_statements = max_statements

    @property
    def model(self) -> str:
        """Name of the language model."""
        return self._model.name

    def propose(self, question: str, hits: Sequence[Hit], stop: Stop | None = None) -> Generator[Statement, None, None]:
        """Statements as the model writes them, at most `max_statements`; none without hits.

        Raises `ModelUnavailable`, `ModelTimeout` and `ModelAnswerInvalid`; what was yielded before stays valid.
        """
        if not hits:
            return
        prompt = write_prompt(
            question,
            hits,
            max_sources=self._max_sources,
            max_characters=min(self._max_characters, self._model.prompt_characters),
            max_statements=self._max_statements,
        )
        if not prompt.sources:
            return
        with self._model.open(_schema(len(prompt.sources)), stop) as opened:
            for number, proposed in enumerate(self._read(opened, prompt), 1):
                yield _name_source(proposed, prompt.sources)
                if number == self._max_statements:
                    return

    def _read(self, opened: OpenModel, prompt: Prompt) -> Iterator[ProposedStatement]:
        stream = StatementStream()
        try:
            with closing(opened.write(prompt.rules, prompt.request)) as pieces:
                for piece in pieces:
                    yield from stream.feed(piece)
                    if stream.complete:
                        return  # some models go on with blanks until their limit
            # A read that our own shutdown ended may look like the answer's end.
            if not opened.call.expired:
                stream.finish()
        except BrokenAnswer as error:
            raise ModelAnswerInvalid(
                f"Die Antwort des Sprachmodells „{self.model}“ hat nicht die verlangte Form oder bricht ab.",
                hint="Stellen Sie die Frage noch einmal; hilft das nicht, wählen Sie ein anderes Modell.",
            ) from error
        if opened.call.expired:
            raise TimeoutError("the call was ended by its time limit")


def _schema(sources: int) -> Mapping[str, Any]:
    """The JSON schema of an answer; a host that decodes by it cannot name a source that is not there."""
    schema = ProposedAnswer.model_json_schema()
    schema["$defs"]["ProposedStatement"]["properties"]["quelle"] = {
        "type": "integer",
        "enum": list(range(1, sources + 1)),
    }
    return cast("Mapping[str, Any]", _inline(schema, schema["$defs"]))


def _inline(node: object, definitions: Mapping[str, object]) -> object:
    """A schema without references and titles: not every host's grammar compiler resolves them."""
    if isinstance(node, list):
        return [_inline(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inline(definitions[str(node["$ref"]).rsplit("/", 1)[-1]], definitions)
    return {name: _inline(value, definitions) for name, value in node.items() if name not in _LEFT_OUT}


_LEFT_OUT = frozenset({"$defs", "title", "description"})


def _name_source(proposed: ProposedStatement, sources: Sequence[Hit]) -> Statement:
    # A host that does not decode by the schema may name a source that is not there. The number is only where the check
    # looks first: it cites where the quote stands.
    number = proposed.quelle if 1 <= proposed.quelle <= len(sources) else 1
    return Statement(text=" ".join(proposed.aussage.split()), quote=proposed.zitat, hit=sources[number - 1])
