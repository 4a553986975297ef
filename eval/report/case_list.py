"""Every case of a run as HTML: question, answer with quotes and verdicts, gold, what was found."""

from __future__ import annotations

from html import escape

from app.answering.types import Outcome, Verdict
from eval.cases import Case, Place, SpansNeeded
from eval.measures.abstention import ACCURACY
from eval.measures.places import cites, matches
from eval.measures.spans import RECALL, SUCCESS, find_spans
from eval.numbers_de import german, german_measure
from eval.outcomes import CaseOutcome, Cited, Found, GivenAnswer, GivenStatement
from eval.report.content import type_name
from eval.run_file import Run
from eval.scores import Scores

_FOUND_SHOWN = 10
_OUTCOMES = {
    Outcome.ANSWERED: "beantwortet",
    Outcome.NO_ANSWER: "keine Antwort",
    Outcome.SOURCES_ONLY: "nur Fundstellen (Modell ausgefallen)",
}
_VERDICTS = {
    Verdict.SUPPORTED: ("good", "belegt"),
    Verdict.PARTIAL: ("fair", "teilweise belegt"),
    Verdict.UNSUPPORTED: ("poor", "nicht belegt"),
}


def write_case(outcome: CaseOutcome, scores: Scores) -> str:
    """One case as a block that opens."""
    case = outcome.case
    state, word = judge_case(outcome, scores)
    rank = first_gold_rank(outcome)
    words = " ".join([case.id, case.question, case.type, case.answer, outcome.error]).casefold()
    if outcome.answer is not None:
        words += " " + outcome.answer.text.casefold()
    found = "" if not case.answerable else f'<span class="rank">{f"Rang {rank}" if rank else "nicht gefunden"}</span>'
    return (
        f'<details class="case" data-state="{state}" data-type="{escape(case.type)}" data-words="{escape(words)}">'
        f'<summary><span class="mark {state}">{escape(word)}</span>'
        f'<span class="question">{escape(case.question)}</span>'
        f'<span class="meta">{escape(case.id)} · {escape(type_name(case.type))}</span>{found}</summary>'
        f'<div class="inside">{_answer(outcome)}{_gold(outcome)}{_found(outcome)}{_values(outcome, scores)}</div>'
        "</details>"
    )


def judge_case(outcome: CaseOutcome, scores: Scores) -> tuple[str, str]:
    """A state (``good``, ``fair``, ``poor``) and a German word for the case as a whole."""
    if outcome.failed:
        return "poor", "Fehler"
    if outcome.answer is None:
        return _judge_search(outcome)
    right = scores.value(outcome.case.id, ACCURACY)
    if not outcome.case.answerable:
        return ("good", "zu Recht keine Antwort") if right else ("poor", "hätte schweigen sollen")
    if not right:
        return "poor", "keine Antwort"
    return _judge_spans(scores.value(outcome.case.id, SUCCESS), scores.value(outcome.case.id, RECALL))


def _judge_search(outcome: CaseOutcome) -> tuple[str, str]:
    if not outcome.case.answerable:
        return "fair", "nur Suche"
    rank = first_gold_rank(outcome)
    return ("good", "gefunden") if rank and rank <= _FOUND_SHOWN else ("poor", "nicht gefunden")


def _judge_spans(success: float | None, share: float | None) -> tuple[str, str]:
    if success is None:
        return "fair", "beantwortet, ohne Soll"
    if success:
        return "good", "enthält das Gesuchte"
    return ("fair", "enthält einen Teil") if share else ("poor", "enthält es nicht")


def first_gold_rank(outcome: CaseOutcome) -> int | None:
    """1-based rank of the first hit on a gold place."""
    case = outcome.case
    for rank, found in enumerate(outcome.found, start=1):
        if any(matches(place, case, found) for place in case.relevant):
            return rank
    return None


def _answer(outcome: CaseOutcome) -> str:
    if outcome.failed:
        return f'<p class="error">Fehler: {escape(outcome.error)}</p>'
    answer = outcome.answer
    if answer is None:
        return ""
    statements = "".join(_statement(statement, outcome) for statement in answer.statements)
    reason = f"<p>{escape(answer.reason)}</p>" if answer.reason else ""
    listed = f'<ol class="statements">{statements}</ol>' if statements else ""
    return f"<h4>Antwort: {_OUTCOMES[answer.outcome]}</h4>{reason}{listed}{_judgement(outcome)}"


def _statement(statement: GivenStatement, outcome: CaseOutcome) -> str:
    state, word = _VERDICTS[statement.verdict]
    missing = f" – nicht im Zitat: {escape(', '.join(statement.missing))}" if statement.missing else ""
    quotes = "".join(_citation(cited, outcome) for cited in statement.citations)
    return f'<li><p>{escape(statement.text)} <span class="mark {state}">{word}</span>{missing}</p>{quotes}</li>'


def _citation(cited: Cited, outcome: CaseOutcome) -> str:
    case = outcome.case
    gold = any(cites(place, case, cited, outcome.found) for place in case.relevant)
    stale = any(cites(place, case, cited, outcome.found) for place in case.stale)
    notes = []
    if gold:
        notes.append('<span class="mark good">richtige Stelle</span>')
    if stale:
        notes.append('<span class="mark poor">veraltete Stelle</span>')
    if cited.verbatim is False:
        notes.append('<span class="mark poor">steht so nicht auf der Seite</span>')
    place = _place(cited.tenant, cited.corpus, cited.document, cited.page, cited.section)
    return f"<blockquote>{escape(cited.quote)}<footer>{escape(place)} {' '.join(notes)}</footer></blockquote>"


def _judgement(outcome: CaseOutcome) -> str:
    judgement = outcome.judgement
    if judgement is None:
        return ""
    if judgement.error:
        return f'<p class="quiet">Kein Urteil: {escape(judgement.error)}</p>'
    return (
        f'<p class="quiet">Urteil des Sprachmodells: Treue {german(judgement.faithfulness, 2)}, '
        f"Richtigkeit {german(judgement.correctness, 2)}, Bezug zur Frage {german(judgement.relevance, 2)}</p>"
    )


def _gold(outcome: CaseOutcome) -> str:
    case = outcome.case
    if not case.answerable:
        return "<h4>Soll</h4><p>Keine Antwort: Die Dokumente enthalten sie nicht.</p>"
    parts = [f"<p>{escape(case.answer)}</p>"] if case.answer else []
    if case.answer_spans:
        needed = "eine davon" if case.spans_needed is SpansNeeded.ANY else "alle"
        parts.append(f'<p class="quiet">Gesuchte Angaben ({needed}): {_spans(case, outcome.answer)}</p>')
    places = "".join(f"<li>{escape(_gold_place(place, case))}</li>" for place in case.relevant)
    stale = "".join(f"<li>veraltet: {escape(_gold_place(place, case))}</li>" for place in case.stale)
    return f"<h4>Soll</h4>{''.join(parts)}<ul>{places}{stale}</ul>"


def _spans(case: Case, answer: GivenAnswer | None) -> str:
    held = find_spans(case.answer_spans, answer.text) if answer is not None else [False] * len(case.answer_spans)
    spans = []
    for span, found in zip(case.answer_spans, held, strict=True):
        state = "good" if found else "none"
        spans.append(f'<span class="span {state}">„{escape(span)}“{" ✓" if found else ""}</span>')
    return ", ".join(spans)


def _found(outcome: CaseOutcome) -> str:
    if not outcome.found:
        return "" if outcome.failed else "<h4>Gefunden</h4><p>Nichts.</p>"
    rows = "".join(_hit(hit, outcome) for hit in outcome.found[:_FOUND_SHOWN])
    more = len(outcome.found) - _FOUND_SHOWN
    tail = f'<p class="quiet">… und {more} weitere</p>' if more > 0 else ""
    return f'<h4>Gefunden</h4><ol class="hits">{rows}</ol>{tail}'


def _hit(hit: Found, outcome: CaseOutcome) -> str:
    case = outcome.case
    note = ""
    if any(matches(place, case, hit) for place in case.relevant):
        note = ' <span class="mark good">richtige Stelle</span>'
    elif any(matches(place, case, hit) for place in case.stale):
        note = ' <span class="mark poor">veraltete Stelle</span>'
    heading = hit.headings[-1] if hit.headings else ""
    return f"<li>{escape(_place(hit.tenant, hit.corpus, hit.document, hit.page, heading))}{note}</li>"


def _values(outcome: CaseOutcome, scores: Scores) -> str:
    shown = []
    for measure in scores.measured():
        value = scores.value(outcome.case.id, measure.name)
        if value is not None and "/" not in measure.name and not measure.name.startswith("abstention_"):
            shown.append(f"{measure.name} {german_measure(value, measure.unit)}")
    return f'<p class="quiet values">{escape(" · ".join(shown))}</p>' if shown else ""


def _gold_place(place: Place, case: Case) -> str:
    corpus = place.corpus or case.corpus or ""
    return _place(place.tenant or "", corpus, place.document, place.page, place.section or "")


def _place(tenant: str, corpus: str, document: str, page: int | None, section: str) -> str:
    owner = "/".join(part for part in (tenant, corpus) if part)
    parts = [f"{owner}: {document}" if owner else document]
    if page is not None:
        parts.append(f"Seite {page}")
    if section:
        parts.append(section)
    return ", ".join(parts)


def write_filters(run: Run, scores: Scores) -> str:
    """The controls above the list, with the number of cases each shows."""
    states = [judge_case(outcome, scores)[0] for outcome in run.outcomes]
    counts = {state: states.count(state) for state in ("good", "fair", "poor")}
    types = sorted({outcome.case.type for outcome in run.outcomes})
    options = "".join(f'<option value="{escape(name)}">{escape(type_name(name))}</option>' for name in types)
    names = {"good": "richtig", "fair": "teils", "poor": "falsch"}
    boxes = "".join(
        f'<label><input type="checkbox" name="state" value="{state}" checked> {names[state]} ({count})</label>'
        for state, count in counts.items()
    )
    return (
        '<form id="filters" class="filters">'
        f'<label>Suchen <input type="search" name="words" placeholder="Wort aus Frage oder Antwort"></label>'
        f'<label>Art <select name="type"><option value="*">alle</option>{options}</select></label>'
        f'<fieldset><legend class="aside">Ergebnis</legend>{boxes}</fieldset>'
        f'<output id="shown" aria-live="polite">{len(run.outcomes)} Fragen</output></form>'
    )
