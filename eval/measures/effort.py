"""How long answers are and how long they take.

`answer_characters` and `statements` describe what was shown; `seconds_first` is the time to the first checked
statement, `seconds` to the last, `seconds_search` for the search alone. Times hang on the machine and its load: they
are reported with their intervals, left out when two runs are said to be identical, and say nothing of a failed case.
"""

from __future__ import annotations

from eval.measures.part import Part, Parts
from eval.outcomes import CaseOutcome

CHARACTERS = "answer_characters"
STATEMENTS = "statements"
FIRST = "seconds_first"
LAST = "seconds"
SEARCH = "seconds_search"

TIMES = frozenset({FIRST, LAST, SEARCH})


def measure_effort(outcome: CaseOutcome) -> Parts:
    """Parts of lengths and times, as far as there is an answer."""
    parts: Parts = {}
    if outcome.search_seconds is not None:
        parts[SEARCH] = Part(outcome.search_seconds)
    answer = outcome.answer
    if answer is None:
        return parts
    parts[LAST] = Part(answer.seconds)
    if answer.seconds_first is not None:
        parts[FIRST] = Part(answer.seconds_first)
    if answer.statements:
        parts[CHARACTERS] = Part(float(sum(len(statement.text) for statement in answer.statements)))
        parts[STATEMENTS] = Part(float(len(answer.statements)))
    return parts
