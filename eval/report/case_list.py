"""Every case of a run as HTML: question, answer with quotes and verdicts, gold, what was found."""

from __future__ import annotations

from html import escape

from app.answering.types import Verdict
from eval.cases import Case, Place
from eval.measures.places import cites, matches
from eval.measures.spans import find_spans
from eval.outcomes import CaseOutcome, Cited, Found, GivenAnswer, GivenStatement
from eval.report.content import measured_words
from eval.report.results import FOUND_SHOWN, State, first_gold_rank, judge_case
from eval.run_file import Run
from eval.scores import Scores
from eval.words import Words

_VERDICTS = {Verdict.SUPPORTED: State.GOOD, Verdict.PARTIAL: State.FAIR, Verdict.UNSUPPORTED: State.POOR}


def write_case(outcome: CaseOutcome, scores: Scores, words: Words) -> str:
    """One case as a block that opens."""
    case, result = outcome.case, judge_case(outcome, scores)
    searched = " ".join([case.id, case.question, case.type, case.answer, outcome.error]).casefold()
    if outcome.answer is not None:
        searched += " " + outcome.answer.text.casefold()
    state, type_name = result.state.value, words.type_name(case.type)
    parts = (
        _answer(outcome, words),
        _gold(outcome, words),
        _found(outcome, words),
        _values(outcome, scores, words),
    )
    return (
        f'<details class="case" data-state="{state}" data-type="{escape(case.type)}" data-words="{escape(searched)}">'
        f"<summary>{_mark(state, words.text(f'result.{result.value}'))}"
        f'<span class="question">{escape(case.question)}</span>'
        f'<span class="meta">{escape(case.id)} · {escape(type_name)}</span>{_rank(outcome, words)}</summary>'
        f'<div class="inside">{"".join(parts)}</div>'
        "</details>"
    )


def _mark(state: str, text: str) -> str:
    return f'<span class="mark {state}">{escape(text)}</span>'


def _heading(text: str) -> str:
    return f"<h4>{escape(text)}</h4>"


def _rank(outcome: CaseOutcome, words: Words) -> str:
    if not outcome.case.answerable:
        return ""
    rank = first_gold_rank(outcome)
    text = words.text("run_report.rank", rank=rank) if rank else words.text("case_list.not_found")
    return f'<span class="rank">{escape(text)}</span>'


def _answer(outcome: CaseOutcome, words: Words) -> str:
    if outcome.failed:
        return f'<p class="error">{escape(words.text("case_view.failed", error=words.message(outcome.error)))}</p>'
    answer = outcome.answer
    if answer is None:
        return ""
    heading = words.text("case_view.answer", outcome=words.text(f"case_view.{answer.outcome.value}"))
    statements = "".join(_statement(statement, outcome, words) for statement in answer.statements)
    reason = f"<p>{escape(words.message(answer.reason))}</p>" if answer.reason else ""
    listed = f'<ol class="statements">{statements}</ol>' if statements else ""
    return f"{_heading(heading)}{reason}{listed}{_judgement(outcome, words)}"


def _statement(statement: GivenStatement, outcome: CaseOutcome, words: Words) -> str:
    verdict = _mark(_VERDICTS[statement.verdict].value, words.text(f"verdict.{statement.verdict.value}"))
    missing = words.text("verdict.missing", words=", ".join(statement.missing)) if statement.missing else ""
    quotes = "".join(_citation(cited, outcome, words) for cited in statement.citations)
    return f"<li><p>{escape(statement.text)} {verdict} {escape(missing)}</p>{quotes}</li>"


def _citation(cited: Cited, outcome: CaseOutcome, words: Words) -> str:
    case = outcome.case
    notes = []
    if any(cites(place, case, cited, outcome.found) for place in case.relevant):
        notes.append(_mark("good", words.text("case_view.right")))
    if any(cites(place, case, cited, outcome.found) for place in case.stale):
        notes.append(_mark("poor", words.text("case_view.stale")))
    if cited.verbatim is False:
        notes.append(_mark("poor", words.text("case_view.not_there")))
    place = words.place(_owner(cited.tenant, cited.corpus), cited.document, cited.page, cited.section)
    return f"<blockquote>{escape(cited.quote)}<footer>{escape(place)} {' '.join(notes)}</footer></blockquote>"


def _judgement(outcome: CaseOutcome, words: Words) -> str:
    judgement = outcome.judgement
    if judgement is None:
        return ""
    if judgement.error:
        text = words.text("run_report.no_judgement", error=words.message(judgement.error))
    else:
        text = words.text(
            "run_report.judgement",
            faithfulness=words.number(judgement.faithfulness, 2),
            correctness=words.number(judgement.correctness, 2),
            relevance=words.number(judgement.relevance, 2),
        )
    return f'<p class="quiet">{escape(text)}</p>'


def _gold(outcome: CaseOutcome, words: Words) -> str:
    case = outcome.case
    heading = _heading(words.text("case_view.gold"))
    if not case.answerable:
        return f"{heading}<p>{escape(words.text('case_view.unanswerable'))}</p>"
    parts = [f"<p>{escape(case.answer)}</p>"] if case.answer else []
    if case.answer_spans:
        needed = escape(words.text(f"case_view.spans_{case.spans_needed.value}"))
        parts.append(f'<p class="quiet">{needed}: {_spans(case, outcome.answer)}</p>')
    places = [_gold_place(place, case, words) for place in case.relevant]
    places += [f"{words.text('case_view.stale')}: {_gold_place(place, case, words)}" for place in case.stale]
    listed = "".join(f"<li>{escape(place)}</li>" for place in places)
    return f"{heading}{''.join(parts)}<ul>{listed}</ul>"


def _spans(case: Case, answer: GivenAnswer | None) -> str:
    held = find_spans(case.answer_spans, answer.text) if answer is not None else [False] * len(case.answer_spans)
    spans = []
    for span, found in zip(case.answer_spans, held, strict=True):
        state = "good" if found else "none"
        spans.append(f'<span class="span {state}">„{escape(span)}“{" ✓" if found else ""}</span>')
    return ", ".join(spans)


def _found(outcome: CaseOutcome, words: Words) -> str:
    heading = _heading(words.text("case_view.found"))
    if not outcome.found:
        return "" if outcome.failed else f"{heading}<p>{escape(words.text('case_view.nothing'))}</p>"
    rows = "".join(_hit(hit, outcome, words) for hit in outcome.found[:FOUND_SHOWN])
    more = len(outcome.found) - FOUND_SHOWN
    tail = words.text("run_report.more_hits", count=words.count(more)) if more > 0 else ""
    below = f'<p class="quiet">{escape(tail)}</p>' if tail else ""
    return f'{heading}<ol class="hits">{rows}</ol>{below}'


def _hit(hit: Found, outcome: CaseOutcome, words: Words) -> str:
    case = outcome.case
    note = ""
    if any(matches(place, case, hit) for place in case.relevant):
        note = f" {_mark('good', words.text('case_view.right'))}"
    elif any(matches(place, case, hit) for place in case.stale):
        note = f" {_mark('poor', words.text('case_view.stale'))}"
    heading = hit.headings[-1] if hit.headings else ""
    place = words.place(_owner(hit.tenant, hit.corpus), hit.document, hit.page, heading)
    return f"<li>{escape(place)}{note}</li>"


def _values(outcome: CaseOutcome, scores: Scores, words: Words) -> str:
    shown = measured_words(outcome, scores, words)
    return f'<p class="quiet values">{escape(shown)}</p>' if shown else ""


def _gold_place(place: Place, case: Case, words: Words) -> str:
    owner = _owner(place.tenant or "", place.corpus or case.corpus or "")
    return words.place(owner, place.document, place.page, place.section or "")


def _owner(tenant: str, corpus: str) -> str:
    return "/".join(part for part in (tenant, corpus) if part)


def write_filters(run: Run, scores: Scores, words: Words) -> str:
    """The controls above the list, with the number of cases each shows."""
    states = [judge_case(outcome, scores).state for outcome in run.outcomes]
    types = words.sort_types(outcome.case.type for outcome in run.outcomes)
    options = "".join(f'<option value="{escape(name)}">{escape(words.type_name(name))}</option>' for name in types)
    boxes = "".join(
        f'<label><input type="checkbox" name="state" value="{state.value}" checked> '
        f"{escape(words.text(f'case_list.{state.value}', count=words.count(states.count(state))))}</label>"
        for state in reversed(State)
    )
    some = words.text("run_report.of", shown="{shown}", total=words.count(len(run.outcomes)))
    return (
        '<form id="filters" class="filters">'
        f'<label>{escape(words.text("case_list.search"))} <input type="search" name="words"></label>'
        f"<label>{escape(words.text('run_report.type'))} "
        f'<select name="type"><option value="*">{escape(words.text("run_report.all_types"))}</option>{options}</select>'
        "</label>"
        f'<fieldset><legend class="aside">{escape(words.text("case_list.state"))}</legend>{boxes}</fieldset>'
        f'<output id="shown" aria-live="polite" data-some="{escape(some)}">'
        f"{escape(words.counted('run_report.questions', len(run.outcomes)))}</output></form>"
    )
