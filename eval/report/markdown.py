"""A run or a comparison in Markdown, short enough for a pull request."""

from __future__ import annotations

from eval.comparison import Comparison
from eval.judge_agreement import agreement_rows
from eval.numbers_de import german_moment
from eval.report.case_list import first_gold_rank, judge_case
from eval.report.content import (
    Table,
    comparison_table,
    provenance_rows,
    scores_of,
    sentence_of,
    title_of,
    type_name,
    type_table,
    value_tables,
    worst_losses,
)
from eval.report.tables import Column, write_markdown_table
from eval.run_file import Run

_CASE_COLUMNS = (Column("Fall"), Column("Art"), Column("Frage"), Column("Ergebnis"), Column("Rang", "number"))


def write_markdown(run: Run, comparison: Comparison | None = None) -> str:
    """The report of a run: numbers, the cases that went wrong, what it was made of."""
    scores = scores_of(run)
    parts = [f"# Messung: {title_of(run.header)}", sentence_of(run)]
    if comparison is not None:
        parts.append(write_comparison(comparison))
    parts += [_table(table) for table in [*value_tables(scores), type_table(run, scores)]]
    if run.header.judge is not None:
        columns = (
            Column("Urteil"),
            Column("verglichen mit"),
            Column("Fälle", "number"),
            Column("Übereinst.", "number"),
        )
        agreement = tuple(agreement_rows(run.outcomes, scores))
        parts.append(_table(Table("Übereinstimmung mit den berechneten Maßen", columns, agreement)))
    rows = []
    for outcome in run.outcomes:
        state, word = judge_case(outcome, scores)
        if state != "good":
            rank = first_gold_rank(outcome)
            rows.append((outcome.case.id, type_name(outcome.case.type), outcome.case.question, word, str(rank or "–")))
    if rows:
        parts.append(f"## Nicht ganz richtige Fälle ({len(rows)})")
        parts.append(write_markdown_table(_CASE_COLUMNS, rows))
    parts.append("## Herkunft")
    parts.append("\n".join(f"- {name}: {value}" for name, value in provenance_rows(run.header)))
    return "\n\n".join(parts) + "\n"


def write_comparison(comparison: Comparison) -> str:
    """Two runs side by side."""
    notes = [
        f"Lauf {comparison.after.id} ({german_moment(comparison.after.created)}) gegen Lauf {comparison.before.id} "
        f"({german_moment(comparison.before.created)}), {comparison.shared} gemeinsame Fälle."
    ]
    if comparison.unlike:
        notes.append(f"Es unterscheiden sich: {', '.join(comparison.unlike)}.")
    if comparison.only_before:
        notes.append(f"Nur vorher: {', '.join(comparison.only_before)}.")
    if comparison.only_after:
        notes.append(f"Nur jetzt: {', '.join(comparison.only_after)}.")
    parts = [" ".join(notes), _table(comparison_table(comparison))]
    losses = [f"- **{change.measure.name}**: {cases}" for change, cases in worst_losses(comparison.changes)]
    if losses:
        parts += ["### Verschlechterte Fälle", "\n".join(losses)]
    return "\n\n".join(parts)


def _table(table: Table) -> str:
    return f"## {table.title}\n\n{write_markdown_table(table.columns, table.rows)}"
