"""A language model judges answers, on request: does each statement follow from its quote, does the answer agree with
the gold answer, does it speak to the question.

In the manner of RAGAS (Es et al. 2023) the faithfulness of an answer is the share of its claims that follow from their
passages; our statements are the claims already, and their located quotes the passages. Correctness and relevance have
three steps, since models agree with people on few steps better than on many. One call a case, decoded by a JSON schema
at temperature 0. The model's name and these instructions stand in the header of the run. A small local model judges
poorly: read its verdicts beside their agreement with the computed measures, which every report gives.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.answering.types import Verdict
from corpora.errors import ModelAnswerInvalid, ModelTimeout
from eval.cases import Case
from eval.dialogue import ask_model, mark_source
from eval.outcomes import GivenAnswer, Judgement
from eval.run_file import JudgeHeader

if TYPE_CHECKING:
    from app.answering.models import LanguageModel

RULES = """\
Du prüfst die Antwort eines Auskunftssystems einer deutschen Verwaltung. Urteile streng und nur nach dem, was dasteht.
Quelle n enthält das Zitat zu Aussage n.
Gib für jede Aussage an, ob sie allein aus ihrem Zitat folgt (belegt: true oder false).
Gib an, wie weit die Antwort mit der Musterantwort übereinstimmt (richtigkeit):
2 = sagt dasselbe, 1 = sagt einen Teil davon, 0 = sagt anderes oder das Gegenteil.
Gib an, wie weit die Antwort auf die Frage eingeht (bezug): 2 = ganz, 1 = zum Teil, 0 = gar nicht.
Antworte nur mit JSON: {"aussagen": [{"nummer": 1, "belegt": true}], "richtigkeit": 2, "bezug": 2}"""

SCHEMA = {
    "type": "object",
    "properties": {
        "aussagen": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"nummer": {"type": "integer"}, "belegt": {"type": "boolean"}},
                "required": ["nummer", "belegt"],
            },
        },
        "richtigkeit": {"type": "integer", "enum": [0, 1, 2]},
        "bezug": {"type": "integer", "enum": [0, 1, 2]},
    },
    "required": ["aussagen", "richtigkeit", "bezug"],
}

_STEPS = 2


class ModelJudge:
    """Judges with a model; see `eval.runner.Judge`."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    @property
    def header(self) -> JudgeHeader:
        """Model and instructions, for the run's header."""
        return JudgeHeader(self._model.name, RULES)

    def judge(self, case: Case, answer: GivenAnswer) -> Judgement:
        """Not judged (no value, not zero): answers without statements, correctness without a gold answer.

        Raises `ModelUnavailable` when the host is not there; a judge that is slow or writes nonsense is told in the
        judgement.
        """
        if not answer.statements:
            return Judgement()
        quotes = ["\n".join(cited.quote for cited in statement.citations) for statement in answer.statements]
        marked = mark_source(*quotes)
        stated = "\n".join(f"Aussage {number}: {one.text}" for number, one in enumerate(answer.statements, start=1))
        gold = f"Musterantwort: {case.answer}" if case.answer else "Musterantwort: keine; setze richtigkeit auf 0."
        request = f"{marked.text}\n{stated}\n{gold}\nFrage: {case.question}"
        try:
            reply = ask_model(self._model, f"{RULES}\n{marked.rule}", request, SCHEMA)
            return _read(reply, answer, has_gold=bool(case.answer))
        except (ModelTimeout, ModelAnswerInvalid) as error:
            return Judgement(error=str(error))
        except (ValueError, KeyError, TypeError) as error:
            return Judgement(error=f"Das Urteil ist nicht lesbar ({type(error).__name__}).")


def _read(reply: str, answer: GivenAnswer, *, has_gold: bool) -> Judgement:
    values = json.loads(reply)
    said = {int(each["nummer"]): each["belegt"] is True for each in values["aussagen"]}
    if not set(range(1, len(answer.statements) + 1)) <= set(said):
        raise ValueError("a statement was not judged")
    held = [
        # A quote that stands nowhere proves nothing, whatever the judge makes of it.
        said[number] and statement.verdict is not Verdict.UNSUPPORTED
        for number, statement in enumerate(answer.statements, start=1)
    ]
    return Judgement(
        faithfulness=sum(held) / len(held),
        correctness=_step(values["richtigkeit"]) if has_gold else None,
        relevance=_step(values["bezug"]),
    )


def _step(value: object) -> float:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _STEPS:
        raise ValueError("not a step")
    return value / _STEPS
