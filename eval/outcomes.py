"""What the product did with a case, kept as it was: measures are computed from this and from nothing else.

Texts of hits are left out (a run file would hold half the corpus); everything a measure or a reader of the report needs
is here, so a run can be scored again by later measures without being repeated.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.answering.types import Outcome, Verdict
from eval.cases import Case, Place


@dataclass(frozen=True, slots=True)
class Found:
    """One hit of the search; its rank is its position."""

    tenant: str
    corpus: str
    document: str
    """Path below the corpus folder."""
    page: int | None
    """1-based."""
    headings: tuple[str, ...]
    """From the highest down to the nearest."""
    score: float


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation as it was shown."""

    tenant: str
    corpus: str
    document: str
    title: str
    reference: str | None
    page: int | None
    section: str
    quote: str
    verbatim: bool | None = None
    """Whether the stored page was read again and holds the quote at the named offsets; None when it was not read."""


@dataclass(frozen=True, slots=True)
class GivenStatement:
    """A statement as it was shown."""

    text: str
    verdict: Verdict
    citations: tuple[Cited, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer as it was shown, without its hits."""

    outcome: Outcome
    statements: tuple[GivenStatement, ...]
    confidence: float
    """0 to 1."""
    engine: str
    model: str
    seconds: float
    """From the question to the last statement."""
    seconds_first: float | None = None
    """From the question to the first statement; None without statements."""
    reason: str = ""
    reason_code: str = ""

    @property
    def text(self) -> str:
        """All that is shown as proven or partly proven: statements and their quotes, a line each."""
        shown = []
        for statement in self.statements:
            if statement.verdict is not Verdict.UNSUPPORTED:
                shown.append(statement.text)
                shown.extend(cited.quote for cited in statement.citations)
        return "\n".join(shown)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a language model said of an answer, each 0 to 1; None where it was not asked or gave no usable reply."""

    faithfulness: float | None = None
    """Share of statements that follow from their quotes."""
    correctness: float | None = None
    """Agreement with the gold answer: 0, 0.5 or 1."""
    relevance: float | None = None
    """Whether the answer speaks to the question: 0, 0.5 or 1."""
    error: str = ""
    """German; why there is no judgement."""


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """One case with what became of it."""

    case: Case
    found: tuple[Found, ...] = ()
    """Best first, at most as many as the run's depth."""
    answer: GivenAnswer | None = None
    """None in a run of the search alone, and when the case failed."""
    search_seconds: float | None = None
    error: str = ""
    """German; set when the product raised an error. The case stays in every denominator."""
    error_code: str = ""
    judgement: Judgement | None = None

    @property
    def failed(self) -> bool:
        """Whether the product raised an error."""
        return bool(self.error_code)


def find_headings(cited: Cited, found: tuple[Found, ...]) -> tuple[str, ...]:
    """The heading path of a citation, which names its nearest heading only, as the hit of its section tells it."""
    for hit in found:
        same = (hit.tenant, hit.corpus, hit.document) == (cited.tenant, cited.corpus, cited.document)
        if same and hit.headings and hit.headings[-1] == cited.section:
            return hit.headings
    return (cited.section,) if cited.section else ()


def owner_of(place: Place, case: Case) -> tuple[str | None, str | None]:
    """Tenant and corpus of a gold place: its own word, else the case's corpus; None stands for any."""
    return place.tenant, place.corpus or (case.corpus if place.tenant is None else None)
