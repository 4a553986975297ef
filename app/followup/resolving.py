"""Follow-up questions are resolved against the conversation before anything is searched.

The search knows no conversation; it is asked one question that stands alone. Whether a question does is decided by
rules (`app.followup.leaning`), which word it, too (`app.followup.completing`). Where a language model is configured, it
words the questions that lean on the one before, and those so short that the rules may be wrong; its wording counts only
when it keeps what was asked and adds nothing (`app.followup.rewording`), else that of the rules does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.followup.completing import complete
from app.followup.leaning import read_leaning
from app.followup.phrases import content_words

if TYPE_CHECKING:
    from app.answering.stopping import Stop
    from app.answering.types import Answer
    from app.followup.rewording import Rewording

SHORT = 6
"""Words of a question that a model looks at though the rules would leave it: „Ist Salz erlaubt?“."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation."""

    question: str
    """As it was searched: standing alone."""
    titles: tuple[str, ...] = ()
    """Of the papers that the answer cites, in its order."""

    @classmethod
    def of(cls, answer: Answer) -> Turn:
        """The turn that an answer closed."""
        cited = [citation.title for citation in answer.citations]
        return cls(answer.question, tuple(dict.fromkeys(cited)))


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question that stands alone."""

    question: str
    changed: bool
    """Whether that is another wording than what was asked."""
    why: str = ""
    """German; on which question it leans, empty when nothing was changed."""


def resolve(question: str, earlier: Sequence[Turn]) -> Resolved:
    """The question as it would be asked alone, by rules. `earlier` in the order they were asked."""
    asked = " ".join(question.split())
    leaning = read_leaning(asked) if earlier else None
    if leaning is None:
        return Resolved(asked, changed=False)
    before = earlier[-1]
    return _resolved(asked, complete(asked, leaning, before.question, next(iter(before.titles), "")), before)


class FollowUps:
    """Resolves questions by rules, and with a model where there is one."""

    def __init__(self, rewording: Rewording | None = None) -> None:
        self._rewording = rewording

    def resolve(self, question: str, earlier: Iterable[Turn], stop: Stop | None = None) -> Resolved:
        """See `resolve`. A model's failure is no error: the rules' wording counts then."""
        turns = list(earlier)
        by_rules = resolve(question, turns)
        if self._rewording is None or not turns or not (by_rules.changed or _is_short(by_rules.question)):
            return by_rules
        asked = " ".join(question.split())
        wording = self._rewording.word(asked, turns, stop)
        return by_rules if wording is None else _resolved(asked, wording, turns[-1])


def _resolved(asked: str, wording: str, before: Turn) -> Resolved:
    if wording == asked:
        return Resolved(asked, changed=False)
    return Resolved(wording, changed=True, why=f"Verstanden als Rückfrage zu „{before.question}“.")


def _is_short(question: str) -> bool:
    return len(question.split()) <= SHORT and len(content_words(question)) <= 1
