"""Cases and outcomes in few words."""

from __future__ import annotations

from app.answering.types import Outcome, Verdict
from eval.cases import Case, Place, SpansNeeded
from eval.outcomes import CaseOutcome, Cited, Found, GivenAnswer, GivenStatement


def case(
    id: str = "f1",
    *places: Place,
    spans: tuple[str, ...] = (),
    needed: SpansNeeded = SpansNeeded.ANY,
    stale: tuple[Place, ...] = (),
    answerable: bool = True,
    type: str = "amount",
    question: str = "",
) -> Case:
    return Case(
        id=id,
        question=question or f"Frage {id}?",
        type=type,
        answerable=answerable,
        relevant=(places or (Place("gold.pdf", 1),)) if answerable else (),
        answer_spans=spans,
        spans_needed=needed,
        stale=stale,
    )


def found(document: str, page: int | None = 1, *headings: str, corpus: str = "rat") -> Found:
    return Found("musterstadt", corpus, document, page, headings, 1.0)


def cited(
    document: str = "gold.pdf",
    page: int | None = 1,
    quote: str = "Zitat",
    *,
    verbatim: bool | None = True,
    section: str = "",
) -> Cited:
    return Cited("musterstadt", "rat", document, "Titel", None, page, section, quote, verbatim)


def statement(text: str, *citations: Cited, verdict: Verdict = Verdict.SUPPORTED) -> GivenStatement:
    return GivenStatement(text, verdict, citations)


def answer(
    *statements: GivenStatement, outcome: Outcome | None = None, confidence: float = 0.8, seconds: float = 0.1
) -> GivenAnswer:
    outcome = outcome or (Outcome.ANSWERED if statements else Outcome.NO_ANSWER)
    first = seconds / 2 if statements else None
    return GivenAnswer(outcome, statements, confidence, "extractive", "", seconds, first)


def failed(of: Case) -> CaseOutcome:
    return CaseOutcome(of, error="Der Index ist beschädigt.", error_code="ValueError")
