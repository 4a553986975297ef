"""The cases of a run: the list with what became of each, and one of them whole."""

from __future__ import annotations

import streamlit as st

from app.access import Person
from app.web.doing import safely
from app.web.messages import worded
from app.web.moments import number
from app.web.plain import plain
from app.web.session import counted, key_in_language, t
from app.web.tables import Cell, Column, TableRow, show_table
from corpora.errors import UnknownRun
from eval.cases import Case, Place
from eval.kept_runs import RunInfo
from eval.measures.places import cites, matches
from eval.outcomes import CaseOutcome, Cited, Found
from eval.readings import Reading
from eval.report.content import measured_words
from eval.report.results import FOUND_SHOWN, State, first_gold_rank, judge_case
from eval.web.services import Quality
from eval.web.spot import Spot, move
from eval.web.values import words

SHOWN = 25
"""Cases on the page at a time."""


def show_list(info: RunInfo, reading: Reading) -> None:
    """The cases, the wrong ones first to be chosen."""
    judged = [(outcome, judge_case(outcome, reading.scores)) for outcome in reading.run.outcomes]
    counts = {state.value: sum(result.state is state for _, result in judged) for state in State}
    for_state, for_words = st.columns(2)
    chosen = for_state.selectbox(
        t("case_list.state"),
        ["all", *counts],
        format_func=lambda state: t(f"case_list.{state}", count=number(counts.get(state, len(judged)))),
        key=key_in_language("ak_case_state"),
    )
    searched = for_words.text_input(t("case_list.search"), key="ak_case_words").casefold().split()
    shown = [each for each in judged if chosen in ("all", each[1].state.value) and _holds(each[0], searched)]
    pages = -(-len(shown) // SHOWN)
    page = st.pagination(pages, key="ak_case_page") if pages > 1 else 1
    show_table(
        counted("case_list.caption", len(shown)),
        [
            Column("question", t("case_list.question"), head=True),
            Column("outcome", t("case_list.outcome")),
            Column("rank", t("case_list.rank"), numeric=True),
        ],
        [
            TableRow(
                outcome.case.id,
                {
                    "question": Cell(outcome.case.question, note=_about(outcome.case), action="open"),
                    "outcome": Cell(
                        t(f"case_list.is_{result.state.value}"),
                        note=t(f"result.{result.value}"),
                        alert=result.state is State.POOR,
                    ),
                    "rank": _rank(outcome),
                },
            )
            for outcome, result in shown[(page - 1) * SHOWN : page * SHOWN]
        ],
        key="ak_cases",
        act=lambda id, _: move(Spot(run=info.id, case=id)),
    )


def _about(case: Case) -> str:
    return f"{case.id} · {words().type_name(case.type)}"


def _holds(outcome: CaseOutcome, searched: list[str]) -> bool:
    text = " ".join([outcome.case.id, outcome.case.question, outcome.case.type, outcome.case.answer, outcome.error])
    answer = outcome.answer.text if outcome.answer is not None else ""
    return all(word in f"{text} {answer}".casefold() for word in searched)


def _rank(outcome: CaseOutcome) -> str:
    if not outcome.case.answerable:
        return "–"
    rank = first_gold_rank(outcome)
    return str(rank) if rank else t("case_list.not_found")


def render(quality: Quality, reader: Person, info: RunInfo, id: str) -> None:
    """One case: what was asked, said, wanted and found. Raises `UnknownRun` for a case that the run has not."""
    reading = quality.readings.one(reader, info.id)
    outcome = next((each for each in reading.run.outcomes if each.case.id == id), None)
    if outcome is None:
        raise UnknownRun("Diesen Fall gibt es in dem Lauf nicht.", hint="Die Liste der Fälle zeigt alle.")
    st.button(
        t("case_view.back", title=plain(info.title)), key="ak_back", on_click=safely(move), args=(Spot(run=info.id),)
    )
    st.title(plain(outcome.case.question), anchor=False)
    result = judge_case(outcome, reading.scores)
    became = f"{t(f'case_list.is_{result.state.value}')}: {t(f'result.{result.value}')}"
    st.caption(f"{plain(_about(outcome.case))} · {plain(became)}")
    if outcome.failed:
        st.error(t("case_view.failed", error=plain(worded(outcome.error))))
    _show_answer(outcome)
    _show_gold(outcome.case)
    _show_found(outcome)
    _show_values(outcome, reading)


def _show_answer(outcome: CaseOutcome) -> None:
    answer = outcome.answer
    if answer is None:
        return
    st.header(t("case_view.answer", outcome=t(f"case_view.{answer.outcome.value}")), anchor=False)
    if answer.reason:
        st.text(worded(answer.reason))
    if not answer.statements:
        return
    rows = []
    for position, statement in enumerate(answer.statements, start=1):
        verdict = Cell(t(f"verdict.{statement.verdict.value}"), note=_missing(statement.missing))
        places = [_cited_words(cited, outcome) for cited in statement.citations]
        quotes = " … ".join(cited.quote for cited in statement.citations)
        rows.append(
            TableRow(
                str(position),
                {
                    "statement": Cell(statement.text, note="" if _is_same(quotes, statement.text) else f"„{quotes}“"),
                    "verdict": verdict,
                    "places": "; ".join(places),
                },
            )
        )
    show_table(
        counted("case_view.statements", len(rows)),
        [
            Column("statement", t("case_view.statement"), head=True),
            Column("verdict", t("case_view.verdict")),
            Column("places", t("case_view.place")),
        ],
        rows,
        key="ak_case_statements",
    )


def _is_same(quotes: str, text: str) -> bool:
    """Whether a statement is but its quote, the full stop apart."""
    return " ".join(quotes.split()).rstrip(".") == " ".join(text.split()).rstrip(".")


def _missing(missing: tuple[str, ...]) -> str:
    return t("verdict.missing", words=", ".join(missing)) if missing else ""


def _cited_words(cited: Cited, outcome: CaseOutcome) -> str:
    case = outcome.case
    notes = []
    if any(cites(place, case, cited, outcome.found) for place in case.relevant):
        notes.append(t("case_view.right"))
    if any(cites(place, case, cited, outcome.found) for place in case.stale):
        notes.append(t("case_view.stale"))
    if cited.verbatim is False:
        notes.append(t("case_view.not_there"))
    where = words().place(cited.corpus, cited.document, cited.page, cited.section)
    return f"{where} ({', '.join(notes)})" if notes else where


def _show_gold(case: Case) -> None:
    st.header(t("case_view.gold"), anchor=False)
    if not case.answerable:
        st.text(t("case_view.unanswerable"))
        return
    if case.answer:
        st.text(case.answer)
    if case.answer_spans:
        spans = ", ".join(f"„{span}“" for span in case.answer_spans)
        st.text(f"{t(f'case_view.spans_{case.spans_needed.value}')}: {spans}")
    places = [(place, "right") for place in case.relevant] + [(place, "stale") for place in case.stale]
    for place, kind in places:
        st.text(f"{t(f'case_view.{kind}')}: {gold_words(place, case)}")


def gold_words(place: Place, case: Case) -> str:
    """A place of a case in one line."""
    return words().place(place.corpus or case.corpus or "", place.document, place.page, place.section or "")


def _show_found(outcome: CaseOutcome) -> None:
    st.header(t("case_view.found"), anchor=False)
    if not outcome.found:
        st.text(t("case_view.nothing"))
        return
    show_table(
        t("case_view.found_caption", shown=min(FOUND_SHOWN, len(outcome.found)), count=len(outcome.found)),
        [
            Column("rank", t("case_list.rank"), numeric=True),
            Column("place", t("case_view.place"), head=True),
            Column("note", t("case_view.note")),
        ],
        [
            TableRow(str(rank), {"rank": str(rank), "place": _hit_words(hit), "note": _hit_note(hit, outcome.case)})
            for rank, hit in enumerate(outcome.found[:FOUND_SHOWN], start=1)
        ],
        key="ak_case_found",
    )


def _hit_words(hit: Found) -> str:
    return words().place(hit.corpus, hit.document, hit.page, hit.headings[-1] if hit.headings else "")


def _hit_note(hit: Found, case: Case) -> str:
    if any(matches(place, case, hit) for place in case.relevant):
        return t("case_view.right")
    return t("case_view.stale") if any(matches(place, case, hit) for place in case.stale) else ""


def _show_values(outcome: CaseOutcome, reading: Reading) -> None:
    shown = measured_words(outcome, reading.scores, words())
    if shown:
        st.caption(plain(shown))
