"""Whether an answer holds what it had to say: the gold spans, looked for in all that is shown as proven.

`span_recall` is 1 when any span stands there (`any`: the spans are spellings of one answer), else the share of spans
that do (`all`: each is a part of the answer). `answer_success` is 1 when enough of them do. Both sides are compared
without case, with single spaces, one kind of dash and quotation mark, and words cut at a line's end joined. A span that
begins or ends with a digit must begin or end a number: `5,00 €` does not stand in `15,00 €`. A span of at most three
letters must be a word of its own. An abstention or a failure has the value 0; a question without spans has none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from app.passages import normalise
from eval.cases import Case, SpansNeeded
from eval.measures.part import Part, Parts
from eval.outcomes import CaseOutcome

RECALL = "span_recall"
SUCCESS = "answer_success"

_SHORT = 3


def measure_spans(outcome: CaseOutcome) -> Parts:
    """Parts of `span_recall` and `answer_success`."""
    case = outcome.case
    if not case.answerable or not case.answer_spans:
        return {}
    share = 0.0
    if outcome.answer is not None and not outcome.failed:
        share = share_of_spans(case, outcome.answer.text)
    return {RECALL: Part(share), SUCCESS: Part(float(share >= 1.0))}


def share_of_spans(case: Case, text: str) -> float:
    """0 to 1: how much of the gold answer stands in `text`."""
    found = find_spans(case.answer_spans, text)
    if case.spans_needed is SpansNeeded.ANY:
        return float(any(found))
    return sum(found) / len(found)


def find_spans(spans: Sequence[str], text: str) -> list[bool]:
    """For each span, whether it stands in the text."""
    folded = fold(text)
    return [bool(re.search(_pattern(fold(span)), folded)) for span in spans]


def fold(text: str) -> str:
    """A text in the form in which spans are compared."""
    return " ".join(unicodedata.normalize("NFKC", normalise(text).text).casefold().split())


def _pattern(span: str) -> str:
    before = after = ""
    if span[:1].isdigit():
        before = r"(?<!\d)(?<!\d[.,])"
    elif len(span) <= _SHORT:
        before = r"(?<!\w)"
    if span[-1:].isdigit():
        after = r"(?!\d)(?![.,]\d)"
    elif len(span) <= _SHORT:
        after = r"(?!\w)"
    return f"{before}{re.escape(span)}{after}"
