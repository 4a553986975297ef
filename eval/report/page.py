"""A run as one HTML file that needs nothing else: no network, no other file. Opens from a memory stick."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template

from eval.comparison import Comparison
from eval.measures.catalogue import Measure
from eval.report.case_list import write_case, write_filters
from eval.report.changes import compared_runs, comparison_table, worst_losses
from eval.report.content import (
    Table,
    agreement_table,
    key_figures,
    provenance_rows,
    sentence_of,
    settings_rows,
    title_of,
    type_table,
    value_tables,
)
from eval.report.figures import draw_figures
from eval.report.tables import Column, write_table
from eval.run_file import Run
from eval.scores import Scores
from eval.uncertainty import Estimate
from eval.words import Words

_TEMPLATE = Path(__file__).with_name("page.html")


def write_page(run: Run, scores: Scores, words: Words, comparison: Comparison | None = None) -> str:
    """The whole page; with a comparison to an earlier run when there is one."""
    title = title_of(run.header)
    pair = (Column(words.text("report.what")), Column(words.text("report.stand")))
    made_of, settings = provenance_rows(run.header, words), settings_rows(run.header.settings)
    tables = [*value_tables(scores, words), type_table(run, scores, words)]
    # The texts that the template names itself.
    said = {f"say_{name}": escape(text) for name, text in words.part("report_page").items()}
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        said,
        language=words.language.value,
        name=escape(words.text("run_report.title", title=title)),
        title=escape(title),
        sentence=escape(sentence_of(run, words)),
        warning=_warning(run, words),
        figures="\n".join(_key_figure(measure, found, words) for measure, found in key_figures(scores)),
        comparison=_comparison(comparison, words) if comparison else "",
        tables="\n".join(map(_table, tables)),
        judge=_judge(run, scores, words),
        plots="\n".join(draw_figures(run.outcomes, scores, words)),
        filters=write_filters(run, scores, words),
        cases="\n".join(write_case(outcome, scores, words) for outcome in run.outcomes),
        provenance=write_table(words.text("run_report.provenance"), pair, made_of),
        settings=write_table(words.text("report.settings"), pair, settings),
    )


def _key_figure(measure: Measure, found: Estimate, words: Words) -> str:
    name = f"{measure.name}, {words.counted('case_list.caption', found.cases)}"
    return (
        f'<div class="key"><dt>{escape(words.title(measure))}</dt>'
        f"<dd><strong>{words.value(found.value, measure.unit)}</strong> "
        f'<span class="interval">{words.interval(found.low, found.high, measure.unit)}</span>'
        f'<span class="quiet">{escape(name)}</span></dd></div>'
    )


def _warning(run: Run, words: Words) -> str:
    failed = sum(outcome.failed for outcome in run.outcomes)
    notes = []
    if failed:
        notes.append(words.counted("run_report.ended_in_error", failed))
    if not run.complete:
        done, total = words.count(len(run.outcomes)), words.count(run.header.cases)
        notes.append(words.text("run_report.incomplete", done=done, total=total))
    if run.header.code.dirty:
        notes.append(words.text("run_report.uncommitted"))
    return f'<p class="warning" role="note">{escape(" ".join(notes))}</p>' if notes else ""


def _table(table: Table) -> str:
    return f"<h3>{escape(table.title)}</h3>{write_table(table.title, table.columns, table.rows)}"


def _comparison(comparison: Comparison, words: Words) -> str:
    notes = compared_runs(comparison, words)
    if comparison.only_before or comparison.only_after:
        before, after = words.count(len(comparison.only_before)), words.count(len(comparison.only_after))
        notes.append(words.text("comparing.only", before=before, after=after))
    losses = "".join(
        f"<li><strong>{escape(measure)}</strong>: {escape(cases)}</li>"
        for measure, cases in worst_losses(comparison.changes, words)
    )
    listed = f"<h3>{escape(words.text('change.losses'))}</h3><ul>{losses}</ul>" if losses else ""
    table = comparison_table(comparison, words)
    return (
        f'<section id="vergleich"><h2>{escape(table.title)}</h2><p>{escape(" ".join(notes))}</p>'
        f"{write_table(table.title, table.columns, table.rows)}{listed}{_by_type(comparison, words)}</section>"
    )


def _by_type(comparison: Comparison, words: Words) -> str:
    rows = [
        (
            words.full_title(change.measure),
            words.type_name(kind),
            words.value(found.before, change.measure.unit),
            words.value(found.after, change.measure.unit),
            words.chance(found.p),
        )
        for change in comparison.changes
        if not change.measure.timing and "/" not in change.measure.name
        for kind, found in change.by_type
        if found.change
    ]
    if not rows:
        return ""
    columns = (
        Column(words.text("report.measure")),
        Column(words.text("run_report.type")),
        Column(words.text("comparing.was"), "number"),
        Column(words.text("comparing.is"), "number"),
        Column("p", "number"),
    )
    title = words.text("change.by_type")
    return f"<details><summary>{escape(title)}</summary>{write_table(title, columns, rows)}</details>"


def _judge(run: Run, scores: Scores, words: Words) -> str:
    judge = run.header.judge
    if judge is None:
        return ""
    summary = words.text("run_report.judge_prompt", model=judge.model)
    return (
        f"{_table(agreement_table(run, scores, words))}"
        f"<details><summary>{escape(summary)}</summary><pre>{escape(judge.prompt)}</pre></details>"
    )
