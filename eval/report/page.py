"""A run as one HTML file that needs nothing else: no network, no other file. Opens from a memory stick."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template

from eval.comparison import Comparison
from eval.judge_agreement import agreement_rows
from eval.numbers_de import german, german_chance, german_measure, german_moment
from eval.report.case_list import write_case, write_filters
from eval.report.content import (
    Table,
    comparison_table,
    key_figures,
    provenance_rows,
    scores_of,
    sentence_of,
    settings_rows,
    title_of,
    type_name,
    type_table,
    value_tables,
    worst_losses,
)
from eval.report.figures import draw_figures
from eval.report.tables import Column, write_table
from eval.run_file import Run
from eval.scores import Scores

_TEMPLATE = Path(__file__).with_name("page.html")
_PAIR = (Column("Was"), Column("Stand"))


def write_page(run: Run, comparison: Comparison | None = None) -> str:
    """The whole page; with a comparison to an earlier run when there is one."""
    scores = scores_of(run)
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=escape(title_of(run.header)),
        sentence=escape(sentence_of(run)),
        warning=_warning(run),
        figures="\n".join(_key_figure(*pair) for pair in _key_figures(scores)),
        comparison=_comparison(comparison) if comparison else "",
        tables="\n".join(_table(table) for table in [*value_tables(scores), type_table(run, scores)]),
        judge=_judge(run, scores),
        plots="\n".join(draw_figures(run.outcomes, scores)),
        filters=write_filters(run, scores),
        cases="\n".join(write_case(outcome, scores) for outcome in run.outcomes),
        provenance=write_table("Herkunft", _PAIR, provenance_rows(run.header)),
        settings=write_table("Einstellungen", _PAIR, settings_rows(run.header.settings)),
    )


def _key_figures(scores: Scores) -> list[tuple[str, str, str, str]]:
    return [
        (
            measure.title,
            german_measure(estimate.value, measure.unit),
            f"{german_measure(estimate.low, measure.unit)} – {german_measure(estimate.high, measure.unit)}",
            f"{measure.name}, {estimate.cases} Fälle",
        )
        for measure, estimate in key_figures(scores)
    ]


def _key_figure(title: str, value: str, interval: str, name: str) -> str:
    return (
        f'<div class="key"><dt>{escape(title)}</dt><dd><strong>{value}</strong> '
        f'<span class="interval">{interval}</span><span class="quiet">{escape(name)}</span></dd></div>'
    )


def _warning(run: Run) -> str:
    failed = [outcome for outcome in run.outcomes if outcome.failed]
    notes = []
    if failed:
        notes.append(f"{len(failed)} Fragen endeten mit einem Fehler und zählen als falsch beantwortet.")
    if not run.complete:
        notes.append(
            f"Der Lauf ist nicht vollständig ({len(run.outcomes)} von {run.header.cases} Fällen). "
            "Derselbe Befehl setzt ihn fort."
        )
    if run.header.code.dirty:
        notes.append("Das Programm enthielt Änderungen, die nicht eingecheckt sind.")
    return f'<p class="warning" role="note">{escape(" ".join(notes))}</p>' if notes else ""


def _table(table: Table) -> str:
    return f"<h3>{escape(table.title)}</h3>{write_table(table.title, table.columns, table.rows)}"


def _comparison(comparison: Comparison) -> str:
    notes = [
        f"Verglichen mit dem Lauf {comparison.before.id} vom {german_moment(comparison.before.created)}; "
        f"{comparison.shared} gemeinsame Fälle."
    ]
    if comparison.unlike:
        notes.append(f"Es unterscheiden sich: {', '.join(comparison.unlike)}.")
    if comparison.only_before or comparison.only_after:
        notes.append(f"Nur vorher: {len(comparison.only_before)}, nur jetzt: {len(comparison.only_after)} Fälle.")
    losses = "".join(
        f"<li><strong>{escape(change.measure.name)}</strong>: {escape(cases)}</li>"
        for change, cases in worst_losses(comparison.changes)
    )
    listed = f"<h3>Verschlechterte Fälle</h3><ul>{losses}</ul>" if losses else ""
    table = comparison_table(comparison)
    return (
        f'<section id="vergleich"><h2>Vergleich</h2><p>{escape(" ".join(notes))}</p>'
        f"{write_table(table.title, table.columns, table.rows)}{listed}{_by_type(comparison)}</section>"
    )


def _by_type(comparison: Comparison) -> str:
    rows = [
        (change.measure.name, type_name(kind), german(found.before), german(found.after), german_chance(found.p))
        for change in comparison.changes
        if not change.measure.timing and "/" not in change.measure.name
        for kind, found in change.by_type
        if found.change
    ]
    if not rows:
        return ""
    columns = (Column("Maß"), Column("Art"), *(Column(name, "number") for name in ("vorher", "nachher", "p")))
    table = write_table("Änderungen nach Art der Frage", columns, rows)
    return f"<details><summary>Änderungen nach Art der Frage</summary>{table}</details>"


def _judge(run: Run, scores: Scores) -> str:
    judge = run.header.judge
    if judge is None:
        return ""
    columns = (
        Column("Urteil"),
        Column("verglichen mit"),
        Column("Fälle", "number"),
        Column("Übereinstimmung", "number"),
    )
    return (
        f"<h3>Übereinstimmung des Sprachmodells mit den berechneten Maßen</h3>"
        f"{write_table('Übereinstimmung', columns, agreement_rows(run.outcomes, scores))}"
        f"<details><summary>Anweisung an das urteilende Modell {escape(judge.model)}</summary>"
        f"<pre>{escape(judge.prompt)}</pre></details>"
    )
